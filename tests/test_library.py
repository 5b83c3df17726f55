"""Modules are found by name, say what they are, and their arguments are checked."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from pushcfg import library
from pushcfg.cli.doc import doc
from pushcfg.errors import UsageError
from pushcfg.fitting import ArgumentProblem, is_template
from pushcfg.model import Unsafe, Vaulted

ROOT = Path(__file__).parent.parent
# Keys of a task that are not its module.
KEYWORDS = {
    "name",
    "args",
    "become",
    "become_user",
    "check_mode",
    "changed_when",
    "delegate_to",
    "exclusive",
    "failed_when",
    "ignore_errors",
    "loop",
    "needs",
    "notify",
    "register",
    "retries",
    "until",
    "vars",
    "when",
}


def problem(name, values, partial=False):
    with pytest.raises(ArgumentProblem) as caught:
        library.find(name).convert(values, partial=partial)
    return str(caught.value), caught.value.argument


def example_arguments(task, info):
    """The arguments of a task, which may be `module: text` for a free form."""
    module = next(key for key in task if key not in KEYWORDS)
    assert library.find(module) == info
    given = task[module]
    if isinstance(given, str) and info.cls.free_form:
        given = {info.cls.free_form: given}
    return {**(given or {}), **task.get("args", {})}


@pytest.mark.parametrize("name", library.names())
def test_every_module_explains_itself(name):
    info = library.find(name)
    unexplained = [param.name for param in info.cls.params().values() if len(param.help.split()) < 2]
    assert unexplained == []
    assert info.cls.__dict__.get("__doc__"), "a class docstring is missing"
    tasks = yaml.safe_load(info.cls.__dict__.get("example", ""))
    assert tasks, "an example is missing"
    for task in tasks:
        assert task.get("name")
        info.convert(example_arguments(task, info), partial=True)


@pytest.mark.parametrize("name", library.names())
def test_every_default_is_a_value_that_the_param_takes(name):
    odd = [
        param.name
        for param in library.find(name).params.values()
        if param.default is not None and param.convert(param.default) != param.default
    ]
    assert odd == []


@pytest.mark.parametrize("name", library.names())
def test_every_param_has_one_meaning(name):
    words = [
        word for param in library.find(name).cls.params().values() for word in (param.name, *param.aliases)
    ]
    assert sorted(set(words)) == sorted(words)
    assert set(library.find(name).cls.refused) & set(words) == set()


@pytest.mark.parametrize("name", library.names())
def test_doc_explains_every_module(name):
    done = CliRunner().invoke(doc, [name], env={"COLUMNS": "80"}, catch_exceptions=False)
    assert done.exit_code == 0
    helps = [" ".join(param.help.split()) for param in library.find(name).params.values()]
    text = " ".join(done.output.split())
    assert [told for told in helps if told not in text] == []


def test_doc_lists_all_modules():
    done = CliRunner().invoke(doc, [], env={"COLUMNS": "80"}, catch_exceptions=False)
    assert [line.split()[0] for line in done.output.splitlines()] == list(library.names())
    assert max(map(len, done.output.splitlines())) <= 80


def test_doc_of_what_there_is_not():
    caught = CliRunner().invoke(doc, ["pign"]).exception
    assert isinstance(caught, UsageError)
    assert str(caught) == "there is no module 'pign'; did you mean 'ping'?"


def test_names():
    for name in ("shell", "ansible.builtin.shell", "ansible.legacy.shell"):
        assert library.find(name).name == "shell"
    for name in (
        "community.general.shell",
        "ansible.posix.shell",
        "core",
        "runner",
        "__init__",
        "",
        "builtin.shell",
    ):
        assert library.find(name) is None


def test_aliases_of_modules():
    found = {
        alias: library.find(alias).name
        for name in library.names()
        for alias in library.find(name).cls.aliases
    }
    assert found == {alias: name for name in library.names() for alias in library.find(name).cls.aliases}


def test_suggest():
    assert library.suggest("shel") == "shell"
    assert library.suggest("ansible.builtin.shel") == "shell"
    assert library.suggest("community.general.shell") == "ansible.builtin.shell"
    assert library.suggest("zzz") is None


def test_convert_takes_aliases_and_converts():
    actual = library.find("file").convert(
        {"dest": "/x", "recurse": "yes", "state": "directory", "owner": None}
    )
    assert actual == {"path": "/x", "recurse": True, "state": "directory"}


def test_convert_names_the_argument_at_fault():
    assert problem("shell", {"cmd": "x", "chdri": "/"}) == (
        "shell has no argument 'chdri'; did you mean 'chdir'?",
        "chdri",
    )
    assert problem("shell", {"zzz": 1}) == (
        "shell has no argument 'zzz'; `pushcfg doc shell` lists them",
        "zzz",
    )
    assert problem("shell", {"warn": "no"})[0].startswith("shell has no argument 'warn'; leave it out")
    assert problem("file", {"path": "/x", "dest": "/x"}) == (
        "file: path and dest are the same argument",
        "dest",
    )
    assert problem("file", {"path": "/x", "recurse": "perhaps"}) == (
        "file: argument recurse is not a boolean: perhaps",
        "recurse",
    )
    assert problem("file", {"path": "/x", "state": "directori"})[0].endswith("; did you mean 'directory'?")
    assert problem("file", {"name": None}) == ("file: argument is required: path", "name")
    assert problem("file", {}) == ("file: argument is required: path", None)


@pytest.mark.parametrize("name", library.names())
def test_no_param_hides_what_every_module_has(name):
    own = set(vars(library.load("core.module").Action)) | set(vars(library.load("core.module").Module))
    assert set() == own & set(library.find(name).cls.params())


def test_a_template_that_may_be_omitted_is_no_certain_conflict():
    job = {"name": "x", "job": "true", "special_time": "daily"}
    library.find("cron").convert({**job, "minute": "{{ minute | default(omit) }}"}, partial=True)
    assert "does not go with" in problem("cron", {**job, "minute": "5", "user": "{{ user }}"}, partial=True)[0]


def test_templates_stay_as_they_are_in_a_partial_conversion():
    values = {"path": "{{ where }}", "recurse": "{{ deep }}", "state": "directory"}
    assert library.find("file").convert(values, partial=True) == values
    assert problem("file", values) == ("file: argument recurse is not a boolean: {{ deep }}", "recurse")
    assert problem("file", {**values, "recurse": Unsafe("{{ deep }}")}, partial=True)[1] == "recurse"
    sealed = {"paths": Vaulted("x"), "age": Vaulted("x"), "size": ["{{ x }}"], "contains": "y"}
    assert library.find("find").convert(sealed, partial=True) == sealed
    assert is_template({"a": ["b", {"{{ c }}": 1}]})
    assert not is_template(["{ {a} }", 1, None])


def test_internal_params_are_the_controllers():
    for name in library.names():
        info = library.find(name)
        for param in info.cls.params().values():
            assert (param.name in info.params) is not param.internal


def test_class_names_are_those_that_the_runner_looks_for():
    runner = library.load("runner.execute")
    for name in (*library.names(), "wait_for"):
        assert library.class_name(name) == runner.class_name(name)


def test_one_module_is_imported_without_the_others():
    program = (
        "import sys; from pushcfg import library; library.find('ansible.builtin.ping')\n"
        "print(sorted(name for name in library.names() if 'pushcfg.modules.' + name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout == "['ping']\n"
