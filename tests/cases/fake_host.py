"""A host that is in memory only: it has what a test case lists, and refuses everything else.

Python 3.6 syntax, standard library only: the cases run under the oldest Python, too.
"""

import contextlib
import fnmatch
import hashlib
import io
import os

from modules.core.failure import Failure, Missing
from modules.core.overlay import Drawn, Overlay
from modules.core.process import Output
from modules.core.read_only import only_reads, only_restores
from modules.core.reader import Reader, Stat, raw
from modules.core.sketch import Sketch
from modules.core.units import full_name
from modules.core.writer import Writer
from modules.net.response import Response

ROOT_USER = {"uid": 0, "gid": 0, "group": "root", "groups": [], "comment": "root", "home": "/root",
             "shell": "/bin/bash"}
MODES = {"file": 0o644, "directory": 0o755, "link": 0o777}


class Refused(Exception):
    """The module asked the host for something that the case does not list."""


class FakeShared:
    """What Shared is on a real host: names of numbers, and large contents by their SHA-256."""

    def __init__(self, users, groups, store):
        self.users = users
        self.groups = groups
        self.store = {hashlib.sha256(raw(text)).hexdigest(): raw(text) for text in store}
        self.children = None

    def forget(self):
        """Nothing is cached."""

    def fetch(self, sha256):
        """A large content; Refused unless the case lists it, so that a case can hold that nothing is fetched."""
        if sha256 not in self.store:
            raise Refused("the content %s was fetched" % sha256)
        return self.store[sha256]

    def user_name(self, uid):
        """Whoever runs the tests is root on the fake host."""
        return self.name_of("uid", 0 if uid == os.geteuid() else uid, self.users)

    def group_name(self, gid):
        """As user_name."""
        return self.name_of("gid", 0 if gid == os.getegid() else gid, self.groups)

    @staticmethod
    def name_of(key, number, accounts):
        """The name that has this number, or the number as text."""
        return next((name for name, record in sorted(accounts.items()) if record[key] == number), str(number))


