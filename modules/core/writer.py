"""The door to the host for changing it."""

import errno
import os
import time

from .digest import new
from .failure import Failure, Missing
from .process import execute
from .reader import Reader, raw

# Bytes of a file that travel to the controller at once.
PIECE = 48 * 1024


class Writer(Reader):
    """A Reader that can also write files and run commands; every method says in `commands` what it ran."""

    def perform(self, action):
        """Do what an action is for."""
        return action.act(self)

    # --- files ---

    def write(self, path, content, mode=None, owner=None, group=None):
        """Put these bytes, or those of a binary file, at the path in one step.

        What is not given (permission bits, owner, group) stays as it was, and so do extended attributes, the SELinux
        context and access control lists among them. A new file has mode 0644 less the umask. Missing if
        the folder is not there.
        """
        path = self.realpath(path) if self.stat(path) is not None else path
        folder, name = os.path.split(path)
        temporary = os.path.join(folder, ".%s.%d.pushcfg" % (name[:200], os.getpid()))
        old = self.stat(path)
        try:
            descriptor = os.open(raw(temporary), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise self.cannot("write", path, error)
        try:
            with os.fdopen(descriptor, "wb") as file:
                for piece in pieces(content):
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            if old is not None:
                self.keep_attributes(path, temporary, old)
            bits = mode if mode is not None else old.mode if old is not None else 0o666 & ~umask()
            if owner is not None or group is not None:
                self.change_owner(temporary, owner, group)
            os.chmod(raw(temporary), bits)
            os.rename(raw(temporary), raw(path))
        except OSError as error:
            raise self.cannot("write", path, error)
        finally:
            if os.path.lexists(raw(temporary)):
                os.unlink(raw(temporary))
        self.shared.forget()

    def download(self, path, request, digest=None):
        """Put at the path what a server gives for a Request, in one step, and return the Response.

        Failure for any other status than 200, or where the content has not the digest (algorithm, hex).
        """
        response = self.request(request)
        if response.status != 200:
            raise Failure("Request failed: %s" % response.message(), status_code=response.status, url=response.url,
                          response=response.message())
        if digest is not None and response.checksum(digest[0]) != digest[1]:
            raise Failure("The checksum for %s did not match %s; it was %s." % (
                path, digest[1], response.checksum(digest[0])), url=response.url)
        self.write(path, response.file)
        return response

    # What takes a piece of a file on its way to the controller.
    deliver = None

    def send(self, path):
        """Send a file to the controller, in pieces; the SHA-1 of what was sent."""
        digest = new("sha1")
        with self.open(path) as file:
            piece = file.read(PIECE)
            self.deliver(piece)  # also of an empty file, so that something arrives
            while piece:
                digest.update(piece)
                piece = file.read(PIECE)
                if piece:
                    self.deliver(piece)
        return digest.hexdigest()

    def keep_attributes(self, path, temporary, old):
        """Give a new file the owner and the extended attributes of the one it will replace."""
        try:
            os.chown(raw(temporary), old.uid, old.gid)
        except PermissionError:
            pass  # not root: the file becomes ours, which its folder lets us do
        try:
            for name in os.listxattr(raw(path)):
                os.setxattr(raw(temporary), name, os.getxattr(raw(path), name))
        except OSError as error:
            if error.errno not in (errno.ENOTSUP, errno.EPERM, errno.EACCES, errno.ENODATA):
                raise

    def make_directory(self, path, mode=None):
        """Make one folder, 0755 less the umask unless told otherwise; Missing if its parent is not there."""
        try:
            os.mkdir(raw(path))
            if mode is not None:
                os.chmod(raw(path), mode)
        except OSError as error:
            raise self.cannot("make the folder", path, error)

    def remove(self, path):
        """Remove a file, a link, or a folder with all that is in it; nothing there is well, too."""
        try:
            if os.path.isdir(raw(path)) and not os.path.islink(raw(path)):
                import shutil  # loads three compression libraries
                shutil.rmtree(raw(path))
            else:
                os.unlink(raw(path))
        except (FileNotFoundError, NotADirectoryError):
            pass
        except OSError as error:
            raise self.cannot("remove", path, error)
        self.shared.forget()

    def link(self, target, path, hard=False):
        """Make a link at the path, in one step where one stands already."""
        temporary = "%s.%d.pushcfg" % (path, os.getpid())
        try:
            (os.link if hard else os.symlink)(raw(target), raw(temporary))
            os.rename(raw(temporary), raw(path))
        except OSError as error:
            raise self.cannot("link", path, error)
        finally:
            if os.path.lexists(raw(temporary)):
                os.unlink(raw(temporary))  # a hard link renamed onto another name of its own file stays behind

    def scratch(self):
        """A folder of the task's own, as a context manager: it is gone with all that is in it when the task ends."""
        import tempfile
        return tempfile.TemporaryDirectory(prefix="pushcfg.")

    def copy(self, source, path):
        """Copy one file's bytes on the host, as `write` does."""
        self.write(path, self.read(source))

    def rename(self, source, path):
        """Move a file, in one step."""
        try:
            os.rename(raw(source), raw(path))
        except OSError as error:
            raise self.cannot("move", source, error)
        self.shared.forget()

    def change_mode(self, path, mode):
        """Set the permission bits."""
        try:
            os.chmod(raw(path), mode)
        except OSError as error:
            raise self.cannot("change the mode of", path, error)

    def change_owner(self, path, owner=None, group=None):
        """Set owner and group, names or numbers as text, of the path itself, also if it is a link."""
        uid, gid = self.uid(owner), self.gid(group)
        try:
            os.chown(raw(path), uid, gid, follow_symlinks=False)
        except OSError as error:
            raise self.cannot("change the owner of", path, error)

    def change_times(self, path, modified, accessed):
        """Set the times of last change and last access, in seconds since 1970."""
        try:
            os.utime(raw(path), (accessed, modified))
        except OSError as error:
            raise self.cannot("change the times of", path, error)

    def uid(self, owner):
        """The number of a user, given as name or number; -1 for None."""
        if owner is None:
            return -1
        if owner.isdigit():
            return int(owner)
        found = self.user(owner)
        if found is None:
            raise Missing("there is no user %s" % owner)
        return found["uid"]

    def gid(self, group):
        """The number of a group, given as name or number; -1 for None."""
        if group is None:
            return -1
        if group.isdigit():
            return int(group)
        found = self.group(group)
        if found is None:
            raise Missing("there is no group %s" % group)
        return found["gid"]

    def cannot(self, what, path, error):
        """The failure for an error of the operating system."""
        if error.errno in (errno.ENOENT, errno.ENOTDIR):
            return Missing("cannot %s %s: the folder %s does not exist" % (what, path, os.path.dirname(path)))
        return Failure("cannot %s %s: %s" % (what, path, error.strerror))

    def insist(self, message, brings):
        """Failure: what is wanted no task can bring. A check takes it as brought, so that it shows the difference."""
        raise Failure(message)

    # --- commands ---

    def wait_while(self, busy, limit):
        """Ask `busy()` again and again until it returns None, or the seconds are up; returns its last answer."""
        end = time.monotonic() + limit
        while True:
            told = busy()
            if told is None or time.monotonic() >= end:
                return told
            time.sleep(0.2)

    def run(self, argv, brings=None, input=None, settings=None, fine=(0,), cwd=None):
        """Run a command (a list of words) and return its Output; Failure if its exit code is not `fine`.

        `brings` tells a check what the command leaves behind: {("user", "web"): {...} or None, ...}.
        `settings` adds to its environment, `cwd` is the folder that it runs in.
        """
        self.commands.append(" ".join(argv))
        program = self.which(argv[0])
        if program is None:
            raise Missing("no such program: %s" % argv[0])
        output = execute([program] + argv[1:], self.shared.children, self.environment(settings), input, cwd,
                         self.timeout)
        self.shared.forget()
        if output.rc not in fine:
            raise Failure("%s failed with exit code %d: %s" % (
                " ".join(argv), output.rc, (output.stderr.strip() or output.stdout.strip())[-2000:]),
                rc=output.rc, stdout=output.stdout, stderr=output.stderr)
        return output

    def act(self, command, cwd=None, input=None, executable=None):
        """Run the operator's own command, a list of words or text for a shell, and return its Output.

        Unlike `run` it judges nothing, adds nothing to the environment and nothing to the session's PATH.
        """
        self.commands.append(command if isinstance(command, str) else " ".join(command))
        if executable is not None:
            command = [executable, "-c", command]
        environment = {raw(name): raw(value) for name, value in self.own_environment().items()}
        output = execute(command, self.shared.children, environment, input, cwd, self.timeout)
        self.shared.forget()
        return output


def pieces(content):
    """Bytes, or what is in a binary file from its begin, a piece at a time."""
    if isinstance(content, bytes):
        return [content]
    rewind(content)
    return iter(lambda: content.read(1 << 20), b"")


def rewind(file):
    """Go to the begin of a binary file; one that cannot, such as a member of an archive, is there already."""
    if not hasattr(file, "seekable") or file.seekable():  # before Python 3.11 a spooled file does not say
        file.seek(0)


def umask():
    """This process's umask."""
    bits = os.umask(0o022)
    os.umask(bits)
    return bits
