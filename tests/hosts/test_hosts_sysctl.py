"""Kernel parameters that a playbook sets in a lab host stay in it."""

from pathlib import Path

from hosts.operating import Operator

NAMES = ("vm.swappiness", "vm.overcommit_memory", "kernel.panic", "kernel.pid_max", "net.ipv4.ip_forward",
         "fs.file-max")  # fmt: skip
TEXT = """
- hosts: lab
  gather_facts: false
  tasks:
    - sysctl:
        name: "{{ item.key }}"
        value: "{{ item.value }}"
        sysctl_file: /etc/sysctl.d/90-lab.conf
        sysctl_set: true
      loop: "{{ wanted | dict2items }}"
"""


def machine() -> dict[str, str]:
    """This machine's own values."""
    return {name: Path("/proc/sys", name.replace(".", "/")).read_text().strip() for name in NAMES}


def test_the_host_changes_and_the_machine_does_not(operator: Operator) -> None:
    before = machine()
    # Neither what the machine has nor what is dangerous if this fails.
    wanted = {name: str(int(value) + 1) if name == "vm.swappiness" else "1" if value != "1" else "0"
              for name, value in before.items()}  # fmt: skip
    wanted |= {"fs.file-max": "123456", "kernel.pid_max": "65536"}
    operator.write("wanted.yml", "wanted: {%s}\n" % ", ".join(f"{name}: '{value}'" for name, value in wanted.items()))
    words = ["-e", f"@{operator.folder}/wanted.yml"]
    foretold = operator.run(TEXT, *words, "--check", code=3)
    assert before == machine()
    done = operator.run(TEXT, *words, code=0)
    assert before == machine()
    assert 3 * len(NAMES) == len(done.ends("changed")) == len(foretold.ends("changed"))
    for host in operator.lab.hosts:
        found = operator.lab.run(host, ["sysctl", "-n", *NAMES]).stdout.split()
        assert [wanted[name] for name in NAMES] == found
    assert [] == operator.run(TEXT, *words, code=0).ends("changed")
    assert before == machine()
