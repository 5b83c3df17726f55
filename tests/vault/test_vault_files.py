"""Every kind of file may be encrypted, as a whole or a value in it, as for Ansible: both write the same files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pushcfg.vault import Key, sealed

KEYS = {"default": Key("default", b"the first one", "a test"), "prod": Key("prod", b"another", "a test")}
PLAY = """
- hosts: web
  gather_facts: false
  vars_files: [play.yml]
  vars: {play_inline: INLINE}
  roles: [keeper]
  tasks:
    - include_vars: {file: included.yml}
    - name: values
      vars: {of_task: INLINE}
      copy:
        dest: "{{ out }}/values"
        content: |
          TEMPLATES
      environment: {SECRET: INLINE}
    - name: from a loop
      copy: {dest: "{{ out }}/item", content: "{{ item }}"}
      loop: [INLINE]
    - name: an argument
      copy: {dest: "{{ out }}/argument", content: INLINE}
    - {name: encrypted source, copy: {src: bytes.bin, dest: "{{ out }}/bytes"}}
    - {name: left encrypted, copy: {src: bytes.bin, dest: "{{ out }}/closed", decrypt: false}}
    - {name: encrypted template, template: {src: page.j2, dest: "{{ out }}/page"}}
    - {name: in the environment, shell: 'printf %s "$SECRET" > "{{ out }}/environment"', environment: {SECRET: INLINE}}
    - {name: unvault, copy: {dest: "{{ out }}/unvault", content: "{{ lookup('unvault', 'page.txt') }}"}}
    - {name: read, copy: {dest: "{{ out }}/read", content: "{{ lookup('file', 'page.txt') }}"}}
    - block:
        - copy: {dest: "{{ out }}/block", content: "{{ of_block }}"}
      vars: {of_block: INLINE}
"""


def inline(text: str, indent: int, label: str = "default") -> str:
    """A value as encrypt_string writes it."""
    lines = sealed(text.encode(), KEYS[label]).splitlines()
    return "!vault |\n" + "\n".join(" " * indent + line for line in lines)


def flow(text: str) -> str:
    """A value where there is no room for lines."""
    return f"!vault {json.dumps(sealed(text.encode(), KEYS['prod']))}"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which everything is encrypted."""
    folder = tmp_path_factory.mktemp("project")

    def write(name: str, text: str | bytes, label: str | None = "default") -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        raw = text if isinstance(text, bytes) else text.encode()
        path.write_bytes(raw if label is None else sealed(raw, KEYS[label]).encode())

    write("hosts.yml", "web: {hosts: {web1: {ansible_connection: local, inventory: 'of hosts.yml'}}}\n", "prod")
    write("group_vars/all/secret.yml", "of_all: of all\nshared: all\n")
    write("group_vars/web", "of_group: of group\nshared: web\n", "prod")
    write("host_vars/web1.yml", f"of_host: {inline('of host', 8)}\nnested:\n  deep: {inline('nested one', 8, 'prod')}\n"
                                f"listed: [{flow('listed one')}]\n", None)  # fmt: skip
    write("play.yml", "of_play: 'of play: ü'\n")
    write("included.yml", "included: '{{ of_play }} included'\n", "prod")
    write("extra.json", '{"extra": "from -e"}')
    write("roles/keeper/defaults/main.yml", "role_default: of role default\n")
    write("roles/keeper/vars/main.yml", "role_var: of role var\n", "prod")
    write("roles/keeper/tasks/main.yml", "- copy: {dest: '{{ out }}/role', content: '{{ role_default }} {{ role_var }}'}\n")
    write("files/bytes.bin", bytes(range(256)), "prod")
    write("files/page.txt", "text of a page\n\n")
    write("templates/page.j2", "{% for x in [1, 2] %}{{ x }} {{ of_play }} {{ shared }}\n{% endfor %}", "prod")
    named = ("inventory", "of_all", "of_group", "of_host", "of_play", "play_inline", "included", "extra", "role_default",
             "role_var", "of_task", "nested.deep", "listed[0]", "shared")  # fmt: skip
    lines = "\n          ".join(f"{name}={{{{ {name} }}}}" for name in named)
    write("site.yml", PLAY.replace("TEMPLATES", lines).replace("INLINE", flow("{{ an inline value }}")), None)
    for label, key in KEYS.items():
        write(f"{label}.password", key.password, None)
    return folder


def files_of(program: list[str], project: Path, out: Path, code: int = 0) -> dict[str, bytes]:
    """What a program makes of the project."""
    out.mkdir()
    argv = [*program, "-i", "hosts.yml", "site.yml", "-e", "@extra.json", "-e", f"out={out} ansible_python_interpreter={sys.executable}",
            "--vault-password-file", "default.password", "--vault-id", "prod@prod.password"]  # fmt: skip
    home = out.parent / "home"
    home.mkdir(exist_ok=True)
    (home / "ansible.cfg").touch()
    environment = {**os.environ, "ANSIBLE_HOME": str(home), "ANSIBLE_CONFIG": str(home / "ansible.cfg"),
                   "LC_ALL": "C.UTF-8", "ANSIBLE_PIPELINING": "1"}  # fmt: skip
    done = subprocess.run(argv, cwd=project, capture_output=True, timeout=120, env=environment, check=False)
    assert code == done.returncode, (done.stdout + done.stderr).decode()
    return {path.name: path.read_bytes() for path in sorted(out.iterdir())} | {"told": done.stdout + done.stderr}


def test_both_write_the_same(project: Path, tmp_path: Path) -> None:
    bin_ = Path(sys.executable).parent
    theirs = files_of([str(bin_ / "ansible-playbook")], project, tmp_path / "theirs")
    ours = files_of([sys.executable, "-m", "pushcfg", "run", "-vvv", "-D"], project, tmp_path / "ours")
    told, _ = ours.pop("told").decode(), theirs.pop("told")
    # The salt of what stays encrypted is that of the file.
    assert theirs == ours
    assert ours["bytes"] == bytes(range(256))
    assert b"of_play=of play: \xc3\xbc\n" in ours["values"]
    assert b"of_task={{ an inline value }}\n" in ours["values"]
    assert 11 == len(ours)
    secrets = ("of all", "of group", "of host", "of play: ü", "an inline value", "from -e", "of role default",
               "of role var", "nested one", "listed one", "text of a page", "of hosts.yml")  # fmt: skip
    assert [] == [secret for secret in secrets if secret in told]


@pytest.mark.parametrize(
    ("name", "place"),
    [("hosts.yml", "hosts.yml:1:1"), ("group_vars/web", "group_vars/web:1:1"), ("play.yml", "play.yml:1:1"),
     ("roles/keeper/vars/main.yml", "roles/keeper/vars/main.yml:1:1"), ("templates/page.j2", "page.j2:1:1")],
)  # fmt: skip
def test_a_file_with_another_password(project: Path, tmp_path: Path, name: str, place: str) -> None:
    """The message names the file, the id, and the passwords that were tried."""
    file = project / name
    before = file.read_bytes()
    file.write_text(sealed(b"a: 1\n", Key("staging", b"nobody has it", "a test")))
    try:
        told = files_of([sys.executable, "-m", "pushcfg", "run"], project, tmp_path / "out", code=2)["told"].decode()
    finally:
        file.write_bytes(before)
    assert place in told, told
    assert "no vault password fits (vault id 'staging'; tried: prod (prod.password), default (default.password))" in told
    assert "give the right one with --vault-password-file" in told
