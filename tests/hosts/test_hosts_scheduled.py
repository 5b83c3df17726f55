"""docs/scheduled.md on a lab host that is the control node: what stands there is laid down, and run by cron and systemd."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hosts.archive import sh
from hosts.control_node import HOME, install, inventory, reachable

from pushcfg.lab import Lab

pytestmark = pytest.mark.slow

PAGE = (Path(__file__).parents[2] / "docs" / "scheduled.md").read_text()
PLAYBOOK = """
- hosts: all
  gather_facts: false
  tasks:
    - {name: a setting, copy: {content: "a\\n", dest: /etc/setting}}
    - {name: as long as the file is there, command: sh -c 'while test -e /run/slow; do sleep 0.1; done', changed_when: false}
"""
COLOUR = re.compile("\x1b|\r")


def files() -> dict[str, str]:
    """The files that the page shows, by the path that it gives."""
    found = re.findall(r"`(/etc/\S+?)`[^`]*(?:`[^/`][^`]*`[^`]*)*```\w+\n(.*?)```", PAGE, re.DOTALL)
    return dict(found)


def scripts() -> dict[str, list[str]]:
    """What the jobs of the page's two CI examples run, by job."""
    github, gitlab = (yaml.safe_load(text) for text in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL))
    steps = {name: [step["run"] for step in job["steps"] if "run" in step] for name, job in github["jobs"].items()}
    return {name: steps[name] + gitlab[name]["script"] for name in ("check", "apply")}


@pytest.fixture(scope="module")
def lab(root: None) -> Iterator[Lab]:
    """Two hosts with systemd, the first of which is the control node of both."""
    with Lab.up(f"t{os.getpid()}-sched", 2, systemd=True) as up:
        install(up, up.hosts[0], {"playbooks/day2.yml": PLAYBOOK, "inventories/production/hosts.yml": inventory(up)})
        for path, text in files().items():
            if path.startswith("/etc/systemd"):
                sh(up, up.hosts[0], f"cat > {path} <<'END'\n{text}END")
        with reachable(up, up.hosts[0]):
            yield up


def drift(lab: Lab) -> None:
    """Let both hosts differ from what is declared."""
    for host in lab.hosts:
        sh(lab, host, "rm -f /etc/setting")


def script(lab: Lab, text: str) -> tuple[int, str]:
    """The exit code of a script on the control node, as a CI runs it, and what it prints."""
    line = f"cd {HOME}; export PATH={HOME}/bin:$PATH; exec bash -e -c \"$0\""
    done = lab.run(lab.hosts[0], ["runuser", "-u", "pushcfg", "--", "sh", "-c", line, text])
    return done.returncode, done.stdout + done.stderr


def result(lab: Lab, unit: str) -> str:
    """How the last run of a unit ended."""
    return sh(lab, lab.hosts[0], f"systemctl show --value -p Result -p ExecMainStatus {unit}").replace("\n", " ").strip()


def test_the_timers(lab: Lab) -> None:
    control = lab.hosts[0]
    found = sh(lab, control, "systemd-analyze verify pushcfg-check.timer pushcfg-apply.timer 2>&1 || true")
    assert "pushcfg" not in found
    # The timer itself starts the check, only earlier than at night.
    sh(lab, control, """mkdir -p /etc/systemd/system/pushcfg-check.timer.d
        printf '[Timer]\\nOnCalendar=\\nRandomizedDelaySec=0\\nOnActiveSec=1s\\nAccuracySec=1us\\n' \
            > /etc/systemd/system/pushcfg-check.timer.d/soon.conf
        systemctl daemon-reload; systemctl start pushcfg-check.timer""")
    end = time.monotonic() + 30
    while result(lab, "pushcfg-check") == "success 0" and time.monotonic() < end:
        time.sleep(0.2)
    assert "exit-code 3" == result(lab, "pushcfg-check")
    said = sh(lab, control, "journalctl -o cat -u pushcfg-check.service")
    assert COLOUR.search(said) is None
    table = [line for line in said.splitlines() if line.startswith(tuple(host.name for host in lab.hosts))]
    assert [f"{host.name} : ok=0 changed=1 skipped=1 failed=0 unreachable=0" for host in lab.hosts] == table
    sh(lab, control, "systemctl start pushcfg-apply")
    assert "success 0" == result(lab, "pushcfg-apply")
    assert ["a\n"] * 2 == [sh(lab, host, "cat /etc/setting") for host in lab.hosts]
    sh(lab, control, "systemctl start pushcfg-check")
    assert "success 0" == result(lab, "pushcfg-check")


