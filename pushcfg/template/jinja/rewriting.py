"""Templates changed before they are compiled: backslashes, and templates within the texts of expressions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

from pushcfg.template.scope import is_template

LOOKUPS = ("lookup", "query", "q")


def with_backslashes(tokens: Iterable[tuple[int, str, str]]) -> Iterator[tuple[int, str, str]]:
    """The tokens with the backslashes in the strings of expressions doubled."""
    inside = False
    for line, token, value in tokens:
        inside = (inside or token == "variable_begin") and token != "variable_end"  # noqa: S105
        yield line, token, value.replace("\\", "\\\\") if inside and token == "string" else value  # noqa: S105


def with_templates_in_lookups(tree: nodes.Template, text: str) -> nodes.Template:
    """The tree of a template; the texts that it gives to lookups may be templates, too, as Ansible still has it."""
    if any(f"{name}(" in text for name in LOOKUPS):
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name in LOOKUPS:
                call.args = [embedded(node) for node in call.args]
    return tree


def with_templates_in_texts(tree: nodes.Template) -> nodes.Template:
    """The tree of a condition, of which all texts may be templates, as Ansible still has it."""
    return Texts().visit(tree)  # type: ignore[no-any-return]


class Texts(NodeTransformer):
    """Renders every constant text that is a template."""

    def visit_Const(self, node: nodes.Const) -> nodes.Expr:
        """One constant."""
        return embedded(node)


def embedded(node: nodes.Expr) -> nodes.Expr:
    """The node with a call of `pushcfg_render` around every constant text in it that is a template."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str) and is_template(node.value):
        return nodes.Call(nodes.Name("pushcfg_render", "load"), [node], [], None, None, lineno=node.lineno)
    if isinstance(node, nodes.List | nodes.Tuple):
        node.items = [embedded(item) for item in node.items]
    elif isinstance(node, nodes.Dict):
        for pair in node.items:
            pair.value = embedded(pair.value)
    return node
