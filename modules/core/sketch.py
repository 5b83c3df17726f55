"""The door of a check: looks at the host as earlier tasks would have left it, and records instead of doing."""

import os
import time

from .failure import Failure, Missing, Unknown
from .process import Output
from .reader import Reader, Stat
from .units import from_file, full_name


class Drawn:
    """A file, folder or link that exists in the sketch only. `content` is bytes; None if it cannot be foretold."""

    def __init__(self, kind, mode, owner, group, content=b"", target=None, origin=None, times=None, size=None,
                 inode=0, device=0, links=1):
        self.kind = kind
        self.mode = mode
        self.owner = owner
        self.group = group
        self.content = content
        self.target = target
        # The real path whose entries or content show through this folder or file, if it stands for one that exists.
        self.origin = origin
        self.times = times
        # Of a file that shows through: it is not read until someone asks for its content.
        self.size = size
        # Names with the same inode (and device) are one file; 0 is a file of its own.
        self.inode = inode
        self.device = device
        self.links = links


class Overlay:
    """What the tasks of a check have drawn so far; one per check, shared by all its sketches.

    `files` maps paths to Drawn, or to None for a path that was removed. `records` maps pairs such as
    ("user", "web") to what a command would bring, or to None for what it would remove.
    """

    def __init__(self):
        self.files = {}
        self.records = {}
        self.unforeseen = []
        self.told = {}

    def news(self):
        """What was drawn since the last call, as plain data that `learn` takes in another runner."""
        files = {path: drawn and dict(vars(drawn), content=None if drawn.content is None else list(drawn.content))
                 for path, drawn in self.files.items() if self.told.get(path, self) is not drawn}
        records = [[kind, name, record] for (kind, name), record in self.records.items()
                   if self.told.get((kind, name), self) is not record]
        self.told = dict(self.files)
        self.told.update(self.records)
        return {"files": files, "records": records, "unforeseen": self.unforeseen}

    def learn(self, drawn):
        """Take over what another runner has drawn."""
        for path, fields in drawn["files"].items():
            content = None if fields is None or fields["content"] is None else bytes(fields["content"])
            self.files[path] = fields and Drawn(**dict(fields, content=content))
        self.records.update({(kind, name): record for kind, name, record in drawn["records"]})
        self.unforeseen.extend(label for label in drawn["unforeseen"] if label not in self.unforeseen)
        self.told = dict(self.files)
        self.told.update(self.records)


