"""--list-hosts, --list-tasks and --syntax-check: what a run would be about, without one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pushcfg.engine import Options, Run
from pushcfg.inventory import Inventory
from pushcfg.playbook import Play
from pushcfg.vault import Keyring


def listing(
    path: Path, plays: tuple[Play, ...], inventory: Inventory, options: Options, keyring: Keyring,
    given: Mapping[str, Any],
) -> str:  # fmt: skip
    """The text to print; InputError for what makes no sense."""
    run = Run(plays, inventory, options, lambda event: None, path, keyring=keyring)
    run.prepare()
    return "".join(f"{line}\n" for line in lines(path, run, given))


def lines(path: Path, run: Run, given: Mapping[str, Any]) -> Iterator[str]:
    """Line by line."""
    yield f"playbook: {path}"
    for number, play in enumerate(run.plays, 1):
        yield f"  play #{number}: {play.name}"
        if given["list_hosts"]:
            hosts = run.hosts_of[play]
            yield f"    hosts ({len(hosts)}):"
            yield from (f"      {host}" for host in hosts)
        if given["list_tasks"]:
            yield "    tasks:"
            for vertex in sorted(run.graphs[play].vertices, key=lambda known: known.number):
                task = vertex.task
                if task is None or task is play.gather or vertex.handler or vertex.number not in run.selections[play]:
                    continue
                tags = f"  [{', '.join(sorted(task.tags))}]" if task.tags else ""
                yield f"      {task.label}{tags}"
