"""What the tasks of one runner have in common: its children, and answers that hold until a task writes."""

import grp
import pwd

from .accounts import Accounts
from .packages import Packages
from .process import Children


class Shared:
    """Held by the runner, handed to every door. `fetch` gets a large content (bytes) by its SHA-256 (hex)."""

    def __init__(self, fetch=None):
        self.fetch = fetch
        self.children = Children()
        self.accounts = Accounts()
        self.packages = Packages()
        self.user_names = {}
        self.group_names = {}

    def forget(self):
        """Drop every cached answer: something on the host has changed."""
        self.user_names.clear()
        self.group_names.clear()

    def user_name(self, uid):
        """The name of a user, or the number as text."""
        if uid not in self.user_names:
            try:
                self.user_names[uid] = pwd.getpwuid(uid).pw_name
            except KeyError:
                self.user_names[uid] = str(uid)
        return self.user_names[uid]

    def group_name(self, gid):
        """The name of a group, or the number as text."""
        if gid not in self.group_names:
            try:
                self.group_names[gid] = grp.getgrgid(gid).gr_name
            except KeyError:
                self.group_names[gid] = str(gid)
        return self.group_names[gid]
