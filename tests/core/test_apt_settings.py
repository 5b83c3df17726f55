"""In a check, apt cannot tell what it would take under settings that an earlier task would write."""

import pytest
from cases.fake_host import FakeReader

from modules.apt import Apt
from modules.core.converge import converge
from modules.core.overlay import Overlay
from modules.core.sketch import Sketch

REHEARSAL = ("apt-get -s -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold"
             " -o DPkg::Lock::Timeout=60 dist-upgrade")  # fmt: skip
HOST = {
    "files": {"/etc/apt/preferences.d": {"kind": "directory"}, "/etc/motd": {"content": "x"}},
    "queries": {REHEARSAL: {"stdout": ""}},
}


@pytest.mark.parametrize(
    ("path", "status", "waits_for"),
    [("/etc/apt/preferences.d/90-day2", "unknown", "new settings of apt in /etc/apt/preferences.d"),
     ("/etc/motd", "ok", None)],
)  # fmt: skip
def test_settings_that_are_to_come(path, status, waits_for):
    door = Sketch(FakeReader(HOST), Overlay())
    door.write(path, b"Package: *\nPin: release l=Debian\nPin-Priority: 90\n")
    outcome = converge(Apt({"upgrade": "dist"}), door)
    assert (status, waits_for) == (outcome["status"], outcome.get("waits_for"))


@pytest.mark.parametrize("args", [{"upgrade": "dist"}, {"upgrade": "dist", "update_cache": True}])
def test_a_check_rehearses_once(args):
    steps = "Inst tree [2.0] (2.1 Debian:12 [amd64])\nConf tree (2.1 Debian:12 [amd64])\n"
    reader = FakeReader({**HOST, "packages": {"tree": "2.0"}, "queries": {REHEARSAL: {"stdout": steps}}})
    asked = []
    answer = reader.answer
    reader.answer = lambda words: asked.append(words) or answer(words)
    outcome = converge(Apt(args), Sketch(reader, Overlay()))
    assert "changed" == outcome["status"], outcome
    assert ["upgrade", ["tree"], []] in outcome["changes"]
    assert [REHEARSAL] == asked
