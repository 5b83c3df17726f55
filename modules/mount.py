"""The module `mount`."""

import os

from .core.backup import back_up
from .core.failure import Failure, Missing
from .core.module import Module
from .core.param import Param
from .files.edited import EARLIER_FOLDERS
from .files.tree import missing_folders
from .mounting import fstab, table

FSTAB = "/etc/fstab"
NEED_SOURCE = ("mounted", "present", "ephemeral")
HIDDEN = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"


class Mount(Module):
    """A mount point: its entry in /etc/fstab, and whether something is mounted there."""

    collection = "ansible.posix"
    exclusive = ("fstab",)
    example = """
- name: the data disk
  mount:
    path: /srv/data
    src: LABEL=data
    fstype: ext4
    opts: noatime,nodev
    state: mounted
"""
    path = Param("path", "the mount point; none for swap", required=True, aliases=("name",))
    src = Param("path", "device, UUID=, LABEL=, network share, or for a bind mount the folder")
    fstype = Param(str, "type of the file system; none for a bind mount")
    opts = Param(str, "mount options, separated by commas")
    opts_no_log = Param(bool, "show the options nowhere", default=False)
    dump = Param(str, "whether dump(8) saves it", default="0")
    passno = Param(str, "when fsck(8) checks it at boot; 0 is never", default="0")
    state = Param(str, "mounted: entry and mount; present, absent_from_fstab: the entry only; unmounted: the mount "
                  "only; absent: neither, and no folder; remounted: once more, which is always a change; ephemeral: a "
                  "mount without an entry, remounted if it is there", required=True,
                  choices=("absent", "absent_from_fstab", "mounted", "present", "unmounted", "remounted", "ephemeral"))
    fstab = Param(str, "the file, if it is not /etc/fstab")
    boot = Param(bool, "false adds noauto to the options", default=True)
    backup = Param(bool, "keep a dated copy of the file", default=False)

    acted = removing = False
    backup_file = ""

    @classmethod
    def problems(cls, values):
        """Arguments that do not go together."""
        state, path = values.get("state"), str(values.get("path") or "/")
        found = ["state=%s needs %s" % (state, name) for name in ("src", "fstype")
                 if state in NEED_SOURCE and values.get(name) is None]
        if state in ("mounted", "ephemeral", "unmounted", "absent") and path[0] not in "/~${":
            found.append("path must be absolute where something is to be mounted: %s" % path)
        if values.get("opts_no_log") is True and values.get("opts") and state in ("ephemeral", "remounted"):
            found.append("opts_no_log does not go with state=%s: mount(8) would get the options as arguments, which "
                         "every user of the host can read; say state=mounted, or keep them in a file (credentials=...)"
                         % state)
        return found

    @classmethod
    def provides(cls, values):
        """The mount point and the file."""
        state = values.get("state")
        found = [("path", values.get("fstab") or FSTAB)] if state in ("mounted", "present") else []
        return found + ([("path", values.get("path"))] if state in ("mounted", "ephemeral") else [])

    @classmethod
    def requires(cls, values):
        """What is to be mounted, and the folder above the mount point."""
        src = values.get("src")
        found = [("path", src)] if src and src.startswith("/") and values.get("state") in NEED_SOURCE else []
        return found + [("folder", values.get("path"))]

    def inspect(self, system):
        """The entry, and what is mounted."""
        self.warnings = []
        self.file = self.fstab or FSTAB
        self.wanted = fstab.entry(self.src, self.path, self.fstype, self.options(), self.dump or "0",
                                  self.passno or "0")
        self.text = system.text(self.file) if system.stat(self.file) is not None else ""
        current = {"fstab": self.shown(self.text)}
        self.mount = table.mounted_at(system, self.path)
        if self.state in ("mounted", "ephemeral"):
            folders = missing_folders(system, system.realpath(self.path))
            current.update({EARLIER_FOLDERS: folders} if folders else {})
            current["mounted"] = self.is_mounted(system)
        elif self.state in ("unmounted", "absent"):
            current["mounted"] = self.mount is not None
            current["folder"] = system.stat(self.path) is not None
        if self.state == "remounted" or (self.state == "ephemeral" and self.mount is not None):
            current["remounted"] = "done" if self.acted else "due"
        self.removing = self.removing or (self.state == "absent" and current["fstab"] is not None)
        return current

    def options(self):
        """The options, with what boot adds."""
        options = self.opts if self.opts is not None else "defaults"
        if not self.boot:
            return options + ",noauto"
        if "noauto" in options.split(","):
            self.warnings.append("boot has no effect: the options have noauto")
        return options

    def shown(self, text):
        """The entry's lines in a text; None if there are none."""
        lines = fstab.entries(text, self.wanted, self.src)
        return [fstab.hidden(line, self.wanted) if self.opts_no_log else line for line in lines] or None

    def is_mounted(self, system):
        """Whether it is mounted; of another mount on the same file system only if that shows what src is."""
        if self.mount is None:
            return False
        same = self.src in self.mount["sources"] or system.realpath(self.src) in self.mount["sources"]
        if self.state == "ephemeral" and not same:
            raise Failure("%s is mounted on %s already, not %s, and is left alone; unmount it first (state=unmounted), "
                          "or take another path" % (self.mount["sources"][0], self.path, self.src))
        return same or self.mount["other device"]

    def desired(self, current):
        """What the state asks for."""
        if self.state in ("mounted", "present"):
            wanted = {"fstab": self.shown(fstab.with_entry(self.text, self.wanted, self.src))}
        elif self.state == "absent_from_fstab" or self.removing:
            wanted = {"fstab": None}
        else:
            wanted = {}
        if self.state in ("mounted", "ephemeral"):
            wanted.update({EARLIER_FOLDERS: None} if EARLIER_FOLDERS in current else {}, mounted=True)
        elif self.state == "unmounted" or self.removing:
            wanted["mounted"] = False
        wanted.update({"folder": False} if self.removing else {})
        wanted.update({"remounted": "done"} if "remounted" in current else {})
        return wanted

    def apply(self, system, diff):
        """Write the entry, then mount, remount or unmount."""
        for folder in diff.get(EARLIER_FOLDERS, ([],))[0]:
            system.make_directory(folder)
        if "fstab" in diff:
            self.write(system, (fstab.without_entry if self.state.startswith("absent") else fstab.with_entry)(
                self.text, self.wanted, self.src))
        if self.state in ("unmounted", "absent"):
            self.take_off(system, diff)
        elif self.state in ("mounted", "ephemeral", "remounted"):
            self.put_on(system, diff)
        self.acted = True

    def write(self, system, text):
        """Write the file, in a folder that is made if it is not there."""
        if self.backup and system.stat(self.file) is not None:
            self.backup_file = back_up(system, self.file)
        for folder in missing_folders(system, os.path.dirname(self.file)):
            system.make_directory(folder)
        system.write(self.file, text.encode("utf-8", "surrogateescape"))

    def take_off(self, system, diff):
        """Unmount, and remove the folder of what is to be absent: an empty one only."""
        if "mounted" in diff:
            # Of several mounts on one another absent takes off the newest: the folder then stays, and the task fails.
            for below in range(self.mount["depth"] - 1 if self.state == "unmounted" else 0, -1, -1):
                rest = dict(self.mount, depth=below) if below else None
                self.run(system, ["umount", self.path], rest)
        if "folder" in diff:
            system.run(["rmdir", self.path], brings={("path", system.realpath(self.path)): None})

    def put_on(self, system, diff):
        """Mount what is not mounted, and remount what is; where that fails, all is as it was before."""
        if "mounted" in diff:
            told = self.attempt(system, ["mount"] + self.words() + [self.path], table.drawn(self.src, self.mount))
        elif "fstab" in diff or "remounted" in diff:
            told = self.remount(system)
        else:
            return
        if told is None:
            return
        if "fstab" in diff:
            self.write(system, self.text)
        for folder in reversed(diff.get(EARLIER_FOLDERS, ([],))[0]):
            system.run(["rmdir", folder], brings={("path", folder): None})
        raise Failure("Error %s %s: %s" % ("remounting" if self.state == "remounted" else "mounting", self.path, told))

    def words(self):
        """The arguments of mount(8) that say what, and from which file."""
        if self.state != "ephemeral":
            return ["-T", self.file] if self.file != FSTAB else []
        options = self.options()
        return ["-t", self.fstype] + (["-o", options] if options != "defaults" else []) + [self.src]

    def remount(self, system):
        """Remount; if that cannot be, unmount and mount. What went wrong, or None."""
        asked = self.state == "remounted" and self.options() != "defaults"
        options = "remount" + ("," + self.options() if asked else "")
        told = self.attempt(system, ["mount", "-o", options] + self.words() + [self.path], self.mount)
        if told is None or asked:
            return told
        return (self.attempt(system, ["umount", self.path], None)
                or self.attempt(system, ["mount"] + self.words() + [self.path], table.drawn(self.src, None)))

    def attempt(self, system, words, record):
        """Run a command that leaves this mounted, and return what went wrong, or None."""
        try:
            self.run(system, words, record)
        except Missing:
            raise
        except Failure as failure:
            told = failure.result.get("stdout", "") + failure.result.get("stderr", "")
            return told.strip() or failure.message
        return None

    def run(self, system, words, record):
        """Run a command that leaves this mounted."""
        system.run(words, brings={("mount", system.realpath(self.path)): record})

    def result(self, system, current):
        """What Ansible's module of this name returns."""
        result = {"name": self.path, "opts": HIDDEN if self.opts_no_log else self.options(), "dump": self.dump or "0",
                  "passno": self.passno or "0", "fstab": self.file, "boot": "yes" if self.boot else "no",
                  "backup_file": self.backup_file}
        result.update({name: getattr(self, name) for name in ("src", "fstype") if getattr(self, name) is not None})
        return dict(result, warnings=self.warnings) if self.warnings else result
