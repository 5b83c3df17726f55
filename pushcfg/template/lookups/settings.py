"""The lookup config: settings of this run, by the names that Ansible has for them."""

from __future__ import annotations

from typing import Any

from pushcfg.errors import TemplateError
from pushcfg.template.lookups.context import Context
from pushcfg.template.lookups.lists import boolean

WAYS = ("error", "warn", "skip")


def config(
    terms: list[Any], context: Context, *, on_missing: Any = "error", plugin_type: Any = None, plugin_name: Any = None,
    show_origin: Any = False,
) -> list[Any]:  # fmt: skip
    """The values of settings, each with where it came from if `show_origin`."""
    if plugin_type is not None or plugin_name is not None:
        raise TemplateError("pushcfg has no plugins with settings of their own", None, "ask for a setting by its name")
    if on_missing not in WAYS:
        raise TemplateError(f"on_missing must be one of {', '.join(WAYS)}, not {on_missing!r}")
    found: list[Any] = []
    for term in terms:
        if not isinstance(term, str):
            raise TemplateError(f"the name of a setting must be text, not {term!r}")
        known = context.surroundings.settings.get(term)
        if known is not None:
            found.append(list(known) if boolean(show_origin) else known[0])
            continue
        told = f"there is no setting {term!r} that pushcfg has, too"
        if on_missing == "error":
            raise TemplateError(told, None, "see `pushcfg config`; or give it on_missing='skip'")
        if on_missing == "warn":
            context.surroundings.warn(told)
    return found
