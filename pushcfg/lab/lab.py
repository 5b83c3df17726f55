"""A lab: throwaway real hosts on this machine, as a value to work with."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pushcfg
from pushcfg.errors import LabError
from pushcfg.lab import addresses, base, checks, control, files, state, sweep
from pushcfg.lab.base import Report
from pushcfg.lab.state import Host, Record

NAME = re.compile(r"[a-z]([a-z0-9-]{0,28}[a-z0-9])?")
USERS = ("root", "ops", "opspw")


class Lab:
    """A lab by its state directory; as a context manager it is down at the end."""

    def __init__(self, directory: Path, record: Record) -> None:
        self.state_dir = directory
        self.record = record
        self.hosts: list[Host] = list(record.hosts)

    @classmethod
    def up(
        cls,
        name: str = "lab",
        count: int = 3,
        *,
        systemd: bool = False,
        packages: bool = False,
        rtt: float = 0.0,
        user: str = "root",
        report: Report = lambda text: None,
    ) -> Lab:
        """Start a lab; a LabError if it is up already or this machine cannot hold it."""
        _check(name, count, user)
        checks.machine(systemd=systemd)
        directory = state.of(name)
        if directory is not None and state.is_up(directory):
            raise LabError(f"the lab '{name}' is already up", hint=f"pushcfg lab down --name {name}")
        root = checks.place(report)
        tree = base.ensure(report)
        directory = root / name
        directory.mkdir(exist_ok=True, mode=0o700)
        lock = state.hold(directory)
        try:
            sweep.clean(directory)
            kind = "systemd" if systemd else "plain"
            report(f"starting {count} host{'s' if count > 1 else ''}")
            return cls._start(directory, lock, count, Record(name, kind, packages, rtt, user, tree, ()))
        except BaseException:
            sweep.stop(directory)
            sweep.clean(directory)
            _forget(directory)
            raise
        finally:
            os.close(lock)

    @classmethod
    def _start(cls, directory: Path, lock: int, count: int, wanted: Record) -> Lab:
        _allow_descriptors(5 * count + 200)
        listeners = addresses.claim(count)
        places = {
            f"{wanted.name}{number}": listener.getsockname() for number, listener in enumerate(listeners, 1)
        }
        hosts = tuple(
            Host(name, place[0], place[1], directory / name / "upper") for name, place in places.items()
        )
        record = replace(wanted, hosts=hosts)
        files.write(directory, record)
        ready, tell = os.pipe()
        inherited = [lock, tell, *(listener.fileno() for listener in listeners)]
        argv = [sys.executable, "-m", "pushcfg.lab.supervisor", str(directory), *map(str, inherited)]
        with (directory / "supervisor.log").open("ab") as log, open("/dev/null", "r+b") as null:
            process = subprocess.Popen(
                argv,
                stdin=null,
                stdout=log,
                stderr=log,
                pass_fds=inherited,
                start_new_session=True,
                cwd="/",
                env={**os.environ, "PYTHONPATH": str(Path(pushcfg.__file__).parents[1])},
            )
        # Not a child to wait for: it outlives this process, and whoever kills it waits for it by its files.
        process.returncode = 0
        (directory / "supervisor.pid").write_text(f"{process.pid}\n")
        os.close(tell)
        for listener in listeners:
            listener.close()
        with open(ready, "rb") as answer:
            said = answer.read().decode(errors="replace")
        if said != "ready":
            log_text = (directory / "supervisor.log").read_text(errors="replace")
            raise LabError(f"the lab did not start: {said or log_text[-2000:].strip()}", hint=checks.VAGRANT)
        return cls(directory, record)

    @classmethod
    def find(cls, name: str = "lab") -> Lab:
        """A lab that is up; a LabError if there is none of that name."""
        directory = state.of(name)
        if directory is None or not state.is_up(directory):
            raise LabError(f"no lab '{name}' is up", hint="pushcfg lab list shows what is")
        try:
            return cls(directory, Record.load(directory))
        except (OSError, ValueError):
            raise LabError(f"the lab '{name}' is just starting or ending") from None

    @property
    def inventory(self) -> Path:
        """The inventory of its hosts, in Ansible's YAML."""
        return self.state_dir / "inventory.yml"

    def host(self, name: str) -> Host:
        """One of its hosts by name."""
        for host in self.hosts:
            if host.name == name:
                return host
        raise LabError(f"the lab '{self.record.name}' has no host '{name}'")

    def run(
        self,
        host: Host | str,
        argv: Sequence[str],
        *,
        stdin: str = "",
        timeout: float = 60.0,
    ) -> subprocess.CompletedProcess[str]:
        """Run a command inside a host, as root and not over ssh."""
        name = host if isinstance(host, str) else host.name
        streams = [os.memfd_create(stream) for stream in ("stdin", "stdout", "stderr")]
        try:
            os.pwrite(streams[0], stdin.encode(), 0)
            request = {"ask": "run", "host": name, "argv": list(argv)}
            status = control.ask(self.state_dir, request, streams, timeout)["status"]
            texts = [
                os.pread(stream, os.fstat(stream).st_size, 0).decode(errors="replace")
                for stream in streams[1:]
            ]
        except TimeoutError:
            raise subprocess.TimeoutExpired(list(argv), timeout) from None
        finally:
            for stream in streams:
                os.close(stream)
        return subprocess.CompletedProcess(list(argv), status, *texts)

    def ssh(self, host: Host | str, command: Sequence[str] = (), user: str | None = None) -> list[str]:
        """The ssh command that logs in to one of its hosts."""
        found = self.host(host) if isinstance(host, str) else host
        return files.ssh(self.state_dir, found, user or self.record.user, list(command))

    def states(self) -> dict[str, str]:
        """`up`, `booting` or `down` for each host."""
        answer: dict[str, str] = control.ask(self.state_dir, {"ask": "list"}, wait=10.0)["hosts"]
        return answer

    def down(self) -> None:
        """Remove every trace of it."""
        down(self.state_dir)

    def __enter__(self) -> Lab:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove every trace of it."""
        self.down()


def down(directory: Path) -> None:
    """Remove every trace of the lab with this state directory, up or crashed; nothing if it is gone."""
    checks.root()
    if not directory.exists():
        return
    sweep.stop(directory)
    # An ending supervisor lets go of the lock a little after its command line is gone.
    lock = state.hold(directory, sweep.PATIENCE)
    try:
        sweep.clean(directory)
        _forget(directory)
    finally:
        os.close(lock)


def _forget(directory: Path) -> None:
    (directory / "lock").unlink()
    directory.rmdir()
    # The directory of all labs goes with the last one, if it is ours to remove.
    with suppress(OSError):
        directory.parent.rmdir()


def _check(name: str, count: int, user: str) -> None:
    if NAME.fullmatch(name) is None:
        raise LabError(
            f"'{name}' is no name for a lab", hint="host names begin with it: letters, digits, hyphens"
        )
    if not 1 <= count <= 1000:
        raise LabError(f"a lab has 1 to 1000 hosts, not {count}")
    if user not in USERS:
        raise LabError(f"lab hosts have no user '{user}'", hint=f"they have {', '.join(USERS)}")


def _allow_descriptors(count: int) -> None:
    """Let this process and the supervisor open that many files, as far as the machine allows it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(count, hard), hard))
