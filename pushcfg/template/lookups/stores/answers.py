"""What stores have answered: each is asked once a run for the same, and what it says is masked."""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, TypeVar

from pushcfg.errors import TemplateError
from pushcfg.template.filters.data import from_yaml
from pushcfg.template.lookups.context import Context
from pushcfg.template.lookups.processes import LIMIT, run
from pushcfg.vault import is_secret, secret_leaves

Answer = TypeVar("Answer")


def once(context: Context, key: Hashable, ask: Callable[[], Answer]) -> Answer:
    """What `ask` returns, or how it has failed: it is called once a run for the same key."""
    context.outside()
    kept = context.surroundings.kept
    if key not in kept:
        try:
            kept[key] = ask()
        except TemplateError as error:
            kept[key] = error
    found: Answer = kept[key]
    if isinstance(found, TemplateError):
        raise TemplateError(found.message, found.position, found.hint)
    return found


def printed(context: Context, words: Sequence[str], told: str, environment: Mapping[str, str] | None = None) -> bytes:
    """What a program prints, which is asked once a run; `told` is what errors call it."""
    added = dict(environment or {})
    return once(context, ("program", tuple(words), tuple(sorted(added.items()))),
                lambda: run(words, told, context.base, LIMIT, {**os.environ, **added}))  # fmt: skip


def data_in(text: str) -> Any:
    """What text is in YAML; None where it is no YAML."""
    try:
        return from_yaml(text)
    except TemplateError:
        return None


def covered(context: Context, data: Any) -> Any:
    """The data of one secret, after its texts have been marked: as of an encrypted file, and passwords."""
    for text in secret_leaves(data):
        context.surroundings.secret(text)
    cover_named(context, data)
    return data


def cover_named(context: Context, data: Any) -> None:
    """Mark what has the name of a secret, however short."""
    if isinstance(data, Mapping):
        for name, value in data.items():
            if is_secret(str(name)):
                context.secret(value)
            cover_named(context, value)
    elif isinstance(data, list | tuple):
        for value in data:
            cover_named(context, value)
