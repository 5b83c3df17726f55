"""The kinds of values that keywords and arguments take, each also as a template."""

from __future__ import annotations

from typing import Any, Final

Schema = dict[str, Any]

# Words for true and false in any spelling; the regular expressions of JSON Schema have no flags.
WORDS: Final = "^({})$".format("|".join("".join(f"[{letter}{letter.upper()}]" for letter in word) for word in (
    "yes", "on", "true", "y", "t", "1", "no", "off", "false", "n", "f", "0")))  # fmt: skip
# Named parts that other schemas refer to.
NAMED: Final[Schema] = {
    "template": {"type": "string", "pattern": r"\{\{|\{%|\{#", "description": "a template of jinja2"},
    "scalar": {"type": ["string", "number", "boolean", "null"]},
    "truth": {"anyOf": [
        {"type": ["boolean", "null"]}, {"enum": [0, 1]},
        {"type": "string", "pattern": WORDS},
        {"$ref": "#/$defs/template"}]},
    "number": {"anyOf": [
        {"type": ["number", "null"]}, {"type": "string", "pattern": r"^\s*-?\d+(\.\d+)?\s*$"},
        {"$ref": "#/$defs/template"}]},
    "condition": {"anyOf": [{"$ref": "#/$defs/scalar"}, {"type": "array", "items": {"$ref": "#/$defs/scalar"}}]},
    "texts": {"anyOf": [{"$ref": "#/$defs/scalar"}, {"type": "array", "items": {"$ref": "#/$defs/scalar"}}]},
    "variables": {"type": ["object", "null"], "propertyNames": {"pattern": r"^[A-Za-z_][A-Za-z0-9_]*$"}},
    "vars": {"anyOf": [{"$ref": "#/$defs/variables"}, {"type": "array", "items": {"$ref": "#/$defs/variables"}}]},
}  # fmt: skip

def named(name: str, about: str = "") -> Schema:
    """A reference to one of the named parts."""
    reference: Schema = {"$ref": f"#/$defs/{name}"}
    return {"description": about, **reference} if about else reference


def choice(choices: list[Any] | tuple[Any, ...]) -> Schema:
    """One of these, or a template."""
    return {"anyOf": [{"enum": [*choices, None]}, named("template")]}
