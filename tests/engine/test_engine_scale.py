"""What a large fleet costs the controller, without any network: the figure is printed with `pytest -s`."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import time
from pathlib import Path

from engine.player import Player

from pushcfg.template.scope import Scope

HOSTS = 200
TASKS = 40
# Seconds of CPU for one task on one host, on a slow machine that others use as well.
BUDGET = 0.0004


async def test_a_large_fleet_stays_within_its_cpu_budget(play: Player) -> None:
    play.pickling = False
    tasks = "".join(
        f"            - {{name: task {number}, command: 'echo {{{{ inventory_hostname }}}} {number}'}}\n"
        for number in range(TASKS - 2)
    )
    text = f"""
        - hosts: all
          gather_facts: true
          tasks:
            - {{name: find, command: 'true', register: found, changed_when: false}}
{tasks}            - {{name: use, command: 'echo {{{{ found.rc }}}}', when: found is success}}
        """
    played = play.prepared(text, hosts=[f"web{number:03}" for number in range(HOSTS)],
                           answer=lambda host, task: {"status": "ok", "result": {"rc": 0}})
    before = time.process_time()
    played.summaries = await played.run.go()
    spent = time.process_time() - before
    print(f"\n{HOSTS} hosts, {TASKS} tasks: {spent:.2f} s of CPU, {1000 * spent / HOSTS:.1f} ms a host")
    assert [TASKS] * HOSTS == [summary.ok - 1 for summary in played.summaries]
    assert spent < BUDGET * HOSTS * TASKS


def test_looking_ahead_leaves_no_scopes_behind(play: Player) -> None:
    tasks = "".join(f"            - {{name: task {number}, command: 'echo {{{{ item }}}}', loop: [1, 2, 3]}}\n"
                    for number in range(TASKS))  # fmt: skip
    gc.collect()
    gc.disable()  # as a run has it meanwhile
    try:
        play.prepared(f"""
        - hosts: all
          gather_facts: false
          tasks:
{tasks}""", hosts=[f"web{number:03}" for number in range(20)])
        left = sum(type(made) is Scope for made in gc.get_objects())
    finally:
        gc.enable()
    assert left < 100, "of 2,400 turns"


async def test_hostvars_of_all_hosts_stay_within_the_budget(play: Player) -> None:
    count = 60
    played = play.prepared("""
        - hosts: all
          gather_facts: false
          tasks:
            - {name: find, command: 'true', register: found}
            - name: use
              command: "{% for host in groups.all %}{{ hostvars[host].found.rc }}{% endfor %}"
        """, hosts=[f"web{number:03}" for number in range(count)],
        answer=lambda host, task: {"status": "ok", "result": {"rc": 0}})
    before = time.process_time()
    await played.run.go()
    spent = time.process_time() - before
    print(f"\n{count} hosts that read a result of all others: {spent:.2f} s of CPU")
    assert "0" * count == played.fleet.host("web000").tasks[-1]["params"]["cmd"]
    assert spent < 3


async def test_a_fleet_that_is_lost_costs_no_more_than_one_that_is_well(play: Player) -> None:
    play.pickling = False
    tasks = "".join(f"            - {{name: task {number}, command: 'true'}}\n" for number in range(TASKS))
    played = play.prepared(f"""
        - hosts: all
          gather_facts: false
          tasks:
{tasks}""", hosts=[f"web{number:03}" for number in range(HOSTS)],
        answer=lambda host, task: {"status": "unreachable", "message": "gone"})
    before = time.process_time()
    played.summaries = await played.run.go()
    spent = time.process_time() - before
    print(f"\n{HOSTS} lost hosts, {TASKS} tasks: {spent:.2f} s of CPU")
    assert [(1, TASKS - 1)] * HOSTS == [(summary.unreachable, summary.blocked) for summary in played.summaries]
    assert spent < BUDGET * HOSTS * TASKS


def test_templated_arguments_stay_within_the_budget() -> None:
    """100 tasks with three templated arguments each on 50 hosts; `make bench` has 1,000."""
    script = Path(__file__).parent.parent / "bench" / "scale.py"
    done = subprocess.run([sys.executable, str(script), "--hosts", "50"], check=True, capture_output=True, text=True)
    found = json.loads(done.stdout)
    print(f"\n50 hosts, 100 tasks with three templates each: {found['cpu']} s of CPU, {found['memory']} MB")
    # On a slow machine that others use as well; alone it takes a fifth.
    assert found["cpu"] < 0.0006 * 50 * 100
    assert found["memory"] < 120
