"""The module `get_url`."""

import os
import time

from .core.attributes import FileAttributes, describe
from .core.backup import back_up
from .core.failure import Failure, Missing
from .core.module import Module
from .core.param import Param
from .files.checksums import checksums
from .net.digests import digest_problems, find_digest
from .net.params import WebParams
from .net.response import masked_url, url_file_name


class GetUrl(WebParams, FileAttributes, Module):
    """A file that is downloaded from a server, and its owner, group and mode."""

    example = """
- name: the backup program
  get_url:
    url: https://downloads.example/restic_0.17.3_linux_amd64.bz2
    dest: /usr/local/src/restic.bz2
    checksum: sha256:5097faeda6aa13167aae6e36efdba636637f8741fed89bbf015678334632d4d3
    mode: "0644"
"""
    dest = Param("path", "where it goes; a folder gets the name that the server or the URL gives", required=True)
    checksum = Param(str, "algorithm:digest, or algorithm:URL of a file with digests; a file that has it is not "
                          "downloaded again", default="")
    backup = Param(bool, "keep a dated copy of what was there", default=False)
    timeout = Param(int, "seconds to wait for the server, each time", default=10)
    tmp_dest = Param("path", "folder for what has arrived and is not yet in place")
    url_username = Param(str, "user that the server is to know", aliases=("username",))
    url_password = Param(str, "password of that user", aliases=("password",), secret=True)

    place = response = answer = digest = backup_file = source = None
    before = None
    elapsed = 0

    @classmethod
    def problems(cls, values):
        """What cannot be."""
        return cls.web_problems(values) + digest_problems(values.get("checksum"))

    @classmethod
    def provides(cls, values):
        """The file."""
        return [("path", values.get("dest"))]

    @classmethod
    def requires(cls, values):
        """Its folder, and its owners."""
        return [("folder", values.get("dest"))] + cls.attribute_requirements(values)

    def inspect(self, system):
        """State, checksum and attributes; the server is asked, once, where only it can tell whether that is right."""
        if self.place is None:
            self.look(system)
        found = system.stat(self.place)
        if found is None:
            folder = system.stat(os.path.dirname(self.place) or "/")
            if folder is None or folder.kind != "directory":
                raise Missing("Destination %s does not exist" % os.path.dirname(self.place))
            return {}
        current = dict(self.seen_attributes(system, self.place, found), state="file")
        if self.digest is not None:
            current["checksum"] = "%s:%s" % (self.digest[0], system.checksum(self.place, self.digest[0]))
        return current

    def look(self, system):
        """Find out where the file goes, and what it is to be like, if that can be said before it is downloaded."""
        if self.tmp_dest is not None and system.stat(self.tmp_dest) is None:
            raise Missing("%s directory does not exist." % self.tmp_dest)
        self.digest = find_digest(self, system, self.checksum)
        self.wanted_digest = self.digest
        found, place = system.stat(self.dest), self.dest
        if found is not None and found.kind == "directory":
            self.ask(system)
            name = self.response.file_name() or url_file_name(self.response.url)
            place = os.path.join(self.dest, name)
            found = system.stat(place)
        elif found is not None and (self.force or self.digest is None):
            self.ask(system, found.mtime)
        if found is not None and self.response is not None and self.response.status == 200:
            self.digest = ("sha1", self.response.checksum("sha1"))
        self.before = system.checksum(place, "sha1") if found is not None else None
        self.place = place

    def ask(self, system, modified=None):
        """Download it, unless nothing is newer than what is there."""
        start = time.time()
        self.response = system.request(self.request(self.url, fresh=self.force, modified_since=modified,
                                                folder=self.tmp_dest))
        self.elapsed = int(time.time() - start)
        if self.response.status not in (200, 304):
            raise Failure("Request failed: %s" % self.response.message(), status_code=self.response.status,
                          response=self.response.message(), url=masked_url(self.url), dest=self.dest)

    def desired(self, current):
        """The file, with the digest if it is known."""
        wanted = dict(self.wanted_attributes(current), state="file")
        if self.digest is not None:
            wanted["checksum"] = "%s:%s" % self.digest
        return wanted

    def apply(self, system, diff):
        """Put it in place, then set the attributes."""
        if "state" in diff or "checksum" in diff:
            if self.backup:
                self.backup_file = back_up(system, self.place)
            if self.response is None:
                fresh = self.force or "state" not in diff
                request = self.request(self.url, fresh=fresh, folder=self.tmp_dest)
                self.response = system.download(self.place, request, self.wanted_digest)
            else:
                self.verify()
                system.write(self.place, self.response.file)
        self.apply_attributes(system, self.place, diff)

    def verify(self):
        """Failure unless what has arrived has the digest that the playbook names."""
        if self.wanted_digest is None:
            return
        algorithm, expected = self.wanted_digest
        found = self.response.checksum(algorithm)
        if found != expected:
            raise Failure("The checksum for %s did not match %s; it was %s." % (self.place, expected, found),
                          dest=self.place, url=masked_url(self.url))

    def result(self, system, current):
        """What Ansible's module of this name returns."""
        told = dict(describe(system.stat(self.place)), dest=self.place, url=masked_url(self.url), elapsed=self.elapsed,
                    checksum_dest=None, checksum_src=None, msg="file already exists")
        if self.response is not None:
            told.update(checksum_dest=self.before, msg=self.response.message(), status_code=self.response.status)
            if self.response.status == 200:
                found = checksums(system, self.place, True)
                told.update(checksum_src=self.response.checksum("sha1"), md5sum=found.get("md5sum"))
        if self.backup_file is not None:
            told["backup_file"] = self.backup_file
        return told
