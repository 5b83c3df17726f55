"""The names of variables that something sets, and those that are there without anybody setting them."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from pushcfg import actions, library
from pushcfg.lint.expand import with_wildcards
from pushcfg.lint.unit import Unit
from pushcfg.playbook import Role, Task
from pushcfg.playbook.rolefiles import SUFFIXES, all_files

# Magic variables whose names do not begin with ansible_.
MAGIC: Final = frozenset({
    "environment", "group_names", "groups", "hostvars", "inventory_dir", "inventory_file", "inventory_hostname",
    "inventory_hostname_short", "omit", "play_hosts", "playbook_dir", "pushcfg_version", "role_name", "role_names",
    "role_path", "vars",
})  # fmt: skip
# What other programs than ours bring as facts, and what template files are told about themselves.
BROUGHT: Final = re.compile(r"(?:template_|facter_|ohai_)\w*|module_setup|gather_subset|discovered_interpreter_python")


# Stands for all names of a file that does not open. No variable has such a name.
CLOSED: Final = "*"


class Known(NamedTuple):
    """`elsewhere` are the names that something sets beside the play's `vars` and its roles' defaults and vars.

    `anything`: any name may come to be, so that none can be said to be missing.
    """

    names: frozenset[str]
    elsewhere: frozenset[str]
    patterns: tuple[re.Pattern[str], ...]
    anything: bool

    def has(self, name: str) -> bool:
        """Whether a variable of this name may be there."""
        return (self.anything or name in self.names or actions.is_fact(name) or BROUGHT.fullmatch(name) is not None
                or any(pattern.fullmatch(name) for pattern in self.patterns))  # fmt: skip


def known(unit: Unit) -> Known:
    """Whatever any part of a unit sets, in whatever order."""
    raw = unit.raw
    written = set(unit.play.variables.values)
    elsewhere = {*raw.names, *unit.outside, *(prompt.name for prompt in unit.play.prompts.questions)}
    for role in unit.found.roles.values():
        for layer in (role.own_defaults, role.own_variables, role.given, role.given_params):
            written.update(layer.values)
        elsewhere.update(of_role(role, unit))
    anything = raw.anything or any(found.unknown for found in (unit.found, *unit.others))
    for task in (*unit.everything, *(task for other in unit.others for task in (*other.tasks, *other.handlers))):
        elsewhere.update(of_task(task))
        anything = anything or brings_facts(task)
    for found in of_listed(unit):
        anything = anything or found is None
        elsewhere.update(found or ())
    for beside in ("group_vars", "host_vars", "vars"):
        elsewhere.update(of_folder(unit.play.reading.folder / beside, unit))
    elsewhere.update(name for name, count in raw.given.items() if count > (name in unit.play.variables.values))
    names = {*written, *elsewhere, *MAGIC, *unit.templar.compiler.environment.globals}
    return Known(frozenset(names), frozenset(elsewhere), tuple(raw.patterns), anything or CLOSED in names)


def of_role(role: Role, unit: Unit) -> Iterator[str]:
    """What others may set of a role: the options of its specs, and its files of variables other than main."""
    for part in ("defaults", "vars"):
        folder = role.folder / part
        files = list(all_files(folder)) if folder.is_dir() else []
        yield from names_in([path for path in files if path.relative_to(folder).parts[0].partition(".")[0] != "main"],
                            unit)
    for stem in ("argument_specs", "main"):
        for path in (role.folder / "meta" / f"{stem}{suffix}" for suffix in SUFFIXES):
            tree = unit.files.tree(str(path)) if path.is_file() else None
            specs = None if tree is None else tree.get("argument_specs")
            for _, spec in specs.items() if specs is not None else ():
                options = spec.get("options")
                yield from map(str, options.keys() if options is not None else ())


def of_task(task: Task) -> Iterator[str]:
    """What a task sets for others; the items of a loop count for what is included in it."""
    if task.register is not None:
        yield task.register
    if task.handed is not None:
        yield from of_loop(task)
    if task.action in ("set_fact", "add_host"):
        yield from map(str, task.arguments)
    if task.action == "include_vars" and isinstance(task.arguments.get("name"), str):
        yield task.arguments["name"]


def of_loop(task: Task) -> Iterator[str]:
    """What a loop calls its items."""
    if task.loop is not None:
        yield task.loop_control.loop_var
        if task.loop_control.index_var is not None:
            yield task.loop_control.index_var


def of_listed(unit: Unit) -> Iterator[list[str] | None]:
    """The names in each file that include_vars and vars_files name; None for one that nobody knows."""
    for task in (*unit.everything, *(task for other in unit.others for task in other.tasks)):
        if task.action == "include_vars":
            yield of_files(task, unit)
    for condition in unit.play.vars_files:
        yield of_vars_file(condition.text, unit)


def brings_facts(task: Task) -> bool:
    """Whether a task may bring facts of any name: a module of facts that pushcfg does not know, or one of one's own."""
    if task.action in library.OWN:
        return "ansible_facts" in library.OWN[task.action].read_text(encoding="utf-8", errors="replace")
    return task.action == "(unavailable)" and str(task.arguments["module"]).endswith("facts")


def of_files(task: Task, unit: Unit) -> list[str] | None:
    """The names in the files that include_vars may mean; None if nobody knows."""
    named = task.arguments.get("file", task.arguments.get("dir"))
    if not isinstance(named, str):
        return None
    pattern = with_wildcards(named, task.role, unit.play.reading)
    places = [Path(task.position.file).parent / pattern]
    for folder in task.folders:
        places += [folder / "vars" / pattern, folder / pattern]
    paths = [Path(path) for place in places for path in sorted(glob.glob(str(place)))]
    if not paths and task.role is not None and "{{" in named:
        return [] if (task.role.folder / "vars").is_dir() else None
    return list(names_in(paths, unit)) if paths else None


def of_vars_file(text: Any, unit: Unit) -> list[str] | None:
    """The names in what an entry of vars_files means; None if nobody knows."""
    parts = text if isinstance(text, list) else [text]
    paths = []
    for part in parts:
        pattern = with_wildcards(str(part), None, unit.play.reading)
        found = glob.glob(str(unit.play.reading.folder / pattern)) + glob.glob(
            str(unit.play.reading.folder / "vars" / pattern))
        paths += [Path(path) for path in found]
    return list(names_in(paths, unit)) if paths else None


def of_folder(folder: Path, unit: Unit) -> Iterator[str]:
    """The names in all files of variables in a folder and below."""
    if folder.is_dir():
        yield from names_in(list(all_files(folder)), unit)


def names_in(paths: list[Path], unit: Unit) -> Iterator[str]:
    """The names in files of variables."""
    for path in paths:
        if path.is_dir():
            yield from of_folder(path, unit)
            continue
        tree = unit.files.tree(str(path))
        if tree is not None:
            yield from (str(key.value) for key, _ in tree.items())
        elif str(path) in unit.files.closed:
            yield CLOSED
