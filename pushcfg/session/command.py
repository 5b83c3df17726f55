"""The command that starts a runner on a host: find a Python, become a user, read the program from stdin."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import PurePath

# The one line of modules/runner/start.py, which a test holds equal.
STAGE_ONE = "import sys,zlib;s=sys.stdin.buffer;b=s.read(int(s.read(8)));exec(zlib.decompress(b))"
PROMPT = "[pushcfg sudo password]"
BECAME = "pushcfg-became"
NO_PYTHON = "pushcfg-no-python"
PYTHONS = (
    "python3",
    "/usr/libexec/platform-python",
    *(f"python3.{minor}" for minor in range(14, 5, -1)),
    "/usr/local/bin/python3",
)


@dataclass(frozen=True)
class Become:
    """Which user to become by sudo or su, with what flags; the password is given where one is asked for.

    `program` is what stands for sudo or su on the host.
    """

    user: str
    flags: str = "-H"
    password: str | None = None
    program: str = "sudo"
    method: str = "sudo"


def as_user(become: Become, script: str) -> str:
    """The command line that has another user's /bin/sh run a script."""
    user, line = shlex.quote(become.user), f"/bin/sh -c {shlex.quote(script)}"
    if become.method == "su":
        return f"{become.program} {become.flags} {user} -c {shlex.quote(line)}"
    if become.password is None:
        return f"{become.program} -n {become.flags} -u {user} {line}"
    # With -n it would not ask.
    flags = " ".join(word for word in become.flags.split(" ") if word != "-n")
    return f"{become.program} -S -p {shlex.quote(PROMPT)} {flags} -u {user} {line}"


def unasked(become: Become | None, told: bytes) -> bytes | None:
    """What has been told on stderr without the question for a password; None if none is asked.

    su asks in the language of the host; in all of them a colon stands at the end, and no line ends. What it complains
    of begins with its own name and a colon, which may come alone.
    """
    if become is None:
        return None
    if become.method == "su":
        line = told.rstrip(b" ").rpartition(b"\n")[2]
        complains = line == b"%s:" % PurePath(become.program).name.encode()
        return b"" if line.endswith((b":", "：".encode(), b"\xc2\xa0:")) and not complains else None
    return told.replace(PROMPT.encode(), b"") if PROMPT.encode() in told else None


def command(interpreter: str | None, become: Become | None) -> str:
    """The command line; it is safe in every login shell, since nothing in it needs more than single quotes."""
    start = f'-I -S -B -X utf8 -c "{STAGE_ONE}"'
    if interpreter is not None:
        words = " ".join(shlex.quote(word) for word in shlex.split(interpreter))
        inner = f"command -v {words} >/dev/null 2>&1 && exec {words} {start}"
    else:
        names = " ".join(PYTHONS)
        inner = f"for p in {names}; do command -v $p >/dev/null 2>&1 && exec $p {start}; done"
    script = f"{inner}; echo {NO_PYTHON} >&2; exit 127"
    if become is None:
        return f"exec /bin/sh -c {shlex.quote(script)}"
    return f"exec {as_user(become, script if become.password is None else f'echo {BECAME}; {script}')}"
