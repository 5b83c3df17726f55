"""`make bench`: the 40 tasks of day2/site.yml on lab hosts, with pushcfg and with what else there is, in one run.

Every figure is of a run that changes nothing. Wall time, processor time of the controller and peak memory of the
largest process are what the kernel says of the finished command; the median of several runs counts. Tools run in
turn, so that a slow minute of the machine hits all of them. --quick leaves Ansible and pyinfra out.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from inventories import write_inventory
from pushcfg.lab import Lab

HERE = Path(__file__).parent
BIN = Path(sys.executable).parent
FORKS = 50
# Seconds after which a tool is given up.
LIMIT = 1800


@dataclass(frozen=True)
class Figures:
    """One finished command: wall and processor time in seconds, peak memory in MB."""

    wall: float
    cpu: float
    memory: float


@dataclass(frozen=True)
class Bar:
    """A figure that is held against a limit."""

    name: str
    value: float
    limit: float
    at_least: bool = False

    @property
    def holds(self) -> bool:
        """Whether it is on the right side."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def measure(argv: Sequence[str], cwd: Path, settings: dict[str, str] | None = None) -> Figures:
    """Run a command to its end; RuntimeError with its output if it fails."""
    log = cwd / "log"
    with log.open("wb") as out:
        start = time.monotonic()
        process = subprocess.Popen(argv, cwd=cwd, stdout=out, stderr=out, stdin=subprocess.DEVNULL,
                                   env={**os.environ, **(settings or {})})
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, argv))}: {process.returncode}\n{log.read_text()[-2000:]}")
    return Figures(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


class Bench:
    """The commands for one lab."""

    def __init__(self, lab: Lab, folder: Path) -> None:
        self.lab = lab
        self.folder = folder
        self.fleet = folder / "fleet.yml"
        self.fleet.write_text("fleet:\n  children:\n    lab:\n")
        (folder / "day2").symlink_to(HERE / "day2")

    def pushcfg(self, hosts: int) -> Figures:
        """The playbook, by pushcfg."""
        return measure([str(BIN / "pushcfg"), "run", *self.inventory(), "-l", self.limit(hosts), "-f", str(FORKS),
                        "day2/site.yml"], self.folder)  # fmt: skip

    def check(self, hosts: int) -> None:
        """RuntimeError unless a check finds nothing to change, so that the figures are of runs that change nothing."""
        measure([str(BIN / "pushcfg"), "run", "-C", *self.inventory(), "-l", self.limit(hosts), "day2/site.yml"],
                self.folder)

    def ansible(self, hosts: int) -> Figures:
        """The playbook, by ansible-playbook with 50 forks and pipelining."""
        return measure([str(BIN / "ansible-playbook"), *self.inventory(), "-l", self.limit(hosts), "-f", str(FORKS),
                        "day2/site.yml"], self.folder, {"ANSIBLE_CONFIG": str(HERE / "day2/ansible.cfg")})

    def pyinfra(self, hosts: int) -> Figures:
        """The same 40 tasks, by pyinfra."""
        listed = ",".join(
            f'("{host.name}", {{"ssh_hostname": "{host.address}", "ssh_port": {host.port}}})'
            for host in self.lab.hosts[:hosts]
        )
        data = (f'{{"ssh_user": "root", "ssh_key": "{self.lab.state_dir / "id"}", '
                f'"ssh_known_hosts_file": "{self.lab.state_dir / "known_hosts"}"}}')
        (self.folder / "inventory.py").write_text(f"hosts = ([{listed}], {data})\n")
        (self.folder / "deploy.py").write_text((HERE / "pyinfra_deploy.py").read_text())
        return measure([str(BIN / "pyinfra"), "-y", "inventory.py", "deploy.py"], self.folder)

    def ssh(self, hosts: int) -> Figures:
        """`ssh HOST true`, as many at a time as pushcfg has forks."""
        options = (f"-F none -i {self.lab.state_dir / 'id'} -o UserKnownHostsFile={self.lab.state_dir / 'known_hosts'}"
                   " -o StrictHostKeyChecking=yes -o IdentitiesOnly=yes -l root")
        (self.folder / "addresses").write_text(
            "".join(f"-p {host.port} {host.address}\n" for host in self.lab.hosts[:hosts])
        )
        line = f"xargs -a addresses -P {FORKS} -L 1 sh -c 'ssh {options} \"$@\" true' ssh"
        return measure(["sh", "-c", line], self.folder)

    def inventory(self) -> list[str]:
        """The options that name the hosts."""
        return ["-i", str(self.lab.inventory), "-i", str(self.fleet)]

    def limit(self, hosts: int) -> str:
        """The first so many hosts."""
        return ",".join(host.name for host in self.lab.hosts[:hosts])


def medians(runs: int, *commands: Callable[[], Figures]) -> list[Figures]:
    """The medians of several commands, run in turn."""
    found: list[list[Figures]] = [[] for _ in commands]
    for _ in range(runs):
        for figures, command in zip(found, commands, strict=True):
            figures.append(command())
    return [
        Figures(*(statistics.median(getattr(one, name) for one in figures) for name in ("wall", "cpu", "memory")))
        for figures in found
    ]


@contextmanager
def bench(name: str, hosts: int, folder: Path, rtt: float = 0.0) -> Iterator[Bench]:
    """A lab whose hosts are in the playbook's state."""
    place = folder / name
    place.mkdir(parents=True)
    print(f"... {hosts} hosts{f' at {rtt * 1000:g} ms' if rtt else ''}", file=sys.stderr, flush=True)
    with Lab.up(name=name, count=hosts, rtt=rtt) as lab:
        made = Bench(lab, place)
        made.pushcfg(hosts)
        made.check(hosts)
        yield made


def row(what: str, hosts: str, figures: Figures, base: Figures) -> str:
    """One line of the table."""
    return (f"{what:28} {hosts:>12} {figures.wall:9.2f} s {figures.wall / base.wall:8.1f} x {figures.cpu:9.2f} s "
            f"{figures.memory:7.0f} MB")  # fmt: skip


def inventories(folder: Path, runs: int, quick: bool) -> tuple[list[str], list[Bar]]:
    """Lists 10,000 hosts in 300 groups, in INI and in YAML, beside ansible-inventory."""
    lines, bars = [], []
    for suffix, name in (("", "INI"), (".yml", "YAML")):
        place = folder / f"inventory{suffix}"
        hosts = str(write_inventory(place, 10_000, 300, suffix))
        commands = [lambda at=place, of=hosts: measure([str(BIN / "pushcfg"), "inventory", "list", "-i", of], at)]
        if not quick:
            commands.append(lambda at=place, of=hosts: measure([str(BIN / "ansible-inventory"), "-i", of, "--list"], at))
        figures = medians(max(1, runs // 2), *commands)
        base = figures[-1]
        lines += [row(f"{tool} list, {name}", "10,000", one, base)
                  for tool, one in zip(("pushcfg", "ansible-inventory"), figures, strict=False)]  # fmt: skip
        if not quick:
            bars.append(Bar(f"listing {name}, to ansible-inventory", figures[0].wall / base.wall, 0.25))
        bars.append(Bar(f"memory for 10,000 hosts in {name}, MB", figures[0].memory, 500))
    return lines, bars


def main() -> int:
    """Measure, print the table and the bars; 1 if one does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="without Ansible and pyinfra")
    parser.add_argument("--runs", type=int, default=5, help="runs of the quick commands (default 5)")
    options = parser.parse_args()
    folder = Path(os.environ.get("TMPDIR", "/tmp")) / f"pushcfg-bench-{os.getpid()}"
    lines = [f"{'':28} {'hosts':>12} {'wall':>11} {'to ssh':>10} {'cpu':>11} {'memory':>10}"]
    bars = []
    pushed: dict[int, Figures] = {}
    with bench("bench", 200, folder) as made:
        for hosts in (1, 20, 200):
            runs = options.runs if hosts < 200 else max(1, options.runs // 2)
            pushed[hosts], ssh = medians(runs, lambda n=hosts: made.pushcfg(n), lambda n=hosts: made.ssh(n))
            lines += [row("ssh true", str(hosts), ssh, ssh), row("pushcfg", str(hosts), pushed[hosts], ssh)]
            if hosts > 1:
                bars.append(Bar(f"pushcfg to ssh true, {hosts} hosts", pushed[hosts].wall / ssh.wall, 1.5))
            if hosts == 20 and not options.quick:
                ansible = made.ansible(hosts)
                made.pyinfra(hosts)
                pyinfra = made.pyinfra(hosts)
                made.pushcfg(200)
                lines += [row("pyinfra", str(hosts), pyinfra, ssh), row("ansible-playbook", str(hosts), ansible, ssh)]
                bars.append(Bar("pyinfra to pushcfg, 20 hosts", pyinfra.wall / pushed[20].wall, 8, at_least=True))
                bars.append(Bar("Ansible to pushcfg, 20 hosts", ansible.wall / pushed[20].wall, 60, at_least=True))
    per_host = (pushed[200].cpu - pushed[1].cpu) / 199 * 1000
    bars += [Bar("controller cpu a host, ms", per_host, 15), Bar("memory for 200 hosts, MB", pushed[200].memory, 300),
             Bar("1 host, s", pushed[1].wall, 0.8)]  # fmt: skip
    with bench("benchfar", 5, folder, rtt=0.05) as far:
        figures, ssh = medians(options.runs, lambda: far.pushcfg(5), lambda: far.ssh(5))
        lines += [row("ssh true", "5 at 50 ms", ssh, ssh), row("pushcfg", "5 at 50 ms", figures, ssh)]
        bars.append(Bar("5 hosts at 50 ms, s", figures.wall, 1.6))
        near, ssh = medians(options.runs, lambda: far.pushcfg(1), lambda: far.ssh(1))
        lines += [row("ssh true", "1 at 50 ms", ssh, ssh), row("pushcfg", "1 at 50 ms", near, ssh)]
    listed, limits = inventories(folder, options.runs, options.quick)
    lines += listed
    bars += limits
    (helped,) = medians(options.runs, lambda: measure([str(BIN / "pushcfg"), "--help"], folder))
    bars.append(Bar("pushcfg --help, s", helped.wall, 0.2))
    scale = json.loads(subprocess.run([sys.executable, str(HERE / "scale.py")], check=True, capture_output=True).stdout)
    bars += [Bar("1,000 hosts, 100 tasks, s of cpu", scale["cpu"], 12),
             Bar("1,000 hosts, 100 tasks, MB", scale["memory"], 400)]  # fmt: skip
    print("\n".join(lines) + "\n")
    for bar in bars:
        sign = ">=" if bar.at_least else "<="
        print(f"{bar.name:36} {bar.value:8.2f}  {sign} {bar.limit:g}  {'holds' if bar.holds else 'DOES NOT HOLD'}")
    return 0 if all(bar.holds for bar in bars) else 1


if __name__ == "__main__":
    sys.exit(main())
