"""The module `user`."""

import os

from .accounts import commands, defaults, seen
from .accounts.home import SKELETON, make_home, make_parents
from .accounts.members import find_group, local_user
from .accounts.password import age_password, set_password
from .accounts.shadow import marker, moment_date
from .accounts.ssh_key import default_comment, describe_key, key_path, make_key
from .core.failure import Failure
from .core.foretold import Foretold
from .core.module import Module
from .core.param import Param

ELSEWHERE = "it belongs to another operating system; leave it out"


class User(Module):
    """A user account on the host, with its groups, password, home folder and SSH key."""

    exclusive = ("accounts",)
    refused = dict(dict.fromkeys(("login_class", "profile", "authorization", "role", "hidden"), ELSEWHERE),
                   seuser="map SELinux users with a command task (semanage login)")
    example = """
- name: the account that deploys
  user:
    name: deploy
    uid: 2000
    groups: [docker, adm]
    append: true
    shell: /bin/bash
    password: "{{ vault_deploy_password_hash }}"
"""
    name = Param(str, "name of the account", required=True, aliases=("user",))
    state = Param(str, "whether it is there", default="present", choices=("absent", "present"))
    uid = Param(int, "its number; else the next free one")
    non_unique = Param(bool, "another user may have the same uid", default=False)
    group = Param(str, "its primary group, by name or number; else one of its own name")
    groups = Param(list, "the other groups that it is in; [] for none", elements=str)
    append = Param(bool, "leave it in groups that are not listed", default=False)
    comment = Param(str, "what the account is for, or the person's full name")
    home = Param("path", "home folder")
    shell = Param("path", "login shell")
    create_home = Param(bool, "make the home folder if it is not there", default=True, aliases=("createhome",))
    move_home = Param(bool, "move what is in the old home folder to a new one", default=False)
    skeleton = Param("path", "folder that a new home folder is a copy of; /etc/skel unless told otherwise")
    umask = Param(str, "octal umask for a new home folder, where login.defs has no HOME_MODE")
    system = Param(bool, "a new account gets a number below those of people", default=False)
    password = Param(str, "hash of the password, as crypt(5) makes it; never the password itself", secret=True)
    update_password = Param(str, "whether a password that differs is set, or only that of a new account",
                            default="always", choices=("always", "on_create"))
    password_lock = Param(bool, "lock or unlock the password")
    password_expire_min = Param(int, "days before a password may be changed again")
    password_expire_max = Param(int, "days after which a password must be changed")
    password_expire_warn = Param(int, "days of warning before that")
    password_expire_account_disable = Param(int, "days from then until the account is disabled")
    expires = Param(float, "when the account ends, in seconds since 1970; negative for never")
    generate_ssh_key = Param(bool, "make an SSH key pair if there is none", default=False)
    ssh_key_bits = Param(int, "length of the key; 0 for what ssh-keygen takes", default=0)
    ssh_key_type = Param(str, "kind of the key, such as ed25519", default="rsa")
    ssh_key_file = Param("path", "private key, relative to the home folder; .ssh/id_TYPE unless told otherwise")
    ssh_key_comment = Param(str, "comment of the key; else where it was made")
    ssh_key_passphrase = Param(str, "passphrase of the key", secret=True)
    uid_min = Param(int, "lowest number for a new account")
    uid_max = Param(int, "highest number for a new account")
    local = Param(bool, "look for it in /etc/passwd alone, not in a directory service", default=False)
    remove = Param(bool, "with state=absent: remove its home folder and mail, too", default=False)
    force = Param(bool, "with state=absent: even if it is logged in; a key of another kind is replaced", default=False)

    @classmethod
    def problems(cls, values):
        """Arguments that do not go together."""
        found = []
        if values.get("local") is True:
            found += ["%s does not go with local" % name for name in ("umask", "uid_min", "uid_max")
                      if values.get(name) is not None]
        for name in ("password", "name", "comment"):
            text = str(values.get(name))
            if "{{" not in text and any(sign in text for sign in ":\n"):
                found.append("%s must not contain a colon or a line break" % name)
        return found

    @classmethod
    def provides(cls, values):
        """The account, the group of its name, its home folder."""
        if values.get("state") == "absent":
            return []
        name = values.get("name")
        home = values.get("home") or "/home/%s" % name
        return [("user", name), ("path", home)] + ([] if values.get("group") else [("group", name)])

    @classmethod
    def requires(cls, values):
        """Its groups, and the folder above its home."""
        groups = values.get("groups")
        named = [values.get("group")] + (groups if isinstance(groups, list) else str(groups or "").split(","))
        needs = [("group", name) for name in named if name]
        return needs + ([("folder", values["home"])] if values.get("home") else [])

    def inspect(self, system):
        """The account, what shadow says of it, its home folder and its key."""
        if self.local:
            found = system.record("user", self.name, lambda: local_user(system, self.name))
        else:
            found = system.user(self.name)
        self.found, self.entry = found, None
        self.primary = self.others = None
        if self.state == "present":
            self.primary = None if self.group is None else find_group(system, self.group)
            self.others = None if self.groups is None else [
                find_group(system, name.strip())[0] for name in self.groups if name.strip()]
        if found is None:
            return {"state": "absent"}
        current = {name: found[name] for name in ("uid", "group", "groups", "comment", "home", "shell")}
        current["state"] = "present"
        if self.state == "present":
            current.update(seen.seen_shadow(self, system))
            current.update(seen.seen_home(self, system, self.home if self.home is not None else found["home"]))
        return current

    def key_path(self, home):
        """Where the private key is."""
        return key_path(home, self.ssh_key_file, self.ssh_key_type)

    def expiry_date(self):
        """The day on which the account ends."""
        return moment_date(self.expires)

    def desired(self, current):
        """What the arguments speak of."""
        if self.state == "absent":
            return {"state": "absent"}
        wanted = {"state": "present", "uid": self.uid, "comment": self.comment, "home": self.home,
                  "shell": self.shell, "password_lock": self.password_lock,
                  "expires": None if self.expires is None else self.expiry_date(),
                  "home_exists": self.create_home or None, "ssh_key": self.generate_ssh_key or None}
        wanted.update({name: getattr(self, name) for name in seen.AGEING})
        if self.primary is not None:
            wanted["group"] = self.primary[0]
        if self.others is not None:
            kept = current.get("groups", []) if self.append else []
            wanted["groups"] = sorted(set(self.others) | set(kept))
        if self.password is not None and (self.update_password == "always" or current["state"] == "absent"):
            wanted["password"] = marker(self.name, self.password.lstrip("!"))
        return {name: value for name, value in wanted.items() if value is not None}

    def apply(self, system, diff):
        """Make, change or remove the account, then its password, home folder and key."""
        self.is_new = self.state == "present" and "state" in diff
        if self.state == "absent":
            words = ["userdel"] + (["-f"] if self.force else []) + (["-r"] if self.remove else [])
            found = self.found
            system.run(words + [self.name], brings=Foretold(lambda: commands.foretell_userdel(self, system, found)))
            return
        if self.is_new:
            self.add(system)
        else:
            self.change(system, diff)
        if "password" in diff:
            set_password(self, system)
        if self.is_new:  # useradd takes no such limits for system accounts
            keys = {"expires": "expires", "password_expire_account_disable": "inactive"}
            self.change(system, {name: diff[name] for name, key in keys.items()
                                 if name in diff and diff[name][1] != self.entry[key]})
        age_password(self, system, diff)
        home = self.home if self.home is not None else self.found["home"]
        if "home_exists" in diff and system.stat(home) is None:
            make_home(system, home, self.found, self.skeleton or SKELETON, defaults.home_mode(system))
        if "ssh_key" in diff:
            self.generate(system, home)

    def add(self, system):
        """Make the account."""
        if self.home is not None and self.create_home:
            make_parents(system, self.home)
        groups = [] if self.others is None else self.others
        system.run(commands.useradd(self, system, self.primary, groups),
                   brings=Foretold(lambda: commands.foretell_useradd(self, system, self.primary, groups)))
        self.reread(system)

    def change(self, system, diff):
        """Change what usermod changes."""
        words = commands.usermod(self, diff, self.primary, self.others)
        if words:
            found, entry = self.found, self.entry
            system.run(words, brings=Foretold(
                lambda: commands.foretell_usermod(self, system, found, entry, diff, self.primary)))
            self.reread(system)

    def reread(self, system):
        """Look at the account again."""
        self.inspect(system)
        if self.found is None:
            raise Failure("the user %s was made, and the host does not show it" % self.name)

    def generate(self, system, home):
        """Make the key pair."""
        if system.stat(home) is None:
            raise Failure("there is no home folder %s for the SSH key of %s: set create_home" % (home, self.name))
        comment = self.ssh_key_comment if self.ssh_key_comment is not None else default_comment(system)
        make_key(system, self.key_path(home), self.found, self.ssh_key_type, self.ssh_key_bits, comment,
                 self.ssh_key_passphrase)

    def result(self, system, current):
        """What register gets."""
        result = {"name": self.name, "state": self.state}
        if self.state == "absent":
            return dict(result, force=self.force, remove=self.remove) if hasattr(self, "is_new") else result
        if getattr(self, "is_new", False):
            result.update(system=self.system, create_home=self.create_home)
        else:
            result.update(append=self.append, move_home=self.move_home)
        if self.password is not None:
            result["password"] = "NOT_LOGGING_PASSWORD"
        if self.groups is not None:
            result["groups"] = ",".join(self.groups)
        result.update(uid=current["uid"], group=self.found["gid"], comment=current["comment"], home=current["home"],
                      shell=current["shell"])
        if self.generate_ssh_key:
            home = self.home if self.home is not None else current["home"]
            result.update(describe_key(system, self.key_path(os.path.normpath(home))))
        return result
