"""`pushcfg schema`: what it prints is JSON, about what was asked for."""

from __future__ import annotations

import json

import pytest

OWN = '''"""Ours."""
from .core.module import Module
from .core.param import Param


class Marker(Module):
    """Leaves a mark."""

    example = "- marker:\\n    depth: 3\\n"
    depth = Param(int, "how deep", required=True)
'''


@pytest.mark.parametrize("kind", ["playbook", "tasks", "inventory", "vars", "module"])
def test_kinds(kind, pushcfg):
    done = pushcfg("schema", kind)
    assert (0, "") == (done.code, done.err)
    assert "https://json-schema.org/draft/2020-12/schema" == json.loads(done.out)["$schema"]


def test_one_module(pushcfg):
    found = json.loads(pushcfg("schema", "module", "ansible.posix.sysctl").out)
    assert [{"anyOf": [{"required": ["name"]}, {"required": ["key"]}]}] == found["allOf"]
    assert "object" == found["type"]


def test_modules_of_ones_own(pushcfg, tmp_path):
    (tmp_path / "marker.py").write_text(OWN)
    found = json.loads(pushcfg("schema", "module", "marker", "--modules", str(tmp_path)).out)
    assert "how deep" == found["properties"]["depth"]["description"]
    assert "marker" not in json.loads(pushcfg("schema", "tasks").out)["$defs"]["task"]["properties"]
    known = json.loads(pushcfg("schema", "tasks", "--modules", str(tmp_path)).out)
    assert "marker" in known["$defs"]["task"]["properties"]


@pytest.mark.parametrize(("arguments", "told"), [
    (("module", "aptt"), "there is no module 'aptt'; did you mean 'apt'?"),
    (("playbook", "apt"), "takes no name"),
    (("playbook", "--modules", "nowhere"), "there is no folder nowhere"),
])  # fmt: skip
def test_usage(arguments, told, pushcfg):
    done = pushcfg("schema", *arguments)
    assert (2, "") == (done.code, done.out)
    assert told in done.err
