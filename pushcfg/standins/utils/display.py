"""What plugins have to say: warnings are passed on, the rest is for those who develop them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Display:
    """One for all: `tell` takes warnings."""

    tell: Callable[[str], None] = staticmethod(lambda message: None)
    verbosity = 0

    def warning(self, msg: object, *more: Any, **options: Any) -> None:
        """Something an operator should know."""
        Display.tell(str(msg))

    error = deprecated = warning

    def display(self, msg: object, *more: Any, **options: Any) -> None:
        """Nothing: pushcfg tells what its tasks do."""

    v = vv = vvv = vvvv = vvvvv = debug = verbose = display
