"""What runs when, on real hosts: side by side, one after the other, and what a failure stops."""

import pytest
from hosts.operating import Done, Operator, processes, upper

from pushcfg.lab import Host

SLEEPS = """
- hosts: lab
  gather_facts: false
  tasks:
    - {name: one, command: sleep 1, changed_when: false}
    - {name: two, command: sleep 1, changed_when: false, needs: []}
    - {name: three, command: sleep 1, changed_when: false, needs: []}
"""


def stretch(done: Done, host: Host, *tasks: str) -> float:
    """Seconds from the first start to the last end of tasks on a host, by the host's own clock."""
    results = [event["result"] for event in done.ends(host=host.name) if event["task"] in tasks]
    starts, ends = (sorted(seconds(result[key]) for result in results) for key in ("start", "end"))
    return ends[-1] - starts[0]


def seconds(moment: str) -> float:
    """The time of day in seconds."""
    hours, minutes, rest = moment.split(" ")[1].split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)


def test_needs_run_side_by_side_on_every_host(operator: Operator) -> None:
    done = operator.run(SLEEPS, code=0)
    for host in operator.lab.hosts:
        assert stretch(done, host, "one", "two", "three") < 1.8


def test_without_needs_they_take_turns(operator: Operator) -> None:
    done = operator.run(SLEEPS.replace(", needs: []", ""), code=0)
    for host in operator.lab.hosts:
        assert stretch(done, host, "one", "two", "three") > 2.9


def test_a_handler_runs_once_and_only_where_it_was_notified(operator: Operator) -> None:
    first = operator.lab.hosts[0]
    operator.lab.run(first, ["sh", "-c", "echo same > /etc/one; echo same > /etc/two; chmod 644 /etc/one /etc/two"])
    text = """
    - hosts: lab
      gather_facts: false
      tasks:
        - copy: {content: "same\\n", dest: /etc/one, mode: "0644"}
          notify: tell
        - copy: {content: "same\\n", dest: /etc/two, mode: "0644"}
          notify: tell
      handlers:
        - name: tell
          shell: echo told >> /var/tmp/told
    """
    operator.run(text, code=0)
    assert [1, 0, 0] == [operator.lab.run(host, ["cat", "/var/tmp/told"]).returncode for host in operator.lab.hosts]
    for host in operator.lab.hosts[1:]:
        assert "told\n" == operator.lab.run(host, ["cat", "/var/tmp/told"]).stdout
    operator.run(text, code=0)
    assert "told\n" == operator.lab.run(operator.lab.hosts[2], ["cat", "/var/tmp/told"]).stdout


@pytest.mark.parametrize(("serial", "sizes"), [("1", [1, 1, 1]), ("[1, 2]", [1, 2]), ("'67%'", [2, 1])])
def test_serial(operator: Operator, serial: str, sizes: list[int]) -> None:
    text = f"""
    - hosts: lab
      serial: {serial}
      gather_facts: false
      tasks:
        - command: sleep 0.2
          changed_when: false
    """
    events = operator.run(text, code=0).events
    assert sizes == [len(event["hosts"]) for event in events if event["event"] == "play_started"]
    words = [event["event"] for event in events if event["event"] in ("play_started", "task_ended")]
    expected = [word for size in sizes for word in ["play_started", *size * ["task_ended"]]]
    assert expected == words


def test_a_failure_stops_only_its_host_and_its_needs(operator: Operator) -> None:
    first, second, third = (host.name for host in operator.lab.hosts)
    text = f"""
    - hosts: lab
      gather_facts: false
      tasks:
        - {{name: fine, command: "true", changed_when: false, id: fine}}
        - {{name: breaks, command: "test {{{{ inventory_hostname }}}} != {second}", changed_when: false}}
        - {{name: after, command: "true", changed_when: false}}
        - {{name: free, command: "true", changed_when: false, needs: [fine]}}
    - hosts: lab
      gather_facts: false
      tasks:
        - {{name: next play, command: "true", changed_when: false}}
    """
    done = operator.run(text, code=4)
    names = ["fine", "breaks", "after", "free", "next play"]
    for host in (first, third):
        assert sorted((name, "ok") for name in names) == sorted(done.told(host))
    assert {"fine": "ok", "breaks": "failed", "after": "blocked", "free": "ok"} == dict(done.told(second))
    (failed,) = done.ends("failed")
    assert [second, 1] == [failed["host"], failed["result"]["rc"]]


def test_a_later_serial_batch_does_not_start_after_a_whole_batch_has_failed(operator: Operator) -> None:
    text = """
    - hosts: lab
      serial: 1
      gather_facts: false
      tasks:
        - command: "false"
    """
    done = operator.run(text, code=4)
    assert [operator.lab.hosts[0].name] == [event["host"] for event in done.ends()]


def test_a_run_that_changes_nothing_leaves_nothing(operator: Operator) -> None:
    before = [upper(host) for host in operator.lab.hosts]
    text = """
    - hosts: lab
      tasks:
        - ping:
        - stat: {path: /etc/passwd}
        - file: {path: /etc, state: directory}
        - copy: {src: big, dest: /var/tmp/big, mode: "0600"}
          check_mode: true
        - command: id
          become: true
          become_user: ops
    """
    operator.write("big", 70000 * "x")
    operator.run(text, code=0)
    assert before == [upper(host) for host in operator.lab.hosts]
    assert 3 * [[]] == [processes(operator.lab, host) for host in operator.lab.hosts]
    kept = operator.lab.run(operator.lab.hosts[0], ["sh", "-c", "ls -A /tmp /var/tmp /root /run/user /dev/shm"])
    assert "pushcfg" not in kept.stdout
    assert "ansible" not in kept.stdout
