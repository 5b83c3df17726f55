"""tests/bench/day2/site.yml: pushcfg and Ansible bring a fresh host to the same state, and then leave it alone."""

from __future__ import annotations

import json
import os
import re
import stat
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hosts.operating import PUSHCFG, Done, finish, upper

from pushcfg.lab import Host, Lab

DAY2 = Path(__file__).parents[1] / "bench" / "day2"
# What neither of the two is there for: logs, caches, places for temporary things.
ASIDE = re.compile(r"var/log/|var/cache/|root/(?:$|\.ansible)|tmp/|var/tmp/|run/|etc/.*-$")
LAST_CHANGE = re.compile(r"^([^:]*:[^:]*):\d+:", re.MULTILINE)


@pytest.fixture(scope="module")
def lab(root: None) -> Iterator[Lab]:
    """One fresh host for each of the two."""
    with Lab.up(f"t{os.getpid()}-site", 2) as up:
        yield up


@pytest.fixture(scope="module")
def fleet(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The words for an inventory where the lab is the fleet."""
    own = tmp_path_factory.mktemp("site") / "fleet.yml"
    own.write_text("fleet: {children: {lab: }}\n")
    return ["-i", str(lab.inventory), "-i", str(own)]


def pushcfg(fleet: list[str], host: Host, *words: str) -> Done:
    """site.yml by pushcfg, on one host."""
    return finish([*PUSHCFG, "run", *fleet, "--limit", host.name, "--json", *words, str(DAY2 / "site.yml")], DAY2)


def ansible(fleet: list[str], host: Host, tmp_path: Path) -> list[str]:
    """site.yml by ansible-playbook, on one host: the tasks that have changed something."""
    argv = [str(Path(sys.executable).parent / "ansible-playbook"), *fleet, "--limit", host.name, "site.yml"]
    done = finish(argv, DAY2, ANSIBLE_CONFIG=str(DAY2 / "ansible.cfg"), ANSIBLE_HOME=str(tmp_path), LC_ALL="C.UTF-8",
                  ANSIBLE_LOCAL_TEMP=str(tmp_path), ANSIBLE_STDOUT_CALLBACK="ansible.posix.json")  # fmt: skip
    assert 0 == done.code, done.text
    tasks = json.loads(done.stdout[done.stdout.index("{"):])["plays"][0]["tasks"]
    return [task["task"]["name"] for task in tasks if task["hosts"][host.name].get("changed")]


def state(host: Host) -> dict[str, tuple[object, ...]]:
    """What was changed in a host, but for what differs from one moment and one name to another."""
    found = upper(host)
    for path, value in list(found.items()):
        file = host.upper / path
        folder = stat.S_ISDIR(file.lstat().st_mode)
        if ASIDE.match(path + "/" if folder else path):
            del found[path]
        elif file.is_file() and not file.is_symlink():
            text = file.read_bytes().decode("utf-8", "surrogateescape").replace(host.name, "NAME")
            # Not the day on which a password was changed last.
            found[path] = (*value[:3], LAST_CHANGE.sub(r"\1:DAY:", text) if path == "etc/shadow" else text)
    return found


def ours_first(fleet: list[str], host: Host) -> list[str]:
    """A check and a first run by pushcfg: the tasks that have changed something, as was foretold."""
    foretold = pushcfg(fleet, host, "--check")
    assert 3 == foretold.code, foretold.text
    assert {} == upper(host), "a check has written"
    first = pushcfg(fleet, host)
    assert 0 == first.code, first.text
    changed = [end["task"] for end in first.ends("changed")]
    assert [end["task"] for end in foretold.ends("changed")] == changed
    assert 40 == len(first.ends())
    return changed


def test_both_come_to_the_same_state_and_then_change_nothing(lab: Lab, fleet: list[str], tmp_path: Path) -> None:
    ours, theirs = lab.hosts
    with ThreadPoolExecutor() as beside:
        made_by_ansible = beside.submit(ansible, fleet, theirs, tmp_path)
        made = ours_first(fleet, ours)
    assert made_by_ansible.result() == made

    expected, actual = state(theirs), state(ours)
    differ = {path: (expected.get(path), actual.get(path)) for path in {*expected, *actual}
              if expected.get(path) != actual.get(path)}  # fmt: skip
    assert {} == differ

    before = [upper(host) for host in lab.hosts]
    second = pushcfg(fleet, ours)
    assert (0, []) == (second.code, second.ends("changed"))
    assert 40 == len(second.ends("ok"))
    assert upper(ours) == before[0]
    # Each finds what the other has made as it would have made it.
    other = pushcfg(fleet, theirs)
    assert (0, []) == (other.code, other.ends("changed"))
    assert [] == ansible(fleet, ours, tmp_path)