class FakeReader(Reader):
    """A Reader over the `host` of a test case."""

    def __init__(self, host):
        host = host or {}
        self.users = dict({"root": ROOT_USER}, **host.get("users", {}))
        self.users = {name: dict(ROOT_USER, **dict({"group": name, "comment": "", "shell": "/bin/sh",
                                                    "home": "/home/" + name}, **record))
                      if name != "root" else record for name, record in self.users.items()}
        self.groups = dict({"root": {"gid": 0, "members": []}}, **host.get("groups", {}))
        self.groups = {name: dict({"members": []}, **record) for name, record in self.groups.items()}
        super().__init__(FakeShared(self.users, self.groups, host.get("store", [])))
        self.files = with_parents(host.get("files", {}))
        self.packages = host.get("packages", {})
        self.units = {full_name(name): record for name, record in host.get("units", {}).items()}
        self.records = host.get("records", {})
        self.programs = host.get("programs")
        self.queries = host.get("queries", {})
        self.settings = host.get("environment", {})
        self.answers = host.get("answers", {})
        self.ports = host.get("ports", {})

    # --- files ---

    def find(self, path, follow):
        """(path after links, what the case lists there or None)."""
        at = "/"
        parts = [part for part in path.split("/") if part not in ("", ".")]
        for step in range(1000):
            if not parts:
                break
            if step > 100:
                raise Failure("cannot look at %s: Too many levels of symbolic links" % path)
            part = parts.pop(0)
            if part == "..":
                at = os.path.dirname(at)
                continue
            child = os.path.join(at, part)
            entry = self.files.get(child)
            if entry is not None and entry["kind"] == "link" and (parts or follow):
                target = entry["target"]
                at = "/" if target.startswith("/") else at
                parts = [word for word in target.split("/") if word not in ("", ".")] + parts
                continue
            at = child
        return at, self.files.get(at)

    def stat(self, path, follow=True):
        """As Reader.stat; times, inode and links are as the case lists them, else 0, 1 and 1."""
        real, entry = self.find(path, follow)
        if entry is None:
            return None
        owner, group = str(entry.get("owner", "root")), str(entry.get("group", "root"))
        kind = entry["kind"]
        size = len(entry["target"]) if kind == "link" else len(self.content(entry)) if kind == "file" else 4096
        return Stat(kind, int(str(entry["mode"]), 8), owner, group, number(self.users, owner, "uid"),
                    number(self.groups, group, "gid"), size, float(entry.get("mtime", 0)),
                    float(entry.get("atime", 0)), float(entry.get("mtime", 0)),
                    entry.get("inode", sorted(self.files).index(real) + 1), 1, entry.get("links", 1),
                    entry.get("target"))

    @staticmethod
    def content(entry):
        """The bytes of a listed file; `latin1` gives them where they are no UTF-8."""
        return entry["latin1"].encode("latin-1") if "latin1" in entry else raw(entry.get("content", ""))

    def readlink(self, path):
        """As Reader.readlink."""
        return self.find(path, False)[1]["target"]

    def realpath(self, path):
        """As Reader.realpath."""
        return self.find(path, True)[0]

    def read(self, path):
        """As Reader.read."""
        entry = self.find(path, True)[1]
        if entry is None:
            raise Missing("%s does not exist" % path)
        if entry["kind"] == "directory":
            raise Failure("cannot read %s: Is a directory" % path)
        return self.content(entry)

    def checksum(self, path, algorithm="sha256"):
        """As Reader.checksum."""
        return hashlib.new(algorithm, self.read(path)).hexdigest()

    def entries(self, path):
        """As Reader.entries."""
        real, entry = self.find(path, True)
        if entry is None:
            raise Missing("the folder %s does not exist" % path)
        return sorted(os.path.basename(child) for child in self.files
                      if child != "/" and os.path.dirname(child) == real)

    def glob(self, pattern):
        """As Reader.glob."""
        return sorted(path for path in self.files
                      if path.count("/") == pattern.count("/") and fnmatch.fnmatch(path, pattern))

    def access(self, path, mode):
        """As Reader.access, for root."""
        entry = self.find(path, True)[1]
        return entry is not None and (mode != os.X_OK or bool(int(str(entry["mode"]), 8) & 0o111))

    def drawn(self, path):
        """As Reader.drawn."""
        return 0

    # --- accounts, packages, units, records of other kinds ---

    def user(self, name):
        """As Reader.user."""
        return self.users.get(name)

    def group(self, name):
        """As Reader.group."""
        return self.groups.get(name)

    def package(self, name):
        """As Reader.package."""
        return self.packages.get(name)

    def unit(self, name):
        """As Reader.unit."""
        return self.units.get(full_name(name))

    def record(self, kind, name, real):
        """What the case lists under `records` as "kind name"; else what `real()` finds."""
        key = "%s %s" % (kind, name)
        return self.records[key] if key in self.records else real()

    # --- commands ---

    def own_environment(self):
        """What the case lists under `environment`, and nothing of the machine that runs the tests."""
        return dict({"HOME": "/root", "PATH": "/usr/bin:/bin"}, **self.settings)

    def environment(self, settings=None):
        """Nothing of the machine that runs the tests."""
        return dict(self.extra_env, **(settings or {}))

    def which(self, program):
        """Every program is there, unless the case lists those that are."""
        if self.programs is not None and os.path.basename(program) not in self.programs:
            return None
        return program if "/" in program else "/usr/bin/" + program

    def query(self, argv, input=None, settings=None, cwd=None):  # noqa: A002 - as the real door
        """What the case lists for exactly these words."""
        words = " ".join(argv)
        if not only_reads(argv):
            raise Failure("not known as a command that only reads: %s" % words)
        if self.which(argv[0]) is None:
            raise Missing("no such program: %s" % argv[0])
        return self.answer(words)

    def query_copy(self, content, argv, input=None, settings=None, cwd=None):  # noqa: A002 - as the real door
        """As Reader.query_copy; the case lists the words with their %s."""
        return self.query(argv, input, settings)

    def answer(self, words):
        """The listed Output of a query."""
        if words not in self.queries:
            raise Refused("the case lists no query: %s" % words)
        told = self.queries[words] or {}
        return Output(told.get("rc", 0), told.get("stdout", ""), told.get("stderr", ""))

    def connect(self, host, port, seconds):
        """As Reader.connect: to what the case lists under `ports`, by "host:port": what is said there."""
        told = self.ports.get("%s:%d" % (host, port))
        return None if told is None else FakeSocket(raw(told))

    def open(self, path):
        """As Reader.open."""
        return io.BytesIO(self.read(path))

    def request(self, request):
        """As Reader.request: what the case lists under `answers` for this method and URL, kept as a file is."""
        told = self.answers.get("%s %s" % (request.method, request.url))
        if told is None:
            raise Refused("the case lists no answer: %s %s" % (request.method, request.url))
        if "refused" in told:
            raise Missing("Request failed: <urlopen error %s>" % told["refused"], status=-1, url=request.url)
        content = raw(told.get("content", ""))
        headers = [(name.lower(), value) for name, value in told.get("headers", {}).items()]
        return Response(told.get("status", 200), told.get("reason", ""), told.get("url", request.url), headers,
                        io.BytesIO(content), len(content))

    def fact_program(self, path):
        """As Reader.fact_program, of what the case lists under `queries`."""
        return self.answer(path)

    def unpack(self, argv, look, settings=None):
        """As Reader.unpack; the case lists the command under `queries`, and what it has unpacked below /dev/shm/unpacked."""
        if not only_restores(argv):
            raise Failure("not known as a command that only restores: %s" % " ".join(argv))
        return look("/dev/shm/unpacked", self.answer(" ".join(argv)))

    def validate(self, command, content):
        """As Reader.validate; the case lists the command, with its %s, under `queries`."""
        if "%s" not in command:
            raise Failure("validate must contain %%s: %s" % command)
        output = self.answer(command)
        if output.rc != 0:
            raise Failure("failed to validate: %s" % (output.stderr or output.stdout).strip(), rc=output.rc,
                          stdout=output.stdout, stderr=output.stderr, exit_status=output.rc)


