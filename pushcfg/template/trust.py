"""Texts that stand where an expression should: one that a host has said is none, and never evaluated."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from pushcfg.errors import TemplateError
from pushcfg.template.scope import CHANGING, Scope

# A template that is one expression: what it gives is a value, and nothing was written around it.
WHOLE: Final = re.compile(r"\s*\{\{(?:(?!\}\}|\{\{).)*\}\}\s*", re.DOTALL)
# Words and numbers mean the same wherever they come from.
HARMLESS: Final = re.compile(r"\s*(?:[A-Za-z]\w*|-?\d+(?:\.\d+)?)\s*")


def check_trusted(template: str, text: str, reads: Iterable[str], scope: Scope) -> None:
    """TemplateError if a template that has read these names gives a text which may be a host's, and not one word."""
    if HARMLESS.fullmatch(text) or not WHOLE.fullmatch(template):
        return
    if not is_trusted(reads, scope):
        raise TemplateError("what tasks, hosts or files have said is text, and no expression", None,
                            "compare it with something, or write the condition out")


def is_trusted(reads: Iterable[str], scope: Scope) -> bool:
    """Whether all that was read of these names stands in the playbook or the inventory."""
    for name in reads:
        layer = scope.layer(name)
        if name in CHANGING or (layer is not None and not layer.trusted):
            return False
    return True
