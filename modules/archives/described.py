"""What there is at the place of an archive: its format, and its entries as texts that can be compared."""

import stat
import zlib

from ..core.digest import digest_of
from ..files.times import stamp

MAGIC = ((b"\x1f\x8b", "gz"), (b"BZh", "bz2"), (b"\xfd7zXZ\x00", "xz"), (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"))
OTHER = "none that is known"
ANOTHER = ", with another content"


def packed_by(file):
    """gz, bz2, xz, zip, or "" for what begins like none of these."""
    head = file.read(6)
    file.seek(0)
    return next((name for magic, name in MAGIC if head.startswith(magic)), "")


def described_tar(system, file, entries):
    """(format, {name: text}) of what may be a tar archive; contents are compared where all else is as in `entries`."""
    import tarfile
    packed, found = packed_by(file), {}
    try:
        with tarfile.open(fileobj=file, mode="r:" + packed, encoding="utf-8", errors="surrogateescape") as tar:
            for info in tar:
                text, wanted = tar_text(info), entries.get(info.name)
                if info.isreg() and wanted is not None and wanted.has_content and wanted.text == text and (
                        digest_of(tar.extractfile(info)) != system.checksum(wanted.path)):
                    text += ANOTHER
                found[info.name] = text
    except errors():
        return packed or OTHER, {}
    return "tar." + packed if packed else "tar", found


def described_zip(system, file, entries):
    """As described_tar, of what may be a zip archive."""
    import zipfile
    found = {}
    try:
        with zipfile.ZipFile(file) as archive:
            for info in archive.infolist():
                text, wanted = zip_text(info), entries.get(info.filename)
                if wanted is not None and wanted.has_content and wanted.text == text and (
                        sum_of(system, wanted.path) != info.CRC):
                    text += ANOTHER
                found[info.filename] = text
    except errors():
        return packed_by(file) or OTHER, {}
    return "zip", found


def unpacked_digest(file):
    """The SHA-256 of what is packed in a file by gzip, bzip2 or xz; None where it is damaged."""
    try:
        with opener(packed_by(file))(file) as content:
            return digest_of(content)
    except errors():
        return None


def opener(packed):
    """What opens a binary file that is packed so."""
    import bz2
    import gzip
    import lzma
    return {"gz": lambda file: gzip.GzipFile(fileobj=file), "bz2": bz2.BZ2File, "xz": lzma.LZMAFile}[packed]


def errors():
    """What the readers of archives raise about damaged ones."""
    import lzma
    import tarfile
    import zipfile
    return (tarfile.TarError, zipfile.BadZipFile, lzma.LZMAError, zlib.error, EOFError, OSError, ValueError,
            NotImplementedError)


def tar_text(info):
    """A TarInfo in words."""
    kind = ("file" if info.isreg() else "folder" if info.isdir() else "link to " + info.linkname if info.issym() else
            "other name of " + info.linkname if info.islnk() else "fifo" if info.isfifo() else
            "device %d:%d" % (info.devmajor, info.devminor))
    owner = "%s:%s" % (info.uname or info.uid, info.gname or info.gid)
    size = ["%d bytes" % info.size] if info.isreg() else []
    return ", ".join([kind, "%04o" % (info.mode & 0o7777), owner] + size + [stamp(int(info.mtime))])


def zip_text(info):
    """A ZipInfo in words; a file that only has another time is no other entry."""
    kind = "folder" if info.filename.endswith("/") else "file"
    size = ["%d bytes" % info.file_size] if kind == "file" else []
    return ", ".join([kind, "%04o" % stat.S_IMODE(info.external_attr >> 16)] + size)


def sum_of(system, path):
    """The CRC-32 of a file."""
    found = 0
    with system.open(path) as file:
        for piece in iter(lambda: file.read(1 << 20), b""):
            found = zlib.crc32(piece, found)
    return found & 0xFFFFFFFF
