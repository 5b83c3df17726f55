"""The process that holds a lab up: it makes the hosts, lets ssh in, and takes them along when it ends."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
import traceback
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

from pushcfg.lab import base, clients, control, delay, forks
from pushcfg.lab.forks import Become
from pushcfg.lab.host import booted, cgroup, fittings, plain, sysctl
from pushcfg.lab.running import Running
from pushcfg.lab.state import Record

NULL = 0  # standard input of the supervisor
START_LIMIT = {"plain": 60.0, "systemd": 180.0}


class Supervisor:
    """All hosts of one lab, and the ways to them."""

    def __init__(self, state: Path, listeners: list[int]) -> None:
        self.state = state
        self.record = Record.load(state)
        self.group = cgroup.of(state)
        self.tasks: set[asyncio.Task[None]] = set()
        self.stopping = asyncio.Event()
        self.relay: socket.socket | None = None
        self.hosts = {
            plan.name: Running(plan, socket.socket(fileno=listener))
            for plan, listener in zip(fittings.plans(state, self.record), listeners, strict=True)
        }

    async def start(self) -> None:
        """Start every host and wait until all can be used."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGCHLD, self.reap)
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stopping.set)
        self.enter_group()
        sysctl.copy(self.state / "sysctls")
        server = control.listen(self.state)
        loop.add_reader(server, self.answer, server)
        if self.record.packages:
            self.relay = forks.package_relay(base.cache() / "packages")
        for host in self.hosts.values():
            fittings.lay_out(host.plan, init=self.record.kind == "systemd")
            self.start_host(host)
            loop.add_reader(host.listener, self.accept, host)
            await asyncio.sleep(0)
        limit = START_LIMIT[self.record.kind] + len(self.hosts)
        try:
            await asyncio.wait_for(asyncio.gather(*(host.started for host in self.hosts.values())), limit)
        except TimeoutError:
            late = ", ".join(name for name, host in self.hosts.items() if not host.up)
            raise TimeoutError(f"not up after {limit:.0f} seconds: {late}") from None

    def enter_group(self) -> None:
        """Put all of the lab under the guard of its control group; only booted hosts cannot do without."""
        try:
            if self.group is None:
                raise FileNotFoundError("no cgroup v2 is mounted")
            cgroup.enter(self.group)
        except OSError as error:
            self.group = None
            if self.record.kind == "systemd":
                raise
            print(f"no guarded control group: {error}", flush=True)

    def start_host(self, host: Running) -> None:
        """Start a host, or start it again on the same overlay."""
        if self.record.kind == "systemd":
            self.spawn(self.boot(host))
        else:
            host.pid = self.open_door(host, None, lambda channel: plain.become(host.plan, channel))

    async def boot(self, host: Running) -> None:
        """Boot a host with systemd; its door opens before systemd starts."""
        group = (self.group or Path()) / host.plan.name
        group.mkdir(exist_ok=True)
        try:
            await self.bring_up(host, group)
        except OSError as error:
            host.fail(str(error))

    async def bring_up(self, host: Running, group: Path) -> None:
        """Start nspawn, open the door and wait for systemd; give up when that nspawn ends."""
        host.pid = pid = forks.fork(lambda: booted.start(host.plan, group))
        while (leader := booted.leader(pid)) is None:
            if host.pid != pid:
                return
            await asyncio.sleep(0.02)
        descriptor = os.pidfd_open(leader)
        self.open_door(host, descriptor, lambda channel: booted.enter(host.plan, group, descriptor, channel))
        os.close(descriptor)
        await host.opened.wait()
        if host.pid == pid:
            await host.run(booted.BOOTED, [NULL] * 3)
        if host.pid == pid:
            host.is_up()

    def open_door(self, host: Running, leader: int | None, become: Become) -> int:
        """Make a host's door, in the pid namespace of a leader or as process 1 of a new one."""
        pid, host.door = forks.into_host(leader, become)
        asyncio.get_running_loop().add_reader(host.door, self.hear, host, host.door)
        return pid

    def hear(self, host: Running, door: socket.socket) -> None:
        """Take what a host's door says."""
        try:
            packet, descriptors, _, _ = socket.recv_fds(door, control.LIMIT, 1)
        except ConnectionError:
            packet, descriptors = b"", []
        message = json.loads(packet) if packet else {}
        if not packet:
            self.shut(host)
        elif "relay" in message:
            if self.relay is not None:
                socket.send_fds(self.relay, [host.plan.name.encode()], descriptors)
            for descriptor in descriptors:
                os.close(descriptor)
        elif "failed" in message:
            host.fail(message["failed"])
        elif "ready" in message:
            host.opened.set()
            if self.record.kind == "plain":
                host.is_up()
        else:
            host.answer(message)

    def shut(self, host: Running) -> None:
        """A host's door is gone."""
        if host.door is not None:
            asyncio.get_running_loop().remove_reader(host.door)
        host.close()

    def reap(self) -> None:
        """Take note of ended processes; a host that rebooted starts again."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            for host in self.hosts.values():
                if host.pid == pid:
                    self.ended(host, os.waitstatus_to_exitcode(status))

    def ended(self, host: Running, status: int) -> None:
        """A host's main process ended."""
        host.pid = 0
        self.shut(host)
        if self.record.kind == "systemd" and status == booted.REBOOT and not self.stopping.is_set():
            self.start_host(host)
        else:
            console = host.plan.directory / "console"
            said = console.read_text(errors="replace")[-2000:] if console.exists() else ""
            told = said or (booted.too_many() if self.record.kind == "systemd" else "")
            host.fail(f"ended with status {status}\n{told}".rstrip())

    def accept(self, host: Running) -> None:
        """Let one ssh connection in; a host that is not up closes it, as one that boots would."""
        with suppress(OSError):
            connection, _ = host.listener.accept()
            with connection:
                if not host.up:
                    return
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                if self.record.rtt:
                    near, far = socket.socketpair()
                    self.spawn(delay.relay(connection.dup(), near, self.record.rtt))
                    with far:
                        host.let_in(far)
                else:
                    host.let_in(connection)

    def answer(self, server: socket.socket) -> None:
        """Take one client of the control socket."""
        self.spawn(clients.serve(self.hosts, *clients.take(server)))

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run a coroutine on the side."""
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def stop(self) -> None:
        """End every host at once: they are throwaway."""
        for host in self.hosts.values():
            if host.pid:
                with suppress(ProcessLookupError):
                    os.kill(host.pid, signal.SIGKILL)


async def _main(state: Path, ready: int, listeners: list[int]) -> None:
    supervisor = Supervisor(state, listeners)
    stopping = asyncio.create_task(supervisor.stopping.wait())
    starting = asyncio.create_task(supervisor.start())
    try:
        await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            starting.result()
            os.write(ready, b"ready")
            os.close(ready)
            await stopping
    except Exception as error:  # told to whoever waits for the lab, and logged  # noqa: BLE001
        traceback.print_exc()
        os.write(ready, f"{type(error).__name__}: {error}".encode())
    finally:
        supervisor.stop()
        # _exit: tasks and doors of hosts that are gone need no goodbye.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


if __name__ == "__main__":
    os.umask(0o022)
    # The lock among them stays open for as long as this process lives, and in no other.
    inherited = [int(word) for word in sys.argv[2:]]
    for descriptor in inherited:
        os.set_inheritable(descriptor, False)
    asyncio.run(_main(Path(sys.argv[1]), inherited[1], inherited[2:]))
