"""Values as they may be shown: without what is encrypted, and without what a name says is secret."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pushcfg.masking import MASK
from pushcfg.model import Decrypted, Vaulted
from pushcfg.vault import is_secret


def secrets_in(name: object, value: Any) -> Iterator[str]:
    """Every text in the value of a variable that a name calls secret, however deep."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from secrets_in(key, item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from secrets_in(name, item)
    elif isinstance(value, str) and value and isinstance(name, str) and is_secret(name) and "{{" not in value:
        yield str(value)


def hidden(name: object, value: Any, rendered: bool = False) -> Any:
    """The value of a variable with secrets masked, however deep; a template that nobody has rendered is none."""
    if isinstance(value, Mapping):
        return {key: hidden(key, item, rendered) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [hidden(name, item, rendered) for item in value]
    if isinstance(value, Vaulted | Decrypted):
        return MASK
    if isinstance(value, str) and isinstance(name, str) and is_secret(name):
        return value if not value or ("{{" in value and not rendered) else MASK
    return value
