"""Texts that stand where an expression should: one that a host has said is none, and never evaluated."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from pushcfg.errors import TemplateError
from pushcfg.template.scope import CHANGING, Scope

# What stands in braces.
PIECE: Final = re.compile(r"\{\{(?:(?!\}\}|\{\{).)*\}\}", re.DOTALL)
# Words and numbers mean the same wherever they come from.
HARMLESS: Final = re.compile(r"\s*(?:[A-Za-z]\w*|-?\d+(?:\.\d+)?)\s*")


def check_harmless(template: str, render: Callable[[str], Any]) -> None:
    """TemplateError if a template that has read what may be a host's gives more than a word or a number anywhere."""
    if "{%" in template or not all(HARMLESS.fullmatch(str(render(piece))) for piece in PIECE.findall(template)):
        raise TemplateError("what tasks, hosts or files have said is text, and no expression", None,
                            "compare it with something, and leave out the braces: `result.stdout == 'text'`")


def is_trusted(reads: Iterable[str], scope: Scope) -> bool:
    """Whether all that was read of these names stands in the playbook or the inventory."""
    for name in reads:
        layer = scope.layer(name)
        if name in CHANGING or (layer is not None and not layer.trusted):
            return False
    return True
