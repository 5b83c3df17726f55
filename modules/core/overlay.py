"""What the tasks of a check have drawn: files that are not there, and records of what commands would bring."""


class Drawn:
    """A file, folder or link that exists in the sketch only. `content` is bytes; None if it cannot be foretold."""

    def __init__(self, kind, mode, owner, group, content=b"", target=None, origin=None, times=None, size=None,
                 inode=0, device=0, links=1, digests=None):
        self.kind = kind
        self.mode = mode
        self.owner = owner
        self.group = group
        self.content = content
        self.target = target
        # The real path whose entries or content show through this folder or file, if it stands for one that exists.
        self.origin = origin
        self.times = times
        # Of a file that shows through: it is not read until someone asks for its content.
        self.size = size
        # Names with the same inode (and device) are one file; 0 is a file of its own.
        self.inode = inode
        self.device = device
        self.links = links
        # {algorithm: hex} of a content that cannot be foretold or is too large to keep.
        self.digests = digests


# Bytes from which on the content of a drawn file is not told to other runners: there it cannot be foretold.
LARGE = 64 * 1024


class Overlay:
    """What the tasks of a check have drawn so far; one per check, shared by all its sketches.

    Tasks that are at work together draw on it: whoever goes through it goes through a list of what is there.

    `files` maps paths to Drawn, or to None for a path that was removed. `records` maps pairs such as
    ("user", "web") to what a command would bring, or to None for what it would remove.
    """

    def __init__(self):
        self.files = {}
        self.records = {}
        self.unforeseen = []
        self.told = {}

    def news(self):
        """What was drawn since the last call, as plain data that `learn` takes in another runner."""
        files = {path: drawn and dict(vars(drawn), content=travelling(drawn.content))
                 for path, drawn in list(self.files.items()) if self.told.get(path, self) is not drawn}
        records = [[kind, name, record] for (kind, name), record in list(self.records.items())
                   if self.told.get((kind, name), self) is not record]
        self.told = dict(self.files)
        self.told.update(self.records)
        return {"files": files, "records": records, "unforeseen": self.unforeseen}

    def learn(self, drawn):
        """Take over what another runner has drawn."""
        for path, fields in drawn["files"].items():
            content = None if fields is None or fields["content"] is None else fields["content"].encode("latin-1")
            self.files[path] = fields and Drawn(**dict(fields, content=content))
        self.records.update({(kind, name): record for kind, name, record in drawn["records"]})
        self.unforeseen.extend(label for label in drawn["unforeseen"] if label not in self.unforeseen)
        self.told = dict(self.files)
        self.told.update(self.records)


def travelling(content):
    """A content as JSON carries it; None if it cannot be foretold or is large."""
    return None if content is None or len(content) > LARGE else content.decode("latin-1")
