"""YAML text to a tree, and data to YAML text: the only file that knows pyyaml."""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import yaml
from yaml.reader import ReaderError

from pushcfg.errors import Position, SourceError
from pushcfg.events import Warned
from pushcfg.model import Merging, Vaulted
from pushcfg.source import jsontext
from pushcfg.source.diagnose import hint_for, sentence
from pushcfg.source.node import Node
from pushcfg.source.tree import DEEPEST, Tree, refuse_expansion, too_deep

try:
    from yaml import CSafeDumper as SafeDumper
    from yaml import CSafeLoader as SafeLoader
except ImportError:  # pyyaml built without libyaml: the same language, read ten times slower
    from yaml import SafeDumper, SafeLoader  # type: ignore[assignment]

_TAG: Final = "tag:yaml.org,2002:"
_CONSTRUCTORS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    _TAG + "null": SafeLoader.construct_yaml_null,
    _TAG + "bool": SafeLoader.construct_yaml_bool,
    _TAG + "int": SafeLoader.construct_yaml_int,
    _TAG + "float": SafeLoader.construct_yaml_float,
    _TAG + "timestamp": SafeLoader.construct_yaml_timestamp,
    _TAG + "binary": SafeLoader.construct_yaml_binary,
}
_JSON_TAGS: Final = frozenset({*_CONSTRUCTORS, _TAG + "str"})
# What the constructors of pyyaml let through when a tag and its text do not fit, besides its own error.
_MISFITS: Final = (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError, yaml.YAMLError)


def loads(text: str, name: str, warnings: list[Warned] | None = None) -> Node:
    """The document in a text that has to hold one; `name` stands for the file in positions."""
    node = loads_optional(text, name, warnings)
    if node is None:
        raise SourceError("there is nothing here", Position(name, 1), "write a YAML document")
    return node


def loads_optional(text: str, name: str, warnings: list[Warned] | None = None) -> Node | None:
    """The document in a text, or None where there is nothing but comments in it."""
    json_data = jsontext.parse(text)
    collected = warnings if warnings is not None else []
    is_json = json_data is not jsontext.NOT_JSON
    try:
        node = _read(text, name, collected, is_json)
    except yaml.MarkedYAMLError as error:
        if is_json:
            return jsontext.marked(jsontext.to_node(json_data, Position(name, 1)))
        raise _marked(error, text, name) from error
    except ReaderError as error:
        raise SourceError(
            f"the control character U+{error.character:04X} is not allowed",
            _position_of(text, name, error.position),
            "remove it, or write it as an escape between double quotes",
        ) from error
    except UnicodeEncodeError as error:
        raise SourceError(
            "half a surrogate pair is not text", _position_of(text, name, error.start), "remove it"
        ) from error
    except RecursionError as error:  # only the loader without libyaml
        raise too_deep(Position(name, 1)) from error
    return jsontext.marked(node) if is_json and node is not None and jsontext.MARK in text else node


def dump(data: Any) -> str:
    """Data as YAML text in block style, with the keys of mappings sorted."""
    return yaml.dump(data, Dumper=_Dumper, default_flow_style=False, allow_unicode=True)


def serialize(data: Any, **options: Any) -> str:
    """Data as YAML text, as the filter to_yaml writes it; `options` are those of yaml.dump."""
    try:
        text: str = yaml.dump(data, Dumper=_PlainDumper, **{"allow_unicode": True, **options})
    except yaml.YAMLError as error:
        raise SourceError(f"cannot be written as YAML: {error}") from error
    return text


def plain_documents(text: str) -> list[Any]:
    """The data of every document of a text, without positions: for text that no file holds."""
    try:
        return list(yaml.load_all(text, Loader=SafeLoader))
    except yaml.MarkedYAMLError as error:
        raise _marked(error, text, "<text>") from error
    except (yaml.YAMLError, ValueError) as error:
        raise SourceError(f"is no YAML: {error}") from error


