"""The module `shell`."""

from .command import Command
from .core.param import Param


class Shell(Command):
    """A command line that is run by a shell, with pipes, patterns and all that a shell knows."""

    refused = {
        "warn": "leave it out; Ansible has refused it since 2.14",
        "argv": "use the module command, which takes a list of words",
        "expand_argument_vars": "leave it out: the shell itself replaces variables",
    }
    example = """
- name: a list of what is installed
  shell: dpkg -l | gzip > /srv/backup/packages.gz
  args:
    creates: /srv/backup/packages.gz
    executable: /bin/bash
"""
    cmd = Param(str, "command line")
    argv = None
    expand_argument_vars = None
    executable = Param("path", "shell that runs it, instead of /bin/sh")

    def words(self):
        """The command line as it is."""
        return self.cmd

    def start(self, system, words):
        """The Output of the command line."""
        return system.act(words, self.chdir, self.input(), self.executable)
