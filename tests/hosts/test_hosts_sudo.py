"""Becoming another user on real hosts: by root, by sudo without a password and with one."""

import pytest
from hosts.operating import Operator, on_terminal, processes

WHO = """
- hosts: lab
  gather_facts: false
  tasks:
    - command: id -un
      register: before
    - command: id -un
      become: true
      register: root
    - command: id -un
      become: true
      become_user: ops
      register: other
    - assert:
        that: ["before.stdout == login", "root.stdout == 'root'", "other.stdout == 'ops'"]
"""


@pytest.mark.parametrize(("login", "variables"), [
    ("root", "login: root"),
    ("ops", "login: ops, ansible_user: ops"),
    ("opspw", "login: opspw, ansible_user: opspw, ansible_become_password: lab"),
    ("opspw", "login: opspw, ansible_user: opspw, ansible_become_pass: '{{ pw }}', pw: lab"),
])  # fmt: skip
def test_root_and_others_are_become(operator: Operator, login: str, variables: str) -> None:
    done = operator.run(WHO, code=0, variables=variables)
    assert 3 * ["ok"] == [event["status"] for event in done.ends() if event["module"] == "assert"]


def test_a_sudo_that_asks_nothing_needs_no_password_even_if_there_is_one(operator: Operator) -> None:
    operator.run(WHO, code=0, variables="login: ops, ansible_user: ops, ansible_become_password: not needed")


def test_the_password_is_asked_for_on_the_terminal(operator: Operator) -> None:
    words = operator.words(WHO, "-K", variables="login: opspw, ansible_user: opspw", json=False)
    code, said = on_terminal(words, operator.folder, [("sudo password", "lab")])
    assert 0 == code, said
    assert "lab\r\n" not in said.split("PLAY")[0], "the password was shown"


def test_a_wrong_password_costs_seconds_and_is_not_told(operator: Operator) -> None:
    done = operator.run(WHO, code=5, json=False,
                        variables="login: opspw, ansible_user: opspw, ansible_become_password: wr0ng")  # fmt: skip
    assert "sudo refused the password; check -K, or ansible_become_password" in done.text
    assert "wr0ng" not in done.text
    assert done.seconds < 10
    assert 3 == done.stdout.count("unreachable  ")
    assert all(processes(operator.lab, host) == [] for host in operator.lab.hosts)


def test_a_missing_password_is_asked_for_in_the_message(operator: Operator) -> None:
    done = operator.run(WHO, code=5, json=False, variables="login: opspw, ansible_user: opspw")
    assert "give the sudo password with -K, or ansible_become_password" in done.text
    assert done.seconds < 10


@pytest.mark.parametrize("login", ["root", "ops"])
def test_a_user_that_is_not_there_cannot_be_become(operator: Operator, login: str) -> None:
    text = """
    - hosts: lab
      gather_facts: false
      tasks:
        - command: id
          become: true
          become_user: nobody-of-that-name
    """
    done = operator.run(text, code=5, json=False, variables=f"ansible_user: {login}")
    assert "nobody-of-that-name" in done.text
    assert done.seconds < 10


@pytest.mark.parametrize("login", ["root", "ops"])
def test_files_belong_to_who_was_become(operator: Operator, login: str) -> None:
    place = f"/var/tmp/by-{login}"
    text = f"""
    - hosts: lab
      gather_facts: false
      become: true
      become_user: opspw
      tasks:
        - copy:
            content: "{'x' * 70000}"
            dest: {place}
            mode: "0640"
        - stat: {{path: {place}}}
          register: found
        - assert: {{that: [found.stat.pw_name == 'opspw', found.stat.size == 70000, found.stat.mode == '0640']}}
        - file: {{path: {place}-dir, state: directory}}
          become_user: ops
        - copy: {{content: x, dest: {place}-dir/no}}
          ignore_errors: true
          register: refused
        - assert: {{that: refused is failed}}
    """
    operator.run(text, code=0, variables=f"ansible_user: {login}")
    assert "changed" not in {status for _, status in operator.run(text, code=0).told(operator.lab.hosts[0])}
