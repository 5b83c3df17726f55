"""file and copy leave the same tree as Ansible's modules, and say the same of it."""

import os

import pytest
from both import ansible, ours, ours_checked, snapshot

ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to give files away")
TOLD = ("path", "dest", "src", "state", "mode", "owner", "group", "uid", "gid", "checksum", "md5sum")

PRESERVE = {"modification_time": "preserve", "access_time": "preserve"}

FILE = {
    "new folder": {"path": "TOP/new", "state": "directory"},
    "new folders": {"path": "TOP/new/er/est", "state": "directory", "mode": "0750"},
    "new folder, symbolic": {"path": "TOP/new", "state": "directory", "mode": "g+w,o="},
    "folder with a slash": {"path": "TOP/folder/", "state": "directory", "mode": "0700"},
    "folder, set-id": {"path": "TOP/setgid", "state": "directory", "mode": "g=rx"},
    "folder, set-id octal": {"path": "TOP/setgid", "state": "directory", "mode": "0755"},
    "folder that is a file": {"path": "TOP/file", "state": "directory"},
    "folder behind a link": {"path": "TOP/to_folder", "state": "directory", "mode": "0711"},
    "folder behind a link, not followed": {"path": "TOP/to_folder", "state": "directory", "follow": False},
    "recurse": {"path": "TOP/folder", "recurse": True, "mode": "u=rwX,go="},
    "recurse, octal": {"path": "TOP/folder", "recurse": True, "mode": "0700"},
    "recurse, not followed": {"path": "TOP/folder", "recurse": True, "mode": "a+rX", "follow": False},
    "recurse, nothing there": {"path": "TOP/new", "recurse": True, "mode": "0700"},
    "file": {"path": "TOP/file", "state": "file", "mode": "0600"},
    "file as wanted": {"path": "TOP/file", "state": "file", "mode": "0644"},
    "file that is a folder": {"path": "TOP/folder", "state": "file"},
    "file behind a link": {"path": "TOP/link", "state": "file", "mode": "0640"},
    "no file": {"path": "TOP/nothing", "state": "file"},
    "no state, file": {"path": "TOP/file", "mode": "a+x"},
    "no state, folder": {"path": "TOP/folder", "mode": "go-rx"},
    "no state, link": {"path": "TOP/link", "mode": "0600"},
    "no state, dangling link": {"path": "TOP/dangling", "mode": "0600"},
    "no state, nothing": {"path": "TOP/nothing"},
    "no state, hard link": {"path": "TOP/hard", "mode": "0600"},
    "absent file": {"path": "TOP/file", "state": "absent"},
    "absent folder": {"path": "TOP/folder", "state": "absent"},
    "absent link": {"path": "TOP/to_folder", "state": "absent"},
    "absent dangling link": {"path": "TOP/dangling", "state": "absent"},
    "absent nothing": {"path": "TOP/no/thing", "state": "absent"},
    "link": {"path": "TOP/new", "src": "file", "state": "link"},
    "link, absolute": {"path": "TOP/new", "src": "TOP/file", "state": "link"},
    "link with mode": {"path": "TOP/new", "src": "file", "state": "link", "mode": "0600"},
    "link with mode, not followed": {"path": "TOP/new", "src": "file", "state": "link", "mode": "0600",
                                     "follow": False},
    "link as wanted": {"path": "TOP/link", "src": "file", "state": "link"},
    "link moved": {"path": "TOP/link", "src": "folder", "state": "link"},
    "link without src": {"path": "TOP/link", "state": "link", "mode": "0600"},
    "new link without src": {"path": "TOP/new", "state": "link"},
    "link to nothing": {"path": "TOP/new", "src": "nothing", "state": "link"},
    "link to nothing, forced": {"path": "TOP/new", "src": "nothing", "state": "link", "force": True},
    "link over file": {"path": "TOP/other", "src": "file", "state": "link"},
    "link over file, forced": {"path": "TOP/other", "src": "file", "state": "link", "force": True},
    "link over empty folder": {"path": "TOP/empty", "src": "file", "state": "link"},
    "link over empty folder, forced": {"path": "TOP/empty", "src": "TOP/file", "state": "link", "force": True},
    "link over full folder, forced": {"path": "TOP/folder", "src": "TOP/file", "state": "link", "force": True},
    "hard": {"path": "TOP/new", "src": "TOP/file", "state": "hard"},
    "hard as wanted": {"path": "TOP/hard", "src": "TOP/file", "state": "hard"},
    "hard to nothing": {"path": "TOP/new", "src": "TOP/nothing", "state": "hard"},
    "hard over file": {"path": "TOP/other", "src": "TOP/file", "state": "hard"},
    "hard over file, forced": {"path": "TOP/other", "src": "TOP/file", "state": "hard", "force": True},
    "hard into a folder": {"path": "TOP/empty", "src": "TOP/file", "state": "hard"},
    "touch": {"path": "TOP/new", "state": "touch", "mode": "0600"},
    "touch again": {"path": "TOP/file", "state": "touch"},
    "touch, preserve": {"path": "TOP/file", "state": "touch", **PRESERVE},
    "touch, given": {"path": "TOP/file", "state": "touch", "modification_time": "202001020304.05",
                     "access_time": "202001020304.06"},
    "touch, nonsense": {"path": "TOP/file", "state": "touch", "modification_time": "yesterday"},
    "touch a folder": {"path": "TOP/folder", "state": "touch", **PRESERVE},
    "touch behind a link": {"path": "TOP/link", "state": "touch", "mode": "0600"},
    "touch without a folder": {"path": "TOP/no/thing", "state": "touch"},
    "time of a file": {"path": "TOP/file", "state": "file", "modification_time": "202001020304.05"},
    "name that is not ASCII": {"path": "TOP/grün: x", "state": "directory"},
}
OWNED = {
    "owner": {"path": "TOP/folder", "owner": "daemon", "group": "bin"},
    "owner by number": {"path": "TOP/file", "owner": "1", "group": "2"},
    "owner without a name": {"path": "TOP/file", "owner": "54321"},
    "owner below": {"path": "TOP/folder", "recurse": True, "owner": "daemon"},
    "owner of a link": {"path": "TOP/link", "src": "file", "state": "link", "owner": "daemon", "follow": False},
    "owner behind a link": {"path": "TOP/link", "src": "file", "state": "link", "owner": "daemon"},
    "owner of new folders": {"path": "TOP/new/er", "state": "directory", "owner": "daemon", "mode": "02775"},
    "owner and set-id": {"path": "TOP/file", "owner": "daemon", "mode": "4755"},
    "unknown owner": {"path": "TOP/file", "owner": "ghost-of-a-test"},
}
COPY = {
    "new": {"src": "TOP/file", "dest": "TOP/new", "remote_src": True},
    "mode": {"src": "TOP/file", "dest": "TOP/new", "remote_src": True, "mode": "0600"},
    "preserve": {"src": "TOP/run", "dest": "TOP/other", "remote_src": True, "mode": "preserve"},
    "other content": {"src": "TOP/run", "dest": "TOP/other", "remote_src": True},
    "same content": {"src": "TOP/same", "dest": "TOP/file", "remote_src": True},
    "not forced": {"src": "TOP/run", "dest": "TOP/file", "remote_src": True, "force": False},
    "into a folder": {"src": "TOP/file", "dest": "TOP/empty", "remote_src": True},
    "over a link": {"src": "TOP/run", "dest": "TOP/link", "remote_src": True},
    "through a link": {"src": "TOP/run", "dest": "TOP/link", "remote_src": True, "follow": True},
    "no source": {"src": "TOP/nothing", "dest": "TOP/new", "remote_src": True},
    "no folder": {"src": "TOP/file", "dest": "TOP/no/where", "remote_src": True},
    "valid": {"src": "TOP/file", "dest": "TOP/new", "remote_src": True, "validate": "grep -q content %s"},
    "not valid": {"src": "TOP/file", "dest": "TOP/new", "remote_src": True, "validate": "grep -q nonsense %s"},
    "wrong checksum": {"src": "TOP/file", "dest": "TOP/new", "remote_src": True, "checksum": "0" * 40},
    "folder": {"src": "TOP/folder", "dest": "TOP/empty", "remote_src": True},
    "folder's content": {"src": "TOP/folder/", "dest": "TOP/empty", "remote_src": True},
    "folder to a new one": {"src": "TOP/folder/", "dest": "TOP/new", "remote_src": True},
    "folder under a new one": {"src": "TOP/folder", "dest": "TOP/new", "remote_src": True},
}


