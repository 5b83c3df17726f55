"""The package database is read once, and again only when it has changed."""

import os

import pytest

from modules.core import packages
from modules.core.shared import Shared

TEXT = "Package: {0}\nStatus: install ok installed\nArchitecture: all\nVersion: {1}\n\n"


@pytest.fixture
def database(tmp_path, monkeypatch):
    file = tmp_path / "status"
    file.write_text(TEXT.format("zsh", "5"))
    opened = []
    monkeypatch.setattr(packages, "STATUS", str(file))

    def counted(*words):
        opened.append(words)
        return open(*words)

    monkeypatch.setattr(packages, "open", counted, raising=False)
    return file, opened


def test_one_read_for_all_questions(database):
    _, opened = database
    shared = Shared()
    found = [shared.packages.version(name) for name in ("zsh", "curl", "zsh:all")]
    shared.forget()  # a task has written something: not to the database
    assert ["5", None, "5", "5"] == [*found, shared.packages.version("zsh")]
    assert 1 == len(opened)


def test_a_new_database_is_read_anew(database):
    file, opened = database
    shared = Shared()
    assert "5" == shared.packages.version("zsh")
    fresh = file.with_name("status-new")
    fresh.write_text(TEXT.format("zsh", "6"))
    os.utime(fresh, ns=(file.stat().st_mtime_ns,) * 2)
    fresh.rename(file)  # as dpkg does
    assert ["6", "6"] == [shared.packages.version("zsh"), shared.packages.version("zsh")]
    assert 2 == len(opened)


def test_of_several_versions_of_an_rpm_the_last_counts():
    told = "kernel 6.1-1 x86_64 200\nkernel 6.2-1 x86_64 100\nglibc 2-1 x86_64 5\nglibc 2-1 i686 5\nno package provides x\n"
    found = packages.newest(told)
    assert ("6.1-1", "2-1", "2-1") == (found["kernel"], found["glibc"], found["glibc.i686"])
