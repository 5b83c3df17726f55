"""Brings a source into an empty folder: a git repository at a version, a tarball, a folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
from pathlib import Path, PurePosixPath
from typing import Final

from pushcfg.errors import SourceError
from pushcfg.installing.requirements import Requirement, shown

# Seconds that git may take for one step.
PATIENCE: Final = 300
# The name of the remote, whose address is not in an argument list, where all users could read it.
REMOTE: Final = "source"


def bring(wanted: Requirement, folder: Path) -> str:
    """The tree of a requirement in `folder`; returns the version that it has, as far as one can say."""
    if wanted.way == "git":
        return from_git(wanted, folder)
    path = Path(wanted.source)
    if not path.exists():
        raise SourceError(f"there is no {path}", wanted.position, "check the name")
    if wanted.way == "folder":
        shutil.copytree(path, folder, symlinks=True, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".git"))
    else:
        unpack(wanted, path, folder)
    return wanted.version or ""


def from_git(wanted: Requirement, folder: Path) -> str:
    """A checkout without its history; returns the commit."""
    git(wanted, folder, "init", "--quiet")
    if wanted.version is None:
        git(wanted, folder, "fetch", "--quiet", "--depth", "1", REMOTE, "HEAD")
        commit = "FETCH_HEAD"
    else:
        git(wanted, folder, "fetch", "--quiet", "--tags", REMOTE, f"+refs/heads/*:refs/remotes/{REMOTE}/*")
        commit = of_version(wanted, folder)
    git(wanted, folder, "checkout", "--quiet", "--detach", commit)
    found = git(wanted, folder, "rev-parse", "HEAD").strip()
    shutil.rmtree(folder / ".git")
    return found


def of_version(wanted: Requirement, folder: Path) -> str:
    """The commit of a tag, a branch, or a commit by its hash; SourceError if the repository has none of them."""
    for name in (f"refs/tags/{wanted.version}", f"refs/remotes/{REMOTE}/{wanted.version}", str(wanted.version)):
        try:
            return git(wanted, folder, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").strip()
        except SourceError:
            continue
    tags = git(wanted, folder, "tag", "--sort=-creatordate").split()[:5]
    raise SourceError(f"{shown(wanted.source)} has no branch, tag or commit {wanted.version!r}", wanted.position,
                      f"its newest tags are {', '.join(tags)}" if tags else "it has no tags")


def git(wanted: Requirement, folder: Path, *words: str) -> str:
    """What git prints; SourceError with what it complains of. It asks nobody for a password."""
    environment = {
        **os.environ, "GIT_TERMINAL_PROMPT": "0", "GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh", "LC_ALL": "C.UTF-8",
        "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": f"remote.{REMOTE}.url", "GIT_CONFIG_VALUE_0": wanted.source,
    }  # fmt: skip
    environment.setdefault("GIT_SSH_COMMAND", "ssh -oBatchMode=yes")
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        environment.pop(name, None)
    try:
        done = subprocess.run(["git", *words], cwd=folder, env=environment, capture_output=True, text=True,
                              timeout=PATIENCE, stdin=subprocess.DEVNULL, check=False)  # fmt: skip
    except FileNotFoundError:
        raise SourceError(f"{shown(wanted.source)} is a git repository, and there is no program git", wanted.position,
                          "install git, or use a tarball") from None
    except subprocess.TimeoutExpired:
        raise SourceError(f"git took longer than {PATIENCE} s for {shown(wanted.source)}", wanted.position) from None
    if done.returncode != 0:
        told = shown(done.stderr.strip().replace("\n", " "))
        raise SourceError(f"git cannot get {shown(wanted.source)}: {told}", wanted.position)
    return done.stdout


def unpack(wanted: Requirement, path: Path, folder: Path) -> None:
    """The members of a tarball, without the one folder around them; SourceError for a member that leads outside."""
    try:
        with tarfile.open(path) as archive:
            members = archive.getmembers()
            for member in members:
                parts = PurePosixPath(member.name).parts
                usual = member.isfile() or member.isdir() or member.issym()
                if member.name.startswith("/") or ".." in parts or not usual:
                    raise SourceError(f"{path} has the member {member.name!r}, which is no part of a role",
                                      wanted.position, "do not use it")
            archive.extractall(folder, filter="data")
    except (tarfile.TarError, OSError, EOFError) as error:
        raise SourceError(f"{path} cannot be unpacked: {error}", wanted.position, "is it a tarball?") from None
    inside = list(folder.iterdir())
    if len(inside) == 1 and inside[0].is_dir() and inside[0].name not in ("tasks", "meta", "roles"):
        around = inside[0].rename(folder.with_name(folder.name + ".around"))
        folder.rmdir()
        around.rename(folder)
