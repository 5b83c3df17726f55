"""A check on a fresh host foretells exactly what the apply does, and touches nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hosts.operating import Done, Operator, processes, upper

from pushcfg.lab import Lab

# A package whose installation does not start its service on a plain host (policy-rc.d), nor, being disabled, on one
# with systemd.
SIX = """
- hosts: lab
  become: true
  tasks:
    - name: group
      group: {name: web, system: true}
    - name: user
      user: {name: web, group: web, system: true, home: /srv/web, create_home: false, shell: /usr/sbin/nologin}
    - name: directory
      file: {path: /srv/web, state: directory, owner: web, group: web, mode: "0750"}
    - name: file
      copy: {content: "I am {{ inventory_hostname }}", dest: /srv/web/index.html, owner: web, group: web, mode: "0640"}
    - name: package
      apt: {name: PACKAGE, install_recommends: false}
    - name: service
      service: {name: SERVICE, STATE}
"""
NAMES = ["group", "user", "directory", "file", "package", "service"]


@pytest.fixture(scope="module", params=["plain", "systemd"])
def lab(root: None, request: pytest.FixtureRequest) -> Iterator[Lab]:
    """One fresh host with a way to packages."""
    systemd = request.param == "systemd"
    with Lab.up(f"t{os.getpid()}-check-{request.param}", 1, systemd=systemd, packages=True) as up:
        yield up


def changes(done: Done) -> dict[str, tuple[object, object]]:
    """Task to what it changed and the commands for it."""
    return {end["task"]: (end["changes"], end["commands"]) for end in done.ends("changed")}


def still(found: dict[str, tuple[object, ...]]) -> dict[str, tuple[object, ...]]:
    """Without what a booted host writes by itself."""
    own = ("run/", "tmp", "etc/.updated", "var/.updated", "var/log/", "var/lib/systemd/", "var/lib/private",
           "var/tmp/systemd")  # fmt: skip
    # A folder that is only there for what is in it says nothing.
    folders = {path for path in found if any(other.startswith(path + "/") for other in found)}
    return {path: value for path, value in found.items() if path not in folders and not path.startswith(own)}


def test_six_things_that_build_on_one_another(operator: Operator, lab: Lab) -> None:
    host = lab.hosts[0]
    systemd = lab.record.kind == "systemd"
    text = SIX.replace("PACKAGE", "nginx-light").replace("SERVICE", "nginx")
    text = text.replace("STATE", "state: restarted" if systemd else "state: started")
    variables = "ansible_user: ops"
    before = upper(host)
    foretold = operator.run(text, "--check", "--diff", code=3, variables=variables)
    assert still(before) == still(upper(host))
    assert [(name, "changed") for name in NAMES] == foretold.told(host), [end["message"] for end in foretold.ends()]
    assert "" == lab.run(host, ["pgrep", "nginx"]).stdout
    done = operator.run(text, code=0, variables=variables)
    assert [(name, "changed") for name in NAMES] == done.told(host)
    told, made = changes(foretold), changes(done)
    if systemd:
        # Its installation starts this one, which no check can know; that it is then restarted is told.
        assert told.pop("service")[0][0]["after"] == made.pop("service")[0][0]["after"] == "restarted"
    assert told == made
    assert "" != lab.run(host, ["pgrep", "nginx"]).stdout
    found = lab.run(host, ["stat", "-c", "%U %G %a", "/srv/web", "/srv/web/index.html"]).stdout
    assert ["web web 750", "web web 640"] == found.splitlines()
    again = operator.run(text.replace("restarted", "started"), code=0, variables=variables)
    assert [(name, "ok") for name in NAMES] == again.told(host)
    operator.run(text.replace("restarted", "started"), "-C", code=0, variables=variables)
    assert not [line for line in processes(lab, host) if "zlib" in line]
