"""getent, service_facts and mount_facts tell what Ansible's modules tell of this machine."""

import pytest
from both import ansible, ours

SIZES = {"size_available", "block_available", "block_used", "inode_available", "inode_used"}


def facts(outcome):
    """What is told, without what is another number a moment later."""
    told = outcome.get("ansible_facts")
    for mount in (told or {}).get("mount_points", {}).values():
        for name in SIZES:
            mount.pop(name, None)
    for mount in (told or {}).get("aggregate_mounts", ()):
        for name in SIZES:
            mount.pop(name, None)
    return told


@pytest.mark.parametrize(("name", "args"), [
    ("getent", {"database": "passwd"}), ("getent", {"database": "group", "key": "root"}),
    ("getent", {"database": "shadow", "key": "root"}), ("getent", {"database": "services", "key": "ssh"}),
    ("getent", {"database": "passwd", "key": "nobody here", "fail_key": False}),
    ("getent", {"database": "passwd", "split": "/"}), ("getent", {"database": "hosts"}),
    ("getent", {"database": "passwd", "key": "nobody here"}), ("getent", {"database": "nonsense"}),
    ("service_facts", {}), ("mount_facts", {}), ("mount_facts", {"sources": ["static"]}),
    ("mount_facts", {"sources": ["/proc/mounts"], "fstypes": ["tmpfs", "ov*"], "include_aggregate_mounts": True}),
    ("mount_facts", {"sources": ["mount"], "devices": ["proc"]}), ("mount_facts", {"sources": ["dynamic", "/etc/fstab"]}),
], ids=str)
def test_same(name, args):
    for _ in range(3):  # on a busy machine something may come or go between the two
        theirs, own = ansible(name, args), ours(name, args)
        if facts(theirs) == facts(own.get("result") or {}):
            break
    assert facts(theirs) == facts(own.get("result") or {})
    if theirs.get("failed"):
        assert (theirs["msg"], "failed") == (own["message"], own["status"])
