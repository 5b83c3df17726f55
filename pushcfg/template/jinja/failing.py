"""Whatever goes wrong in a template, as an error with its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jinja2

from pushcfg.errors import TemplateError, UndefinedError, VaultError
from pushcfg.promise import NotYet
from pushcfg.template.failures import excerpt
from pushcfg.template.jinja.values import Compiled
from pushcfg.template.scope import Scope

# What is told as it is.
KNOWN = (NotYet, VaultError)


def parsed(parse: Callable[[], Any], text: str, first: int = 0) -> Any:
    """What `parse` returns; its errors as TemplateError. `first` is the number of the first line of a file."""
    try:
        return parse()
    except AssertionError as error:
        raise TemplateError(f"these marks cannot be told apart: {error}", None, "give each another text") from None
    except jinja2.TemplateSyntaxError as error:
        told = (error.message or "").rstrip(".")
        line = f" in line {error.lineno + max(first - 1, 0)}" if first or "\n" in text.strip() else ""
        raise TemplateError(f"the template does not parse{line}: {told}: {excerpt(text)}") from None


def guarded(compiled: Compiled, text: str, first: int = 0) -> Compiled:
    """The function with whatever goes wrong as a TemplateError. `first` is the number of the first line of a file."""

    def rendered(scope: Scope) -> Any:
        try:
            return compiled(scope)
        except KNOWN:
            raise
        except Exception as error:  # noqa: BLE001
            raise placed(error, text, first) from None

    return rendered


def placed(error: Exception, text: str, first: int = 0) -> TemplateError:
    """What a template's error is told as: its kind, the line in a file, and an excerpt of the text."""
    line = at_line(error, first)
    if isinstance(error, UndefinedError):
        return type(error)(f"{error.message}{line}", error.position, error.hint) if first else error
    if isinstance(error, TemplateError):
        known = error.position is not None or not line
        return error if known else type(error)(f"{error.message}{line}", None, error.hint)
    if isinstance(error, jinja2.UndefinedError):
        return UndefinedError(f"{error.message or 'something is undefined'}{line}: {excerpt(text)}")
    if isinstance(error, jinja2.TemplateSyntaxError):
        return TemplateError(f"{error.filename}:{error.lineno} does not parse: {error.message}")
    if isinstance(error, jinja2.TemplateError):
        return TemplateError(f"{error.message}{line}: {excerpt(text)}")
    if isinstance(error, RecursionError):
        return TemplateError(f"variables refer to one another without end: {excerpt(text)}")
    return TemplateError(f"{type(error).__name__}: {error}{line}: {excerpt(text)}")


def at_line(error: BaseException, first: int) -> str:
    """Which line of a template file, or of one that it includes, an error comes from, as jinja2 rewrites tracebacks."""
    told = ""
    trace = error.__traceback__ if first else None
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if name == "<template>":
            told = f" in line {trace.tb_lineno + first - 1} of the template"
        elif "__jinja_exception__" in trace.tb_frame.f_globals:
            told = f" in line {trace.tb_lineno} of {name}"
        trace = trace.tb_next
    return told
