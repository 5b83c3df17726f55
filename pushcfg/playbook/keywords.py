"""The keywords of plays, blocks and tasks: which are understood, and what a refused one should be replaced with."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping

from pushcfg.errors import PlaybookError
from pushcfg.source import Node

# Handed down from a play to its blocks, and from a block to its tasks.
INHERITED = frozenset({
    "any_errors_fatal", "become", "become_exe", "become_flags", "become_method", "become_user", "check_mode",
    "collections", "connection", "debugger", "delegate_facts", "delegate_to", "diff", "environment", "ignore_errors",
    "ignore_unreachable", "module_defaults", "no_log", "notify", "port", "remote_user", "run_once", "tags", "throttle",
    "timeout", "vars", "when",
})  # fmt: skip
PLAY = (INHERITED - {"delegate_facts", "delegate_to", "notify", "when"}) | {
    "fact_path", "force_handlers", "gather_facts", "gather_subset", "gather_timeout", "handlers", "hosts", "id",
    "max_fail_percentage", "name", "order", "post_tasks", "pre_tasks", "roles", "serial", "strategy", "tasks", "user",
    "vars_files", "vars_prompt",
}  # fmt: skip
IMPORT_PLAYBOOK = frozenset({"name", "tags", "vars", "when"})
BLOCK = INHERITED | {"always", "block", "id", "name", "needs", "rescue"}
TASK = INHERITED | {
    "action", "args", "async", "changed_when", "delay", "failed_when", "id", "listen", "local_action", "loop",
    "loop_control", "name", "needs", "poll", "register", "retries", "until",
}  # fmt: skip

LATER = "it is not supported yet; "
REFUSED_PLAY: Mapping[str, str] = {
    "sudo": "write become: true",
    "sudo_user": "write become_user",
    "needs": "plays run one after another; write it at tasks, blocks and roles, which may stand in one play",
}
REFUSED_TASK: Mapping[str, str] = {
    "sudo": "write become: true",
    "sudo_user": "write become_user",
}


def check(node: Node, allowed: Collection[str], refused: Mapping[str, str], what: str) -> None:
    """PlaybookError, with its place and a remedy, for the first key that is not a keyword here."""
    for key, _ in node.items():
        name = str(key.value)
        if name in refused:
            raise PlaybookError(f"{what} says {name!r}", key.position, refused[name])
        if name.startswith("with_"):
            raise PlaybookError(f"{what} says {name!r}", key.position, "loops are for tasks: include them in a loop")
        if name not in allowed:
            raise PlaybookError(f"{name!r} is no keyword of {what}", key.position, suggestion(name, allowed))


def suggestion(name: str, names: Collection[str]) -> str:
    """`did you mean ...?`, or nothing where nothing is near."""
    near = difflib.get_close_matches(name, sorted(names), 1, 0.7)
    return f"did you mean {near[0]!r}?" if near else ""
