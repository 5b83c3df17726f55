"""Free-form text is split as Ansible splits it."""

import pytest
from ansible.errors import AnsibleParserError
from ansible.parsing.splitter import parse_kv
from hypothesis import example, given, settings
from hypothesis import strategies as st

from modules.core.free_form import COMMAND_NAMES, split_free_form

# What the splitter looks at, and something to stand between.
PIECES = [" ", "  ", "\n", "\\", "\\\n", "'", '"', "{{", "}}", "{%", "%}", "{#", "#}", "=", "\\=", "\t", "a", "/x", "é",
          "creates", "chdir", "removes=/y", "\\n", "\\x41", '\\"', "cmd=x"]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


def theirs(text, raw):
    try:
        pairs = parse_kv(text, check_raw=raw)
    except AnsibleParserError:
        return "an error"
    return pairs.pop("_raw_params", ""), dict(pairs)


def ours(text, names):
    try:
        return split_free_form(text, names)
    except ValueError:
        return "an error"


@given(TEXTS)
@settings(max_examples=500, deadline=None)
@example("tar xf x.tar creates=/srv/x chdir=/srv")
@example("echo 'a  b' creates=\"/srv/a b\"\n  removes=/x")
@example("echo {{ a | default('x y') }} creates={{ path }}/x")
@example("make \\\n  install creates=/usr/bin/x")
def test_command(text):
    assert theirs(text, True) == ours(text, COMMAND_NAMES)


@given(TEXTS)
@settings(max_examples=500, deadline=None)
@example("name=x state=started enabled=yes")
@example("name='a b' line=\"x=1\"")
def test_arguments(text):
    assert theirs(text, False) == ours(text, None)


@pytest.mark.parametrize(("text", "left", "pairs"), [
    ("uname -r", "uname -r", {}),
    ("tar xf x creates=/y chdir=/z", "tar xf x", {"creates": "/y", "chdir": "/z"}),
    ("env A=1 creates='/a b' run", "env A=1 run", {"creates": "/a b"}),
    ("echo creates\\=/x", "echo creates=/x", {}),
    ("echo 'creates=/x'", "echo 'creates=/x'", {}),
    ("a  b\n c creates=/x", "a  b\nc", {"creates": "/x"}),
    ("run {{ item }} chdir={{ at | default('/a b') }}", "run {{ item }}", {"chdir": "{{ at | default('/a b') }}"}),
])
def test_examples(text, left, pairs):
    assert (left, pairs) == split_free_form(text, COMMAND_NAMES)
