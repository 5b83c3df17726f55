"""Opens archives: tar, plain or packed by gzip, bzip2 or xz, and zip."""

import stat

from ..core.failure import Failure
from .member import Member

HANDLERS = ((b"\x1f\x8b", "TgzArchive"), (b"PK\x03\x04", "ZipArchive"),
            (b"PK\x05\x06", "ZipArchive"), (b"\x28\xb5\x2f\xfd", "TarZstdArchive"))


def open_archive(file, options):
    """The archive in a binary file; Failure if it is none."""
    head = file.read(8)
    file.seek(0)
    handler = next((name for magic, name in HANDLERS if head.startswith(magic)), "TarArchive")
    if handler == "TarZstdArchive":
        raise Failure("archives packed by zstd cannot be unpacked here: pack it with gzip or xz, or use a command task")
    return (Zip if handler == "ZipArchive" else Tar)(file, handler, options)


class Tar:
    """A tar archive, read from front to end."""

    def __init__(self, file, handler, options):
        self.file = file
        self.handler = handler
        self.options = options

    def __iter__(self):
        """Yield (Member, binary file with its content or None), in the order of the archive."""
        import tarfile
        self.file.seek(0)
        try:
            with tarfile.open(fileobj=self.file, mode="r:*") as tar:
                for found in tar:
                    member = self.member(found)
                    if member is not None:
                        yield member, tar.extractfile(found) if member.kind == "file" else None
        except (tarfile.TarError, EOFError, OSError) as error:
            raise Failure("this is no archive that can be read: %s" % error)

    def member(self, found):
        """A TarInfo as a Member; None for what the options leave out."""
        path = self.options.named(found.name)
        if path is None or not self.options.takes(found.name):
            return None
        kind = ("file" if found.isreg() else "directory" if found.isdir() else "link" if found.issym() else
                "hard" if found.islnk() else None)
        if kind is None:
            raise Failure("the archive has a member that is no file, folder or link: %s" % found.name)
        target = found.linkname
        if kind == "hard":
            target = self.options.named(target)
            if target is None:
                raise Failure("the other name of the hard link %s is left out by extra_opts" % found.name)
        return Member(path, kind, found.mode & 0o7777, found.size, int(found.mtime), found.uid,
                      found.gid, found.uname, found.gname, target)


class Zip:
    """A zip archive."""

    def __init__(self, file, handler, options):
        self.file = file
        self.handler = handler
        self.options = options

    def __iter__(self):
        """As Tar."""
        import zipfile
        self.file.seek(0)
        try:
            with zipfile.ZipFile(self.file) as archive:
                for found in archive.infolist():
                    member = self.member(archive, found)
                    if member is not None:
                        yield member, archive.open(found) if member.kind == "file" else None
        except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError) as error:
            raise Failure("this is no archive that can be read: %s" % error)

    def member(self, archive, found):
        """A ZipInfo as a Member; None for what the options leave out."""
        path = self.options.named(found.filename)
        if path is None or not self.options.takes(found.filename):
            return None
        bits = found.external_attr >> 16
        folder = found.filename.endswith("/")
        kind = "directory" if folder else "link" if stat.S_ISLNK(bits) else "file"
        target = archive.read(found).decode("utf-8", "surrogateescape") if kind == "link" else None
        mode = stat.S_IMODE(bits) or ((0o777 if folder else 0o666) & ~self.options.umask)
        return Member(path, kind, mode, found.file_size, target=target)
