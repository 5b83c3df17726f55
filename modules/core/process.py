"""Commands on the host: started in a session of their own, so that their children can be ended with them."""

import os
import signal
import time
from collections import namedtuple

from .failure import Failure, Missing

# rc is the exit code (negative: the signal that ended it); stdout and stderr are text.
Output = namedtuple("Output", "rc stdout stderr")

# Where administrators' programs live, for sessions whose PATH leaves them out.
SBIN = ("/usr/local/sbin", "/usr/sbin", "/sbin")

# A daemon may keep the pipes of the command that started it open for ever: after the command itself has
# ended, silence for this many seconds ends the reading.
LINGER = 0.3


def which(program, path):
    """The program's full path on the search path (text, colon separated) or in an sbin folder; None if absent."""
    if "/" in program:
        return program if os.access(program, os.X_OK) else None
    for folder in path.split(":") + list(SBIN):
        candidate = os.path.join(folder or ".", program)
        if os.access(candidate, os.X_OK) and not os.path.isdir(candidate):
            return candidate
    return None


class Children:
    """The processes that tasks have started and that are still alive, so that all can be ended at once."""

    def __init__(self):
        self.alive = set()
        self.ended = False

    def end(self, grace=2.0):
        """Ask every child and its children to end; after `grace` seconds make them."""
        self.ended = True
        for wanted in (signal.SIGTERM, signal.SIGKILL):
            for child in list(self.alive):
                signal_group(child, wanted)
            limit = time.monotonic() + grace
            while self.alive and time.monotonic() < limit:
                for child in list(self.alive):
                    if child.poll() is not None:
                        signal_group(child, signal.SIGKILL)
                        self.alive.discard(child)
                time.sleep(0.02)


def signal_group(child, wanted):
    """Signal a child's whole process group, if it is still there."""
    try:
        os.killpg(child.pid, wanted)
    except OSError:
        pass


def execute(argv, children, env, input=None, cwd=None, timeout=None, pass_fds=()):
    """Run a list of words, or text through /bin/sh; Missing if there is no such program.

    `input` is bytes; `timeout` is in seconds, and a Failure when it runs out.
    """
    import subprocess  # with what it imports, a tenth of what starting a runner costs; many runs need none of it
    shell = isinstance(argv, str)
    words = argv.encode("utf-8", "surrogateescape") if shell else [
        word.encode("utf-8", "surrogateescape") for word in argv]
    if children.ended:
        raise Failure("the run was ended")
    try:
        child = subprocess.Popen(
            words, shell=shell, cwd=cwd and cwd.encode("utf-8", "surrogateescape"), env=env,
            start_new_session=True, close_fds=True, pass_fds=pass_fds,
            stdin=subprocess.DEVNULL if input is None else subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    except FileNotFoundError as error:
        if cwd is not None and not os.path.isdir(cwd):
            raise Missing("cannot change to the folder %s: it does not exist" % cwd, rc=2)
        raise Missing("no such program: %s (%s)" % (argv if shell else argv[0], error.strerror), rc=2)
    except OSError as error:
        raise Failure("cannot start %s: %s" % (argv if shell else argv[0], error.strerror), rc=error.errno)
    except ValueError as error:
        raise Failure("cannot start %s: %s" % (argv if shell else argv[0], error), rc=22)
    children.alive.add(child)
    try:
        stdout, stderr = exchange(child, input, timeout)
    except Expired:
        signal_group(child, signal.SIGKILL)
        child.wait()
        raise Failure("did not end within %s seconds: %s" % (timeout, argv if shell else " ".join(argv)), rc=124)
    finally:
        for pipe in (child.stdin, child.stdout, child.stderr):
            if pipe is not None:
                close(pipe)
        children.alive.discard(child)
    return Output(child.returncode, decode(stdout), decode(stderr))


class Expired(Exception):
    """The time given to a command has run out."""


def exchange(child, input, timeout):
    """Feed a child and read what it says until it has ended; (stdout, stderr) as bytes."""
    import selectors
    limit = None if timeout is None else time.monotonic() + timeout
    chunks = {child.stdout: [], child.stderr: []}
    left = memoryview(input or b"")
    selector = selectors.DefaultSelector()
    with selector:
        for pipe in chunks:
            selector.register(pipe, selectors.EVENT_READ)
        if child.stdin is not None:
            os.set_blocking(child.stdin.fileno(), False)
            selector.register(child.stdin, selectors.EVENT_WRITE)
        while selector.get_map():
            ended = child.poll() is not None
            ready = selector.select(LINGER if ended or limit is None else min(LINGER, max(0, limit - time.monotonic())))
            for key, _ in ready:
                if key.fileobj is child.stdin:
                    left = feed(child.stdin, left, selector)
                else:
                    data = os.read(key.fd, 65536)
                    chunks[key.fileobj].append(data)
                    if not data:
                        selector.unregister(key.fileobj)
            if ended and not ready:
                break
            if limit is not None and time.monotonic() > limit:
                raise Expired()
    wait(child, limit)
    return b"".join(chunks[child.stdout]), b"".join(chunks[child.stderr])


def wait(child, limit):
    """Wait for a child that has closed its pipes."""
    while child.poll() is None:
        if limit is not None and time.monotonic() > limit:
            raise Expired()
        time.sleep(0.002)


def feed(pipe, left, selector):
    """Write what the pipe takes; returns what is left, and closes the pipe behind the last byte."""
    try:
        left = left[os.write(pipe.fileno(), left[:65536]):]
    except BlockingIOError:
        return left
    except BrokenPipeError:
        left = left[:0]
    if not left:
        selector.unregister(pipe)
        close(pipe)
    return left


def close(pipe):
    """Close a pipe whose other end may be gone."""
    try:
        pipe.close()
    except OSError:
        pass


def decode(data):
    """Bytes as text; what is not UTF-8 survives as surrogates."""
    return data.decode("utf-8", "surrogateescape")