class FakeSocket:
    """A connection on which a text is said, and then it is closed."""

    def __init__(self, text):
        self.text = text

    def recv(self, size):
        """What is left of it."""
        text, self.text = self.text[:size], self.text[size:]
        return text

    def settimeout(self, seconds):
        """It waits for nothing."""

    def close(self):
        """Nothing is open."""


class FakeHost(Sketch):
    """The Writer of a test case: what Sketch draws is what this host has from then on.

    Every task gets a door of its own, and all doors of a host share `base` and `overlay`.
    """

    def __init__(self, base, overlay=None, runs=None, label="task"):
        super().__init__(base, Overlay() if overlay is None else overlay)
        self.runs = runs or {}
        self.label = label

    def pending(self):
        """All is real here."""

    def perform(self, action):
        """As Writer.perform."""
        return action.act(self)

    download = Writer.download
    insist = Writer.insist
    send = Sketch.send

    @contextlib.contextmanager
    def scratch(self):
        """As Writer.scratch."""
        self.overlay.files["/scratch"] = Drawn("directory", 0o700, "root", "root")
        yield "/scratch"
        for path in [path for path in self.overlay.files if path.startswith("/scratch")]:
            del self.overlay.files[path]

    def wait_while(self, busy, limit):
        """As Writer.wait_while, with no time to wait: who is in the way stays there."""
        return busy()

    def run(self, argv, brings=None, input=None, settings=None, fine=(0,), cwd=None):  # noqa: A002 - as Writer.run
        """As Writer.run: fails or prints as the case lists under `runs`; `brings: false` there: nothing comes of it."""
        words = " ".join(argv)
        told = self.runs.get(words) or {}
        output = Output(told.get("rc", 0), told.get("stdout", ""), told.get("stderr", ""))
        if output.rc in fine and told.get("brings", True):
            super().run(argv, brings, input, settings, fine)
            return output
        super().run(argv, None, input, settings, fine)
        if output.rc not in fine:
            raise Failure("%s failed with exit code %d: %s" % (
                words, output.rc, output.stderr.strip() or output.stdout.strip()),
                rc=output.rc, stdout=output.stdout, stderr=output.stderr)
        return output

    def act(self, command, cwd=None, input=None, executable=None):  # noqa: A002 - as Writer.act
        """As Writer.act: ends and prints as the case lists under `runs`; `cat` repeats its input."""
        words = command if isinstance(command, str) else " ".join(command)
        self.commands.append(words)
        program = executable or (command[0] if not isinstance(command, str) else "/bin/sh")
        if self.which(program) is None:
            raise Missing("no such program: %s" % program, rc=2)
        told = self.runs.get(words) or {}
        repeated = (input or b"").decode("utf-8", "surrogateescape") if words == "cat" else ""
        return Output(told.get("rc", 0), told.get("stdout", repeated), told.get("stderr", ""))


def with_parents(files):
    """The listed files with kind and mode filled in, and the folders above them."""
    found = {"/": {"kind": "directory", "mode": "0755"}}
    for path, entry in files.items():
        entry = dict(entry or {})
        entry.setdefault("kind", "file")
        entry.setdefault("mode", "%o" % MODES.get(entry["kind"], 0o600))
        found[path] = entry
        while path not in ("/", ""):
            path = os.path.dirname(path)
            found.setdefault(path, {"kind": "directory", "mode": "0755"}) if path not in files else None
    return found


def number(accounts, name, key):
    """The uid or gid of a name, or of a number as text."""
    return int(name) if name.isdigit() else accounts[name][key] if name in accounts else None
