"""Owner, group, mode and flags of a path: the part that every module about files has in common."""

import re

from . import selinux
from .failure import Failure
from .flags import change_flags, seen_flags, wanted_flags
from .param import Param

CLAUSE = re.compile(r"^([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]))+)$")
ACTION = re.compile(r"([-+=])([ugo]|[rwxXst]*)")
SHIFTS = {"u": 6, "g": 3, "o": 0}
SPECIAL = {"u": ("s", 0o4000), "g": ("s", 0o2000), "o": ("t", 0o1000)}
# What a clause that names nobody leaves alone: a host's umask, which cannot be told from what is seen of a file.
USUAL_UMASK = 0o022
BITS = {"r": 4, "w": 2, "x": 1}
SELINUX = "%s of its SELinux context; where SELinux is off it says nothing, where it is on it is an error"
CONTEXT = ("seuser", "serole", "setype", "selevel")


class FileAttributes:
    """Mix-in for a Module: declares owner, group and mode, and knows how they are seen, wanted and set."""

    owner = Param(str, "user that owns it, by name or number")
    group = Param(str, "group that owns it, by name or number")
    mode = Param("raw", "permission bits: octal such as '0644', or symbolic such as u=rw,g=r; 'preserve' on a copy")
    unsafe_writes = Param(bool, "taken for compatibility; files are always replaced in one step", default=False)
    attributes = Param(str, "flags of chattr(1): i for exactly this one, +i or -i for one more or less",
                       aliases=("attr",))
    seuser = Param(str, SELINUX % "user")
    serole = Param(str, SELINUX % "role")
    setype = Param(str, SELINUX % "type")
    selevel = Param(str, SELINUX % "level")

    def prepare(self, system):
        """Failure where SELinux is on and a context is asked for; where it is off there is none, as with Ansible."""
        given = [name for name in CONTEXT if getattr(self, name) is not None]
        if given and selinux.enabled(system):
            raise Failure("SELinux is on here, and pushcfg does not set %s: leave it out, and run chcon or restorecon "
                          "in a command task" % ", ".join(given))
        return {}

    def seen_attributes(self, system, path, stat):
        """{owner, group, mode, attributes} of a path's Stat, in the spelling that the arguments use; {} for None."""
        if stat is None:
            return {}
        owner = str(stat.uid) if self.owner is not None and self.owner.isdigit() else stat.owner
        group = str(stat.gid) if self.group is not None and self.group.isdigit() else stat.group
        flags = {} if self.attributes is None else {"attributes": seen_flags(system, path)}
        return dict({"owner": owner, "group": group, "mode": octal(stat.mode)}, **flags)

    def wanted_attributes(self, current, directory=False):
        """The attributes that the arguments speak of; `current` as seen_attributes gave it."""
        wanted = {}
        if self.owner is not None:
            wanted["owner"] = self.owner
        if self.group is not None:
            wanted["group"] = self.group
        if self.mode is not None and self.mode != "preserve":
            start = int(current["mode"], 8) if current.get("mode") else (0o755 if directory else 0o644)
            wanted["mode"] = octal(mode_bits(self.mode, start, directory))
        return dict(wanted, **self.wanted_flags(current))

    def wanted_flags(self, current):
        """{attributes} if the arguments speak of them."""
        if self.attributes is None:
            return {}
        return {"attributes": wanted_flags(self.attributes, current.get("attributes") or "")}

    def apply_attributes(self, system, path, diff):
        """Set those of owner, group, mode and attributes that are in diff."""
        if "owner" in diff or "group" in diff:
            system.change_owner(path, diff["owner"][1] if "owner" in diff else None,
                                diff["group"][1] if "group" in diff else None)
        # A change of owner clears the set-user-id bits, so the mode comes after it.
        if "mode" in diff:
            system.change_mode(path, int(diff["mode"][1], 8))
        # Last: what nobody may change has no other mode either. And what was written anew has lost them.
        if self.attributes is not None and ("attributes" in diff or kind_of(system, path) in ("file", "directory")):
            change_flags(system, path, self.attributes)

    @staticmethod
    def attribute_requirements(values):
        """The accounts that must be there first, for Module.requires."""
        named = (("user", values.get("owner")), ("group", values.get("group")))
        return [(kind, name) for kind, name in named if name]


def kind_of(system, path):
    """What is at the path itself; None if nothing."""
    found = system.stat(path, follow=False)
    return found.kind if found is not None else None


def describe(stat):
    """What `register` gets about a file: owner, group, mode, size, state, uid and gid."""
    if stat is None:
        return {"state": "absent"}
    state = stat.kind if stat.kind in ("directory", "link") else "hard" if stat.links > 1 else "file"
    return {"owner": stat.owner, "group": stat.group, "uid": stat.uid, "gid": stat.gid, "mode": "0%03o" % stat.mode,
            "size": stat.size, "state": state}


def octal(mode):
    """Permission bits as text of four octal digits."""
    return "%04o" % mode


def mode_bits(mode, start, directory=False):
    """Permission bits of a mode as a playbook writes it; symbolic ones change `start`.

    An int is taken as the number that YAML 1.1 read (0644 there is octal); Failure for what is no mode.
    """
    if isinstance(mode, int) and not isinstance(mode, bool):
        return mode
    text = str(mode).strip()
    if re.match(r"^0?o?[0-7]{1,5}$", text):
        return int(text.replace("o", ""), 8)
    bits = start
    for clause in text.split(","):
        found = CLAUSE.match(clause.strip())
        if found is None:
            raise Failure("mode is neither octal nor symbolic: %s" % mode)
        who = "ugo" if not found.group(1) or "a" in found.group(1) else found.group(1)
        spared = 0 if found.group(1) else USUAL_UMASK
        for operator, letters in ACTION.findall(found.group(2)):
            bits = apply_clause(bits, who, operator, letters, directory, spared)
    return bits


def apply_clause(bits, who, operator, letters, directory, spared=0):
    """One `who operator letters` of a symbolic mode (chmod(1)) applied to permission bits, but to none that are spared.

    As Ansible has it: "=" clears the set-id bits of a folder, too, which chmod(1) would leave.
    """
    mask = value = 0
    for person in who:
        shift = SHIFTS[person]
        mask |= 7 << shift | SPECIAL[person][1]
        value |= permissions(letters, bits, directory) << shift
        value |= SPECIAL[person][1] if SPECIAL[person][0] in letters else 0
    value &= ~(spared if letters not in ("u", "g", "o") else 0)
    if operator == "+":
        return bits | value
    if operator == "-":
        return bits & ~value
    return (bits & ~mask) | value


def permissions(letters, bits, directory):
    """Three permission bits of the letters rwxX, or those that another class of users has."""
    if letters in ("u", "g", "o"):
        return (bits >> SHIFTS[letters]) & 7
    value = sum(BITS[letter] for letter in set(letters) if letter in BITS)
    if "X" in letters and (directory or bits & 0o111):
        value |= 1
    return value
