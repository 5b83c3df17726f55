"""pip leaves the same packages as Ansible's module, step by step in real virtual environments, and foretells each step."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from both import ansible, ours, ours_checked, ready
from wheels import build_wheel

from modules.core.converge import converge
from modules.core.overlay import Overlay
from modules.core.shared import Shared
from modules.core.sketch import Sketch
from modules.core.writer import Writer

# Each step: the arguments; TOP is the folder with wheels, requirements and environments.
STEPS = [
    {"name": "alpha==1.0"},
    {"name": "alpha"},
    {"name": "ALPHA", "state": "latest"},
    {"name": ["beta", "gamma<3"]},
    {"name": "gamma[more]"},
    {"name": "alpha<2"},
    {"name": "alpha>7"},
    {"requirements": "TOP/one.txt"},
    {"requirements": "TOP/one.txt"},
    {"requirements": "one.txt", "chdir": "TOP", "state": "latest"},
    {"name": "TOP/wheels/delta-1.0-py3-none-any.whl"},
    {"name": "alpha", "state": "forcereinstall"},
    {"name": ["alpha", "none-here"], "state": "absent"},
    {"name": ["alpha", "none-here"], "state": "absent"},
    {"requirements": "TOP/two.txt", "state": "absent"},
]  # fmt: skip


@pytest.fixture(scope="module")
def top(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Wheels, requirements files, an application, and a virtual environment for either program."""
    folder = tmp_path_factory.mktemp("pip")
    (folder / "wheels").mkdir()
    for name, versions in {"alpha": ("1.0", "1.5", "2.0"), "beta": ("1.0", "1.1"), "epsilon": ("0.1",), "delta": ("1.0",)}.items():
        for version in versions:
            build_wheel(folder / "wheels", name, version)
    for version in ("2.0", "3.0"):
        build_wheel(folder / "wheels", "gamma", version, ("epsilon",), {"more": "delta"})
    (folder / "one.txt").write_text("# what it needs\nalpha>=1.0 ; python_version > '3'\n-r two.txt\n")
    (folder / "two.txt").write_text("beta\ngamma <3  # the old one\n")
    for made in [subprocess.Popen([sys.executable, "-m", "venv", folder / name]) for name in ("ansible", "ours")]:
        assert made.wait() == 0
    return folder


