"""docs/settings.md has every setting, with its sources, and every key of ansible.cfg that we know."""

from __future__ import annotations

import re
from pathlib import Path

from pushcfg.config import SETTINGS
from pushcfg.config.harmless import SECTIONS_WITHOUT_EFFECT, WITHOUT_EFFECT
from pushcfg.config.unlike import UNLIKE

PAGE = (Path(__file__).parent.parent.parent / "docs" / "settings.md").read_text()


def rows(words: str) -> dict[str, str]:
    """The rest of each row of a table by its first cell."""
    return dict(re.findall(r"^\| `(.*?)` \|(.*)\|$", PAGE.partition(words)[2], re.MULTILINE))


def test_every_setting_with_its_sources() -> None:
    found = rows("| setting | what it is")
    for setting in SETTINGS:
        places = {f"[{section}] {key}" for section, key in setting.ini}
        expected = places | set(setting.variables) | ({setting.option} if setting.option else set())
        cells = found[setting.name].split(" | ")
        assert setting.help == cells[0].strip()
        assert expected == set(re.findall("`([^`]+)`", " ".join(cells[2:])))


def test_what_changes_the_meaning_of_playbooks() -> None:
    found = rows("| setting | without a word")
    for unlike in UNLIKE:
        name = unlike.key if unlike.section == "defaults" else f"[{unlike.section}] {unlike.key}"
        assert unlike.remedy in found[name]
        assert ("refused" if unlike.refused else "warning") in found[name]


def test_what_has_no_effect() -> None:
    words = set(re.findall("`([^`]+)`", PAGE.partition("These have no effect")[2]))
    assert {key for keys in WITHOUT_EFFECT.values() for key in keys} - words == set()
    assert {f"[{name}]" for name in (*SECTIONS_WITHOUT_EFFECT, *WITHOUT_EFFECT)} - words == set()
