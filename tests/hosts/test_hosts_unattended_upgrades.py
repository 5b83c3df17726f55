"""The role unattended_upgrades on a host that boots: apt's own timers patch it, or nothing does."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hosts.archive import PLACE, Deb, apt_archive, put, sh
from hosts.operating import Operator

from pushcfg.lab import Lab

pytestmark = pytest.mark.slow

ROLES = Path(__file__).parents[2] / "playbooks" / "roles"
PLAY = "- {hosts: lab, roles: [unattended_upgrades]}\n"
VARIABLES = "unattended_upgrades_origins: ['origin=Tests-Security'], unattended_upgrades_exclude: ['^t-left$']"
OFF = f"{VARIABLES}, unattended_upgrades_enabled: false"
CONF = "/etc/apt/apt.conf.d/52day2-unattended-upgrades"


@pytest.fixture(scope="module")
def lab(root: None) -> Iterator[Lab]:
    """One host with systemd that reaches the machine's package sources."""
    with Lab.up(f"t{os.getpid()}-unatt", 1, systemd=True, packages=True) as up:
        yield up


@pytest.fixture
def operator(tmp_path: Path, lab: Lab) -> Operator:
    """Runs pushcfg with the roles of the project."""
    (tmp_path / "roles").symlink_to(ROLES)
    return Operator(tmp_path, lab)


def test_the_host_patches_itself_and_is_kept_from_it(lab: Lab, operator: Operator, tmp_path: Path) -> None:
    host = lab.hosts[0]
    check = operator.run(PLAY, "--check", variables=VARIABLES, code=3)
    assert [] == check.ends("failed")
    done = operator.run(PLAY, variables=VARIABLES, code=0)
    foretold, changed = ([(end["task"], end["item"]) for end in run.ends("changed")] for run in (check, done))
    assert sorted(foretold) == sorted(changed)
    assert [] == operator.run(PLAY, variables=VARIABLES, code=0).ends("changed")
    assert "active\nactive\n" == sh(lab, host, "systemctl is-active apt-daily.timer apt-daily-upgrade.timer")
    times = sh(lab, host, "systemctl show -p TimersCalendar apt-daily-upgrade.timer")
    assert ["OnCalendar=*-*-* 03:00:00"] == [word for word in times.split(" ; ")[0].split("{ ") if "OnCalendar" in word]

    stable = [Deb("t-app", "1.0"), Deb("t-left", "1.0"), Deb("t-other", "1.0"), Deb("t-other", "2.0")]
    security = [Deb("t-app", "1.1"), Deb("t-left", "1.1")]
    folder = tmp_path / "archive"
    apt_archive(folder, {"stable": stable, "stable-security": security})
    put(lab, host, folder)
    lines = "".join(f"deb [trusted=yes] file:{PLACE} {suite} main\n" for suite in ("stable", "stable-security"))
    # What the timer starts, without its check of mains power and of how long ago it was.
    sh(lab, host, f"""rm -rf /etc/apt/sources.list; printf '%s' '{lines}' > /etc/apt/sources.list.d/tests.list
        apt-get -qq update; apt-get -qq install -y t-app=1.0 t-left=1.0 t-other=1.0 >/dev/null 2>&1
        systemctl start apt-daily-upgrade.service""")
    found = sh(lab, host, "dpkg-query -W -f '${Package} ${Version}\\n' 't-*'")
    assert "t-app 1.1\nt-left 1.0\nt-other 1.0\n" == found

    assert 3 == operator.run(PLAY, "--check", variables=OFF, code=3).code
    operator.run(PLAY, variables=OFF, code=0)
    assert [] == operator.run(PLAY, variables=OFF, code=0).ends("changed")
    off = sh(lab, host, "apt-config dump APT::Periodic::Unattended-Upgrade")
    assert 'APT::Periodic::Unattended-Upgrade "0";\n' == off


def test_a_setting_that_apt_does_not_read_is_refused(lab: Lab, operator: Operator) -> None:
    before = sh(lab, lab.hosts[0], f"cat {CONF} 2>/dev/null || true")
    bad = "unattended_upgrades_mail: '\"; }} broken'"
    assert operator.run(PLAY, variables=bad, code=4).ends("failed")[0]["task"] == "unattended_upgrades : what it may do"
    assert before == sh(lab, lab.hosts[0], f"cat {CONF} 2>/dev/null || true")
