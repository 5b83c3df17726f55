"""Which task may start when: after those that it waits for, a few at a time, taking turns where it must."""

import heapq
import threading

# How a task has ended well, so that what waits for it may start.
WELL = ("ok", "changed", "skipped", "unknown")


class Schedule:
    """Tasks in the order in which they came. `execute(task)` returns an outcome; `tell(task, outcome)` passes it on.

    A task is a mapping with `id`, `after` (ids that must have ended well), `behind` (ids that must have ended, however
    well, but not as blocked) and `exclusive` (names); `soft` says that those after it start also when it fails. At most
    `slots` work at a time.
    """

    def __init__(self, slots, execute, tell):
        self.slots = slots
        self.execute = execute
        self.tell = tell
        self.lock = threading.Condition()
        # By id: tasks that wait, how many others each waits for, who waits for whom, and how those that are over ended.
        self.waiting = {}
        self.missing = {}
        self.followers = {}
        self.ended = {}
        self.blocked = set()
        # Ids of the tasks that wait for nobody, the first to come first.
        self.ready = []
        self.held = set()
        self.at_work = 0
        self.idle = 0
        self.workers = 0
        self.stopped = False

    def add(self, task):
        """Take a task."""
        with self.lock:
            if self.stopped:
                return
            others = set(task["after"]).union(task["behind"]).difference(self.ended)
            self.waiting[task["id"]] = task
            self.missing[task["id"]] = len(others)
            for other in others:
                self.followers.setdefault(other, []).append(task["id"])
            if not others:
                self.free([task["id"]])
                self.call(0)

    def call(self, hands):
        """Have as many workers look as tasks are ready, beside the `hands` that come anyway."""
        wanted = len(self.ready) - hands
        if wanted > 0:
            self.lock.notify(wanted)
            for _ in range(min(wanted - self.idle, self.slots - self.workers)):
                self.workers += 1
                threading.Thread(target=self.work, daemon=True).start()

    def busy(self):
        """Whether anything is at work or waiting."""
        return bool(self.at_work or self.waiting)

    def stop(self):
        """Start nothing more."""
        with self.lock:
            self.stopped = True
            self.waiting.clear()
            self.ready = []
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
                self.tell(task, outcome)
                self.end(task, outcome["status"])
                if self.stopped:
                    self.lock.notify_all()
                else:
                    self.call(1)

    def end(self, task, status):
        """Note how a task has ended, and free those that waited for it."""
        self.ended[task["id"]] = bool(task.get("soft")) or status in WELL
        freed = []
        for follower in self.followers.pop(task["id"], ()):
            self.missing[follower] -= 1
            if self.missing[follower] == 0:
                freed.append(follower)
        self.free(freed)

    def free(self, ids):
        """These wait for nobody any more: each is ready, or blocked by a failure, and so are those behind it."""
        ids = list(ids)
        while ids:
            number = ids.pop(0)
            del self.missing[number]
            task = self.waiting.get(number)
            if task is None:
                continue
            if all(self.ended[other] for other in task["after"]) and self.blocked.isdisjoint(task["behind"]):
                heapq.heappush(self.ready, number)
                continue
            del self.waiting[number]
            self.tell(task, {"status": "blocked"})
            self.ended[number] = False
            self.blocked.add(number)
            for follower in self.followers.pop(number, ()):
                self.missing[follower] -= 1
                if self.missing[follower] == 0:
                    ids.append(follower)

    def next(self):
        """The first task that may start, taken off the queue; None if there is none."""
        passed = []
        found = None
        while self.ready and found is None:
            number = heapq.heappop(self.ready)
            task = self.waiting.get(number)
            if task is None:
                continue
            if self.held.intersection(task["exclusive"]):
                passed.append(number)
            else:
                found = self.waiting.pop(number)
        for number in passed:
            heapq.heappush(self.ready, number)
        return found
