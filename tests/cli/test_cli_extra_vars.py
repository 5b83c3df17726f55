"""`-e` in all its forms, beside what Ansible itself reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible import context
from ansible.module_utils.common.collections import ImmutableDict
from ansible.parsing.dataloader import DataLoader
from ansible.utils import vars as ansible_vars

from pushcfg.cli.extravars import extra_variables
from pushcfg.errors import InputError

TEXTS = [
    "a=1", "a=1 b=2", "a='x y' b=\"z\"", "a=", "a=b=c", "a=yes", "a={{ b | default('x y') }}", "a='{\"k\": 1}'", "a=1 a=2",
    "a=\"it's\"", r"a=x\ty", r"a='\n'", "a=x,y", "a=1\nb=2", "a=@file", "a=[1,2]", "a=ü", "",
    '{"a": 1, "b": [1, null, true], "c": {"d": 1.5}}', "{a: yes, b: 010, c: 1e3, d: '1'}", "{}", "{a: 2001-01-01}",
    "{\"a-b\": 1}", "{a: !unsafe '{{ x }}'}", '{"a": "\\u00fc"}',
    "@vars.yml", "@vars.json", "@empty.yml", "@plain",
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "vars.yml").write_text("a: from file\nb: {c: [1, yes, ~]}\n")
    (tmp_path / "vars.json").write_text('{"a": "json", "n": 1e3}')
    (tmp_path / "empty.yml").write_text("{}\n")
    (tmp_path / "plain").write_text("a: no suffix\n")
    (tmp_path / "list.yml").write_text("- 1\n")
    (tmp_path / "broken.yml").write_text("a: 1\nb: [\n")
    (tmp_path / "numbers.yml").write_text("a: 1\n1: 2\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def of_ansible(monkeypatch: pytest.MonkeyPatch, *texts: str) -> dict[str, Any]:
    """What Ansible makes of these -e."""
    monkeypatch.setattr(context, "CLIARGS", ImmutableDict(extra_vars=texts))
    monkeypatch.setattr(ansible_vars.load_extra_vars, "extra_vars", None, raising=False)
    return ansible_vars.load_extra_vars(DataLoader())


@pytest.mark.parametrize("text", TEXTS)
def test_means_what_it_means_in_ansible(text: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert of_ansible(monkeypatch, text) == extra_variables([text]).values


def test_a_later_one_overrides_an_earlier_one_whole(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ("@vars.yml", "a=k b=x", '{"b": {"k": 1}}')
    assert of_ansible(monkeypatch, *texts) == extra_variables(texts).values == {"a": "k", "b": {"k": 1}}


@pytest.mark.parametrize(("text", "told"), [
    ("nonsense", "-e nonsense: neither name=value, JSON nor @FILE"),
    ("a=x y", "-e a=x y: neither name=value, JSON nor @FILE; quote a value with spaces: -e 'name=\"two words\"'"),
    ("a='x", "is not closed"),
    ("a-b=1", "-e a-b=1: 'a-b' is no name of a variable; use letters, digits and underscores"),
    ("1=1", "'1' is no name of a variable"),
    ("./vars.yml", "-e ./vars.yml: looks like a file; write -e @./vars.yml"),
    ("/tmp/x", "looks like a file"),
    ("@nothing.yml", "the file of variables nothing.yml does not exist"),
    ("@-", "the file of variables - does not exist"),
    ("@list.yml", "list.yml:1:1: -e @list.yml: must be a mapping, not a list"),
    ("@broken.yml", "broken.yml:3:1: "),
    ("@numbers.yml", "numbers.yml:2:1: -e @numbers.yml: the name of a variable is text, not the number 1"),
    ("[1, 2]", "must be a mapping, not a list"),
    ("{a: 1", "-e:2:1: while parsing a flow mapping"),
    ("@.", "this is a directory"),
])  # fmt: skip
def test_what_makes_no_sense_is_refused(text: str, told: str, folder: Path) -> None:
    with pytest.raises(InputError) as caught:
        extra_variables([text])
    assert told in str(caught.value)


def test_each_variable_knows_where_it_was_given(folder: Path) -> None:
    layer = extra_variables(["a=1", "@vars.yml", "c=2"])
    assert {"a": "vars.yml:1:1", "b": "vars.yml:2:1", "c": "-e:3:1"} == {
        name: str(position) for name, position in layer.positions.items()}  # fmt: skip
