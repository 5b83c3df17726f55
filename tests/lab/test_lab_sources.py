"""Reading this machine's apt sources."""

from pathlib import Path

import pytest

from pushcfg.errors import LabError
from pushcfg.lab import sources


def test_both_formats_are_read(tmp_path: Path) -> None:
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / "sources.list").write_text(
        "# deb http://commented.example.org/debian x main\n"
        "deb [signed-by=/x arch=amd64] https://deb.example.org/debian/ bookworm main\n"
    )
    (tmp_path / "sources.list.d/a.sources").write_text(
        "Types: deb\n# URIs: http://no.example.org\nURIs: http://one.example.org/debian-security http://two.example.org\n"
    )
    (tmp_path / "sources.list.d/b.list.disabled").write_text("deb http://off.example.org/ x main\n")
    found = sources.uris(tmp_path)
    expected = [
        "https://deb.example.org/debian",
        "http://one.example.org/debian-security",
        "http://two.example.org",
    ]
    assert expected == found
    assert sources.debian(found) == "https://deb.example.org/debian"
    assert sources.security(found) == "http://one.example.org/debian-security"
    schemes = {"deb.example.org": "https", "one.example.org": "http", "two.example.org": "http"}
    assert schemes == sources.schemes(found)


def test_without_sources_one_has_to_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(LabError, match="PUSHCFG_LAB_MIRROR"):
        sources.debian(sources.uris(tmp_path))
    monkeypatch.setenv("PUSHCFG_LAB_MIRROR", "http://mirror.example.org/debian/")
    assert "http://mirror.example.org/debian" == sources.debian(sources.uris(tmp_path))
    assert "http://mirror.example.org/debian-security" == sources.security(sources.uris(tmp_path))