@pytest.fixture
def tops(tmp_path):
    """Two folders with the same in them."""
    before = os.umask(0o022)
    for top in (tmp_path / "ansible", tmp_path / "pushcfg"):
        (top / "folder" / "sub").mkdir(parents=True)
        (top / "empty").mkdir()
        (top / "setgid").mkdir()
        (top / "setgid").chmod(0o2775)
        for name in ("file", "other", "same", "folder/a", "folder/sub/b"):
            (top / name).write_text("other" if name == "other" else "content\n")
        for name in ("run", "folder/run"):
            (top / name).write_text("#!/bin/sh\n")
            (top / name).chmod(0o700)
        for name, target in {"link": "file", "to_folder": "folder", "dangling": "nowhere", "folder/out": "../other",
                             "folder/dangling": "nowhere"}.items():
            (top / name).symlink_to(target)
        os.link(top / "same", top / "twin")
        for name in ("file", "other"):
            os.utime(top / name, (1000, 2000))
    yield tmp_path / "ansible", tmp_path / "pushcfg"
    os.umask(before)


def filled(args, top):
    return {key: value.replace("TOP", str(top)) if isinstance(value, str) else value for key, value in args.items()}


def compare(module, args, tops):
    """Same tree, same changed, same words; the check foretells it, and a second run finds nothing to do."""
    if "TOP/hard" in args.values():
        for top in tops:
            os.link(top / "file", top / "hard")
    told = ansible(module, filled(args, tops[0]))
    checked = ours_checked(module, filled(args, tops[1]))
    done = ours(module, filled(args, tops[1]))
    theirs, mine = snapshot(tops[0]), snapshot(tops[1])
    if module == "copy" and args["dest"] == "TOP/empty":
        # Into a folder that is there Ansible's module copies no links, into a new one it does; we always do.
        mine = {path: entry for path, entry in mine.items() if path not in ("empty/out", "empty/dangling")}
    for path, (*attributes, content) in theirs.items():
        if isinstance(content, str):
            theirs[path] = (*attributes, content.replace(str(tops[0]), str(tops[1])))
    assert theirs == mine
    assert bool(told.get("failed")) == (done["status"] == "failed"), (told, done)
    assert checked["status"] == done["status"]
    if told.get("failed"):
        return
    assert told["changed"] == (done["status"] == "changed"), (told, done)
    told["dest"] = told["dest"].rstrip("/") if "dest" in told else None
    wanted = {key: str(told[key]).replace(str(tops[0]), str(tops[1])) for key in TOLD if told.get(key) is not None}
    assert wanted == {key: str(done["result"].get(key)) for key in wanted}
    if args.get("state") != "touch":
        assert ours(module, filled(args, tops[1]))["changes"] == []


@pytest.mark.parametrize("name", FILE)
def test_file(name, tops):
    compare("file", FILE[name], tops)


@ROOT
@pytest.mark.parametrize("name", OWNED)
def test_owner(name, tops):
    compare("file", OWNED[name], tops)


@pytest.mark.parametrize("name", COPY)
def test_copy(name, tops):
    compare("copy", COPY[name], tops)


@pytest.mark.parametrize("times", [{}, {"access_time": "preserve"}, {"modification_time": "preserve"}], ids=str)
def test_times_of_touch(times, tops):
    args = {"path": "TOP/file", "state": "touch", **times}
    ansible("file", filled(args, tops[0]))
    ours("file", filled(args, tops[1]))
    seen = [(round((top / "file").stat().st_mtime, -1), round((top / "file").stat().st_atime, -1)) for top in tops]
    assert seen[0] == seen[1]
