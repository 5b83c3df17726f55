"""Reboots that happen: only where one is due, proved, and compared with what ran before."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hosts.archive import sh
from hosts.operating import Operator

from pushcfg.lab import Lab

pytestmark = pytest.mark.slow

PLAY = """
- hosts: lab
  gather_facts: false
  tasks:
    - reboot: {%s}
      register: told
    - debug: {var: told}
    - command: cat /proc/1/stat
      changed_when: false
"""
STARTED = "cut -d ' ' -f 22 /proc/1/stat"
# Runs as long as nobody boots: what started it is gone then.
FRAGILE = "[Service]\\nExecStart=/bin/sh -c 'test -e /run/by-hand && exec sleep 1000'\\n[Install]\\nWantedBy=multi-user.target\\n"


@pytest.fixture(scope="module")
def lab(root: None) -> Iterator[Lab]:
    """One host with systemd."""
    with Lab.up(f"t{os.getpid()}-reboot", 1, systemd=True) as up:
        yield up


def told(done):
    """What the task has returned."""
    return next(event["result"]["told"] for event in done.ends() if event["module"] == "debug")


def test_only_where_one_is_due(lab: Lab, operator: Operator) -> None:
    host = lab.hosts[0]
    before = sh(lab, host, STARTED)
    done = operator.run(PLAY % "when_required: true", code=0)
    assert (False, []) == (told(done)["rebooted"], told(done)["reboot_reasons"])
    assert before == sh(lab, host, STARTED)
    sh(lab, host, "touch /run/reboot-required; echo linux-image > /run/reboot-required.pkgs")
    due = {"reboot": ("due: /run/reboot-required is there, for linux-image", "asked for")}
    check = operator.run(PLAY % "when_required: true", "--check", code=3)
    assert due == check.changes(host, "reboot")
    assert before == sh(lab, host, STARTED)
    done = operator.run(PLAY % "when_required: true", code=0)
    assert due == done.changes(host, "reboot")
    assert told(done)["rebooted"] is True
    assert before != sh(lab, host, STARTED)
    assert [] == operator.run(PLAY % "when_required: true", code=0).ends("changed")


def test_a_unit_that_does_not_run_afterwards(lab: Lab, operator: Operator) -> None:
    host = lab.hosts[0]
    sh(lab, host, f"""printf "{FRAGILE}" > /etc/systemd/system/fragile.service
        touch /run/by-hand; systemctl daemon-reload; systemctl -q enable --now fragile""")
    done = operator.run(PLAY % "", code=4)
    failed = done.ends("failed")[0]
    assert "rebooted, but what ran before does not run now: fragile.service (failed)" == failed["message"]
    assert (True, ["fragile.service"]) == (failed["result"]["rebooted"], failed["result"]["not_running"])


def test_a_command_that_does_not_reboot(lab: Lab, operator: Operator) -> None:
    before = sh(lab, lab.hosts[0], STARTED)
    done = operator.run(PLAY % "reboot_command: 'true', reboot_timeout: 2, search_paths: [/bin]", code=4)
    assert "not back within 2 s: it answers, and has not rebooted" == done.ends("failed")[0]["message"]
    assert before == sh(lab, lab.hosts[0], STARTED)


def test_the_machine_itself_is_not_rebooted(lab: Lab, operator: Operator) -> None:
    play = "- {hosts: localhost, connection: local, gather_facts: false, tasks: [{reboot: {}}]}\n"
    done = operator.run(play, code=4)
    assert "would reboot the machine that pushcfg runs on" in done.ends("failed")[0]["message"]


def test_nothing_pending_costs_little_more_than_apt(lab: Lab, operator: Operator) -> None:
    host = lab.hosts[0]
    sh(lab, host, "apt-mark -qq hold libexpat1 openssl; apt-get -s dist-upgrade")
    tasks = "".join("    - patch: {refresh: false}\n" for _ in range(5))
    play = "- hosts: lab\n  gather_facts: false\n  tasks:\n" + tasks
    program = "import subprocess,time\nfor _ in range(5):\n t=time.time()\n subprocess.run(['apt-get','-s','dist-upgrade'],capture_output=True)\n print(time.time()-t)"
    ours: list[float] = []
    theirs: list[float] = []
    # Others use this machine as well: the best of a few rounds, one behind the other, has been least disturbed.
    for _ in range(4):
        ours += [event["seconds"] for event in operator.run(play, code=0).ends()]
        theirs += map(float, lab.run(host, ["python3", "-c", program]).stdout.split())
        if min(ours) <= 1.3 * min(theirs):
            break
    assert min(ours) <= 1.3 * min(theirs)
