"""Runs a command line many times, each in a fork of this one process: a start of Ansible costs over a second.

    python many.py ansible|pushcfg JOBS.json

A job is {"name", "args", "environment", "output"}; prints {name: exit code} when all are done.
"""

import contextlib
import importlib
import json
import os
import sys
import traceback
from pathlib import Path

AT_A_TIME = 2
ANSIBLE = ("ansible.executor.playbook_executor", "ansible.plugins.strategy.linear", "ansible.plugins.connection.local",
           "ansible.executor.module_common", "ansible.plugins.action.copy")  # fmt: skip
PUSHCFG = ("pushcfg.cli.run", "pushcfg.cli.execution", "pushcfg.template.filters", "pushcfg.template.tests",
           "pushcfg.bundle")  # fmt: skip


def starter(program):
    """What runs one command line, with everything imported that all of them need."""
    if program == "ansible":
        from ansible.cli.playbook import PlaybookCLI

        for name in ANSIBLE:
            importlib.import_module(name)
        return lambda args: PlaybookCLI.cli_executor(["ansible-playbook", *args])
    from pushcfg.cli import main

    for name in PUSHCFG:
        importlib.import_module(name)

    def start(args):
        sys.argv = ["pushcfg", *args]
        main()

    return start


def fork(start, job):
    """The process that does a job."""
    process = os.fork()
    if process:
        return process
    code = 99
    try:
        output = os.open(job["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.chdir(job["folder"])
        os.environ.update(job["environment"])
        start(job["args"])
        code = 0
    except SystemExit as ended:
        code = ended.code or 0
    except BaseException:  # noqa: BLE001 - this process ends here, whatever it was
        traceback.print_exc()
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def main():
    start = starter(sys.argv[1])
    waiting = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    running, codes = {}, {}
    while waiting or running:
        while waiting and len(running) < AT_A_TIME:
            job = waiting.pop(0)
            running[fork(start, job)] = job["name"]
        process, status = os.wait()
        codes[running.pop(process)] = os.waitstatus_to_exitcode(status)
    print(json.dumps(codes))


if __name__ == "__main__":
    main()
