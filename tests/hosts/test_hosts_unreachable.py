"""Hosts that cannot be reached, logged in to or worked on: others go on, and the message says what to do."""

import socket
import subprocess

import pytest
from hosts.operating import Operator

PING = """
- hosts: all
  gather_facts: false
  tasks:
    - ping:
"""


def test_nothing_listens_there(operator: Operator) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = "%s:%d" % free.getsockname()
    address, port = place.split(":")
    extra = operator.write("gone.yml", f"all: {{hosts: {{gone: {{ansible_host: {address}, ansible_port: {port}}}}}}}")
    done = operator.run(PING, "-i", str(extra), code=5)
    assert 3 == len(done.ends("ok"))
    (lost,) = done.ends("unreachable")
    assert ("gone", f"cannot reach {place}: Connection refused") == (lost["host"], lost["message"])
    assert done.seconds < 10


def test_something_listens_that_never_answers(operator: Operator) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        place = f"ansible_host: 127.0.0.1, ansible_port: {port}"
        extra = operator.write("mute.yml", f"all: {{hosts: {{mute: {{{place}}}}}}}")
        done = operator.run(PING, "-i", str(extra), "-T", "1", code=5)
    assert ["mute"] == [event["host"] for event in done.ends("unreachable")]
    assert done.seconds < 30


def test_an_address_that_is_no_host(operator: Operator) -> None:
    extra = operator.write("name.yml", "all: {hosts: {name: {ansible_host: no.such.host.invalid}}}")
    done = operator.run(PING, "-i", str(extra), code=5)
    (lost,) = done.ends("unreachable")
    assert lost["message"].startswith("cannot reach no.such.host.invalid:22: ")


def test_a_wrong_host_key(operator: Operator) -> None:
    first = operator.lab.hosts[0]
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", operator.folder / "other"], check=True)
    key = " ".join((operator.folder / "other.pub").read_text().split()[:2])
    known = operator.write("known", f"[{first.address}]:{first.port} {key}\n")
    extra = operator.write("wrong.yml", f"""
        all: {{hosts: {{{first.name}: {{ansible_ssh_common_args: -o UserKnownHostsFile={known}}}}}}}
    """)  # fmt: skip
    done = operator.run(PING, "-i", str(extra), code=5)
    (lost,) = done.ends("unreachable")
    assert first.name == lost["host"]
    assert f"the host key of {first.address}:{first.port}" in lost["message"]
    assert "ssh-key" in lost["message"]
    assert 2 == len(done.ends("ok"))
    # Told not to check, it logs in.
    off = operator.write("off.yml", f"all: {{hosts: {{{first.name}: {{ansible_host_key_checking: false}}}}}}")
    operator.run(PING, "-i", str(extra), "-i", str(off), code=0)


def test_a_refused_login(operator: Operator) -> None:
    first = operator.lab.hosts[0]
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", operator.folder / "stranger"], check=True)
    extra = operator.write("login.yml", f"""
        all: {{hosts: {{{first.name}: {{ansible_ssh_private_key_file: {operator.folder}/stranger}}}}}}
    """)  # fmt: skip
    done = operator.run(PING, "-i", str(extra), code=5)
    (lost,) = done.ends("unreachable")
    assert f"{first.address}:{first.port} refused the login as root" in lost["message"]
    assert "check ansible_user and ansible_ssh_private_key_file" in lost["message"]
    assert 2 == len(done.ends("ok"))


@pytest.mark.parametrize("interpreter", ["/opt/no/python3", "/bin/false", "/etc/passwd"])
def test_no_python(operator: Operator, interpreter: str) -> None:
    first = operator.lab.hosts[0]
    own = f"ansible_python_interpreter: {interpreter}"
    extra = operator.write("python.yml", f"all: {{hosts: {{{first.name}: {{{own}}}}}}}")
    done = operator.run(PING, "-i", str(extra), code=5)
    (lost,) = done.ends("unreachable")
    assert first.name == lost["host"]
    assert interpreter in lost["message"]
    assert "set ansible_python_interpreter" in lost["message"]
    assert done.seconds < 15
    assert 2 == len(done.ends("ok"))


def test_no_python_at_all(operator: Operator) -> None:
    first = operator.lab.hosts[0]
    hide = "for p in /usr/bin/python3*; do mv $p $p.hidden; done"
    # The lab's own door is a Python that runs already.
    assert 0 == operator.lab.run(first, ["sh", "-c", hide]).returncode
    try:
        done = operator.run(PING, code=5)
    finally:
        operator.lab.run(first, ["sh", "-c", "for p in /usr/bin/python3*.hidden; do mv $p ${p%.hidden}; done"])
    (lost,) = done.ends("unreachable")
    assert "found no Python 3.6 or later" in lost["message"]
    assert "install python3, or set ansible_python_interpreter" in lost["message"]


def test_a_module_that_crashes(operator: Operator) -> None:
    text = PING.replace("ping:", "ping: {data: crash}") + "    - ping:\n"
    for words in ([], ["-vv"]):
        done = operator.run(text, *words, code=4, json=False)
        assert 'File "' not in done.text
        assert "boom" in done.text
    words = operator.words(text, "-vvv", json=False)
    loud = subprocess.run(words, cwd=operator.folder, capture_output=True, text=True, timeout=60)
    assert (4, 3) == (loud.returncode, loud.stdout.count("Traceback (most recent call last)"))


@pytest.mark.parametrize("noise", [
    "echo noise; echo more noise >&2",
    "printf 'no newline at the end'",
    "printf '{\"op\": \"hello\"}\\n{\"op\": 3}\\n[1]\\n'",
    "head -c 300000 /dev/zero | tr '\\\\0' x; echo",
    "head -c 5000 /dev/urandom; echo",
])  # fmt: skip
def test_a_login_shell_that_prints(operator: Operator, noise: str) -> None:
    host = operator.lab.hosts[1]
    # sshd's bash reads .bashrc where it is told that its stdin is a network connection.
    operator.lab.run(host, ["sh", "-c", "cat > /home/ops/.bashrc; chown ops /home/ops/.bashrc"], stdin=noise + "\n")
    heard = operator.lab.ssh(host, ["true"], "ops")
    assert subprocess.run(heard, capture_output=True, timeout=20).stdout != b"", "the noise is not heard"
    done = operator.run(PING, code=0, variables="ansible_user: ops")
    assert 3 == len(done.ends("ok"))
    operator.run(PING.replace("gather", "become: true\n  gather"), code=0, variables="ansible_user: ops")


def test_a_host_goes_away_in_the_middle(operator: Operator) -> None:
    third = operator.lab.hosts[2]
    text = f"""
    - hosts: all
      gather_facts: false
      tasks:
        - name: falls
          shell: "[ {{{{ inventory_hostname }}}} != {third.name} ] || kill -9 $(pgrep sshd)"
          changed_when: false
        - ping:
    """
    done = operator.run(text, code=5)
    assert [third.name] == [event["host"] for event in done.ends("unreachable")]
    assert 2 == len([event for event in done.ends("ok") if event["module"] == "ping"])
