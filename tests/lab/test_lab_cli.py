"""`pushcfg lab` from the command line."""

import subprocess
import sys

from click.testing import CliRunner
from lab_traces import name

from pushcfg.cli.lab import lab
from pushcfg.lab import state


def test_up_list_ssh_down(root: None) -> None:
    called, runner = name("cli"), CliRunner()
    up = runner.invoke(lab, ["up", "-n", "2", "--name", called, "--user", "ops"], catch_exceptions=False)
    try:
        assert f"2 hosts up, inventory: {state.of(called)}/inventory.yml" in up.stdout
        assert f"pushcfg lab down --name {called}" in up.stdout
        lines = [line.split() for line in runner.invoke(lab, ["list"]).stdout.splitlines() if called in line]
        assert [[f"{called}{n}", "plain", "up"] for n in (1, 2)] == [[line[0], *line[2:]] for line in lines]
        argv = [
            sys.executable,
            "-c",
            "from pushcfg.cli.lab import lab; lab()",
            "ssh",
            f"{called}2",
            "--",
            "id",
            "-un",
        ]
        assert subprocess.run(argv, capture_output=True, text=True).stdout == "ops\n"
    finally:
        down = runner.invoke(lab, ["down", "--name", called], catch_exceptions=False)
    assert f"{called} is down\n" == down.stdout
    assert "there is no lab" in str(runner.invoke(lab, ["down", "--name", called]).exception)


def test_help_says_what_is_needed() -> None:
    text = CliRunner().invoke(lab, ["--help"]).stdout
    for word in ("root", "Linux", "vagrant/", "up", "down", "list", "ssh"):
        assert word in text
