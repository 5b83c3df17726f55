"""Playbooks, and files of tasks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pushcfg.actions import ELSEWHERE
from pushcfg.playbook.keywords import BLOCK, IMPORT_PLAYBOOK, PLAY, TASK
from pushcfg.playbook.roles import ENTRY
from pushcfg.schema.keywords import properties
from pushcfg.schema.modules import arguments, full_names, infos, names_of
from pushcfg.schema.values import NAMED, Schema, named

IMPORTS: Final = ("import_playbook", "ansible.builtin.import_playbook", "include")
# Names with collections that only Ansible has; they may stand behind a `when`.
FOREIGN: Final = r"^(?!ansible\.(builtin|legacy)\.)[a-z_]\w*\.\w+\.[\w.]+$"


def playbook(own: Sequence[str]) -> Schema:
    """A list of plays and of imports of playbooks."""
    imported = {"if": {"anyOf": [{"required": [name]} for name in IMPORTS]}, "then": named("import"),
                "else": named("play")}  # fmt: skip
    return {"type": "array", "minItems": 1, "items": {"type": "object", **imported}, "$defs": parts(own)}


def tasks(own: Sequence[str]) -> Schema:
    """A list of tasks, as roles and includes have them in files."""
    return {"type": ["array", "null"], "items": named("entry"), "$defs": parts(own)}


def parts(own: Sequence[str]) -> Schema:
    """All that plays and tasks are made of; `own` are modules of a project."""
    modules = {f"module.{info.name}": arguments(info) for info in infos(own)}
    return {**NAMED, "play": play(), "import": imported_playbook(), "role": role(), "block": block(), "task": task(own),
            "entry": {"type": "object", "if": {"required": ["block"]}, "then": named("block"), "else": named("task")},
            "handler": handler(), **modules}  # fmt: skip


def play() -> Schema:
    """One play."""
    return {"type": "object", "properties": properties(PLAY), "required": ["hosts"], "additionalProperties": False}


def imported_playbook() -> Schema:
    """Another playbook in the place of a play."""
    file = {"type": "string", "description": "a playbook, from the folder of this one"}
    return {"type": "object", "properties": {**properties(IMPORT_PLAYBOOK), **dict.fromkeys(IMPORTS, file)},
            "additionalProperties": False}  # fmt: skip


def role() -> Schema:
    """An entry of `roles`: a name, or a mapping in which all that is no keyword is a variable."""
    names = {name: {"type": "string", "description": "the role"} for name in ("role", "name", "src")}
    mapping = {"type": "object", "properties": {**properties(frozenset(ENTRY) - {"role"}), **names},
               "anyOf": [{"required": [name]} for name in names]}  # fmt: skip
    return {"if": {"type": "object"}, "then": mapping, "else": {"type": "string"}}


def block() -> Schema:
    """Tasks that belong together."""
    return {"type": "object", "properties": properties(BLOCK), "required": ["block"], "additionalProperties": False}


def task(own: Sequence[str]) -> Schema:
    """A task, which names a module beside its keywords."""
    found = properties(TASK)
    patterns: Schema = {
        "^with_": {"not": {"type": "null"}, "description": "once for each that this lookup gives"},
        FOREIGN: {"description": "a module that pushcfg does not have goes behind a `when`"},
    }
    for info in infos(own):
        module = named(f"module.{info.name}")
        found.update(dict.fromkeys(names_of(info), module))
        patterns[full_names(info)] = module
    for name in sorted(ELSEWHERE - found.keys()):
        found[name] = {"description": "pushcfg does not have this module: it goes behind a `when`"}
    silent = {"anyOf": [{"enum": sorted(TASK - {"action", "local_action"})}, {"pattern": "^with_"}]}
    return {"type": "object", "properties": found, "patternProperties": patterns, "additionalProperties": False,
            "not": {"propertyNames": silent}}  # fmt: skip


def handler() -> Schema:
    """A task with a name to be notified by, or a block of such."""
    named_one = {"allOf": [named("task"), {"anyOf": [{"required": ["name"]}, {"required": ["listen"]},
                                                     {"required": ["import_tasks"]},
                                                     {"required": ["ansible.builtin.import_tasks"]}]}]}  # fmt: skip
    return {"type": "object", "if": {"required": ["block"]}, "then": named("block"), "else": named_one}
