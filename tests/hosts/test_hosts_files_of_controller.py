"""Files that tasks of a run make on the controller, for others to bring to hosts: fetched, made there, downloaded."""

from __future__ import annotations

import pytest
from hosts.operating import Operator

from pushcfg.lab import Lab

SITE = """
- hosts: lab
  gather_facts: false
  vars: {here: "{{ playbook_dir }}/made", mine: "{{ here }}/{{ inventory_hostname }}"}
  tasks:
    - {name: make, copy: {content: "of {{ inventory_hostname }}", dest: /root/made}}
    - {name: fetch, fetch: {src: /root/made, dest: "{{ mine }}", flat: true}}
    - {name: push, copy: {src: "{{ mine }}", dest: /root/back}}
    - {name: fetch for all, fetch: {src: /root/made, dest: "{{ here }}/once", flat: true}, run_once: true}
    - {name: push to all, copy: {src: "{{ here }}/once", dest: /root/once}}
    - name: command
      local_action: "command tar cf {{ mine }}.tar -C /etc hostname"
      args: {creates: "{{ mine }}.tar"}
    - {name: unpack, unarchive: {src: "{{ mine }}.tar", dest: /opt}}
    - {name: download, get_url: {url: "file:///etc/hosts", dest: "{{ mine }}.hosts"}, delegate_to: localhost}
    - {name: push download, copy: {src: "{{ mine }}.hosts", dest: /root/hosts}}
    - {name: variables, copy: {content: "made: 7", dest: "{{ mine }}.yml"}, delegate_to: localhost}
    - {name: read, include_vars: "{{ mine }}.yml"}
    - {name: look, set_fact: {seen: "{{ lookup('file', mine ~ '.yml') }} {{ made }}"}}
    - {name: source, copy: {content: "{% raw %}{{ seen }}{% endraw %}", dest: "{{ mine }}.j2"}, delegate_to: localhost}
    - {name: template, template: {src: "{{ mine }}.j2", dest: /root/template}}
- hosts: lab
  gather_facts: false
  tasks:
    - {name: next play, copy: {src: "{{ playbook_dir }}/made/once", dest: /root/next}}
"""
READERS = ("push", "push to all", "unpack", "push download", "read", "look", "template", "next play")


def test_what_an_earlier_task_makes_is_unknown_in_a_check_and_there_in_an_apply(operator: Operator, lab: Lab) -> None:
    first, last = lab.hosts[0], lab.hosts[-1]
    told = operator.run(SITE, "--check", code=3).told(last)
    assert set(READERS) == {task for task, status in told if status == "unknown" and task in READERS}
    assert not (operator.folder / "made").exists()
    done = operator.run(SITE, code=0)
    assert {"ok", "changed"} == {status for _, status in done.told(last)}
    assert f"of {last.name}of {first.name}made: 7 7of {first.name}" == "".join(
        (last.upper / "root" / name).read_text() for name in ("back", "once", "template", "next"))
    assert [] == operator.run(SITE, code=0).ends("changed", "failed")
    assert [] == operator.run(SITE, "--check", code=0).ends("changed", "failed", "unknown")
    # What is there already is not what the apply would bring.
    told = operator.run(SITE.replace('"of {{', '"by {{'), "--check", code=3).told(last)
    assert {"push", "push to all", "next play"} == {task for task, status in told if status == "unknown"}


@pytest.mark.parametrize("task", ["copy: {src: nowhere, dest: /root/x}", "include_vars: nowhere.yml"])
def test_a_file_that_no_task_may_make_is_an_error_before_any_host(operator: Operator, lab: Lab, task: str) -> None:
    done = operator.run(f"""
        - hosts: lab
          gather_facts: false
          tasks:
            - {{name: first, command: "true"}}
            - {task}
            - {{name: later, fetch: {{src: /etc/hostname, dest: "{{{{ playbook_dir }}}}/nowhere"}}}}
        """, code=2, json=False)
    assert "there is no 'nowhere" in done.stderr
