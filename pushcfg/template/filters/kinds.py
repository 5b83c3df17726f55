"""Filters that look at what a value is: bool, ternary, mandatory, type_debug."""

from __future__ import annotations

from typing import Any

from pushcfg.errors import TemplateError
from pushcfg.template.filters.arguments import Function, is_undefined, kind_of, present

TRUE = {"yes", "on", "true", "1"}
FALSE = {"no", "off", "false", "0"}
WORDS = (str, int)


def to_bool(value: Any) -> bool:
    """True for yes, on, true and 1 in any case; False for anything else."""
    text = str(value).lower() if isinstance(value, WORDS) else value
    try:
        if text in TRUE or text in FALSE:
            return text in TRUE
    except TypeError:
        return False
    return bool(text == 1)


def ternary(value: Any, true_val: Any, false_val: Any, none_val: Any = None) -> Any:
    """One of two values; the one that is not chosen may be undefined."""
    present(value)
    if value is None and none_val is not None:
        return none_val
    return true_val if value else false_val


def mandatory(value: Any, msg: Any = None) -> Any:
    """The value, or an error that says that it is needed."""
    if not is_undefined(value):
        return value
    name = getattr(value, "_undefined_name", None)
    raise TemplateError(msg if msg is not None else f"Mandatory variable {f'{name!r} ' if name else ''}not defined.")


def type_debug(value: Any) -> str:
    """The name of the value's type."""
    return "Undefined" if is_undefined(value) else kind_of(value)


CHECKED: dict[str, Function] = {"bool": to_bool}
LENIENT: dict[str, Function] = {"ternary": ternary, "mandatory": mandatory, "type_debug": type_debug}
