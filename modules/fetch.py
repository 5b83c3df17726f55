"""The module `fetch`."""

from .core.failure import Failure, Missing
from .core.module import Module
from .core.param import Param


class Fetch(Module):
    """A file of the host, brought to the controller; there it is written only if it differs."""

    example = """
- name: the report of each host
  fetch:
    src: /var/log/aide/report.log
    dest: reports
"""
    src = Param("path", "the file on the host", required=True)
    dest = Param(str, "folder on the controller, in which the file goes to HOST/PATH; with flat its own path there",
                 required=True)
    flat = Param(bool, "dest is the file's own path, or with a slash at its end the folder that it is in",
                 default=False)
    fail_on_missing = Param(bool, "a file that is not there is a failure", default=True)
    validate_checksum = Param(bool, "taken for compatibility: what arrives is always compared with the host's file",
                              default=True)
    place = Param(str, "where it goes on the controller", internal=True)
    have = Param(str, "SHA-1 of what is there already", internal=True)

    missing = None

    @classmethod
    def requires(cls, values):
        """The file, if another task brings it."""
        return [("path", values.get("src"))]

    def inspect(self, system):
        """The checksum of what the controller has; that of the host's file is what is wanted."""
        found = system.stat(self.src)
        if found is None or found.kind == "directory":
            self.missing = "the remote file does not exist" if found is None else "remote file is a directory, fetch " \
                                                                                   "cannot work on directories"
            if self.fail_on_missing:
                raise (Missing if found is None else Failure)("%s: %s" % (self.missing, self.src), file=self.src)
            return {}
        if found.kind != "file":
            raise Failure("%s is a %s, not a file" % (self.src, found.kind), file=self.src)
        self.checksum = system.checksum(self.src, "sha1")
        return {"checksum": self.have}

    def desired(self, current):
        """The host's file."""
        return {} if self.missing is not None else {"checksum": self.checksum}

    def apply(self, system, diff):
        """Send it."""
        self.have = system.send(self.src)

    def result(self, system, current):
        """What Ansible's module of this name returns."""
        if self.missing is not None:
            return {"msg": "%s, not transferring, ignored" % self.missing, "file": self.src}
        return {"dest": self.place, "checksum": self.checksum, "remote_checksum": self.checksum, "file": self.src,
                "md5sum": None, "remote_md5sum": None}
