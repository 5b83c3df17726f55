"""The capabilities of the process that a task runs in, in the words of capsh(1)."""

from .files import lines

NAMES = (  # noqa: SIM905 - a list of forty quoted words would be harder to read
    "chown dac_override dac_read_search fowner fsetid kill setgid setuid setpcap linux_immutable net_bind_service "
    "net_broadcast net_admin net_raw ipc_lock ipc_owner sys_module sys_rawio sys_chroot sys_ptrace sys_pacct "
    "sys_admin sys_boot sys_nice sys_resource sys_time sys_tty_config mknod lease audit_write audit_control "
    "setfcap mac_override mac_admin syslog wake_alarm block_suspend audit_read perfmon bpf checkpoint_restore"
).split()
EFFECTIVE, PERMITTED, INHERITABLE = 1, 2, 4


def collect(system, setting):
    """system_capabilities and system_capabilities_enforced; N/A where there is no capsh, as in Ansible."""
    if system.which("capsh") is None:
        return {"system_capabilities_enforced": "N/A", "system_capabilities": "N/A"}
    pairs = dict(line.split(":\t", 1) for line in lines(system, "/proc/self/status") if line.startswith("Cap"))
    sets = [int(pairs[name], 16) for name in ("CapEff", "CapPrm", "CapInh")]
    text = as_text(sets, last_capability(system))
    if text == "=ep":
        return {"system_capabilities_enforced": "False", "system_capabilities": []}
    # Ansible takes what stands between the first two equals signs; its playbooks know no better.
    return {"system_capabilities_enforced": "True",
            "system_capabilities": [word.strip() for word in text.split("=")[1].split(",")]}


def last_capability(system):
    """The highest number that the kernel knows."""
    found = lines(system, "/proc/sys/kernel/cap_last_cap")
    return int(found[0]) if found else len(NAMES) - 1


def as_text(sets, last):
    """cap_to_text(3) of the effective, permitted and inheritable set, as libcap from 2.43 writes it."""
    states = [sum(1 << place for place, bits in enumerate(sets) if bits >> number & 1) for number in range(last + 1)]
    # The most frequent state stands for all that is not named; of equally frequent ones the lowest.
    base = max(range(8), key=lambda state: (states.count(state), -state))
    text = "=" + letters(base)
    for state in range(7, -1, -1):
        if state == base or state not in states:
            continue
        text += " " + ",".join(name(number) for number, found in enumerate(states) if found == state)
        if state & ~base:
            text += "+" + letters(state & ~base)
        if base & ~state:
            text += "-" + letters(base & ~state)
    # With nothing in the base, "= cap_x+ep" is written "cap_x=ep".
    return text[2:].replace("+", "=", 1) if text.startswith("= ") else text


def letters(state):
    """e, i and p of a state."""
    return "".join(letter for letter, bit in zip("eip", (EFFECTIVE, INHERITABLE, PERMITTED)) if state & bit)


def name(number):
    """cap_chown and so on; the bare number of one that is not known here."""
    return "cap_" + NAMES[number] if number < len(NAMES) else str(number)
