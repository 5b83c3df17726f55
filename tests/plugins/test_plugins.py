"""Own plugins: what they can import, what is told of one that does not load, and that Ansible is never asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from pushcfg.errors import PushcfgError, TemplateError
from pushcfg.events import Warned
from pushcfg.plugins import Plugins
from pushcfg.promise import NotYet, Promise
from pushcfg.template import templar
from pushcfg.template.lookups import AHEAD
from pushcfg.template.scope import Names, Scope

FILTER = "class FilterModule:\n    def filters(self):\n        return {'own': own}\n"


def rendered(tmp_path: Path, text: str, file: str = "", kind: str = "filter", ahead: bool = False, **values: object) -> object:
    """A template rendered with one plugin."""
    (tmp_path / f"{kind}_plugins").mkdir()
    (tmp_path / f"{kind}_plugins" / "own.py").write_text(file)
    warnings: list[Warned] = []
    plugins = Plugins((), warnings)
    plugins.beside(tmp_path)
    made = templar(plugins=plugins)
    if ahead:
        made.surroundings.ahead = AHEAD
    found = made.render(text, Scope((Names({**values, "playbook_dir": str(tmp_path)}),), made.variable))
    assert not warnings, str(warnings)
    return found




def test_every_form_of_import(tmp_path: Path) -> None:
    file = (
        "import ansible.errors\nimport ansible.module_utils.six as six\nfrom ansible import errors\n"
        "from ansible.module_utils.six.moves.urllib.parse import urlparse\nfrom ansible.plugins.filter import core\n"
        "try:\n    from ansible.module_utils.urls import open_url\nexcept ImportError:\n    open_url = None\n"
        "def own(value):\n    import ansible.utils.vars\n    from ansible.module_utils._text import to_text\n"
        "    assert errors.AnsibleError is ansible.errors.AnsibleError\n"
        "    return [to_text(b'x'), six.PY3, urlparse('http://h/p').netloc, core.to_json([1]), open_url,"
        " ansible.utils.vars.merge_hash({'a': {'b': 1}}, {'a': {'c': 2}})]\n" + FILTER)  # fmt: skip
    assert ["x", True, "h", "[1]", None, {"a": {"b": 1, "c": 2}}] == rendered(tmp_path, "{{ 1 | own }}", file)


@pytest.mark.parametrize(
    ("file", "line", "told"),
    [
        ("\nimport ansible.executor.playbook_executor\n", 2,
         "this plugin does not load: it imports ansible.executor.playbook_executor, which pushcfg has no stand-in for; "
         "docs/language.md says what plugins can import"),
        ("from ansible.errors import AnsibleError, Nothing\n", 1,
         "this plugin does not load: it imports Nothing of ansible.errors, which pushcfg has no stand-in for; "
         "docs/language.md says what plugins can import"),
        ("import nothing_of_this_name\n", 1, "this plugin does not load: No module named 'nothing_of_this_name'"),
        ("\n\ndef x(:\n", 3, "this plugin does not load: SyntaxError: invalid syntax (own.py, line 3)"),
        ("x = 1\nx / 0\n", 2, "this plugin does not load: ZeroDivisionError: division by zero"),
    ],
)  # fmt: skip
def test_a_plugin_that_does_not_load_is_a_warning(tmp_path: Path, file: str, line: int, told: str) -> None:
    (tmp_path / "filter_plugins").mkdir()
    (tmp_path / "filter_plugins" / "own.py").write_text(file)
    warnings: list[Warned] = []
    Plugins((), warnings).beside(tmp_path)
    (warned,) = warnings
    assert warned.position is not None
    assert (told, line) == (warned.message, warned.position.line)


def test_what_is_not_known_yet_is_waited_for(tmp_path: Path) -> None:
    with pytest.raises(NotYet):
        rendered(tmp_path, "{{ later | own }}", "def own(value):\n    return value\n" + FILTER, later=Promise("later", 1, "h"))


def test_what_is_undefined_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="'nothing' is undefined"):
        rendered(tmp_path, "{{ nothing | own }}", "def own(value):\n    return value\n" + FILTER)


def test_a_filter_that_fails_is_named(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="the filter own: not so"):
        rendered(tmp_path, "{{ 1 | own }}", "def own(value):\n    raise ValueError('not so')\n" + FILTER)


def test_an_own_filter_comes_before_one_of_pushcfg(tmp_path: Path) -> None:
    file = "class FilterModule:\n    def filters(self):\n        return {'upper': lambda value: 'own ' + value}\n"
    assert "own x" == rendered(tmp_path, "{{ 'x' | upper }}", file)


def test_a_lookup_is_not_asked_before_the_run(tmp_path: Path) -> None:
    file = ("from ansible.plugins.lookup import LookupBase\nclass LookupModule(LookupBase):\n"
            "    def run(self, terms, variables=None, **kwargs):\n        raise SystemExit('was asked')\n")  # fmt: skip
    with pytest.raises(NotYet):
        rendered(tmp_path, "{{ lookup('own', 'x') }}", file, "lookup", ahead=True)


def test_options_of_a_lookup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OWN_LIST", "a, b")
    file = (
        "from ansible.plugins.lookup import LookupBase\nDOCUMENTATION = '''\noptions:\n"
        "  flag: {type: bool, default: 'no', vars: [{name: own_flag}]}\n  words: {type: list, env: [{name: OWN_LIST}]}\n"
        "  number: {type: int}\n'''\n"
        "class LookupModule(LookupBase):\n    def run(self, terms, variables=None, **kwargs):\n"
        "        self.set_options(var_options=variables, direct=kwargs)\n"
        "        return [self._templar.template(terms[0]), self._loader.get_basedir() == variables['playbook_dir']]"
        " + [self.get_option(name) for name in ('flag', 'words', 'number')]\n")  # fmt: skip
    assert ["t", True, True, ["a", "b"], 5] == rendered(
        tmp_path, "{{ lookup('own', term, number='5') }}", file, "lookup", own_flag="yes", term="t")


def test_ansible_itself_is_not_imported(tmp_path: Path) -> None:
    file = "import ansible.errors\ndef own(value):\n    return ansible.__name__\n" + FILTER
    assert "pushcfg.standins" == rendered(tmp_path, "{{ 1 | own }}", file)


def test_errors_are_pushcfgs() -> None:
    from pushcfg.standins.errors import AnsibleFilterError

    error = AnsibleFilterError("outer", orig_exc=ValueError("inner"))
    assert (True, "outer: inner") == (isinstance(error, PushcfgError), str(error))


def test_what_filters_of_public_roles_import_most(tmp_path: Path) -> None:
    file = (
        "from ansible.module_utils.basic import missing_required_lib, to_text, env_fallback\n"
        "from ansible.module_utils.compat.version import LooseVersion, StrictVersion\n"
        "from ansible.module_utils.common.collections import ImmutableDict, is_sequence\n"
        "from ansible.module_utils.common.text.formatters import bytes_to_human, human_to_bytes\n"
        "from ansible.module_utils._text import to_native\nfrom ansible.utils.display import Display\n"
        "from ansible.utils.hashing import checksum_s, md5s\nfrom ansible.utils.path import unfrackpath\n"
        "from ansible.parsing.yaml.objects import AnsibleUnicode\nfrom ansible.module_utils.six import add_metaclass\n"
        "from ansible.errors import AnsibleModuleError, AnsibleTypeError\n"
        "def own(value):\n"
        "    assert LooseVersion('1.10') > LooseVersion('1.9') and LooseVersion('2.0') >= '1.5' and '1.0' < LooseVersion('1.1')\n"
        "    assert LooseVersion('1.2b').version == [1, 2, 'b'] and StrictVersion('1.2a1') < StrictVersion('1.2')\n"
        "    assert sorted(['10.1', '9.2'], key=LooseVersion) == ['9.2', '10.1'] and str(LooseVersion('1.0')) == '1.0'\n"
        "    assert isinstance(value, AnsibleUnicode) and is_sequence([]) and ImmutableDict(a=1).union({'b': 2})['b'] == 2\n"
        "    assert 'netaddr' in missing_required_lib('netaddr', url='http://there')\n"
        "    return [bytes_to_human(human_to_bytes('2K')), checksum_s('a')[:8], md5s('a')[:8], unfrackpath('/a/../b')]\n"
        + FILTER)  # fmt: skip
    assert ["2.00 KB", "86f7e437", "0cc175b9", "/b"] == rendered(tmp_path, "{{ 'x' | own }}", file)
