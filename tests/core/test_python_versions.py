"""Versions and conditions are judged as the library `packaging` judges them, pair by pair."""

import itertools

import pytest
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import Version as Judge

from modules.packaging.python_names import asked, joined
from modules.packaging.python_versions import Version, satisfies

VERSIONS = ["1", "1.0.0", "1.1", "1.0a1", "1.0a2", "1.0b1", "1.0rc1", "1.0.dev1", "1.0a1.dev1", "1.0.post1", "1.0.post1.dev2", "1.0-1",
            "1.0+local", "1.0+local.2", "1.0+2", "1.0.post1+x", "1!1.0", "1!0.5", "2.0", "2.0.1", "2.1.3", "0.9", "v1.0", "1.0alpha",
            "1.0.RC2", "0", "0.0", "10.0"]  # fmt: skip
CONDITIONS = ["==%s", "!=%s", "<=%s", ">=%s", "<%s", ">%s", "~=%s", "===%s", "==%s.*", "!=%s.*"]


def test_order():
    for one, other in itertools.product(VERSIONS, VERSIONS):
        assert (Judge(one) < Judge(other)) == (Version(one).key < Version(other).key), (one, other)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_conditions(condition):
    for version, limit in itertools.product(VERSIONS, VERSIONS):
        try:
            expected = SpecifierSet(condition % limit).contains(version, prereleases=True)
        except InvalidSpecifier:
            continue
        assert expected == satisfies(version, condition % limit), (version, condition % limit)


def test_several_conditions():
    assert [satisfies(version, ">1.0,!=1.5,<2") for version in ("1.0", "1.2", "1.5", "2.0", "of old")] == [
        False, True, False, False, False]
    assert satisfies("whatever", "")
    with pytest.raises(ValueError, match="is no version"):
        satisfies("1", ">x")


@pytest.mark.parametrize(("words", "expected"), [
    (["a>1", "<2", "b", "c[x", "y]>=3", "<4"], ["a>1,<2", "b", "c[x,y]>=3,<4"]),
    (["a>1,<2,b"], ["a>1,<2", "b"]),
    (["https://x/y?a,b", "./c,d"], ["https://x/y?a,b", "./c,d"]),
    ([" a ", ""], ["a"]),
])
def test_names_that_were_torn(words, expected):
    assert expected == joined(words)


@pytest.mark.parametrize(("text", "expected"), [
    ("Foo_Bar.baz", ("Foo_Bar.baz", "foo-bar-baz", "", True)),
    ("foo (>= 1.2, <2)", ("foo>=1.2,<2", "foo", ">=1.2,<2", True)),
    ("foo[bar]>1", ("foo[bar]>1", "foo", ">1", False)),
    ("foo @ https://x/y.whl", ("foo @ https://x/y.whl", "foo", "", False)),
    ("foo; python_version<'3'", ("foo; python_version<'3'", "foo", "", False)),
    ("git+https://x/y@v1#egg=Foo", ("git+https://x/y@v1#egg=Foo", "foo", "", False)),
    ("./x", ("./x", None, "", False)),
    ("x-1.0.tar.gz", ("x-1.0.tar.gz", None, "", False)),
    ("foo==wrong!", ("foo==wrong!", "foo", "==wrong!", False)),
])
def test_what_a_text_asks_for(text, expected):
    assert expected == tuple(asked(text))
