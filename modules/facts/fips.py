"""Whether the kernel insists on approved cryptography."""

from .files import content


def collect(system, setting):
    """fips."""
    return {"fips": content(system, "/proc/sys/crypto/fips_enabled") == "1"}
