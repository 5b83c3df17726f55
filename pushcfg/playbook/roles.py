"""Roles: their dependencies, variables, handlers and tasks, as one block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from pushcfg.errors import PlaybookError, Position
from pushcfg.playbook.handlers import read_handlers
from pushcfg.playbook.inherited import Inherited
from pushcfg.playbook.keywords import INHERITED
from pushcfg.playbook.model import Block, Condition, Entries, Task
from pushcfg.playbook.needs import identity, needs
from pushcfg.playbook.reading import Reading, entered
from pushcfg.playbook.role import Role
from pushcfg.playbook.rolefiles import argument_spec, find_role, named_file, role_meta, role_variables
from pushcfg.playbook.values import boolean, names, texts
from pushcfg.source import Node
from pushcfg.template.scope import Names

ENTRY = INHERITED | {"id", "needs", "role", "name"}


@dataclass(frozen=True)
class Use:
    """How a role is used at one place. `files` are other names than main for its tasks, vars, defaults, handlers.

    `public`: other tasks of the play see its variables. `repeat`: again, though it has been used just like this;
    None where the role itself decides.
    """

    name: Any
    position: Position
    files: Mapping[str, str] = field(default_factory=dict)
    given: Names = field(default_factory=Names)
    params: Names = field(default_factory=Names)
    public: bool = True
    repeat: bool | None = None
    validate: bool = True
    included: bool = False
    identity: str | None = None
    needs: tuple[Condition, ...] | None = None
    # What else makes a difference between two uses.
    conditions: str = ""
    # As another role's meta says.
    dependency: bool = False


def read_roles(node: Node | None, inherited: Inherited, reading: Reading, dependency: bool = False) -> Iterator[Block]:
    """The entries of a play's `roles`, or of a role's dependencies."""
    if node is None or node.is_none:
        return
    if not node.is_sequence:
        raise PlaybookError(f"roles must be a list, not {node.description}", node.position, "begin each with `- `")
    for entry in node.elements():
        yield from reading.attempt(partial(read_named, entry, inherited, reading, dependency))


def read_named(entry: Node, inherited: Inherited, reading: Reading, dependency: bool) -> Block:
    """The role that one entry names."""
    use = replace(read_use(entry), dependency=dependency)
    return read_role(use, inherited.extended(without_vars(entry), "a role"), reading)


def read_use(entry: Node) -> Use:
    """One entry: a name, or a mapping with keywords and params."""
    if entry.is_string:
        return Use(entry.value, entry.position)
    if not entry.is_mapping:
        raise PlaybookError(f"a role must be a name or a mapping, not {entry.description}", entry.position)
    name = entry.get("role") or entry.get("name") or entry.get("src")
    if name is None or not name.is_string:
        raise PlaybookError("this entry does not name a role", entry.position, "add `role:`")
    params = {str(key.value): value.plain() for key, value in entry.items() if str(key.value) not in ENTRY}
    if name is entry.get("src"):
        name = replace(name, value=name_of_source(name.value))
    said = [None if (part := entry.get(word)) is None else part.plain() for word in ("when", "tags")]
    return Use(name.value, name.position, given=names(entry.get("vars")), params=Names(params),
               identity=identity(entry), needs=needs(entry.get("needs")), conditions=repr(said))


def name_of_source(source: str) -> str:
    """The name that a role gets from where it comes from: the last part of the address."""
    return source.split(",")[0].rstrip("/").rpartition("/")[2].removesuffix(".git").removesuffix(".tar.gz")


def without_vars(entry: Node) -> Node:
    """An entry without `vars`, which have a layer of their own with roles."""
    if not entry.is_mapping:
        return Node("mapping", (), entry.position)
    return Node(entry.kind, tuple(pair for pair in entry.items() if pair[0].value != "vars"), entry.position)


def read_role(use: Use, inherited: Inherited, reading: Reading) -> Block:
    """A role as a block: what it depends on, then its own tasks."""
    parent = inherited.role
    asked = reading.text(use.name, use.position, "role")
    name, folder, collection = find_role(asked, reading, None if parent is None else parent.folder, use.position,
                                         inherited.collections)
    inner = entered(f"{name} ({use.files.get('tasks', 'main')})", reading, use.position)
    meta = role_meta(folder, reading)
    reading.plugins.beside(folder)
    once = not repeats(use, meta)
    mark = as_used(use, name, folder)
    bare = Role(
        name if not collection else f"{collection}.{name.rpartition('.')[2]}", folder, use.position, collection,
        parents=() if parent is None else (*parent.parents, parent),
        own_defaults=role_variables(folder, "defaults", use.files.get("defaults"), reading, use.position),
        own_variables=role_variables(folder, "vars", use.files.get("vars"), reading, use.position),
        given=use.given, given_params=use.params, included=use.included,
        public=use.public, use=mark, again=once and (use.included or mark in reading.used),
    )  # fmt: skip
    before = [] if meta is None else list(
        read_roles(meta.get("dependencies"), replace(inherited, role=bare, folders=(folder, *inherited.folders)), inner,
                   dependency=True))
    role = replace(bare, dependencies=tuple(known for block in before for known in ran_in(block)))
    around = replace(inherited, role=role, folders=(folder, *inherited.folders),
                     collections=of_collections(collection, meta))
    handlers = named_file(folder, "handlers", use.files.get("handlers"), use.position)
    if handlers is not None:
        reading.handlers.extend(read_handlers(inner.load(handlers), around, inner))
    if not use.dependency:
        reading.roles.append(role)
    reading.used.add(mark)
    path = named_file(folder, "tasks", use.files.get("tasks"), use.position)
    tasks: Entries = () if path is None else inner.read_entries(inner.load(path), around, inner)
    tasks = (*validation(use, role, around, reading), *tasks)
    return Block(number=reading.numbers.next(), name=role.name, position=use.position, tasks=(*before, *tasks),
                 identity=use.identity, needs=use.needs, role=role)


def of_collections(own: str, meta: Node | None) -> tuple[str, ...]:
    """Where a role finds others by their short names: in its own collection, and in those that its meta names."""
    named = () if meta is None else texts(meta.get("collections"), "collections")
    return tuple(dict.fromkeys((own, *named) if own else named))


def ran_in(block: Block) -> Iterator[Role]:
    """The roles of a block that is a role, in the order in which they run."""
    if block.role is not None:
        yield from block.role.dependencies
        yield block.role


def repeats(use: Use, meta: Node | None) -> bool:
    """Whether the tasks run again where nothing is different from another use."""
    if use.repeat is not None:
        return use.repeat
    return bool(boolean(None if meta is None else meta.get("allow_duplicates"), "allow_duplicates", False))


def as_used(use: Use, name: str, folder: Path) -> str:
    """The same text for uses of a role in which nothing is different."""
    return repr((name, str(folder.resolve()), sorted(use.files.items()), use.given.values, use.params.values,
                 use.conditions, use.included))  # fmt: skip


def validation(use: Use, role: Role, around: Inherited, reading: Reading) -> Iterator[Task]:
    """The task that compares a role's arguments with what it says of them, if it does."""
    entry = use.files.get("tasks", "main")
    spec = argument_spec(role.folder, Path(entry).stem, reading)
    if spec is None or not use.validate:
        return
    options, about = spec.get("options"), spec.get("short_description")
    told = f" - {about.plain()}" if about is not None else ""
    fields = around.fields()
    fields.update(tags=fields["tags"] | {"always"}, notify=(), delegate_to=None)
    yield Task(
        name=f"Validating arguments against arg spec '{entry}'{told}", action="validate_argument_spec",
        arguments={"argument_spec": {} if options is None else options.plain() or {},
                   "provided_arguments": {**use.params.values},
                   "validate_args_context": {"type": "role", "name": role.name, "argument_spec_name": entry,
                                             "path": str(role.folder)}},
        position=use.position, **fields,
    )  # fmt: skip
