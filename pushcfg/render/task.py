"""One task rendered for one host: its arguments, its environment, and what it is sent as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pushcfg import actions
from pushcfg.errors import InputError, PlaybookError, TemplateError, VaultError, placed
from pushcfg.playbook import Task
from pushcfg.playbook.arguments import OPEN
from pushcfg.render.arguments import Arguments
from pushcfg.render.become import BECOME_VARIABLES, Becoming, becoming
from pushcfg.render.contents import Contents
from pushcfg.render.fetched import fetch_values
from pushcfg.render.files import NOTHING, Sent, template_values
from pushcfg.render.foreseen import Foreseen
from pushcfg.render.outline import mode, outline
from pushcfg.render.sources import SOURCES
from pushcfg.render.varfiles import VariableReader
from pushcfg.template.failures import brief, place
from pushcfg.template.scope import OMIT, Scope
from pushcfg.template.templar import Templar
from pushcfg.wire import Message

# The variable of a host that says where its jobs are noted down.
JOB_FOLDER = "ansible_async_dir"


# A large run makes hundreds of thousands: a NamedTuple, or a frozen one, would cost three times as much.
@dataclass(slots=True)
class Prepared:
    """A task that is ready to be sent.

    `message` is without `params`, and may be one for all hosts. `becoming` is who it runs as: None is the login user.
    `secret`: it brings the content of an encrypted file.
    """

    message: Message
    params: Mapping[str, Any]
    becoming: Becoming | None = None
    no_log: bool = False
    ignore_errors: bool = False
    secret: bool = False


class Renderer(Arguments):
    """Renders tasks.

    `folders` are where src of copy and template is looked for; `become`, `become_user` and `become_method` count for
    tasks that say nothing about it themselves.
    """

    def __init__(
        self, templar: Templar, contents: Contents, folders: tuple[Path, ...], check: bool, become: bool = False,
        become_user: str | None = None, become_method: str = "sudo",
    ) -> None:  # fmt: skip
        super().__init__(templar)
        self.contents = contents
        self.folders = folders
        self.check = check
        self.become_default = become
        self.become_user = become_user
        self.become_method = become_method
        # Tasks without any template are rendered once, for all hosts.
        self.prepared: dict[Task, Prepared] = {}
        self.foreseen: Foreseen[Prepared] = Foreseen()
        self.variable_files = VariableReader(templar.keyring)

    def folders_of(self, task: Task) -> tuple[Path, ...]:
        """Where files that a task names are looked for, the nearest first."""
        return task.folders or self.folders

    def prepare(self, task: Task, scope: Scope) -> Prepared:
        """What one host is sent; NotYet, TemplateError or InputError if that cannot be said."""
        common = outline(task, self.check)
        if common.fixed and not common.from_files:
            return self.for_all(task, scope)
        return self.foreseen.take(task, scope) or self.render_task(task, scope)

    def for_all(self, task: Task, scope: Scope) -> Prepared:
        """As prepare, of a task without any template."""
        # Whether to become another user can also be said by variables of the host.
        if any(name in scope for name in (*BECOME_VARIABLES, JOB_FOLDER)):
            return self.render_task(task, scope)
        if task not in self.prepared:
            self.prepared[task] = self.render_task(task, scope)
        return self.prepared[task]

    def foresee(self, task: Task, scope: Scope) -> None:
        """As prepare, before the run, which then need not do it again unless a variable has changed."""
        common = outline(task, self.check)
        if common.fixed:
            self.for_all(task, scope)
        elif task.whole is not None or common.from_files:
            self.render_task(task, scope)
        else:
            self.foreseen.make(task, scope, self.render_task)

    def name(self, task: Task, scope: Scope) -> str:
        """The name that events show; as it is written where a variable in it is not known."""
        if not task.is_named_by_template:
            return task.label
        try:
            return task.labelled(str(self.templar.render(task.name, scope)))
        except Exception:  # noqa: BLE001
            return task.label

    def with_module(self, task: Task, scope: Scope) -> Task:
        """The task with its module, where a template names that."""
        if task.named is None:
            return task
        module = self.value(task.arguments["module"], scope, task.position, f"task {task.label!r}, module")
        return task.named(str(module))

    def settled(self, task: Task, scope: Scope) -> Task:
        """The task with its arguments as a mapping, where one template stands for them all."""
        if task.whole is None:
            return task
        what = f"task {task.label!r}, arguments"
        scope.notes.append(set())
        try:
            whole = self.value(task.whole, scope, task.position, what)
        finally:
            reads = scope.notes.pop()
            scope.note(*reads)
        if not isinstance(whole, Mapping) and whole not in (None, OMIT):
            raise PlaybookError(f"{what}: the template must give a mapping, not {brief(whole)}", task.position)
        info = actions.find(task.action)
        assert info is not None
        if any(map(actions.is_fact, reads)):
            self.warn(f"{what}: what the host says of itself chooses which arguments there are", task.position)
        own = {info.canonical(name) for name in task.arguments}
        given = {name: value for name, value in (whole or {}).items() if info.canonical(name) not in own}
        merged = {**given, **task.arguments}
        if task.action not in OPEN:
            self.converted(replace(task, arguments=merged), info, merged)
        return replace(task, arguments=merged, whole=None)

    def render_task(self, task: Task, scope: Scope) -> Prepared:
        """As prepare, always anew."""
        common = outline(task, self.check)
        info = common.info
        if task.whole is not None:
            task = self.settled(task, scope)
        values = self.params(task, info, common.plan, scope)
        for name in info.secret:
            if values.get(name) is not None:
                self.templar.surroundings.secret(str(values[name]))
        sent = self.internal(task, values, scope) if common.adds else NOTHING
        values.update(sent.values)
        for name in info.paths:
            if name in values:
                values[name] = marked(values[name])
        become = becoming(self, task, scope, self.become_default, self.become_user, self.become_method)
        prepared = Prepared(common.message, values, become, bool(task.no_log), bool(task.ignore_errors), sent.secret)
        return prepared if common.settled else self.with_keywords(prepared, task, scope)

    def with_keywords(self, prepared: Prepared, task: Task, scope: Scope) -> Prepared:
        """Prepared with what has to be rendered of the task's keywords."""
        message = dict(prepared.message)
        limit = self.number(task.timeout, scope, task.position, "timeout") if task.timeout else 0
        if limit:
            message["timeout"] = limit
        asked = self.value(task.check_mode, scope, task.position, "check_mode")
        if asked is not None and asked is not OMIT:
            message["mode"] = mode(self.boolean(asked, scope, task.position, "check_mode"), self.check)
        if task.job != 0 and (job := self.job(task, scope)):
            message.update(job=job, timeout=limit or job["limit"])
        ignore = self.boolean(task.ignore_errors, scope, task.position, "ignore_errors")
        if ignore:
            message["soft"] = True
        if task.environment and (environment := self.environment(task, scope)):
            message["env"] = environment
        no_log = self.boolean(task.no_log, scope, task.position, "no_log")
        return replace(prepared, message=message, no_log=no_log, ignore_errors=ignore)

    def internal(self, task: Task, values: dict[str, Any], scope: Scope) -> Sent:
        """What the controller adds: contents of files, and what templates render to."""
        try:
            if task.action in SOURCES:
                return SOURCES[task.action](values, self.folders_of(task), self.contents)
            if task.action == "fetch":
                return fetch_values(values, scope)
            if task.action == "async_status":
                folder = scope.setting((JOB_FOLDER,), None)
                return Sent({} if folder is None else {"folder": str(folder)})
            if task.action == "template":
                return template_values(values, self.folders_of(task), self.contents, self.templar, scope)
        except TemplateError as error:
            src = str(values.get("src"))
            raise place(error, task.argument_positions.get("src", task.position),
                        f"task {task.label!r}, template {src}") from None
        except VaultError:
            raise
        except InputError as error:
            position = task.argument_positions.get("src", task.position)
            raise placed(error, f"task {task.label!r}: {error.message}", position) from None
        return NOTHING

    def job(self, task: Task, scope: Scope) -> dict[str, Any] | None:
        """What a host is told of a task that is to outlive the connection; None if it is not to."""
        limit = self.number(task.job, scope, task.position, "async")
        folder = scope.setting((JOB_FOLDER,), None)
        return ({"limit": limit} if folder is None else {"limit": limit, "folder": str(folder)}) if limit > 0 else None

    def environment(self, task: Task, scope: Scope) -> dict[str, str]:
        """The variables of the task's processes; the nearest say last."""
        merged: dict[str, str] = {}
        for part in task.environment:
            rendered = self.value(part, scope, task.position, f"task {task.label!r}, environment")
            if isinstance(rendered, Mapping):
                merged.update({str(name): str(value) for name, value in rendered.items() if value is not OMIT})
            elif rendered and rendered is not OMIT:
                raise PlaybookError(f"environment must be a mapping, not {rendered!r}", task.position)
        return merged


def marked(value: Any) -> Any:
    """A path, or a list of them, as it travels: with {"path": text} for what the host has to expand."""
    if isinstance(value, list):
        return [marked(item) for item in value]
    return {"path": value} if isinstance(value, str) and ("~" in value or "$" in value) else value
