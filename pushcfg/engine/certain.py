"""The tasks of a play that a host is certain to come to, so that what is wrong with them can be said before a run."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import NamedTuple

from pushcfg import actions
from pushcfg.graph import Vertex
from pushcfg.playbook import Task


class Step(NamedTuple):
    """A task to look at. `plain`: all that can be wrong with it is in its arguments and keywords.

    `makes_files`: some task above it may make files on the controller.
    """

    task: Task
    plain: bool
    makes_files: bool


def steps(vertices: Iterable[Vertex], selected: Container[int], here: bool) -> tuple[list[Step], bool]:
    """The steps in their order, and whether any of these tasks may make files; see `may_make_files` for `here`."""
    found: list[Step] = []
    makes_files = False
    for vertex in vertices:
        task = vertex.task
        made, makes_files = makes_files, makes_files or may_make_files(task, here)
        if task is None or vertex.handler or vertex.number not in selected or guarded(vertex):
            continue
        if ends_here(task):
            break
        if not task.ignore_errors:
            found.append(Step(task, is_plain(task), made))
    return found, makes_files


def is_plain(task: Task) -> bool:
    """Whether a task is one module with arguments, once and under no condition."""
    said = (task.connection, task.loop, task.named, task.whole)
    return not task.when and all(part is None for part in said) and not actions.is_statement(task.action)


def may_make_files(task: Task | None, here: bool) -> bool:
    """Whether a task may make files on the controller; `here`: its host is, or may be, this machine."""
    if task is None:
        return False
    module = not actions.is_statement(task.action) or task.named is not None
    elsewhere = here or task.delegate_to is not None or task.connection is not None
    return task.handed is not None or task.action == "fetch" or (module and elsewhere)


def guarded(vertex: Vertex) -> bool:
    """Whether a failure may lead on to what a block has for it."""
    return any(block.guarded for block, _ in vertex.path)


def ends_here(task: Task) -> bool:
    """Whether what comes after this task may never run."""
    if task.action not in ("meta", "fail"):
        return False
    word = next(iter(task.arguments.values()), None)
    return (task.action == "meta" and str(word).startswith("end_")) or (task.action == "fail" and not task.when)
