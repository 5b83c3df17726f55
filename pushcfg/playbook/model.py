"""What a playbook says, with the keywords of plays and blocks handed down to each task."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pushcfg.errors import Position
from pushcfg.fitting import short
from pushcfg.playbook.alongside import layers_of
from pushcfg.playbook.role import Role
from pushcfg.template.scope import Layers, Names, has_template

if TYPE_CHECKING:
    from pushcfg.playbook.inherited import Inherited
    from pushcfg.playbook.reading import Reading


# Statements and words of meta that are about the whole play.
LONE: Final = ("add_host", "pause")
LONE_WORDS: Final = ("clear_facts", "clear_host_errors", "end_batch", "end_play", "refresh_inventory")


@dataclass(frozen=True)
class Condition:
    """An expression of `when`, `until`, `failed_when`, ..., as it was written."""

    text: Any
    position: Position


class Omittable(NamedTuple):
    """A keyword that may turn out to be omitted: what play and blocks say counts then."""

    own: str
    outer: Any


@dataclass(frozen=True)
class Prompt:
    """One question; what is Any may be a template."""

    name: str
    position: Position
    prompt: Any = None
    default: Any = None
    private: Any = True
    confirm: Any = False
    encrypt: Any = None
    salt: Any = None
    salt_size: Any = None
    unsafe: Any = False


@dataclass(frozen=True)
class Prompts:
    """The questions of a play, and the answers to them: `answers` is empty until somebody has been asked."""

    questions: tuple[Prompt, ...] = ()
    answers: Names = field(default_factory=Names)


@dataclass(frozen=True)
class LoopControl:
    """How a loop names and shows its items; `pause` is in seconds."""

    loop_var: str = "item"
    index_var: str | None = None
    label: Any = None
    pause: Any = 0
    extended: Any = False
    extended_allitems: Any = True
    break_when: tuple[Condition, ...] | None = None


@dataclass(frozen=True)
class Block:
    """Tasks that belong together; those of a role are a block of its name.

    A failure in `tasks` leads to `rescue`; `always` runs whatever happens.
    """

    number: int
    name: str
    position: Position
    tasks: tuple[Task | Block, ...] = ()
    rescue: tuple[Task | Block, ...] = ()
    always: tuple[Task | Block, ...] = ()
    identity: str | None = None
    needs: tuple[Condition, ...] | None = None
    role: Role | None = None

    @property
    def guarded(self) -> bool:
        """Whether a failure inside can lead anywhere but to the end of the host's play."""
        return bool(self.rescue or self.always)


@dataclass(frozen=True, eq=False)
class Handed:
    """What an include hands down to the tasks that it brings: what stands around it, and its own `vars`."""

    around: Inherited
    params: tuple[Names, ...] = ()


