"""git leaves the same working copy as Ansible's module, step by step, and its check foretells each step."""

import subprocess

import pytest
from both import ansible, ours, ours_checked

NAMES = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b"}
# Each step: the arguments, or a command in the repository, or in both working copies.
STEPS = [
    {}, {}, {"version": "v1"}, {}, {"version": "dev"}, {}, {"version": "main"},
    "repository: echo 4 > f && git commit -qam 4",
    {"version": "main", "update": False}, {"version": "main"},
    "copies: echo mine > f",
    {"version": "main"}, {"version": "main", "update": False}, {"version": "main", "force": True},
    "copies: echo mine > new",
    {"version": "main"}, {"version": "nothing"}, {"version": "FIRST"}, {"version": "v1"},
]  # fmt: skip


@pytest.fixture
def top(tmp_path, monkeypatch):
    for name, value in NAMES.items():
        monkeypatch.setenv(name, value)
    shell(tmp_path, "git init -q -b main r && cd r && echo 1 > f && git add f && git commit -qm 1 && git tag v1 && echo 2 > f"
                    "&& git commit -qam 2 && git checkout -q -b dev && echo 3 > f && git commit -qam 3 && git checkout -q main")
    return tmp_path


def shell(folder, command):
    return subprocess.run(command, shell=True, cwd=folder, capture_output=True, text=True, check=True).stdout


def state(folder):
    return shell(folder, "git status -sb; git rev-parse HEAD; git config remote.origin.url; cat f") if folder.exists() else ""


def test_step_by_step(top):
    first = shell(top / "r", "git rev-parse v1").strip()
    for step in STEPS:
        if isinstance(step, str):
            where, _, command = step.partition(": ")
            for folder in ("r",) if where == "repository" else ("ansible", "ours"):
                shell(top / folder, command)
            continue
        args = {"repo": f"file://{top}/r", **step}
        args["version"] = first if args.get("version") == "FIRST" else args.get("version", "HEAD")
        told = ansible("git", dict(args, dest=str(top / "ansible")))
        before = state(top / "ours")
        checked = ours_checked("git", dict(args, dest=str(top / "ours")))
        assert state(top / "ours") == before
        done = ours("git", dict(args, dest=str(top / "ours")))
        assert (checked["status"], checked["changes"]) == (done["status"], done["changes"]), step
        assert bool(told.get("failed")) == (done["status"] == "failed"), (step, told, done)
        assert state(top / "ansible") == state(top / "ours"), step
        if not told.get("failed"):
            assert (told["changed"], told["after"]) == (done["status"] == "changed", done["result"]["after"]), step
            again = ours("git", dict(args, dest=str(top / "ours")))
            assert (again["status"], again["changes"]) == ("ok", []), step


@pytest.mark.parametrize("args", [{"bare": True}, {"depth": 1}, {"single_branch": True, "version": "dev"}], ids=str)
def test_other_shapes(args, top):
    shapes = []
    for name in ("ansible", "ours"):
        told = {"dest": str(top / name), "repo": f"file://{top}/r", **args}
        (ansible if name == "ansible" else ours)("git", told)
        shapes.append(shell(top / name, "git rev-parse HEAD; git rev-list --all --count; git branch -a; git config core.bare"))
    assert shapes[0] == shapes[1]


def test_submodules(top, monkeypatch):
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "protocol.file.allow")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "always")
    shell(top, "git init -q -b main s && cd s && git submodule --quiet add ../r sub && git commit -qm 1")
    trees = []
    for name in ("ansible", "ours"):
        (ansible if name == "ansible" else ours)("git", {"repo": str(top / "s"), "dest": str(top / name)})
        trees.append(shell(top / name, "git submodule status; cat sub/f"))
    assert trees[0] == trees[1]
