"""One host: one login, and one runner for each user that its tasks run as."""

from __future__ import annotations

import asyncio
import getpass
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pushcfg.engine.options import Options
from pushcfg.errors import ConnectError, HostError, InputError, LostError
from pushcfg.render import Becoming
from pushcfg.session import Session
from pushcfg.session.command import Become
from pushcfg.session.passed import PassedOn
from pushcfg.session.runner import RunnerSession
from pushcfg.session.shell import Told, command_line, shell
from pushcfg.transport import Target, Transport, local


@dataclass(frozen=True)
class Shared:
    """What the links of a run have in common: its options, its bundle, and how a content is read by its hash."""

    options: Options
    bundle: bytes
    read_content: Callable[[str], bytes]


class Link:
    """One host: its transport, opened once, and its runners."""

    def __init__(self, shared: Shared, target: Target, interpreter: str | None, password: str | None) -> None:
        self.shared = shared
        self.target = target
        self.interpreter = interpreter
        self.password = password
        self.transport: asyncio.Task[Transport] | None = None
        self.runners: dict[Becoming | None, RunnerSession] = {}
        self.passed: dict[str, PassedOn] = {}
        self.starting: set[asyncio.Task[None]] = set()
        # What a check has drawn here, for runners that start later, and the users among it.
        self.drawn: list[Any] = []
        self.foretold: set[str] = set()
        self.login_: str | None = target.user if target.connection == "ssh" else None

    @property
    def login(self) -> str:
        """The user that logs in."""
        if self.login_ is None and self.target.connection == "ssh":
            from pushcfg.transport import ssh  # asyncssh takes a fifth of a second to import

            self.login_ = ssh.login(self.target)
        return self.login_ or (getpass.getuser() if os.geteuid() != 0 else "root")

    def session(self, becoming: Becoming | None) -> Session:
        """The runner for a user (None: the login user); it may still be starting, and takes tasks at once."""
        if becoming is None or becoming.user == self.login:
            return self.runner(None)
        user = becoming.user
        if self.login == "root":
            if user not in self.passed or self.passed[user].lost is not None:
                self.passed[user] = PassedOn(self.runner(None), user)
                self.tell_drawn(self.passed[user])
            return self.passed[user]
        return self.runner(becoming)

    def runner(self, becoming: Becoming | None) -> RunnerSession:
        """The runner of our own for a user, started if it is not there or has been lost."""
        known = self.runners.get(becoming)
        if known is None or known.lost is not None:
            become = None
            if becoming is not None:
                become = self.become(becoming)
            known = RunnerSession(self.shared.read_content, self.shared.options.limits, become)
            known.on_drawn = self.share
            known.local = self.target.connection == "local"
            known.foretold = self.foretold
            self.runners[becoming] = known
            self.tell_drawn(known)
            task = asyncio.get_running_loop().create_task(self.start(known))
            self.starting.add(task)
            task.add_done_callback(self.starting.discard)
        return known

    async def start(self, session: RunnerSession) -> None:
        """Log in if that has not been done, and start a runner; what goes wrong ends the session."""
        options = self.shared.options
        try:
            transport = await self.opened()
            settings = {"slots": options.host_slots, "share": options.check}
            await session.start(transport, self.interpreter, self.shared.bundle, settings)
        except HostError as error:
            if isinstance(error, ConnectError | LostError):
                self.let_go()
            session.lose(error)
        except InputError as error:
            session.lose(ConnectError(error.message, hint=error.hint))
        except Exception as error:  # noqa: BLE001 - tasks wait for this session: they must hear of it
            session.lose(ConnectError(f"cannot start a runner: {type(error).__name__}: {error}"))

    def become(self, becoming: Becoming) -> Become:
        """How to become a user."""
        flags = becoming.flags or ("-H" if becoming.method == "sudo" else "")
        return Become(becoming.user, flags, self.password, becoming.program or becoming.method, becoming.method)

    async def opened(self) -> Transport:
        """The transport, opened if it is not."""
        if self.transport is None:
            self.transport = asyncio.get_running_loop().create_task(connect(self.target))
        return await asyncio.shield(self.transport)

    async def shell(
        self, script: str, executable: str | None, environment: Mapping[str, str], becoming: Becoming | None,
        limit: float,
    ) -> Told | None:  # fmt: skip
        """Run a command line without a runner; None if the time is up, HostError where the host cannot be reached."""
        become = self.become(becoming) if becoming is not None and becoming.user != self.login else None
        line = command_line(script, executable, environment, become)
        try:
            return await shell(await self.opened(), line, become, limit)
        except (ConnectError, LostError):
            self.let_go()
            raise
        except InputError as error:
            raise ConnectError(error.message, hint=error.hint) from None

    def unforeseen(self, label: str) -> None:
        """Note a task whose effects a check cannot foretell, for all runners of this host."""
        drawn = {"files": {}, "records": [], "unforeseen": [label]}
        self.drawn.append(drawn)
        sessions: list[Session] = [*self.runners.values(), *self.passed.values()]
        for session in sessions:
            session.tell({"op": "drawn", "drawn": drawn})

    def share(self, source: RunnerSession, user: str | None, drawn: Any) -> None:
        """Tell the other runners of this host what a check has drawn in one of them."""
        if not drawn["files"] and not drawn["records"] and not drawn["unforeseen"]:
            return
        self.drawn.append(drawn)
        self.foretold.update(name for kind, name, record in drawn["records"] if kind == "user" and record is not None)
        for runner in self.runners.values():
            if (runner is not source or user is not None) and runner.lost is None:
                runner.tell({"op": "drawn", "drawn": drawn})
        for name, passed in self.passed.items():
            if name != user and passed.lost is None:
                passed.tell({"op": "drawn", "drawn": drawn})

    def tell_drawn(self, session: Session) -> None:
        """Tell a runner that begins only now what a check has drawn before."""
        for drawn in self.drawn:
            session.tell({"op": "drawn", "drawn": drawn})

    def let_go(self) -> None:
        """Give the transport up, if there is one: the next runner logs in anew."""
        held, self.transport = self.transport, None
        if held is not None and held.done() and not held.cancelled() and held.exception() is None:
            closing = asyncio.get_running_loop().create_task(held.result().close())
            self.starting.add(closing)
            closing.add_done_callback(self.starting.discard)

    def reset(self) -> None:
        """Log in anew for the next task."""
        for runner in self.runners.values():
            runner.lose(ConnectError("the connection was reset"))
        self.runners.clear()
        self.passed.clear()
        self.let_go()

    async def close(self, grace: float) -> None:
        """End all runners, and log out."""
        for task in list(self.starting):
            if not task.done() and self.transport is not None and not self.transport.done():
                task.cancel()
        if self.runners:
            await asyncio.gather(*(runner.close(grace) for runner in self.runners.values()))
        if self.transport is not None:
            if not self.transport.done():
                self.transport.cancel()
            elif not self.transport.cancelled() and self.transport.exception() is None:
                await self.transport.result().close()
        if self.starting:
            await asyncio.wait(self.starting, timeout=grace)


async def connect(target: Target) -> Transport:
    """Open a transport."""
    if target.connection == "local":
        return await local.connect(target)
    from pushcfg.transport import ssh  # asyncssh takes a fifth of a second to import

    return await ssh.connect(target)
