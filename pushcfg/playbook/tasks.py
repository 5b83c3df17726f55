"""Reads one task, and one handler."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

from pushcfg import actions
from pushcfg.actions import TEMPLATED, UNAVAILABLE
from pushcfg.errors import PlaybookError, Position
from pushcfg.events import Warned
from pushcfg.model import Unsafe
from pushcfg.playbook.arguments import Action, read_action
from pushcfg.playbook.defaults import module_defaults
from pushcfg.playbook.inherited import Inherited
from pushcfg.playbook.keywords import REFUSED_TASK, TASK, check
from pushcfg.playbook.loops import WITH, loop, loop_control
from pushcfg.playbook.model import Task
from pushcfg.playbook.needs import identity, needs
from pushcfg.playbook.reading import Reading
from pushcfg.playbook.values import NAME, number, optional_conditions, plain, texts, title
from pushcfg.source import Node
from pushcfg.template.scope import has_template

# Statements that bring nothing on which others may wait.
ANY_TIME: Final = ("assert", "debug", "fail")
# Modules that get a file from the controller, or wait for the host themselves: Ansible has no jobs of them either.
NO_JOBS: Final = ("assemble", "async_status", "copy", "fetch", "raw", "reboot", "script", "template", "unarchive")


def read_task(node: Node, inherited: Inherited) -> Task:
    """One task."""
    defaults = module_defaults(node.get("module_defaults"), inherited.module_defaults)
    action = read_action(node, defaults, bool(inherited.when) or "when" in node, inherited.folders)
    lookup, items = loop(node, inherited.plugins)
    check(without_action(node, action), TASK, REFUSED_TASK, "a task")
    own = inherited.extended(node, "a task").fields()
    own["folders"] = with_own_folder(inherited.folders, Path(node.position.file).parent)
    if action.local:
        own["delegate_to"] = "localhost"
    if action.name == "set_fact":
        check_names(action)
    check_word(action, node.position, inherited.role is not None)
    register = plain(node, "register")
    register_node = node.get("register")
    if register_node is not None and (not isinstance(register, str) or not NAME.match(register)):
        raise PlaybookError(f"register is {register!r}, no name of a variable", register_node.position)
    task = Task(
        name=title(node),
        action=action.name,
        arguments=action.arguments,
        position=node.position,
        argument_positions=action.positions,
        whole=action.whole,
        free_form=action.free_form,
        loop=items,
        loop_with=lookup,
        loop_control=loop_control(node.get("loop_control")),
        register=register,
        changed_when=optional_conditions(node, "changed_when"),
        failed_when=optional_conditions(node, "failed_when"),
        until=optional_conditions(node, "until"),
        retries=number(node.get("retries"), "retries", None),
        delay=number(node.get("delay"), "delay", 5),
        job=job(node, action),
        poll=number(node.get("poll"), "poll", 15),
        listen=texts(node.get("listen"), "listen"),
        identity=identity(node),
        needs=needs(node.get("needs")),
        **own,
    )
    return task if action.named is None else replace(task, named=cache(partial(with_module, task, node, action.named)))


def with_module(task: Task, node: Node, named: Callable[[str], Action], module: str) -> Task:
    """The task once the name of its module is known; PlaybookError where that had to be known before."""
    action = named(module)
    if action.name in actions.GATHERING or (actions.is_statement(action.name) and action.name not in ANY_TIME):
        raise PlaybookError(f"task {task.label!r}: {action.name} by a template", task.position,
                            "write a task for each module, each with a `when`")
    job(node, action)
    # Called what it was called before its module was known, by who has told that a host is at it.
    return replace(task, name=task.name or Unsafe(task.arguments["module"]), action=action.name,
                   arguments=action.arguments, argument_positions=action.positions, whole=action.whole,
                   free_form=action.free_form)


def job(node: Node, action: Action) -> Any:
    """The seconds that `async` gives the task; PlaybookError where the controller has a part in what it does."""
    seconds = number(node.get("async"), "async", 0)
    key = node.key("async")
    lasting = actions.is_statement(action.name) and action.name not in (UNAVAILABLE, TEMPLATED)
    if seconds and key is not None and (lasting or action.name in NO_JOBS):
        raise PlaybookError(f"{action.name} cannot be async", key.position, "take async and poll out")
    return seconds


def check_names(action: Action) -> None:
    """PlaybookError for what set_fact cannot set."""
    for name in action.arguments:
        if not has_template(name) and not NAME.match(name):
            raise PlaybookError(f"set_fact: {name!r} is no name of a variable", action.positions.get(name),
                                "use letters, digits and underscores")


def check_word(action: Action, position: Position, in_role: bool) -> None:
    """PlaybookError for a role that is to end where there is none."""
    if action.name == "meta" and "end_role" in action.arguments.values() and not in_role:
        raise PlaybookError("meta: end_role outside of a role", position, "use end_host or end_play")


def with_own_folder(folders: tuple[Path, ...], own: Path) -> tuple[Path, ...]:
    """The folders to look in, with that of the file of tasks before the last, which is the playbook's."""
    return folders if own in folders else (*folders[:-1], own, *folders[-1:])


def read_handler(node: Node, inherited: Inherited) -> Task:
    """One handler."""
    task = read_task(node, inherited)
    if not task.name and not task.listen:
        raise PlaybookError("a handler without a name", node.position, "give it `name:` or `listen:`")
    return task


def without_action(node: Node, action: Action) -> Node:
    """The task's mapping without the keys that name the module and the lookup of its loop."""
    pairs = tuple(pair for pair in node.items()
                  if pair[0].value != action.key and not str(pair[0].value).startswith(WITH))  # fmt: skip
    return Node(node.kind, pairs, node.position)


def with_known_tags(task: Task, reading: Reading) -> Task:
    """The task with its tags rendered: which tasks run is decided before any does."""
    if not any(map(has_template, task.tags)):
        return task
    found: set[str] = set()
    for tag in task.tags:
        value = reading.value(tag, task.position, f"task {task.label!r}, tags")
        for text in value if isinstance(value, list | tuple) else [value]:
            found.update(part.strip() for part in str(text).split(",") if part.strip())
    return replace(task, tags=frozenset(found))


def warn_of_absent(task: Task, reading: Reading) -> None:
    """Tell once a play of each module that only Ansible has, as a host that gets there fails."""
    if task.action != UNAVAILABLE:
        return
    module = task.arguments["module"]
    told = f"pushcfg has no module {module!r}: a host where the condition of this task holds fails there"
    if not any(warned.message == told for warned in reading.warnings):
        reading.warnings.append(Warned(told, task.position))
