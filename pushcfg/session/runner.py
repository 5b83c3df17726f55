"""A session with a real runner: starts it, sends tasks, hands out results, and notices when it is gone."""

from __future__ import annotations

import asyncio
import base64
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from pushcfg.errors import BecomeError, BootError, HostError, LostError
from pushcfg.session import OnOutcome, Outcome
from pushcfg.session.command import BECAME, Become, command, unasked
from pushcfg.session.ends import has_ended, never_began, unreachable
from pushcfg.transport import Channel, Transport
from pushcfg.wire import Lines, Message, contents, encode

Contents = Callable[[str], bytes]
# Who has drawn (a session, and the user that it has passed the task on to), and what.
OnDrawn = Callable[["RunnerSession", str | None, Message], None]


@dataclass(frozen=True)
class Limits:
    """How long to wait, in seconds.

    For the runner to greet, for any sign of life, and for a result beyond the time that the tasks in hand may take.
    """

    boot: float = 30.0
    silence: float = 60.0
    task: float = 60.0


class RunnerSession:
    """One runner. It is a Receiver of the process's output, and a Session to the engine."""

    def __init__(self, read_content: Contents, limits: Limits, become: Become | None = None) -> None:
        self.read_content = read_content
        self.limits = limits
        self.become = become
        self.lost: HostError | None = None
        self.local = False
        self.uid: int | None = None
        self.closed = asyncio.get_running_loop().create_future()
        self.on_drawn: OnDrawn | None = None
        self.lines = Lines()
        self.stderr = b""
        self.interpreter: str | None = None
        # Users that a check has drawn: who cannot become one of them has to wait for the apply.
        self.foretold: set[str] = set()
        self.channel: Channel | None = None
        self.queue: list[bytes] = []
        self.waiting: dict[int, tuple[OnOutcome, str | None]] = {}
        # Files that tasks are sending, by the ids of the tasks.
        self.received: dict[int, IO[bytes]] = {}
        self.next_id = 0
        self.booted = False
        self.greeted = False
        self.asked = 0
        self.became = asyncio.Event()
        self.heard = self.progress = asyncio.get_running_loop().time()
        # Seconds that a task which waits may take.
        self.longest = 0.0
        self.timer: asyncio.TimerHandle | None = None

    async def start(
        self, transport: Transport, interpreter: str | None, bundle: bytes, settings: Message
    ) -> None:
        """Start the runner; its greeting is not waited for. BecomeError if a password is refused."""
        self.interpreter = interpreter
        self.channel = await transport.start(command(interpreter, self.become), self)
        self.heard = self.progress = asyncio.get_running_loop().time()
        self.watch()
        if self.become is not None and self.become.password is not None:
            await self.pass_through(self.become.method)
        self.channel.write(bundle + encode(settings))
        self.booted = True
        self.heard = asyncio.get_running_loop().time()
        self.flush()

    async def pass_through(self, method: str) -> None:
        """Wait until sudo or su has let us through, with the password if it asks."""
        waits = asyncio.ensure_future(self.became.wait())
        await asyncio.wait({waits, self.closed}, timeout=self.limits.boot, return_when=asyncio.FIRST_COMPLETED)
        waits.cancel()
        if self.lost is None and not self.became.is_set():
            self.lose(BecomeError(f"{method} did not answer within {self.limits.boot:g} s"))
        if self.lost is not None:
            raise self.lost

    def output(self, data: bytes) -> None:
        """Messages, and before the greeting whatever a login prints."""
        self.heard = asyncio.get_running_loop().time()
        if not self.booted and BECAME.encode() in b"".join([*self.lines.rest, data]):
            self.became.set()
        for message in self.lines.feed(data):
            self.take(message)

    def errors(self, data: bytes) -> None:
        """The question for a password, or the reason why nothing works."""
        self.stderr = (self.stderr + data)[-4000:]
        through = self.greeted or self.became.is_set()
        left = None if through or self.channel is None else unasked(self.become, self.stderr)
        if left is not None and self.become is not None and self.channel is not None:
            self.stderr = left
            self.asked += 1
            if self.asked == 1 and self.become.password is not None:
                self.channel.write(self.become.password.encode() + b"\n")
            elif self.become.password is None:
                self.lose(BecomeError(f"{self.become.method} asks for a password",
                                      hint="give it with -K, or ansible_become_password"))
            else:
                self.lose(BecomeError(f"{self.become.method} refused the password",
                                      hint="check -K, or ansible_become_password"))

    def ended(self, status: int | None) -> None:
        """The process is over."""
        told = self.stderr.decode("utf-8", "replace").strip()
        if self.greeted or status is None:
            self.lose(has_ended(told))
        else:
            self.lose(never_began(told, status, self.interpreter, self.become))
        if not self.closed.done():
            self.closed.set_result(None)

    def take(self, message: Message) -> None:
        """One message from the runner."""
        operation = message.get("op")
        if operation == "result":
            self.progress = self.heard
            on_outcome, _ = self.waiting.pop(message["id"], (None, None))
            received = self.received.pop(message["id"], None)
            if on_outcome is not None:
                outcome = message["outcome"]
                if received is not None:
                    outcome["received"] = received
                if "drawn" in outcome and self.on_drawn is not None:
                    self.on_drawn(self, message.get("as"), outcome.pop("drawn"))
                on_outcome(outcome)
        elif operation == "piece" and message["id"] in self.waiting:
            if message["id"] not in self.received:
                self.received[message["id"]] = tempfile.TemporaryFile()  # noqa: SIM115 - open until it is whole
            self.received[message["id"]].write(base64.b64decode(message["data"]))
        elif operation == "hello" and "as" not in message and "uid" in message:
            self.greeted = True
            self.uid = message["uid"]
        elif operation == "want":
            for piece in self.pieces(message["sha256"]):
                self.tell(piece if "as" not in message else {**piece, "for": message["as"]})
            self.flush()
        elif operation == "lost":
            self.end_waiting(message["as"], BecomeError(message["message"]))

    def pieces(self, digest: str) -> Iterator[Message]:
        """The messages that carry a content, or one that says why it cannot be had."""
        try:
            yield from contents(digest, self.read_content(digest))
        except OSError as error:
            told = f"cannot read {error.filename} on the controller: {error.strerror}"
            yield {"op": "content", "sha256": digest, "data": "", "end": True, "error": told}

    def submit(self, task: Message, on_outcome: OnOutcome, user: str | None = None) -> int:
        """As Session.submit; `user` names the runner that this one passes the task on to."""
        self.next_id += 1
        if self.lost is not None:
            asyncio.get_running_loop().call_soon(on_outcome, self.outcome(self.lost, user))
            return self.next_id
        if not self.waiting:
            self.progress = self.heard = asyncio.get_running_loop().time()
            self.longest = 0.0
        self.longest = max(self.longest, float(task.get("timeout") or 0))
        self.waiting[self.next_id] = (on_outcome, user)
        line = {**task, "op": "task", "id": self.next_id}
        self.tell(line if user is None else {**line, "for": user})
        return self.next_id

    def tell(self, message: Message) -> None:
        """Queue a message."""
        self.queue.append(encode(message))

    def flush(self) -> None:
        """Send what is queued, as soon as there is a process and its program has gone ahead."""
        if self.queue and self.booted and self.channel is not None:
            self.channel.write(b"".join(self.queue))
            self.queue.clear()

    def watch(self) -> None:
        """Look now and then whether the runner is still there."""
        now = asyncio.get_running_loop().time()
        limits = self.limits
        if self.booted and not self.greeted and now - self.heard > limits.boot:
            self.lose(BootError(f"the runner did not start within {limits.boot:g} s"))
        elif self.greeted and self.waiting and now - self.heard > limits.silence:
            self.lose(LostError(f"nothing was heard from the host for {limits.silence:g} s"))
        elif self.waiting and now - self.progress > self.longest + limits.task:
            self.lose(LostError(f"no task has ended for {self.longest + limits.task:g} s"))
        else:
            interval = max(0.05, min(5.0, limits.boot / 4, limits.silence / 4))
            self.timer = asyncio.get_running_loop().call_later(interval, self.watch)

    def lose(self, error: HostError) -> None:
        """Give the runner up; every task that waits ends as unreachable."""
        if self.timer is not None:
            self.timer.cancel()
        if self.lost is not None:
            return
        self.lost = error
        self.became.set()
        self.end_waiting(None, error)
        if self.channel is not None and not self.closed.done():
            self.channel.abort()

    def end_waiting(self, user: str | None, error: HostError) -> None:
        """End the tasks of one user's runner, or of all."""
        for task_id, (on_outcome, whose) in list(self.waiting.items()):
            if user is None or whose == user:
                del self.waiting[task_id]
                on_outcome(self.outcome(error, whose))

    def outcome(self, error: HostError, user: str | None) -> Outcome:
        """The outcome of a task whose runner is not there; unknown if its user is still to come."""
        user = user or (self.become.user if self.become is not None else None)
        if isinstance(error, BecomeError) and user in self.foretold:
            return {"status": "unknown", "waits_for": f"the user {user}", "result": {}, "changes": [], "commands": []}
        return unreachable(error)

    async def close(self, grace: float) -> None:
        """Close stdin, which ends the runner and what it has in hand; after `grace` seconds let go."""
        if self.channel is None:
            return
        self.channel.close()
        await asyncio.wait({self.closed}, timeout=grace)
        if self.timer is not None:
            self.timer.cancel()
        if not self.closed.done():
            self.channel.abort()
