"""What reading a play needs beside its text, and what comes together meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pushcfg.errors import InputError, PlaybookError, Position, TemplateError
from pushcfg.events import Warned
from pushcfg.playbook.role import Role
from pushcfg.plugins import Plugins
from pushcfg.source import Node, load_optional
from pushcfg.template.failures import place
from pushcfg.template.scope import Names, Scope, has_template
from pushcfg.vault import NO_KEYS, Keyring

if TYPE_CHECKING:
    from pushcfg.playbook.inherited import Inherited
    from pushcfg.playbook.model import Entries, Task


Read = TypeVar("Read")


@dataclass(frozen=True)
class Roots:
    """Where roles and collections are looked for beside the playbook's own folders."""

    roles: tuple[Path, ...] = ()
    collections: tuple[Path, ...] = ()
    # (filter, test or lookup; folder of such plugins)
    plugins: tuple[tuple[str, Path], ...] = ()


class Numbers:
    """Numbers for blocks, unique in a playbook."""

    def __init__(self) -> None:
        self.next = count(1).__next__


@dataclass
class Reading:
    """One play being read: `folder` is that of its playbook, `names` are the variables known without any host.

    `roles` are those that the play uses, without what they depend on, `handlers` those of roles; `used` are the
    `uses` of roles so far. `read_entries` reads a list of tasks: those of roles and files are lists like any other.
    """

    folder: Path
    warnings: list[Warned]
    read_entries: Callable[[Node | None, Inherited, Reading], Entries]
    roots: Roots = field(default_factory=Roots)
    keyring: Keyring = NO_KEYS
    numbers: Numbers = field(default_factory=Numbers)
    names: tuple[Names, ...] = ()
    roles: list[Role] = field(default_factory=list)
    handlers: list[Task] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    files: dict[Path, Node | None] = field(default_factory=dict)
    plugins: Plugins = field(default_factory=Plugins)
    # The files and roles that are being read, each because of the one before it.
    open: tuple[str, ...] = ()
    # Where errors go if all of them are wanted; the plays, tasks and roles that have one are left out then.
    problems: list[InputError] | None = None

    def of_play(self, folder: Path, variables: Names) -> Reading:
        """For the next play of a playbook."""
        return replace(self, folder=folder, names=(*self.names, variables), roles=[], handlers=[], used=set())

    def attempt(self, read: Callable[[], Read]) -> Iterator[Read]:
        """What is read, if anything: an error is raised, or kept where all are wanted."""
        if self.problems is None:
            yield read()
            return
        try:
            found = read()
        except InputError as error:
            self.problems.append(error)
            return
        yield found

    def load(self, path: Path) -> Node | None:
        """A file, read once; None if it is empty."""
        if path not in self.files:
            self.files[path] = load_optional(path, self.warnings, self.keyring)
        return self.files[path]

    def text(self, value: Any, position: Position, what: str) -> str:
        """A name that must be known before the run, rendered with what is known then."""
        return str(self.value(value, position, what))

    def value(self, value: Any, position: Position, what: str) -> Any:
        """As text, without making text of it."""
        if not has_template(value):
            return value
        # Most playbooks render nothing here, and filters take a while to import.
        from pushcfg.template import templar

        made = templar(plugins=self.plugins)
        try:
            return made.render(value, Scope(self.names, made.variable))
        except TemplateError as error:
            told = place(error, position, what)
            raise type(told)(told.message, told.position,
                             "what is read before the run can only use -e and the play's vars; "
                             "use include_tasks or include_role") from None


def entered(what: str, reading: Reading, position: Position) -> Reading:
    """Reading inside of a role or file; PlaybookError if it is being read already."""
    if what in reading.open:
        chain = " -> ".join([*reading.open[reading.open.index(what) :], what])
        raise PlaybookError(f"this leads back to itself: {chain}", position, "take one of these out")
    return replace(reading, open=(*reading.open, what))
