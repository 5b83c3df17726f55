"""The door to the host for looking: files, accounts, packages, units, and commands that only read."""

import errno
import os
import stat as mode_bits
from collections import namedtuple

from .digest import new
from .failure import Failure, Missing
from .read_only import only_reads, only_restores

# A file as it is. `kind` is file, directory, link, fifo, socket, char or block; `mode` the permission bits;
# `owner` and `group` names, or the number as text where there is no name; times are seconds since 1970.
Stat = namedtuple("Stat", "kind mode owner group uid gid size mtime atime ctime inode device links target "
                          "blocks block_size device_type")
Stat.__new__.__defaults__ = (0, 0, 0)  # of what no disk holds

KINDS = {
    mode_bits.S_IFREG: "file", mode_bits.S_IFDIR: "directory", mode_bits.S_IFLNK: "link",
    mode_bits.S_IFIFO: "fifo", mode_bits.S_IFSOCK: "socket", mode_bits.S_IFCHR: "char", mode_bits.S_IFBLK: "block",
}


def raw(path):
    """A path as the bytes that the kernel takes, whatever the host's locale."""
    return path.encode("utf-8", "surrogateescape")


class Reader:
    """Looks at the host and changes nothing.

    `shared` is the runner's (caches and children); `label` names the task, `env` adds to its environment.
    """

    def __init__(self, shared, label="", env=None, timeout=None):
        self.shared = shared
        self.label = label
        self.extra_env = env or {}
        self.timeout = timeout
        self.commands = []

    def pending(self):
        """The task whose effects cannot be foretold and that is still to come; None where all is real."""
        return

    # --- files ---

    def stat(self, path, follow=True):
        """A Stat, or None if there is nothing at the path."""
        try:
            found = os.stat(raw(path)) if follow else os.lstat(raw(path))
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ENOTDIR):
                return None
            raise Failure("cannot look at %s: %s" % (path, error.strerror))
        kind = KINDS.get(mode_bits.S_IFMT(found.st_mode), "file")
        return Stat(kind, mode_bits.S_IMODE(found.st_mode), self.shared.user_name(found.st_uid),
                    self.shared.group_name(found.st_gid), found.st_uid, found.st_gid, found.st_size, found.st_mtime,
                    found.st_atime, found.st_ctime, found.st_ino, found.st_dev, found.st_nlink,
                    self.readlink(path) if kind == "link" else None, found.st_blocks, found.st_blksize, found.st_rdev)

    def readlink(self, path):
        """Where a symbolic link points, as it is written."""
        return os.readlink(raw(path)).decode("utf-8", "surrogateescape")

    def realpath(self, path):
        """The path with every symbolic link followed."""
        return os.path.realpath(raw(path)).decode("utf-8", "surrogateescape")

    def read(self, path):
        """A file's bytes; Missing if it is not there."""
        try:
            with open(raw(path), "rb") as file:
                return file.read()
        except (FileNotFoundError, NotADirectoryError):
            raise Missing("%s does not exist" % path)
        except OSError as error:
            raise Failure("cannot read %s: %s" % (path, error.strerror))

    def checksum(self, path, algorithm="sha256"):
        """The digest (hex) of a file's bytes, which need not fit into memory; Missing if it is not there."""
        try:
            digest = new(algorithm)
        except ValueError as error:
            raise Failure("cannot make a checksum of %s: %s" % (path, error))
        try:
            with open(raw(path), "rb") as file:
                for chunk in iter(lambda: file.read(1 << 20), b""):
                    digest.update(chunk)
        except (FileNotFoundError, NotADirectoryError):
            raise Missing("%s does not exist" % path)
        except OSError as error:
            raise Failure("cannot read %s: %s" % (path, error.strerror))
        return digest.hexdigest()

    def text(self, path):
        """A file's text; bytes that are not UTF-8 survive as surrogates."""
        return self.read(path).decode("utf-8", "surrogateescape")

    def entries(self, path):
        """The sorted names in a folder; Missing if it is not there."""
        try:
            return sorted(name.decode("utf-8", "surrogateescape") for name in os.listdir(raw(path)))
        except (FileNotFoundError, NotADirectoryError):
            raise Missing("the folder %s does not exist" % path)
        except OSError as error:
            raise Failure("cannot list %s: %s" % (path, error.strerror))

    def glob(self, pattern):
        """The sorted paths that a shell pattern matches."""
        import glob
        return sorted(found.decode("utf-8", "surrogateescape") for found in glob.glob(raw(pattern)))

    def access(self, path, mode):
        """Whether this user may use the path so: os.R_OK, os.W_OK, os.X_OK."""
        return os.access(raw(path), mode)

    def drawn(self, path):
        """How much at the path, and below it, is there in a check only: its times and other programs tell nothing."""
        return 0

    def fetch(self, content):
        """The bytes of a content that the controller sent: text as it is, a large one by {"sha256", "size"}."""
        return raw(content) if isinstance(content, str) else self.shared.fetch(content["sha256"])

    # --- accounts, packages, units ---

    def me(self):
        """The name of the user that the task runs as."""
        return self.shared.user_name(os.geteuid())

    def user(self, name):
        """An account: uid, gid, group (name), groups (sorted names), comment, home, shell; None if absent."""
        return self.shared.accounts.user(name)

    def group(self, name):
        """A group: gid, members (sorted names); None if absent."""
        return self.shared.accounts.group(name)

    def package(self, name):
        """The installed version of a package, or None."""
        return self.shared.packages.version(name)

    def unit(self, name):
        """A systemd unit: load, active, enabled (as systemctl show prints them); None if there is no such unit."""
        from .units import show
        return show(self, name)

    def record(self, kind, name, real):
        """The record of a kind that a module has of its own: what `real()` finds; in a check what was drawn."""
        return real()

    def records(self, kind):
        """{name: record} of a kind that a check has drawn; nothing where all is real."""
        return {}

    # --- commands ---

    def own_environment(self):
        """The environment of the operator's own commands: the session's and the task's."""
        return dict(os.environ, **self.extra_env)

    def environment(self, settings=None):
        """The environment of a command whose output is read: this process's, the task's, and plain C locale."""
        return dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="", **dict(self.extra_env, **(settings or {})))

    def which(self, program):
        """Where a program is, or None."""
        from .process import which
        return which(program, self.own_environment().get("PATH", ""))

    def query(self, argv, input=None, settings=None, cwd=None):
        """Run a command that only reads; Failure if it is not known to. Returns Output(rc, stdout, stderr)."""
        if not only_reads(argv):
            raise Failure("not known as a command that only reads: %s" % " ".join(argv))
        from .process import execute
        program = self.which(argv[0])
        if program is None:
            raise Missing("no such program: %s" % argv[0])
        return execute([program] + argv[1:], self.shared.children, self.environment(settings), input, cwd,
                       self.timeout)

    def query_copy(self, content, argv, input=None, settings=None, cwd=None):
        """As query; `%s` among the words stands for a copy of these bytes in memory that only this user can read."""
        from .memory_file import memory_file
        with memory_file(content) as (path, _):
            return self.query([path if word == "%s" else word for word in argv], input, settings, cwd)

    def connect(self, host, port, seconds):
        """A socket that is connected to a TCP port; None if nobody answers within so many seconds."""
        import socket
        try:
            return socket.create_connection((host, port), seconds)
        except OSError:
            return None

    def open(self, path):
        """A file to read from, in binary; Missing if it is not there."""
        try:
            return open(raw(path), "rb")
        except (FileNotFoundError, NotADirectoryError):
            raise Missing("%s does not exist" % path)
        except OSError as error:
            raise Failure("cannot read %s: %s" % (path, error.strerror))

    def request(self, request):
        """The Response to a Request (modules/net) that only asks, such as a GET; Missing if nobody answers."""
        return request.send(self.own_environment(), self.timeout)

    def fact_program(self, path):
        """Run one of the host's own fact programs, which only look, and return its Output."""
        from .process import execute
        environment = {raw(name): raw(value) for name, value in self.own_environment().items()}
        return execute([path], self.shared.children, environment, timeout=self.timeout)

    def unpack(self, argv, look, settings=None):
        """Run a program that lists or restores backups in an empty folder in memory; returns `look(folder, Output)`.

        `%s` in its words and in the values of `settings` stands for the folder, which only this user can enter and
        which is gone afterwards; nothing is written anywhere else.
        """
        from shutil import rmtree
        from tempfile import mkdtemp

        from .process import execute
        if not only_restores(argv):
            raise Failure("not known as a command that only restores: %s" % " ".join(argv))
        program = self.which(argv[0])
        if program is None:
            raise Missing("no such program: %s" % argv[0])
        try:
            folder = mkdtemp(prefix="pushcfg-", dir="/dev/shm")
        except OSError as error:
            raise Failure("no folder in memory: /dev/shm: %s" % error.strerror)
        try:
            told = {name: value.replace("%s", folder) for name, value in (settings or {}).items()}
            words = [program] + [folder if word == "%s" else word for word in argv[1:]]
            return look(folder, execute(words, self.shared.children, self.environment(told), cwd=folder,
                                        timeout=self.timeout))
        finally:
            rmtree(folder, ignore_errors=True)

    def validate(self, command, content):
        """Run the playbook's own check of a file's new content (bytes); Failure with its output if it objects.

        `%s` in the command stands for the path of a copy in memory, so that nothing is written anywhere.
        """
        from shlex import split

        from .memory_file import memory_file
        from .process import execute
        if "%s" not in command:
            raise Failure("validate must contain %%s: %s" % command)
        with memory_file(content) as (path, descriptor):
            words = split(command.replace("%s", path))
            words[0] = self.which(words[0]) or words[0]
            output = execute(words, self.shared.children, self.environment(), timeout=self.timeout,
                             pass_fds=(descriptor,))
        if output.rc != 0:
            raise Failure("failed to validate: %s" % (output.stderr or output.stdout).strip(),
                          rc=output.rc, stdout=output.stdout, stderr=output.stderr, exit_status=output.rc)
