"""include_tasks and include_role: what they bring, and where it comes in a host's walk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pushcfg.engine.loops import NO_LOOP, Item, layer_of
from pushcfg.engine.selection import selected
from pushcfg.errors import InputError, PlaybookError
from pushcfg.graph import Segment, add_handlers, grow, grow_handlers
from pushcfg.playbook import Block, Entries, Task
from pushcfg.playbook.handlers import never_runs
from pushcfg.playbook.imports import named, role_use
from pushcfg.playbook.reading import Reading
from pushcfg.playbook.roles import read_role
from pushcfg.playbook.taskfiles import task_file
from pushcfg.session import Outcome
from pushcfg.template.scope import Names, has_template

if TYPE_CHECKING:
    from pushcfg.engine.play import PlayRun
    from pushcfg.engine.work import Work

# So deep no includes nest on purpose.
DEEPEST = 100


class Includes:
    """What the includes of a play have brought; hosts that include the same share its vertices."""

    def __init__(self, run: PlayRun) -> None:
        self.run = run

    def take(self, work: Work, item: Item) -> Outcome:
        """One turn of an include: finds what it brings. It is put into the walk with `splice`."""
        arguments = work.renderer.arguments(work.task, item.scope)
        turn = 0 if item.value is NO_LOOP or work.items is None else work.items.index(item)
        key = (work.number, turn, *sorted((name, str(value)) for name, value in arguments.items() if name != "apply"))
        graph = self.run.graph
        if key not in graph.segments:
            self.check_depth(work)
            reading = replace(self.run.play.reading, roles=[], handlers=[])
            entries = read(work.task, arguments, reading, work.vertex.handler)
            if work.vertex.handler:
                self.warn_of_guarded(entries)
            handlers = add_handlers(graph, reading.handlers)
            adding = grow_handlers if work.vertex.handler else grow
            segment = adding(graph, work.vertex, turn, entries)
            graph.segments[key] = replace(segment, handlers=handlers, roles=tuple(reading.roles))
            self.added(graph.segments[key])
        item.segment = graph.segments[key]
        what = "include" if work.task.action == "include_tasks" else "name"
        return {"status": "ok", "result": {what: named(arguments), "include_args": {}}}

    def warn_of_guarded(self, entries: Entries) -> None:
        """Tell of blocks whose rescue or always never runs, since handlers have brought them."""
        for entry in entries:
            if isinstance(entry, Block):
                for part in ("rescue", "always"):
                    if getattr(entry, part):
                        self.run.run.warn(never_runs(part), entry.position)
                self.warn_of_guarded(entry.tasks)

    def check_depth(self, work: Work) -> None:
        """PlaybookError for includes within includes that hardly come to an end."""
        around = [work.vertex]
        while around[-1].inside is not None:
            around.append(self.run.graph.vertex(around[-1].inside))
        if len(around) > DEEPEST:
            raise PlaybookError(f"task {work.task.label!r}: includes within includes, {DEEPEST} deep",
                                work.task.position, "what includes itself needs a condition that ends it")

    def added(self, segment: Segment) -> None:
        """Note of new vertices what is noted of a play's when it begins."""
        run = self.run
        run.selected.update(vertex.number for vertex in segment.vertices
                            if vertex.task is None or selected(vertex.task, run.options))
        run.note_rescues(segment.vertices)
        run.variables.added(segment)

    def parts(self, work: Work) -> Iterator[tuple[Segment, tuple[Names, ...]]]:
        """What each turn has brought, and the variables that come with it: its item, and `vars` of the include."""
        for item in work.items or ():
            if item.segment is not None and work.task.handed is not None:
                turn = (layer_of(item),) if item.names else ()
                yield item.segment, (*turn, *work.task.handed.params)

    def splice(self, work: Work) -> None:
        """Put what all turns have brought behind the include."""
        parts = list(self.parts(work))
        work.walk.splice(work.number, parts)
        roles = tuple(role for segment, _ in parts for role in segment.roles)
        if roles:
            work.walk.state.roles += roles
            work.walk.magic.values.update(self.run.run.magic.of_roles(self.run.play, work.walk.state))
            self.run.variables.changed(work.walk)
        self.run.gates.left()

    def preview(
        self, tasks: Iterator[Task], reading: Reading, outer: Task | None = None
    ) -> Iterator[tuple[Task, InputError]]:
        """What is wrong in the files that includes name outright, however deep, before any host is touched.

        With each the include that has brought it; the first with a condition, if one of them has one.
        """
        for task in tasks:
            # What includes itself has been looked at when it comes to itself again.
            here = str(task.position)
            if task.handed is None or has_template(task.arguments) or here in reading.open:
                continue
            blamed = outer or (task if task.when else None)
            apart = replace(reading, roles=[], handlers=[], used=set(), warnings=[])
            try:
                entries = read(task, {**task.arguments}, apart, handlers=False)
            except InputError as error:
                yield blamed or task, error
                continue
            from pushcfg.playbook.model import flattened

            inner = replace(apart, open=(*apart.open, here))
            yield from self.preview(flattened(entries), inner, blamed)


def read(task: Task, arguments: Mapping[str, Any], reading: Reading, handlers: bool) -> Entries:
    """The tasks that an include brings."""
    assert task.handed is not None
    around = task.handed.around
    if task.action == "include_role":
        if not isinstance(named(arguments), str):
            raise PlaybookError(f"include_role: name is {named(arguments)!r}, no text", task.position)
        given = Names()
        return (read_role(role_use(task, arguments, given, public=False), around, reading),)
    if not isinstance(arguments.get("file"), str):
        raise PlaybookError(f"include_tasks: file is {arguments.get('file')!r}, no text", task.position)
    root, inner = task_file(task, arguments["file"], reading, "handlers" if handlers else "tasks")
    return inner.read_entries(root, around, inner)
