"""Whatever a template file says: it renders, or the error names a line that the file has."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as some

from pushcfg.errors import TemplateError
from pushcfg.template import templar
from pushcfg.template.files import header
from pushcfg.template.scope import Names, Scope

LINES = some.sampled_from([
    "text", "", "{{ named }}", "{{ nowhere }}", "{{ named.x.y }}", "{{ 1 / 0 }}", "{% if named %}", "{% endif %}", "{% for x in named %}",
    "{% endfor %}", "{{ x", "}}", "{% set a = nowhere.b %}", "{{ a }}", "{{ named | nonsense }}", "{{ named is nonsense }}", "{# a",
    "#}", "{% include 'none.j2' %}", "{{ lookup('file', 'none') }}", "{{ [1] | map('nonsense') | list }}", "{{ named[3] }}", "{{ named() }}",
    "{% macro m(x) %}{{ x.y.z }}{% endmacro %}{{ m(1) }}", "{{ 'x' * -1 }}", "{{ '{{ nowhere }}' }}", "{% raw %}", "{% endraw %}",
    "{{ undefined_in_a_variable }}", "{{ 'a' | int(base=99) }}", "{{ named | from_json }}", "{%- if", "ünï {{ named }}",
])  # fmt: skip
VARIABLES = {"named": [1, 2], "undefined_in_a_variable": "{{ nowhere_else }}"}


@settings(max_examples=400, deadline=None)
@given(lines=some.lists(LINES, min_size=1, max_size=6))
@example(["{% set a = nowhere.b %}", "{{ a }}"])
def test_it_renders_or_the_error_has_a_line(lines: list[str]) -> None:
    made = templar()
    text = "\n".join(lines) + "\n"
    rest, own = header(text)
    try:
        made.file(rest, Scope((Names(VARIABLES),), made.variable), (str(Path("/nowhere")),), 2 if own else 1, **own)
    except TemplateError as error:
        found = re.search(r"line (\d+)", error.message)
        if found is None:
            # An expression that is the whole file is shown itself.
            assert len(lines) == 1, error.message
            return
        assert 1 <= int(found.group(1)) <= len(lines) + 1
