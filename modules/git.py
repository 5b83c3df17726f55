"""The module `git`."""

import os

from .core.failure import Failure
from .core.module import Module
from .core.param import Param
from .files.tree import missing_folders
from .sources.git import Repository, without_password


class Git(Module):
    """A working copy of a git repository, at a branch, a tag or a revision."""

    refused = {
        "archive": "make it with a command task: git archive",
        "archive_prefix": "make the archive with a command task: git archive --prefix",
        "umask": "leave it out; files have the mode that the umask of the session gives them",
        "gpg_allowlist": "leave it out; verify_commit takes any key that git trusts",
        "gpg_whitelist": "leave it out; verify_commit takes any key that git trusts",
    }
    example = """
- name: the site
  git:
    repo: https://git.example/site.git
    dest: /srv/site
    version: v1.4.2
"""
    repo = Param(str, "where the repository is", required=True, aliases=("name",))
    dest = Param("path", "folder of the working copy", required=True)
    version = Param(str, "branch, tag or whole hash; HEAD is the branch that is checked out, or the repository's first",
                    default="HEAD")
    remote = Param(str, "what the repository is called in the working copy", default="origin")
    refspec = Param(str, "what is fetched beside branches and tags")
    depth = Param(int, "so many revisions and no more of the history")
    clone = Param(bool, "make the working copy if it is not there", default=True)
    update = Param(bool, "bring one that is there to the newest state of its version", default=True)
    force = Param(bool, "throw changes in the working copy away; without it they are a failure", default=False)
    bare = Param(bool, "without a working copy, as for a server", default=False)
    recursive = Param(bool, "with all submodules", default=True)
    track_submodules = Param(bool, "submodules at the newest state of their branch", default=False)
    single_branch = Param(bool, "no other branches", default=False)
    reference = Param(str, "folder of a copy, on the host, to take objects from")
    separate_git_dir = Param("path", "folder for what is otherwise in .git, of a new working copy")
    verify_commit = Param(bool, "the revision must have a signature that git trusts", default=False)
    executable = Param("path", "the git to use", default=None)
    key_file = Param("path", "private key on the host to log in with, by ssh")
    ssh_opts = Param(str, "options of ssh")
    accept_hostkey = Param(bool, "trust any host key", default=False)
    accept_newhostkey = Param(bool, "trust the key of a host that is not known yet, but no other one later",
                              default=False)

    before = wanted = None

    @classmethod
    def problems(cls, values):
        """Arguments that do not go together."""
        if values.get("accept_hostkey") is True and values.get("accept_newhostkey") is True:
            return ["accept_hostkey or accept_newhostkey, not both"]
        if values.get("track_submodules") is True and values.get("recursive") is False:
            return ["track_submodules needs recursive"]
        return []

    @classmethod
    def provides(cls, values):
        """The folder."""
        return [("path", values.get("dest"))]

    @classmethod
    def requires(cls, values):
        """git, and the folder above."""
        return [("package", "git"), ("folder", values.get("dest"))]

    def inspect(self, system):
        """Revision and origin of the working copy; the repository is asked once which revision is wanted."""
        if self.wanted is None:
            self.copy = Repository(self.executable or "git", self.dest.rstrip("/"), self.bare, self.settings())
        found = system.record("git", self.copy.dest, lambda: self.copy.look(system, self.remote))
        if self.wanted is None:
            self.before = found
            stays = found is not None and not self.update
            branch = found["branch"] if found is not None else None
            self.wanted = ((found["revision"], "hash", self.version) if stays else
                           self.copy.remote(system, self.repo, self.version, branch))
        if found is None:
            there = system.stat(self.dest)
            if there is not None and (there.kind != "directory" or system.entries(self.dest)) and not self.bare:
                raise Failure("%s is there already, and no working copy of git" % self.dest)
            return {}
        if found["modified"] and not self.force and self.update:
            raise Failure("Local modifications exist in the destination: %s (force=no)." % self.dest,
                          before=found["revision"])
        return {"revision": found["revision"], "url": without_password(found["url"]),
                "modified files": found["modified"]}

    def settings(self):
        """The environment of git: it never asks, and reaches ssh as the arguments say."""
        words = ["ssh", "-o", "BatchMode=yes"] + (["-i", self.key_file, "-o", "IdentitiesOnly=yes"]
                                                  if self.key_file else [])
        if self.accept_hostkey or self.accept_newhostkey:
            words += ["-o", "StrictHostKeyChecking=" + ("no" if self.accept_hostkey else "accept-new")]
        command = " ".join(words + ([self.ssh_opts] if self.ssh_opts else []))
        return {"GIT_TERMINAL_PROMPT": "0", "GIT_SSH_COMMAND": command}

    def desired(self, current):
        """The revision that is wanted, from this repository."""
        if not current and not self.clone:
            return {}
        if current and not self.update:
            return {}
        return {"revision": self.wanted[0], "url": without_password(self.repo), "modified files": 0}

    def apply(self, system, diff):
        """Clone, or fetch; then check the version out."""
        if self.before is None:
            self.make(system)
        else:
            if "url" in diff:
                self.run(system, ["remote", "set-url", self.remote, self.repo])
            self.run(system, ["fetch", "--tags", "--force"] + self.depth_words() + [self.remote] + self.refspecs())
        if not self.bare:
            self.check_out(system)

    def make(self, system):
        """A new working copy."""
        for folder in missing_folders(system, os.path.dirname(self.copy.dest)):
            system.make_directory(folder)
        words = [self.copy.program, "clone", "--origin", self.remote] + self.depth_words()
        if self.bare:
            words.append("--bare")
        elif self.wanted[1] in ("branch", "tag"):
            words += ["--branch", self.wanted[2]]
        words += ["--single-branch"] if self.single_branch else []
        words += ["--reference", self.reference] if self.reference else []
        words += ["--separate-git-dir=" + self.separate_git_dir] if self.separate_git_dir else []
        folder = {"kind": "directory", "mode": 0o755, "owner": system.me(), "group": "root"}
        system.run(words + [self.repo, self.copy.dest], settings=self.copy.settings,
                   brings={("path", self.copy.dest): folder, ("git", self.copy.dest): self.drawn()})
        if self.wanted[1] in ("hash", "ref") and (self.depth or self.refspec or self.wanted[1] == "ref"):
            self.run(system, ["fetch"] + self.depth_words() + [self.remote, self.version] + self.refspecs())

    def drawn(self):
        """What a check shows of the working copy afterwards."""
        return {"revision": self.wanted[0], "url": self.repo, "branch": None, "modified": 0}

    def depth_words(self):
        """The option for how much of the history."""
        return ["--depth", str(self.depth)] if self.depth else []

    def refspecs(self):
        """What is to be fetched beside branches and tags."""
        return [self.refspec] if self.refspec else []

    def check_out(self, system):
        """The version, on a branch of its name if it is one; then the submodules."""
        if self.verify_commit:
            output = system.query([self.copy.program, "verify-commit", self.wanted[0]], settings=self.copy.inside())
            if output.rc != 0:
                raise Failure("Failed to verify GPG signature of commit/tag \"%s\"" % self.version)
        if self.wanted[1] == "branch":
            name = self.wanted[2]
            self.run(system, ["checkout", "--force", "-B", name, "%s/%s" % (self.remote, name)])
        else:
            self.run(system, ["checkout", "--force", self.version if self.wanted[1] == "tag" else self.wanted[0]])
        if self.recursive and system.stat(os.path.join(self.dest, ".gitmodules")) is not None:
            self.run(system, ["submodule", "sync", "--recursive"])
            self.run(system, ["submodule", "update", "--init", "--recursive", "--force"]
                     + (["--remote"] if self.track_submodules else []))

    def run(self, system, words):
        """A command of git in the working copy."""
        command = [self.copy.program, "-C", self.copy.dest] + words
        system.run(command, settings=self.copy.settings, brings={("git", self.copy.dest): self.drawn()})

    def result(self, system, current):
        """What Ansible's module of this name returns."""
        before = self.before["revision"] if self.before is not None else None
        told = {"before": before, "after": current.get("revision", self.wanted[0] if not self.clone else None)}
        if self.before is not None and without_password(self.before["url"]) != without_password(self.repo):
            told["remote_url_changed"] = True
        return told
