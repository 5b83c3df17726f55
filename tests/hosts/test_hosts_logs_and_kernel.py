"""The roles log_rotation and sysctl_tuning on hosts with systemd and without: what they set up works, also after a reboot."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hosts.archive import sh
from hosts.operating import Done, Operator

from pushcfg.lab import Lab

pytestmark = pytest.mark.slow

PLAYBOOKS = Path(__file__).parent.parent.parent / "playbooks"
LOGS = "log_rotation_files: [{name: shop, paths: [/var/log/shop/*.log], rotate: 2}]"
WEB = "sysctl_tuning_profiles: [server, web], sysctl_tuning_host: {net.core.somaxconn: 1234, kernel.sysrq: null}"


@pytest.fixture(scope="module")
def lab(root: None) -> Iterator[Lab]:
    """A host with systemd."""
    with Lab.up(f"t{os.getpid()}-logs", 1, systemd=True) as up:
        yield up


@pytest.fixture(scope="module")
def plain(root: None) -> Iterator[Lab]:
    """A host without."""
    with Lab.up(f"t{os.getpid()}-logs-plain", 1) as up:
        yield up


def foretold(done: Done) -> list[tuple[str, str, list[str]]]:
    """(task, item, attributes) of what has changed, or would."""
    return [(event["task"], event["item"], [change["attribute"] for change in event["changes"]])
            for event in done.ends("changed", "unknown")]  # fmt: skip


def converged(operator: Operator, playbook: str, variables: str) -> None:
    """Check, apply, and a second run that is empty; what the check has foretold is what was changed."""
    check = operator.run(PLAYBOOKS / playbook, "--check", variables=variables, code=3)
    assert foretold(check) == foretold(operator.run(PLAYBOOKS / playbook, variables=variables, code=0))
    assert [] == operator.run(PLAYBOOKS / playbook, variables=variables, code=0).ends("changed")


def test_logs_are_rotated_twice(lab: Lab, operator: Operator) -> None:
    host = lab.hosts[0]
    verify = (PLAYBOOKS / "log_rotation.yml", "--tags", "verify")
    converged(operator, "log_rotation.yml", LOGS + ", log_rotation_calendar: hourly, log_rotation_dateext: false")
    assert "OnCalendar=hourly" in sh(lab, host, "systemctl cat logrotate.timer")
    assert "NextElapse" in sh(lab, host, "systemctl show logrotate.timer -p NextElapseUSecRealtime")
    never = operator.run(*verify, "--check", variables=LOGS, code=3)
    assert {"last run": (None, "at most 28h ago")} == never.changes(host, "rotation_status")

    sh(lab, host, "mkdir -p /var/log/shop; echo one > /var/log/shop/a.log; systemctl start logrotate.service")
    operator.run(*verify, "--check", variables=LOGS, code=0)
    for text in ("two", "three"):
        sh(lab, host, f"""sed -i 's|\\("/var/log/shop/a.log"\\).*|\\1 2026-1-1-0:0:0|' /var/lib/logrotate/status
            systemctl start logrotate.service; echo {text} > /var/log/shop/a.log""")
    assert "three\ntwo\none\n" == sh(lab, host, "cd /var/log/shop; cat a.log a.log.1; zcat a.log.2.gz")
    operator.run(*verify, "--check", variables=LOGS, code=0)

    # Overdue, and too large: each as a difference in a check, and as a failure in an apply.
    sh(lab, host, """sed -i 's|\\("/var/log/shop/a.log"\\).*|\\1 2026-1-1-0:0:0|' /var/lib/logrotate/status
        head -c 3000000 /dev/zero > /var/log/large""")
    limits = LOGS + ", log_rotation_max_size: 1M"
    late = operator.run(*verify, "--check", variables=limits, code=3).changes(host, "rotation_status")
    assert {"rotated /var/log/shop/a.log", "used by /var/log"} == set(late)
    operator.run(*verify, variables=limits, code=4)


def test_a_path_that_is_rotated_twice_is_refused(lab: Lab, operator: Operator) -> None:
    host = lab.hosts[0]
    twice = "log_rotation_files: [{name: other, paths: [/var/log/dpkg.log]}]"
    for words in (("--check",), ()):
        failed = operator.run(PLAYBOOKS / "log_rotation.yml", *words, variables=twice, code=4).ends("failed")
        assert ["/var/log/dpkg.log is rotated by /etc/logrotate.d/dpkg:1 already, and would be by /etc/logrotate.d/other: "
                "take one of them out"] == [event["message"] for event in failed if event["item"]]  # fmt: skip
    assert "" == sh(lab, host, "ls /etc/logrotate.d | grep other || true")


def test_without_systemd_cron_does_it(plain: Lab, tmp_path: Path) -> None:
    operator, host = Operator(tmp_path, plain), plain.hosts[0]
    converged(operator, "log_rotation.yml", LOGS)
    assert "0 0 * * * root flock " in sh(plain, host, "cat /etc/cron.d/logrotate")
    command = sh(plain, host, "tail -n 1 /etc/cron.d/logrotate").split(" root ", 1)[1]
    sh(plain, host, command)
    operator.run(PLAYBOOKS / "log_rotation.yml", "--tags", "verify", "--check", variables=LOGS, code=0)


def test_with_cron_the_command_is_the_users_and_all_else_is_roots(plain: Lab, tmp_path: Path) -> None:
    operator, host = Operator(tmp_path, plain), plain.hosts[0]
    sh(plain, host, "umask 077; echo SECRET=geheim > /etc/secret")
    play = """
    - hosts: lab
      tasks:
        - schedule: {name: tell, command: 'echo "$(id -un) $HOME $SECRET" >> /tmp/told; false', calendar: daily, user: ops,
                     environment_file: /etc/secret, on_failure: id -un >> /root/failed}
    """
    assert 5 == len(operator.run(play, code=0).changes(host, "schedule")["next runs"][1])
    sh(plain, host, sh(plain, host, "tail -n 1 /etc/cron.d/tell").split(" root ", 1)[1])
    assert "ops /home/ops geheim\nroot\n" == sh(plain, host, "cat /tmp/told /root/failed")
    assert [] == operator.run(play, code=0).ends("changed")


def test_parameters_hold_after_a_reboot(lab: Lab, operator: Operator) -> None:
    host = lab.hosts[0]
    converged(operator, "sysctl.yml", WEB)
    names = "net.core.somaxconn net.ipv4.tcp_keepalive_time net.ipv4.ip_local_port_range net.ipv4.conf.all.accept_redirects"
    text = sh(lab, host, "cat /etc/sysctl.d/99-tuning.conf")
    assert "# bursts of connections" not in text
    assert "# a proxy uses a local port" in text
    assert "kernel.sysrq" not in text
    wanted = "1234\n600\n10240\t65000\n0\n"
    assert wanted == sh(lab, host, f"sysctl -n {names}")
    before = sh(lab, host, "cut -d ' ' -f 22 /proc/1/stat")
    operator.run("- {hosts: lab, gather_facts: false, tasks: [{reboot: {}}]}\n", code=0)
    assert before != sh(lab, host, "cut -d ' ' -f 22 /proc/1/stat")
    assert wanted == sh(lab, host, f"sysctl -n {names}")
    assert [] == operator.run(PLAYBOOKS / "sysctl.yml", variables=WEB, code=0).ends("changed")

    # A later file that sets one of them otherwise shows with its place, and so does the value that runs; that the role cannot
    # win over that file is foretold.
    sh(lab, host, "echo net.core.somaxconn=77 > /etc/sysctl.d/99-zz-late.conf; sysctl -q -w net.ipv4.tcp_keepalive_time=7")
    check = operator.run(PLAYBOOKS / "sysctl.yml", "--check", variables=WEB, code=4)
    assert {"boot net.core.somaxconn": ("77 (/etc/sysctl.d/99-zz-late.conf:1)", "1234"),
            "kernel net.ipv4.tcp_keepalive_time": ("7", "600")} == check.changes(host, "sysctl_dir")  # fmt: skip
    assert "boot net.core.somaxconn is 77 (/etc/sysctl.d/99-zz-late.conf:1), wanted 1234" in check.ends("failed")[0]["message"]


@pytest.mark.parametrize("profile", ["router", "hardened", "database"])
def test_every_profile_can_be_applied(lab: Lab, operator: Operator, profile: str) -> None:
    sh(lab, lab.hosts[0], "rm -f /etc/sysctl.d/99-zz-late.conf")
    variables = f"sysctl_tuning_profiles: [server, {profile}], sysctl_tuning_ignoreerrors: true"
    operator.run(PLAYBOOKS / "sysctl.yml", variables=variables, code=0)
    assert [] == operator.run(PLAYBOOKS / "sysctl.yml", variables=variables, code=0).ends("changed")
