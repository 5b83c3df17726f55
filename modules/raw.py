"""The module `raw`."""

from .core.module import Action
from .core.param import Param


class Raw(Action):
    """A command line for the login shell of the host, which takes no Python there: the controller runs it itself."""

    free_form = "cmd"
    example = """
- name: Python, for all other tasks
  raw: command -v python3 || (apt-get update && apt-get install -y python3)
  register: python
  changed_when: "'Setting up' in python.stdout"
"""
    cmd = Param(str, "the command line", required=True)
    executable = Param(str, "shell, by its full path, that runs it instead of the login shell")

    def act(self, system):
        """Nothing comes here: the controller sends no such task to a runner."""
        raise NotImplementedError
