"""Reads tasks and blocks, and hands down to them what plays and blocks around them say."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from itertools import count
from typing import Any

from pushcfg.errors import PlaybookError
from pushcfg.playbook.arguments import Action, read_action
from pushcfg.playbook.keywords import BLOCK, REFUSED_TASK, TASK, check
from pushcfg.playbook.model import Block, Condition, LoopControl, Task
from pushcfg.playbook.values import NAME, boolean, conditions, number, split_texts, texts, variables
from pushcfg.source import Node
from pushcfg.template.scope import Names

BOOLEANS = ("any_errors_fatal", "become", "check_mode", "diff", "ignore_errors", "ignore_unreachable", "no_log",
            "run_once")  # fmt: skip
PLAIN = ("become_flags", "become_method", "become_user", "connection", "delegate_to", "port", "remote_user")
NUMBERS = ("throttle", "timeout")


class Numbers:
    """Numbers for blocks, unique in a playbook."""

    def __init__(self) -> None:
        self.next = count(1).__next__


@dataclass(frozen=True)
class Inherited:
    """What is handed down; the fields have the names of Task's."""

    any_errors_fatal: Any = False
    become: Any = None
    become_flags: Any = None
    become_method: Any = None
    become_user: Any = None
    check_mode: Any = None
    connection: Any = None
    delegate_to: Any = None
    diff: Any = None
    environment: tuple[Any, ...] = ()
    ignore_errors: Any = False
    ignore_unreachable: Any = False
    no_log: Any = False
    notify: tuple[Any, ...] = ()
    port: Any = None
    remote_user: Any = None
    run_once: Any = False
    tags: frozenset[str] = frozenset()
    throttle: Any = 0
    timeout: Any = 0
    variables: tuple[Names, ...] = ()
    when: tuple[Condition, ...] = ()
    named: frozenset[str] = field(default=frozenset(), compare=False)

    @classmethod
    def of_play(cls, node: Node) -> Inherited:
        """What a play hands down; its variables have a layer of their own."""
        user = node.get("user")
        start = cls() if user is None else cls(remote_user=user.plain())
        return replace(start.extended(node, "a play"), variables=())

    def extended(self, node: Node, what: str) -> Inherited:
        """With what a block or a task says itself."""
        changes: dict[str, Any] = {}
        for name in BOOLEANS:
            if name in node:
                changes[name] = boolean(node.get(name), name, getattr(self, name))
        for name in NUMBERS:
            if name in node:
                changes[name] = number(node.get(name), name, getattr(self, name))
        for name in PLAIN:
            entry = node.get(name)
            if entry is not None:
                if not entry.is_scalar:
                    raise PlaybookError(f"{name} must be text, not {entry.description}", entry.position)
                changes[name] = entry.plain()
        check_become_method(node)
        environment = node.get("environment")
        if environment is not None and not environment.is_none:
            parts = environment.elements() if environment.is_sequence else (environment,)
            for part in parts:
                if not part.is_mapping and not (part.is_string and "{" in part.value):
                    raise PlaybookError(f"environment must be a mapping, not {part.description}", part.position)
            changes["environment"] = self.environment + tuple(part.plain() for part in parts)
        changes["notify"] = self.notify + notified(node.get("notify"))
        changes["tags"] = self.tags | frozenset(split_texts(node.get("tags"), "tags"))
        changes["when"] = self.when + conditions(node.get("when"))
        own = variables(node.get("vars"))
        if own:
            # The nearest layer comes first.
            changes["variables"] = (Names(own), *self.variables)
        return replace(self, **changes)

    def fields(self) -> dict[str, Any]:
        """As arguments of Task."""
        return {entry.name: getattr(self, entry.name) for entry in fields(self) if entry.name != "named"}


def check_become_method(node: Node) -> None:
    """sudo is the one way to become another user."""
    entry = node.get("become_method")
    if entry is not None and "{" not in str(entry.plain()) and str(entry.plain()).rpartition(".")[2] != "sudo":
        raise PlaybookError(f"become_method {entry.plain()!r} is not supported", entry.position, "use sudo")


def notified(node: Node | None) -> tuple[Any, ...]:
    """Names of handlers, or templates of names."""
    if node is None or node.is_none:
        return ()
    return tuple(node.plain()) if node.is_sequence else (node.plain(),)


def read_entries(node: Node | None, inherited: Inherited, numbers: Numbers) -> tuple[Task | Block, ...]:
    """A list of tasks and blocks."""
    if node is None or node.is_none:
        return ()
    if not node.is_sequence:
        raise PlaybookError(f"tasks must be a list, not {node.description}", node.position,
                            "begin each task with `- `")
    return tuple(read_entry(entry, inherited, numbers) for entry in node.elements())


def read_entry(node: Node, inherited: Inherited, numbers: Numbers) -> Task | Block:
    """One task, or one block."""
    if not node.is_mapping:
        raise PlaybookError(f"a task must be a mapping, not {node.description}", node.position)
    if "block" in node:
        return read_block(node, inherited, numbers)
    for name in ("rescue", "always"):
        key = node.key(name)
        if key is not None:
            raise PlaybookError(f"{name!r} without a block", key.position, "put the tasks under `block:`")
    return read_task(node, inherited)


