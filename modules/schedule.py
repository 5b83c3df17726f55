"""The module `schedule`."""

import re

from .core.failure import Failure, Missing
from .core.module import Module
from .core.param import Param
from .scheduling import crontab, units
from .services import manager

CRON = "/etc/cron.d"
FOR_CRON = re.compile(r"[A-Za-z0-9_-]+$")
NEXT = 5


class Schedule(Module):
    """A command that runs at its times, never twice at once: by a systemd timer, or by cron without systemd."""

    collection = "pushcfg"
    exclusive = ("systemd", "crontab")
    example = """
- name: back up every night
  schedule:
    name: backup
    command: /usr/local/sbin/backup --all
    calendar: "*-*-* 02:30"
    random_delay: 30m
    nice: 10
    ionice: idle
    memory_max: 1G
    on_failure: /usr/local/sbin/tell-someone backup
"""
    name = Param(str, "of the timer and the service, or of the file in /etc/cron.d", required=True)
    command = Param(str, "what runs, by /bin/sh; secrets belong into environment_file")
    calendar = Param(list, "when, as systemd.time(7) has it: daily, 'Mon..Fri *-*-* 02:30'; several are all meant",
                     elements=str)
    state = Param(str, "whether it is scheduled", default="present", choices=("absent", "present"))
    user = Param(str, "as whom", default="root")
    description = Param(str, "what it is for, in a line")
    random_delay = Param(str, "start up to so much later, at random, such as 30m")
    persistent = Param(bool, "run at the next boot what was missed while the host was off; cron does not", default=True)
    nice = Param(int, "priority, -20 to 19; higher is weaker", choices=tuple(range(-20, 20)))
    ionice = Param(str, "class of its input and output", choices=("realtime", "best-effort", "idle"))
    memory_max = Param(str, "memory after which it is ended, such as 512M; not with cron")
    timeout = Param(str, "time after which it is ended, such as 2h")
    chdir = Param(str, "folder to run in")
    environment_file = Param(str, "file of NAME=value for its environment, which only root need read")
    on_failure = Param(str, "command that runs, as root, where it has failed")
    backend = Param(str, "what starts it; by default systemd where it runs", default="auto",
                    choices=("auto", "systemd", "cron"))

    @classmethod
    def problems(cls, values):
        """What no unit file or crontab can say."""
        found = []
        name = str(values.get("name", ""))
        if "/" in name or any(sign.isspace() for sign in name):
            found.append("name has a slash or blank: %s" % name)
        if values.get("state", "present") == "present":
            found += ["state=present needs %s" % word for word in ("command", "calendar") if not values.get(word)]
        for word in ("random_delay", "timeout"):
            if values.get(word) is not None and "{" not in values[word]:
                try:
                    crontab.seconds(values[word])
                except ValueError as error:
                    found.append("%s: %s" % (word, error))
        for word in ("description", "chdir", "environment_file", "user"):
            if "\n" in str(values.get(word, "")):
                found.append("%s must be one line" % word)
        return found

    @classmethod
    def provides(cls, values):
        """The units, or the file."""
        if values.get("state") == "absent":
            return []
        name = values.get("name")
        return [("unit", "%s.timer" % name), ("unit", "%s.service" % name)]

    @classmethod
    def requires(cls, values):
        """Its user and its program."""
        program = str(values.get("command") or "").split()[:1]
        return [("user", values.get("user") or "root")] + [("path", word) for word in program if word.startswith("/")]

    def inspect(self, system):
        """The unit files or the cron file, the next runs, and whether the timer runs."""
        self.by_systemd = self.backend == "systemd" or (
            self.backend == "auto" and system.stat("/run/systemd/system") is not None)
        if self.state == "present" and system.user(self.user) is None:
            raise Missing("there is no user %s: make it first, with a user task" % self.user)
        return self.look_at_units(system) if self.by_systemd else self.look_at_cron(system)

    def paths(self):
        """{attribute: path} of the unit files."""
        found = {kind: "%s/%s.%s" % (units.FOLDER, self.name, kind) for kind in ("service", "timer")}
        if self.on_failure is not None or self.state == "absent":
            found["failed"] = "%s/%s-failed.service" % (units.FOLDER, self.name)
        return found

    def look_at_units(self, system):
        """As inspect, with systemd."""
        current = {attribute: system.text(path) if system.stat(path) is not None else None
                   for attribute, path in self.paths().items()}
        # What is not in this folder is not ours, and need not be asked for.
        record = (system.unit(self.name + ".timer") or {}) if current["timer"] is not None else {}
        current["state"] = "started" if record.get("active") == "active" else "stopped"
        current["enabled"] = record.get("enabled") == "enabled"
        if self.state == "present":
            before = units.calendars(current["timer"] or "")
            # A timer that waits for these times already has them from systemd itself.
            same = before == self.calendar and current["state"] == "started"
            self.coming = None if same else self.elapses(system, self.calendar)
            current["next runs"] = self.coming if before == self.calendar else self.elapses(system, before)
        return current

    def elapses(self, system, calendars):
        """The next times of calendar expressions, as systemd has them; Failure for what is none."""
        moments = []
        for calendar in calendars:
            output = system.query(["systemd-analyze", "calendar", "--iterations=%d" % NEXT, calendar])
            if output.rc != 0:
                raise Failure("systemd does not take %r for a calendar expression: %s" % (
                    calendar, (output.stderr or output.stdout).strip()))
            lines = (line.strip() for line in output.stdout.splitlines())
            moments += [line.partition(": ")[2].strip() for line in lines
                        if line.startswith(("Next elapse:", "Iter. #", "Iteration #"))]
        return sorted(moments, key=lambda told: told.split(" ", 1)[-1])[:NEXT] or None

    def look_at_cron(self, system):
        """As inspect, with cron."""
        path = "%s/%s" % (CRON, self.name)
        if self.state == "present" and not FOR_CRON.match(self.name):
            raise Failure("cron passes over a file called %s: name it with letters, digits, _ and - only" % self.name)
        current = {"cron": system.text(path) if system.stat(path) is not None else None}
        if self.state == "present":
            try:
                self.wanted = crontab.text(self)
                times = [time for calendar in self.calendar
                         for time in crontab.next_times(crontab.fields(calendar), NEXT)]
            except ValueError as error:
                raise Failure(str(error))
            self.coming = sorted(times, key=lambda told: told.split(" ", 1)[-1])[:NEXT]
            current["next runs"] = self.coming if current["cron"] == self.wanted else None
        return current

    def desired(self, current):
        """The files as they should be, and a timer that runs."""
        if self.state == "absent":
            gone = dict.fromkeys(self.paths() if self.by_systemd else ("cron",))
            return dict(gone, state="stopped", enabled=False) if self.by_systemd else gone
        if not self.by_systemd:
            return {"cron": self.wanted, "next runs": self.coming}
        wanted = {"service": units.service(self), "timer": units.timer(self), "next runs": self.coming,
                  "state": "started", "enabled": True}
        if self.on_failure is not None:
            wanted["failed"] = units.failed(self)
        return wanted

    def apply(self, system, diff):
        """Write or remove the files, then let systemd take them up."""
        if not self.by_systemd:
            path = "%s/%s" % (CRON, self.name)
            if self.state == "absent":
                system.remove(path)
            else:
                system.write(path, self.wanted.encode("utf-8", "surrogateescape"), mode=0o644, owner="root")
            return
        timer = self.name + ".timer"
        if self.state == "absent":
            if "enabled" in diff or "state" in diff:
                system.run(["systemctl", "disable", "--now", timer], brings={("unit", timer): None})
            for attribute, path in self.paths().items():
                if attribute in diff:
                    system.remove(path)
            self.reload(system)
            return
        written = [attribute for attribute in self.paths() if attribute in diff]
        for attribute in written:
            system.write(self.paths()[attribute], diff[attribute][1].encode("utf-8", "surrogateescape"), mode=0o644)
        if written:
            self.reload(system)
        runs = {"load": "loaded", "active": "active", "sub": "waiting", "enabled": "enabled"}
        if "enabled" in diff or "state" in diff:
            system.run(["systemctl", "enable", "--now", timer], brings={("unit", timer): runs})
        if "timer" in diff and "state" not in diff:
            system.run(["systemctl", "restart", timer], brings={("unit", timer): runs})

    def reload(self, system):
        """Let systemd read the unit files."""
        system.run(["systemctl", "daemon-reload"], brings=manager.brought(system, "daemon-reload", "system"))

    def result(self, system, current):
        """What register gets."""
        return {"next": current.get("next runs") or [], "backend": "systemd" if self.by_systemd else "cron"}
