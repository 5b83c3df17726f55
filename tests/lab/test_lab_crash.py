"""What is left of a lab whose supervisor was killed, and after `down`."""

import os
import signal
import subprocess
import time

import pytest
from lab_traces import name, traces

from pushcfg.errors import LabError
from pushcfg.lab import Lab, lab, state
from pushcfg.lab.sweep import leftovers


@pytest.mark.parametrize("systemd", [False, True])
def test_down_cleans_up_after_a_crash(root: None, systemd: bool, machine) -> None:
    before = machine()
    crashed = Lab.up(name("crash"), 2, systemd=systemd)
    crashed.run(crashed.hosts[0], ["sh", "-c", "touch /etc/locked && chattr +i /etc/locked"])
    # A process that tries to outlive all else.
    crashed.run(crashed.hosts[0], ["sh", "-c", "setsid nohup sleep 1000 > /dev/null 2>&1 &"])
    pid = state.supervisor(crashed.state_dir)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    end = time.monotonic() + 10
    while list(leftovers(crashed.state_dir)) and time.monotonic() < end:
        time.sleep(0.05)
    assert list(leftovers(crashed.state_dir)) == [], "hosts outlive their supervisor"
    assert not state.is_up(crashed.state_dir)
    lab.down(crashed.state_dir)
    assert traces(crashed.state_dir) == []
    assert before == machine()


def test_up_after_a_crash_starts_afresh(root: None) -> None:
    crashed = Lab.up(name("again"), 1)
    crashed.run(crashed.hosts[0], ["touch", "/etc/old"])
    os.kill(state.supervisor(crashed.state_dir) or 0, signal.SIGKILL)
    end = time.monotonic() + 10
    while state.is_up(crashed.state_dir) and time.monotonic() < end:
        time.sleep(0.01)
    with Lab.up(name("again"), 1) as fresh:
        assert fresh.run(fresh.hosts[0], ["test", "-e", "/etc/old"]).returncode != 0
        assert subprocess.run(fresh.ssh(fresh.hosts[0], ["true"])).returncode == 0
    assert traces(fresh.state_dir) == []


def test_a_lab_that_cannot_start_leaves_nothing(root: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lab.base, "ensure", lambda report: state.roots()[0])
    with pytest.raises(LabError, match="did not start"):
        Lab.up(name("broken"), 1)
    assert state.of(name("broken")) is None


def test_two_labs_are_up_at_a_time(root: None) -> None:
    with Lab.up(name("one"), 1) as one, Lab.up(name("two"), 1) as two:
        assert one.hosts[0].address != two.hosts[0].address
        one.down()
        assert two.run(two.hosts[0], ["true"]).returncode == 0
        with pytest.raises(LabError, match="is not up"):
            one.run(one.hosts[0], ["true"])
        one = Lab.up(name("one"), 1)
        one.down()
