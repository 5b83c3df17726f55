"""Where a lab cannot be, it says why and points at vagrant/."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from pushcfg.errors import LabError
from pushcfg.lab import Lab, base, checks
from pushcfg.lab.host import guard


def test_it_needs_root(root: None) -> None:
    ours, theirs = os.pipe()
    if os.fork() == 0:
        try:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
            Lab.up("nobodys")
        except LabError as error:
            os.write(theirs, str(error).encode())
        finally:
            os._exit(0)
    os.close(theirs)
    with open(ours) as said:
        text = said.read()
    os.wait()
    assert text.startswith("the lab needs root, to make namespaces and mounts; use sudo, or ")
    assert "vagrant/" in text


def test_it_needs_linux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(LabError, match=r"needs Linux, and this is darwin; .*vagrant/"):
        Lab.up("mac")


def test_it_says_what_to_install(root: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shutil, "which", lambda program: None if program == "debootstrap" else program)
    monkeypatch.setenv("PUSHCFG_LAB_CACHE", str(tmp_path))
    with pytest.raises(
        LabError, match=r"debootstrap is not on this machine; apt install debootstrap; .*vagrant/"
    ):
        checks.machine(systemd=False)
    monkeypatch.setattr(shutil, "which", lambda program: None if program == "systemd-nspawn" else program)
    with pytest.raises(LabError, match=r"apt install systemd-container"):
        checks.machine(systemd=True)


def test_it_says_why_there_are_no_namespaces(root: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "NAMESPACES", ["sh", "-c", "echo not permitted >&2; exit 1"])
    with pytest.raises(LabError, match=r"no namespaces here \(not permitted\); .*vagrant/"):
        checks.machine(systemd=False)


def test_a_place_that_takes_no_overlay_is_not_used(
    root: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(checks.state, "roots", lambda: (tmp_path / "file", tmp_path / "good"))
    said: list[str] = []
    assert tmp_path / "good" == checks.place(said.append)
    assert "so the lab lies in memory" in said[0]
    monkeypatch.setattr(checks.state, "roots", lambda: (tmp_path / "file",))
    with pytest.raises(LabError, match=r"cannot hold an overlay .*PUSHCFG_LAB_DIR"):
        checks.place(said.append)


def test_another_processor_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard.platform, "machine", lambda: "riscv64")
    with pytest.raises(LabError, match=r"riscv64; .*vagrant/"):
        guard.architecture()


@pytest.mark.parametrize("arguments", [{"name": "Lab"}, {"name": "a/b"}, {"count": 0}, {"user": "toor"}])
def test_what_is_asked_has_to_make_sense(arguments: dict[str, object]) -> None:
    with pytest.raises(LabError):
        Lab.up(**arguments)


def test_a_failing_build_leaves_nothing(root: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PUSHCFG_LAB_CACHE", str(tmp_path))
    monkeypatch.setattr(
        base, "_mirrors", lambda: ("http://127.0.0.1:9/debian", "http://127.0.0.1:9/security")
    )
    with pytest.raises(LabError, match=r"building the base root failed: debootstrap"):
        base.ensure(lambda text: None)
    assert [path.name for path in tmp_path.iterdir()] == ["lock"]
