"""What file(1) and lsattr(1) say of a path."""

# The letters of lsattr(1), and what Ansible's stat calls them.
FLAGS = {
    "a": "append", "A": "noatime", "c": "compressed", "C": "nocow", "d": "nodump", "D": "dirsync", "e": "extents",
    "E": "encrypted", "h": "blocksize", "i": "immutable", "I": "indexed", "j": "journalled", "N": "inline",
    "s": "zero", "S": "synchronous", "t": "notail", "T": "blockroot", "u": "undelete", "X": "compressedraw",
    "Z": "compresseddirty",
}


def mime_type(system, path):
    """{mimetype, charset}; `unknown` where file(1) is not there or cannot tell."""
    if system.which("file") is not None:
        output = system.query(["file", "--brief", "--mime-type", "--mime-encoding", path])
        kind, separator, charset = output.stdout.strip().partition("; charset=")
        if output.rc == 0 and separator:
            return {"mimetype": kind, "charset": charset}
    return {"mimetype": "unknown", "charset": "unknown"}


def file_flags(system, path):
    """{version, attr_flags, attributes}; empty where lsattr(1) is not there or the file system has none."""
    if system.which("lsattr") is not None:
        output = system.query(["lsattr", "-vd", path])
        words = output.stdout.split()
        if output.rc == 0 and len(words) > 1:
            letters = words[1].replace("-", "")
            return {"version": words[0], "attr_flags": letters,
                    "attributes": [FLAGS[letter] for letter in letters if letter in FLAGS]}
    return {"version": None, "attr_flags": "", "attributes": []}
