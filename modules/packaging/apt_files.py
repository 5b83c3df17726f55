"""Packages in files on the host; `task` is the module's."""

from ..core.failure import Failure, Missing, Unknown
from .spec import words


def inspect_files(task, system, current):
    """The packages in files."""
    task.files = {}
    for path in words(task.deb):
        if system.stat(path) is None:
            raise Missing("there is no package file %s" % path)
        if system.drawn(path) > 0:
            raise Unknown(system.pending() or system.label)
        output = system.query(["dpkg-deb", "-f", path, "Package", "Version"])
        fields = dict(line.split(": ", 1) for line in output.stdout.splitlines() if ": " in line)
        if output.rc != 0 or "Version" not in fields:
            raise Failure("%s is no package file: %s" % (path, output.stderr.strip()))
        current[fields["Package"]] = system.package(fields["Package"])
        task.wanted[fields["Package"]] = fields["Version"]
        task.files[fields["Package"]] = path
