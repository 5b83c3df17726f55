"""The names of Fibre Channel ports."""

from .files import content, names


def collect(system, setting):
    """fibre_channel_wwn."""
    hosts = names(system, "/sys/class/fc_host")
    found = (content(system, "/sys/class/fc_host/%s/port_name" % host) for host in hosts)
    return {"fibre_channel_wwn": [name[2:] for name in found if name]}
