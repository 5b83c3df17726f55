"""Memory and swap, in MiB."""

from .files import lines


def collect(system, setting):
    """memtotal_mb, memfree_mb, swaptotal_mb, swapfree_mb and memory_mb."""
    seen = {}
    for line in lines(system, "/proc/meminfo"):
        name, _, value = line.partition(":")
        seen[name] = int(value.split()[0]) // 1024
    if "MemTotal" not in seen:
        return {}
    total, free = seen["MemTotal"], seen["MemFree"]
    available = seen["Cached"] + free + seen["Buffers"]
    swap, unswapped = seen.get("SwapTotal", 0), seen.get("SwapFree", 0)
    return {
        "memtotal_mb": total, "memfree_mb": free, "swaptotal_mb": swap, "swapfree_mb": unswapped,
        "memory_mb": {
            "real": {"total": total, "used": total - free, "free": free},
            "nocache": {"free": available, "used": total - available},
            "swap": {"total": swap, "free": unswapped, "used": swap - unswapped, "cached": seen.get("SwapCached")},
        },
    }
