"""What variables were when something was made of them, and whether they are still the same, or the same elsewhere."""

from __future__ import annotations

from typing import Any, Final

from pushcfg.model import Unsafe
from pushcfg.template.scope import MISSING, Scope

Names = tuple[str, ...]
Values = tuple[Any, ...]
# Kinds of values that are the same if they are equal; all others if they are one.
PLAIN: Final = (str, int, float, bool)


def snapshot(scope: Scope, names: Names) -> Values:
    """The values of these as they were written; the same tuple for as long as nothing can have changed."""
    found = scope.snapshots.get(names)
    if found is None:
        found = tuple([seen(scope, name) for name in names])
        if scope.nearest is not None:
            scope.snapshots[names] = found
    return found


def seen(scope: Scope, name: str) -> Any:
    """The value of a variable as it was written; a text that is data differs from a template of the same words."""
    layer = scope.layer(name)
    if layer is None:
        return MISSING
    value = layer.values[name]
    return Unsafe(value) if type(value) is str and "{" in value and name not in layer.templated else value


def agrees(scope: Scope, names: Names, values: Values) -> bool:
    """Whether a snapshot, of this scope or another, has the values that these names have here."""
    found = snapshot(scope, names)
    if found is values:
        return True
    if not all(map(same, found, values)):
        return False
    if scope.nearest is not None:
        scope.snapshots[names] = values  # so that the next comparison is one look
    return True


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same, without a look into what they hold."""
    return one is other or (type(one) is type(other) and isinstance(one, PLAIN) and bool(one == other))
