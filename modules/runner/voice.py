"""What the runner says to its session: JSON, one message a line, several lines a write."""

import json
import os
import threading

# Results that end this close together (in seconds) travel together.
GATHER = 0.004
# While tasks are at work, the session hears something at least this often (in seconds).
HEARTBEAT = 10.0
# So many lines may wait where there is no hurry: a piece of a file is one.
QUEUED = 16


class Voice:
    """Sends messages from a thread of its own; `tag` names the runner where several share a connection."""

    def __init__(self, descriptor, tag=None):
        self.descriptor = descriptor
        self.tag = tag
        self.lock = threading.Condition()
        self.lines = []
        self.busy = lambda: False
        self.closed = False
        self.thread = threading.Thread(target=self.speak, daemon=True)
        self.thread.start()

    def say(self, message, patient=False):
        """Queue a message, a mapping that JSON can carry."""
        if self.tag is not None:
            message["as"] = self.tag
        self.forward(json.dumps(message, separators=(",", ":")).encode(), patient)

    def forward(self, line, patient=False):
        """Queue a message that is already a line, without its newline; if `patient`, not before the queue is short."""
        with self.lock:
            while patient and len(self.lines) >= QUEUED and not self.closed:
                self.lock.wait(1.0)
            self.lines.append(line)
            self.lock.notify_all()

    def speak(self):
        """Write what is queued, until closed."""
        while True:
            with self.lock:
                if not self.lines and not self.closed:
                    self.lock.wait(HEARTBEAT)
                if not self.lines and self.closed:
                    return
                if not self.lines and self.busy():
                    self.lines.append(b'{"op":"alive"}')
                if self.lines and not self.closed:
                    self.lock.wait(GATHER)
                lines, self.lines = self.lines, []
                self.lock.notify_all()
            if lines and not self.write(b"\n".join(lines) + b"\n"):
                return

    def write(self, data):
        """Write all of it; False if nobody listens any more."""
        try:
            while data:
                data = data[os.write(self.descriptor, data):]
        except OSError:
            return False
        return True

    def close(self):
        """Say what is left, and no more."""
        with self.lock:
            self.closed = True
            self.lock.notify()
        self.thread.join(2.0)
