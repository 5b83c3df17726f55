"""What is said of text and files that are no YAML."""

from __future__ import annotations

from pathlib import Path

import pytest

from pushcfg.errors import SourceError, VaultError
from pushcfg.source import load, loads

LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]\n" for level in range(1, 9)
)

ERRORS = [
    ("a: {{ b }}", '1:5: a template stands here without quotes; quote the value: "{{ … }}"'),
    ("a: {{ b }}/c", 'quote the value: "{{ … }}"'),
    ("- {{ b }}/c", 'quote the value: "{{ … }}"'),
    ("a:\n\t- b", "2:1: "),
    ("a:\n\t- b", "indent with spaces, never with tabs"),
    ("a: 'x\nb: y\n", "1:4: "),
    ("a: 'x\nb: y\n", "close the quote that opens here"),
    ('a: "x" y', "put the whole value between quotes of the other kind"),
    ("a: b: c", "1:5: mapping values are not allowed in this context; quote a value that contains ': '"),
    ("a:\n  b: 1\n c: 2", "3:2: "),
    ("a:\n  b: 1\n c: 2", "check the indentation"),
    ("a: @b", "1:4: "),
    ("a: [1, 2\nb: 3", "every bracket is closed"),
    ("a: *x", "1:4: found undefined alias; quote a value that begins with *"),
    ("- a\n---\n- b", "2:1: expected a single document in the stream, but found another document; write one"),
    ("a: !vault [1]", "1:4: !vault stands before encrypted text; make it with"),
    ("a: !vault ''", "1:4: !vault stands before encrypted text; make it with"),
    ("? !vault x\n: 1", "1:3: a key cannot be a vaulted value"),
    ("a: !secret x", "1:4: the tag !secret cannot be used here; remove the tag"),
    ("a: 2024-13-01", "1:4: '2024-13-01' looks like a value of type timestamp, but is none; quote it"),
    ("a: !!int x", "1:4: 'x' looks like a value of type int, but is none; quote it"),
    ("[a]: b", "1:1: a key cannot be a list"),
    ("a: {<<: 5}", "1:9: << merges mappings, not the number 5"),
    ("a: &a [*a]", "1:4: this anchor contains itself"),
    ("a: <<", "1:4: '<<' alone has a special meaning in YAML; quote it"),
    ("a: \x07", "1:4: the control character U+0007 is not allowed"),
    ("a: \ud800", "1:4: half a surrogate pair is not text"),
    ("[" * 300 + "]" * 300, "more than 100 levels deep"),
    ("[" * 100_000, "more than 100 levels deep"),
    ("- " * 100_000, "more than 100 levels deep"),
    (LAUGHS, "the aliases of this document stand for more than 1000000 values"),
    ("", "1:1: there is nothing here"),
]


@pytest.mark.parametrize(("text", "expected"), ERRORS)
def test_errors_say_where_and_what_to_do(text: str, expected: str) -> None:
    with pytest.raises(SourceError) as caught:
        loads(text, "site.yml")
    assert str(caught.value).startswith("site.yml:")
    assert expected in str(caught.value)
    assert caught.value.hint != ""


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    latin, vault = tmp_path / "latin.yml", tmp_path / "vault.yml"
    latin.write_bytes(b"a: b\nname: caf\xe9\n")
    vault.write_text("$ANSIBLE_VAULT;1.1;AES256\n363120610a610a61\n")
    empty = tmp_path / "empty.yml"
    empty.write_text("# nothing\n")
    for path, expected in [
        (latin, f"{latin}:2:10: byte 0xe9 is not UTF-8; save the file as UTF-8"),
        (vault, f"{vault}:1:1: the encrypted text is damaged"),
        (empty, f"{empty}:1:1: the file is empty"),
        (tmp_path, f"{tmp_path}:1:1: this is a directory"),
        (tmp_path / "none.yml", f"{tmp_path / 'none.yml'}:1:1: there is no such file"),
    ]:
        with pytest.raises((SourceError, VaultError)) as caught:
            load(path)
        assert str(caught.value).startswith(expected)
