"""stat returns what Ansible's module returns, on every kind of file."""

import os
import socket

import pytest
from both import ansible, ours

KINDS = ["file", "empty", "binary", "setid", "sticky", "folder", "link", "dangling", "fifo", "socket", "hard",
         "missing", "grün", "with: colon", "unnamed"]
OPTIONS = [{}, {"follow": True}, {"get_checksum": False, "get_mime": False, "get_attributes": False},
           {"checksum_algorithm": "sha256"}]


@pytest.fixture
def place(tmp_path):
    for name in ("file", "setid", "grün", "with: colon", "unnamed"):
        (tmp_path / name).write_text(f"{name}\n")
    (tmp_path / "empty").touch()
    (tmp_path / "binary").write_bytes(bytes(range(256)))
    os.chmod(tmp_path / "setid", 0o6751)
    (tmp_path / "sticky").mkdir()
    os.chmod(tmp_path / "sticky", 0o1777)
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("folder/../file")
    (tmp_path / "dangling").symlink_to("nowhere")
    os.link(tmp_path / "file", tmp_path / "hard")
    os.mkfifo(tmp_path / "fifo")
    with socket.socket(socket.AF_UNIX) as end:
        end.bind(str(tmp_path / "socket"))
    if os.geteuid() == 0:
        os.chown(tmp_path / "unnamed", 54321, 54322)
    return tmp_path


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize("kind", KINDS)
def test_same(place, kind, options):
    args = {"path": str(place / kind), **options}
    expected = ansible("stat", args)["stat"]
    actual = ours("stat", args)["result"]["stat"]
    for told in (expected, actual):
        told.pop("atime", None)  # looking for a checksum changes it
    assert expected == actual


def test_device():
    assert ansible("stat", {"path": "/dev/null"})["stat"] == ours("stat", {"path": "/dev/null"})["result"]["stat"]
