"""All tasks that a play may come to: its own, and those of the files and roles that it includes on the way."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from pushcfg.engine.includes import read
from pushcfg.errors import InputError
from pushcfg.events import Warned
from pushcfg.playbook import Entries, Play, Role, Task
from pushcfg.playbook.imports import named
from pushcfg.playbook.inherited import Inherited
from pushcfg.playbook.model import flattened
from pushcfg.playbook.reading import Reading
from pushcfg.playbook.taskfiles import candidates
from pushcfg.template.scope import has_template

TEMPLATE = re.compile(r"\{\{.*?\}\}", re.DOTALL)


@dataclass
class Expansion:
    """What has been found; `unknown`: something is included whose name only a host gives."""

    play: Play
    lists: list[Entries] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    handlers: list[Task] = field(default_factory=list)
    roles: dict[Path, Role] = field(default_factory=dict)
    visited: set[tuple[str, str]] = field(default_factory=set)
    # For tasks that are included in loops: the names of the items of these.
    loops: dict[Task, set[str]] = field(default_factory=dict)
    # Tasks that an include among handlers brings: they run with it, whoever notifies them or not.
    brought: set[Task] = field(default_factory=set)
    unknown: bool = False
    # The include whose condition may keep hosts from what is being looked at.
    doubtful: Task | None = None

    def take(self, entries: Entries) -> None:
        """A list of tasks and blocks, and what it includes."""
        self.lists.append(entries)
        for task in flattened(entries):
            self.tasks.append(task)
            self.note_role(task.role)
            if task.handed is not None:
                self.include(task, handlers=False)

    def take_handlers(self, handlers: tuple[Task, ...]) -> None:
        """Handlers, and what they include."""
        for handler in handlers:
            self.handlers.append(handler)
            self.note_role(handler.role)
            if handler.handed is not None:
                self.include(handler, handlers=True)

    def note_role(self, role: Role | None) -> None:
        """A role whose tasks are here, with those around it and below it."""
        if role is not None and role.folder not in self.roles:
            self.roles[role.folder] = role
            for other in (*role.parents, *role.dependencies):
                self.note_role(other)

    def include(self, task: Task, handlers: bool) -> None:
        """The tasks behind an include."""
        for arguments in self.meant(task, "handlers" if handlers else "tasks"):
            part = "" if task.role is None else str(task.role.folder)
            key = (repr(sorted((name, str(value)) for name, value in arguments.items() if name != "apply")), part)
            if key in self.visited:
                continue
            self.visited.add(key)
            reading = replace(self.play.reading, roles=[], handlers=[], used=set(), open=())
            certain = not has_template(named(task.arguments))
            doubtful = self.doubtful or (task if task.when else None)
            if certain and doubtful is not None:
                reading = replace(reading, problems=[])
            if not certain:
                # Not every file that a template could name is one that it is going to name.
                reading = replace(reading, problems=[], warnings=[])
            try:
                entries = read(task, arguments, reading, handlers)
            except InputError as error:
                self.unknown = self.unknown or certain
                if reading.problems is not None:
                    reading.problems.append(error)
                entries = ()
            if certain and doubtful is not None:
                told = (Warned(f"if a host gets here: {error}", doubtful.position) for error in reading.problems or ())
                reading.warnings.extend(told)
            around = {*self.loops.get(task, ()), *([task.loop_control.loop_var] if task.loop and certain else [])}
            for inner in flattened(entries) if around else ():
                self.loops.setdefault(inner, set()).update(around)
            before, self.doubtful = self.doubtful, doubtful
            self.take_handlers(tuple(reading.handlers))
            if handlers:
                self.brought.update(flattened(entries))
                self.take_handlers(tuple(flattened(entries)))
            else:
                self.take(entries)
            self.doubtful = before

    def meant(self, task: Task, part: str) -> Iterator[dict[str, Any]]:
        """The arguments of an include, once for each file that its name may stand for."""
        arguments = dict(task.arguments)
        name = named(arguments)
        if not has_template(name):
            if task.action == "include_role" and has_template({word: arguments.get(word) for word in (
                    "tasks_from", "vars_from", "defaults_from")}):  # fmt: skip
                self.unknown = True
                return
            yield arguments
            return
        found = self.files(task, str(name), part) if task.action == "include_tasks" else []
        self.unknown = self.unknown or not found
        for path in found:
            yield {**arguments, "file": str(path)}

    def files(self, task: Task, name: str, part: str) -> list[Path]:
        """The files of tasks that a templated name may mean."""
        pattern = with_wildcards(name, task.role, self.play.reading)
        for candidate in candidates(task, pattern, self.play.reading, part):
            paths = [Path(path) for path in sorted(glob.glob(str(candidate)))]
            if found := [path for path in paths if path.suffix in (".yml", ".yaml") and path.is_file()]:
                return found
        return []


def with_wildcards(name: str, role: Role | None, reading: Reading) -> str:
    """A pattern for glob: folders that are known in the place of their variables, and `*` for all other templates."""
    known = {"playbook_dir": str(reading.folder)}
    if role is not None:
        known["role_path"] = str(role.folder)
    for variable, folder in known.items():
        name = re.sub(r"\{\{\s*" + variable + r"\s*\}\}", folder.replace("\\", r"\\"), name)
    return TEMPLATE.sub("*", name)


def expanded(play: Play) -> Expansion:
    """All of a play."""
    found = Expansion(play)
    for section in play.sections:
        found.take(section)
    found.take_handlers(play.handlers)
    for role in play.reading.roles:
        found.note_role(role)
    return found


def take_rest(found: Expansion, role: Role) -> None:
    """The files of tasks of a role that nothing in it leads to: whoever uses it may name them."""
    reading = replace(found.play.reading, roles=[], handlers=[], used=set(), open=())
    around = Inherited(role=role, folders=(role.folder, reading.folder), plugins=reading.plugins)
    for path in sorted((role.folder / "tasks").rglob("*.y*ml")):
        seen = {task.position.file for task in (*found.tasks, *found.handlers)}
        if str(path) in seen or path.suffix not in (".yml", ".yaml"):
            continue
        for root in reading.attempt(partial(reading.load, path)):
            if root is not None and root.is_sequence:
                found.take(reading.read_entries(root, around, reading))
