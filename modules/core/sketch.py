"""The door of a check: a Writer that records instead of doing."""

import os
import time

from .digest import new
from .failure import Failure, Missing, Unknown
from .overlay import Drawn
from .preview import Preview
from .process import Output
from .writer import pieces

# Bytes from which on a drawing does not keep the content of a file itself.
LARGE_FILE = 1 << 20


class Sketch(Preview):
    """A Writer that writes nothing: the same methods, drawn on an overlay that later tasks look through."""

    def perform(self, action):
        """What an action foresees; one that foresees nothing has effects that cannot be foretold.

        Where earlier tasks are to change something, what fails now need not fail then.
        """
        try:
            told = action.foresee(self)
        except Failure:
            if not (self.overlay.files or self.overlay.records or self.overlay.unforeseen):
                raise
            raise Unknown(self.label)
        if told is None:
            self.overlay.unforeseen.append(self.label)
            raise Unknown(self.label)
        return told

    def known(self, real):
        """The drawing of what is at a path without links; Missing if nothing is."""
        drawn = self.overlay.files.get(real)
        found = self.stat(real, follow=False) if drawn is None else None
        if drawn is None and found is None:
            raise Missing("%s does not exist" % real)
        return drawn or Drawn(found.kind, found.mode, found.owner, found.group, b"", found.target, real,
                              (found.mtime, found.atime), found.size, found.inode, found.device, found.links)

    def alter(self, path, **changes):
        """Change the drawing of the thing at the path, and of its other names."""
        real = self.resolve(path, False)
        old = self.known(real)
        fresh = Drawn(**dict(vars(old), **changes))
        if old.inode != 0 and old.kind == "file":
            for name, drawn in list(self.overlay.files.items()):
                if drawn is not None and (drawn.inode, drawn.device) == (old.inode, old.device):
                    self.overlay.files[name] = fresh
        self.overlay.files[real] = fresh

    def draw(self, path, kind, mode, owner=None, group=None, **rest):
        """Draw a new thing at the path, in the place of what is there; the path's folder must be there."""
        real = self.resolve(path, False)
        self.need_folder(real)
        self.remove(real)
        self.overlay.files[real] = Drawn(kind, mode, owner or self.me(), group or self.my_group(),
                                         **dict({"times": (time.time(),) * 2}, **rest))

    def need_folder(self, path):
        """Missing unless the path's folder is there."""
        folder = os.path.dirname(path)
        found = self.stat(folder)
        if found is None or found.kind != "directory":
            raise Missing("cannot write %s: the folder %s does not exist" % (path, folder))

    def my_group(self):
        """The name of that user's group."""
        return self.shared.group_name(os.getegid())

    def write(self, path, content, mode=None, owner=None, group=None):
        """As Writer.write."""
        owner, group = self.account(owner), self.account(group, "group")
        old = self.stat(path)
        content = {"content": content} if isinstance(content, bytes) else kept(content)
        if old is None:
            self.draw(path, "file", 0o644 if mode is None else mode, owner, group, **content)
        elif old.kind == "directory":
            raise Failure("cannot write %s: Is a directory" % path)
        else:
            self.draw(self.realpath(path), "file", old.mode if mode is None else mode, owner or old.owner,
                      group or old.group, **content)

    def download(self, path, request, digest=None):
        """As Writer.download, without asking: only the digest of what is to come is known."""
        self.write(path, b"")
        self.alter(self.realpath(path), content=None, digests=dict([digest] if digest is not None else []))

    def account(self, name, kind="user"):
        """The name that stat will show for an owner or group given as name or number; Missing if there is none."""
        if name is None:
            return None
        if name.isdigit():
            return (self.shared.user_name if kind == "user" else self.shared.group_name)(int(name))
        if (self.user if kind == "user" else self.group)(name) is None:
            raise Missing("there is no %s %s" % (kind, name))
        return name

    def make_directory(self, path, mode=None):
        """As Writer.make_directory."""
        if self.stat(path, follow=False) is not None:
            raise Failure("cannot make the folder %s: File exists" % path)
        self.draw(path, "directory", 0o755 if mode is None else mode)

    def remove(self, path):
        """As Writer.remove."""
        real = self.resolve(path, False)
        for child in [child for child in list(self.overlay.files) if child.startswith(real.rstrip("/") + "/")]:
            if child in self.overlay.files:
                self.remove(child)
                del self.overlay.files[child]
        found = self.stat(real, follow=False)
        if found is not None and found.links > 1 and found.kind == "file":
            self.alter(real, links=found.links - 1)
        self.overlay.files[real] = None

    def link(self, target, path, hard=False):
        """As Writer.link."""
        found = self.stat(path, follow=False)
        if found is not None and found.kind == "directory":
            raise Failure("cannot link %s: Is a directory" % path)
        if not hard:
            self.draw(path, "link", 0o777, target=target)
            return
        source = self.resolve(target, False)
        old = self.known(source)
        if old.kind == "directory":
            raise Failure("cannot link %s: Operation not permitted" % path)
        drawn = [known.inode for known in list(self.overlay.files.values()) if known is not None]
        inode = old.inode or min([0] + drawn) - 1
        if source == self.resolve(path, False) or (
                found is not None and (found.inode, found.device) == (inode, old.device)):
            return
        self.draw(path, "file", 0o644)
        self.overlay.files[source] = Drawn(**dict(vars(old), inode=inode))
        self.overlay.files[self.resolve(path, False)] = self.overlay.files[source]
        self.alter(source, links=old.links + 1)

    def copy(self, source, path):
        """As Writer.copy."""
        self.write(path, self.read(source))

    def rename(self, source, path):
        """As Writer.rename."""
        real, target = self.resolve(source, False), self.resolve(path, False)
        old, there = self.known(real), self.stat(target, follow=False)
        self.need_folder(target)
        if real == target or (there is not None and old.inode != 0 and
                              (there.inode, there.device) == (old.inode, old.device)):
            return
        if target.startswith(real + "/"):
            raise Failure("cannot move %s: Invalid argument" % source)
        if there is not None and (there.kind == "directory") != (old.kind == "directory"):
            raise Failure("cannot move %s: %s is a %s" % (source, path, there.kind))
        if there is not None and there.kind == "directory" and self.entries(target):
            raise Failure("cannot move %s: Directory not empty" % source)
        children = self.entries(real) if old.kind == "directory" else []
        self.draw(target, old.kind, old.mode)
        self.overlay.files[target] = Drawn(**dict(vars(old), origin=None if old.kind == "directory" else old.origin))
        for name in children:
            self.rename(os.path.join(real, name), os.path.join(target, name))
        self.remove(real)
        if old.links > 1 and old.kind == "file":
            self.alter(target, links=old.links)

    def change_mode(self, path, mode):
        """As Writer.change_mode."""
        self.alter(self.realpath(path), mode=mode)

    def change_owner(self, path, owner=None, group=None):
        """As Writer.change_owner."""
        given = {"owner": self.account(owner), "group": self.account(group, "group")}
        self.alter(path, **{key: value for key, value in given.items() if value is not None})

    def change_times(self, path, modified, accessed):
        """As Writer.change_times."""
        self.alter(self.realpath(path), times=(modified, accessed))

    def wait_while(self, busy, limit):
        """As Writer.wait_while: who may be in the way now is not in the way of a check."""
        return

    def send(self, path):
        """As Writer.send: nothing is sent."""
        return self.checksum(path, "sha1")

    def insist(self, message, brings):
        """As Writer.insist: the records that were wanted are there."""
        self.overlay.records.update(brings)

    def run(self, argv, brings=None, input=None, settings=None, fine=(0,), cwd=None):
        """As Writer.run: the command is noted, and what it brings is there for later tasks.

        `brings` may be anything with `items()`, so that only a check has to work them out. ("path", P) brings what
        Drawn takes, or None. A package that is to come may bring files and units which nothing here can foretell,
        and so may fresh ("lists", ...) of packages.
        """
        self.commands.append(" ".join(argv))
        if self.which(argv[0]) is None:
            raise Missing("no such program: %s" % argv[0])
        for (kind, name), record in ({} if brings is None else brings).items():
            if kind == "path":
                self.remove(name)
                self.overlay.files[name] = record and Drawn(**record)
                continue
            self.overlay.records[(kind, name)] = record
            if kind in ("package", "lists", "git", "pip") and record is not None:
                self.overlay.unforeseen.append(self.label)
        return Output(0, "", "")


def kept(file):
    """What a drawing keeps of the content of a binary file: all of it, or of a large one its digests."""
    found, size = [], 0
    digests = {name: new(name) for name in ("md5", "sha1", "sha256")}
    for piece in pieces(file):
        size += len(piece)
        if size <= LARGE_FILE:
            found.append(piece)
        for digest in digests.values():
            digest.update(piece)
    if size <= LARGE_FILE:
        return {"content": b"".join(found)}
    return {"content": None, "size": size, "digests": {name: digest.hexdigest() for name, digest in digests.items()}}
