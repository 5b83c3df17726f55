"""The module `command`."""

import os
import time

from .core.expand import expand, home
from .core.failure import Failure, Missing
from .core.module import Action
from .core.moment import duration, moment
from .core.param import Param
from .core.reader import raw


class Command(Action):
    """A program that is started with its arguments, without a shell."""

    free_form = "cmd"
    refused = {
        "warn": "leave it out; Ansible has refused it since 2.14",
        "executable": "leave it out, or use the module shell, which can start another shell",
    }
    example = """
- name: the first archive
  command:
    cmd: /usr/local/bin/backup --full
    creates: /srv/backup/full.tar
"""
    cmd = Param(str, "program and arguments, parted as a shell would")
    argv = Param(list, "program and arguments as a list, in which nothing has to be quoted", elements="raw")
    chdir = Param("path", "folder to start it in")
    creates = Param("path", "path or pattern: if there is such a file, the command does not run")
    removes = Param("path", "path or pattern: if there is no such file, the command does not run")
    stdin = Param(str, "text for its standard input, which is empty otherwise")
    stdin_add_newline = Param(bool, "end that text with a newline", default=True)
    strip_empty_ends = Param(bool, "take newlines off the end of what it prints", default=True)
    expand_argument_vars = Param(bool, "replace ~ and $VARIABLES in its arguments", default=True)

    @classmethod
    def problems(cls, values):
        """Exactly one of the two ways to say what to run."""
        given = [name for name in ("cmd", "argv") if values.get(name) not in (None, "", [])]
        name = cls.__name__.lower()
        if not given:
            return ["%s needs a command" % name]
        return ["%s takes cmd or argv, not both" % name] if len(given) > 1 else []

    @classmethod
    def requires(cls, values):
        """The folder that it starts in, and what it is there to remove."""
        return [("path", values[name]) for name in ("chdir", "removes") if values.get(name)]

    @classmethod
    def provides(cls, values):
        """What it creates."""
        return [("path", values["creates"])] if values.get("creates") else []

    def words(self):
        """The command as `register` shows it; Failure for a quote that is not closed."""
        if self.argv:
            return ["" if word is None else str(word) for word in self.argv]
        from shlex import split
        try:
            return split(self.cmd)
        except ValueError as error:
            raise Failure("%s in: %s" % (error, self.cmd), rc=2)

    def guard(self, system):
        """What creates and removes say."""
        self.words()  # a quote that is not closed is an error in a check, too
        if self.chdir and not is_folder(system, self.chdir):
            raise Missing("cannot change to the folder %s: it does not exist" % self.chdir,
                          **self.empty("Unable to change directory before execution.", None))
        if self.creates and system.glob(self.place(self.creates)):
            return "%s exists" % self.creates
        if self.removes and not system.glob(self.place(self.removes)):
            return "%s does not exist" % self.removes
        return None

    def place(self, pattern):
        """A guard's path, which is relative to chdir."""
        return os.path.join(self.chdir, pattern) if self.chdir else pattern

    def idle(self, reason):
        """As Ansible registers it."""
        path = self.creates if reason.endswith(" exists") else self.removes
        told = "Did not run command since '%s'%s" % (path, reason[len(path):])
        return dict(self.empty(told, 0), stdout="skipped, since %s" % reason,
                    stdout_lines=["skipped, since %s" % reason])

    def empty(self, message, rc):
        """The values of a command that did not run."""
        return {"cmd": self.words(), "rc": rc, "stdout": "", "stderr": "", "stdout_lines": [],
                "stderr_lines": [], "start": None, "end": None, "delta": None, "msg": message}

    def act(self, system):
        """Run it; Failure for an exit code other than 0."""
        words = self.words()
        start = time.time()
        try:
            output = self.start(system, words)
        except Failure as failure:
            values = dict(self.empty("Error executing command.", None), **failure.result)
            raise type(failure)(failure.message, **values)
        end = time.time()
        stdout, stderr = (text.rstrip("\r\n") if self.strip_empty_ends else text
                          for text in (output.stdout, output.stderr))
        values = {"cmd": words, "rc": output.rc, "stdout": stdout, "stderr": stderr, "msg": "", "changed": True,
                  "stdout_lines": stdout.splitlines(), "stderr_lines": stderr.splitlines(),
                  "start": moment(start), "end": moment(end), "delta": duration(max(0, end - start))}
        if output.rc != 0:
            values["msg"] = "non-zero return code"
            raise Failure("non-zero return code: %d%s" % (output.rc, told(stderr or stdout)), **values)
        return values

    def start(self, system, words):
        """The Output of the command."""
        if self.expand_argument_vars:
            environment = system.own_environment()
            words = [expand(word, environment, lambda user: home(system, user)) for word in words]
        return system.act(words, self.chdir, self.input())

    def input(self):
        """Its standard input as bytes; None for an empty one."""
        if not self.stdin:
            return None
        return raw(self.stdin + "\n" if self.stdin_add_newline else self.stdin)


def is_folder(system, path):
    """Whether there is a folder, or a link to one."""
    found = system.stat(path)
    return found is not None and found.kind == "directory"


def told(text):
    """The last line of what a command said, for a message."""
    lines = text.strip().splitlines()
    return ": " + lines[-1][-500:] if lines else ""
