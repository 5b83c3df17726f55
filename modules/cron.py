"""The module `cron`."""

import os

from .core import crontab
from .core.failure import Failure, Missing
from .core.module import Module
from .core.param import Param

TIMES = ("minute", "hour", "day", "month", "weekday")
SPECIAL = ("annually", "daily", "hourly", "monthly", "reboot", "weekly", "yearly")


class Cron(Module):
    """A job, or a variable, in a user's crontab or in a file of /etc/cron.d."""

    exclusive = ("crontab",)
    example = """
- name: back up every night
  cron:
    name: nightly backup
    user: backup
    hour: "2"
    minute: "30"
    job: /usr/local/bin/backup --quiet
"""
    name = Param(str, "what the job is called in the crontab, or with env the variable's name", required=True)
    job = Param(str, "the command, or with env the variable's value", aliases=("value",))
    state = Param(str, "whether it is there", default="present", choices=("absent", "present"))
    user = Param(str, "whose crontab, or with cron_file as whom the job runs; else the user of the task")
    cron_file = Param("path", "a file to use instead of a user's crontab; a relative path is in /etc/cron.d")
    minute = Param(str, "when: 0-59, *, */2 and the like", default="*")
    hour = Param(str, "when: 0-23", default="*")
    day = Param(str, "day of the month: 1-31", default="*", aliases=("dom",))
    month = Param(str, "when: 1-12 or names", default="*")
    weekday = Param(str, "day of the week: 0-6, Sunday is 0, or names", default="*", aliases=("dow",))
    special_time = Param(str, "a nickname in the place of the times", choices=SPECIAL)
    disabled = Param(bool, "keep the job, but as a comment", default=False)
    env = Param(bool, "manage a variable, not a job", default=False)
    insertafter = Param(str, "put a new variable below this one")
    insertbefore = Param(str, "put a new variable above this one")
    backup = Param(bool, "keep the old crontab in a file in /tmp", default=False)

    @classmethod
    def problems(cls, values):
        """Arguments that do not go together."""
        found = []
        present = values.get("state", "present") == "present"
        if present and values.get("job") is None:
            found.append("state=present needs job")
        if present and values.get("cron_file") and not values.get("user"):
            found.append("cron_file needs user: as whom the job runs")
        if values.get("cron_file") == "/etc/crontab":
            found.append("cron_file must not be /etc/crontab: it belongs to the system; take a file in /etc/cron.d")
        if values.get("special_time") and any(values.get(name, "*") != "*" for name in TIMES):
            found.append("special_time does not go with %s" % ", ".join(TIMES))
        if values.get("insertafter") and values.get("insertbefore"):
            found.append("insertafter does not go with insertbefore")
        if present and (values.get("insertafter") or values.get("insertbefore")) and values.get("env") is not True:
            found.append("insertafter and insertbefore go with env only")
        if values.get("env") is True and " " in str(values.get("name")).strip("{} "):
            found.append("a variable's name has no blanks: %s" % values["name"])
        if "\n" in str(values.get("name")):
            found.append("name must be one line")
        return found

    @classmethod
    def provides(cls, values):
        """The file, if it is one."""
        path = values.get("cron_file")
        return [] if not path or values.get("state") == "absent" else [("path", os.path.join("/etc/cron.d", path))]

    @classmethod
    def requires(cls, values):
        """Its user, the program and the folder of the file."""
        needs = [("package", "cron"), ("package", "cronie")]
        needs += [("user", values["user"])] if values.get("user") else []
        path = values.get("cron_file")
        return needs + ([("folder", os.path.join("/etc/cron.d", path))] if path else [])

    def inspect(self, system):
        """The whole crontab."""
        if self.cron_file is not None:
            self.path = os.path.join("/etc/cron.d", self.cron_file)
            return {"crontab": system.text(self.path) if system.stat(self.path) is not None else None}
        self.me = system.query(["id", "-un"]).stdout.strip()
        self.owner = self.user if self.user is not None else self.me
        if system.user(self.owner) is None:
            raise Missing("there is no user %s, whose crontab this is: make it first, with a user task" % self.owner)
        return {"crontab": system.record("crontab", self.owner, lambda: self.read(system))}

    def whose(self):
        """The words that tell crontab whose; only root may say so."""
        return [] if self.owner == self.me else ["-u", self.owner]

    def read(self, system):
        """The user's crontab, or None."""
        output = system.query(["crontab", "-l"] + self.whose())
        if output.rc not in (0, 1):
            raise Failure("cannot read the crontab of %s: %s" % (self.owner, output.stderr.strip()))
        return crontab.without_header(output.stdout) if output.rc == 0 else None

    def desired(self, current):
        """The crontab with the job or variable, or without it."""
        text = current["crontab"] or ""
        if self.state == "present":
            return {"crontab": self.with_it(text)}
        wanted = (crontab.without_variable if self.env else crontab.without_job)(text, self.name)
        if self.cron_file is not None and not self.env and wanted != text and not wanted.strip():
            return {"crontab": None}
        return {"crontab": current["crontab"] if wanted == text else wanted}

    def with_it(self, text):
        """The text with the job or variable."""
        if not self.env:
            return crontab.with_job(text, self.name, self.line())
        changed = crontab.with_variable(text, self.name, self.job, self.insertafter, self.insertbefore)
        if changed is None:
            raise Failure("Variable named '%s' not found, beside which %s should stand" % (
                self.insertafter or self.insertbefore, self.name))
        return changed

    def line(self):
        """The job's line."""
        times = ["@" + self.special_time] if self.special_time else [getattr(self, name) for name in TIMES]
        words = times + ([self.user] if self.cron_file is not None else []) + [self.job.strip("\r\n")]
        return ("#" if self.disabled else "") + " ".join(words)

    def apply(self, system, diff):
        """Write or remove the file, or install the crontab."""
        before, wanted = diff["crontab"]
        if self.backup:
            from random import SystemRandom
            self.backup_file = "/tmp/crontab%08x" % SystemRandom().getrandbits(32)
            system.write(self.backup_file, crontab.render((before or "").splitlines()).encode(
                "utf-8", "surrogateescape"), mode=0o600)
        if wanted is None:
            system.remove(self.path)
            return
        content = wanted.encode("utf-8", "surrogateescape")
        if self.cron_file is not None:
            system.write(self.path, content, mode=0o644 if before is None else None)
        else:
            system.run(["crontab"] + self.whose() + ["-"], input=content, brings={("crontab", self.owner): wanted})

    def result(self, system, current):
        """What register gets."""
        text = current["crontab"] or ""
        result = {"jobs": crontab.job_names(text), "envs": crontab.variable_names(text)}
        if self.cron_file is not None:
            result.update(cron_file=self.cron_file, state=self.state)
        if hasattr(self, "backup_file"):
            result["backup_file"] = self.backup_file
        return result
