"""Where jobs write down how they stand: a folder of the user's, one file a job, as Ansible has it."""

import json
import os

from .expand import expand, home

# Where it is unless the environment says ANSIBLE_ASYNC_DIR.
FOLDER = "~/.ansible_async"
# The key of what is of no use but to pushcfg: the whole outcome.
OUTCOME = "_pushcfg"


def folder_of(system, given=None):
    """The folder of the jobs of this user; `given` is what the host's variables say."""
    environment = system.own_environment()
    named = given or environment.get("ANSIBLE_ASYNC_DIR") or FOLDER
    return expand(named, environment, lambda user: home(system, user))


def started(path):
    """What a job's file says until the job has ended."""
    return {"ansible_job_id": os.path.basename(path), "started": True, "finished": False, "results_file": path}


def ended(path, outcome):
    """What it says then: what `register` gets of the task, and the outcome."""
    failed = outcome["status"] == "failed"
    values = dict(outcome["result"], failed=failed,
                  changed=outcome["status"] == "changed" or bool(outcome["result"].get("changed")))
    if outcome.get("message"):
        values.setdefault("msg", outcome["message"])
    if "traceback" in outcome:
        values["exception"] = outcome["traceback"]
    return dict(values, **dict(started(path), finished=True, **{OUTCOME: outcome}))


def write(path, values):
    """Put values into a job's file, in one step, for this user only."""
    temporary = "%s.%d.tmp" % (path, os.getpid())
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="surrogateescape") as file:
        json.dump(values, file)
    os.rename(temporary, path)
