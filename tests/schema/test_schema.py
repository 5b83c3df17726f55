"""The schemas hold for what can be loaded, and for little else."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from pushcfg import library
from pushcfg.actions import statements
from pushcfg.engine.targets import VARIABLES
from pushcfg.errors import InputError
from pushcfg.inventory.reading import constructed
from pushcfg.playbook import LoopControl, read_playbook
from pushcfg.playbook.keywords import BLOCK, PLAY, TASK
from pushcfg.schema import KINDS, of_module, schema_of
from pushcfg.schema.inventory import CONNECTION
from pushcfg.schema.keywords import CONTROLS, KEYWORDS
from pushcfg.source import load_optional

ROOT = Path(__file__).parents[2]
LANGUAGE = ROOT / "tests" / "language" / "playbooks"
LINTED = ROOT / "tests" / "lint" / "cases"


@cache
def validator(kind: str) -> Draft202012Validator:
    return Draft202012Validator(schema_of(kind))


def as_json(value: Any) -> Any:
    """What an editor sees of a document: YAML 1.2 knows no dates, and `on` is a word."""
    if isinstance(value, dict):
        return {"on" if key is True else str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return value if value is None or (isinstance(value, bool | int | float) and not isinstance(value, date)) else str(value)


def errors(kind: str, document: Any) -> list[str]:
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
            for error in validator(kind).iter_errors(as_json(document))]


def of_file(kind: str, path: Path) -> list[str]:
    node = load_optional(path, [])
    return [] if node is None else errors(kind, node.plain())


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_one(kind):
    Draft202012Validator.check_schema(schema_of(kind))


@pytest.mark.parametrize("name", [*library.names(), *statements()])
def test_every_module_has_one_and_its_example_fits(name):
    info = library.find(name) or statements()[name]
    Draft202012Validator.check_schema(of_module(info))
    assert [] == errors("tasks", yaml.safe_load(info.cls.example))


def playbooks() -> list[Path]:
    """All that there are here and can be loaded."""
    found: list[Path] = []
    for path in sorted([*ROOT.glob("playbooks/*.yml"), *LANGUAGE.rglob("*.yml"), *ROOT.glob("tests/**/playbooks/*.yml")]):
        try:
            if path not in found and read_playbook(path, []):
                found.append(path)
        except InputError:
            continue
    return found


def test_playbooks_that_load():
    wrong = {str(path.relative_to(ROOT)): told for path in playbooks() if (told := of_file("playbook", path))}
    assert {} == wrong


def test_files_of_tasks_and_variables_of_roles():
    roles = [path for path in ROOT.glob("**/roles/*") if path.is_dir() and "lint/cases" not in str(path)
             and ".venv" not in path.parts and ROOT / "tests" / "own" not in path.parents]  # fmt: skip
    wrong = {str(path): told for kind, pattern in (("tasks", "tasks/*.yml"), ("tasks", "handlers/*.yml"),
                                                   ("vars", "defaults/*.yml"), ("vars", "vars/*.yml"))
             for role in roles for path in role.glob(pattern) if (told := of_file(kind, path))}  # fmt: skip
    assert {} == wrong
    assert len(roles) > 5


def test_inventories():
    hosts = sorted(ROOT.glob("inventories/*/hosts.yml"))
    files = sorted(ROOT.glob("inventories/*/*_vars/**/*.yml"))
    assert {} == {path: told for path in hosts if (told := of_file("inventory", path))}
    assert {} == {path: told for path in files if (told := of_file("vars", path))}
    assert [True, True] == [bool(hosts), bool(files)]


FITTING = """
- all: {hosts: {"web[01:20]": {ansible_port: 22, x: [1]}, db: }, children: {web: {hosts: {web01: }, vars: {a: 1}}, x: }}
- web: {hosts: web01, vars: {ansible_port: "{{ port }}"}}
- {plugin: constructed, compose: {a: b}, keyed_groups: [{key: os, prefix: ""}]}
"""
WRONG_INVENTORIES = """
- web: {host: {web01: }}
- web: [web01]
- all: {hosts: [web01]}
- all: {hosts: {web01: text}}
- all: {vars: {ansible_port: twenty-two}}
- all: {vars: {a-b: 1}}
- {plugin: aws_ec2}
- {plugin: constructed, compos: {a: b}}
- {plugin: constructed, keyed_groups: [{prefix: x}]}
"""
WRONG_TASKS = """
- {}
- {name: says nothing}
- {with_items: [1], when: true}
- {nope: {}}
- {ansible.builtin.nope: {}}
- {file: {path: /x, stat: absent}}
- {file: {path: /x, state: absnt}}
- {file: [/x]}
- {file: /x}
- {apt: {name: x, update_cache: perhaps}}
- {apt: {name: x, cache_valid_time: an hour}}
- {apt: {name: {x: 1}}}
- {ansible.builtin.apt: {nmae: x}}
- {meta: end_paly}
- {ping: , whenn: true}
- {ping: , when: {a: b}}
- {ping: , register: a b}
- {ping: , retries: often}
- {ping: , become: perhaps}
- {ping: , become_method: doas}
- {ping: , loop: 5}
- {ping: , loop: [1], loop_control: {lop_var: x}}
- {ping: , debugger: on_failed}
- {ping: , needs: [{on: web}]}
- {ping: , with_items: }
- {ping: , sudo: true}
- {ping: , vars: {a-b: 1}}
- {block: [{nope: }]}
- {block: [], loop: [1]}
- {block: {ping: }}
- {rescue: [{ping: }]}
"""
WRONG_PLAYS = """
- {tasks: []}
- {hosts: , tasks: []}
- {hosts: [], tasks: []}
- {hosts: all, task: []}
- {hosts: all, tasks: {ping: }}
- {hosts: all, needs: [x]}
- {hosts: all, strategy: lineal}
- {hosts: all, order: random}
- {hosts: all, handlers: [{ping: }]}
- {hosts: all, roles: [{when: true}]}
- {hosts: all, roles: web}
- {hosts: all, vars_prompt: [{promt: x}]}
- {hosts: all, serial: {a: 1}}
- {import_playbook: x.yml, hosts: all}
- {import_playbook: [x.yml]}
"""


@pytest.mark.parametrize("document", yaml.safe_load(FITTING), ids=str)
def test_inventories_that_fit(document):
    assert [] == errors("inventory", document)


@pytest.mark.parametrize("document", yaml.safe_load(WRONG_INVENTORIES), ids=str)
def test_inventories_that_do_not(document):
    assert [] != errors("inventory", document)


@pytest.mark.parametrize("task", yaml.safe_load(WRONG_TASKS), ids=str)
def test_tasks_that_do_not_fit(task):
    assert [] != errors("tasks", [task])
    assert [] != errors("playbook", [{"hosts": "all", "tasks": [task]}])


@pytest.mark.parametrize("play", yaml.safe_load(WRONG_PLAYS), ids=str)
def test_plays_that_do_not_fit(play):
    assert [] != errors("playbook", [play])


@pytest.mark.parametrize("task", yaml.safe_load(WRONG_TASKS), ids=str)
def test_what_does_not_fit_does_not_load(task, tmp_path):
    path = tmp_path / "site.yml"
    path.write_text(yaml.safe_dump([{"hosts": "all", "tasks": [task]}]))
    with pytest.raises(InputError):
        read_playbook(path, [])


def test_required_arguments_of_a_module():
    found = Draft202012Validator(of_module(library.find("copy")))
    assert found.is_valid({"dest": "/x", "content": "x"})
    assert not found.is_valid({"content": "x"})


def test_every_keyword_and_variable_has_its_place():
    assert set(KEYWORDS) == PLAY | BLOCK | TASK
    assert set(CONTROLS) == {field.name for field in fields(LoopControl)}
    assert set(CONNECTION) >= VARIABLES - {name for name in VARIABLES if name.endswith(("_private_key", "_provider"))}
    options = schema_of("inventory")["$defs"]["constructed"]["properties"]
    assert set(constructed._OPTIONS) == set(options)
    assert set(constructed._KEYED) == set(options["keyed_groups"]["items"]["properties"])
