"""Modules with a controller's half (script, unarchive, assemble, uri, fetch) and raw: as Ansible leaves a second host."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from hosts.operating import Operator, upper

from pushcfg.lab import Lab

ANSIBLE = Path(sys.executable).with_name("ansible-playbook")
PLAY = """
- hosts: all
  gather_facts: false
  tasks:
    - raw: "echo from $0; echo err >&2"
      register: said
    - raw: exit 3
      register: bad
      failed_when: bad.rc != 3
    - raw: id -un
      become: true
      become_user: nobody
      register: nobody
    - script: say.sh one "two  three" $HOME
      register: script
    - script: {cmd: say.sh, creates: /etc/passwd}
    - unarchive: {src: app.tar.gz, dest: /opt, owner: root, mode: "u=rwX,go=rX"}
    - unarchive: {src: app.tar.gz, dest: /opt, owner: root, mode: "u=rwX,go=rX"}
      register: again
    - assemble: {src: parts, dest: /etc/whole, remote_src: false, delimiter: "# --", mode: "0640"}
    - copy: {content: "big\\n", dest: /srv/small}
    - shell: seq 1 400000 > /srv/large; touch /srv/empty
    - fetch: {src: "/srv/{{ item }}", dest: "{{ out }}"}
      loop: [small, large, empty]
      register: fetched
    - fetch: {src: /srv/../srv/large, dest: "{{ out }}/", flat: true}
    - fetch: {src: /srv/nothing, dest: "{{ out }}", fail_on_missing: false}
      register: nothing
    - fetch: {src: /srv/small, dest: "{{ out }}"}
      register: same
    - fetch: {src: /srv/secret, dest: "{{ out }}"}
      become: true
      become_user: nobody
      ignore_errors: true
      register: secret
    - copy:
        dest: "{{ out }}/told"
        content: |
          {{ said.stdout_lines[0] }} {{ 'err' in said.stdout + said.stderr }} {{ said.rc }} {{ bad.rc }}
          {{ nobody.stdout | trim }} {{ script.stdout | trim }} {{ script.rc }} {{ again is changed }} {{ nothing is changed }} {{ nothing.msg }}
          {{ same is changed }} {{ secret is failed }}
          {% for result in fetched.results %}
          {{ result.checksum }} {{ result.dest.partition(out)[2].replace(inventory_hostname, 'HOST') }} {{ result is changed }}
          {% endfor %}
      delegate_to: localhost
"""


@pytest.fixture
def sources(operator: Operator) -> Path:
    """What the playbook takes from the controller."""
    script = operator.write("files/say.sh", """\
        #!/bin/sh
        echo "$#" "$2" "$3" "$(basename "$0")"
        """)  # fmt: skip
    script.chmod(0o755)
    for name, text in (("1", "one"), ("2", "two\n"), ("3", "")):
        operator.write(f"files/parts/{name}", text)
    with tarfile.open(operator.folder / "files" / "app.tar.gz", "w:gz") as tar:
        for name, content in (("app/bin/tool", os.urandom(200_000)), ("app/conf", b"x = 1\n")):
            info = tarfile.TarInfo(name)
            info.size, info.mtime, info.mode = len(content), 1_600_000_000, 0o640
            tar.addfile(info, io.BytesIO(content))
    return operator.folder


def test_as_ansible_leaves_a_second_host(operator: Operator, lab: Lab, sources: Path) -> None:
    ours, theirs, checked = lab.hosts
    for host in lab.hosts:
        lab.run(host, ["sh", "-c", "touch /srv/secret; chmod 600 /srv/secret"])
    before = upper(checked)
    done = operator.run(PLAY, "--check", "--limit", checked.name, code=3, variables=f"out: {sources / 'check'}")
    assert [end for end in done.ends("failed", "unreachable") if not end["ignored"]] == []
    assert before == upper(checked)
    assert not (sources / "check").exists()
    operator.run(PLAY, "--limit", ours.name, code=0, variables=f"out: {sources / 'ours'}")
    told = subprocess.run(
        [ANSIBLE, "-i", str(lab.inventory), "--limit", theirs.name, "-e", f"out={sources / 'theirs'}", "site.yml"],
        cwd=sources, capture_output=True, text=True, check=False, timeout=120,
        env={**os.environ, "ANSIBLE_DEVEL_WARNING": "0", "ANSIBLE_INVALID_TASK_ATTRIBUTE_FAILED": "1"},
    )  # fmt: skip
    assert told.returncode == 0, told.stdout + told.stderr
    told_by = [(sources / name / "told").read_text() for name in ("theirs", "ours")]
    assert told_by[0].splitlines() == told_by[1].splitlines()
    assert files(sources / "theirs", theirs.name) == files(sources / "ours", ours.name)
    relevant = [kept(upper(host)) for host in (theirs, ours)]
    assert relevant[0] == relevant[1]


def files(top: Path, host: str) -> dict[str, bytes]:
    """All files below a folder of the controller, with HOST for the name of the host."""
    return {str(path.relative_to(top)).replace(host, "HOST"): path.read_bytes()
            for path in top.rglob("*") if path.is_file()}  # fmt: skip


def kept(changed: dict[str, tuple[object, ...]]) -> dict[str, tuple[object, ...]]:
    """What was changed in a host by the playbook itself."""
    return {path: seen for path, seen in changed.items() if path.startswith(("opt", "etc/whole", "srv", "/opt", "/etc/whole"))}


def test_a_second_run_fetches_nothing(operator: Operator, lab: Lab, sources: Path) -> None:
    play = """
        - hosts: all
          gather_facts: false
          tasks:
            - fetch: {src: /etc/hostname, dest: "{{ out }}"}
            - script: {cmd: say.sh, creates: /etc/passwd}
        """
    operator.run(play, code=0, variables=f"out: {sources / 'all'}")
    assert len(list((sources / "all").rglob("hostname"))) == len(lab.hosts)
    done = operator.run(play, code=0, variables=f"out: {sources / 'all'}")
    assert done.ends("changed") == []
    operator.run(play, "--check", code=0, variables=f"out: {sources / 'all'}")


def test_raw_takes_no_python(operator: Operator, lab: Lab) -> None:
    play = """
        - hosts: all
          gather_facts: false
          tasks:
            - raw: echo "$WORD" $0 | tr a-z A-Z
              args: {executable: /bin/bash}
              environment: {WORD: it's}
              become: true
              register: said
              failed_when: said.stdout_lines != ["IT'S /BIN/BASH"]
            - raw: sleep 60
              timeout: 1
              ignore_errors: true
        """
    done = operator.run(play, code=0, variables="ansible_python_interpreter: /nowhere/python")
    assert [status for _, status in done.told(lab.hosts[0])] == ["changed", "failed"]
    assert "did not end within 1 seconds" in done.text
