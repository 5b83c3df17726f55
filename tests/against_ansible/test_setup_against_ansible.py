"""setup tells what Ansible's module tells, of this machine and of a network that has everything."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ansible.module_utils.facts import default_collectors
from ansible.module_utils.facts.collector import collector_classes_from_gather_subset
from both import ansible
from hypothesis import given, settings
from hypothesis import strategies as st

from modules import setup

ROOT = Path(__file__).parent.parent.parent
# Facts that are another value a moment later, or in another process.
PASSING = {"ansible_date_time", "ansible_loadavg", "ansible_memfree_mb", "ansible_memory_mb", "ansible_uptime_seconds",
           "ansible_env", "ansible_swapfree_mb"}
# Facts for which Ansible starts programs.
STARTED = {"ansible_lvm", "ansible_systemd"}
VOLATILE = {"size_available", "block_available", "block_used", "inode_available", "inode_used"}

BOTH = """
import json, sys
sys.path[:0] = sys.argv[1:3]
from both import ansible, ours
args = json.loads(sys.argv[3])
print(json.dumps([ansible("setup", args)["ansible_facts"], ours("setup", args)["result"]["ansible_facts"]]))
"""
NETWORK = """
set -e
mount -t sysfs sysfs /sys
# No addresses that the kernel gives by itself, some time later.
echo 1 > /proc/sys/net/ipv6/conf/default/addr_gen_mode
ip link set lo up
ip link add d0 type veth peer name d1
ip link set d1 up
ip addr add 10.1.0.1/24 dev d0
ip addr add 10.1.0.2/24 dev d0
ip addr add 10.9.0.1/16 brd + dev d0 label d0:web
ip addr add 10.1.0.3/24 dev d0 label d0:x
ip link set d0 up
ip addr add 2001:db8::1/64 dev d0 nodad
ip addr add fe80::5/64 dev d0 nodad
ip addr add 10.2.0.1 peer 10.2.0.2/32 dev d0
ip link add br-lan type bridge
ip link set d0 master br-lan
ip addr add 192.168.7.1/24 dev br-lan
ip link set br-lan up
ip link add v0 type veth peer name v1
ip link set v0 promisc on
ip route add default via 10.1.0.254 dev d0 src 10.1.0.2
ip -6 route add default via 2001:db8::fe dev d0
mount --bind /etc "$4"
for _ in $(seq 100); do grep -qx up /sys/class/net/br-lan/operstate && break; sleep 0.1; done
"$0" -c "$5" "$1" "$2" "$3"
"""


def settled(facts):
    """The facts that stay, lists without an order that means something sorted."""
    found = {}
    for name, value in facts.items():
        if name in PASSING | STARTED:
            continue
        if name == "ansible_mounts":
            value = [{key: item for key, item in mount.items() if key not in VOLATILE} for mount in value]
        texts = isinstance(value, list) and all(isinstance(item, str) for item in value)
        found[name] = sorted(value) if texts else value
    return found


def compare(expected, actual):
    assert {} == difference(settled(expected), settled(actual))


def difference(expected, actual):
    """{key: (expected, actual)} where they are not the same, down to the innermost mapping."""
    if not isinstance(expected, dict) or not isinstance(actual, dict):
        return (expected, actual)
    return {key: difference(expected.get(key), actual.get(key)) for key in {*expected, *actual}
            if expected.get(key) != actual.get(key)}


def both(args, *command):
    here = [sys.executable, "-c", BOTH, str(ROOT), str(ROOT / "tests"), json.dumps(args)]
    environment = dict(os.environ, PYTHONPATH=str(Path(__file__).parent))
    done = subprocess.run(command or here, capture_output=True, text=True, check=True, env=environment)
    return json.loads(done.stdout.splitlines()[-1])


def test_this_machine():
    # On a busy machine a mount or an interface may come or go between the two.
    for _ in range(3):
        found = difference(*map(settled, both({})))
        if found == {}:
            return
    assert {} == found


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("ip") or not shutil.which("unshare"),
                    reason="needs root, ip and unshare")
def test_a_network_that_has_everything(tmp_path):
    (tmp_path / "bound").mkdir()
    (tmp_path / "facts").mkdir()
    contents = {"json": '{"a": [1, {"b": null}]}', "ini": "[General]\nA = 1\nb: x y\n[two]\n", "bad": "garbage",
                "percent": "[x]\na=%(nope)s\n", "text": '"just text"', "empty": ""}
    for name, content in contents.items():
        (tmp_path / "facts" / f"{name}.fact").write_text(content)
    for name, content in {"prints": "echo '{\"k\": 1}'", "fails": "echo oops >&2; exit 3"}.items():
        (tmp_path / "facts" / f"{name}.fact").write_text(f"#!/bin/sh\n{content}\n")
        (tmp_path / "facts" / f"{name}.fact").chmod(0o755)
    (tmp_path / "facts" / "dangling.fact").symlink_to("nowhere")
    args = json.dumps({"fact_path": str(tmp_path / "facts")})
    for _ in range(3):  # as above
        try:
            facts = both({}, "unshare", "-n", "-m", "bash", "-c", NETWORK, sys.executable, str(ROOT),
                         str(ROOT / "tests"), args, str(tmp_path / "bound"), BOTH)
        except subprocess.CalledProcessError as error:
            pytest.skip(f"this machine has no such network: {error.stderr[-200:]}")
        if difference(*map(settled, facts)) == {}:
            break
    compare(*facts)
    assert ["10.1.0.1", "d0_web"] == [facts[1]["ansible_d0"]["ipv4"]["address"],
                                      next(name for name in facts[1]["ansible_interfaces"] if name == "d0_web")]


NAMES = sorted({*setup.SUBSETS, *setup.OWNERS, "all", "min"})
SPECS = st.lists(st.sampled_from([*NAMES, *("!" + name for name in NAMES), "!nonsense"]), max_size=5)


@given(SPECS)
@settings(max_examples=300, deadline=None)
def test_subsets(spec):
    classes = collector_classes_from_gather_subset(
        all_collector_classes=default_collectors.collectors, minimal_gather_subset=frozenset(setup.MINIMAL),
        gather_subset=list(spec) or None)
    expected = {found.name for found in classes} - {"facter", "ohai"}
    assert expected == set(setup.chosen(spec or ["all"]))


def test_subsets_that_can_be_named():
    message = ansible("setup", {"gather_subset": ["nonsense"]})["msg"]
    expected = set(message.partition("allowed: ")[2].split(", ")) - {"facter", "ohai", "all"}
    assert expected == {*setup.SUBSETS, *setup.OWNERS}


@pytest.mark.parametrize("patterns", [["ansible_distribution"], ["os_family", "kern*"], ["*"], [""], ["nothing"],
                                      ["facter_*"], ["ansible_user_*", "hostname"]], ids=str)
def test_filter(patterns):
    args = {"gather_subset": ["!all", "!min", "platform", "distribution", "user"], "filter": patterns}
    compare(*both(args))
