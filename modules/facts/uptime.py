"""Since when the host is up."""

from .files import content


def collect(system, setting):
    """uptime_seconds."""
    text = content(system, "/proc/uptime")
    return {} if text is None else {"uptime_seconds": int(float(text.split()[0]))}
