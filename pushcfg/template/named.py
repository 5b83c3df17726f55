"""A table of filters, tests or lookups that is asked for a name only when a template uses it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Search = Callable[[str], Any]


class Known(dict[str, Any]):
    """A dict; what it does not have is searched for (full names, in collections) and kept."""

    search: Search | None = None

    def __missing__(self, name: str) -> Any:
        found = self.search(name) if self.search is not None and "." in name else None
        if found is None:
            raise KeyError(name)
        self[name] = found
        return found

    def get(self, name: str, default: Any = None) -> Any:
        """As a dict's, with the search."""
        try:
            return self[name]
        except KeyError:
            return default

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or (isinstance(name, str) and "." in name and self.get(name) is not None)
