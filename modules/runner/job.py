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


def start(task, bundle, system):
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
    settings = json.dumps({"job": dict(task, path=path)}).encode()
    child.stdin.write(bundle + settings + b"\n")
    child.stdin.close()
    child.wait()  # it has gone on in a child of its own, which nobody here has to wait for
    return dict(started(path), changed=True)


def run(task):
    """The job itself: never comes back."""
    if os.fork():
        os._exit(0)
    os.setsid()
    for number in (signal.SIGHUP, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    from ..core.shared import Shared
    from .execute import Executor

    shared = Shared()
    path, limit = task["path"], task["job"]["limit"]
    lock = threading.Lock()

    def end(outcome):
        """Write down how it has ended; the first to come does, and nothing goes on behind it."""
        lock.acquire()
        try:
            write(path, ended(path, outcome))
        finally:
            shared.children.end(GRACE)
            os._exit(0)

    def expire():
        """The time is up."""
        end({"status": "failed", "message": "Timeout exceeded", "changes": [], "commands": [],
             "result": {"child_pid": os.getpid()}})

    def asked(number, frame):
        """Somebody on the host ends the job."""
        threading.Thread(target=end, args=({"status": "failed", "message": "the job was ended by a signal",
                                            "changes": [], "commands": [], "result": {}},)).start()

    signal.signal(signal.SIGTERM, asked)
    timer = threading.Timer(limit, expire)
    timer.daemon = True
    timer.start()
    end(Executor(shared)({key: value for key, value in task.items() if key not in ("job", "path")}))
