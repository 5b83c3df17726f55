"""Secrets of a run are in nothing that it prints, and in no process list."""

import json
import re
import threading

import pytest
from hosts.operating import Operator

SECRET = "s3cr3t-Content/99"
TEXT = f"""
- hosts: lab
  become: true
  vars:
    token: {SECRET}
  tasks:
    - name: quiet copy
      copy: {{content: "key={{{{ token }}}}\\n", dest: /etc/quiet, mode: "0600"}}
      no_log: true
    - name: quiet failure
      command: /bin/sh -c 'sleep 1; echo {{{{ token }}}}; exit 1'
      no_log: true
      ignore_errors: true
      when: false
    - name: quiet loop
      lineinfile: {{path: /etc/quiet, line: "{{{{ item }}}}"}}
      loop: ["{{{{ token }}}}-1", "{{{{ token }}}}-2"]
      no_log: true
    - name: quiet error
      copy: {{content: "{{{{ token }}}}", dest: "/no/such/{{{{ token }}}}"}}
      no_log: true
      ignore_errors: true
    - name: a while
      command: sleep 1
      changed_when: false
"""
# What every process in a host was started with and has in its environment, as often as a second allows.
LOOK = "for i in $(seq 60); do cat /proc/[0-9]*/{cmdline,environ} 2>/dev/null | tr '\\0' ' '; sleep 0.05; done"


@pytest.fixture(scope="module")
def password(lab) -> str:
    """A password for sudo that is no other word."""
    word = "Xyzzy'12 \"quoted\" Plugh"
    for host in lab.hosts:
        assert 0 == lab.run(host, ["chpasswd"], stdin=f"opspw:{word}\n").returncode
    return word


@pytest.mark.parametrize("words", [["--json", "-vvv"], ["-vvv", "--diff"], ["-C", "-D", "-vvv"], ["-C", "--json"]])
def test_nothing_shows_them(operator: Operator, password: str, words: list[str]) -> None:
    host = operator.lab.hosts[0]
    operator.lab.run(host, ["rm", "-f", "/etc/quiet"])
    seen: list[str] = []
    looking = threading.Thread(target=lambda: seen.append(operator.lab.run(host, ["bash", "-c", LOOK]).stdout))
    looking.start()
    own = operator.write("secret.json", json.dumps({"ansible_become_password": password}))
    code = 3 if "-C" in words else 0
    done = operator.run(TEXT, "-e", f"@{own}", *words, code=code, variables="ansible_user: opspw", json=False)
    looking.join()
    assert "runner" in seen[0] or "zlib" in seen[0], "the processes of the run were not seen"
    for text in (done.text, seen[0]):
        assert SECRET not in text
        assert "Xyzzy" not in text
        assert "Plugh" not in text
    assert re.search("quiet (copy|loop)", done.text)
