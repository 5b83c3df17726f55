"""What can be known to be wrong before any host is touched: keys, connection variables, names, templates."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from pushcfg import actions
from pushcfg.engine.batches import batches
from pushcfg.engine.certain import Step, steps
from pushcfg.engine.growing import may_grow
from pushcfg.engine.hosts import HostState
from pushcfg.engine.loops import NO_LOOP, listed
from pushcfg.engine.notified import check_names, check_rendered
from pushcfg.engine.play import PlayRun
from pushcfg.engine.targets import LOCAL, SSH
from pushcfg.errors import AbsentError, InputError, PlaybookError, TemplateError, UndefinedError
from pushcfg.events import Warned
from pushcfg.graph.data import brought
from pushcfg.playbook import Condition, Play, Task
from pushcfg.promise import NotYet, Promise
from pushcfg.statements import run as run_statement
from pushcfg.template.lookups import AHEAD
from pushcfg.template.scope import OMIT, Names, Scope

if TYPE_CHECKING:
    from pushcfg.engine.run import Run

# Reading one of these needs a run: other hosts may have brought anything by then.
ELSEWHERE = "hostvars"
# And these, where tasks may have added hosts and groups.
GROWING = ("groups", "group_names", "ansible_play_hosts", "ansible_play_hosts_all")


class Preview(HostState):
    """A host before the run. `open`: set_fact makes names from templates, so that any may come to be."""

    open = False

    def late(self, name: str) -> Any:
        """A name that no layer has."""
        return Promise(name, 0, self.name, certain=False) if self.open else super().late(name)


class Preflight:
    """Renders what is certain to run and needs nothing from a host; the first error is raised with its place."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.promised: set[str] = set()
        # Whether includes may have brought names by then that nobody knows yet.
        self.open = False
        # Whether tasks may have changed the inventory by then.
        self.grows = False
        # Whether tasks may have made files on the controller by then.
        self.makes_files = False
        # The include_vars of the play that is looked at, and the names that any of them may have brought.
        self.including: list[Task] = []
        self.included: set[str] = set()

    def check(self) -> None:
        """All plays, on all their hosts; lookups that act outside wait for the run itself."""
        self.run.templar.surroundings.ahead = AHEAD
        try:
            self.check_plays()
        finally:
            self.run.templar.surroundings.ahead = None

    def check_plays(self) -> None:
        """All plays, on all their hosts."""
        for play in self.run.plays:
            self.including = [task for task in play.tasks() if task.action == "include_vars"]
            self.promised |= {name for task in play.tasks() for name in brought(task)}
            self.open = self.open or any(map(brings_anything, play.tasks()))
            self.grows = self.grows or may_grow(play.tasks())
            self.run.var_files.enter(play)
            sample = PlayRun(self.run, play, self.run.graphs[play], [], self.run.selections[play])
            check_names(sample)
            self.check_includes(play, sample)
            for vertex in sample.graph.vertices:
                for _, pattern in vertex.elsewhere:
                    sample.hosts_on(pattern, vertex)
            certain = cache(partial(steps, sample.graph.vertices, sample.selected))
            for host in self.run.hosts_of[play]:
                self.check_host(play, sample, host, certain)

    def check_includes(self, play: Play, sample: PlayRun) -> None:
        """The files and roles that includes name outright; what a condition may keep from running is only told."""
        for task, error in sample.includes.preview(play.tasks(), play.reading):
            if not task.when:
                raise error
            self.run.warnings.append(Warned(f"if a host gets here: {error}", task.position))

    def check_host(
        self, play: Play, sample: PlayRun, host: str, steps: Callable[[bool], tuple[list[Step], bool]]
    ) -> None:  # fmt: skip
        """One play on one host; `steps` are its tasks, of a host that is, or may be, this machine, or of another."""
        preview = Preview(host, self.run.inventory)
        preview.open = self.open or any("{" in name for name in self.promised)
        preview.given = self.run.state(host).given
        preview.gather(0)
        for name in self.promised:
            preview.made.values[name] = Promise(name, 0, host)
        try:
            preview.files = self.run.var_files.of(play, preview)
        except NotYet:
            return
        magic = self.run.magic.of(play, [host], host)
        scope = sample.variables.host_scope(preview, magic, None)
        later = (ELSEWHERE, *(GROWING if self.grows else ()))
        scope = scope.inner(Names({name: Promise(name, 0, host) for name in later}, data=True))
        self.foresee(preview, scope)
        scope.steady()
        here = self.check_connection(sample, play, scope, host)
        self.check_batches(play, scope)
        certain, makes_files = steps(here)
        for step in certain:
            task, inner = step.task, scope.of_task(step.task.layers)
            try:
                if task.notify:
                    check_rendered(sample, task, inner)
                if step.plain:
                    self.run.renderer.foresee(task, inner)
                else:
                    self.check_task(task, inner)
            except NotYet as waits:
                if step.plain:
                    self.run.awaited.setdefault(task, set()).add(waits.promise.name)
            except InputError as error:
                if not (isinstance(error, AbsentError) and (self.makes_files or step.makes_files)):
                    raise self.hidden(task, inner, error) from None
        scope.forget()  # nobody will collect what a ring of references holds: see `uncollected`
        self.makes_files = self.makes_files or makes_files

    def foresee(self, preview: Preview, scope: Scope) -> None:
        """The names that files bring during the run; where it cannot be said which files, any name may come to be."""
        for task in self.including:
            try:
                outcome = run_statement(task, self.run.renderer, scope.of_task(task.layers), 0)
                self.included |= outcome["facts"].keys()
            except (InputError, NotYet):
                preview.open = self.open = True
        for name in self.included:
            preview.included.values[name] = Promise(name, 0, preview.name, certain=False)

    def check_batches(self, play: Play, scope: Scope) -> None:
        """The sizes that `serial` gives."""
        try:
            list(batches(play, self.run.hosts_of[play], self.run.templar, scope))
        except NotYet:
            return

    def check_connection(self, sample: PlayRun, play: Play, scope: Scope, host: str) -> bool:
        """How the host is to be reached, and the key that it takes; whether it may be this machine."""
        try:
            link = self.run.connections.link(host, scope, sample.routes.keywords())
        except NotYet:
            return True
        if link.target.connection == "ssh" and link.target.key_files:
            from pushcfg.transport import ssh  # takes a fifth of a second to import

            for path in link.target.key_files:
                ssh.private_key(path, link.target.passphrase)
        return link.target.connection == "local"

    def hidden(self, task: Task, scope: Scope, error: InputError) -> InputError:
        """The error, without the values in it if the task says no_log, or may say so."""
        try:
            if not self.run.renderer.boolean(task.no_log, scope, task.position, "no_log"):
                return error
        except (InputError, NotYet):
            pass
        if isinstance(error, UndefinedError):
            return error  # names and no values
        told = f"task {task.label!r}: a value does not fit (it is not shown, since no_log is set)"
        return PlaybookError(told, error.position, "look at the value there")

    def check_task(self, task: Task, scope: Scope) -> None:
        """Raise what this task is certain to fail with; NotYet where only the run can tell."""
        renderer, label = self.run.renderer, f"task {task.label!r}, when" if task.when else ""
        if task.connection is not None:
            check_connection_kind(task, renderer.value(task.connection, scope, task.position, "connection"))
        values = [NO_LOOP]
        if task.loop is not None:
            try:
                found = renderer.loop(task, scope)
            except TemplateError:
                if renderer.holds(task.when, scope, label) is not None:
                    return
                raise
            values = list(listed(found, task))
        for value in values[:3]:
            inner = scope
            if value is not NO_LOOP:
                names = {task.loop_control.loop_var: value, "ansible_loop_var": task.loop_control.loop_var}
                if task.loop_control.index_var is not None:
                    names[task.loop_control.index_var] = 0
                names["ansible_loop"] = Promise("ansible_loop", 0, "")
                inner = scope.inner(Names(names, data=True))
            if not task.when or renderer.holds(task.when, inner, label) is None:
                self.check_action(task, inner)
            if inner is not scope:
                inner.context = None  # which refers to it

    def check_action(self, task: Task, scope: Scope) -> None:
        """The arguments of a task that runs."""
        renderer = self.run.renderer
        task = renderer.with_module(task, scope)
        if not actions.is_statement(task.action):
            renderer.foresee(task, scope)
            return
        task = renderer.settled(task, scope)
        if (task.action == "debug" and "msg" in task.arguments) or task.action == "set_fact":
            renderer.arguments(task, scope)
        elif task.action == "include_vars":
            run_statement(task, renderer, scope, 0)
        elif task.action == "validate_argument_spec":
            outcome = run_statement(task, renderer, scope, 0)
            if outcome["status"] == "failed":
                raise PlaybookError(str(outcome["message"]), task.position, "correct its arguments")
        elif task.action == "assert":
            that = task.arguments["that"]
            for part in that if isinstance(that, list) else [that]:
                renderer.truth(Condition(part, task.position), scope, f"task {task.label!r}, that")


def check_connection_kind(task: Task, value: Any) -> None:
    """PlaybookError for a keyword `connection` of a kind that there is not."""
    if value is not OMIT and value not in (*LOCAL, *SSH):
        raise PlaybookError(f"task {task.label!r}: connection is {value!r}", task.position, "use ssh or local")


def brings_anything(task: Task) -> bool:
    """Whether a task may bring names that nobody knows yet."""
    return task.handed is not None or (task.whole is not None and task.action == "set_fact")


__all__ = ["Preflight", "UndefinedError"]
