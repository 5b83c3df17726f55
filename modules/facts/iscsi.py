"""The name of the iSCSI initiator."""

from .files import lines


def collect(system, setting):
    """iscsi_iqn."""
    for line in lines(system, "/etc/iscsi/initiatorname.iscsi"):
        if line.startswith("InitiatorName="):
            return {"iscsi_iqn": line.split("=", 1)[1]}
    return {"iscsi_iqn": ""}
