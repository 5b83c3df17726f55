"""Names that hide others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pushcfg.errors import Position
from pushcfg.graph.data import brought
from pushcfg.lint.known import MAGIC
from pushcfg.lint.model import Problem, Rule, Severity
from pushcfg.lint.unit import Unit
from pushcfg.playbook import Task

RESERVED: Final = (MAGIC - {"environment"}) | {
    "ansible_check_mode", "ansible_diff_mode", "ansible_facts", "ansible_play_batch", "ansible_play_hosts",
    "ansible_play_hosts_all", "ansible_play_name", "ansible_role_name", "ansible_role_names", "ansible_search_path",
    "ansible_version", "lookup", "now", "q", "query", "undef",
}  # fmt: skip


def reserved(unit: Unit) -> Iterator[Problem]:
    """Names of magic variables and functions, given to something else."""
    for task in unit.everything:
        given = [(task.register, unit.keyword(task, "register"))] if task.register in RESERVED else []
        control = task.loop_control
        given += [(name, unit.keyword(task, "loop_control")) for name in (control.loop_var, control.index_var)
                  if task.loop is not None and name in RESERVED]  # fmt: skip
        if task.action == "set_fact":
            given += [(name, task.argument_positions.get(name, task.position)) for name in task.arguments
                      if name in RESERVED]  # fmt: skip
        for layer in task.variables:
            given += [(name, layer.where(name) or task.position) for name in layer.values if name in RESERVED]
        for name, place in given:
            yield Problem(place, f"{name!r} has a meaning of its own", "choose another name")
    layers = [unit.play.variables, *(layer for role in unit.found.roles.values()
                                     for layer in (role.own_defaults, role.own_variables))]  # fmt: skip
    for layer in layers:
        for name in layer.values:
            if name in RESERVED:
                yield Problem(layer.where(name) or unit.play.position, f"{name!r} has a meaning of its own",
                              "choose another name")


def hidden_defaults(unit: Unit) -> Iterator[Problem]:
    """Defaults that nobody ever sees, since vars of the same role come before them, and before any inventory."""
    for role in unit.found.roles.values():
        for name in role.own_defaults.values.keys() & role.own_variables.values.keys():
            where, other = role.own_defaults.where(name), role.own_variables.where(name)
            place = "" if other is None else f" in {Path(other.file).relative_to(role.folder)}:{other.line}"
            yield Problem(where or role.position, f"the default of {name!r} is never seen, as the role sets it{place}",
                          "take it out of vars, so that it can be chosen, or out of defaults")  # fmt: skip


def hidden_vars(unit: Unit) -> Iterator[Problem]:
    """`vars` of tasks that lose against what a task above them, in the same list, has registered or set."""
    for entries in unit.found.lists:
        above: dict[str, Task] = {}
        for entry in entries:
            if not isinstance(entry, Task):
                continue
            own = unit.files.mapping(entry.position)
            written = own.get("vars") if own is not None else None
            for key, _ in written.items() if written is not None else ():
                if key.value in above:
                    yield Problem(key.position, f"{key.value!r} is never seen here: the task in line "
                                  f"{above[key.value].position.line} has set it, and that comes first",
                                  "choose another name")  # fmt: skip
            if not entry.when and not entry.tags:
                above.update(dict.fromkeys(brought(entry), entry))


def hidden_items(unit: Unit) -> Iterator[Problem]:
    """Loops inside of a loop with the same name for their items; and names of items that variables have."""
    set_ = {name for role in unit.found.roles.values() for layer in (role.own_defaults, role.own_variables)
            for name in layer.values} | unit.play.variables.values.keys()  # fmt: skip
    for task in unit.everything:
        if task.loop is None:
            continue
        name = task.loop_control.loop_var
        if name in set_:
            yield Problem(unit.keyword(task, "loop_control"), f"the items of this loop hide the variable {name!r}",
                          "choose another loop_var")
        elif name in unit.found.loops.get(task, ()):
            yield Problem(loop_place(unit, task), f"this task is included in a loop, whose {name!r} its own hides",
                          "say loop_control: {loop_var: ...} at one of the two")


def loop_place(unit: Unit, task: Task) -> Position:
    """Where a loop is written."""
    return unit.keyword(task, "loop_control", "loop", f"with_{task.loop_with}")


RULES: Final = (
    Rule("reserved-name", Severity.WARNING, "a variable with the name of a magic variable or of a function", reserved),
    Rule("hidden-default", Severity.WARNING, "a default of a role that its own vars hide from everybody",
         hidden_defaults),
    Rule("hidden-vars", Severity.WARNING, "vars of a task that a result or fact of the same name hides", hidden_vars),
    Rule("hidden-item", Severity.WARNING, "a loop whose items hide those of the loop around it, or a variable",
         hidden_items),
)  # fmt: skip
