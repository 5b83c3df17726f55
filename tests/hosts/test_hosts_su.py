"""Becoming another user by su on real hosts: with a password, without one, and with a wrong one."""

from __future__ import annotations

import pytest
from hosts.operating import Operator, processes

WHO = """
- hosts: lab
  gather_facts: false
  become_method: su
  tasks:
    - {name: other, command: id -un, become: true, become_user: "{{ other }}", register: other_user}
    - {name: "its environment", command: "sh -c 'echo $HOME'", become: true, become_user: "{{ other }}", register: home}
    - {name: before, command: id -un, register: before}
    - {name: raw, raw: id -un, become: true, become_user: "{{ other }}", register: said, changed_when: false}
    - assert:
        that:
          - other_user.stdout == other
          - said.stdout | trim == other
          - before.stdout == login
          - home.stdout == home_of_other
"""
ROOT = """
- hosts: lab
  gather_facts: false
  tasks:
    - user: {name: root, password: "{{ 'of root' | password_hash('sha512', 'salt') }}"}
"""
PW = "ansible_become_password: lab"


@pytest.mark.parametrize("variables", [
    "login: root, other: ops, home_of_other: /home/ops",
    f"login: ops, ansible_user: ops, other: opspw, home_of_other: /home/opspw, {PW}",
    "login: ops, ansible_user: ops, other: root, home_of_other: /root, ansible_su_pass: of root, ansible_su_flags: -l",
])  # fmt: skip
def test_others_are_become_by_su(operator: Operator, variables: str) -> None:
    if "other: root" in variables:
        operator.run(ROOT, code=0)
    done = operator.run(WHO, code=0, variables=variables)
    assert 3 * ["ok"] == [event["status"] for event in done.ends() if event["module"] == "assert"]


def test_the_settings_may_say_su(operator: Operator) -> None:
    operator.write("pushcfg.toml", 'become_method = "su"\n')
    operator.run(WHO.replace("  become_method: su\n", ""), code=0,
                 variables=f"login: ops, ansible_user: ops, other: opspw, home_of_other: /home/opspw, {PW}")


def test_a_wrong_password_of_su_costs_seconds_and_is_not_told(operator: Operator) -> None:
    done = operator.run(WHO, code=5, json=False, variables="login: ops, ansible_user: ops, other: opspw, "
                        "home_of_other: /, ansible_become_password: wr0ng")  # fmt: skip
    assert "cannot become opspw: su: Authentication failure; give the su password with -K" in done.text
    assert "wr0ng" not in done.text
    assert done.seconds < 15
    assert all(processes(operator.lab, host) == [] for host in operator.lab.hosts)


def test_a_missing_password_of_su_is_asked_for_in_the_message(operator: Operator) -> None:
    done = operator.run(WHO, code=5, json=False, variables="login: ops, ansible_user: ops, other: opspw, home_of_other: /")
    assert "su asks for a password; give it with -K, or ansible_become_password" in done.text
    assert done.seconds < 15
