"""What came back from a server: its status, its headers, and its content, in memory or in a file without a name."""

import tempfile

# Larger contents go to the disk.
IN_MEMORY = 1 << 20


def store(folder=None):
    """A file that nobody else sees and that is gone once it is closed."""
    return tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, dir=folder)


class Response:
    """`headers` are pairs with names in lower case, `file` is a binary file with the content, at its begin."""

    def __init__(self, status, reason, url, headers, file, size, cookies=()):
        self.status = status
        self.reason = reason
        self.url = url
        self.headers = headers
        self.file = file
        self.size = size
        self.cookies = cookies

    def header(self, name):
        """The value of a header, of several joined by commas; None if it is not there."""
        values = [value for key, value in self.headers if key == name]
        return ", ".join(values) if values else None

    def merged_headers(self):
        """{name: value} of all headers."""
        return {name: self.header(name) for name, _ in self.headers}

    def read(self):
        """The content as bytes."""
        self.file.seek(0)
        content = self.file.read()
        self.file.seek(0)
        return content

    def text(self):
        """The content as text, in the encoding that the server names."""
        try:
            return self.read().decode(self.charset(), "surrogateescape")
        except LookupError:
            return self.read().decode("utf-8", "surrogateescape")

    def charset(self):
        """The encoding that the content type names, else UTF-8."""
        for part in (self.header("content-type") or "").split(";")[1:]:
            name, _, value = part.strip().partition("=")
            if name.lower() == "charset":
                return value.strip("\"' ") or "utf-8"
        return "utf-8"

    def message(self):
        """What happened, as Ansible's modules say it."""
        if self.status >= 300:
            return "HTTP Error %d: %s" % (self.status, self.reason)
        return "OK (%s bytes)" % (self.header("content-length") or "unknown")

    def checksum(self, algorithm):
        """The hash of the content, in hexadecimal."""
        from ..core.digest import new
        from ..core.failure import Failure
        try:
            digest = new(algorithm)
        except ValueError as error:
            raise Failure("Could not hash with the algorithm %s: %s" % (algorithm, error))
        self.file.seek(0)
        for piece in iter(lambda: self.file.read(1 << 20), b""):
            digest.update(piece)
        self.file.seek(0)
        return digest.hexdigest()

    def file_name(self):
        """The name that the server gives the content, without any folders; None if it gives none."""
        import email.message
        import os
        message = email.message.Message()
        message["content-disposition"] = self.header("content-disposition") or ""
        name = message.get_param("filename", header="content-disposition")
        name = name[2] if isinstance(name, tuple) else name
        return os.path.basename(name) if name else None


def url_file_name(url):
    """The last part of a URL's path."""
    import os
    from urllib.parse import urlsplit
    return os.path.basename(urlsplit(url).path) or "index.html"


def masked_url(url):
    """The URL without the password that may be in it."""
    scheme, separator, rest = url.partition("://")
    place, slash, path = rest.partition("/")
    login, at, host = place.rpartition("@")
    if not separator or not at or ":" not in login:
        return url
    return "%s://%s:********@%s%s%s" % (scheme, login.partition(":")[0], host, slash, path)
