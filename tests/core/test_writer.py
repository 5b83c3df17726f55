"""The Writer: files change in one step, and keep what they are not told to lose."""

import os
import sys

import pytest

from modules.core.backup import back_up
from modules.core.failure import Failure, Missing
from modules.core.shared import Shared
from modules.core.writer import Writer

ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to give files away")


@pytest.fixture
def door():
    return Writer(Shared(), env={"GREETING": "hello"})


def test_new_file(tmp_path, door):
    before = os.umask(0o027)
    try:
        door.write(f"{tmp_path}/file", b"text")
    finally:
        os.umask(before)
    assert ((tmp_path / "file").read_bytes(), (tmp_path / "file").stat().st_mode & 0o7777) == (b"text", 0o640)


def test_mode_and_attributes_stay(tmp_path, door):
    path = tmp_path / "file"
    path.write_text("old")
    path.chmod(0o4711)
    os.setxattr(path, "user.note", b"kept")
    door.write(str(path), b"new")
    assert (path.read_text(), path.stat().st_mode & 0o7777) == ("new", 0o4711)
    assert os.getxattr(path, "user.note") == b"kept"


@ROOT
def test_owner_stays(tmp_path, door):
    path = tmp_path / "file"
    path.write_text("old")
    os.chown(path, 1, 2)
    door.write(str(path), b"new")
    assert (path.stat().st_uid, path.stat().st_gid) == (1, 2)
    door.write(str(path), b"new", mode=0o600, owner="0", group="root")
    assert (path.stat().st_uid, path.stat().st_gid, path.stat().st_mode & 0o7777) == (0, 0, 0o600)


def test_who_reads_meanwhile_sees_the_old_file(tmp_path, door):
    path = tmp_path / "file"
    path.write_text("old")
    with path.open() as file:
        door.write(str(path), b"new")
        assert file.read() == "old"


def test_failed_write_leaves_nothing(tmp_path, door, monkeypatch):
    path = tmp_path / "file"
    path.write_text("old")

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Failure, match=r"cannot write .*: No space left on device"):
        door.write(str(path), b"new")
    assert [path] == list(tmp_path.iterdir())
    assert path.read_text() == "old"


def test_unknown_owner_leaves_nothing(tmp_path, door):
    with pytest.raises(Missing, match="no user ghost-of-a-test"):
        door.write(f"{tmp_path}/file", b"new", owner="ghost-of-a-test")
    assert list(tmp_path.iterdir()) == []


def test_link_is_written_through(tmp_path, door):
    (tmp_path / "file").write_text("old")
    (tmp_path / "link").symlink_to("file")
    door.write(f"{tmp_path}/link", b"new")
    assert ((tmp_path / "link").is_symlink(), (tmp_path / "file").read_text()) == (True, "new")


def test_missing_folder(tmp_path, door):
    with pytest.raises(Missing, match=f"folder {tmp_path}/no does not exist"):
        door.write(f"{tmp_path}/no/file", b"")


def test_names_that_are_not_utf8(tmp_path, door):
    door.write(f"{tmp_path}/\udcff", b"text")
    assert os.listdir(os.fsencode(tmp_path)) == [b"\xff"]
    assert door.text(f"{tmp_path}/\udcff") == "text"
    assert door.entries(str(tmp_path)) == ["\udcff"]


def test_long_name(tmp_path, door):
    door.write(f"{tmp_path}/{'x' * 255}", b"text")
    assert door.entries(str(tmp_path)) == ["x" * 255]


def test_link_replaced_in_one_step(tmp_path, door):
    door.link("a", f"{tmp_path}/link")
    door.link("b", f"{tmp_path}/link")
    assert (os.readlink(tmp_path / "link"), door.entries(str(tmp_path))) == ("b", ["link"])


def test_backup(tmp_path, door):
    path = tmp_path / "file"
    path.write_text("old")
    path.chmod(0o640)
    os.utime(path, (2000, 1000))
    name = back_up(door, str(path))
    stat = os.stat(name)
    assert name.startswith(f"{path}.{os.getpid()}.")
    assert name.endswith("~")
    assert (stat.st_mode & 0o7777, stat.st_mtime, stat.st_atime) == (0o640, 1000, 2000)
    assert (path.read_text(), door.text(name)) == ("old", "old")
    assert back_up(door, f"{tmp_path}/nothing") is None


def test_run(door):
    output = door.run(["sh", "-c", "echo $GREETING $OWN; exit 3"], settings={"OWN": "dear"}, fine=(3,))
    assert (3, "hello dear\n") == (output.rc, output.stdout)
    assert door.commands == ["sh -c echo $GREETING $OWN; exit 3"]


def test_run_that_fails(door):
    with pytest.raises(Failure, match=r"sh -c .* failed with exit code 4: oops") as caught:
        door.run(["sh", "-c", "echo oops >&2; exit 4"])
    assert (caught.value.result["rc"], caught.value.result["stderr"]) == (4, "oops\n")


def test_query_is_for_commands_that_only_read(door):
    assert door.query(["uname", "-s"]).stdout.strip() == os.uname().sysname
    for argv in (["touch", "/tmp/x"], ["systemctl", "stop", "x"], ["rpm", "-e", "x"], ["dpkg", "--purge", "x"]):
        with pytest.raises(Failure, match="not known as a command that only reads"):
            door.query(argv)


def test_validate(door):
    door.validate("grep -q new %s", b"new\n")
    with pytest.raises(Failure, match="failed to validate"):
        door.validate("grep new %s", b"old\n")
    with pytest.raises(Failure, match="must contain %s"):
        door.validate("true", b"")


def test_validate_by_a_program_that_closes_what_it_did_not_open(door):
    # sshd does so before it reads its configuration.
    code = "import os, sys; os.closerange(3, 256); sys.exit(open(sys.argv[1]).read() != 'new')"
    door.validate("%s -c '%s' %%s" % (sys.executable, code.replace("'new'", '"new"')), b"new")


def test_checksum(tmp_path, door):
    (tmp_path / "file").write_bytes(b"hello\n")
    assert door.checksum(f"{tmp_path}/file", "md5") == "b1946ac92492d2347c6235b4d2611184"
    with pytest.raises(Missing):
        door.checksum(f"{tmp_path}/nothing")
    with pytest.raises(Failure, match="Is a directory"):
        door.checksum(str(tmp_path))
    with pytest.raises(Failure, match="crc7"):
        door.checksum(f"{tmp_path}/file", "crc7")
