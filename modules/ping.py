"""The module `ping`."""

from .core.module import Module
from .core.param import Param


class Ping(Module):
    """That the host answers: login, Python and the runner work."""

    example = """
- name: the host answers
  ping:
"""
    data = Param(str, "what to answer; crash makes the module crash", default="pong")

    def result(self, system, current):
        """The answer."""
        if self.data == "crash":
            # As in Ansible: to see what an operator gets of a module that crashes.
            raise RuntimeError("boom")
        return {"ping": self.data}
