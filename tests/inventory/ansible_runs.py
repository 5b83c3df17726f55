"""Runs the real ansible-inventory many times for the price of one start: each time in a fork of one process.

On stdin, a JSON list of [folder, [argument, ...]]; on stdout, a JSON list of [exit code, stdout, stderr].
"""

from __future__ import annotations

import json
import os
import sys
import tempfile

from ansible.cli.inventory import InventoryCLI


def run(folder: str, arguments: list[str]) -> int:
    """One run in this process; its exit code."""
    os.chdir(folder)
    try:
        return int(InventoryCLI.cli_executor(["ansible-inventory", *arguments]) or 0)
    except SystemExit as ended:
        return int(ended.code or 0)


def forked(folder: str, arguments: list[str]) -> tuple[int, str, str]:
    """One run in a process of its own; exit code, stdout and stderr."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = os.fork()
        if process == 0:
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            code = run(folder, arguments)
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        status = os.waitpid(process, 0)[1]
        out.seek(0)
        err.seek(0)
        return os.waitstatus_to_exitcode(status), out.read().decode(), err.read().decode()


if __name__ == "__main__":
    json.dump([forked(folder, arguments) for folder, arguments in json.load(sys.stdin)], sys.stdout)
