"""playbooks/day2.yml on hosts that boot: all four areas of Day 2, on a run that finds nothing to do."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from figures import Figures, measure

from pushcfg.lab import Lab

ROOT = Path(__file__).parents[2]
PUSHCFG = Path(sys.executable).parent / "pushcfg"
# Hosts that get their packages at a time: a line of progress each.
STEP = 5
# Everything at once, backups to a folder by restic, and no new lists of packages while it is measured.
WORDS = ("--env", "dev", "-e", "patching_max_age=86400", "-f", "50", str(ROOT / "playbooks" / "day2.yml"))
SECRETS = {"BACKUP_PASSWORD": "not-for-anything-real"}


def converge(lab: Lab, folder: Path, hosts: list[str], *words: str) -> Figures:
    """Run the playbook on these hosts."""
    argv = [str(PUSHCFG), "run", "-i", str(lab.inventory), "--limit", ",".join(hosts), *words, *WORDS]
    return measure(argv, folder, SECRETS)


@contextmanager
def four_areas(name: str, count: int, folder: Path) -> Iterator[Callable[[], Figures]]:
    """Hosts in the playbook's state, and what runs it once more; RuntimeError if a check finds anything to do then."""
    place = folder / name
    place.mkdir(parents=True)
    (place / "inventories").symlink_to(ROOT / "inventories")
    print(f"... {count} hosts that boot", file=sys.stderr, flush=True)
    with Lab.up(name=name, count=count, systemd=True, packages=True) as lab:
        names = [host.name for host in lab.hosts]
        start = time.monotonic()
        for first in range(0, count, STEP):
            converge(lab, place, names[first : first + STEP])
            done = min(first + STEP, count)
            spent = time.monotonic() - start
            print(f"... {done} of them have the four areas, after {spent:.0f} s", file=sys.stderr, flush=True)
        # A host that has rebooted may have had something left to do.
        converge(lab, place, names)
        converge(lab, place, names, "--check")
        yield lambda: converge(lab, place, names)
