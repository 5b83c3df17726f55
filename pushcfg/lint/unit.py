"""What rules look at: a play with all that it may come to, or a role by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pushcfg.errors import InputError, Position, TemplateError
from pushcfg.lint.expand import Expansion
from pushcfg.lint.files import Files
from pushcfg.lint.raw import WORD, Raw, gather
from pushcfg.lint.texts import Text, of_task
from pushcfg.playbook import Play, Role, Task
from pushcfg.render.files import OPTIONS, find
from pushcfg.source import read_text
from pushcfg.template import Templar, templar
from pushcfg.template.reads import Reads, of_condition, of_file, of_text
from pushcfg.template.scope import has_template


@dataclass(frozen=True, eq=False)
class Unit:
    """`alone` is the role that is looked at by itself; `outside` are names that inventory and -e set.

    `others` are the other plays of the playbook. `hosts`: an inventory is known. `covered`: playbooks that are looked
    at, too, use this, and know more of its variables.
    """

    found: Expansion
    files: Files
    alone: Role | None = None
    outside: frozenset[str] = frozenset()
    others: tuple[Expansion, ...] = ()
    hosts: bool = False
    covered: bool = False

    @property
    def play(self) -> Play:
        """The play; for a role by itself one that does nothing but use it."""
        return self.found.play

    @property
    def tasks(self) -> list[Task]:
        """All tasks but handlers."""
        return self.found.tasks

    @property
    def everything(self) -> list[Task]:
        """All tasks and handlers."""
        return [*self.found.tasks, *self.found.handlers]

    @cached_property
    def templar(self) -> Templar:
        """What compiles the templates of this play."""
        return templar(self.play.reading.keyring, self.play.reading.plugins)

    @cached_property
    def sources(self) -> set[str]:
        """The files that hold tasks of it, or were to."""
        problems = self.play.reading.problems or ()
        told = {error.position.file for error in problems if error.position is not None}
        return {self.play.position.file, *told, *map(str, self.play.reading.files),
                *(task.position.file for task in self.everything)}  # fmt: skip

    @cached_property
    def raw(self) -> Raw:
        """What its files say, also in tasks that cannot be read."""
        found = gather(self.files, self.sources)
        for path in self.template_files:
            found.words.update(word for line in self.files.lines(str(path)) for word in WORD.findall(line))
        return found

    @cached_property
    def template_files(self) -> list[Path]:
        """All files in templates/ of its roles and beside its playbook."""
        folders = [self.play.reading.folder, *self.found.roles]
        return sorted({path for folder in folders for path in (folder / "templates").rglob("*") if path.is_file()})

    def reads(self, text: Text) -> Reads:
        """What a text reads; TemplateError where it does not parse."""
        read = of_condition if text.condition else of_text
        return self.files.kept((text.text, text.condition), lambda: read(self.templar.compiler, text.text))

    def of_file(self, path: Path) -> Reads:
        """As reads, of a template file; InputError where it cannot be read."""
        keyring = self.play.reading.keyring
        return self.files.kept(path, lambda: of_file(self.templar.compiler, read_text(path, keyring)))

    def template_of(self, task: Task) -> Path | None:
        """The file that a task renders, if it is known."""
        source = task.arguments.get("src")
        if task.action != "template" or not isinstance(source, str) or has_template(source):
            return None
        if any(option in task.arguments for option in OPTIONS):
            return None  # other marks than those of all others
        try:
            path = find(source, task.folders, "templates")
        except InputError:
            return None
        return path if path.is_file() else None

    def parsed(self, task: Task) -> Iterator[tuple[Text, Reads]]:
        """The texts of a task that parse, with what they read."""
        for text in of_task(task):
            try:
                yield text, self.reads(text)
            except TemplateError:
                continue

    def names_in(self, texts: Iterator[Text]) -> set[str]:
        """The variables that texts read."""
        found: set[str] = set()
        for text in texts:
            try:
                found.update(read.name for read in self.reads(text).variables())
            except TemplateError:
                continue
        return found

    def keyword(self, task: Task, *names: str) -> Position:
        """Where a keyword of a task stands."""
        return self.files.place(task.position, *names)
