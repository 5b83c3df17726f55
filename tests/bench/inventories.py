"""Inventories as large as one likes, and how long it takes to list them beside ansible-inventory."""

from __future__ import annotations

import sys
from pathlib import Path

from figures import Bar, measure, medians, row

BIN = Path(sys.executable).parent


def listing(folder: Path, runs: int, quick: bool) -> tuple[list[str], list[Bar]]:
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


def write_inventory(folder: Path, hosts: int, groups: int, suffix: str = "") -> Path:
    """An inventory in INI, or in YAML with the suffix .yml: each host in two of the groups, which ten others hold.

    Each host has three variables, each group a file of twelve.
    """
    names = [f"host{number:05}.example.com" for number in range(hosts)]
    members: list[list[int]] = [[] for _ in range(groups)]
    for number in range(hosts):
        for group in {number % groups, number * 7 // 3 % groups}:
            members[group].append(number)
    files = folder / "group_vars"
    files.mkdir(parents=True)
    (files / "all.yml").write_text("".join(f"common_{number}: {number}\n" for number in range(20)))
    for group in range(groups):
        settings = "".join(f"setting_{number}: value {number} of {group}\n" for number in range(10))
        (files / f"group{group:03}.yml").write_text(
            f'{settings}list_{group}: [1, 2, 3]\nnested: {{a: {{b: 1}}, t: "{{{{ setting_1 }}}}"}}\n'
        )
    path = folder / f"hosts{suffix}"
    path.write_text("\n".join((_yaml if suffix else _ini)(names, members)) + "\n")
    return path


def _ini(names: list[str], members: list[list[int]]) -> list[str]:
    lines = []
    for group, numbers in enumerate(members):
        lines.append(f"[group{group:03}]")
        lines += [f"{names[number]}{_variables(number, group)}" if number % len(members) == group else names[number]
                  for number in numbers]  # fmt: skip
    for site in range(10):
        lines.append(f"[site{site}:children]")
        lines += [f"group{group:03}" for group in range(site, len(members), 10)]
    return lines


def _variables(number: int, group: int) -> str:
    return f' ansible_host=10.{number % 250}.{group % 250}.1 rack={group} role="web server"'


def _yaml(names: list[str], members: list[list[int]]) -> list[str]:
    lines = ["all:", "  children:"]
    for site in range(10):
        lines += [f"    site{site}:", "      children:"]
        for group in range(site, len(members), 10):
            lines += [f"        group{group:03}:", "          hosts:"]
            for number in members[group]:
                lines.append(f"            {names[number]}:")
                if number % len(members) == group:
                    lines += [f"              ansible_host: 10.{number % 250}.{group % 250}.1",
                              f"              rack: {group}", "              role: web server"]  # fmt: skip
    return lines
