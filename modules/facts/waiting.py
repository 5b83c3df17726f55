"""Answers that may never come (a name server, a dead mount), asked for in the background."""

import threading
import time


class Waiting:
    """A function that runs in a thread of its own; a thread that hangs for ever holds nothing up."""

    def __init__(self, function, *arguments):
        self.answer = None
        self.error = None
        self.thread = threading.Thread(target=self.work, args=(function,) + arguments, daemon=True)
        self.thread.start()

    def work(self, function, *arguments):
        """Call the function and keep what it returns or raises."""
        try:
            self.answer = function(*arguments)
        except Exception as error:  # noqa: BLE001 - whoever waits decides
            self.error = error

    def ended(self, limit):
        """Whether it has ended by then; `limit` is a time.monotonic()."""
        self.thread.join(max(0, limit - time.monotonic()))
        return not self.thread.is_alive()
