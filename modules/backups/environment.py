"""Files of NAME=value, as sh and systemd read them."""

import shlex

from ..core.failure import Failure


def settings(system, path):
    """{name: value} of the file; what a line has wrong is told without the line, which may be a secret."""
    found = {}
    for number, line in enumerate(system.text(path).splitlines(), 1):
        line = line.strip()
        if not line or line[0] in "#;":
            continue
        name, equals, value = line.partition("=")
        try:
            words = shlex.split(value)
        except ValueError as error:
            raise Failure("%s:%d: %s" % (path, number, error))
        if not equals or len(words) > 1:
            raise Failure("%s:%d is not NAME='value'" % (path, number))
        found[name.strip()] = "".join(words)
    return found
