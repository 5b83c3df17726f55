"""Lookups that run a command on the controller: pipe, lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pushcfg import programs
from pushcfg.errors import TemplateError
from pushcfg.template.lookups.context import Context

LIMIT = programs.LIMIT


def pipe(terms: list[Any], context: Context, *, timeout: Any = LIMIT) -> list[str]:
    """What shell commands print, without white space at the end."""
    return [printed(str(term), context, timeout).decode("utf-8", "surrogateescape").rstrip() for term in terms]


def lines(terms: list[Any], context: Context, *, timeout: Any = LIMIT) -> list[str]:
    """The lines that shell commands print."""
    return [line.decode("utf-8", "surrogateescape") for term in terms
            for line in printed(str(term), context, timeout).splitlines()]  # fmt: skip


def printed(command: str, context: Context, timeout: Any) -> bytes:
    """What a shell command prints; TemplateError if it fails."""
    context.outside()
    return run(["/bin/sh", "-c", command], command, context.base, float(timeout))


def run(
    arguments: Sequence[str], told: str, folder: str, limit: float, environment: Mapping[str, str] | None = None
) -> bytes:
    """What a program prints, which gets no input and ends with pushcfg; `told` is what errors call it."""
    try:
        ended = programs.run(arguments, folder, limit, environment)
    except OSError as error:
        raise TemplateError(f"cannot run {told!r}: {error.strerror}", None, "install it, or correct the name") from None
    except programs.Overdue:
        raise TemplateError(f"{told!r} has not ended within {limit:g} s", None, "give it `timeout=SECONDS`") from None
    except programs.Stopped:
        raise TemplateError(f"{told!r} was interrupted") from None
    if ended.returncode:
        said = ended.stderr.decode("utf-8", "replace").strip().splitlines()
        raise TemplateError(f"{told!r} returned {ended.returncode}{': ' + said[-1] if said else ''}")
    return ended.stdout
