"""Lookups mean what they mean in Ansible: the expressions in lookups.yml, in both."""

from pathlib import Path

import pytest
import yaml
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import init_plugin_loader
from ansible.template import Templar as AnsibleTemplar
from ansible.template import trust_as_template
from template.test_expressions_against_ansible import ERROR, plain

from pushcfg.errors import TemplateError
from pushcfg.inventory.loading import load_inventory
from pushcfg.template import templar
from pushcfg.template.lookups.registry import BUILTIN, FULL, GENERAL
from pushcfg.template.scope import Names, Scope

FOLDER = Path(__file__).parent / "looked_up"
DATA = yaml.safe_load((Path(__file__).parent / "lookups.yml").read_text(encoding="utf-8"))
EXPRESSIONS = [expression.replace("LOOK/", f"{FOLDER}/") for expression in DATA["expressions"]]
VARIABLES = {**DATA["variables"], "playbook_dir": str(FOLDER), "ansible_search_path": [str(FOLDER)]}


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    monkeypatch.setenv("LOOKED_UP", "from the environment")
    monkeypatch.setenv("EMPTY", "")
    monkeypatch.delenv("NOT_THERE", raising=False)


@pytest.fixture(scope="module")
def theirs():
    init_plugin_loader([])
    loader = DataLoader()
    loader.set_basedir(str(FOLDER))
    trusted = trust_everything(VARIABLES)
    ansible = AnsibleTemplar(loader=loader, variables=trusted)

    def evaluate(expression):
        try:
            return plain(ansible.template(trust_as_template("{{ " + expression + " }}")))
        except Exception:  # noqa: BLE001 - any of many
            return ERROR

    return evaluate


def trust_everything(value):
    if isinstance(value, str):
        return trust_as_template(value)
    if isinstance(value, dict):
        return {key: trust_everything(item) for key, item in value.items()}
    return [trust_everything(item) for item in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    hosts = tmp_path_factory.mktemp("inventory") / "hosts.yml"
    groups = {name: {"hosts": dict.fromkeys(VARIABLES["groups"][name])} for name in ("web", "db")}
    hosts.write_text(yaml.safe_dump({"all": {"children": groups}}, sort_keys=False))
    inventory = load_inventory((str(hosts),), None, hosts.parent)
    made = templar()
    made.surroundings.match = lambda pattern: inventory.match(pattern, None, [])

    def evaluate(expression):
        try:
            return plain(made.render("{{ " + expression + " }}", Scope((Names(VARIABLES),), made.variable)))
        except TemplateError:
            return ERROR

    return evaluate


@pytest.mark.filterwarnings("ignore")
def test_same(theirs, ours):
    different = [(expression, theirs(expression), ours(expression)) for expression in EXPRESSIONS
                 if theirs(expression) != ours(expression)]
    assert not different, "\n".join(map(repr, different))


@pytest.mark.parametrize("expression", DATA["refused_here"])
def test_refused_here(theirs, ours, expression):
    assert theirs(expression) != ERROR
    assert ERROR == ours(expression)


def test_every_lookup_is_tried():
    tried = " ".join(DATA["expressions"])
    elsewhere = {"config", "filetree", "password", "url"}  # test_lookups_outside.py
    assert [] == [name for name in {**BUILTIN, **GENERAL, **FULL} if f"'{name}'" not in tried and name not in elsewhere]