@pytest.fixture(autouse=True)
def only_these_wheels(top, monkeypatch):
    """pip asks no index, and follows no settings of this machine."""
    for name, value in {"PIP_CONFIG_FILE": "/dev/null", "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(top / "wheels")}.items():
        monkeypatch.setenv(name, value)


def packages(environment: Path) -> dict[str, str]:
    """{name: version} of what is in an environment, of its files."""
    site = next((environment / "lib").glob("python*/site-packages"))
    found = (path.name.removesuffix(".dist-info").rpartition("-") for path in site.glob("*.dist-info"))
    return {name: version for name, _, version in found}


def arguments(step: dict, top: Path, environment: str) -> dict:
    def placed(value):
        if isinstance(value, list):
            return [placed(item) for item in value]
        return value.replace("TOP", str(top)) if isinstance(value, str) else value

    return {"virtualenv": str(top / environment), **{key: placed(value) for key, value in step.items()}}


PARTS = [pytest.param(STEPS[first:first + 3], marks=[pytest.mark.slow] if first else [], id=str(first))
         for first in range(0, len(STEPS), 3)]


@pytest.mark.parametrize("steps", PARTS)
def test_step_by_step(top, steps):
    for step in steps:
        told = ansible("pip", arguments(step, top, "ansible"))
        before = packages(top / "ours")
        checked = ours_checked("pip", arguments(step, top, "ours"))
        assert packages(top / "ours") == before
        done = ours("pip", arguments(step, top, "ours"))
        assert (checked["status"], checked["changes"]) == (done["status"], done["changes"]), step
        assert bool(told.get("failed")) == (done["status"] == "failed"), (step, told, done)
        assert packages(top / "ansible") == packages(top / "ours"), step
        if not told.get("failed"):
            assert told["changed"] == (done["status"] == "changed"), (step, told, done)
            assert [word.replace("/ansible/", "/ours/") for word in told["cmd"][:2]] == done["result"]["cmd"][:2]
            changes = {name: (old, new) for name, old, new in done["changes"]}
            if step.get("state") != "forcereinstall":
                now = packages(top / "ours")
                assert changes == {name: (before.get(name), now.get(name)) for name in sorted({*before, *now})
                                   if before.get(name) != now.get(name)}, step


def drawn(*tasks: dict) -> list[dict]:
    """The outcomes of a check of several tasks of pip, or of a copy."""
    overlay, found = Overlay(), []
    for number, args in enumerate(tasks):
        door = Sketch(Writer(Shared()), overlay)
        door.label = f"task {number}"
        found.append(converge(ready("pip" if "dest" not in args else "copy", args, None), door))
    return found


def test_a_check_of_what_is_still_to_come(top, tmp_path):
    """The environment, the requirements, and what an earlier task would install."""
    venv, file = str(tmp_path / "venv"), str(tmp_path / "r.txt")
    new = {"name": ["alpha==1.0", "beta"], "virtualenv": venv, "virtualenv_command": f"{sys.executable} -m venv"}
    copy, of_file = {"dest": file, "content": "alpha<2\ngamma\n"}, {"requirements": file, "virtualenv": str(top / "ours")}
    told = drawn(new, new, {**new, "name": "gamma"}, copy, of_file, of_file)
    assert [(one["status"], one["changes"]) for one in told] == [
        ("changed", [["virtualenv", None, venv], ["alpha", None, "1.0"], ["beta", None, "installed"]]),
        ("ok", []),
        ("changed", [["gamma", None, "installed"]]),
        ("changed", told[3]["changes"]),
        ("changed", told[4]["changes"]),
        ("ok", []),
    ]
    assert {name: version for name, _, version in told[4]["changes"]}["gamma"] == "3.0"
    assert list(tmp_path.iterdir()) == []
    assert [ours("pip", new)["status"] for _ in range(2)] == ["changed", "ok"]
    assert {"alpha": "1.0", "beta": "1.1"}.items() <= packages(tmp_path / "venv").items()


@pytest.mark.slow
def test_what_extra_args_say(top, tmp_path):
    """--target has a listing of its own; --no-index and --find-links stand in for the settings."""
    args = {"name": "gamma", "virtualenv": str(top / "ours"), "umask": "0077",
            "extra_args": f"--target {tmp_path}/t --no-index --find-links {top}/wheels"}
    done = [ours("pip", args) for _ in range(2)]
    assert [one["status"] for one in done] == ["changed", "ok"]
    assert sorted(done[0]["changes"]) == [["epsilon", None, "0.1"], ["gamma", None, "3.0"]]
    assert (tmp_path / "t/gamma.py").stat().st_mode & 0o777 == 0o600


PROJECT = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
BACKEND = """from pathlib import Path
import wheels

def build_wheel(folder, settings=None, metadata=None):
    return wheels.build_wheel(Path(folder), "own", "1").name

build_editable = build_wheel
"""


@pytest.mark.slow
@pytest.mark.parametrize("editable", [True, False])
def test_a_folder_is_installed_once_only_where_it_is_editable(top, tmp_path, editable):
    shutil.copy(Path(__file__).parent / "wheels.py", tmp_path)
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    (tmp_path / "backend.py").write_text(BACKEND)
    args = {"name": str(tmp_path), "editable": editable, "virtualenv": str(top / "ours")}
    told = [ours("pip", args) for _ in range(2)]
    assert [one["status"] for one in told] == ["changed", "ok" if editable else "changed"], told
    assert ours("pip", {"name": "own", "state": "absent", "virtualenv": str(top / "ours")})["changes"] == [["own", "1", None]]


def test_the_password_of_an_index_is_in_no_argument_list(tmp_path):
    script = tmp_path / "pip3"
    script.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/args\nenv | grep ^PIP_ >> {tmp_path}/env\n'
                      'case "$*" in *report*) echo \'{"install": []}\';; *) echo \'[{"name": "pip", "version": "23.0"}]\';; esac\n')
    script.chmod(0o755)
    args = {"name": "alpha", "executable": str(script), "extra_args": "-i https://me:secret@index/simple", "break_system_packages": True}
    done = ours("pip", args)
    assert (done["status"], "secret" in str(done)) == ("ok", False)
    assert "secret" not in (tmp_path / "args").read_text()
    assert {"PIP_INDEX_URL=https://me:secret@index/simple", "PIP_BREAK_SYSTEM_PACKAGES=1"} <= set((tmp_path / "env").read_text().split())


def old_python() -> str | None:
    """A Python that brings a pip of before 22.2, which cannot tell what it would do."""
    found = sorted(Path("~/.pyenv/versions").expanduser().glob("3.[678].*/bin/python"))
    return str(found[0]) if found else None


@pytest.mark.slow
@pytest.mark.skipif(old_python() is None, reason="needs a Python with an old pip: 3.6, 3.7 or 3.8")
def test_an_old_pip(top, tmp_path):
    """Ubuntu 22.04 and Red Hat's 8 and 9 have such a pip."""
    venv = {"virtualenv": str(tmp_path / "venv"), "virtualenv_command": f"{old_python()} -m venv"}
    steps = [({"name": "alpha<2"}, "changed"), ({"name": "alpha<2"}, "ok"), ({"requirements": str(top / "two.txt")}, "changed"),
             ({"requirements": str(top / "two.txt")}, "ok"), ({"name": "alpha", "state": "latest"}, "changed"),
             ({"name": "alpha", "state": "latest"}, "ok"), ({"name": "alpha", "state": "absent"}, "changed")]
    for step, status in steps:
        before = packages(tmp_path / "venv") if (tmp_path / "venv").exists() else {}
        simple = "requirements" not in step and step.get("state") != "latest"
        checked, done = ours_checked("pip", {**step, **venv}), ours("pip", {**step, **venv})
        assert (checked["status"], done["status"]) == (status if simple else "unknown", status), (step, done)
        if before and not (simple and status == "changed"):
            now = packages(tmp_path / "venv")
            assert done["changes"] == [[name, before.get(name), now.get(name)] for name in sorted({*before, *now})
                                       if before.get(name) != now.get(name)]
