"""Logging in to a lab's hosts."""

import socket
import subprocess
import time

import yaml
from lab_traces import Ssh, name

from pushcfg.lab import Lab


def test_every_user_logs_in_with_the_key(plain: Lab, ssh: Ssh) -> None:
    said = [ssh(plain, "id -un", user).stdout for user in ("root", "ops", "opspw")]
    assert said == ["root\n", "ops\n", "opspw\n"]


def test_sudo_is_free_for_ops_and_asks_opspw(plain: Lab, ssh: Ssh) -> None:
    assert ssh(plain, "sudo -n id -un", "ops").stdout == "root\n"
    assert ssh(plain, "sudo -n id -un", "opspw").returncode == 1
    assert ssh(plain, "echo lab | sudo -S -p '' id -un", "opspw").stdout == "root\n"


def test_each_address_is_another_host(plain: Lab, ssh: Ssh) -> None:
    said = [ssh(plain, "hostname; cat /etc/hostname", host=host).stdout for host in (0, 1)]
    assert [f"{host.name}\n{host.name}\n" for host in plain.hosts] == said


def test_exit_status_and_streams_come_through(plain: Lab, ssh: Ssh) -> None:
    result = ssh(plain, "echo out; echo err >&2; exit 7")
    assert (result.returncode, result.stdout, result.stderr) == (7, "out\n", "err\n")


def test_sftp_is_there(plain: Lab) -> None:
    argv = ["sftp", "-b", "-", *plain.ssh(plain.hosts[0])[1:-1]]
    argv[argv.index("-p")] = "-P"
    place = argv.index("-l")
    argv[place : place + 2] = []
    result = subprocess.run(
        [*argv, f"root@{plain.hosts[0].address}"], input="ls /etc/hostname\n", capture_output=True, text=True
    )
    assert "/etc/hostname" in result.stdout, result.stderr


def test_an_unknown_key_is_refused(plain: Lab, tmp_path) -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "id")], check=True)
    argv = [
        word.replace(str(plain.state_dir / "id"), str(tmp_path / "id")) for word in plain.ssh(plain.hosts[0])
    ]
    result = subprocess.run(argv, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert result.returncode == 255
    assert "Permission denied" in result.stderr


def test_the_inventory_names_every_host(plain: Lab) -> None:
    group = yaml.safe_load(plain.inventory.read_text())["lab"]
    expected = {host.name: {"ansible_host": host.address, "ansible_port": 2222} for host in plain.hosts}
    assert expected == group["hosts"]
    assert group["vars"]["ansible_user"] == "root"
    assert f"UserKnownHostsFile={plain.state_dir}/known_hosts" in group["vars"]["ansible_ssh_common_args"]


def test_only_root_may_look_at_a_lab(plain: Lab) -> None:
    assert plain.state_dir.stat().st_mode & 0o777 == 0o700
    assert (plain.state_dir / "id").stat().st_mode & 0o777 == 0o600


def test_rtt_delays_what_passes(root: None) -> None:
    with Lab.up(name("far"), 1, rtt=0.4) as lab:
        start = time.monotonic()
        with socket.create_connection((lab.hosts[0].address, 2222)) as connection:
            banner = connection.recv(100)
        # The banner needs no question: it comes half a round trip after the connection.
        assert 0.2 <= time.monotonic() - start < 1.5
        assert banner.startswith(b"SSH-2.0-OpenSSH")
