"""The module `script`."""

import os
from shlex import quote

from .command import Command, is_folder, told
from .core.failure import Failure, Missing
from .core.param import Param


class Script(Command):
    """A script of the controller that is run on the host, and removed from it again."""

    refused = {"warn": "leave it out; Ansible's module has no such argument"}
    example = """
- name: tell the load balancer
  script:
    cmd: register.sh --weight 10
    creates: /var/lib/registered
"""
    cmd = Param(str, "the script, in files/ or beside the playbook, and its arguments, for a shell on the host")
    executable = Param(str, "program that runs the script; without it its first line says which")
    decrypt = Param(bool, "decrypt a vaulted script on the controller", default=True)
    content = Param("raw", "the script itself", internal=True)
    file_name = Param(str, "its name", internal=True)
    arguments = Param(str, "the text of its arguments", internal=True)

    argv = None
    stdin = None
    stdin_add_newline = None
    strip_empty_ends = None
    expand_argument_vars = None

    @classmethod
    def problems(cls, values):
        """There is a script."""
        return [] if values.get("cmd") else ["script needs the path of a script"]

    def words(self):
        """What `register` shows."""
        return self.cmd

    def place(self, pattern):
        """A guard's path."""
        return pattern

    def act(self, system):
        """Put the script into a folder of its own, run it, and remove both; Failure for an exit code other than 0."""
        if self.chdir and not is_folder(system, self.chdir):
            raise Missing("cannot change to the folder %s: it does not exist" % self.chdir, rc=2)
        with system.scratch() as folder:
            path = os.path.join(folder, self.file_name)
            system.write(path, system.fetch(self.content), 0o700)
            words = [self.executable, quote(path), self.arguments]
            output = system.act(" ".join(word for word in words if word), self.chdir)
        values = {"rc": output.rc, "stdout": output.stdout, "stderr": output.stderr, "changed": True,
                  "stdout_lines": output.stdout.splitlines(), "stderr_lines": output.stderr.splitlines()}
        if output.rc != 0:
            last = told(output.stderr or output.stdout)
            raise Failure("non-zero return code: %d%s" % (output.rc, last), **dict(values, msg="non-zero return code"))
        return values
