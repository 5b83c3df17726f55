"""How one file, link or folder is put at a path: the part that copy does for each member of a tree."""

from ..core.attributes import mode_bits, octal
from ..core.backup import back_up
from ..core.failure import Failure
from .content import content_bytes, seen_content, wanted_content


class Put:
    """Mix-in beside FileAttributes, with the params backup, validate, force, follow and directory_mode.

    An entry is {kind, content, mode, target}; `mode` is that of the source.
    """

    backup_file = None

    def seen_entry(self, system, path, entry):
        """State, content and attributes of what is at the path where the entry is to be."""
        found = system.stat(path, follow=False)
        if found is not None and found.kind == "link" and entry["kind"] == "directory":
            found = system.stat(path) or found
        if found is None:
            return {}
        if (found.kind == "directory") != (entry["kind"] == "directory"):
            raise Failure("%s is already there as a %s, not a %s" % (path, found.kind, entry["kind"]))
        if found.kind == "link":
            return {"state": "link", "target": found.target, "owner": found.owner, "group": found.group}
        current = dict(self.seen_attributes(system, path, found), state=found.kind)
        if entry["kind"] == "file" and found.kind == "file":
            current.update(seen_content(system, path, found, wanted_content(entry["content"])))
        return current

    def wanted_entry(self, current, entry):
        """What the arguments say of the entry, given what seen_entry saw."""
        if entry["kind"] == "directory":
            return dict({"state": "directory"}, **({} if current and not entry.get("leaf") else
                                                   self.wanted_folder(current)))
        if current and not self.force:
            return {}
        if entry["kind"] == "link":
            owners = {name: getattr(self, name) for name in ("owner", "group") if getattr(self, name) is not None}
            return dict({"state": "link", "target": entry["target"]}, **owners)
        # A link gives way to a new file, which has nothing of it.
        seen = {} if current.get("state") == "link" else current
        wanted = dict(self.wanted_attributes(seen), state="file", **wanted_content(entry["content"]))
        if self.mode == "preserve" and entry.get("mode") is not None:
            wanted["mode"] = octal(entry["mode"])
        if self.keeps_modes():
            wanted.pop("mode", None)
        return wanted

    def wanted_folder(self, current):
        """Owner, group and mode of a folder that is to be made."""
        wanted = {name: getattr(self, name) for name in ("owner", "group") if getattr(self, name) is not None}
        if self.directory_mode not in (None, "preserve"):
            start = int(current["mode"], 8) if current.get("mode") else 0o755
            wanted["mode"] = octal(mode_bits(self.directory_mode, start, directory=True))
        return dict(wanted, **self.wanted_flags(current))

    def put_entry(self, system, path, entry, diff):
        """Make those attributes of the entry so that are in diff."""
        if entry["kind"] == "file" and {"content", "checksum", "state"} & set(diff):
            self.put_file(system, path, entry)
        elif entry["kind"] == "link" and {"target", "state"} & set(diff):
            system.link(entry["target"], path)
        elif entry["kind"] == "directory" and "state" in diff:
            system.make_directory(path, entry.get("mode") if self.keeps_modes() else None)
        self.apply_attributes(system, path, diff)

    def put_file(self, system, path, entry):
        """Write the content, if the playbook's own check of it is content."""
        content = content_bytes(system, entry["content"])
        if self.validate is not None:
            system.validate(self.validate, content)
        found = system.stat(path, follow=False)
        if self.backup and found is not None:
            self.backup_file = back_up(system, path)
        if found is not None and found.kind == "link":
            system.remove(path)
        system.write(path, content, entry.get("mode") if self.keeps_modes() else None)

    def keeps_modes(self):
        """Whether what is made has the mode of its source if the arguments say nothing else."""
        return False
