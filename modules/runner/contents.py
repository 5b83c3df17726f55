"""Large contents, known by their SHA-256: asked for when a task needs one, and kept for the next."""

import binascii
import threading
import time

from ..core.digest import hexdigest
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
        self.heard = {}
        self.refused = {}

    def fetch(self, digest):
        """The bytes with this hash (hex); Failure if they do not arrive, or others do."""
        with self.lock:
            if digest not in self.whole and digest not in self.parts:
                self.parts[digest] = []
                self.heard[digest] = time.monotonic()
                self.ask(digest)
            while digest not in self.whole:
                if digest not in self.parts:
                    raise Failure(self.refused.get(digest, "the content %s did not arrive" % digest[:12]))
                left = self.heard[digest] + LIMIT - time.monotonic()
                if left <= 0:
                    del self.parts[digest]
                    self.lock.notify_all()
                else:
                    self.lock.wait(left)
            return self.whole[digest]

    def receive(self, message):
        """Take one piece, in base64; the last says `end`, or `error` where the controller cannot read it."""
        digest = message["sha256"]
        with self.lock:
            parts = self.parts.setdefault(digest, [])
            parts.append(binascii.a2b_base64(message["data"]))
            self.heard[digest] = time.monotonic()
            if message["end"]:
                del self.parts[digest]
                self.keep(digest, b"".join(parts), message.get("error"))
            self.lock.notify_all()

    def keep(self, digest, data, error):
        """Keep a content that is whole, if it is the one that was asked for."""
        if error is None and hexdigest("sha256", data) != digest:
            error = "a file has changed on the controller since the run began; run again"
        if error is None:
            self.whole[digest] = data
        else:
            self.refused[digest] = error
