"""A connection variable counts from each layer, also as a template: the Python that runs modules, by the layer that names it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from language.both import Ran, run_all

NAME = "ansible_python_interpreter"
LEVELS = ("group", "host", "group_vars", "host_vars", "play", "files", "role_vars", "block", "task", "include_vars", "set_fact",
          "params", "loop")  # fmt: skip


def path(level: str) -> str:
    """The interpreter that a layer names, as a template."""
    return "{{ tools }}/" + level


def ping(**more: Any) -> dict[str, Any]:
    """A task for which a host's Python has to run."""
    return {"name": "out", "ping": {}, **more}


def play(level: str, **more: Any) -> dict[str, Any]:
    """A play on the host of one layer."""
    return {"hosts": f"h_{level}", "gather_facts": False, **more}


def files(tools: Path) -> dict[str, Any]:
    """The project."""
    said = {level: {NAME: path(level)} for level in LEVELS}
    hosts: dict[str, Any] = {f"h_{level}": {} for level in LEVELS}
    hosts["h_host"] = said["host"]
    group = {"g_group": {"hosts": {"h_group": {}}, "vars": said["group"]}, "g_group_vars": {"hosts": {"h_group_vars": {}}}}
    plays = [
        *(play(level, tasks=[ping()]) for level in ("group", "host", "group_vars", "host_vars")),
        play("play", vars=said["play"], tasks=[ping()]),
        play("files", vars_files=["files.yml"], tasks=[ping()]),
        play("role_vars", roles=["role"]),
        play("block", tasks=[{"vars": said["block"], "block": [ping()]}]),
        play("task", tasks=[ping(vars=said["task"])]),
        play("include_vars", tasks=[{"include_vars": "included.yml"}, ping()]),
        play("set_fact", tasks=[{"set_fact": {NAME: str(tools / "set_fact")}}, ping()]),
        play("params", tasks=[{"include_tasks": "tasks.yml", "vars": said["params"]}]),
        play("loop", tasks=[ping(loop=["loop"], vars={NAME: "{{ tools }}/{{ item }}"})]),
    ]  # fmt: skip
    return {
        "site.yml": plays, "files.yml": said["files"], "included.yml": said["include_vars"], "tasks.yml": [ping()],
        "group_vars/g_group_vars.yml": said["group_vars"], "host_vars/h_host_vars.yml": said["host_vars"],
        "roles/role/vars/main.yml": said["role_vars"], "roles/role/tasks/main.yml": [ping()],
        "hosts.yml": {"all": {"hosts": hosts, "children": group,
                              "vars": {"ansible_connection": "local", "tools": str(tools)}}},
    }  # fmt: skip


def ran(program: str, folder: Path) -> tuple[Ran, set[str]]:
    """A run, and the layers whose Python was started."""
    tools = folder / program
    tools.mkdir()
    for level in LEVELS:
        tool = tools / level
        tool.write_text(f'#!/bin/sh\necho {level} >> {tools}/log\nexec {sys.executable} "$@"\n')
        tool.chmod(0o755)
    project = folder / f"{program}-project"
    for name, content in files(tools).items():
        file = project / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(content))
    found = run_all(program, ["site"], folder / f"{program}-run", project, ["-i", str(project / "hosts.yml")])["site"]
    log = tools / "log"
    return found, set(log.read_text().split()) if log.exists() else set()


@pytest.mark.timeout(150)
def test_each_layer_counts(tmp_path: Path) -> None:
    for program in ("ansible", "pushcfg"):
        (tmp_path / f"{program}-run").mkdir()
        found, levels = ran(program, tmp_path)
        assert 0 == found.code, found.output
        assert set(LEVELS) == levels, program
