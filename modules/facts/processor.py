"""Processors, as /proc/cpuinfo counts them."""

import os

from .files import content, exists, lines

MODEL_KEYS = ("model name", "Processor", "vendor_id", "cpu", "Vendor", "processor")


def collect(system, setting):
    """processor (texts), processor_count, _cores, _threads_per_core, _vcpus, _nproc and flags."""
    pairs = [tuple(part.strip() for part in line.partition(":")[::2]) for line in lines(system, "/proc/cpuinfo")]
    if not pairs:
        return {}
    facts = {"processor": [value for key, value in pairs if key in MODEL_KEYS]}
    flags = [value for key, value in pairs if key == "flags"]
    if flags:
        facts["flags"] = flags[-1].split()
    architecture = os.uname().machine
    if architecture == "s390x":
        facts.update(mainframe(dict(pairs)))
    elif is_xen(system) and any("vme" not in value for value in flags):
        # Xen's paravirtual guests see every processor as one of its own, and no cores.
        count = number(pairs, architecture)
        facts.update(counts(count, count, 1, count))
    else:
        facts.update(counted(pairs, architecture))
    facts["processor_nproc"] = len(os.sched_getaffinity(0))
    return facts


def counts(sockets, cores, threads, vcpus):
    """The four counts under their names."""
    return {"processor_count": sockets, "processor_cores": cores, "processor_threads_per_core": threads,
            "processor_vcpus": vcpus}


def counted(pairs, architecture):
    """The counts of an ordinary machine."""
    sockets, siblings = {}, {}
    package = core = 0
    for key, value in pairs:
        if key == "physical id":
            package = value
            sockets.setdefault(package, 1)
        elif key == "core id":
            core = value
            if core not in sockets:
                siblings[core] = 1
        elif key == "cpu cores":
            sockets[package] = int(value)
        elif key == "siblings":
            siblings[core] = int(value)
    cores = next(iter(sockets.values()), 1) or 1
    threads = round(next(iter(siblings.values()), 1) / cores)
    packages = len(sockets) or number(pairs, architecture)
    return counts(packages, cores, threads, threads * packages * cores)


def number(pairs, architecture):
    """How many processors the file lists, by the key that this architecture has."""
    keys = [key for key, _ in pairs]
    if architecture.startswith(("armv", "aarch", "ppc")):
        return keys.count("processor")
    active = [int(value) for key, value in pairs if key == "ncpus active"]
    if keys.count("vendor_id") and keys.count("vendor_id") == keys.count("model name"):
        return keys.count("vendor_id")
    return active[-1] if active else sum(keys.count(key) for key in MODEL_KEYS)


def mainframe(told):
    """The counts of s390x."""
    processors, threads = int(told["# processors"]), int(told.get("max thread id", 0)) + 1
    return counts(1, round(processors / threads), threads, processors)


def is_xen(system):
    """Whether Xen is below or beside."""
    return exists(system, "/proc/xen") or content(system, "/sys/hypervisor/type") == "xen"
