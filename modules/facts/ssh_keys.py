"""The host's public SSH keys."""

from .files import content

FOLDERS = ("/etc/ssh", "/etc/openssh", "/etc")
KINDS = ("dsa", "rsa", "ecdsa", "ed25519")


def collect(system, setting):
    """ssh_host_key_*_public and ..._keytype, of the first folder that has keys."""
    for folder in FOLDERS:
        facts = {}
        for kind in KINDS:
            words = (content(system, "%s/ssh_host_%s_key.pub" % (folder, kind)) or "").split()
            if len(words) > 1:
                name = "ssh_host_key_%s_public" % kind
                facts[name + "_keytype"], facts[name] = words[:2]
        if facts:
            return facts
    return {}
