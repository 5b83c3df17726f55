"""archive packs what community.general's module packs, on the same folders, and unarchive brings all of it back."""

import bz2
import gzip
import lzma
import os
import re
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest
from both import ansible, ours, ours_checked, snapshot

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to give files away")

OPEN = {"gz": gzip.open, "bz2": bz2.open, "xz": lzma.open}


def plant(top: Path) -> None:
    """Files with owners and modes, links of both kinds, names that are not ASCII, an empty folder, a fifo."""
    for folder in ("s/a/b", "s/a/empty", "s/other"):
        (top / folder).mkdir(parents=True)
    for path, text in {"s/a/one": "one\n", "s/a/b/two.txt": "two\n" * 9000, "s/a/b/n\u00e4me": "x", "s/log.1": "", "s/log.2": "2",
                       "s/other/one": "1", "s/a/b/" + "long" * 40: "long"}.items():
        (top / path).write_text(text)
    (top / "s/a/link").symlink_to("b/two.txt")
    (top / "s/a/folder").symlink_to("b")
    os.link(top / "s/a/one", top / "s/a/same")
    os.mkfifo(top / "s/fifo")
    os.chmod(top / "s/a/one", 0o4750)
    os.chown(top / "s/a/b/two.txt", 1, 12345)
    rest(top)


def rest(top: Path) -> None:
    """Nothing has changed for years, as far as times tell."""
    for path in sorted((top / "s").rglob("*")):
        os.utime(path, (1_600_000_000, 1_600_000_000), follow_symlinks=False)


# Beside the arguments: what the archive is called, and what lies there before.
CASES = {
    "folder": {"path": "s/a", "dest": "x.tgz"},
    "folder, its inside": {"path": "s/a/", "dest": "x.tgz"},
    "tar": {"path": "s/a", "dest": "x.tar", "format": "tar"},
    "bz2": {"path": "s/a", "dest": "x.tar.bz2", "format": "bz2"},
    "xz": {"path": "s/a", "dest": "x.tar.xz", "format": "xz"},
    "zip": {"path": "s/a", "dest": "x.zip", "format": "zip"},
    "two folders": {"path": ["s/a", "s/other"], "dest": "x.tgz"},
    "names alike": {"path": ["s/log.1", "s/other/one"], "dest": "x.tgz"},
    "pattern": {"path": "s/log.?", "dest": "x.tgz"},
    "pattern, one left out": {"path": "s/*", "exclude_path": ["s/o*", "s/fifo"], "dest": "x.tgz"},
    "fifo": {"path": ["s/fifo", "s/log.1"], "dest": "x.tgz"},
    "excluded": {"path": "s/a", "exclusion_patterns": ["*.txt", "a/empty"], "dest": "x.tgz"},
    "excluded from zip": {"path": "s/a", "exclusion_patterns": ["*.txt", "a/empty"], "dest": "x.zip", "format": "zip"},
    "one": {"path": "s/log.2"},
    "one, bz2": {"path": "s/log.2", "format": "bz2", "dest": "y"},
    "one, xz": {"path": "s/log.2", "format": "xz"},
    "one, tar": {"path": "s/log.2", "format": "tar"},
    "one, zip": {"path": "s/log.2", "format": "zip", "dest": "one.zip"},
    "one, archive": {"path": "s/log.2", "force_archive": True, "dest": "x.tar.gz"},
    "one of two": {"path": ["s/log.2", "s/none"], "dest": "x.tar.gz"},
    "none of two": {"path": ["s/nothing", "s/none"], "dest": "x.tar.gz"},
    "none, archive there": {"path": "s/none", "dest": "x.tar.gz", "before": b"x", "mode": "0600"},
    "none, packed file there": {"path": "s/none", "dest": "x.gz", "before": b"x"},
    "pattern of nothing": {"path": "s/nothing*", "dest": "x.tgz"},
    "attributes": {"path": "s/a", "dest": "x.tgz", "mode": "0600", "owner": "daemon", "group": "bin"},
    "something else there": {"path": "s/a", "dest": "x.tgz", "before": b"hello"},
    "remove folder": {"path": "s/a", "dest": "x.tgz", "remove": True},
    "remove all": {"path": ["s/a", "s/log.1", "s/other/one"], "dest": "x.zip", "format": "zip", "remove": True},
    "remove one": {"path": "s/log.2", "remove": True},
    "remove pattern": {"path": "s/log*", "remove": True, "dest": "x.tgz"},
    "remove, but excluded": {"path": "s/log*", "exclusion_patterns": ["*.1"], "remove": True, "dest": "x.tgz"},
    "remove itself": {"path": "s/a", "dest": "s/a/x.tgz", "remove": True},
}  # fmt: skip