def test_the_window_ends(lab: Lab) -> None:
    control, other = lab.hosts
    sh(lab, other, "touch /run/slow; (sleep 60; rm -f /run/slow) >/dev/null 2>&1 &")
    sh(lab, control, """mkdir -p /etc/systemd/system/pushcfg-apply.service.d
        printf '[Service]\\nTimeoutStartSec=15s\\n' > /etc/systemd/system/pushcfg-apply.service.d/short.conf
        systemctl daemon-reload; ! systemctl start pushcfg-apply 2>/dev/null""")
    assert "timeout 130" == result(lab, "pushcfg-apply")
    said = sh(lab, control, "journalctl -o cat -u pushcfg-apply").rpartition("Starting pushcfg-apply")[2]
    assert f"    as long as the file is there: {other.name}\n" in said
    assert "" == sh(lab, other, "pgrep -f 'while test -e /run/slo[w]' || true")
    sh(lab, other, "rm /run/slow")


def test_cron(lab: Lab) -> None:
    control = lab.hosts[0]
    drift(lab)
    # Mail is what cron would send: here a program that keeps it, and each job at the next minute.
    table = re.sub(r"^(?:15 4|0  2) \* \* [*0]", "* * * * *", files()["/etc/cron.d/pushcfg"], flags=re.MULTILINE)
    check, apply = (line.split(None, 6)[6] for line in table.splitlines() if line.startswith("*"))
    lines = table.replace(apply, "true") if apply in table else table
    sh(lab, control, f"""printf '#!/bin/sh\\ncat >> /var/tmp/mail\\n' > /usr/sbin/sendmail; chmod 755 /usr/sbin/sendmail
        rm -f /var/tmp/mail; cat > /etc/cron.d/pushcfg <<'END'\n{lines}END\n        systemctl restart cron""")
    end = time.monotonic() + 75
    while not (mail := sh(lab, control, "cat /var/tmp/mail 2>/dev/null || true")) and time.monotonic() < end:
        time.sleep(0.5)
    sh(lab, control, "rm /etc/cron.d/pushcfg")
    assert "exit code 3\n" in mail
    assert "would change 2 tasks on 2 hosts, of 2 hosts" in mail
    code, said = script(lab, apply)
    assert (0, "") == (code, "" if "changed 2 tasks on 2 hosts" in said else said)
    assert (0, "") == script(lab, check)


def test_jobs_of_a_ci(lab: Lab) -> None:
    drift(lab)
    (github, gitlab), applies = scripts()["check"], scripts()["apply"]
    assert (0, "::warning::hosts differ from their declared state\n") == script(lab, github)
    events = [json.loads(line) for line in sh(lab, lab.hosts[0], f"cat {HOME}/events.jsonl").splitlines()]
    changed = sorted(event["host"] for event in events if event["event"] == "task_ended" and event["status"] == "changed")
    assert sorted(host.name for host in lab.hosts) == changed
    assert 3 == script(lab, gitlab)[0]
    assert [0, 0] == [script(lab, apply)[0] for apply in applies]
    assert [(0, ""), (0, "")] == [script(lab, check) for check in (github, gitlab)]
    assert 2 == script(lab, gitlab.replace("day2.yml", "none.yml"))[0]
