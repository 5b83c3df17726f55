"""What a template has rendered to, for as long as the variables that it read are the same, on whatever host."""

from __future__ import annotations

import re
from typing import Any, Final

from pushcfg.template.jinja.pieces import MUTATING
from pushcfg.template.jinja.values import Compiled
from pushcfg.template.scope import CHANGING, MISSING, Scope
from pushcfg.template.snapshots import agrees, snapshot

# What hosts can share, as nobody can change it.
PLAIN: Final = frozenset({str, int, float, bool, type(None)})
# Renderings in a row that read other values than the one before, after which a template is taken for one of each host.
TRIES: Final = 4
# What a template does to a variable, beside what it gives.
ACTING: Final = re.compile(rf"\bdo\b|\.({'|'.join(MUTATING)})\b")


def remembering(compiled: Compiled, text: str, known: dict[str, Compiled]) -> Compiled:
    """The function of a template, which is not asked again where it has read the same the last time.

    Where that hardly ever happens, the function itself takes its place among those that are `known`.
    """
    if ACTING.search(text):
        return compiled
    names: tuple[str, ...] | None = None
    values: tuple[Any, ...] = ()
    result: Any = None
    tries = 0

    def rendered(scope: Scope) -> Any:
        nonlocal names, values, result, tries
        if scope.nearest is None:
            return compiled(scope)
        if names is not None and (scope.snapshots.get(names) is values or agrees(scope, names, values)):
            tries = 0
            if scope.notes:
                scope.notes[-1].update(names)
            return result
        reads: set[str] = set()
        scope.notes.append(reads)
        try:
            found = compiled(scope)
        finally:
            scope.notes.pop()
            scope.note(*reads)
        tries += 1
        names, result = tuple(sorted(reads)), found
        values = snapshot(scope, names)
        # A name that no layer has may be known here, and on its way elsewhere.
        if type(found) not in PLAIN or any(value is MISSING for value in values) or not reads.isdisjoint(CHANGING):
            names, tries = None, TRIES
        if tries >= TRIES:
            known[text] = compiled
        return found

    return rendered
