"""What lookup plugins are made of."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any

from pushcfg.standins.errors import AnsibleError, AnsibleFileNotFound
from pushcfg.standins.utils.display import Display


class LookupBase:
    """A lookup: `run(terms, variables, **options)` gives a list. `context` is the call that it is for."""

    documented: Mapping[str, Mapping[str, Any]] = {}

    def __init__(self, loader: Any = None, templar: Any = None, **more: Any) -> None:
        self._loader = loader
        self._templar = templar
        self._display = Display()
        self._options: dict[str, Any] = {}
        self.context: Any = more.get("context")

    def run(self, terms: Any, variables: Any = None, **kwargs: Any) -> Any:
        """What the plugin says itself."""
        raise AnsibleError("the lookup has no run()")

    def set_options(self, task_keys: Any = None, var_options: Any = None, direct: Any = None) -> None:
        """Options as they were given, or as variables, the environment or the plugin's documentation say."""
        for name, about in self.documented.items():
            if name.startswith("_"):
                continue  # the terms
            self._options[name] = chosen(name, about, var_options or {}, direct or {})
        self._options.update({name: value for name, value in (direct or {}).items() if name not in self._options})

    def get_option(self, option: str, hostvars: Any = None) -> Any:
        """The value of an option."""
        if option not in self._options:
            raise KeyError(f"the lookup has no option {option!r}")
        return self._options[option]

    def get_options(self, hostvars: Any = None) -> dict[str, Any]:
        """All of them."""
        return dict(self._options)

    def has_option(self, option: str) -> bool:
        """Whether there is one of this name."""
        return option in self._options

    def set_option(self, option: str, value: Any) -> None:
        """Give one a value."""
        self._options[option] = value

    def get_basedir(self, variables: Any) -> str:
        """The folder of the playbook, or of the role."""
        return str(variables.get("role_path") or variables.get("playbook_dir") or os.getcwd())

    def find_file_in_search_path(
        self, myvars: Any, subdir: str, needle: str, ignore_missing: bool = False
    ) -> str | None:
        """A file, looked for where tasks look for theirs."""
        found: str | None = self.context.find(needle, subdir)
        if found is None and not ignore_missing:
            raise AnsibleFileNotFound(f"there is no file {needle!r} on the controller")
        return found

    @staticmethod
    def _flatten(terms: Iterable[Any]) -> list[Any]:
        return [part for term in terms for part in (term if isinstance(term, list | tuple) else [term])]

    @staticmethod
    def _combine(a: Iterable[Any], b: Iterable[Any]) -> list[Any]:
        return [LookupBase._flatten(pair) for pair in product(a, b)]


def chosen(name: str, about: Mapping[str, Any], variables: Any, direct: Mapping[str, Any]) -> Any:
    """The value of one documented option."""
    for word in (name, *(about.get("aliases") or ())):
        if word in direct:
            return of_type(about, direct[word])
    for value in elsewhere(about, variables):
        return of_type(about, value)
    if about.get("required"):
        raise AnsibleError(f"the option {name!r} is required")
    return of_type(about, about.get("default"))


def elsewhere(about: Mapping[str, Any], variables: Any) -> Iterator[Any]:
    """What variables and the environment say."""
    for entry in about.get("vars") or ():
        if entry["name"] in variables:
            yield variables[entry["name"]]
    for entry in about.get("env") or ():
        if entry["name"] in os.environ:
            yield os.environ[entry["name"]]


def of_type(about: Mapping[str, Any], value: Any) -> Any:
    """A value as its option's documentation wants it."""
    from pushcfg.standins.module_utils.parsing.convert_bool import boolean

    kind = about.get("type") or about.get("_type")
    if value is None or kind is None:
        return value
    if kind in ("bool", "boolean"):
        return boolean(value)
    if kind in ("int", "integer"):
        return int(value)
    if kind == "float":
        return float(value)
    if kind == "list":
        return [part.strip() for part in value.split(",")] if isinstance(value, str) else list(value)
    if kind in ("path", "tmppath"):
        return os.path.expanduser(os.path.expandvars(str(value)))
    return str(value) if kind in ("str", "string") else value
