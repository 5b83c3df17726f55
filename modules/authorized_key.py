"""The module `authorized_key`."""

import os

from .accounts.authorized import wanted_keys, with_keys, without_keys
from .core.failure import Failure, Missing
from .core.module import Module
from .core.param import Param
from .files.tree import missing_folders
from .net.request import Request

EARLIER_FOLDERS = "missing folders"


class AuthorizedKey(Module):
    """SSH keys that may log in as a user: that they are there, that only they are, or that they are not."""

    collection = "ansible.posix"
    example = """
- name: who may log in as deploy
  authorized_key:
    user: deploy
    key: "{{ lookup('file', 'keys/deploy.pub') }}"
    exclusive: true
"""
    user = Param(str, "whose account, which must be there", required=True)
    key = Param(str, "public keys, a line for each; or the https:// URL or file:// path, on the host, of such lines",
                required=True)
    path = Param("path", "the file, if it is not ~/.ssh/authorized_keys of that user")
    manage_dir = Param(bool, "make the folder if it is not there, and have it owned by the user with mode 0700",
                       default=True)
    state = Param(str, "whether the keys may log in", default="present", choices=("absent", "present"))
    key_options = Param(str, 'options of the keys, such as no-pty,from="10.0.0.0/8"; they replace those in key')
    exclusive_ = Param(bool, "no other keys: whatever else the file holds goes", default=False)
    validate_certs = Param(bool, "check the certificate of the server that key names", default=True)
    comment = Param(str, "comment of the keys, in the place of the one in key")
    follow = Param(bool, "write to what a link at the path points at, instead of in its place", default=False)

    keys = None

    @classmethod
    def provides(cls, values):
        """The file, if it is named."""
        return [("path", values["path"])] if values.get("path") and values.get("state") != "absent" else []

    @classmethod
    def requires(cls, values):
        """The user, and the folder if it is not made here."""
        folder = [("folder", values["path"])] if values.get("path") else []
        return [("user", values.get("user"))] + folder

    def inspect(self, system):
        """The text of the file."""
        account = system.user(self.user)
        if account is None:
            raise Missing("Failed to lookup user %s: there is no such user" % self.user)
        self.account = account
        self.place = self.path or os.path.join(account["home"], ".ssh", "authorized_keys")
        if self.follow:
            self.place = system.realpath(self.place)
        if self.keys is None:
            self.keys = wanted_keys(self.key_text(system), self.key_options, self.comment)
        found = system.stat(self.place)
        if found is not None and found.kind == "file":
            return {"content": system.text(self.place)}
        if found is not None:
            raise Failure("%s is a %s, not a file" % (self.place, found.kind))
        folders = missing_folders(system, os.path.dirname(self.place)) if self.state == "present" else []
        return {EARLIER_FOLDERS: folders} if folders else {}

    def key_text(self, system):
        """The lines of the keys, from wherever they are."""
        if self.key.startswith("http"):
            response = system.request(Request(self.key, validate_certs=self.validate_certs, timeout=30))
            if response.status != 200:
                raise Failure("Error getting key from: %s (status %d)" % (self.key, response.status))
            return response.text()
        if self.key.startswith("file:"):
            path = self.key[len("file:"):]
            return system.text("/" + path.lstrip("/"))
        return self.key

    def desired(self, current):
        """The text with the keys as wanted."""
        text = current.get("content", "")
        wanted = (with_keys(text, self.keys, self.exclusive_) if self.state == "present"
                  else without_keys(text, self.keys))
        if wanted == text:
            return {}
        return dict({EARLIER_FOLDERS: None} if EARLIER_FOLDERS in current else {}, content=wanted)

    def apply(self, system, diff):
        """Write the file, which is the user's, and see to its folder."""
        folder, group = os.path.dirname(self.place), self.account["group"]
        for missing in diff.get(EARLIER_FOLDERS, ([],))[0] or []:
            if missing != folder and self.manage_dir:
                raise Missing("cannot make the folder %s: %s does not exist" % (folder, os.path.dirname(folder)))
            system.make_directory(missing)
        if self.manage_dir:
            system.change_owner(folder, self.user, group)
            system.change_mode(folder, 0o700)
        link = system.stat(self.place, follow=False)
        if link is not None and link.kind == "link":
            system.remove(self.place)
        system.write(self.place, diff["content"][1].encode("utf-8", "surrogateescape"), 0o600, self.user,
                     group)

    def result(self, system, current):
        """What Ansible's module of this name returns."""
        names = ("comment", "follow", "key", "key_options", "manage_dir", "path", "state", "user",
                 "validate_certs")
        return dict({name: getattr(self, name) for name in names}, exclusive=self.exclusive_, keyfile=self.place)