def arguments(top: Path, case: str) -> tuple[dict, bytes | None]:
    args = {"force_archive": False, **CASES[case]}
    before = args.pop("before", None)
    for name in ("path", "dest", "exclude_path"):
        if isinstance(args.get(name), list):
            args[name] = [str(top / path) for path in args[name]]
        elif name in args:
            args[name] = f"{top}/{args[name]}"
    return args, before


def contents(path: Path, packed: str) -> object:
    """What is in an archive, or in a packed file."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return {info.filename: (info.external_attr >> 16, archive.read(info), info.date_time) for info in archive.infolist()}
    try:
        with tarfile.open(path) as tar:
            return {info.name: (info.type, info.mode & 0o7777, info.uid, info.gid, info.uname, info.gname, int(info.mtime),
                                info.linkname, tar.extractfile(info).read() if info.isreg() else None) for info in tar}
    except tarfile.ReadError:
        return OPEN[packed](path).read() if packed in OPEN and path.stat().st_size > 5 else path.read_bytes()


@pytest.mark.parametrize("case", CASES)
def test_same_as_ansible(tmp_path, case):
    results = []
    for name in ("ansible", "ours"):
        top = tmp_path / name / "t"  # the last folder's name is the same, since names in archives may begin with it
        plant(top)
        args, before = arguments(top, case)
        if before is not None:
            Path(args["dest"]).write_bytes(before)
        if name == "ansible":
            told = ansible("archive", args)
            changed, failed = told.get("changed", False), bool(told.get("failed"))
        else:
            seen = snapshot_of(top)
            checked = ours_checked("archive", args)
            assert snapshot_of(top) == seen
            done = ours("archive", args)
            told, changed, failed = done["result"], done["status"] == "changed", done["status"] == "failed"
            assert (checked["status"], checked["changes"]) == (done["status"], done["changes"])
            again = ours("archive", args)
            assert failed or (again["status"], again["changes"]) == ("ok", []), again
        shown = {key: relative(told.get(key), top) for key in ("archived", "missing", "expanded_paths", "arcroot", "dest",
                                                              "dest_state", "mode", "owner", "expanded_exclude_paths")}
        dest = Path(told.get("dest") or "/nowhere")
        archive = contents(dest, args.get("format", "gz")) if dest.is_file() and not failed else None
        left = sorted(path for path in snapshot_of(top) if top / path != dest)
        results.append({"changed": changed, "failed": failed, "archive": archive, "left": left, **({} if failed else shown)})
    assert results[0] == results[1]


CHANGES = {
    "nothing": lambda top: None,
    "content of the same size": lambda top: (top / "s/a/one").write_text("two\n"),
    "content": lambda top: (top / "s/a/one").write_text("longer\n"),
    "mode": lambda top: os.chmod(top / "s/a/one", 0o600),
    "one more": lambda top: (top / "s/a/new").write_text(""),
    "one less": lambda top: (top / "s/a/same").unlink(),
    "link": lambda top: ((top / "s/a/link").unlink(), (top / "s/a/link").symlink_to("one")),
}


@pytest.mark.parametrize("packed", ["gz", "bz2", "xz", "tar", "zip"])
@pytest.mark.parametrize("change", CHANGES)
def test_the_second_run_sees_what_has_changed(tmp_path, change, packed):
    told = []
    for name in ("ansible", "ours"):
        top = tmp_path / name / "t"
        plant(top)
        args = {"path": str(top / "s/a"), "dest": str(top / "x"), "format": packed, "force_archive": False}
        for turn in range(2):
            done = ansible("archive", args)["changed"] if name == "ansible" else ours("archive", args)["status"] == "changed"
            if turn == 0:
                CHANGES[change](top)
                rest(top)
        told.append((done, contents(top / "x", packed)))
    # The checksum of an entry of tar there is that of its header, which says nothing of the content; that of zip is of
    # the content alone. The archive is written anew in either case, so a difference is no more than what is told.
    blind = (packed != "zip" and change == "content of the same size") or (packed == "zip" and change == "mode")
    assert (told[0][0] or blind, told[0][1]) == (told[1][0], told[1][1])


@pytest.mark.parametrize("packed", ["gz", "bz2", "xz", "tar", "zip"])
def test_unarchive_brings_it_back(tmp_path, packed):
    plant(tmp_path)
    (tmp_path / "back").mkdir()
    dest = str(tmp_path / "x")
    assert ours("archive", {"path": str(tmp_path / "s") + "/", "dest": dest, "format": packed, "exclusion_patterns": ["*fifo"]
                            })["status"] == "changed"
    assert ours("unarchive", {"src": dest, "dest": str(tmp_path / "back"), "remote_src": True})["status"] == "changed"
    words = ["diff", "-r", str(tmp_path / "s"), str(tmp_path / "back"), "--exclude=fifo",
             *(["--exclude=folder"] if packed == "zip" else [])]  # of a link to a folder zip has an empty folder
    assert subprocess.run(words, capture_output=True, text=True).stdout == ""
    if packed != "zip":
        assert snapshot_of(tmp_path / "back") == {path[2:]: seen for path, seen in snapshot_of(tmp_path).items()
                                                  if path.startswith("s/")}


def test_other_programs_read_it(tmp_path):
    plant(tmp_path)
    for packed, words in {"gz": ["tar", "--compare", "-zf"], "bz2": ["tar", "--compare", "-jf"], "xz": ["tar", "--compare", "-Jf"],
                          "tar": ["tar", "--compare", "-f"], "zip": ["unzip", "-tq"]}.items():
        dest = str(tmp_path / packed)
        ours("archive", {"path": str(tmp_path / "s/a"), "dest": dest, "format": packed})
        done = subprocess.run([*words, dest], cwd=tmp_path / "s", capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, ""), done


def test_the_same_files_are_the_same_bytes(tmp_path):
    plant(tmp_path)
    made = []
    for packed in ("gz", "xz", "tar", "zip") * 2:
        ours("archive", {"path": str(tmp_path / "s/a"), "dest": str(tmp_path / "x"), "format": packed})
        made.append((tmp_path / "x").read_bytes())
        (tmp_path / "x").unlink()
    assert made[:4] == made[4:]


def test_a_large_archive_takes_little_memory_and_is_proved(tmp_path):
    import tracemalloc
    (tmp_path / "s").mkdir()
    (tmp_path / "s/large").write_bytes(os.urandom(1 << 16) * 800)
    tracemalloc.start()
    args = {"path": str(tmp_path / "s"), "dest": str(tmp_path / "x.tgz")}
    assert ours_checked("archive", args)["status"] == "changed"
    assert ours("archive", args)["status"] == "changed"
    assert tracemalloc.get_traced_memory()[1] < 8 << 20
    tracemalloc.stop()


def test_where_nothing_can_be_written(tmp_path):
    plant(tmp_path)
    for dest, message in ((tmp_path / "nowhere/x", "the folder .* does not exist"), (tmp_path / "s", "is a folder")):
        done = ours("archive", {"path": str(tmp_path / "s/a"), "dest": str(dest), "remove": True})
        assert done["status"] == "failed"
        assert re.search(message, done["message"])
        assert (tmp_path / "s/a/one").exists()


def snapshot_of(top):
    return {path: seen for path, seen in snapshot(top).items() if not path.endswith("fifo")}


def relative(value, top):
    """Paths below the folder of either, in one order."""
    if isinstance(value, list):
        return sorted(relative(item, top) for item in value)
    return value.replace(str(top), "TOP") if isinstance(value, str) else value
