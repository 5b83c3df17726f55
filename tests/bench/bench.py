"""`make bench`: the 40 tasks of day2/site.yml on lab hosts, with pushcfg and with what else there is, in one run.

Every figure is of a run that changes nothing. Wall time, processor time of the controller and peak memory of the
largest process are what the kernel says of the finished command; the median of several runs counts. Tools run in
turn, so that a slow minute of the machine hits all of them. --quick leaves Ansible and pyinfra out, --only takes a part.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from figures import ENVIRONMENT, Bar, Figures, measure, medians, row
from four_areas import four_areas
from ten_roles import write_roles

from inventories import listing
from pushcfg.lab import Lab

HERE = Path(__file__).parent
BIN = Path(sys.executable).parent
FORKS = 50
SITE = "day2/site.yml"
# Lines of the table, and bars.
Part = tuple[list[str], list[Bar]]


class Bench:
    """The commands for one lab."""

    def __init__(self, lab: Lab, folder: Path) -> None:
        self.lab = lab
        self.folder = folder
        self.fleet = folder / "fleet.yml"
        self.fleet.write_text("fleet:\n  children:\n    lab:\n")
        (folder / "day2").symlink_to(HERE / "day2")

    def pushcfg(self, hosts: int, playbook: str = SITE) -> Figures:
        """A playbook, by pushcfg."""
        return measure([str(BIN / "pushcfg"), "run", *self.words(hosts), "-f", str(FORKS), playbook], self.folder)

    def check(self, hosts: int, playbook: str = SITE) -> None:
        """RuntimeError unless a check finds nothing to change, so that the figures are of runs that change nothing."""
        measure([str(BIN / "pushcfg"), "run", "-C", *self.words(hosts), playbook], self.folder)

    def ansible(self, hosts: int, playbook: str = SITE) -> Figures:
        """A playbook, by ansible-playbook with 50 forks and pipelining."""
        return measure([str(BIN / "ansible-playbook"), *self.words(hosts), "-f", str(FORKS), playbook], self.folder,
                       {"ANSIBLE_CONFIG": str(HERE / "day2/ansible.cfg")})

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

    def words(self, hosts: int) -> list[str]:
        """The options that name the first so many hosts."""
        names = ",".join(host.name for host in self.lab.hosts[:hosts])
        return ["-i", str(self.lab.inventory), "-i", str(self.fleet), "-l", names]


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


def tasks(folder: Path, runs: int, quick: bool) -> Part:
    """The 40 tasks on 1, 20 and 200 hosts, beside what else there is."""
    lines, bars = [], []
    pushed: dict[int, Figures] = {}
    with bench("bench", 200, folder) as made:
        for hosts in (1, 20, 200):
            often = runs if hosts < 200 else max(1, runs // 2)
            pushed[hosts], ssh = medians(often, lambda n=hosts: made.pushcfg(n), lambda n=hosts: made.ssh(n))
            lines += [row("ssh true", str(hosts), ssh, ssh), row("pushcfg", str(hosts), pushed[hosts], ssh)]
            if hosts > 1:
                bars.append(Bar(f"pushcfg to ssh true, {hosts} hosts", pushed[hosts].wall / ssh.wall, 1.5))
            if hosts == 20 and not quick:
                ansible = made.ansible(hosts)
                made.pyinfra(hosts)
                pyinfra = made.pyinfra(hosts)
                made.pushcfg(200)
                lines += [row("pyinfra", str(hosts), pyinfra, ssh), row("ansible-playbook", str(hosts), ansible, ssh)]
                bars.append(Bar("pyinfra to pushcfg, 20 hosts", pyinfra.wall / pushed[20].wall, 8, at_least=True))
                bars.append(Bar("Ansible to pushcfg, 20 hosts", ansible.wall / pushed[20].wall, 60, at_least=True))
    per_host = (pushed[200].cpu - pushed[1].cpu) / 199 * 1000
    return lines, [*bars, Bar("controller cpu a host, ms", per_host, 15),
                   Bar("memory for 200 hosts, MB", pushed[200].memory, 300), Bar("1 host, s", pushed[1].wall, 0.8)]


def far_away(folder: Path, runs: int, quick: bool) -> Part:
    """The 40 tasks on hosts that are 50 ms away."""
    with bench("benchfar", 5, folder, rtt=0.05) as far:
        figures, ssh = medians(runs, lambda: far.pushcfg(5), lambda: far.ssh(5))
        near, alone = medians(runs, lambda: far.pushcfg(1), lambda: far.ssh(1))
    lines = [row("ssh true", "5 at 50 ms", ssh, ssh), row("pushcfg", "5 at 50 ms", figures, ssh),
             row("ssh true", "1 at 50 ms", alone, alone), row("pushcfg", "1 at 50 ms", near, alone)]  # fmt: skip
    return lines, [Bar("5 hosts at 50 ms, s", figures.wall, 1.6)]


def areas(folder: Path, runs: int, quick: bool) -> Part:
    """The four areas of Day 2 on 20 hosts that boot, beside the 40 tasks on 20 plain ones."""
    with bench("benchplain", 20, folder) as made, four_areas("benchday", 20, folder) as again:
        day, plain = medians(runs, again, lambda: made.pushcfg(20))
    lines = [row("pushcfg, the 40 tasks", "20", plain, plain), row("pushcfg, the four areas", "20 booted", day, plain)]
    return lines, [Bar("four areas to the 40 tasks, 20 hosts", day.wall / plain.wall, 2)]


def roles(folder: Path, runs: int, quick: bool) -> Part:
    """Ten roles, 100 tasks of which 40 are statements, on 20 hosts."""
    with bench("benchroles", 20, folder) as made:
        playbook = str(write_roles(made.folder))
        made.pushcfg(20, playbook)
        made.check(20, playbook)
        pushed, ssh = medians(runs, lambda: made.pushcfg(20, playbook), lambda: made.ssh(20))
        lines = [row("ssh true", "20", ssh, ssh), row("pushcfg, ten roles", "20", pushed, ssh)]
        if quick:
            return lines, []
        ansible = made.ansible(20, playbook)
    lines.append(row("ansible-playbook, ten roles", "20", ansible, ssh))
    return lines, [Bar("Ansible to pushcfg, ten roles", ansible.wall / pushed.wall, 40, at_least=True)]


def controller(folder: Path, runs: int, quick: bool) -> Part:
    """What needs no host: --help, and a large fleet that answers at once."""
    (helped,) = medians(runs, lambda: measure([str(BIN / "pushcfg"), "--help"], folder))
    scales, clocked = [large_fleet("--alone") for _ in range(3)], large_fleet("--clock")
    return [f"of the processor time for 1,000 hosts and 100 tasks, {clocked['outside']:.0%} are not spent in templates"], [
        Bar("pushcfg --help, s", helped.wall, 0.2), Bar("1,000 hosts, 100 tasks, s of cpu", median(scale["cpu"] for scale in scales), 12),
        Bar("1,000 hosts, 100 tasks, MB", max(scale["memory"] for scale in scales), 400),
        Bar("1,000 hosts, 100 tasks, to jinja2 alone", median(scale["cpu"] / scale["alone"] for scale in scales), 2),
    ]


def large_fleet(*options: str) -> dict[str, float]:
    """The figures of scale.py."""
    done = subprocess.run([sys.executable, str(HERE / "scale.py"), *options], check=True, capture_output=True, env=ENVIRONMENT)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


PARTS = {"tasks": tasks, "far": far_away, "areas": areas, "roles": roles, "inventories": listing,
         "controller": controller}


def main() -> int:
    """Measure, print the table and the bars; 1 if one does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="without Ansible and pyinfra")
    parser.add_argument("--runs", type=int, default=5, help="runs of the quick commands (default 5)")
    parser.add_argument("--only", choices=PARTS, action="append", help="only this part; may be given several times")
    options = parser.parse_args()
    folder = Path(os.environ.get("TMPDIR", "/tmp")) / f"pushcfg-bench-{os.getpid()}"
    folder.mkdir()
    lines = [f"{'':28} {'hosts':>12} {'wall':>11} {'to ssh':>10} {'cpu':>11} {'memory':>10}"]
    bars = []
    for name in options.only or PARTS:
        measured, limits = PARTS[name](folder, options.runs, options.quick)
        lines += measured
        bars += limits
    print("\n".join(lines) + "\n")
    for bar in bars:
        sign = ">=" if bar.at_least else "<="
        print(f"{bar.name:36} {bar.value:8.2f}  {sign} {bar.limit:g}  {'holds' if bar.holds else 'DOES NOT HOLD'}")
    return 0 if all(bar.holds for bar in bars) else 1


if __name__ == "__main__":
    sys.exit(main())
