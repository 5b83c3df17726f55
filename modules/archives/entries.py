"""What goes into an archive: the entries that paths of the host make, in the order in which they go in."""

import os
import time

from ..core.failure import Failure
from ..files.tree import walk
from .described import tar_text, zip_text

OLDEST = (1980, 1, 1, 0, 0, 0)  # that zip knows


class Entry:
    """One entry: `path` on the host, `info` a TarInfo or ZipInfo, `text` what it is, for comparing."""

    def __init__(self, path, info, tell, has_content):
        self.path = path
        self.info = info
        self.tell = tell
        self.has_content = has_content

    @property
    def text(self):
        """What it is; it changes with `info` where a file grows until it is read."""
        return self.tell(self.info)


def common_folder(paths):
    """The folder, with a slash at its end, below which all of these paths are."""
    folders = [os.path.join(os.path.dirname(path), "") for path in paths]
    return os.path.join(os.path.dirname(os.path.commonprefix(folders)), "")


def below(system, targets, left_out):
    """Yield each path that goes into an archive: of a folder what is in it, parents first, but not `left_out`."""
    for target in targets:
        found = system.stat(target)
        paths = [target]
        if found is not None and found.kind == "directory":
            paths = [os.path.join(target, relative) for relative in sorted(name for name, _ in walk(system, target))]
        for path in paths:
            if os.path.normpath(path) != os.path.normpath(left_out):
                yield path


def tar_entries(system, paths, root, is_excluded):
    """{name: Entry} of a tar archive: links are links, a second name of a file is a hard link."""
    found, inodes = {}, {}
    for path in paths:
        stat = system.stat(path, follow=False)
        name = named(path, root)
        if stat is None or stat.kind == "socket" or not name or is_excluded(name):
            continue
        entry = Entry(path, tar_info(name, stat, inodes), tar_text, False)
        entry.has_content = entry.info.isreg()
        found[name] = entry
    return found


def tar_info(name, stat, inodes):
    """The TarInfo of a Stat; `inodes` are the names of the files so far that have several."""
    import tarfile
    info = tarfile.TarInfo(name)
    kinds = {"directory": tarfile.DIRTYPE, "link": tarfile.SYMTYPE, "fifo": tarfile.FIFOTYPE,
             "char": tarfile.CHRTYPE, "block": tarfile.BLKTYPE}
    info.type = kinds.get(stat.kind, tarfile.REGTYPE)
    info.mode, info.mtime, info.uid, info.gid = stat.mode, int(stat.mtime), stat.uid or 0, stat.gid or 0
    info.uname, info.gname = ("" if text.isdigit() else text for text in (stat.owner, stat.group))
    if stat.kind == "link":
        info.linkname = stat.target
    elif stat.kind in ("char", "block"):
        info.devmajor, info.devminor = os.major(stat.device_type), os.minor(stat.device_type)
    elif stat.kind == "file":
        first = inodes.setdefault((stat.device, stat.inode), name) if stat.links > 1 else name
        if first != name:
            info.type, info.linkname = tarfile.LNKTYPE, first
        else:
            info.size = stat.size
    return info


def zip_entries(system, paths, root):
    """{name: Entry} of a zip archive, which has what links point at; of a folder the name ends with a slash."""
    found = {}
    for path in paths:
        stat = system.stat(path)
        if stat is None:
            raise Failure("zip has what links point at, and %s points at nothing" % path)
        name = named(path, root)
        if stat.kind in ("file", "directory") and name:
            info = zip_info(name + ("/" if stat.kind == "directory" else ""), stat)
            found[info.filename] = Entry(path, info, zip_text, stat.kind == "file")
    return found


def zip_info(name, stat):
    """The ZipInfo of a Stat."""
    import stat as bits
    import zipfile
    when = max(time.localtime(int(stat.mtime))[:6], OLDEST)
    info = zipfile.ZipInfo(name, when)
    folder = stat.kind == "directory"
    info.create_system = 3  # Unix: what says that there are permission bits
    info.external_attr = (stat.mode | (bits.S_IFDIR if folder else bits.S_IFREG)) << 16 | (0x10 if folder else 0)
    info.compress_type = zipfile.ZIP_STORED if folder else zipfile.ZIP_DEFLATED
    info.file_size = 0 if folder else stat.size
    return info


def named(path, root):
    """The name of a path in the archive."""
    return (path[len(root):] if path.startswith(root) else path).strip("/")
