"""Templates among text, and template files, give what they give in Ansible: those in texts.yml, in both."""

from pathlib import Path

import pytest
import yaml
from ansible._internal._templating._utils import Omit
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import init_plugin_loader
from ansible.template import Templar as AnsibleTemplar
from ansible.template import trust_as_template
from template.test_expressions_against_ansible import ERROR, plain
from template.test_lookups_against_ansible import trust_everything

from pushcfg.errors import TemplateError
from pushcfg.template import templar
from pushcfg.template.layers import OMIT
from pushcfg.template.scope import Names, Scope

DATA = yaml.safe_load((Path(__file__).parent / "texts.yml").read_text(encoding="utf-8"))
LOOKUPS = [f"{{{{ lookup('template', '{name}') }}}}" for name in DATA["files"] if "_" not in (name[0], Path(name).name[0])]


@pytest.fixture(scope="module")
def variables(tmp_path_factory):
    folder = tmp_path_factory.mktemp("texts")
    (folder / "templates").mkdir()
    (folder / "templates" / "sub").mkdir()
    for name, text in DATA["files"].items():
        (folder / "templates" / name).write_bytes(text.encode())
    return {**DATA["variables"], "playbook_dir": str(folder), "ansible_search_path": [str(folder)]}


@pytest.fixture(scope="module")
def theirs(variables):
    init_plugin_loader([])
    loader = DataLoader()
    loader.set_basedir(variables["playbook_dir"])
    ansible = AnsibleTemplar(loader=loader, variables={**trust_everything(variables), "omit": Omit})

    def evaluate(text):
        try:
            return plain(ansible.template(trust_as_template(text)))
        except Exception:  # noqa: BLE001 - any of many
            return ERROR

    return evaluate


@pytest.fixture(scope="module")
def ours(variables):
    made = templar()
    scope = Scope((Names({**variables, "omit": OMIT}),), made.variable).steady()

    def evaluate(text):
        try:
            return plain(made.render(text, scope))
        except TemplateError:
            return ERROR

    return evaluate


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("texts", [DATA["texts"], LOOKUPS], ids=["texts", "files"])
def test_same(theirs, ours, texts):
    both = [(text, theirs(text), ours(text)) for text in texts]
    assert [] == [(text, one, other) for text, one, other in both if one != other]
