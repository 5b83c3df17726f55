"""Volume groups, which only root and only the programs of LVM can tell."""


def collect(system, setting):
    """lvm: N/A on a host without LVM; nothing on one with it, since no program is started for facts."""
    return {"lvm": "N/A"} if system.which("vgs") is None else {}
