"""unarchive leaves the same tree as Ansible's module, and an archive cannot write anywhere else."""

import io
import os
import shutil
import tarfile
import zipfile
import zlib

import pytest
from both import ansible, ours, ours_checked, snapshot

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to give files away")


def make_tar(path, mode, prefix="./"):
    """An archive with a folder, files, a link and a hard link."""
    with tarfile.open(path, mode) as tar:
        def add(name, kind=tarfile.REGTYPE, content=b"", bits=0o644, target=""):
            info = tarfile.TarInfo(prefix + name)
            info.type, info.mode, info.size, info.linkname = kind, bits, len(content), target
            info.mtime, info.uid, info.gid, info.uname, info.gname = 1_600_000_000, 1234, 1234, "daemon", "nogroup99"
            tar.addfile(info, io.BytesIO(content))

        add("a", tarfile.DIRTYPE, bits=0o750)
        add("a/one", content=b"one\n", bits=0o600)
        add("a/b", tarfile.DIRTYPE, bits=0o755)
        add("a/b/two.txt", content=b"two\n" * 10000, bits=0o755)
        add("a/link", tarfile.SYMTYPE, target="b/two.txt")
        add("a/same", tarfile.LNKTYPE, target=prefix + "a/one")
        add("README", content=b"", bits=0o644)


def told_of(path, seen):
    """What counts of a path: of folders neither owner nor times, which tar(1) does not compare either."""
    if path.is_symlink():
        return seen[3]
    if path.is_dir():
        return seen[0]
    return (*seen[:3], zlib.crc32(seen[3]), int(path.stat().st_mtime))


CASES = {
    "new": {},
    "xz": {"src": "x.txz"},
    "plain": {"src": "x.tar"},
    "owner": {"owner": "root", "group": "root"},
    "mode": {"mode": "u=rwX,go=rX"},
    "strip": {"extra_opts": ["--strip-components=1"]},
    "strip all": {"extra_opts": ["--strip-components=2"], "mode": "u=rwX,go=rX"},
    "no owner": {"extra_opts": ["--no-same-owner"]},
    "renamed": {"extra_opts": ["--transform", "s/^\\.\\/a/z/"]},
    "excluded": {"exclude": ["*.txt", "a/link"]},
    "included": {"include": ["./a/b"]},
    "one by name": {"extra_opts": ["--no-anchored", "two.txt"]},
    "one by name, without folders": {"extra_opts": ["--strip-components=2", "--no-anchored", "two.txt"]},
    "does not create": {"creates": "TOP/not"},
    "listed": {"list_files": True},
    "no folder": {"dest": "TOP/nowhere"},
    "no archive": {"src": "there"},
    "other before": {"before": {"a/one": "other", "README": ""}},
    "newer before": {"before": {"a/one": "other"}, "keep_newer": True},
}


@pytest.mark.parametrize("case", CASES)
def test_tar(case, tmp_path):
    if "strip all" in case and os.path.exists("/nowhere"):
        return
    results = []
    for name in ("ansible", "ours"):
        top = tmp_path / name
        (top / "d").mkdir(parents=True)
        make_tar(top / "x.tgz", "w:gz")
        make_tar(top / "x.txz", "w:xz")
        make_tar(top / "x.tar", "w")
        (top / "there").write_text("there\n")
        args = {"src": "x.tgz", "dest": "TOP/d", "remote_src": True, **CASES[case]}
        for path, text in args.pop("before", {}).items():
            (top / "d" / path).parent.mkdir(exist_ok=True)
            (top / "d" / path).write_text(text)
            os.utime(top / "d" / path, (1_700_000_000, 1_700_000_000))
        args = {key: value.replace("TOP", str(top)) if isinstance(value, str) else value for key, value in args.items()}
        args["src"] = str(top / args["src"])
        if name == "ansible":
            told = ansible("unarchive", args)
            changed, failed = told.get("changed", False), bool(told.get("failed"))
        else:
            before = snapshot(top)
            checked = ours_checked("unarchive", args)
            assert snapshot(top) == before
            done = ours("unarchive", args)
            told, changed, failed = done["result"], done["status"] == "changed", done["status"] == "failed"
            assert (checked["status"], checked["changes"]) == (done["status"], done["changes"])
            assert ours("unarchive", args)["changes"] == [], "the second run is not empty"
        files = {path: told_of(top / path, seen) for path, seen in snapshot(top).items() if path.startswith("d/")}
        listed = sorted(path.replace("./", "").rstrip("/") for path in told.get("files", []) if path != "./")
        results.append((changed, failed, files, told.get("handler") if not failed else None, listed))
    assert results[0][2] == results[1][2]
    assert results[0] == results[1]


@pytest.mark.skipif(shutil.which("unzip") is None, reason="Ansible's module needs unzip")
def test_zip(tmp_path):
    trees = []
    for name in ("ansible", "ours"):
        top = tmp_path / name
        (top / "d").mkdir(parents=True)
        with zipfile.ZipFile(top / "x.zip", "w") as archive:
            archive.writestr("a/one", "one\n")
            archive.writestr("two", "two\n")
        args = {"src": str(top / "x.zip"), "dest": str(top / "d"), "remote_src": True}
        (ansible if name == "ansible" else ours)("unarchive", args)
        trees.append({path: seen for path, seen in snapshot(top).items() if path.startswith("d/")})
    assert trees[0] == trees[1]


def evil(path, *members):
    """An archive of (name, kind, target) members."""
    with tarfile.open(path, "w") as tar:
        for name, kind, target in members:
            info = tarfile.TarInfo(name)
            info.type, info.linkname, info.size = kind, target, 5 if kind == tarfile.REGTYPE else 0
            tar.addfile(info, io.BytesIO(b"evil\n"))


def test_an_archive_cannot_write_elsewhere(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    for number, members in enumerate((
        [("../out/x", tarfile.REGTYPE, "")],
        [("a/../../out/x", tarfile.REGTYPE, "")],
        [("l", tarfile.SYMTYPE, str(out)), ("l/x", tarfile.REGTYPE, "")],
        [("h", tarfile.LNKTYPE, "../../out/x")],
        [("dev", tarfile.CHRTYPE, "")],
    )):
        dest = tmp_path / f"d{number}"
        dest.mkdir()
        evil(tmp_path / "x.tar", *members)
        done = ours("unarchive", {"src": str(tmp_path / "x.tar"), "dest": str(dest), "remote_src": True})
        assert list(out.iterdir()) == []
        assert done["status"] == "failed", done
