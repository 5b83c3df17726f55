"""`pushcfg lab`: throwaway real hosts on this machine."""

from __future__ import annotations

import os
import sys

import click

from pushcfg.errors import LabError
from pushcfg.lab import Host, Lab, checks
from pushcfg.lab import state as states
from pushcfg.lab.lab import USERS, down

NAME_HELP = "Which lab. Several can be up at a time."


@click.group()
def lab() -> None:
    """Rehearse on throwaway hosts of this machine.

    A lab is a number of real Debian 12 hosts with real OpenSSH, made from namespaces and an overlay in a
    second; nothing that runs in them can change this machine. It takes Linux and root. The first `up`
    builds the hosts' root with debootstrap, which takes a minute or two. Elsewhere, use the virtual machines
    of vagrant/.

    \b
        pushcfg lab up -n 3
        pushcfg run -i /var/lib/pushcfg/lab/lab/inventory.yml site.yml --check --diff
        pushcfg lab ssh lab1
        pushcfg lab down
    """


@lab.command()
@click.option("-n", "--count", default=3, show_default=True, help="How many hosts: NAME1, NAME2, …")
@click.option("--systemd", is_flag=True, help="Boot each with systemd: services, timers, mounts, reboots.")
@click.option(
    "--packages",
    is_flag=True,
    help="Let hosts reach this machine's package sources by apt, and nothing else.",
)
@click.option("--name", default="lab", show_default=True, help=NAME_HELP)
@click.option(
    "--user",
    default="root",
    show_default=True,
    type=click.Choice(USERS),
    help="Login of the inventory: root; ops, who may sudo; opspw, whose sudo asks for the password `lab`.",
)
@click.option(
    "--rtt", default=0.0, metavar="SECONDS", help="Add this much round trip to ssh, as a long way would."
)
def up(count: int, systemd: bool, packages: bool, name: str, user: str, rtt: float) -> None:
    """Start a lab and say where its inventory is."""
    made = Lab.up(name, count, systemd=systemd, packages=packages, rtt=rtt, user=user, report=_report)
    _end_report()
    first = made.hosts[0].name
    option = "" if name == "lab" else f" --name {name}"
    click.echo(f"{count} host{'s' if count > 1 else ''} up, inventory: {made.inventory}")
    click.echo(f"try:   pushcfg run -i {made.inventory} SITE.yml --check --diff")
    click.echo(f"       pushcfg lab ssh {first}")
    click.echo(f"end:   pushcfg lab down{option}")


@lab.command("down")
@click.option("--name", default="lab", show_default=True, help=NAME_HELP)
@click.option("--all", "every", is_flag=True, help="All labs of this machine.")
def down_command(name: str, every: bool) -> None:
    """Remove every trace of a lab, also of one that crashed."""
    found = [path for path in states.states() if every or path.name == name]
    for directory in found:
        down(directory)
        click.echo(f"{directory.name} is down")
    if not found and not every:
        raise LabError(f"there is no lab '{name}'", hint="pushcfg lab list shows what is there")


@lab.command("list")
def list_command() -> None:
    """Show labs and their hosts: host, address, kind, state."""
    checks.root()
    for directory in states.states():
        if not states.is_up(directory):
            click.echo(f"{directory.name}: crashed; pushcfg lab down --name {directory.name}")
            continue
        try:
            found = Lab.find(directory.name)
            words = found.states()
        except LabError:
            click.echo(f"{directory.name}: starting or ending")
            continue
        for host in found.hosts:
            place = f"{host.address}:{host.port}"
            click.echo(f"{host.name:<16} {place:<22} {found.record.kind:<8} {words[host.name]}")


@lab.command(context_settings={"ignore_unknown_options": True})
@click.argument("host")
@click.argument("command", nargs=-1, type=click.UNPROCESSED)
@click.option("--user", type=click.Choice(USERS), help="Another login than the inventory's.")
def ssh(host: str, command: tuple[str, ...], user: str | None) -> None:
    """Log in to HOST, or run COMMAND there, with ssh: `pushcfg lab ssh lab1 -- uptime -s`."""
    found, target = _find(host)
    sys.stdout.flush()
    argv = found.ssh(target, command, user)
    os.execvp(argv[0], argv)  # this process becomes ssh  # noqa: S606


def _find(name: str) -> tuple[Lab, Host]:
    """A host over all labs that are up."""
    checks.root()
    for directory in states.states():
        if states.is_up(directory):
            found = Lab.find(directory.name)
            for host in found.hosts:
                if host.name == name:
                    return found, host
    raise LabError(f"no lab that is up has a host '{name}'", hint="pushcfg lab list shows all")


def _report(text: str) -> None:
    """Show progress: on a terminal in one line."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{text[:100]}", nl=False, err=True)
    elif not text.startswith(("fetching: ", "installing: ", "finishing: ")):
        click.echo(text, err=True)


def _end_report() -> None:
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", nl=False, err=True)
