"""The content of a file as attribute: the text itself, or its SHA-256 where it is long."""

from ..core.digest import hexdigest
from ..core.reader import raw

# Longer than this a text makes no readable diff.
SHOWN = 256 * 1024


def wanted_content(content):
    """{content: text}, or {checksum: hex} of a long or large content."""
    if isinstance(content, dict):
        return {"checksum": content["sha256"]}
    if len(content) <= SHOWN:
        return {"content": content}
    return {"checksum": hexdigest("sha256", raw(content))}


def seen_content(system, path, stat, wanted):
    """The same of a file that is there, in the form that `wanted` has; a text far too long shows as its size."""
    if "checksum" in wanted:
        return {"checksum": system.checksum(path)}
    if stat.size > 16 * SHOWN:
        return {"content": "(%d bytes)" % stat.size}
    return {"content": system.text(path)}


def of_file(system, path, stat):
    """The content of a file on the host, for another one to get: text, or {sha256, size, path} of a large one."""
    if stat.size <= SHOWN:
        return system.text(path)
    return {"sha256": system.checksum(path), "size": stat.size, "path": path}


def content_bytes(system, content):
    """The bytes of a content: as it came, from another file on the host, or from the controller."""
    if isinstance(content, dict) and "path" in content:
        return system.read(content["path"])
    return system.fetch(content)