class _Dumper(SafeDumper):
    """Writes text of every kind as text; never writes anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        """Whether equal objects are written out in full: always."""
        return True


class _PlainDumper(SafeDumper):
    """Writes whatever is like a text, a mapping or a list."""


for _dumper in (_Dumper, _PlainDumper):
    _dumper.add_multi_representer(str, lambda dumper, text: dumper.represent_str(str(text)))
_Dumper.add_representer(
    Vaulted, lambda dumper, value: dumper.represent_scalar("!vault", value.ciphertext, style="|")
)
for _dumper in (_Dumper, _PlainDumper):
    _dumper.add_representer(Merging, lambda dumper, value: dumper.represent_data(value.value))
_ALIKE: Final[tuple[tuple[Any, str], ...]] = ((Mapping, "represent_dict"), (Collection, "represent_list"))
for _kind, _method in _ALIKE:
    _PlainDumper.add_multi_representer(_kind, getattr(_PlainDumper, _method))


def _read(text: str, name: str, warnings: list[Warned], is_json: bool) -> Node | None:
    _refuse_depth(text, name)
    with _no_collection():
        node = _tree(text, name, warnings, is_json)
    if node is None:
        return None
    if "*" in text:
        refuse_expansion(node)
    return None if node.is_none else node


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep the garbage collector off: going through the growing tree again and again doubles the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _tree(text: str, name: str, warnings: list[Warned], is_json: bool) -> Node | None:
    loader: Any = SafeLoader(str(text))  # libyaml takes text itself, no kind of it
    try:
        root = loader.get_single_node()
        if root is None:
            return None

        def construct(node: Any) -> Any:
            return _CONSTRUCTORS[node.tag](loader, node)

        def construct_json(node: Any) -> Any:
            # libyaml calls the style of a plain scalar "", the loader without it None.
            return node.value if node.style else jsontext.scalar(node.value)

        def resolve(node: Any) -> str:
            # As in Ansible, what !unsafe stands before gets the type that it would have without quotes.
            tag: str = loader.resolve(type(node), node.value, (True, False))
            return tag

        if is_json:
            tree = Tree(name, warnings, construct_json, resolve, _JSON_TAGS, _MISFITS)
        else:
            tree = Tree(name, warnings, construct, resolve, frozenset(_CONSTRUCTORS), _MISFITS)
        return tree.convert(root)
    finally:
        loader.dispose()


def _refuse_depth(text: str, name: str) -> None:
    """Raise for nesting so deep that libyaml's composer, which recurses in C, could overrun the stack."""
    brackets = text.count("[") + text.count("{")
    if brackets < 2000 and not any(_may_nest_deeply(line) for line in text.split("\n") if len(line) > 500):
        return
    loader: Any = SafeLoader(str(text))  # libyaml takes text itself, no kind of it
    depth = 0
    try:
        while loader.check_event():
            event = loader.get_event()
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > DEEPEST:
                raise too_deep(_of_mark(event.start_mark, name))
    finally:
        loader.dispose()


def _may_nest_deeply(line: str) -> bool:
    indentation = len(line) - len(line.lstrip())
    return indentation > 500 or sum(map(line.count, ("- ", "-\t", "? ", "?\t"))) > 500


def _marked(error: yaml.MarkedYAMLError, text: str, name: str) -> SourceError:
    problem, context = error.problem or "", error.context or ""
    mark = error.problem_mark or error.context_mark
    # An unclosed quote is found at the end of the file, but belongs where it opens.
    if "quoted scalar" in context and error.context_mark is not None:
        mark = error.context_mark
    if mark is None:
        return SourceError(sentence(context, problem), Position(name, 1), "write YAML")
    # Newer releases of libyaml have a limit of their own, which they may meet first as they read ahead.
    if "nesting depth" in problem:
        return too_deep(_of_mark(mark, name))
    lines = text.split("\n")
    line = lines[mark.line] if mark.line < len(lines) else ""
    return SourceError(
        sentence(context, problem), _of_mark(mark, name), hint_for(f"{context} {problem}", line)
    )


def _of_mark(mark: Any, name: str) -> Position:
    return Position(name, mark.line + 1, mark.column + 1)


def _position_of(text: str, name: str, offset: int) -> Position:
    before = text[:offset]
    return Position(name, before.count("\n") + 1, offset - before.rfind("\n"))
