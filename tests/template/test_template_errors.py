"""Errors in template files say the line, of the file itself or of one that it includes."""

from __future__ import annotations

from pathlib import Path

import pytest

from pushcfg.errors import TemplateError
from pushcfg.template import templar
from pushcfg.template.files import header
from pushcfg.template.scope import Names, Scope

FILES = {"undefined.j2": "\n\n{{ nowhere.x }}\n", "broken.j2": "\n{% if %}\n", "zero.j2": "\n{{ 1 / 0 }}\n",
         "macro.j2": "\n{% macro bad(x) %}\n{{ x.nothing.more }} there\n{% endmacro %}\n"}  # fmt: skip


@pytest.mark.parametrize(("text", "told"), [
    ("a\n{{ nowhere }} b\n", "'nowhere' is undefined in line 2 of the template"),
    ("a\n{% for x in nowhere %}{% endfor %}\n", "'nowhere' is undefined in line 2 of the template"),
    ("a\n{{ 1 / 0 }}\n", "ZeroDivisionError: division by zero in line 2 of the template"),
    ("a\n{{ 'x' | nonsense }}\n", "does not parse in line 2: No filter named 'nonsense'"),
    ("{{ x\n", "does not parse in line 1"),
    ("a\n{{ [1] | first | b64decode(1, 2, 3, 4) }}\n", "in line 2 of the template"),
    ("#jinja2: trim_blocks: False\na\n{{ nowhere }} b\n", "in line 3 of the template"),
    ("#jinja2: trim_blocks: False\na\n{% if %}\n", "does not parse in line 3"),
    ("#jinja2: nonsense: 1\na", "'nonsense: 1' is no setting of jinja2, in line 1"),
    ("#jinja2: trim_blocks: 3\na", "trim_blocks is 3, in line 1"), ("#jinja2: trim_blocks: True", "nothing below"),
    ("a\n{% include 'undefined.j2' %} b\n", "'nowhere' is undefined in line 2 of the template"),
    ("a\n{% include 'zero.j2' %}\n", "in line 2 of FOLDER/zero.j2"),
    ("a\n{% include 'broken.j2' %}\n", "FOLDER/broken.j2:2 does not parse"),
    ("a\n{% import 'macro.j2' as m %}{{ m.bad({}) }}\n", "has no attribute 'nothing' in line 3 of FOLDER/macro.j2"),
    ("a\n{% include 'not there.j2' %}\n", "not there.j2"),
])  # fmt: skip
def test_line(text: str, told: str, tmp_path: Path) -> None:
    for name, content in FILES.items():
        (tmp_path / name).write_text(content)
    made = templar()
    with pytest.raises(TemplateError) as error:
        rest, own = header(text)
        made.file(rest, Scope((Names({}),), made.variable), (str(tmp_path),), 2 if own else 1, **own)
    assert told.replace("FOLDER", str(tmp_path)) in error.value.message


def test_marks_that_cannot_be_told_apart() -> None:
    made = templar()
    with pytest.raises(TemplateError, match="cannot be told apart"):
        made.file("x", Scope((Names({}),), made.variable), (), block_start_string="{{")


def test_an_if_without_else_gives_nothing() -> None:
    made = templar()
    scope = Scope((Names({"no": False}),), made.variable)
    assert "a b" == made.render("a{{ 'x' if no }} b{{ omit_me if no }}", scope)


@pytest.mark.parametrize(("text", "told"), [
    ("{{ x is definedd }}", "No test named 'definedd': {{ x is definedd }}"),
    ("{{ x | nonsense }}", "No filter named 'nonsense': {{ x | nonsense }}"),
    ("a {{ x | nonsense }}", "No filter named 'nonsense': a {{ x | nonsense }}"),
    ("{{ x y }}", "got 'y': {{ x y }}"),
])  # fmt: skip
def test_what_does_not_parse_is_shown(text: str, told: str) -> None:
    made = templar()
    with pytest.raises(TemplateError) as error:
        made.render(text, Scope((Names({"x": 1}),), made.variable))
    assert error.value.message.endswith(told)
