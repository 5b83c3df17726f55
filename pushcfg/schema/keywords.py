"""What each keyword of plays, blocks and tasks takes."""

from __future__ import annotations

from typing import Final

from pushcfg.playbook.prompts import KEYS
from pushcfg.playbook.read import ORDERS, STRATEGIES
from pushcfg.schema.values import Schema, choice, named

ENVIRONMENT: Final[Schema] = {"anyOf": [
    {"type": ["object", "null"]}, named("template"),
    {"type": "array", "items": {"anyOf": [{"type": "object"}, named("template")]}}]}  # fmt: skip
ENTRIES: Final[Schema] = {"type": ["array", "null"], "items": named("entry")}
LIST: Final[Schema] = {"anyOf": [{"type": "array"}, named("template")]}
DEFAULTS: Final[Schema] = {"anyOf": [{"type": ["object", "null"], "additionalProperties": {"type": ["object", "null"]}},
                                     {"type": "array", "items": {"type": "object"}}]}  # fmt: skip
FILES: Final[Schema] = {"anyOf": [named("scalar"), {"type": "array", "items": named("texts")}]}
CONTROLS: Final[Schema] = {"loop_var": {"type": "string"}, "index_var": {"type": "string"}, "label": {},
                           "pause": named("number"), "extended": named("truth"), "extended_allitems": named("truth"),
                           "break_when": named("condition")}  # fmt: skip

PROMPTS: Final[Schema] = {"type": "object", "properties": dict.fromkeys(sorted(KEYS), named("scalar")),
                          "required": ["name"], "additionalProperties": False}  # fmt: skip
NEEDED: Final[Schema] = {"anyOf": [
    named("scalar"),
    {"type": "object", "properties": {"task": named("scalar"), "on": {}}, "required": ["task"],
     "additionalProperties": False}]}  # fmt: skip
NEEDS: Final[Schema] = {"anyOf": [{"type": "array", "items": NEEDED}, *NEEDED["anyOf"]]}
NAME: Final[Schema] = {"type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"}
ACTION: Final[Schema] = {"type": ["string", "object"], "properties": {"module": {"type": "string"}}}

# Keyword: what it takes, and what it is for.
KEYWORDS: Final[dict[str, tuple[Schema, str]]] = {
    "action": (ACTION, "the old way to name a module: `module arguments`"),
    "always": (ENTRIES, "tasks that run whatever has happened in the block"),
    "any_errors_fatal": (named("truth"), "a failure on one host ends the play on all"),
    "args": ({"anyOf": [{"type": ["object", "null"]}, named("template")]}, "further arguments of the module"),
    "async": (named("number"), "seconds that the task may take as a job that outlives the connection"),
    "become": (named("truth"), "become another user, by sudo"),
    "become_exe": (named("scalar"), "path of sudo or su"),
    "become_flags": (named("scalar"), "options of sudo or su"),
    "become_method": (choice(["sudo", "su", "ansible.builtin.sudo", "ansible.builtin.su"]),
                      "how to become another user"),
    "become_user": (named("scalar"), "the user to become (root)"),
    "block": (ENTRIES, "tasks that belong together"),
    "changed_when": (named("condition"), "whether the task has changed something"),
    "check_mode": (named("truth"), "true: only a check, whatever the run is; false: an apply, in a check too"),
    "collections": (named("texts"), "where to look for names without a collection"),
    "connection": (named("scalar"), "ssh or local"),
    "debugger": ({"enum": ["never", None]}, "there is none: never"),
    "delay": (named("number"), "seconds between two tries"),
    "delegate_facts": (named("truth"), "facts are those of the host that the task is delegated to"),
    "delegate_to": (named("scalar"), "the host that does it in the place of this one"),
    "diff": (named("truth"), "show what differs, line by line"),
    "environment": (ENVIRONMENT, "environment variables for the module"),
    "fact_path": (named("scalar"), "folder of local facts on hosts"),
    "failed_when": (named("condition"), "whether the task has failed"),
    "force_handlers": ({"type": ["boolean", "string", "null"]}, "run notified handlers also where a task has failed"),
    "gather_facts": (named("truth"), "look at the hosts before the first task"),
    "gather_subset": (named("texts"), "which facts to gather"),
    "gather_timeout": (named("number"), "seconds that gathering may take"),
    "handlers": ({"type": ["array", "null"], "items": named("handler")}, "tasks that run if they are notified"),
    "hosts": ({"anyOf": [{"type": ["string", "number"]}, {"type": "array", "minItems": 1}]}, "who: a pattern"),
    "id": (named("scalar"), "a name that `needs` of others can ask for"),
    "ignore_errors": (named("truth"), "go on after a failure"),
    "ignore_unreachable": (named("truth"), "go on with a host that could not be reached"),
    "listen": (named("texts"), "further names that notify this handler"),
    "local_action": (ACTION, "an action on this machine; `delegate_to: localhost` is the newer way"),
    "loop": (LIST, "once for each of these"),
    "loop_control": ({"type": ["object", "null"], "properties": CONTROLS, "additionalProperties": False},
                     "how a loop names and shows its items"),
    "max_fail_percentage": (named("number"), "end the play when more hosts than this have failed"),
    "module_defaults": (DEFAULTS, "arguments of modules that tasks need not say"),
    "name": (named("scalar"), "what this is called in messages"),
    "needs": (NEEDS, "ids: wait for exactly these instead of for the task above"),
    "no_log": (named("truth"), "show nothing of arguments and results"),
    "notify": (named("texts"), "handlers to run if this changes something"),
    "order": (choice(ORDERS), "which host comes first"),
    "poll": (named("number"), "seconds between two looks at a job; 0: do not wait for it"),
    "port": (named("number"), "port of ssh"),
    "post_tasks": (ENTRIES, "tasks after all others"),
    "pre_tasks": (ENTRIES, "tasks before the roles"),
    "register": (NAME, "variable that gets the result"),
    "remote_user": (named("scalar"), "the user who logs in"),
    "rescue": (ENTRIES, "tasks that run if one of the block has failed"),
    "retries": (named("number"), "how often to try again"),
    "roles": ({"type": ["array", "null"], "items": named("role")}, "roles, before the tasks"),
    "run_once": (named("truth"), "on the first host only, for all"),
    "serial": ({"anyOf": [named("scalar"), {"type": "array", "items": named("scalar")}]}, "how many hosts at a time"),
    "strategy": (choice([*STRATEGIES, *(f"ansible.builtin.{name}" for name in STRATEGIES)]), "how hosts wait for one "
                 "another"),
    "tags": (named("texts"), "names that --tags and --skip-tags choose by"),
    "tasks": (ENTRIES, "the tasks of the play"),
    "throttle": (named("number"), "how many hosts do it at a time"),
    "timeout": (named("number"), "seconds that it may take"),
    "until": (named("condition"), "try again until this holds"),
    "user": (named("scalar"), "the same as remote_user"),
    "vars": (named("vars"), "variables"),
    "vars_files": (FILES, "files of variables"),
    "vars_prompt": ({"anyOf": [{"type": ["array", "null"], "items": PROMPTS}, PROMPTS]}, "variables to ask for"),
    "when": (named("condition"), "only where this holds"),
}  # fmt: skip


def properties(names: frozenset[str]) -> Schema:
    """These keywords with what they take."""
    return {name: {"description": about, **schema} for name, (schema, about) in sorted(KEYWORDS.items())
            if name in names}  # fmt: skip
