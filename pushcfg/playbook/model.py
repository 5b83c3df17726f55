"""What a playbook says, with the keywords of plays and blocks handed down to each task."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pushcfg.errors import Position
from pushcfg.template.scope import Names


@dataclass(frozen=True)
class Condition:
    """An expression of `when`, `until`, `failed_when`, ..., as it was written."""

    text: Any
    position: Position


@dataclass(frozen=True)
class LoopControl:
    """How a loop names and shows its items; `pause` is in seconds."""

    loop_var: str = "item"
    index_var: str | None = None
    label: Any = None
    pause: Any = 0
    extended: Any = False
    extended_allitems: Any = True


@dataclass(frozen=True)
class Block:
    """Tasks that belong together. A failure in `tasks` leads to `rescue`; `always` runs whatever happens."""

    number: int
    name: str
    position: Position
    tasks: tuple[Task | Block, ...] = ()
    rescue: tuple[Task | Block, ...] = ()
    always: tuple[Task | Block, ...] = ()
    identity: str | None = None
    needs: tuple[Condition, ...] | None = None

    @property
    def guarded(self) -> bool:
        """Whether a failure inside can lead anywhere but to the end of the host's play."""
        return bool(self.rescue or self.always)


@dataclass(frozen=True, eq=False)
class Task:
    """One task with everything that plays and blocks hand down to it; what is Any may be a template."""

    name: str
    action: str
    arguments: Mapping[str, Any]
    position: Position
    argument_positions: Mapping[str, Position] = field(default_factory=dict)
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
    connection: Any = None
    remote_user: Any = None
    port: Any = None
    delegate_to: Any = None
    run_once: Any = False
    throttle: Any = 0
    timeout: Any = 0
    any_errors_fatal: Any = False
    identity: str | None = None
    needs: tuple[Condition, ...] | None = None

    @property
    def label(self) -> str:
        """What messages call it."""
        return self.name or self.action


@dataclass(frozen=True, eq=False)
class Play:
    """One play. `sections` are the pre_tasks, tasks and post_tasks, in this order."""

    name: str
    position: Position
    hosts: Any
    hosts_position: Position
    sections: tuple[tuple[Task | Block, ...], ...]
    handlers: tuple[Task, ...]
    variables: Names
    vars_files: tuple[Condition, ...] = ()
    gather: Task | None = None
    serial: tuple[Any, ...] = ()
    max_fail_percentage: Any = None
    any_errors_fatal: Any = False
    strategy: str | None = None
    order: str = "inventory"
    identity: str | None = None
    keywords: Mapping[str, Any] = field(default_factory=dict)

    def tasks(self) -> Iterator[Task]:
        """Every task and handler, in the order written."""
        for section in self.sections:
            yield from flattened(section)
        yield from self.handlers


def flattened(entries: tuple[Task | Block, ...]) -> Iterator[Task]:
    """The tasks of a list of tasks and blocks, in the order written."""
    for entry in entries:
        if isinstance(entry, Task):
            yield entry
        else:
            yield from flattened(entry.tasks)
            yield from flattened(entry.rescue)
            yield from flattened(entry.always)
