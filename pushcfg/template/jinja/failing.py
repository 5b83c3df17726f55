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


def parsed(parse: Callable[[], Any], text: str, first: int = 0) -> Any:
    """What `parse` returns; its errors as TemplateError. `first` is the number of the first line of a file."""
    try:
        return parse()
    except AssertionError as error:
        raise TemplateError(f"these marks cannot be told apart: {error}", None, "give each another text") from None
    except jinja2.TemplateSyntaxError as error:
        line = f" in line {error.lineno + max(first - 1, 0)}" if first or "\n" in text.strip() else ""
        raise TemplateError(f"the template does not parse{line}: {error.message}: {excerpt(text)}") from None


def guarded(compiled: Compiled, scope: Scope, text: str, first: int = 0) -> Any:
    """Render, with whatever goes wrong as a TemplateError. `first` is the number of the first line of a file."""
    try:
        return compiled(scope)
    except UndefinedError as error:
        if not first:
            raise
        raise type(error)(f"{error.message}{at_line(error, first)}", error.position, error.hint) from None
    except TemplateError as error:
        if error.position is not None or not at_line(error, first):
            raise
        raise type(error)(f"{error.message}{at_line(error, first)}", None, error.hint) from None
    except (NotYet, VaultError):
        raise
    except jinja2.UndefinedError as error:
        told = error.message or "something is undefined"
        raise UndefinedError(f"{told}{at_line(error, first)}: {excerpt(text)}") from None
    except jinja2.TemplateSyntaxError as error:
        raise TemplateError(f"{error.filename}:{error.lineno} does not parse: {error.message}") from None
    except jinja2.TemplateError as error:
        raise TemplateError(f"{error.message}{at_line(error, first)}: {excerpt(text)}") from None
    except RecursionError:
        raise TemplateError(f"variables refer to one another without end: {excerpt(text)}") from None
    except Exception as error:  # noqa: BLE001
        told = f"{type(error).__name__}: {error}"
        raise TemplateError(f"{told}{at_line(error, first)}: {excerpt(text)}") from None


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
