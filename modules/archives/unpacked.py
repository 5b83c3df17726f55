"""How the members of an archive compare with what is below a folder, and how they get there."""

import os

from ..core.attributes import mode_bits, octal
from ..core.digest import digest_of
from ..core.failure import Failure
from ..files.times import stamp
from ..files.tree import gather, missing_folders, spread


class Unpacked:
    """Mix-in for unarchive, which has the params owner, group, mode and keep_newer and the attributes archive (opened),
    options and dest. `members` maps each path to its Member, `digests` to the hash of its content where it was needed.
    """

    def seen_members(self, system):
        """The state of all that the archive has; `members` and `digests` are found on the way."""
        self.members, self.digests, current = {}, {}, {}
        for member, stream in self.archive:
            self.members[member.path] = member
            place = os.path.join(self.dest, member.path)
            found = system.stat(place, follow=False)
            if member.kind == "directory" and found is not None and found.kind == "link":
                found = system.stat(place) or found
            if found is not None and self.is_newer(found, member):
                found = None
                del self.members[member.path]
                continue
            seen = self.seen_member(system, place, found, member, stream)
            current.update(spread(member.path, dict(seen, known=True)))
        return current

    def is_newer(self, found, member):
        """Whether what is there is newer than the member, and is to be kept."""
        return bool(self.keep_newer) and member.modified is not None and int(found.mtime) > member.modified

    def seen_member(self, system, place, found, member, stream):
        """The state of one path."""
        if found is None:
            return {}
        seen = dict(self.seen_attributes(system, place, found), state=found.kind)
        if member.kind == "link":
            return {"state": found.kind, "target": found.target}
        if member.kind == "hard":
            other = system.stat(os.path.join(self.dest, member.target or ""), follow=False)
            return {"state": "hard" if other is not None and other.inode == found.inode else found.kind}
        if member.kind == "file" and found.kind == "file":
            self.digests[member.path] = digest = digest_of(stream) if found.size == member.size else "another"
            same = found.size == member.size and digest == system.checksum(place)
            seen["content"] = "as in the archive" if same else "another"
            seen["modified"] = stamp(int(found.mtime))
        return seen

    def wanted_members(self, system_is_root, current):
        """What the archive and the arguments say of each path."""
        wanted = {}
        for path, seen in gather(current).items():
            member = self.members[path]
            if len(seen) == 1:
                wanted.update(spread(path, {"state": member.kind}))
                continue
            attributes = {"state": member.kind}
            if member.kind == "link":
                attributes["target"] = member.target
            elif member.kind != "hard":
                attributes.update(self.wanted_rights(system_is_root, member))
            if member.kind == "file":
                attributes["content"] = "as in the archive"
                if member.modified is not None:
                    attributes["modified"] = stamp(member.modified)
            wanted.update(spread(path, attributes))
        return wanted

    def wanted_rights(self, root, member):
        """Owner, group and mode of a member; of a folder only the mode is compared."""
        folder = member.kind == "directory"
        mode = member.mode if root and not self.options.no_modes else member.mode & ~self.options.umask
        rights = {"mode": octal(mode if self.mode is None else mode_bits(self.mode, mode, folder))}
        for name in ("owner", "group"):
            given = getattr(self, name)
            if given is not None:
                rights[name] = given
            elif root and not folder and not self.options.no_owner and self.names[name](member) is not None:
                rights[name] = self.names[name](member)
        return rights

    def unpack(self, system, diff, root):
        """Put in place what differs: links last, so that nothing is written through a link of the archive."""
        changes, links = gather(diff), []
        for member, stream in self.archive:
            if member.path not in changes or member.path not in self.members:
                continue
            if member.kind in ("link", "hard"):
                links.append(member)
            else:
                self.put_member(system, member, stream, changes[member.path], root)
        for member in links:
            self.put_link(system, member)

    def put_member(self, system, member, stream, change, root):
        """One file or folder."""
        place = os.path.join(self.dest, member.path)
        self.clear(system, place, member, change)
        for folder in missing_folders(system, os.path.dirname(place)):
            system.make_directory(folder)
        self.stay_inside(system, os.path.dirname(place), member)
        rights = self.wanted_rights(root, member)
        if member.kind == "directory":
            if "state" in change:
                system.make_directory(place)
                for name in ("owner", "group"):
                    if root and not self.options.no_owner and name not in rights:
                        rights[name] = self.names[name](member)
        elif {"state", "content", "modified"} & set(change):
            system.write(place, stream)
        owner, group = rights.get("owner"), rights.get("group")
        if owner is not None or group is not None:
            system.change_owner(place, owner, group)
        system.change_mode(place, int(rights["mode"], 8))
        if member.kind == "file" and member.modified is not None:
            system.change_times(place, member.modified, member.modified)

    def put_link(self, system, member):
        """One link."""
        place = os.path.join(self.dest, member.path)
        for folder in missing_folders(system, os.path.dirname(place)):
            system.make_directory(folder)
        self.stay_inside(system, os.path.dirname(place), member)
        if member.kind == "hard":
            system.link(os.path.join(self.dest, member.target or ""), place, hard=True)
        else:
            system.link(member.target, place)

    @staticmethod
    def clear(system, place, member, change):
        """Make room for a member of another kind than what is there; a full folder is not removed for that."""
        before = change["state"][0] if "state" in change else None
        if before is None:
            return
        if before == "directory" and system.entries(place):
            raise Failure("%s is a folder, and in the archive a %s" % (place, member.kind))
        system.remove(place)

    def stay_inside(self, system, folder, member):
        """Failure if links lead out of the destination."""
        top = system.realpath(self.dest).rstrip("/") + "/"
        if not (system.realpath(folder) + "/").startswith(top) and not self.is_members_own(system, folder):
            raise Failure("the archive would write %s through a link out of the destination" % member.path)

    def is_members_own(self, system, folder):
        """Whether the links on the way are the host's own, and none of the archive's."""
        below = os.path.relpath(folder, self.dest).split("/")
        paths = ["/".join(below[:end]) for end in range(1, len(below) + 1)]
        return not any(path in self.members and self.members[path].kind == "link" for path in paths)
