"""Settings of apt that a check has drawn: those for programs that run apt leave its rehearsals true."""

import pytest

from modules.packaging.apt_settings import is_for_others

BLOCK = """// by hand
APT::Periodic::Unattended-Upgrade "1";
#clear Unattended-Upgrade::Allowed-Origins;
Unattended-Upgrade::Origins-Pattern {
    "origin=Debian"; # ours
};
"""


@pytest.mark.parametrize(("text", "expected"), [
    ("", True), (BLOCK, True), ("APT::Periodic { Enable \"1\"; };\n", True),
    (BLOCK + "APT::Default-Release \"stable\";\n", False), ("APT { Periodic { Enable \"1\"; }; };\n", False),
    ("#clear APT::Default-Release;\n", False), ("#include \"/etc/apt/other\";\n", False),
])  # fmt: skip
def test_whom_they_are_for(text: str, expected: bool) -> None:
    assert expected == is_for_others(text)
