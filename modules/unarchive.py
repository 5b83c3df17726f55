"""The module `unarchive`."""

import io

from .archives.open import open_archive
from .archives.options import Options, option_problems
from .archives.unpacked import Unpacked
from .core.attributes import FileAttributes, describe
from .core.failure import Failure, Missing
from .core.module import Module
from .core.param import Param
from .net.request import Request


class Unarchive(Unpacked, FileAttributes, Module):
    """All that is in an archive, in a folder of the host: contents, modes, owners, times and links."""

    example = """
- name: node_exporter
  unarchive:
    src: https://downloads.example/node_exporter-1.8.2.linux-amd64.tar.gz
    remote_src: true
    dest: /opt/node_exporter
    extra_opts: [--strip-components=1]
    owner: root
    group: root
"""
    src = Param("path", "the archive: tar, plain or packed by gzip, bzip2 or xz, or zip; on the controller, or with "
                        "remote_src on the host or at a URL", required=True)
    dest = Param("path", "the folder, which must be there", required=True)
    remote_src = Param(bool, "src is on the host, or at a URL that the host gets", default=False)
    copy = Param(bool, "older word for the opposite of remote_src", default=True)
    creates = Param("path", "if there is such a path, nothing is unpacked")
    list_files = Param(bool, "register the names of what is in the archive", default=False)
    exclude = Param(list, "shell patterns of members that are left out", default=[], elements=str)
    include = Param(list, "only these members, and what is below them", default=[], elements=str)
    keep_newer = Param(bool, "leave files alone that are newer than in the archive", default=False)
    extra_opts = Param(list, "options of tar(1), of which those are known that change what is unpacked, such as "
                             "--strip-components=1, --transform=s/a/b/ and --no-same-owner", default=[], elements=str)
    io_buffer_size = Param(int, "taken for compatibility; it is read in pieces", default=65536)
    validate_certs = Param(bool, "check the certificate of the server that src names", default=True)
    decrypt = Param(bool, "decrypt a vaulted archive on the controller", default=True)
    content = Param("raw", "the archive that the controller sends", internal=True)

    archive = None
    skipped = False

    @classmethod
    def problems(cls, values):
        """Arguments that do not go together."""
        found = option_problems(values.get("extra_opts"))
        if values.get("include") and values.get("exclude"):
            found.append("include and exclude are mutually exclusive")
        if values.get("copy") is False and values.get("remote_src") is False:
            found.append("copy: false means remote_src: true")
        return found

    @classmethod
    def provides(cls, values):
        """What it creates."""
        return [("path", values["creates"])] if values.get("creates") else []

    @classmethod
    def requires(cls, values):
        """The folder, the archive, and the owners."""
        remote = values.get("remote_src") is True or values.get("copy") is False
        source = [("path", values["src"])] if remote and "://" not in str(values.get("src")) else []
        return [("path", values.get("dest"))] + source + cls.attribute_requirements(values)

    def inspect(self, system):
        """The state of all that the archive has; nothing if `creates` is there."""
        if self.archive is None and self.creates and system.stat(self.creates) is not None:
            self.skipped = True
        if self.skipped:
            return {}
        found = system.stat(self.dest)
        if found is None or found.kind != "directory":
            raise Missing("dest '%s' must be an existing dir" % self.dest)
        if self.archive is None:
            self.open_source(system)
        return self.seen_members(system)

    def open_source(self, system):
        """Open the archive, and find out who unpacks it."""
        self.options = Options(self.include, self.exclude, self.extra_opts)
        self.archive = open_archive(self.opened(system), self.options)
        me = system.user(system.me())
        self.root = me is not None and me["uid"] == 0
        shared = system.shared
        self.names = {"owner": lambda member: known(system.user, member.owner, member.uid, shared.user_name),
                      "group": lambda member: known(system.group, member.group, member.gid, shared.group_name)}

    def opened(self, system):
        """The archive as a binary file."""
        if self.content is not None:
            return io.BytesIO(system.fetch(self.content))
        if "://" in self.src:
            response = system.request(Request(self.src, timeout=30, validate_certs=self.validate_certs))
            if response.status != 200:
                raise Failure("Failure downloading %s, %s" % (self.src, response.message()))
            return response.file
        if system.stat(self.src) is None:
            raise Missing("Source '%s' does not exist" % self.src)
        return system.open(self.src)

    def desired(self, current):
        """All members as the archive and the arguments say."""
        return {} if self.skipped else self.wanted_members(self.root, current)

    def apply(self, system, diff):
        """Unpack what differs."""
        self.unpack(system, diff, self.root)

    def result(self, system, current):
        """What Ansible's module of this name returns."""
        if self.skipped:
            return {"msg": "skipped, since %s exists" % self.creates}
        told = dict(describe(system.stat(self.dest)), dest=self.dest, src=self.src, handler=self.archive.handler)
        if self.list_files:
            told["files"] = [member.path + ("/" if member.kind == "directory" else "")
                             for member in self.members.values()]
        return told


def known(look, name, number, name_of):
    """The name of an owner if the host knows it, else its number there; None where the archive does not tell."""
    return name if name and look(name) is not None else None if number is None else name_of(number)