class Sketch(Reader):
    """A Writer that writes nothing: the same methods, drawn on an overlay that later tasks look through.

    `base` is the Reader that sees what is really there.
    """

    def __init__(self, base, overlay):
        super().__init__(base.shared, base.label, base.extra_env, base.timeout)
        self.base = base
        self.overlay = overlay

    def pending(self):
        """The label of the newest task whose effects cannot be foretold, or None."""
        return self.overlay.unforeseen[-1] if self.overlay.unforeseen else None

    def perform(self, action):
        """An action has no effects that could be foretold."""
        self.overlay.unforeseen.append(self.label)
        raise Unknown(self.label)

    # --- looking through the overlay ---

    def locate(self, path, follow):
        """(path, Drawn or None if removed or missing, whether the overlay decides): the path has no links in it.

        Where nothing is drawn the path is as it came, and the host follows its links.
        """
        if not self.overlay.files:
            return path, None, False
        real = self.resolve(path, follow)
        return (real, *self.peek(real))

    def resolve(self, path, follow):
        """The path without links, as drawn and real ones make it; a link in the last place stays unless followed."""
        at, links = "/", 0
        parts = path.split("/")
        while parts:
            part = parts.pop(0)
            if part in ("", "."):
                continue
            if part == "..":
                at = os.path.dirname(at)
                continue
            child = os.path.join(at, part)
            drawn, decided = self.peek(child)
            link = drawn if decided else self.real_link(child)
            if link is None or link.kind != "link" or not (follow or any(parts)):
                at = child
                continue
            links += 1
            if links > 40:
                raise Failure("cannot look at %s: Too many levels of symbolic links" % path)
            parts = link.target.split("/") + parts
            at = "/" if link.target.startswith("/") else at
        return at

    def peek(self, real):
        """(Drawn or None, whether the overlay decides) for a path without links."""
        files = self.overlay.files
        if real in files:
            return files[real], True
        above = os.path.dirname(real)
        while above not in files and above != "/":
            above = os.path.dirname(above)
        if above not in files:
            return None, False
        drawn = files[above]
        shows_through = drawn is not None and drawn.kind == "directory" and drawn.origin is not None
        return None, not shows_through

    def real_link(self, path):
        """The Stat of a real path if it is a link."""
        found = self.base.stat(path, follow=False)
        return found if found is not None and found.kind == "link" else None

    def stat(self, path, follow=True):
        """As Reader.stat, of what the overlay and the host make together."""
        real, drawn, decided = self.locate(path, follow)
        if not decided:
            return self.base.stat(real, follow)
        if drawn is None:
            return None
        owner, group = self.user(drawn.owner), self.group(drawn.group)
        size = drawn.size if drawn.size is not None else len(drawn.target or drawn.content or b"")
        modified, accessed = drawn.times or (0.0, 0.0)
        return Stat(drawn.kind, drawn.mode, drawn.owner, drawn.group,
                    owner["uid"] if owner else int(drawn.owner) if drawn.owner.isdigit() else None,
                    group["gid"] if group else int(drawn.group) if drawn.group.isdigit() else None,
                    size, modified, accessed, modified, drawn.inode, drawn.device, drawn.links, drawn.target)

    def readlink(self, path):
        """As Reader.readlink."""
        _, drawn, decided = self.locate(path, False)
        return drawn.target if decided and drawn is not None else self.base.readlink(path)

    def realpath(self, path):
        """As Reader.realpath."""
        return self.resolve(path, True) if self.overlay.files else self.base.realpath(path)

    def read(self, path):
        """As Reader.read; Unknown if an earlier task would write what cannot be foretold."""
        real, drawn, decided = self.locate(path, True)
        if not decided:
            return self.base.read(real)
        if drawn is None:
            raise Missing("%s does not exist" % path)
        if drawn.kind == "directory":
            raise Failure("cannot read %s: Is a directory" % path)
        if drawn.origin is not None:
            return self.base.read(drawn.origin)
        if drawn.content is None:
            raise Unknown(self.pending() or self.label)
        return drawn.content

    def checksum(self, path, algorithm="sha256"):
        """As Reader.checksum."""
        real, drawn, decided = self.locate(path, True)
        if not decided or (drawn is not None and drawn.origin is not None):
            return self.base.checksum(drawn.origin if decided else real, algorithm)
        import hashlib
        return hashlib.new(algorithm, self.read(path)).hexdigest()

    def entries(self, path):
        """As Reader.entries."""
        real, drawn, decided = self.locate(path, True)
        if decided and (drawn is None or drawn.kind != "directory"):
            raise Missing("the folder %s does not exist" % path)
        origin = real if not decided else drawn.origin
        names = set(self.base.entries(origin)) if origin is not None else set()
        for child, entry in self.overlay.files.items():
            if os.path.dirname(child) == real:
                (names.discard if entry is None else names.add)(os.path.basename(child))
        return sorted(names)

    def glob(self, pattern):
        """As Reader.glob, with what was drawn and without what was removed."""
        import fnmatch
        found = {path for path in self.base.glob(pattern) if self.stat(path, follow=False) is not None}
        depth = pattern.count("/")
        found.update(path for path, drawn in self.overlay.files.items()
                     if drawn is not None and path.count("/") == depth and fnmatch.fnmatch(path, pattern))
        return sorted(found)

    def access(self, path, mode):
        """As Reader.access; what was drawn can be read, and run if a bit says so."""
        real, drawn, decided = self.locate(path, True)
        if not decided:
            return self.base.access(real, mode)
        return drawn is not None and (mode != os.X_OK or bool(drawn.mode & 0o111))

    def which(self, program):
        """As Reader.which; a program that was drawn is found by its path."""
        return program if "/" in program and self.access(program, os.X_OK) else self.base.which(program)

    def query(self, argv, input=None, settings=None):
        """As Reader.query: of the host as it is."""
        return self.base.query(argv, input, settings)

    def drawn(self, path):
        """As Reader.drawn: how many things earlier tasks would write or remove there."""
        below = path.rstrip("/") + "/"
        return sum(1 for at in self.overlay.files if at == path or at.startswith(below))

    def own_environment(self):
        """As Reader.own_environment."""
        return self.base.own_environment()

    def fact_program(self, path):
        """As Reader.fact_program; Unknown for a program that an earlier task would bring or change."""
        real, _, decided = self.locate(path, True)
        if decided:
            raise Unknown(self.pending() or self.label)
        return self.base.fact_program(real)

    def validate(self, command, content):
        """As Reader.validate."""
        self.base.validate(command, content)

    def record(self, kind, name, real):
        """What was drawn for a user, group, package, unit or a kind of the module's own; else what `real()` finds."""
        key = (kind, name)
        return self.overlay.records[key] if key in self.overlay.records else self.base.record(kind, name, real)

    def user(self, name):
        """As Reader.user."""
        return self.record("user", name, lambda: self.base.user(name))

    def group(self, name):
        """As Reader.group."""
        return self.record("group", name, lambda: self.base.group(name))

    def package(self, name):
        """As Reader.package."""
        return self.record("package", name, lambda: self.base.package(name))

    def unit(self, name):
        """As Reader.unit, also of one whose file was drawn.

        A package to come is taken to bring the unit of its own name; of others Unknown.
        """
        name = full_name(name)
        found = self.record("unit", name, lambda: self.base.unit(name))
        if found is None and ("unit", name) not in self.overlay.records:
            drawn = from_file(self, name)
            if drawn is not None:
                return drawn
            bare = name[:-len(".service")] if name.endswith(".service") else name
            if self.overlay.records.get(("package", bare)) is not None:
                return {"load": "loaded", "active": None, "sub": None, "enabled": None}
            if self.pending() is not None:
                raise Unknown(self.pending())
        return found

    # --- recording what a Writer would do ---

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
            for name, drawn in self.overlay.files.items():
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

    def me(self):
        """The name of the user that the task runs as."""
        return self.shared.user_name(os.geteuid())

    def my_group(self):
        """The name of that user's group."""
        return self.shared.group_name(os.getegid())

    def write(self, path, content, mode=None, owner=None, group=None):
        """As Writer.write."""
        owner, group = self.account(owner), self.account(group, "group")
        old = self.stat(path)
        if old is None:
            self.draw(path, "file", 0o644 if mode is None else mode, owner, group, content=content)
        elif old.kind == "directory":
            raise Failure("cannot write %s: Is a directory" % path)
        else:
            self.draw(self.realpath(path), "file", old.mode if mode is None else mode, owner or old.owner,
                      group or old.group, content=content)

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
        for child in [child for child in self.overlay.files if child.startswith(real.rstrip("/") + "/")]:
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
        inode = old.inode or min([0] + [drawn.inode for drawn in self.overlay.files.values() if drawn is not None]) - 1
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

    def run(self, argv, brings=None, input=None, settings=None, fine=(0,)):
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
            if kind in ("package", "lists") and record is not None:
                self.overlay.unforeseen.append(self.label)
        return Output(0, "", "")
