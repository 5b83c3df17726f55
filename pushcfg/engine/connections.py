"""Connections and runners: one login a host, one runner for each user that its tasks run as."""

from __future__ import annotations

import asyncio
import getpass
import os
import sys
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

from pushcfg.bundle import bundle
from pushcfg.engine.options import Options
from pushcfg.errors import ConnectError, HostError, InputError, LostError, VariableError
from pushcfg.session import Session
from pushcfg.session.command import Become
from pushcfg.session.runner import PassedOn, RunnerSession
from pushcfg.template.scope import Scope
from pushcfg.transport import Target, Transport, arguments, local

Connect = Callable[[Target], Coroutine[Any, Any, Transport]]
Contents = Callable[[str], bytes]
LOCAL = ("local", "ansible.builtin.local")
SSH = ("ssh", "ansible.builtin.ssh", "smart", "paramiko", "paramiko_ssh", "ansible.netcommon.libssh")


def target_of(host: str, scope: Scope, options: Options, play: dict[str, Any]) -> Target:
    """How to reach a host, from its variables, the play's keywords and the options; VariableError if unclear."""

    def given(name: str, default: Any = None) -> Any:
        return scope.need(name) if name in scope else default

    connection = str(given("ansible_connection", play.get("connection") or options.connection or "ssh"))
    if connection not in (*LOCAL, *SSH):
        raise VariableError(f"{host}: ansible_connection is {connection!r}", hint="use ssh or local")
    user = given("ansible_user", given("ansible_ssh_user", play.get("remote_user") or options.remote_user))
    address = given("ansible_host", given("ansible_ssh_host", host))
    port = given("ansible_port", given("ansible_ssh_port", play.get("port") or 22))
    try:
        target = Target(host, str(address), int(port), None if user is None else str(user),
                        connect_timeout=options.timeout,
                        connection="local" if connection in LOCAL else "ssh")
    except (TypeError, ValueError):
        raise VariableError(f"{host}: ansible_port is {port!r}, not a number") from None
    password = given("ansible_password", given("ansible_ssh_pass", given("ansible_ssh_password")))
    key = given("ansible_ssh_private_key_file", given("ansible_private_key_file", options.private_key))
    target = replace(target, password=None if password is None else str(password),
                     key_files=() if key is None else (str(key),))
    if given("ansible_host_key_checking", given("ansible_ssh_host_key_checking")) is False:
        target = replace(target, check_host_key=False)
    for name in ("ansible_ssh_args", "ansible_ssh_common_args", "ansible_ssh_extra_args"):
        if given(name):
            target = arguments.apply(target, str(given(name)))
    return target


class Link:
    """One host: its transport, opened once, and its runners."""

    def __init__(self, connections: Connections, target: Target, interpreter: str | None, password: str | None) -> None:
        self.connections = connections
        self.target = target
        self.interpreter = interpreter
        self.password = password
        self.transport: asyncio.Task[Transport] | None = None
        self.runners: dict[str | None, RunnerSession] = {}
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

    def session(self, user: str | None, flags: str | None) -> Session:
        """The runner for a user (None: the login user); it may still be starting, and takes tasks at once."""
        if user is None or user == self.login:
            return self.runner(None, None)
        if self.login == "root":
            if user not in self.passed or self.passed[user].lost is not None:
                self.passed[user] = PassedOn(self.runner(None, None), user)
                self.tell_drawn(self.passed[user])
            return self.passed[user]
        return self.runner(user, flags)

    def runner(self, user: str | None, flags: str | None) -> RunnerSession:
        """The runner of our own for a user, started if it is not there or has been lost."""
        known = self.runners.get(user)
        if known is None or known.lost is not None:
            become = None if user is None else Become(user, flags or "-H", self.password)
            known = RunnerSession(self.connections.read_content, self.connections.options.limits, become)
            known.on_drawn = self.share
            known.foretold = self.foretold
            self.runners[user] = known
            self.tell_drawn(known)
            task = asyncio.get_running_loop().create_task(self.start(known))
            self.starting.add(task)
            task.add_done_callback(self.starting.discard)
        return known

    async def start(self, session: RunnerSession) -> None:
        """Log in if that has not been done, and start a runner; what goes wrong ends the session."""
        options = self.connections.options
        try:
            if self.transport is None:
                self.transport = asyncio.get_running_loop().create_task(self.connections.connect(self.target))
            transport = await asyncio.shield(self.transport)
            settings = {"slots": options.host_slots, "share": options.check}
            await session.start(transport, self.interpreter, self.connections.bundle, settings)
        except HostError as error:
            if isinstance(error, ConnectError | LostError):
                self.let_go()
            session.lose(error)
        except InputError as error:
            session.lose(ConnectError(error.message, hint=error.hint))
        except Exception as error:  # noqa: BLE001 - tasks wait for this session: they must hear of it
            session.lose(ConnectError(f"cannot start a runner: {type(error).__name__}: {error}"))

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


class Connections:
    """The links to all hosts of a run; `keep_secret` is told every password that is met."""

    def __init__(
        self, options: Options, modules: frozenset[str], read_content: Contents,
        keep_secret: Callable[[str], None] = lambda secret: None,
    ) -> None:  # fmt: skip
        self.options = options
        self.keep_secret = keep_secret
        self.bundle = bundle(modules)
        self.read_content = read_content
        self.links: dict[Target, Link] = {}

    async def connect(self, target: Target) -> Transport:
        """Open a transport."""
        if target.connection == "local":
            return await local.connect(target)
        from pushcfg.transport import ssh  # asyncssh takes a fifth of a second to import

        return await ssh.connect(target)

    def link(self, host: str, scope: Scope, play: dict[str, Any]) -> Link:
        """The link to a host, as its variables and these keywords say; made at the first call."""
        target = target_of(host, scope, self.options, play)
        if target not in self.links:
            interpreter = scope.need("ansible_python_interpreter") if "ansible_python_interpreter" in scope else None
            if interpreter is not None and str(interpreter).startswith("auto"):
                interpreter = None
            if interpreter is None and target.connection == "local":
                interpreter = sys.executable
            password = self.become_password(scope)
            for secret in (password, target.password):
                if secret is not None:
                    self.keep_secret(secret)
            self.links[target] = Link(self, target, interpreter, password)
        return self.links[target]

    def become_password(self, scope: Scope) -> str | None:
        """The password that sudo may ask for."""
        for name in ("ansible_become_password", "ansible_become_pass", "ansible_sudo_pass"):
            if name in scope:
                return str(scope.need(name))
        return self.options.become_password

    async def close(self, grace: float) -> None:
        """End everything; runners have `grace` seconds for what they have in hand."""
        await asyncio.gather(*(link.close(grace) for link in self.links.values()), return_exceptions=True)
