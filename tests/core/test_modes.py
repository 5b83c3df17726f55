"""A mode as a playbook writes it means what chmod(1) and Ansible make of it."""

import os
import re
import subprocess
from types import SimpleNamespace

import pytest
from ansible.module_utils.basic import AnsibleModule
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from modules.core.attributes import mode_bits, octal
from modules.core.failure import Failure

LETTERS = st.lists(st.sampled_from("rwxXst"), max_size=4).map("".join)
ACTIONS = st.tuples(st.sampled_from("+-="), st.one_of(LETTERS, st.sampled_from("ugo"))).map("".join)
CLAUSES = st.tuples(
    st.lists(st.sampled_from("ugoa"), max_size=3).map("".join), st.lists(ACTIONS, min_size=1, max_size=3).map("".join)
).map("".join)
MODES = st.lists(CLAUSES, min_size=1, max_size=3).map(",".join)


@pytest.fixture(autouse=True)
def usual_umask():
    before = os.umask(0o022)
    yield
    os.umask(before)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mode=MODES, start=st.integers(0, 0o7777), directory=st.booleans())
def test_symbolic_as_chmod(tmp_path_factory, mode, start, directory):
    assume(not (directory and "=" in mode and (start & 0o6000 or "s" in mode)))  # there we do as Ansible does
    assume(not re.search(r"(^|,)[-+=][^,]*[ugo]", mode))  # copies under a umask: likewise
    path = tmp_path_factory.getbasetemp() / ("folder" if directory else "file")
    path.mkdir(exist_ok=True) if directory else path.touch()
    path.chmod(start)
    subprocess.run(["chmod", "--", mode, str(path)], check=True, capture_output=True)
    assert octal(path.stat().st_mode & 0o7777) == octal(mode_bits(mode, start, directory))


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mode=MODES, start=st.integers(0, 0o777), directory=st.booleans())
def test_symbolic_as_ansible(mode, start, directory):
    # Ansible knows `a` alone, and no action without letters, and takes a copy anew for each class.
    mode = re.sub(r"[ugoa]*a[ugoa]*", "a", mode)
    assume(not re.search(r"[-+=]($|[-+=,])|-[ugo]", mode))
    stat = SimpleNamespace(st_mode=start | (0o040000 if directory else 0o100000))
    expected = AnsibleModule._symbolic_mode_to_octal(stat, mode)
    assert octal(expected) == octal(mode_bits(mode, start, directory))


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("0644", 0o644), ("644", 0o644), ("00644", 0o644), ("0o644", 0o644), ("1777", 0o1777), ("02755", 0o2755),
     (0o644, 0o644), ("7", 7), (" 0600 ", 0o600), ("u=rwx,g=rx,o=", 0o750), ("a+X", 0o644)])
def test_written(mode, expected):
    assert expected == mode_bits(mode, 0o644)


@pytest.mark.parametrize("mode", ["rw-r--r--", "0999", "u", "q+x", "", "u+rwy", "u+x,", "u=gx", True, 0.5])
def test_nonsense(mode):
    with pytest.raises(Failure, match="neither octal nor symbolic"):
        mode_bits(mode, 0o644)
