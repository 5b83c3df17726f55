"""A file with one word in it."""

from .core.module import Module
from .core.param import Param


class Marker(Module):
    """A file with one word in it."""

    example = "- marker: {path: /tmp/mark, word: x}\n"
    path = Param("path", "where it is", required=True)
    word = Param(str, "what is in it", default="mark")

    def inspect(self, system):
        """What is there."""
        return {"word": system.read(self.path).decode().strip()} if system.stat(self.path) is not None else {}

    def desired(self, current):
        """The word."""
        return {"word": self.word}

    def apply(self, system, diff):
        """Write it."""
        system.write(self.path, (self.word + "\n").encode())
