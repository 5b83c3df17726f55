"""Secrets of every source, in every form that a play can bring about, are in nothing that a run writes anywhere."""

from __future__ import annotations

import base64
import json
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent

import pytest
from hosts.operating import Operator, finish
from template.kv_server import SECRETS, TOKEN, serving

from pushcfg.lab import Host, Lab
from pushcfg.vault import Key, sealed

# The core of each is found in any quoting.
CORES = {name: f"Zq{number}x{name}Vw{number}k" for number, name in enumerate(
    ("vaultpass", "file", "number", "inline", "environment", "become", "quiet", "fact"), 3)}  # fmt: skip
SECRET = {name: f"""p'{core}" $x\\n""" for name, core in CORES.items()}
SECRET["become"] = f"{CORES['become']} 'quoted'"
SECRET["vaultpass"] = CORES["vaultpass"]
HASH = "$6$" + "saltsaltsalt" + "$" + "Zq9hashVw" * 9 + "abcde"
KEY = Key("default", SECRET["vaultpass"].encode(), "a test")
PLAY = """
- hosts: lab
  become: true
  gather_facts: false
  vars_files: [sealed.yml]
  vars:
    kv_secret: "{{ lookup('hashi_vault', 'secret/data/app:password') }}"
    all_secrets: ["{{ from_file }}", "{{ inline_secret }}", "{{ lookup('env', 'DB_PASSWORD') }}", "{{ kv_secret }}"]
  tasks:
    - {name: as it is, debug: {var: all_secrets}}
    - {name: as they were read, debug: {var: ansible_become_password}}
    - name: encoded
      debug:
        msg:
          - "{{ all_secrets | to_json }} {{ all_secrets | to_nice_json }} {{ {'x': all_secrets | to_json} | to_json }}"
          - "{{ all_secrets | to_yaml(width=20) }} {{ all_secrets | to_nice_yaml }}"
          - "{{ all_secrets | map('b64encode') | list }} {{ ('user:' ~ from_file) | b64encode }}"
          - "{{ all_secrets | map('urlencode') | list }} {{ all_secrets | map('quote') | list }}"
          - "{{ all_secrets | map('regex_escape') | list }} {{ all_secrets | map('escape') | list }}"
    - name: "named {{ from_file }}"
      debug: {msg: "{{ number_secret }} and {{ from_file }}", verbosity: 0}
    - name: in a file
      copy: {content: "user=app\\npassword={{ from_file }}\\nkv={{ kv_secret }}\\n", dest: /etc/held, mode: "0600"}
    - name: in lines
      lineinfile: {path: /etc/held, regexp: "^line{{ index }}=", line: "line{{ index }}={{ item | b64encode }}"}
      loop: "{{ all_secrets }}"
      loop_control: {index_var: index}
      register: lines
    - {name: what was registered, debug: {var: lines}}
    - name: printed by a command
      command: {cmd: base64 -w 20, stdin: "{{ from_file }}{{ inline_secret }}"}
      changed_when: true
      check_mode: false
    - name: traced by a shell
      shell: 'set -x; : "$SECRET"; printf "%s" "$SECRET" | od -An -tx1 | tr -d " \\n"; python3 -c "import os; raise ValueError([os.environ[\\"SECRET\\"]])"'
      args: {executable: /bin/bash}
      environment: {SECRET: "{{ from_file }}"}
      ignore_errors: true
      check_mode: false
    - name: no such folder
      copy: {content: x, dest: "/no/such/{{ inline_secret }}/file"}
      ignore_errors: true
    - name: no JSON
      debug: {msg: "{{ from_file | from_json }}"}
      ignore_errors: true
    - name: no list
      debug: {msg: x}
      loop: "{{ from_file }}"
      ignore_errors: true
    - name: an account
      user: {name: masked, password: "{{ hash_of_user }}", create_home: false}
    - {name: its hash, debug: {var: hash_of_user}}
    - name: quiet command
      command: {cmd: cat, stdin: "{{ quiet_text }}"}
      no_log: true
      changed_when: false
      check_mode: false
      register: quiet
    - name: quiet fact
      set_fact: {learned: "{{ fact_text }}"}
      no_log: true
    - name: what the quiet ones have brought
      debug: {msg: ["{{ quiet }}", "{{ learned }}", "{{ quiet.stdout | default('') | b64encode }}"]}
    - block:
        - name: quiet loop in a block
          copy: {content: "{{ item }}", dest: "/no/such/{{ item }}"}
          loop: "{{ all_secrets }}"
          ignore_errors: true
      no_log: true
    - {name: failed, fail: {msg: "cannot go on with {{ all_secrets }} {{ number_secret }}"}}
"""
# What the play itself writes secrets into.
HELD = {"etc/held", "etc/shadow", "etc/shadow-", "root/caught"}
# Catches what programs of a host say to syslog.
CATCH = """
import os, select, socket
if os.path.exists("/dev/log"): os.unlink("/dev/log")
door = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); door.bind("/dev/log"); os.chmod("/dev/log", 0o666)
with open("/root/caught", "ab", 0) as caught:
    while not os.path.exists("/root/stop"):
        if select.select([door], [], [], 0.1)[0]: caught.write(door.recv(65536) + b"\\n")
"""


