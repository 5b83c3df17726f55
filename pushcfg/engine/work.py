"""One task on one host: its loop, its items sent one behind the other, and its end put together from theirs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pushcfg import actions
from pushcfg.engine import ahead, stating, unmade
from pushcfg.engine.ends import (
    BLOCKED,
    End,
    blocked_by,
    concealed,
    conclude,
    failure,
    skipped,
    together,
    unknown,
    whole,
)
from pushcfg.engine.loops import NO_LOOP, Item, expand, renew
from pushcfg.engine.notified import unanswered
from pushcfg.engine.telling import tell
from pushcfg.engine.traits import needs_time
from pushcfg.errors import AbsentError, InputError
from pushcfg.graph import Vertex
from pushcfg.graph.data import brought
from pushcfg.playbook import Task
from pushcfg.promise import NotYet
from pushcfg.render import Prepared
from pushcfg.session import Outcome, Session
from pushcfg.template.scope import Scope

if TYPE_CHECKING:
    from pushcfg.engine.walk import Walk


class Work:
    """Goes as far as it can at each call of `go`; what it must wait for calls it again."""

    __slots__ = ("flying", "items", "next", "number", "passed", "renderer", "started", "task", "vertex", "walk")

    def __init__(self, walk: Walk, vertex: Vertex) -> None:
        assert vertex.task is not None
        self.walk = walk
        self.vertex = vertex
        self.number = vertex.number
        self.task: Task = vertex.task
        self.renderer = walk.run.renderer
        self.items: list[Item] | None = None
        self.next = 0
        # The items in flight, by the ids that their session has given them; they are all of one session.
        self.flying: dict[int, Session] = {}
        self.started = False
        self.passed = False

    def go(self) -> None:
        """Send all that can be sent now; whatever goes wrong is this task's end."""
        self.walk.run.variables.reads(self)
        try:
            if self.task.named is not None:
                self.name_module()
            if needs_time(self.task):
                self.slowly()
                return
            if self.items is None:
                if (promise := ahead.awaited(self)) is not None:
                    raise NotYet(promise)
                self.items = expand(self)
            while self.next < len(self.items):
                if not self.try_item(self.items[self.next]):
                    return
                self.next += 1
        except NotYet as waits:
            self.walk.park(self.number, waits.promise)
            return
        except InputError as error:
            self.settle(self.failure(error))
            return
        self.sent_all()

    def slowly(self) -> None:
        """Do one thing after the other, as soon as everything before the task has ended."""
        self.walk.when_ended(self.number, lambda: self.walk.spawn(self.walk.run.slow(self)))

    def name_module(self) -> None:
        """Find the module that a template names; where that cannot be said, a condition may keep the host from it."""
        try:
            self.task = self.renderer.with_module(self.task, self.scope())
        except InputError:
            return

    def failure(self, error: InputError) -> End:
        """The end of the task, or of one item, that could not be rendered."""
        if self.walk.state.lost:
            # What it reads might have come from there.
            return blocked_by("the host, which is lost")
        promise = self.renderer.templar.surroundings.unmade
        if isinstance(error, AbsentError) and promise is not None:
            self.walk.run.variables.unforeseen(self.walk, self.task, promise)
            return unknown(promise.waits_for)
        end = failure(error)
        try:
            ignore = self.task.ignore_errors
            end.ignored = self.renderer.boolean(ignore, self.scope(), self.task.position, "ignore_errors")
        except (InputError, NotYet):
            end.ignored = False
        return end

    def try_item(self, item: Item) -> bool:
        """As take; an item that cannot be rendered fails, and the others go on."""
        if item.scope.past:
            renew(self, item)
        notes, noting = item.scope.notes, item.looped and self.task.register is not None
        if noting:
            notes.append(set())
        try:
            return self.take(item)
        except InputError as error:
            item.end = self.failure(error)
            return True
        finally:
            if noting:
                notes.pop()

    # --- one item ---

    def scope(self) -> Scope:
        """What the task sees outside its loop."""
        return self.walk.scope_of(self.vertex)

    def take(self, item: Item) -> bool:
        """One item: skipped, run here, or sent. False if the loop must wait for it to end."""
        if item.end is not None:
            return True
        if self.task.when:
            condition = self.renderer.holds(self.task.when, item.scope, f"task {self.task.label!r}, when")
            if condition is not None:
                item.end = skipped(condition.text)
                return True
        if actions.is_statement(self.task.action):
            return stating.take(self, item)
        prepared = self.renderer.prepare(self.task, item.scope)
        register = self.task.register
        if register is not None and item.looped and not self.started and register in item.scope.notes[-1]:
            # Through some variable it reads what the one before it brings.
            self.slowly()
            return False
        session = self.walk.run.routes.session(self.walk, self.task, item.scope, prepared)
        if self.flying:
            if next(iter(self.flying.values())) is not session:
                return False  # the items in flight elsewhere must have ended; their ends lead back here
            self.submit(item, prepared, session, [], [next(reversed(self.flying))])
            return True
        after: list[int] = []
        for other, number in self.walk.tail(self.number):
            if other is not session:
                # The same for the tasks before this one.
                self.walk.when_ended(self.number, self.go)
                return False
            after.append(number)
        self.submit(item, prepared, session, sorted(after), [])
        return True

    # --- sending ---

    def submit(
        self, item: Item, prepared: Prepared, session: Session, after: list[int], behind: list[int]
    ) -> None:
        """Send one item, behind the one before it or after the tasks before this one, by the ids of these."""
        walk = self.walk
        message = {**prepared.message, "params": prepared.params, "after": after, "behind": behind}
        item.no_log = prepared.no_log
        if walk.unended[self.number] == 0 and not self.started:
            walk.run.started(walk, self.number, self.task)
        self.started = True
        number = session.submit(message, partial(self.arrived, item, prepared))
        item.sent = (session, number)
        if item.looped:
            item.scope.context = None  # it refers to the scope: without it both go as soon as the loop has ended
        self.flying[number] = session
        walk.used.add(session)

    def sent_all(self) -> None:
        """Every item has been sent or has ended."""
        assert self.items is not None
        if not self.flying:
            self.settle(self.together())
            return
        walk = self.walk
        if not self.passed:
            self.passed = True
            self.promise()
            sent, bad = [], False
            for item in self.items:
                if item.end is not None:
                    bad = bad or item.end.bad
                elif item.sent is not None:
                    sent.append(item.sent)
            walk.sent[self.number] = sent
            if not bad and ahead.may_pass(self):
                walk.pass_on(self.number)

    def promise(self) -> None:
        """What the task will bring is on its way: whoever reads it waits."""
        walk, task = self.walk, self.task
        for name in brought(task):
            walk.run.variables.promise(walk, self.number, name)
        if task.action in actions.GATHERING and not task.delegates_facts:
            walk.state.gather(self.number)
            walk.run.variables.changed(walk)

    def arrived(self, item: Item, prepared: Prepared, outcome: Outcome) -> None:
        """The outcome of an item that was sent; whatever nobody expected ends the run."""
        if item.end is not None:
            return
        try:
            self.conclude(item, prepared, outcome)
        except Exception as error:  # noqa: BLE001 - a session calls this, and has no use for it
            self.walk.run.crash(error)

    def conclude(self, item: Item, prepared: Prepared, outcome: Outcome) -> None:
        """The end of an item, and of the task with its last."""
        self.walk.run.variables.reads(self)
        if "received" in outcome:
            outcome = whole(outcome)
        if prepared.secret:
            outcome = concealed(outcome)
        item.end = conclude(self.task, outcome, self.renderer, item.scope, prepared.ignore_errors)
        if self.task.delegates_facts:
            self.walk.run.variables.hand_over(self, item)
        assert self.items is not None
        assert item.sent is not None
        session = self.flying.pop(item.sent[1])
        if self.walk.run.options.check:
            unmade.note(self, session, outcome)
        if not self.flying and self.next >= len(self.items):
            self.settle(self.together())
        elif item.end is not None and self.next < len(self.items) and self.number not in self.walk.held:
            self.walk.push(self.number)

    # --- the end ---

    def together(self) -> End:
        """The end of the whole task."""
        assert self.items is not None
        if self.task.loop is None or (len(self.items) == 1 and self.items[0].value is NO_LOOP):
            end = self.items[0].end
            assert end is not None
            return end
        return together([(item.end, item.names) for item in self.items if item.end is not None])

    def settle(self, end: End) -> None:
        """The task has its end; it counts as soon as everything before it has ended, too."""
        if end.status is BLOCKED:
            self.walk.when_ended(self.number, lambda: self.walk.finish(self.number, end))
            return
        if self.task.notify:
            found = unanswered(self.walk.run, self.walk, self.vertex, end)
            if found is not end:
                end, self.items = found, None
        if end.registered is None:
            self.promise()
        self.walk.run.variables.keep(self.walk, self.task, end, self.number)
        if self.task.handed is not None and not end.bad and not self.vertex.handler:
            self.walk.run.includes.splice(self)
        self.walk.hold(self.number, end, partial(tell, self, end))
