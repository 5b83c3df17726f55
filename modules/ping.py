"""The module `ping`."""

from .core.failure import Failure
from .core.module import Module
from .core.param import Param


class Ping(Module):
    """That the host answers: login, Python and the runner work."""

    example = """
- name: the host answers
  ping:
"""
    data = Param(str, "what to answer; crash makes the module fail", default="pong")

    def result(self, system, current):
        """The answer."""
        if self.data == "crash":
            raise Failure("boom")
        return {"ping": self.data}
