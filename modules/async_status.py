"""The module `async_status`."""

import json
import os

from .core.failure import Failure, Missing
from .core.jobs import OUTCOME, folder_of, started
from .core.module import Module
from .core.param import Param


class AsyncStatus(Module):
    """How a job that a task with `async` and `poll: 0` has started stands, and what came of it."""

    example = """
- name: the backup has ended
  async_status:
    jid: "{{ backup.ansible_job_id }}"
  register: job
  until: job.finished
  retries: 60
  delay: 10
"""
    jid = Param(str, "the job: ansible_job_id of what the task that started it has registered", required=True)
    mode = Param(str, "cleanup removes what is known of the job; it does not end it", default="status",
                 choices=("status", "cleanup"))
    folder = Param(str, "folder of jobs, where the host's variables name one", internal=True)
    whole = Param(bool, "give the whole outcome, for a task that waits for its own job", default=False, internal=True)

    @classmethod
    def problems(cls, values):
        """A job's id is a name, no path."""
        return ["jid has a / in it"] if "/" in str(values.get("jid", "")) else []

    def path(self, system):
        """Where the job's file is."""
        return os.path.join(folder_of(system, self.folder), self.jid)

    def prepare(self, system):
        """In cleanup, remove the job's file: what a run notes down for itself is no change of the host."""
        path = self.path(system)
        if self.mode == "cleanup" and system.stat(path) is not None:
            system.remove(path)
        return {}

    def result(self, system, current):
        """What the job has written; Failure if it has failed, or is not known."""
        path = self.path(system)
        values = {"stdout": "", "stderr": "", "stdout_lines": [], "stderr_lines": [], "changed": False}
        if self.mode == "cleanup":
            return dict(values, ansible_job_id=self.jid, erased=path, started=False, finished=False)
        values.update(started(path))
        if system.stat(path) is None:
            raise Failure("could not find job", **dict(values, msg="could not find job", finished=True))
        values.update(self.read(system, path))
        values.update(started=bool(values["started"]), finished=bool(values["finished"]))
        outcome = values.pop(OUTCOME, None)
        if self.whole:
            return dict(values, outcome=outcome)
        if values.get("failed"):
            raise Failure(str(values.get("msg", "the job has failed")), **values)
        return values

    def read(self, system, path):
        """The values in the job's file; one of Ansible's own has no `started` when the job has ended."""
        try:
            values = json.loads(system.text(path))
        except (Missing, ValueError):
            return {}  # it is being written
        return values if "started" in values else dict(values, finished=True)