def needles() -> dict[str, bytes]:
    """What must be nowhere: the core of each secret as it is, in base64 and in hexadecimal digits."""
    found = {}
    cores = {**CORES, "hash": HASH[-30:], "kv": SECRETS["password"], "token": TOKEN, "digits": "915273640"}
    for name, core in cores.items():
        raw = core.encode()
        found[name] = raw
        found[f"{name} in hexadecimal"] = raw.hex().encode()
        for before in range(3):
            coded = base64.b64encode(bytes(before) + raw)
            found[f"{name} in base64, {before}"] = coded[2 + before : (before + len(raw)) // 3 * 4]
    return found


NEEDLES = needles()


@contextmanager
def watching() -> Iterator[set[bytes]]:
    """The argument lists of all processes, those in hosts as well, as often as they can be read."""
    seen: set[bytes] = set()
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.01):
            for process in os.listdir("/proc"):
                if process.isdigit() and int(process) != os.getpid():
                    try:
                        seen.add(Path("/proc", process, "cmdline").read_bytes())
                    except OSError:
                        continue

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()


@contextmanager
def syslog(lab: Lab, host: Host) -> Iterator[None]:
    """Something that listens at /dev/log of a host."""
    lab.run(host, ["rm", "-f", "/root/stop"])
    thread = threading.Thread(target=lambda: lab.run(host, ["python3", "-c", CATCH]))
    thread.start()
    try:
        yield
    finally:
        lab.run(host, ["touch", "/root/stop"])
        thread.join()


@pytest.fixture(scope="module")
def password(lab: Lab) -> str:
    """A password for sudo."""
    for host in lab.hosts:
        assert 0 == lab.run(host, ["chpasswd"], stdin=f"opspw:{SECRET['become']}\n").returncode
    return SECRET["become"]


def prepare(operator: Operator, password: str) -> list[str]:
    """The files of a run, and its options."""
    folder = operator.folder
    (folder / "vault-password").write_text(SECRET["vaultpass"])
    values = {"from_file": SECRET["file"], "number_secret": 915273640, "hash_of_user": HASH, "quiet_text": SECRET["quiet"],
              "fact_text": SECRET["fact"]}  # fmt: skip
    # JSON is YAML; quiet_text and fact_text are in plain in a file of their own, so that only no_log makes them secret.
    plain = {name: values.pop(name) for name in ("quiet_text", "fact_text")}
    (folder / "sealed.yml").write_text(sealed(json.dumps(values).encode(), KEY))
    lines = sealed(SECRET["inline"].encode(), KEY).replace("\n", "\n        ")
    become = json.dumps(password)
    (folder / "more.yml").write_text(
        f"lab:\n  vars:\n    ansible_user: opspw\n    ansible_become_password: {become}\n"
        f"    inline_secret: !vault |\n        {lines}\n"
    )
    (folder / "plain.json").write_text(json.dumps(plain))
    return ["-i", str(folder / "more.yml"), "--vault-password-file", str(folder / "vault-password"),
            "-e", f"@{folder / 'plain.json'}"]  # fmt: skip


@pytest.mark.parametrize("words", [["--json", "-vvv", "-D"], ["-vvv", "-D"], ["-C", "--json", "-vvv", "-D"],
                                   ["-C", "-vvv", "-D"]], ids=" ".join)  # fmt: skip
def test_nothing_shows_them(operator: Operator, password: str, words: list[str]) -> None:
    lab = operator.lab
    host = lab.hosts[0]
    before = "user=app\\npassword=an-older-0ne\\n" if "-C" in words else ""
    lab.run(host, ["sh", "-c", f"userdel masked; printf '{before}' > /etc/held"])
    options = prepare(operator, password)
    argv = operator.words(dedent(PLAY), *options, *words, "--limit", host.name, json=False)
    with serving() as server, syslog(lab, host), watching() as seen:
        settings = {"VAULT_ADDR": server.url, "VAULT_TOKEN": TOKEN, "DB_PASSWORD": SECRET["environment"]}
        done = finish(argv, operator.folder, **settings)
    assert 4 == done.code, done.text
    texts = {"stdout": done.stdout.encode(), "stderr": done.stderr.encode(), "arguments": b"\n".join(seen)}
    texts["stdout in JSON"] = json.dumps(done.stdout).encode()
    for path in host.upper.rglob("*"):
        if path.is_file() and not path.is_symlink() and str(path.relative_to(host.upper)) not in HELD:
            texts[str(path)] = path.read_bytes()
    texts["syslog"] = Path(host.upper, "root/caught").read_bytes()
    for name, text in list(texts.items()):
        if name.startswith("std"):
            texts[f"{name}, joined"] = re.sub(rb'(?:\s|\\n|")+', b"", text)
    found = sorted({(place, name) for place, text in texts.items() for name, needle in NEEDLES.items() if needle in text})
    assert [] == found, done.text
    assert "an-older-0ne" not in done.text
    assert b"sudo" in texts["syslog"] or b"opspw" in texts["syslog"]
    assert done.text.count("********") > 30
    assert "quiet loop in a block" in done.text
    # What is no secret is still told.
    assert "user=app" in done.text
