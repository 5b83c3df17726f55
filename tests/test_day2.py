"""playbooks/day2.yml and inventories/: what differs between environments, and what the playbook does on real hosts."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pushcfg.inventory import environments, load_inventory
from pushcfg.lab import Lab

ROOT = Path(__file__).parent.parent
PLAYBOOK = ROOT / "playbooks" / "day2.yml"
ENVIRONMENTS = ("dev", "production", "staging")
# All that wants a way to package sources, which these hosts do not have; tests/demo.sh shows that part.
OFFLINE = ("--skip-tags", "patching", "-e", "backup_engine=tar backup_repository=/var/backups/day2 backup_password=none")


def inventory(environment):
    return load_inventory((), environment, root=ROOT)


def pushcfg(*words, code):
    """The events of a run, which must end with this code."""
    argv = [sys.executable, "-m", "pushcfg", "run", *words, "--json"]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=120,
                          env={**os.environ, "BACKUP_PASSWORD": "not-for-anything-real"})  # fmt: skip
    assert code == done.returncode, done.stdout + done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def tasks(events, *statuses):
    """(host, task, item) of all that have ended so."""
    return [(event["host"], event["task"], event["item"]) for event in events
            if event["event"] == "task_ended" and event["status"] in statuses]  # fmt: skip


def test_there_are_these_environments():
    assert list(ENVIRONMENTS) == environments(ROOT)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_hosts_are_in_the_documentation_domain(environment):
    suffix = ".example.com" if environment == "production" else f".{environment}.example.com"
    odd = [host for host in inventory(environment).order if not re.fullmatch(rf"[a-z]+\d{re.escape(suffix)}", host)]
    assert odd == []


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_every_environment_has_all_groups_and_says_something_of_its_own(environment):
    folder = ROOT / "inventories" / environment
    assert {"web", "database"} <= {name for name, hosts in inventory(environment).group_hosts().items() if hosts}
    hosts = [path.stem for path in (folder / "host_vars").iterdir()]
    assert hosts != []
    assert set(hosts) <= set(inventory(environment).order)


def test_environments_differ():
    names = ("patching_security_only", "patching_waves", "patching_max_age", "backup_keep", "log_rotation_journal", "log_keep",
             "log_max_size", "sysctl_tuning_environment")  # fmt: skip
    found = {environment: inventory(environment).variables(inventory(environment).hosts_of("web")[-1])
             for environment in ENVIRONMENTS}  # fmt: skip
    same = [name for name in names if len({repr(values[name]) for values in found.values()}) == 1]
    assert same == []


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_nothing_is_undefined_or_made_up(environment):
    """Rendering for a host that cannot be reached finds every variable before it fails to reach it."""
    words = ["--env", environment, "-e", "ansible_host=127.0.0.1 ansible_port=9 ansible_user=nobody", str(PLAYBOOK)]
    pushcfg(*words, code=5)


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    """Three hosts without a way out."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("a lab takes root on Linux")
    with Lab.up(f"t{os.getpid()}-day", 3) as up:
        yield up


def test_it_is_checked_applied_and_empty_the_second_time(lab):
    words = ["--env", "production", "-i", str(lab.inventory), "--limit", "lab", *OFFLINE, str(PLAYBOOK)]
    foretold = pushcfg(*words, "--check", code=3)
    assert [] == tasks(foretold, "failed")
    for host in lab.hosts:
        left = [path for path in host.upper.rglob("*") if path.is_file() and "log" not in path.parts]
        assert [] == left, "a check has written"
    done = pushcfg(*words, code=0)
    # What a command of one's own does, no check can tell: it makes the repository.
    assert {"backup : the repository is there"} == {task for _, task, _ in tasks(foretold, "unknown")}
    assert sorted(tasks(foretold, "changed", "unknown"), key=repr) == sorted(tasks(done, "changed"), key=repr)
    waves = [event["hosts"] for event in done if event["event"] == "play_started"]
    assert [[host.name] for host in lab.hosts] == waves, "patching_waves of production begins with one host"
    assert [] == tasks(pushcfg(*words, code=0), "changed")
    assert [] == tasks(pushcfg(*words, "--check", code=0), "changed", "unknown")


def test_the_backups_that_it_schedules_can_be_restored(lab):
    host = lab.hosts[0]
    words = ["--env", "dev", "-i", str(lab.inventory), "--limit", host.name, *OFFLINE]
    pushcfg(*words, "--tags", "backup", str(PLAYBOOK), code=0)
    verify = [*words, str(PLAYBOOK.with_name("verify.yml")), "--tags", "backup"]
    stale = tasks(pushcfg(*verify, "--check", code=3), "changed")
    assert ["etc", "home"] == [item["name"] if isinstance(item, dict) else item for _, _, item in stale]
    script = """
    set -e
    for name in etc home; do host-backup backup $name; done
    host-backup check
    host-backup restore etc /etc/hostname /root/restored
    cat /root/restored/etc/hostname
    """
    done = lab.run(host, ["sh", "-c", script])
    assert (0, host.name) == (done.returncode, done.stdout.splitlines()[-1]), done.stderr
    assert [] == tasks(pushcfg(*verify, "--check", code=0), "changed", "failed", "unknown")
    assert [] == tasks(pushcfg(*verify, code=0), "changed", "failed", "unknown")
