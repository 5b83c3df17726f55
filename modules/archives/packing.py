"""Packs entries a piece at a time: an archive need not fit into memory, and lies nowhere but in its place."""

from ..core.digest import new
from ..core.failure import Failure

BLOCK = 512
RECORD = 20 * BLOCK


class Pieces:
    """A binary file that is read once from front to end, made of an iterator; `digest` is of what has been read."""

    def __init__(self, pieces):
        self.pieces = pieces
        self.digest = new("sha256")

    def seekable(self):
        """It is not."""
        return False

    def read(self, size=-1):
        """The next piece, of whatever size; b"" at the end."""
        piece = next((piece for piece in self.pieces if piece), b"")
        self.digest.update(piece)
        return piece


def tar_pieces(system, entries):
    """The bytes of a tar archive."""
    size = 0
    for piece in tar_blocks(system, entries):
        size += len(piece)
        yield piece
    end = 2 * BLOCK
    yield b"\0" * (end + -(size + end) % RECORD)


def tar_blocks(system, entries):
    """The bytes of the entries, each in whole blocks."""
    import tarfile
    for entry in entries:
        if not entry.has_content:
            yield entry.info.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape")
            continue
        freshen(system, entry)
        yield entry.info.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape")
        for piece in content(system, entry):
            yield piece
        yield b"\0" * (-entry.info.size % BLOCK)


def freshen(system, entry):
    """The size and time of a file as they are when it is read: a log may have grown since somebody looked."""
    found = system.stat(entry.path)
    if found is None:
        raise Failure("%s is gone since the archive was begun" % entry.path)
    entry.info.size, entry.info.mtime = found.size, int(found.mtime)


def content(system, entry):
    """Yield as many bytes of a file as its header says."""
    left = entry.info.size
    with system.open(entry.path) as file:
        while left:
            piece = file.read(min(left, 1 << 18))
            if not piece:
                raise Failure("%s became shorter while it was read" % entry.path)
            left -= len(piece)
            yield piece


def file_pieces(system, path):
    """The bytes of a file."""
    with system.open(path) as file:
        for piece in iter(lambda: file.read(1 << 18), b""):
            yield piece


def packed_pieces(pieces, format):
    """These bytes, packed by gzip, bzip2 or xz; as they are for tar."""
    packer = packer_of(format)
    for piece in pieces:
        yield packer.compress(piece) if packer is not None else piece
    if packer is not None:
        yield packer.flush()


def packer_of(format):
    """What packs a stream; its output says neither when nor from what it was made, so it is the same every time."""
    if format == "gz":
        import zlib
        return zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    if format == "bz2":
        import bz2
        return bz2.BZ2Compressor()
    if format == "xz":
        import lzma
        return lzma.LZMACompressor()
    return None


class Sink:
    """A file to write to; what has been written is taken out of it."""

    def __init__(self):
        self.written = []

    def write(self, data):
        """Keep a piece."""
        self.written.append(bytes(data))
        return len(data)

    def flush(self):
        """Nothing is held back."""

    def take(self):
        """All that was written since the last time."""
        taken, self.written = b"".join(self.written), []
        return taken


def zip_pieces(system, entries):
    """The bytes of a zip archive."""
    import zipfile
    sink = Sink()
    try:
        with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
            for entry in entries:
                large = entry.info.file_size > 1 << 30
                with archive.open(entry.info, "w", force_zip64=large) as member:
                    for piece in file_pieces(system, entry.path) if entry.has_content else ():
                        member.write(piece)
                        yield sink.take()
            yield sink.take()
    except UnicodeEncodeError as error:
        raise Failure("zip knows no names that are not UTF-8: %s" % ascii(error.object))
    yield sink.take()
