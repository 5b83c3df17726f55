"""vagrant/: what the real Vagrant says of its file, and that inventory and machines belong together."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from pushcfg.cli.main import cli

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "vagrant"
MACHINE = re.compile(r'^ +"(?P<name>\w+)" +=> \{ box: "(?P<box>[^"]+)", +address: "(?P<address>[\d.]+)" \},$', re.M)


@pytest.fixture
def vagrant(tmp_path):
    """Run vagrant on a copy, so that nothing is left in the repository or in anyone's home."""
    (tmp_path / "Vagrantfile").write_text((FOLDER / "Vagrantfile").read_text())

    def run(*words):
        home = {"VAGRANT_HOME": str(tmp_path / "home"), "VAGRANT_CHECKPOINT_DISABLE": "1", "HOME": str(tmp_path)}
        return subprocess.run(["vagrant", *words], cwd=tmp_path, env={**os.environ, **home}, capture_output=True,
                              text=True, timeout=120)

    return run


def machines():
    found = {match["name"]: match for match in MACHINE.finditer((FOLDER / "Vagrantfile").read_text())}
    assert len(found) == 3
    return found


def inventory():
    done = CliRunner().invoke(cli, ["inventory", "list", "-i", str(FOLDER / "hosts.yml")], catch_exceptions=False)
    return json.loads(done.stdout)["_meta"]["hostvars"]


def test_vagrant_finds_the_file_valid(vagrant):
    done = vagrant("validate", "--ignore-provider")
    assert (0, "Vagrantfile validated successfully.") == (done.returncode, done.stdout.splitlines()[-1]), done.stderr


def test_vagrant_finds_what_is_wrong(vagrant, tmp_path):
    file = tmp_path / "Vagrantfile"
    file.write_text(file.read_text().replace("machine.vm.hostname = name", 'machine.vm.hostname = "not a name"'))
    assert vagrant("validate", "--ignore-provider").returncode != 0


def test_the_inventory_has_the_machines():
    addresses = {name: match["address"] for name, match in machines().items()}
    assert addresses == {name: values["ansible_host"] for name, values in inventory().items()}


def test_a_debian_an_ubuntu_and_a_rocky():
    systems = [match["box"].rpartition("/")[2] for match in machines().values()]
    assert ["debian-12", "ubuntu-24.04", "rockylinux-9"] == systems


def test_without_the_key_nothing_is_contacted(tmp_path):
    (tmp_path / "hosts.yml").write_text((FOLDER / "hosts.yml").read_text())
    (tmp_path / "ping.yml").write_text("- hosts: all\n  gather_facts: false\n  tasks:\n    - ping:\n")
    done = subprocess.run([sys.executable, "-m", "pushcfg", "run", "-i", "hosts.yml", "ping.yml"], cwd=tmp_path,
                          env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True)
    assert 2 == done.returncode
    assert str(tmp_path / ".vagrant/pushcfg/id") in done.stderr