def read_block(node: Node, inherited: Inherited, numbers: Numbers) -> Block:
    """One block, with its tasks."""
    check(node, BLOCK, REFUSED_TASK, "a block")
    inner = inherited.extended(node, "a block")
    number_ = numbers.next()
    return Block(
        number=number_,
        name=str(plain(node, "name") or "block"),
        position=node.position,
        tasks=read_entries(node.get("block"), inner, numbers),
        rescue=read_entries(node.get("rescue"), inner, numbers),
        always=read_entries(node.get("always"), inner, numbers),
        identity=identity(node),
        needs=needs(node.get("needs")),
    )


def read_handler(node: Node, inherited: Inherited, numbers: Numbers) -> Task:
    """One handler."""
    if not node.is_mapping:
        raise PlaybookError(f"a handler must be a mapping, not {node.description}", node.position)
    if "block" in node:
        raise PlaybookError("a block among handlers", node.position, "let several handlers listen to one name")
    task = read_task(node, inherited)
    if not task.name and not task.listen:
        raise PlaybookError("a handler without a name", node.position, "give it `name:` or `listen:`")
    return task


def read_task(node: Node, inherited: Inherited) -> Task:
    """One task."""
    action = read_action(node)
    check(without_action(node, action), TASK, REFUSED_TASK, "a task")
    own = inherited.extended(node, "a task").fields()
    if action.local:
        own["delegate_to"] = "localhost"
    register = plain(node, "register")
    register_node = node.get("register")
    if register_node is not None and (not isinstance(register, str) or not NAME.match(register)):
        raise PlaybookError(f"register is {register!r}, no name of a variable", register_node.position)
    return Task(
        name=str(plain(node, "name") or ""),
        action=action.name,
        arguments=action.arguments,
        position=node.position,
        argument_positions=action.positions,
        free_form=action.free_form,
        loop=loop(node),
        loop_control=loop_control(node.get("loop_control")),
        register=register,
        changed_when=optional_conditions(node, "changed_when"),
        failed_when=optional_conditions(node, "failed_when"),
        until=optional_conditions(node, "until"),
        retries=number(node.get("retries"), "retries", None),
        delay=number(node.get("delay"), "delay", 5),
        listen=texts(node.get("listen"), "listen"),
        identity=identity(node),
        needs=needs(node.get("needs")),
        **own,
    )


def without_action(node: Node, action: Action) -> Node:
    """The task's mapping without the key that names the module."""
    pairs = tuple(pair for pair in node.items() if pair[0].value != action.key)
    return Node(node.kind, pairs, node.position)


def optional_conditions(node: Node, name: str) -> tuple[Condition, ...] | None:
    """Conditions, or None where the keyword is not there."""
    entry = node.get(name)
    return None if entry is None or entry.is_none else conditions(entry)


def loop(node: Node) -> Any:
    """The items: a list, or a template that gives one."""
    entry = node.get("loop")
    if entry is None:
        return None
    if entry.is_sequence or (entry.is_string and "{" in entry.value):
        return entry.plain()
    raise PlaybookError(f"loop must be a list, not {entry.description}", entry.position,
                        'name a variable as "{{ variable }}"')


def loop_control(node: Node | None) -> LoopControl:
    """How a loop is run and shown."""
    if node is None or node.is_none:
        return LoopControl()
    names = {entry.name for entry in fields(LoopControl)}
    check(node, names, {"break_when": "it is not supported yet; use until"}, "loop_control")
    given = {str(key.value): entry.plain() for key, entry in node.items()}
    for name in ("loop_var", "index_var"):
        if name in given and not NAME.match(str(given[name])):
            raise PlaybookError(f"{name} is {given[name]!r}, no name of a variable", node.position)
    return LoopControl(**given)


def identity(node: Node) -> str | None:
    """The id that `needs` of others can name."""
    entry = node.get("id")
    if entry is None or entry.is_none:
        return None
    if not entry.is_scalar:
        raise PlaybookError(f"id must be text, not {entry.description}", entry.position)
    return str(entry.plain())


def needs(node: Node | None) -> tuple[Condition, ...] | None:
    """The ids that a task waits for, each with its place; None where it keeps list order."""
    if node is None:
        return None
    written = node.elements() if node.is_sequence else () if node.is_none else (node,)
    entries = [spoken(entry) for entry in written]
    for entry in entries:
        if entry.is_mapping:
            check(entry, ("task", "on"), {}, "needs")
            if "task" not in entry:
                raise PlaybookError("needs on other hosts must say which task", entry.position, "add `task: ID`")
        elif not entry.is_scalar or entry.is_none:
            raise PlaybookError(f"needs must be a list of ids, not {entry.description}", entry.position)
    return tuple(Condition(entry.plain(), entry.position) for entry in entries)


def spoken(node: Node) -> Node:
    """A mapping with its key `on` as it was meant: YAML 1.1 reads that word as true."""
    pairs = tuple((replace(key, value="on") if key.value is True else key, value) for key, value in node.items())
    return replace(node, value=pairs) if node.is_mapping else node


def plain(node: Node, name: str) -> Any:
    """The plain value of a keyword, or None."""
    entry = node.get(name)
    return None if entry is None else entry.plain()
