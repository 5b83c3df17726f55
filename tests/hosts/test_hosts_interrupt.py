"""A run that is interrupted or killed leaves nothing at work on any host."""

import signal
import time

import pytest
from hosts.operating import Operator, processes, quiet

SLEEP = """
- hosts: lab
  gather_facts: false
  tasks:
    - name: a long sleep
      command: sleep 300
    - ping:
"""
# Processes in a group and session of their own, and deaf to a polite end, are work in hand as well.
HARD = """
- hosts: lab
  gather_facts: false
  tasks:
    - name: a hard sleep
      shell: "trap '' TERM HUP INT; (setsid sleep 302 &) ; sleep 301 & sleep 300; sleep 300"
"""


def asleep(operator: Operator) -> None:
    """Wait until every host sleeps."""
    end = time.monotonic() + 20
    while not all(any("sleep 300" in line for line in processes(operator.lab, host)) for host in operator.lab.hosts):
        assert time.monotonic() < end, [processes(operator.lab, host) for host in operator.lab.hosts]
        time.sleep(0.1)


@pytest.mark.parametrize("login", ["root", "ops", "opspw"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_remote_work_and_tells_what_was_in_flight(
    operator: Operator, login: str, number: signal.Signals
) -> None:
    text = SLEEP if login == "root" else SLEEP.replace("gather", "become: true\n  gather")
    variables = f"ansible_user: {login}, ansible_become_password: lab"
    with operator.start(text, variables=variables) as run:
        asleep(operator)
        run.send_signal(number)
        start = time.monotonic()
        stdout, stderr = run.communicate(timeout=20)
    assert 130 == run.returncode, stdout + stderr
    assert time.monotonic() - start < 5
    assert 3 * [[]] == [quiet(operator.lab, host, 5 - (time.monotonic() - start)) for host in operator.lab.hosts]
    names = ", ".join(host.name for host in operator.lab.hosts)
    assert "interrupted; this was in flight, and may or may not have been done:" in stdout
    assert f"    a long sleep: {names}\n" in stdout
    assert "Traceback" not in stdout + stderr


def test_two_signals_at_once_do_not_show_a_traceback(operator: Operator) -> None:
    with operator.start(SLEEP) as run:
        asleep(operator)
        run.send_signal(signal.SIGINT)
        time.sleep(0.05)
        run.send_signal(signal.SIGINT)
        stdout, stderr = run.communicate(timeout=20)
    # The second may come when Python is about to end: then the signal ends it, which a shell shows as 130 as well.
    assert run.returncode in (130, -signal.SIGINT), stdout + stderr
    assert "Traceback" not in stdout + stderr
    assert 3 * [[]] == [quiet(operator.lab, host, 5) for host in operator.lab.hosts]


@pytest.mark.parametrize("login", ["root", "ops"])
def test_kill_9_leaves_nothing_at_work(operator: Operator, login: str) -> None:
    text = SLEEP if login == "root" else SLEEP.replace("gather", "become: true\n  gather")
    with operator.start(text, variables=f"ansible_user: {login}") as run:
        asleep(operator)
        run.kill()
        run.communicate(timeout=20)
    assert 3 * [[]] == [quiet(operator.lab, host, 5) for host in operator.lab.hosts]


def test_what_ignores_a_polite_end_is_ended_too(operator: Operator) -> None:
    with operator.start(HARD) as run:
        asleep(operator)
        run.send_signal(signal.SIGINT)
        start = time.monotonic()
        run.communicate(timeout=20)
    assert time.monotonic() - start < 5
    # A process that has left its session on purpose is a daemon that the task has started.
    for host in operator.lab.hosts:
        operator.lab.run(host, ["pkill", "-KILL", "-f", "sleep 302"])
    assert 3 * [[]] == [quiet(operator.lab, host, 5 - (time.monotonic() - start)) for host in operator.lab.hosts]
