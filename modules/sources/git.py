"""What git tells of a working copy and of the repository that it comes from, without changing either."""

import os
import re

from ..core.failure import Failure, Missing

HASH = re.compile(r"^[0-9a-f]{40}([0-9a-f]{24})?$")

HEAD = re.compile(r"^ref: refs/heads/(\S+)\tHEAD$", re.MULTILINE)


class Repository:
    """One working copy at `dest`; `words` begins with the program, `settings` is the environment of git."""

    def __init__(self, program, dest, bare, settings):
        self.program = program
        self.dest = dest
        self.folder = dest if bare else os.path.join(dest, ".git")
        self.bare = bare
        self.settings = settings

    def inside(self):
        """The environment of a command about the working copy."""
        found = dict(self.settings, GIT_DIR=self.folder, GIT_OPTIONAL_LOCKS="0")
        return found if self.bare else dict(found, GIT_WORK_TREE=self.dest)

    def look(self, system, remote):
        """{revision, url, branch, modified} of the working copy; None if there is none."""
        if system.stat(os.path.join(self.folder, "config")) is None and system.stat(self.folder) is None:
            return None
        head = system.query([self.program, "rev-parse", "HEAD"], settings=self.inside())
        if head.rc != 0 and "dubious ownership" in head.stderr:
            raise Failure("git does not trust %s, which another user owns: become that user" % self.dest)
        branch = system.query([self.program, "rev-parse", "--abbrev-ref", "HEAD"], settings=self.inside())
        url = system.query([self.program, "ls-remote", "--get-url", remote], settings=self.inside())
        changed = []
        if not self.bare:
            status = system.query([self.program, "status", "--porcelain"], settings=self.inside())
            changed = [line for line in status.stdout.splitlines() if not line.startswith("??")]
        return {"revision": head.stdout.strip() if head.rc == 0 else None, "url": url.stdout.strip(),
                "branch": branch.stdout.strip() if branch.rc == 0 else None, "modified": len(changed)}

    def remote(self, system, url, version, branch=None):
        """(revision, kind, name) of a version in the repository: kind is branch, tag, ref or hash.

        HEAD is the branch that is checked out, or else the one that the repository has as its first.
        """
        if HASH.match(version):
            return version, "hash", version
        output = system.query([self.program, "ls-remote", "--symref", url], settings=self.settings)
        if output.rc != 0:
            raise Missing("cannot read %s: %s" % (without_password(url), output.stderr.strip()[-500:]))
        lines = [line for line in output.stdout.splitlines() if "\t" in line and not line.startswith("ref: ")]
        names = dict(line.split("\t", 1)[::-1] for line in lines)
        if version == "HEAD" and "refs/heads/%s" % branch in names:
            return names["refs/heads/" + branch], "branch", branch
        if version == "HEAD":
            if "HEAD" not in names:
                raise Failure("%s has no HEAD: it is empty" % without_password(url))
            first = HEAD.search(output.stdout)
            kind = ("branch", first.group(1)) if first is not None else ("hash", names["HEAD"])
            return (names["HEAD"],) + kind
        for kind, name in (("branch", "refs/heads/" + version), ("tag", "refs/tags/%s^{}" % version),
                           ("tag", "refs/tags/" + version), ("ref", version)):
            if name in names:
                return names[name], kind, version
        raise Failure("%s has no branch or tag %s: give one of them, or a whole hash" % (
            without_password(url), version))


def without_password(url):
    """A URL as messages show it."""
    return re.sub(r"(://[^/@:]*):[^/@]*@", r"\1:********@", url)
