"""One thing in an archive, whatever the archive's format."""

from ..core.failure import Failure


class Member:
    """`path` is where it goes below the destination, `kind` is file, directory, link or hard; `target` is what a link
    points at, and for hard the path of the other name; `modified` is None where the archive does not tell.
    """

    def __init__(self, path, kind, mode, size=0, modified=None, uid=None, gid=None, owner="", group="", target=None,
                 source=None, crc=None):
        self.path = path
        self.kind = kind
        self.mode = mode
        self.size = size
        self.modified = modified
        self.uid = uid
        self.gid = gid
        self.owner = owner
        self.group = group
        self.target = target
        # How the archive itself knows it.
        self.source = source
        self.crc = crc


def placed(name):
    """Where a member of this name goes; "" for the destination itself. Failure for a name that leads out of it."""
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if ".." in parts:
        raise Failure("the archive has a member that leads out of the destination: %s" % name)
    return "/".join(parts)
