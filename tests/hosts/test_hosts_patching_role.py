"""The role patching on hosts that boot: as the check foretold, in waves, at the same versions, with proof of health."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hosts.archive import PLACE, Deb, apt_archive, put, sh
from hosts.operating import Done, Operator

from pushcfg.lab import Host, Lab

pytestmark = pytest.mark.slow

ROLES = Path(__file__).parents[2] / "playbooks" / "roles"
BOOT = "#!/bin/sh\ntouch /run/reboot-required; echo t-boot >> /run/reboot-required.pkgs\n"
OLD = [Deb("t-app", "1.0"), Deb("t-boot", "1.0"), Deb("t-left", "1.0")]
NEW = [Deb("t-app", "2.0"), Deb("t-boot", "2.0", scripts={"postinst": BOOT}), Deb("t-left", "2.0")]
PLAY = """
- hosts: lab
  gather_facts: false
  serial: [1, "100%"]
  max_fail_percentage: 0
  roles: [patching]
"""
SERVES = "[Service]\\nExecStart=python3 -m http.server 8099 -d /etc\\n[Install]\\nWantedBy=multi-user.target\\n"
STARTED = "cut -d ' ' -f 22 /proc/1/stat"


@pytest.fixture(scope="module")
def lab(root: None) -> Iterator[Lab]:
    """Two hosts with systemd and no source of packages but ours."""
    with Lab.up(f"t{os.getpid()}-waves", 2, systemd=True) as up:
        for host in up.hosts:
            sh(up, host, "rm -rf /etc/apt/sources.list /var/lib/apt/lists/*")
        yield up


@pytest.fixture
def operator(tmp_path: Path, lab: Lab) -> Operator:
    """Runs pushcfg with the roles of the project."""
    (tmp_path / "roles").symlink_to(ROLES)
    return Operator(tmp_path, lab)


def archive(lab: Lab, host: Host, folder: Path, packages: list[Deb]) -> None:
    """Let the host have these packages to choose from, and their lists."""
    apt_archive(folder, {"stable": packages})
    put(lab, host, folder)
    line = f"deb [trusted=yes] file:{PLACE} stable main"
    sh(lab, host, f"echo '{line}' > /etc/apt/sources.list.d/tests.list; apt-get -qq update")


def begin(lab: Lab, folder: Path, new: list[Deb]) -> None:
    """Let every host have the old versions installed and the others pending."""
    for host in lab.hosts:
        archive(lab, host, folder / host.name, OLD + new)
        names = " ".join(f"{package.name}=1.0" for package in OLD)
        sh(lab, host, f"""apt-get -qq purge -y 't-*' >/dev/null 2>&1 || true
            apt-get -qq install -y {names} >/dev/null 2>&1; rm -f /run/reboot-required*""")


def versions(lab: Lab, host: Host) -> dict[str, str]:
    """The versions of our packages."""
    lines = sh(lab, host, "dpkg-query -W -f '${Package} ${Version} ${Status}\\n' 't-*'").splitlines()
    return {words[0]: words[1] for words in map(str.split, lines) if words[-1] == "installed"}


def patched(done: Done, host: Host) -> dict[str, tuple[object, object]]:
    """What the packages of a host have come to."""
    return done.changes(host, "patch")


def test_what_the_check_foretold_is_done_and_proved(lab: Lab, operator: Operator, tmp_path: Path) -> None:
    begin(lab, tmp_path / "archives", NEW)
    healthy = [{"command": "test -e /srv/archive"}, {"wait_for": {"path": "/etc/passwd", "search_regex": "^root:"}},
               {"uri": {"url": "http://127.0.0.1:8099/hostname", "contains": "waves"}}]  # fmt: skip
    for host in lab.hosts:
        sh(lab, host, f"printf '{SERVES}' > /etc/systemd/system/serves.service; systemctl -q enable --now serves")
    words = ["-e", json.dumps({"patching_exclude": ["t-left"], "patching_health_checks": healthy})]
    before = {host.name: sh(lab, host, STARTED) for host in lab.hosts}
    check = operator.run(PLAY, "--check", *words, code=3)
    wanted = {"t-app": ("1.0", "2.0"), "t-boot": ("1.0", "2.0")}
    assert [wanted, wanted] == [patched(check, host) for host in lab.hosts]
    assert {"1.0"} == {version for host in lab.hosts for version in versions(lab, host).values()}
    done = operator.run(PLAY, *words, code=0)
    assert [wanted, wanted] == [patched(done, host) for host in lab.hosts]
    for host in lab.hosts:
        assert {"t-app": "2.0", "t-boot": "2.0", "t-left": "1.0"} == versions(lab, host)
        assert before[host.name] != sh(lab, host, STARTED), "a reboot was due"
        looked = [end["status"] for end in done.ends(host=host.name) if end["module"] in ("command", "uri", "wait_for")]
        assert {"ok"} == set(looked)
    again = operator.run(PLAY, *words, code=0)
    assert [] == again.ends("changed")
    assert [] == operator.run(PLAY, "--check", *words, code=0).ends("changed", "unknown")


def test_later_waves_get_what_the_first_got(lab: Lab, operator: Operator, tmp_path: Path) -> None:
    begin(lab, tmp_path / "archives", NEW)
    newer = [*NEW, Deb("t-app", "3.0"), Deb("t-own", "1.0"), Deb("t-own", "2.0")]
    archive(lab, lab.hosts[1], tmp_path / "newer", OLD + newer)
    sh(lab, lab.hosts[1], "apt-get -qq install -y t-own=1.0 >/dev/null 2>&1")
    words = ["-e", "patching_reboot=false"]
    wanted = {**dict.fromkeys(("t-app", "t-boot", "t-left"), ("1.0", "2.0")), "t-own": ("1.0", "2.0")}
    assert wanted == patched(operator.run(PLAY, "--check", *words, code=3), lab.hosts[1])
    done = operator.run(PLAY, *words, code=0)
    assert wanted == patched(done, lab.hosts[1])
    first = done.ends("ok", host=lab.hosts[0].name)
    reasons = [end["result"]["msg"] for end in first if end["task"].endswith("left to somebody else")]
    assert ["/run/reboot-required is there, for t-boot"] == reasons
    alone = operator.run(PLAY, *words, "-e", "patching_same_versions=false", code=0)
    assert {"t-app": ("2.0", "3.0")} == patched(alone, lab.hosts[1])


def test_a_bad_package_and_a_sick_host_stop_at_the_first_wave(lab: Lab, operator: Operator, tmp_path: Path) -> None:
    bad = Deb("t-left", "3.0", scripts={"postinst": "#!/bin/sh\nexit 1\n"})
    begin(lab, tmp_path / "archives", [*NEW[:1], bad])
    done = operator.run(PLAY, code=4)
    assert [(lab.hosts[0].name, "patching : patches")] == [(end["host"], end["task"]) for end in done.ends("failed")]
    assert [] == done.ends(host=lab.hosts[1].name)
    assert {"1.0"} == set(versions(lab, lab.hosts[1]).values())
    begin(lab, tmp_path / "again", NEW[:1])
    sick = '{"patching_health_checks": [{"command": "false"}], "patching_health_retries": 1, "patching_health_delay": 0}'
    done = operator.run(PLAY, "-e", sick, code=4)
    assert {(lab.hosts[0].name, "patching : it works")} == {(end["host"], end["task"]) for end in done.ends("failed")}
    assert {"1.0"} == set(versions(lab, lab.hosts[1]).values())


def test_what_is_no_check_of_health_is_told_before_a_host_is_touched(operator: Operator) -> None:
    done = operator.run(PLAY, "-e", '{"patching_health_checks": [{"command": "true", "uri": {"url": "x"}}]}', code=2)
    assert "patching_health_checks" in done.text
