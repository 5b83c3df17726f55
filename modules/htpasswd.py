"""The module `htpasswd`."""

import os

from .accounts import apache
from .core.attributes import FileAttributes
from .core.failure import Failure, Missing
from .core.module import Module
from .core.param import Param
from .files.edited import ATTRIBUTES_CHANGED
from .files.tree import missing_folders


class Htpasswd(FileAttributes, Module):
    """A user and password in a file of Apache or nginx."""

    collection = "community.general"
    example = """
- name: who may look at the figures
  htpasswd:
    path: /etc/nginx/figures.htpasswd
    name: jane
    password: "{{ vault_jane }}"
    group: www-data
    mode: "0640"
"""
    path = Param("path", "the file", required=True, aliases=("dest", "destfile"))
    name = Param(str, "the user", required=True, aliases=("username",))
    password = Param(str, "the password", secret=True)
    hash_scheme = Param(str, "how a new password is kept; the hash of one that is there stays",
                        default="apr_md5_crypt", choices=apache.SCHEMES, aliases=("crypt_scheme",))
    state = Param(str, "whether the user is in it", default="present", choices=("absent", "present"))
    create = Param(bool, "make the file, and its folders, if it is not there", default=True)

    message = None

    @classmethod
    def problems(cls, values):
        """What an entry needs."""
        found = []
        if values.get("state") != "absent" and not values.get("password"):
            found.append("state: present needs password")
        if ":" in (values.get("name") or "").partition("{{")[0]:
            found.append("no name of a user has a colon in it")
        return found

    @classmethod
    def provides(cls, values):
        """The file."""
        return [] if values.get("state") == "absent" else [("path", values.get("path"))]

    @classmethod
    def requires(cls, values):
        """The folder and the owners."""
        return [("folder", values.get("path"))] + cls.attribute_requirements(values)

    def inspect(self, system):
        """Whether the user is in it, with that password, and the file's attributes."""
        found = system.stat(self.path)
        self.lines = None
        if found is None:
            if self.state == "present" and not self.create:
                raise Missing("Destination %s does not exist" % self.path)
            return {}
        if found.kind == "directory":
            raise Failure("%s is a folder" % self.path)
        self.lines = system.text(self.path).splitlines()
        entry = next((line.partition(":")[2] for line in self.lines if self.is_own(line)), None)
        current = self.seen_attributes(system, self.path, found)
        if entry is not None:
            current["user"] = self.name
            current["password"] = "as asked for" if self.state == "present" and self.fits(entry) else "another"
        return current

    def is_own(self, line):
        """Whether a line is that of the user."""
        return line.partition(":")[0] == self.name and ":" in line

    def fits(self, entry):
        """Whether the password is that of an entry."""
        try:
            return apache.belongs(self.password, entry)
        except ValueError as error:
            raise Failure("the password of %s is kept as %s, which cannot be compared here: remove the user first to "
                          "have it kept anew" % (self.name, error))

    def desired(self, current):
        """The user with that password, or neither."""
        if self.state == "absent":
            attributes = self.wanted_attributes(current) if current else {}
            return dict(attributes, user=None, password=None)
        return dict(self.wanted_attributes(current), user=self.name, password="as asked for")

    def apply(self, system, diff):
        """Write the file with the user's line anew, or without it; then who may use it."""
        if "user" in diff or "password" in diff:
            entry = []
            if self.state == "present":
                entry = ["%s:%s" % (self.name, apache.hashed(self.password, self.hash_scheme))]
            self.write(system, entry)
        attributes = {name: pair for name, pair in diff.items() if name not in ("user", "password")}
        if attributes:
            self.message = (self.message + " and " if self.message else self.idle()) + ATTRIBUTES_CHANGED
        self.apply_attributes(system, self.path, attributes)

    def write(self, system, entry):
        """Write the file with this line, or none, in the place of the user's."""
        if self.lines is None:
            for folder in missing_folders(system, os.path.dirname(self.path)):
                system.make_directory(folder)
            self.message = "Created %s and added %s" % (self.path, self.name)
        else:
            self.message = ("Add/update %s" if entry else "Remove %s") % self.name
        lines, left = [], entry
        for line in self.lines or []:
            lines += left if self.is_own(line) else [line]
            left = [] if self.is_own(line) else left
        text = "".join(line + "\n" for line in lines + left)
        system.write(self.path, text.encode("utf-8", "surrogateescape"))

    def idle(self):
        """What is said where the user's line stays."""
        return ("%s already present" if self.state == "present" else "%s not present") % self.name

    def result(self, system, current):
        """What was done, in words."""
        return {"msg": self.message or self.idle()}
