"""What a large fleet costs the controller: 1,000 hosts, 100 tasks with three templated arguments each, no network.

Prints JSON: seconds of CPU for the run, peak memory in MB, which part of that time was not spent in templates, and the
seconds that jinja2 alone takes for the same texts. The hosts are sessions that answer at once and keep nothing. `make
bench` and tests/engine/test_engine_scale.py run it.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import jinja2
import yaml

from pushcfg.cli.execution import COLLECTED_AT, uncollected
from pushcfg.engine import Options, Run
from pushcfg.events import Event
from pushcfg.inventory import load_inventory
from pushcfg.playbook import read_playbook
from pushcfg.session import FakeSession, OnOutcome
from pushcfg.transport import Target

OUTCOME = {"status": "ok", "changes": [], "commands": [], "result": {}}
# What roles are made of: names that are put together, defaults, conditions, filters, per host and per group.
CONTENT = ("port={{ port | int + %d }}\\n{%% for name in names %%}{{ name }}.{{ inventory_hostname }} {%% endfor %%}"
           "{{ 'on' if enabled | bool else 'off' }} {{ mapping.key | default('none') | upper }}")  # fmt: skip
TASK = """\
    - name: task {number}
      copy:
        dest: "{{{{ base }}}}/{{{{ inventory_hostname }}}}/{number}.conf"
        content: "{content}"
        owner: "{{{{ owner | default('root') }}}}"
"""
VARIABLES = """\
all:
  vars:
    base: "/etc/{{ application }}"
    application: shop
    names: [a, b, c]
    enabled: "yes"
    mapping: {key: value}
    owner: "{{ 'root' if inventory_hostname.endswith('0') else 'web' }}"
  hosts:
"""


class Session(FakeSession):
    """Answers every task well, as soon as the loop comes to it."""

    def __init__(self) -> None:
        super().__init__(lambda task: {})
        self.waiting: list[tuple[int, OnOutcome]] = []
        self.count = 0

    def submit(self, task: dict[str, Any], on_outcome: OnOutcome) -> int:
        """As a session."""
        self.count += 1
        self.waiting.append((self.count, on_outcome))
        return self.count

    def flush(self) -> None:
        """As a session."""
        asyncio.get_running_loop().call_soon(self.reply)

    def reply(self) -> None:
        """Answer what has been sent."""
        waiting, self.waiting = self.waiting, []
        for _, on_outcome in waiting:
            on_outcome(OUTCOME)


class Link:
    """The way to one host."""

    def __init__(self, host: str) -> None:
        self.target = Target(host, host)
        self.made = Session()

    def session(self, becoming: object) -> Session:
        """Its one session."""
        return self.made


class Links:
    """Stands for Connections."""

    def __init__(self) -> None:
        self.links: dict[str, Link] = {}

    def link(self, host: str, scope: object, play: object) -> Link:
        """As Connections.link."""
        return self.links.setdefault(host, Link(host))

    def supply(self, session: object, module: str) -> None:
        """As Connections.supply."""

    async def close(self, grace: float) -> None:
        """As Connections.close."""


class Clock:
    """Adds up the time that is spent in jinja2's code, what it calls included, to compile and to render."""

    def __init__(self) -> None:
        self.spent = 0.0
        self.depth = 0

    def around(self, function: Any) -> Any:
        """The function with its time taken, but not within itself."""

        def timed(given: Any) -> Any:
            if self.depth:
                return function(given)
            self.depth = 1
            before = time.process_time()
            try:
                return function(given)
            finally:
                self.spent += time.process_time() - before
                self.depth = 0

        return timed


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=int, default=1000)
    parser.add_argument("--tasks", type=int, default=100)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--clock", action="store_true", help="take the time of templates, which costs some itself")
    parser.add_argument("--alone", action="store_true", help="let jinja2 render the same texts without pushcfg, too")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measured(asked, Path(folder))
    if asked.alone:
        figures["alone"] = round(alone(asked.hosts, asked.tasks), 2)
    print(json.dumps(figures))


def measured(asked: argparse.Namespace, folder: Path) -> dict[str, float]:
    """The figures."""
    playbook, hosts = folder / "site.yml", folder / "hosts.yml"
    tasks = "".join(TASK.format(number=number, content=CONTENT % number) for number in range(asked.tasks))
    playbook.write_text(f"- hosts: all\n  gather_facts: false\n  tasks:\n{tasks}")
    hosts.write_text(VARIABLES + "".join(f"    web{number:04}: {{port: {8000 + number}}}\n"
                                         for number in range(asked.hosts)))  # fmt: skip
    plays = read_playbook(playbook, [])
    inventory = load_inventory((str(hosts),), None, folder)
    count = [0]

    def take(event: Event) -> None:
        count[0] += 1

    run = Run(plays, inventory, Options(forks=asked.hosts), take, playbook, connections=Links())  # type: ignore[arg-type]
    clock = Clock()
    if asked.clock:
        compile_text = clock.around(run.templar.compiler.text)
        run.templar.compiler.text = lambda text: clock.around(compile_text(text))  # type: ignore[method-assign]
    before = time.process_time()
    if asked.profile:
        import cProfile
        import pstats

        profile = cProfile.Profile()
        profile.enable()
    gc.set_threshold(COLLECTED_AT)
    with uncollected():
        run.prepare()
    summaries = asyncio.run(run.go())
    spent = time.process_time() - before
    if asked.profile:
        profile.disable()
        pstats.Stats(profile, stream=sys.stderr).sort_stats("tottime").print_stats(45)
    assert all(summary.ok == asked.tasks for summary in summaries), summaries[0]
    memory = peak()
    outside = 1 - clock.spent / spent if asked.clock else 0.0
    return {"cpu": round(spent, 2), "memory": round(memory), "outside": round(outside, 3), "events": count[0]}


def alone(hosts: int, tasks: int) -> float:
    """Seconds of CPU that jinja2 takes to compile and render what the tasks say, and the variables once a host."""
    before = time.process_time()
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, trim_blocks=True, autoescape=False)
    environment.filters["bool"] = lambda value: str(value).lower() in ("true", "yes", "on", "1")
    given = yaml.safe_load(VARIABLES + "    none: {}\n")["all"]["vars"]
    variables = {name: environment.from_string(value) for name, value in given.items() if "{{" in value}
    written = [yaml.safe_load(TASK.format(number=number, content=CONTENT % number))[0]["copy"] for number in range(tasks)]
    texts = [[environment.from_string(text) for text in task.values()] for task in written]
    for number in range(hosts):
        known = {**given, "inventory_hostname": f"web{number:04}", "port": 8000 + number}
        known.update({name: template.render(known) for name, template in variables.items()})
        for task in texts:
            for template in task:
                template.render(known)
    return time.process_time() - before


def peak() -> float:
    """The peak of this process's memory in MB; getrusage would tell that of whoever has started it, if that is more."""
    found = re.search(r"^VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


if __name__ == "__main__":
    main()
