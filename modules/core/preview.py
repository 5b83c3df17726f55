"""Looks at the host as the earlier tasks of a check would have left it."""

import os

from .digest import hexdigest
from .failure import Failure, Missing, Unknown
from .reader import Reader, Stat
from .units import from_file, full_name

APT_CACHES = ("/var/cache/apt/pkgcache.bin", "/var/cache/apt/srcpkgcache.bin")
APT_SOURCES = ("/var/lib/dpkg/status", "/var/lib/apt/lists", "/etc/apt/sources.list", "/etc/apt/sources.list.d")


class Preview(Reader):
    """A Reader that sees the overlay, and through it what `base`, a Reader, sees of the host."""

    def __init__(self, base, overlay):
        super().__init__(base.shared, base.label, base.extra_env, base.timeout)
        self.base = base
        self.overlay = overlay
        # What programs have answered in this task: nothing that it draws can change that.
        self.answers = {}

    def pending(self):
        """The label of the newest task whose effects cannot be foretold, or None."""
        return self.overlay.unforeseen[-1] if self.overlay.unforeseen else None

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
        if drawn is not None and drawn.content is None and algorithm in (drawn.digests or {}):
            return drawn.digests[algorithm]
        return hexdigest(algorithm, self.read(path))

    def entries(self, path):
        """As Reader.entries."""
        real, drawn, decided = self.locate(path, True)
        if decided and (drawn is None or drawn.kind != "directory"):
            raise Missing("the folder %s does not exist" % path)
        origin = real if not decided else drawn.origin
        names = set(self.base.entries(origin)) if origin is not None else set()
        for child, entry in list(self.overlay.files.items()):
            if os.path.dirname(child) == real:
                (names.discard if entry is None else names.add)(os.path.basename(child))
        return sorted(names)

    def glob(self, pattern):
        """As Reader.glob, with what was drawn and without what was removed."""
        import fnmatch
        found = {path for path in self.base.glob(pattern) if self.stat(path, follow=False) is not None}
        depth = pattern.count("/")
        found.update(path for path, drawn in list(self.overlay.files.items())
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

    def query(self, argv, input=None, settings=None, cwd=None):
        """As Reader.query: of the host as it is, once a task; apt is kept from writing its caches on the way."""
        asked = repr((argv, input, settings, cwd))
        if asked not in self.answers:
            self.answers[asked] = self.ask(argv, input, settings, cwd)
        return self.answers[asked]

    def ask(self, argv, input, settings, cwd):
        """The Output of a command that only reads."""
        if os.path.basename(argv[0]) in ("apt-get", "apt-cache") and self.apt_would_write():
            argv = argv + ["-o", "Dir::Cache::pkgcache=", "-o", "Dir::Cache::srcpkgcache="]
        return self.base.query(argv, input, settings, cwd)

    def query_copy(self, content, argv, input=None, settings=None, cwd=None):
        """As Reader.query_copy."""
        return self.base.query_copy(content, argv, input, settings, cwd)

    def apt_would_write(self):
        """Whether apt's caches are older than what they are made from, or not there."""
        sources = [found.mtime for found in map(self.base.stat, APT_SOURCES) if found is not None]
        caches = [found.mtime for found in map(self.base.stat, APT_CACHES) if found is not None]
        return bool(sources) and (len(caches) < len(APT_CACHES) or min(caches) < max(sources))

    def drawn(self, path):
        """As Reader.drawn: how many things earlier tasks would write or remove there."""
        below = path.rstrip("/") + "/"
        return sum(1 for at in list(self.overlay.files) if at == path or at.startswith(below))

    def own_environment(self):
        """As Reader.own_environment."""
        return self.base.own_environment()

    def connect(self, host, port, seconds):
        """As Reader.connect."""
        return self.base.connect(host, port, seconds)

    def open(self, path):
        """As Reader.open."""
        real, drawn, decided = self.locate(path, True)
        if not decided or (drawn is not None and drawn.origin is not None):
            return self.base.open(drawn.origin if decided else real)
        import io
        return io.BytesIO(self.read(path))

    def request(self, request):
        """As Reader.request: of the server as it is."""
        return self.base.request(request)

    def fact_program(self, path):
        """As Reader.fact_program; Unknown for a program that an earlier task would bring or change."""
        real, _, decided = self.locate(path, True)
        if decided:
            raise Unknown(self.pending() or self.label)
        return self.base.fact_program(real)

    def unpack(self, argv, look, settings=None):
        """As Reader.unpack."""
        return self.base.unpack(argv, look, settings)

    def validate(self, command, content):
        """As Reader.validate."""
        self.base.validate(command, content)

    def record(self, kind, name, real):
        """What was drawn for a user, group, package, unit or a kind of the module's own; else what `real()` finds."""
        key = (kind, name)
        return self.overlay.records[key] if key in self.overlay.records else self.base.record(kind, name, real)

    def records(self, kind):
        """As Reader.records."""
        return {name: record for (drawn, name), record in list(self.overlay.records.items()) if drawn == kind}

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
