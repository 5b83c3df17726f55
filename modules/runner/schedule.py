"""Which task may start when: after those that it waits for, a few at a time, taking turns where it must."""

import threading
from collections import deque

# How a task has ended well, so that what waits for it may start.
WELL = ("ok", "changed", "skipped", "unknown")


class Schedule:
    """Tasks in the order in which they came. `execute(task)` returns an outcome; `tell(task, outcome)` passes it on.

    A task is a mapping with `id`, `after` (ids that must have ended well), `behind` (ids that must have ended) and
    `exclusive` (names); `soft` says that those after it start also when it fails. At most `slots` work at a time.
    """

    def __init__(self, slots, execute, tell):
        self.slots = slots
        self.execute = execute
        self.tell = tell
        self.lock = threading.Condition()
        self.waiting = deque()
        self.ended = {}
        self.held = set()
        self.at_work = 0
        self.idle = 0
        self.workers = 0
        self.stopped = False

    def add(self, task):
        """Take a task."""
        with self.lock:
            self.waiting.append(task)
            if self.idle == 0 and self.workers < self.slots:
                self.workers += 1
                threading.Thread(target=self.work, daemon=True).start()
            else:
                self.lock.notify()

    def busy(self):
        """Whether anything is at work or waiting."""
        return bool(self.at_work or self.waiting)

    def stop(self):
        """Start nothing more."""
        with self.lock:
            self.stopped = True
            self.waiting.clear()
            self.lock.notify_all()

    def drain(self, seconds):
        """Wait until nothing is at work, at most so long."""
        with self.lock:
            return self.lock.wait_for(lambda: self.at_work == 0, seconds)

    def work(self):
        """One worker: take what may start, until stopped."""
        while True:
            with self.lock:
                task = self.next()
                while task is None and not self.stopped:
                    self.idle += 1
                    self.lock.wait()
                    self.idle -= 1
                    task = self.next()
                if self.stopped:
                    return
                self.at_work += 1
                self.held.update(task["exclusive"])
            outcome = self.execute(task)
            with self.lock:
                self.at_work -= 1
                self.held.difference_update(task["exclusive"])
                self.end(task, outcome)
                if self.waiting or self.stopped:
                    self.lock.notify_all()

    def end(self, task, outcome):
        """Note how a task has ended, and tell."""
        self.ended[task["id"]] = bool(task.get("soft")) or outcome["status"] in WELL
        self.tell(task, outcome)

    def next(self):
        """The first task that may start, taken off the queue; tasks behind one that failed end as blocked."""
        for task in list(self.waiting):
            states = [self.ended.get(other) for other in task["after"]]
            if False in states:
                self.waiting.remove(task)
                self.end(task, {"status": "blocked"})
                return self.next()
            if None in states or any(other not in self.ended for other in task["behind"]):
                continue
            if not self.held.intersection(task["exclusive"]):
                self.waiting.remove(task)
                return task
        return None
