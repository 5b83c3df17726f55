"""The name of the NVMe host."""

from .files import lines


def collect(system, setting):
    """hostnqn."""
    return {"hostnqn": next((line for line in lines(system, "/etc/nvme/hostnqn") if line.startswith("nqn.")), "")}
