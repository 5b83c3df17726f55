"""The module patch on hosts that boot, with an archive of ours: what it shows is what it does, and nothing asks."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hosts.archive import PLACE, Deb, apt_archive, put, sh
from hosts.operating import Operator

from pushcfg.lab import Host, Lab

pytestmark = pytest.mark.slow

CONF = "/etc/t-conf.conf"
ASKS = "#!/bin/sh\n. /usr/share/debconf/confmodule\ndb_input critical t-ask/colour || true\ndb_go\n"
TEMPLATE = "Template: t-ask/colour\nType: string\nDescription: Which colour?\n"
CUT = '#!/bin/sh\n[ -e /root/cut ] || { touch /root/cut; kill -9 $(pidof dpkg) $(pidof apt-get); }\n'
BOOT = "#!/bin/sh\ntouch /run/reboot-required; echo t-boot >> /run/reboot-required.pkgs\n"
UNIT = "[Service]\nExecStart=/usr/lib/t-daemon/run 100000\n[Install]\nWantedBy=multi-user.target\n"
# Of each package the version that hosts begin with, and the one that is pending.
OLD = [Deb("t-app", "1.0", depends="t-lib"), Deb("t-lib", "1.0"), Deb("t-held", "1.0"), Deb("t-boot", "1.0"),
       Deb("t-conf", "1.0", files={CONF: "a=1\n"}, conffiles=(CONF,)), Deb("t-ask", "1.0")]
SECURITY = [Deb("t-app", "1.1", depends="t-lib (>= 1.1)"), Deb("t-lib", "1.1")]
NEW = [Deb("t-held", "2.0"), Deb("t-boot", "2.0", scripts={"postinst": BOOT}),
       Deb("t-conf", "2.0", files={CONF: "a=2\n"}, conffiles=(CONF,)),
       Deb("t-ask", "2.0", depends="debconf", scripts={"config": ASKS, "postinst": ASKS, "templates": TEMPLATE})]
PENDING = {"t-app": ("1.0", "1.1"), "t-lib": ("1.0", "1.1"), "t-held": ("1.0", "2.0"), "t-boot": ("1.0", "2.0"),
           "t-conf": ("1.0", "2.0"), "t-ask": ("1.0", "2.0")}
PLAY = "- {hosts: lab, gather_facts: false, tasks: [{patch: {%s}, register: told}, {debug: {var: told}}]}\n"


@pytest.fixture(scope="module")
def lab(root: None) -> Iterator[Lab]:
    """Two hosts with systemd, each with the old versions, and with the archive as its only source."""
    with Lab.up(f"t{os.getpid()}-patch", 2, systemd=True) as up:
        for host in up.hosts:
            sh(up, host, "rm -rf /etc/apt/sources.list /var/lib/apt/lists/*")
        yield up


def lay(lab: Lab, host: Host, folder: Path, suites: dict[str, list[Deb]]) -> None:
    """Let the host have an archive, and its lists."""
    folder.mkdir()
    apt_archive(folder, suites)
    put(lab, host, folder)
    lines = "".join(f"deb [trusted=yes] file:{PLACE} {suite} main\n" for suite in suites)
    sh(lab, host, f"printf '%s' '{lines}' > /etc/apt/sources.list.d/tests.list; apt-get -qq update")


def begin(lab: Lab, host: Host, folder: Path, **more: list[Deb]) -> None:
    """Let the host have all old versions installed, and all others pending."""
    lay(lab, host, folder, {"stable": OLD + NEW, "stable-security": SECURITY, **more})
    names = " ".join(f"{package.name}=1.0" for package in OLD)
    sh(lab, host, f"""rm -f /run/reboot-required*
        apt-mark unhold 't-*' >/dev/null; apt-get -qq purge -y 't-*' >/dev/null 2>&1 || true
        apt-get -qq install -y {names} >/dev/null 2>&1; apt-mark auto t-lib >/dev/null""")


def versions(lab: Lab, host: Host) -> dict[str, str]:
    """The versions of our packages."""
    lines = sh(lab, host, "dpkg-query -W -f '${Package} ${Version} ${Status}\\n' 't-*'").splitlines()
    return {words[0]: words[1] for words in map(str.split, lines) if words[-1] == "installed"}


def told(done, host: Host) -> dict[str, object]:
    """What the task has returned, as the debug task shows it."""
    return next(event["result"]["told"] for event in done.ends(host=host.name) if event["module"] == "debug")


def test_everything_pending_is_shown_and_installed(lab: Lab, operator: Operator, tmp_path: Path) -> None:
    host = lab.hosts[0]
    begin(lab, host, tmp_path / "archive")
    sh(lab, host, f"echo a=3 > {CONF}")
    before = sh(lab, host, "dpkg-query -W | grep -v ^t-; apt-mark showmanual")
    check = operator.run(PLAY % "", "--check", "--limit", host.name, code=3)
    assert PENDING == check.changes(host, "patch")
    assert {"1.0"} == set(versions(lab, host).values())
    done = operator.run(PLAY % "", "--limit", host.name, code=0)
    assert PENDING == done.changes(host, "patch")
    assert {name: new for name, (_, new) in PENDING.items()} == versions(lab, host)
    assert before == sh(lab, host, "dpkg-query -W | grep -v ^t-; apt-mark showmanual")
    assert "a=3\n" == sh(lab, host, f"cat {CONF}")
    result = told(done, host)
    assert ["/run/reboot-required is there, for t-boot"] == result["reboot_reasons"]
    security = {one["package"]: one["security"] for one in result["pending"]}
    assert {name: name in ("t-app", "t-lib") for name in PENDING} == security
    again = operator.run(PLAY % "", "--limit", host.name, code=0)
    assert [] == again.ends("changed")


def test_hold_exclude_and_settings_of_the_package(lab: Lab, operator: Operator, tmp_path: Path) -> None:
    host = lab.hosts[0]
    begin(lab, host, tmp_path / "archive")
    sh(lab, host, f"echo a=3 > {CONF}")
    arguments = "hold: t-held, exclude: [t-a*], conffiles: replace, only: [t-*], max_age: 100000"
    done = operator.run(PLAY % arguments, "--limit", host.name, code=0)
    assert {"t-held (hold)": (False, True), "t-boot": ("1.0", "2.0"), "t-conf": ("1.0", "2.0"),
            "t-lib": ("1.0", "1.1")} == done.changes(host, "patch")  # fmt: skip
    assert "a=2\n" == sh(lab, host, f"cat {CONF}")
    kept = {one["package"]: one["held"] for one in told(done, host)["kept_back"]}
    assert {"t-held": "on hold", "t-app": "excluded", "t-ask": "excluded"} == kept
    assert "t-held\n" == sh(lab, host, "apt-mark showhold")
    assert [] == operator.run(PLAY % arguments, "--limit", host.name, code=0).ends("changed")


def test_security_only_with_what_it_needs(lab: Lab, operator: Operator, tmp_path: Path) -> None:
    host = lab.hosts[0]
    # Newer than what security has, so that it is not the candidate.
    begin(lab, host, tmp_path / "archive", backports=[Deb("t-app", "3.0", depends="t-lib")])
    done = operator.run(PLAY % "security_only: true", "--limit", host.name, code=0)
    assert {"t-app": ("1.0", "1.1"), "t-lib": ("1.0", "1.1")} == done.changes(host, "patch")
    assert [] == operator.run(PLAY % "security_only: true", "--limit", host.name, code=0).ends("changed")


def test_a_lock_is_waited_for_and_its_holder_named(lab: Lab, operator: Operator, tmp_path: Path) -> None:
    host = lab.hosts[0]
    begin(lab, host, tmp_path / "archive")
    program = ("import fcntl,time; f=open('/var/lib/dpkg/lock-frontend','w'); fcntl.lockf(f,fcntl.LOCK_EX); "
               "print('held',flush=True); time.sleep(%d)")  # fmt: skip
    holder = subprocess.Popen(lab.ssh(host, [f"exec python3 -c \"{program % 100}\""]), stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert "held\n" == holder.stdout.readline()
    operator.run(PLAY % "", "--check", "--limit", host.name, code=3)
    done = operator.run(PLAY % "lock_timeout: 1", "--limit", host.name, code=4)
    message = done.ends("failed")[0]["message"]
    found = re.search(r"is locked by process (\d+) \(python3 -c import fcntl,time", message)
    assert found is not None, message
    assert {"1.0"} == set(versions(lab, host).values())
    sh(lab, host, f"kill {found[1]}")
    holder.wait(10)
    short = subprocess.Popen(lab.ssh(host, [f"exec python3 -c \"{program % 4}\""]), stdout=subprocess.PIPE, text=True)
    assert short.stdout is not None
    short.stdout.readline()
    start = time.monotonic()
    assert PENDING == operator.run(PLAY % "", "--limit", host.name, code=0).changes(host, "patch")
    assert time.monotonic() - start > 2
    short.wait(10)


def test_a_run_of_dpkg_that_was_cut_off_is_repaired_first(lab: Lab, operator: Operator, tmp_path: Path) -> None:
    host = lab.hosts[0]
    begin(lab, host, tmp_path / "archive", cut=[Deb("t-cut", "1.0", scripts={"postinst": CUT})])
    lab.run(host, ["sh", "-c", "rm -f /root/cut; apt-get -qq install -y t-cut"])
    assert "half-configured\n" == sh(lab, host, "dpkg-query -W -f '${db:Status-Status}\\n' t-cut")
    wanted = {**PENDING, "interrupted": ("t-cut", None)}
    assert wanted == operator.run(PLAY % "", "--check", "--limit", host.name, code=3).changes(host, "patch")
    done = operator.run(PLAY % "", "--limit", host.name, code=0)
    assert wanted == done.changes(host, "patch")
    assert {**{name: new for name, (_, new) in PENDING.items()}, "t-cut": "1.0"} == versions(lab, host)
    assert [] == operator.run(PLAY % "", "--limit", host.name, code=0).ends("changed")


def test_services_that_run_old_files(lab: Lab, operator: Operator, tmp_path: Path) -> None:
    host = lab.hosts[0]
    program = (Path(lab.record.base) / "bin/sleep").read_bytes()
    files: dict[str, str | bytes] = {"/usr/lib/t-daemon/run": program, "/lib/systemd/system/t-daemon.service": UNIT}
    daemons = [Deb("t-daemon", version, files=files) for version in ("1.0", "2.0")]
    begin(lab, host, tmp_path / "archive", more=daemons)
    sh(lab, host, "apt-get -qq install -y t-daemon=1.0; systemctl daemon-reload; systemctl start t-daemon")
    before = sh(lab, host, "systemctl show -p MainPID t-daemon")
    done = operator.run(PLAY % "only: [t-daemon]", "--limit", host.name, code=0)
    assert ["t-daemon.service"] == told(done, host)["services_with_old_files"]
    assert before == sh(lab, host, "systemctl show -p MainPID t-daemon")
    restart = PLAY % "only: [t-daemon], restart: services"
    done = operator.run(restart, "--limit", host.name, code=0)
    assert {"restart": (["t-daemon.service"], [])} == done.changes(host, "patch")
    assert before != sh(lab, host, "systemctl show -p MainPID t-daemon")
    assert [] == operator.run(restart, "--limit", host.name, code=0).ends("changed")


def test_a_bad_package_stops_at_the_canary(lab: Lab, operator: Operator, tmp_path: Path) -> None:
    bad = [Deb("t-bad", "1.0"), Deb("t-bad", "2.0", scripts={"postinst": "#!/bin/sh\nexit 1\n"})]
    for host in lab.hosts:
        begin(lab, host, tmp_path / host.name, bad=bad)
        sh(lab, host, "apt-get -qq install -y t-bad=1.0 >/dev/null 2>&1")
    waves = (PLAY % "").replace("hosts: lab,", 'hosts: lab, serial: [1, "100%"], max_fail_percentage: 0,')
    done = operator.run(waves, code=4)
    assert [lab.hosts[0].name] == [event["host"] for event in done.ends("failed")]
    assert "t-bad" in done.ends("failed")[0]["message"]
    assert [] == done.ends(host=lab.hosts[1].name)
    assert {"1.0"} == set(versions(lab, lab.hosts[1]).values())
