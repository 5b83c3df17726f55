"""The pieces of a template as one value, or as one text."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import Any

from jinja2 import nodes
from jinja2.nativetypes import NativeCodeGenerator
from jinja2.runtime import Undefined

from pushcfg.template.jinja.values import concrete
from pushcfg.template.scope import OMIT


class Native(NativeCodeGenerator):
    """Compiles templates whose pieces are values, not text.

    Only what is text already is worked out at once: a new salt, or what chance brings, is another one each time.
    """

    def _output_child_to_const(self, node: nodes.Expr, frame: Any, finalize: Any) -> Any:
        if not isinstance(node, nodes.TemplateData | nodes.Const):
            raise nodes.Impossible
        return super()._output_child_to_const(node, frame, finalize)

    def _output_const_repr(self, group: Iterable[Any]) -> str:
        return repr(pieced(group))


def pieced(pieces: Iterable[Any]) -> Any:
    """The one piece that a template gives, as it is, or the text of all; None is nothing, as in Ansible."""
    first = second = None
    rest = iter(pieces)
    try:
        for first in rest:
            if first is not None:
                first = concrete(first)
                break
        for second in rest:
            if second is not None:
                break
        if second is None:
            return first
        # Each is made text as it comes: what comes next may change a list that has been shown.
        return "".join((shown(first), shown(second), *(shown(piece) for piece in rest if piece is not None)))
    except Exception as error:
        if isinstance(pieces, Generator):
            # So that it comes from the line of the template that has given the piece.
            pieces.throw(error)
        raise


def shown(piece: Any) -> str:
    """A piece among others as text; an `if` without `else` that does not hold gives none."""
    if type(piece) is str:
        return piece
    return "" if piece is OMIT else str(piece if type(piece) is Undefined else concrete(piece))
