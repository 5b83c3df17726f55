"""Filters between values and their text: JSON and YAML."""

from __future__ import annotations

import datetime
import json
from collections.abc import Collection, Mapping
from typing import Any

from pushcfg.errors import SourceError, TemplateError
from pushcfg.source import documents
from pushcfg.template.filters.arguments import kind_of, settled
from pushcfg.template.scope import OMIT


def to_json(value: Any, profile: Any = None, vault_to_text: Any = None, preprocess_unsafe: Any = None,
            **options: Any) -> str:  # fmt: skip
    """The value as JSON; dates as ISO 8601."""
    if profile not in (None, "tagless"):
        raise TemplateError(f"there is no profile {profile!r}", None, "leave it out")
    return json.dumps(written(value), default=plain, **options)


def to_nice_json(value: Any, indent: Any = 4, sort_keys: Any = True, **options: Any) -> str:
    """The value as JSON for people."""
    options.pop("separators", None)
    return to_json(value, indent=indent, sort_keys=sort_keys, separators=(",", ": "), **options)


def written(value: Any) -> Any:
    """The value, after a look at all that is in it: nothing undefined, and nothing omitted, which has no text."""
    if is_omitted(settled(value)):
        raise TemplateError("omit leaves an argument out, and has no text", None, "leave it out of what is written")
    return value


def is_omitted(value: Any) -> bool:
    """Whether a value, or one within it, is omitted."""
    if isinstance(value, Mapping):
        return any(map(is_omitted, value.values()))
    return any(map(is_omitted, value)) if isinstance(value, list | tuple) else value is OMIT


def plain(value: Any) -> Any:
    """What JSON can hold in the place of a value that it cannot."""
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Collection) and not isinstance(value, bytes):
        return list(value)
    raise TypeError(f"Object of type {kind_of(value)} is not JSON serializable")


def from_json(value: Any, profile: Any = None, **options: Any) -> Any:
    """The value that JSON text stands for."""
    if profile not in (None, "tagless"):
        raise TemplateError(f"there is no profile {profile!r}", None, "leave it out")
    return json.loads(value, **options)


def to_yaml(value: Any, *ignored: Any, default_flow_style: Any = None, **options: Any) -> str:
    """The value as YAML, the innermost lists and mappings on one line."""
    try:
        return documents.serialize(written(value), default_flow_style=default_flow_style, **options)
    except SourceError as error:
        raise TemplateError(error.message) from error


def to_nice_yaml(value: Any, indent: Any = 4, *ignored: Any, default_flow_style: Any = False, **options: Any) -> str:
    """The value as YAML for people."""
    return to_yaml(value, indent=indent, default_flow_style=default_flow_style, **options)


def from_yaml(value: Any) -> Any:
    """The value that YAML text stands for; what is no text stays as it is."""
    if not isinstance(value, str):
        return value
    found = from_yaml_all(value)
    if len(found) > 1:
        raise TemplateError("there is more than one document in the text", None, "use from_yaml_all")
    return found[0] if found else None


def from_yaml_all(value: Any) -> Any:
    """The values of all documents in YAML text."""
    if value is None:
        return []
    if not isinstance(value, str):
        return value
    try:
        return documents.plain_documents(value)
    except SourceError as error:
        raise TemplateError(f"the text does not parse: {error}") from error


CHECKED = {
    "to_json": to_json, "to_nice_json": to_nice_json, "from_json": from_json, "to_yaml": to_yaml,
    "to_nice_yaml": to_nice_yaml, "from_yaml": from_yaml, "from_yaml_all": from_yaml_all,
}  # fmt: skip
