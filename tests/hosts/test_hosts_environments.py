"""playbooks/day2.yml with the environments of inventories/ on hosts that boot: what each says of its own is what comes of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hosts.archive import PLACE, Deb, apt_archive, put, sh
from hosts.operating import PUSHCFG, Done, finish

from pushcfg.lab import Lab

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
OLD = [Deb("t-app", "1.0"), Deb("t-left", "1.0")]
# What the environments differ in: files of the host, the backup's among them, and the value of a kernel parameter.
SEEN = """
grep -h rotate /etc/logrotate.d/app
grep -rh SystemMaxUse /etc/systemd/journald.conf.d
cat /etc/host-backup/settings
grep -h OnCalendar=. /etc/systemd/system/logrotate.timer.d/*.conf
dpkg-query -W -f '${Package} ${Version}\\n' 't-*'
cat /proc/sys/kernel/panic
"""


@pytest.fixture(scope="module")
def lab(root: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Two hosts with restic and two pending packages, one of them of a security origin, and without other sources."""
    folder = tmp_path_factory.mktemp("archive")
    apt_archive(folder, {"stable": [*OLD, Deb("t-left", "2.0")], "stable-security": [Deb("t-app", "1.1")]})
    lines = "".join(f"deb [trusted=yes] file:{PLACE} {suite} main\n" for suite in ("stable", "stable-security"))
    with Lab.up(f"t{os.getpid()}-envs", 2, systemd=True, packages=True) as up:
        for host in up.hosts:
            put(up, host, folder)
            sh(up, host, f"""apt-get -qq update; apt-get -qq install -y --no-install-recommends restic >/dev/null 2>&1
                rm -rf /etc/apt/sources.list /etc/apt/sources.list.d/* /var/lib/apt/lists/*
                printf '%s' '{lines}' > /etc/apt/sources.list.d/tests.list
                apt-get -qq update; apt-get -qq install -y t-app=1.0 t-left=1.0 >/dev/null 2>&1""")
        yield up


def run(lab: Lab, environment: str, *words: str, code: int) -> Done:
    """The playbook with an environment, but for the place of the backups."""
    argv = [*PUSHCFG, "run", "--env", environment, "-i", str(lab.inventory), "--limit", "lab", "--json",
            "-e", "backup_repository=/srv/restic", *words, str(ROOT / "playbooks" / "day2.yml")]  # fmt: skip
    done = finish(argv, ROOT, BACKUP_PASSWORD="not-for-anything-real")
    assert code == done.code, done.text
    return done


def waves(done: Done) -> list[int]:
    """How many hosts each wave has."""
    return [len(event["hosts"]) for event in done.events if event["event"] == "play_started"]


def test_staging_then_what_the_others_would_change(lab: Lab) -> None:
    first = lab.hosts[0]
    pending = {name: run(lab, name, "--check", "--tags", "patching", code=3) for name in ("dev", "production", "staging")}
    assert {"dev": [2], "production": [1, 1], "staging": [1, 1]} == {name: waves(done) for name, done in pending.items()}
    everything = {"t-app": ("1.0", "1.1"), "t-left": ("1.0", "2.0")}
    wanted = {"dev": everything, "production": {"t-app": ("1.0", "1.1")}, "staging": everything}
    found = {name: done.changes(first, "patch") for name, done in pending.items()}
    assert wanted == {name: {key: value for key, value in changes.items() if key.startswith("t-")}
                      for name, changes in found.items()}  # fmt: skip

    check = run(lab, "staging", "--check", code=3)
    assert [] == check.ends("failed")
    done = run(lab, "staging", code=0)
    foretold, changed = ({(end["host"], end["task"], str(end["item"])) for end in told.ends("changed", "unknown")}
                         for told in (check, done))  # fmt: skip
    # Whether a reboot is due is known only after the patches, and a repository that is there is no change.
    assert set() == changed - foretold
    assert [] == run(lab, "staging", code=0).ends("changed")
    lines = sh(lab, first, SEEN).splitlines()
    for line in ("    rotate 7", "SystemMaxUse=300M", "KEEP_DAILY='7'", "KEEP_WEEKLY='2'", "KEEP_MONTHLY='0'", "t-app 1.1", "t-left 2.0", "10"):
        assert line in lines, lines

    would = run(lab, "production", "--check", code=3)
    tasks = {end["task"] for end in would.ends("changed", host=first.name)}
    assert {"log_rotation : logs of applications", "log_rotation : limits of the journal", "log_rotation : when it runs",
            "backup : what is kept, and for how long", "sysctl_tuning : kernel parameters"} <= tasks, tasks
    assert [] == would.ends("failed")


def test_one_that_fails_ends_the_run_only_where_waves_are_wanted(lab: Lab) -> None:
    sick = ("--tags", "patching", "-e", '{"patching_health_checks": [{"command": "false"}], "patching_health_retries": 0}')
    stopped = run(lab, "staging", *sick, code=4)
    assert ([1], [lab.hosts[0].name]) == (waves(stopped), [end["host"] for end in stopped.ends("failed")])
    both = run(lab, "dev", *sick, code=4)
    assert {host.name for host in lab.hosts} == {end["host"] for end in both.ends("failed")}
