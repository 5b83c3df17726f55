"""Large contents, known by their SHA-256: asked for when a task needs one, and kept for the next."""

import binascii
import threading

from ..core.failure import Failure

# Seconds without a further piece after which a content is given up.
LIMIT = 120.0


class Contents:
    """The contents that this runner has; `ask` is called with a hash that it lacks."""

    def __init__(self, ask):
        self.ask = ask
        self.lock = threading.Condition()
        self.whole = {}
        self.parts = {}

    def fetch(self, digest):
        """The bytes with this hash (hex); Failure if they do not arrive."""
        with self.lock:
            if digest not in self.whole and digest not in self.parts:
                self.parts[digest] = []
                self.ask(digest)
            while digest not in self.whole:
                before = len(self.parts[digest])
                self.lock.wait(LIMIT)
                if digest not in self.whole and len(self.parts[digest]) == before:
                    raise Failure("the content %s did not arrive" % digest[:12])
            return self.whole[digest]

    def receive(self, message):
        """Take one piece, in base64; the last says `end`."""
        digest = message["sha256"]
        with self.lock:
            self.parts.setdefault(digest, []).append(binascii.a2b_base64(message["data"]))
            if message["end"]:
                self.whole[digest] = b"".join(self.parts.pop(digest))
            self.lock.notify_all()
