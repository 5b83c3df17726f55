"""The module patch with real dnf and rpm, on a Debian that has them, and with an archive of ours."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hosts.archive import PLACE, put, rpm, rpm_lists, sh
from hosts.operating import Operator

from pushcfg.lab import Host, Lab

pytestmark = pytest.mark.slow

PLAY = "- {hosts: lab, gather_facts: false, tasks: [{patch: {backend: dnf, %s}, register: told}, {debug: {var: told}}]}\n"
PENDING = {"t-app": ("1.0-1", "2.0-1"), "t-lib": ("1.0-1", "2.0-1"), "t-long-name-which-no-table-has-room-for": ("1.0-1", "2.0-1")}
REPO = f"[tests]\nname=tests\nbaseurl=file://{PLACE}\ngpgcheck=0\n"


@pytest.fixture(scope="module")
def lab(root: None) -> Iterator[Lab]:
    """One host with dnf."""
    with Lab.up(f"t{os.getpid()}-dnf", 1, systemd=True, packages=True) as up:
        script = """apt-get -qq update; apt-get -qq install -y --no-install-recommends dnf rpm >/dev/null 2>&1
            mkdir -p /etc/rpm /etc/yum.repos.d /var/lib/rpm; echo '%_dbpath /var/lib/rpm' > /etc/rpm/macros"""
        done = up.run(up.hosts[0], ["sh", "-ec", script], timeout=200)
        assert done.returncode == 0, done
        yield up


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three packages in two versions, one of them with an advisory of security."""
    folder = tmp_path_factory.mktemp("archive")
    for name in PENDING:
        for version in ("1.0", "2.0"):
            rpm(folder, name, version)
    rpm_lists(folder, ("t-app", "2.0"))
    return folder


@pytest.fixture
def host(lab: Lab, archive: Path) -> Host:
    """The host with all old versions installed, and all others pending."""
    host = lab.hosts[0]
    put(lab, host, archive)
    files = " ".join(f"noarch/{name}-1.0-1.noarch.rpm" for name in PENDING)
    sh(lab, host, f"""printf '{REPO}' > /etc/yum.repos.d/tests.repo; cd {PLACE}
        rpm -qa | xargs -r rpm -e; rpm -i {files}; dnf -q clean all""")
    return host


def versions(lab: Lab, host: Host) -> list[str]:
    """What is installed."""
    return sorted(sh(lab, host, "rpm -qa").split())


def test_everything_pending(lab: Lab, operator: Operator, host: Host) -> None:
    check = operator.run(PLAY % "", "--check", code=3)
    assert PENDING == check.changes(host, "patch")
    done = operator.run(PLAY % "", code=0)
    assert PENDING == done.changes(host, "patch")
    assert sorted(f"{name}-2.0-1.noarch" for name in PENDING) == versions(lab, host)
    result = next(event["result"]["told"] for event in done.ends() if event["module"] == "debug")
    assert {name: name == "t-app" for name in PENDING} == {one["package"]: one["security"] for one in result["pending"]}
    assert [] == operator.run(PLAY % "", code=0).ends("changed")


def test_only_what_is_asked_for(lab: Lab, operator: Operator, host: Host) -> None:
    done = operator.run(PLAY % "security_only: true", code=0)
    assert {"t-app": ("1.0-1", "2.0-1")} == done.changes(host, "patch")
    done = operator.run(PLAY % "exclude: t-long*", code=0)
    assert {"t-lib": ("1.0-1", "2.0-1")} == done.changes(host, "patch")
    assert [] == operator.run(PLAY % "only: [t-app]", code=0).ends("changed")


def test_a_lock_and_a_transaction_that_was_cut_off(lab: Lab, operator: Operator, host: Host) -> None:
    program = ("import fcntl,time; f=open('/var/lib/rpm/.rpm.lock','w'); fcntl.lockf(f,fcntl.LOCK_EX); "
               "print('held',flush=True); time.sleep(100)")  # fmt: skip
    holder = subprocess.Popen(lab.ssh(host, [f'exec python3 -c "{program}"']), stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert "held\n" == holder.stdout.readline()
    message = operator.run(PLAY % "lock_timeout: 1", code=4).ends("failed")[0]["message"]
    found = re.search(r"is locked by process (\d+) \(python3 -c import fcntl,time", message)
    assert found is not None, message
    sh(lab, host, f"kill {found[1]}")
    holder.wait(10)
    # As it is when the power goes between installing the new version and removing the old one.
    sh(lab, host, f"rpm -i --force {PLACE}/noarch/t-app-2.0-1.noarch.rpm")
    wanted = {"interrupted": ("t-app", None), **{name: change for name, change in PENDING.items() if name != "t-app"}}
    done = operator.run(PLAY % "", code=0)
    assert wanted == done.changes(host, "patch")
    assert sorted(f"{name}-2.0-1.noarch" for name in PENDING) == versions(lab, host)


def test_modules_of_packages(lab: Lab, operator: Operator, host: Host) -> None:
    play = """
    - hosts: lab
      gather_facts: false
      tasks:
        - dnf: {name: "t-*", state: absent}
        - yum_repository: {name: more, description: More, baseurl: "file:///srv/archive", gpgcheck: false}
        - yum: {name: [t-app-1.0, t-lib], disablerepo: tests}
        - dnf: {name: t-app, state: latest}
        - dnf: {name: t-app-1.0}
        - dnf: {name: t-app-1.0, allow_downgrade: true}
        - dnf: {name: "*", state: latest, security: true}
        - yum_repository: {name: more, state: absent}
    """
    done = operator.run(play, code=0)
    statuses = [status for _, status in done.told(host)]
    assert ["changed"] * 4 + ["ok"] + ["changed"] * 3 == statuses
    assert ["t-app-2.0-1.noarch", "t-lib-2.0-1.noarch"] == versions(lab, host)
