"""Whatever a playbook says: it is refused with a place, or it runs, and each task that fails says where it stands."""

from __future__ import annotations

import asyncio
import json
import tempfile
from pathlib import Path
from typing import Any

from engine.player import Player
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from pushcfg.errors import InputError
from pushcfg.events import TaskEnded

EXPRESSIONS = some.sampled_from([
    "{{ item }}", "{{ named }}", "{{ nowhere }}", "{{ named.x.y }}", "{{ 1 / 0 }}", "{{ named | nonsense }}", "{{ [1, 2] }}",
    "{{ lookup('file', 'none') }}", "{% if %}", "{{ x", "{{ result.rc }}", "{{ omit }}", "text", "", "yes", "{{ hostvars[1] }}",
    "{{ groups.nowhere[0] }}", "{{ ansible_facts.nothing }}", "{{ 'a' * 3 }}", "{{ named | bool }}", "ünï",
])  # fmt: skip
SCALARS = some.one_of(EXPRESSIONS, some.booleans(), some.integers(-3, 3), some.none(), some.text("ab:{}%'\"#\n ", max_size=8))
VALUES = some.recursive(SCALARS, lambda inner: some.lists(inner, max_size=3)
                        | some.dictionaries(some.sampled_from(["a", "b", "name"]), inner, max_size=2), max_leaves=4)  # fmt: skip
ACTIONS = some.one_of(
    some.builds(lambda value: {"command": value}, VALUES),
    some.builds(lambda value: {"debug": {"msg": value}}, VALUES),
    some.builds(lambda value: {"debug": {"var": value}}, VALUES),
    some.builds(lambda value: {"set_fact": {"named": value}}, VALUES),
    some.builds(lambda value: {"assert": {"that": value}}, VALUES),
    some.builds(lambda value: {"copy": {"dest": "/x", "content": value}}, VALUES),
    some.builds(lambda value: {"include_tasks": value}, EXPRESSIONS),
    some.builds(lambda value: {"file": value}, VALUES),
    some.builds(lambda value: {"meta": value}, some.sampled_from(["noop", "flush_handlers", "end_host", "none of them"])),
)
KEYWORDS = some.fixed_dictionaries({}, optional={
    "name": SCALARS, "when": VALUES, "loop": VALUES, "register": some.sampled_from(["result", "named", "no name", 3]),
    "vars": some.dictionaries(some.sampled_from(["named", "x"]), VALUES, max_size=2), "changed_when": VALUES, "failed_when": VALUES,
    "until": EXPRESSIONS, "ignore_errors": SCALARS, "tags": VALUES, "notify": VALUES, "become": SCALARS, "delegate_to": EXPRESSIONS,
    "environment": VALUES, "run_once": SCALARS, "no_log": SCALARS, "timeout": SCALARS, "check_mode": SCALARS, "retries": some.just(1),
    "delay": some.just(0), "needs": VALUES, "id": SCALARS, "with_items": VALUES, "args": VALUES, "loop_control": VALUES,
})  # fmt: skip
TASKS = some.builds(lambda action, keywords: {**keywords, **action}, ACTIONS, KEYWORDS)
ENTRIES = some.recursive(TASKS, lambda inner: some.builds(
    lambda tasks, rescue: {"block": tasks, "rescue": rescue}, some.lists(inner, max_size=2), some.lists(inner, max_size=2)), max_leaves=4)  # fmt: skip
PLAYS = some.builds(lambda tasks, handlers: {"hosts": "all", "gather_facts": False, "tasks": tasks, "handlers": handlers},
                    some.lists(ENTRIES, max_size=4), some.lists(TASKS, max_size=1))  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(plays=some.lists(PLAYS, min_size=1, max_size=2))
def test_it_is_refused_with_a_place_or_runs(plays: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        player = Player(Path(folder))
        player.pickling = False
        try:
            played = asyncio.run(player(json.dumps(plays)))
        except InputError as error:
            assert error.position is not None, error
            return
        for end in played.events:
            if isinstance(end, TaskEnded):
                assert end.position is not None
