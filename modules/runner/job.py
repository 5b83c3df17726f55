"""Jobs: tasks that run in a process of their own, which outlives the runner, its connection and the run."""

import json
import os
import random
import signal
import sys
import threading

from ..core.failure import Failure
from ..core.jobs import ended, folder_of, started, write
from .start import STAGE_ONE

# Seconds that what a job has started gets to end when the job's time is up.
GRACE = 2.0
# PR_SET_CHILD_SUBREAPER of prctl(2).
SUBREAPER = 36


def start(task, bundle, parts, system):
    """Start a job and come back at once, with what `register` gets; Failure if it cannot be started."""
    import subprocess  # most runners start none

    folder = folder_of(system, task["job"].get("folder"))
    try:
        os.makedirs(folder, 0o700, exist_ok=True)
    except OSError as error:
        raise Failure("cannot make the folder of jobs %s: %s" % (folder, error.strerror))
    number = random.SystemRandom().randrange(10 ** 12)
    path = os.path.join(folder, "j%d.%d" % (number, os.getpid()))
    try:
        write(path, started(path))
    except OSError as error:
        raise Failure("cannot write %s: %s" % (path, error.strerror))
    child = subprocess.Popen(
        [sys.executable, "-I", "-S", "-B", "-X", "utf8", "-c", STAGE_ONE], start_new_session=True, close_fds=True,
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    settings = json.dumps({"job": dict(task, path=path), "parts": parts}).encode()
    child.stdin.write(bundle + settings + b"\n")
    child.stdin.close()
    child.wait()  # it has gone on in a child of its own, which nobody here has to wait for
    return dict(started(path), changed=True)


def run(task):
    """The job itself: never comes back."""
    if os.fork():
        os._exit(0)
    os.setsid()
    adopt_orphans()
    for number in (signal.SIGHUP, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    from ..core.shared import Shared
    from .execute import Executor

    job = Job(task["path"], Shared())
    signal.signal(signal.SIGTERM, job.asked)
    timer = threading.Timer(task["job"]["limit"], job.expire)
    timer.daemon = True
    timer.start()
    job.end(Executor(job.shared)({key: value for key, value in task.items() if key not in ("job", "path")}))


class Job:
    """One job, and the ways in which it ends: the first counts, and nothing goes on behind it."""

    def __init__(self, path, shared):
        self.path = path
        self.shared = shared
        self.lock = threading.Lock()

    def end(self, outcome):
        """Write down how the task has ended; what it has left running on purpose goes on."""
        self.lock.acquire()
        try:
            write(self.path, ended(self.path, outcome))
        finally:
            os._exit(0)

    def cut_off(self, message, **result):
        """End the task, with all that it has started, and write down why."""
        self.lock.acquire()
        try:
            write(self.path, ended(self.path, {"status": "failed", "message": message, "result": result,
                                               "changes": [], "commands": []}))
            self.shared.children.end(GRACE)
            for process in descendants(os.getpid()):
                try:
                    os.kill(process, signal.SIGKILL)
                except OSError:
                    pass
        finally:
            os._exit(0)

    def expire(self):
        """The time is up."""
        self.cut_off("Timeout exceeded", child_pid=os.getpid())

    def asked(self, number, frame):
        """Somebody on the host ends the job; this thread may be in the middle of anything."""
        threading.Thread(target=self.cut_off, args=("the job was ended by a signal",)).start()


def adopt_orphans():
    """Have processes whose parents end become children of this one, so that they can still be found."""
    try:
        import ctypes

        ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    except (ImportError, OSError, AttributeError):
        pass  # not Linux, or without ctypes: what leaves its group goes on by itself


def descendants(parent):
    """The processes below one, the nearest first."""
    children = {}
    for name in os.listdir("/proc") if os.path.isdir("/proc") else ():
        try:
            with open("/proc/%d/stat" % int(name)) as file:
                children.setdefault(int(file.read().rpartition(")")[2].split()[1]), []).append(int(name))
        except (OSError, ValueError):
            continue
    found = [parent]
    for process in found:
        found.extend(children.get(process, ()))
    return found[1:]