@dataclass(frozen=True, eq=False)
class Task:
    """One task with everything that plays, roles and blocks hand down to it; what is Any may be a template.

    `folders` are where its files and templates are looked for, the nearest first; `handed` is only for includes.
    """

    name: str
    action: str
    arguments: Mapping[str, Any]
    position: Position
    argument_positions: Mapping[str, Position] = field(default_factory=dict)
    # What the task is once the name of its module, which is a template, is known.
    named: Callable[[str], Task] | None = None
    # A template that gives a mapping of further arguments, weaker than those that are written out.
    whole: Any = None
    free_form: str | None = None
    when: tuple[Condition, ...] = ()
    loop: Any = None
    # The lookup of `with_...`, whose terms are in `loop`.
    loop_with: str | None = None
    loop_control: LoopControl = LoopControl()
    register: str | None = None
    changed_when: tuple[Condition, ...] | None = None
    failed_when: tuple[Condition, ...] | None = None
    until: tuple[Condition, ...] | None = None
    retries: Any = None
    delay: Any = 5
    ignore_errors: Any = False
    ignore_unreachable: Any = False
    no_log: Any = False
    check_mode: Any = None
    diff: Any = None
    notify: Any = ()
    listen: tuple[str, ...] = ()
    tags: frozenset[str] = frozenset()
    variables: tuple[Names, ...] = ()
    environment: tuple[Any, ...] = ()
    become: Any = None
    become_user: Any = None
    become_method: Any = None
    become_flags: Any = None
    become_exe: Any = None
    connection: Any = None
    remote_user: Any = None
    port: Any = None
    delegate_to: Any = None
    delegate_facts: Any = False
    run_once: Any = False
    throttle: Any = 0
    timeout: Any = 0
    # Seconds that it may take as a job that outlives the connection; 0: it is none.
    job: Any = 0
    poll: Any = 15
    any_errors_fatal: Any = False
    identity: str | None = None
    needs: tuple[Condition, ...] | None = None
    role: Role | None = None
    folders: tuple[Path, ...] = ()
    handed: Handed | None = None

    @property
    def delegates_facts(self) -> bool:
        """Whether facts and variables that it brings are, or may be, those of the host that it is delegated to."""
        return self.delegate_to is not None and self.delegate_facts is not False

    @property
    def word(self) -> str:
        """What a meta task says; nothing for others."""
        return str(self.arguments.get("word", self.arguments.get("meta", ""))) if self.action == "meta" else ""

    @property
    def lone(self) -> bool:
        """Whether the first host of the play does it and the others pass it by, as with Ansible."""
        return self.action in LONE or self.word in LONE_WORDS

    @cached_property
    def gathers_hosts(self) -> bool:
        """Whether hosts wait for one another before it, whatever the strategy."""
        return bool(self.run_once or self.lone)

    @cached_property
    def is_named_by_template(self) -> bool:
        """Whether its name has something to render."""
        return has_template(self.name)

    @cached_property
    def label(self) -> str:
        """What messages call it."""
        if self.action == "include_role" and not self.name:
            return f"{self.action} : {self.arguments.get('name', self.arguments.get('role'))}"
        return self.labelled(self.name or (short(self.action) if self.named is None else self.arguments["module"]))

    def labelled(self, name: str) -> str:
        """A name as messages show it: in a role, with the name of that in front."""
        return name if self.role is None or self.action == "include_role" else f"{self.role.name} : {name}"

    @cached_property
    def templated(self) -> frozenset[str]:
        """The arguments that have something to render."""
        return frozenset(name for name, value in self.arguments.items() if has_template(name) or has_template(value))

    @cached_property
    def layers(self) -> Layers:
        """What it brings along to the scope that it is rendered in."""
        return layers_of(self.folders, self.environment, self.variables, self.role)


Entries = tuple[Task | Block, ...]


@dataclass(frozen=True, eq=False)
class Play:
    """One play. `sections` are the pre_tasks, the roles with the tasks, and the post_tasks, in this order.

    `reading` is what it was read with, and what files that are included during the run are read with.
    """

    name: str
    position: Position
    hosts: Any
    hosts_position: Position
    sections: tuple[Entries, ...]
    handlers: tuple[Task, ...]
    variables: Names
    reading: Reading
    vars_files: tuple[Condition, ...] = ()
    prompts: Prompts = field(default_factory=Prompts)
    gather: Task | None = None
    serial: tuple[Any, ...] = ()
    max_fail_percentage: Any = None
    any_errors_fatal: Any = False
    strategy: str | None = None
    force_handlers: bool = False
    order: str = "inventory"
    identity: str | None = None
    keywords: Mapping[str, Any] = field(default_factory=dict)

    @property
    def roles(self) -> Sequence[Role]:
        """Those whose variables every task sees."""
        return [role for role in self.reading.roles if role.public]

    def tasks(self) -> Iterator[Task]:
        """Every task and handler, in the order written."""
        for section in self.sections:
            yield from flattened(section)
        yield from self.handlers


def flattened(entries: Entries) -> Iterator[Task]:
    """The tasks of a list of tasks and blocks, in the order written."""
    for entry in entries:
        if isinstance(entry, Task):
            yield entry
        else:
            yield from flattened(entry.tasks)
            yield from flattened(entry.rescue)
            yield from flattened(entry.always)
