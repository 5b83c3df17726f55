"""The module `systemd`, also known as systemd_service."""

from .core.failure import Failure, Missing
from .core.module import Module
from .core.param import Param
from .core.units import from_file, full_name, show
from .services import manager
from .services.unit_state import RUNNING, bare, described, init_script, is_enabled, is_masked, state_of

VERBS = {"started": "start", "stopped": "stop", "restarted": "restart", "reloaded": "reload"}
GLOBS = "*?["


class Systemd(Module):
    """A systemd unit: running or not, started at boot or not, masked or not; and systemd's own reload."""

    aliases = ("systemd_service",)
    example = """
- name: nginx runs now and after every boot
  systemd:
    name: nginx
    state: started
    enabled: true
    daemon_reload: true
"""
    name = Param(str, "the unit; a name without a type is a service", aliases=("service", "unit"))
    state = Param(str, "restarted and reloaded always act; both start a unit that is not running",
                  choices=("reloaded", "restarted", "started", "stopped"))
    enabled = Param(bool, "whether it starts at boot")
    masked = Param(bool, "whether it cannot be started at all")
    daemon_reload = Param(bool, "let systemd first read its files again, if any has changed", default=False,
                          aliases=("daemon-reload",))
    daemon_reexec = Param(bool, "let systemd first start itself again, if its settings or program have changed",
                          default=False, aliases=("daemon-reexec",))
    scope = Param(str, "the system's systemd, that of the task's user, or all users'", default="system",
                  choices=("system", "user", "global"))
    force = Param(bool, "replace links that are in the way")
    no_block = Param(bool, "do not wait until the unit has started or stopped", default=False)

    @classmethod
    def problems(cls, values):
        """Arguments that do not go together."""
        found = []
        asked = [name for name in ("state", "enabled", "masked") if values.get(name) is not None]
        if not asked and not any(values.get(name) for name in ("name", "daemon_reload", "daemon_reexec")):
            found.append("nothing to do: give name, state, enabled, masked, daemon_reload or daemon_reexec")
        name = values.get("name")
        if asked and not name:
            found.append("%s needs name" % asked[0])
        if name and "{{" not in name and any(sign in name for sign in GLOBS):
            found.append("a pattern is no unit: %s; use a loop over their names" % name)
        if values.get("scope") == "global":
            found += ["%s does not go with scope=global" % name for name in ("state", "daemon_reload", "daemon_reexec")
                      if values.get(name)]
        return found

    @classmethod
    def requires(cls, values):
        """The unit, its file, and the package of that name."""
        name = values.get("name")
        if not name:
            return []
        return [("unit", full_name(name)), ("package", bare(full_name(name))),
                ("path", "/etc/systemd/system/" + full_name(name))]

    def settings(self, system):
        """What systemctl must know to find the manager of the task's user."""
        if self.scope != "user":
            return None
        return {"XDG_RUNTIME_DIR": "/run/user/" + system.query(["id", "-u"]).stdout.strip()}

    def inspect(self, system):
        """The unit, and whether systemd's files have changed."""
        self.environment = self.settings(system)
        current = {}
        for verb in self.verbs():
            changed = manager.due(system, verb, self.scope, self.environment)
            current[verb.replace("-", "_")] = "due" if changed else "done"
        self.record = None
        if self.name is not None:
            self.record = self.look(system)
            current.update(self.describe(system, "due" in current.values()))
        return current

    def verbs(self):
        """What systemd itself is asked to do."""
        asked = (("daemon-reload", self.daemon_reload), ("daemon-reexec", self.daemon_reexec))
        return [verb for verb, wanted in asked if wanted]

    def look(self, system):
        """The unit's record, or None."""
        if self.scope == "system":
            return system.unit(full_name(self.name))
        return system.record("unit " + self.scope, full_name(self.name), lambda: self.look_elsewhere(system))

    def look_elsewhere(self, system):
        """The record of a user's unit."""
        if self.scope == "user":
            return show(system, self.name, "user", self.environment)
        output = system.query(["systemctl", "is-enabled", "--global", full_name(self.name)])
        state = output.stdout.split("\n")[0].strip()
        return {"load": "loaded", "active": None, "enabled": state} if state else None

    def describe(self, system, reload_first):
        """Attributes of the unit; {} if it is not there and may be so after systemd has read its files."""
        if self.record is None:
            if self.enabled is None and self.state is None:
                return {"masked": False}
            if reload_first:
                return {}
            raise self.missing()
        if not is_masked(self.record) and self.record.get("load") in ("error", "bad-setting") and not reload_first:
            raise Failure("Error loading unit file '%s': %s" % (self.name, self.record.get("error")))
        if self.state is not None and self.record.get("offline"):
            raise Failure("cannot tell whether %s runs: systemd does not answer on this host: %s"
                          % (self.name, self.record["offline"]))
        current = {"masked": is_masked(self.record), "state": self.seen_state(system)}
        if self.enabled is not None:
            current["enabled"] = is_enabled(system, self.record.get("id") or full_name(self.name), self.record,
                                            self.enabled)
        return current

    def missing(self):
        """The failure for a unit that is not there."""
        return Missing("Could not find the requested service %s: host has no unit of that name; install its package or "
                       "write its unit file first" % self.name)

    def seen_state(self, system):
        """The unit's state; after this task has acted, in the words that the task uses."""
        state = state_of(self.record)
        acted = getattr(self, "acted", None)
        if acted is None or self.state != acted:
            return state
        if self.no_block or (acted == "stopped" and state == "stopped") or (acted != "stopped" and state == "started"):
            return acted
        if acted != "stopped" and self.record.get("active") == "failed":
            raise Failure("%s was %s, and has failed:\n%s" % (self.name, acted, self.told(system)))
        # A unit that does its work and ends, such as Type=oneshot.
        return acted if acted != "stopped" and self.record.get("result", "success") == "success" else state

    def told(self, system):
        """The last lines that systemd tells of the unit."""
        output = system.query(manager.words(self.scope, "status", "--no-pager", "--full", "--lines=15", self.name),
                              settings=self.environment)
        return (output.stdout or output.stderr).strip()

    def desired(self, current):
        """What the arguments speak of."""
        wanted = {"masked": self.masked, "enabled": self.enabled, "state": self.state}
        wanted = {name: value for name, value in wanted.items() if value is not None}
        wanted.update({verb.replace("-", "_"): "done" for verb in self.verbs()})
        return wanted

    def apply(self, system, diff):
        """Reload, mask, enable and start, in this order."""
        diff = dict(diff)
        for verb in self.verbs():
            if verb.replace("-", "_") in diff:
                system.run(manager.words(self.scope, verb), settings=self.environment,
                           brings=manager.brought(system, verb, self.scope))
                self.after_reload(system, diff)
        if "masked" in diff:
            self.control(system, "mask" if self.masked else "unmask", load="masked" if self.masked else "loaded",
                         enabled="masked" if self.masked else "disabled")
        if self.enabled is not None and ("enabled" in diff or ("masked" in diff and not self.enabled)):
            self.enable(system)
        if "state" in diff:
            self.act(system)

    def after_reload(self, system, diff):
        """Look at the unit again, and take out of diff what is already so."""
        if self.name is None:
            return
        self.record = self.look(system)
        current = self.describe(system, False)
        for name in ("masked", "enabled", "state"):
            if name in diff and current.get(name) == diff[name][1]:
                del diff[name]

    def control(self, system, verb, **becomes):
        """Run systemctl on the unit."""
        words = manager.words(self.scope, verb) + (["--no-block"] if self.no_block else [])
        record = dict(self.record or from_file(system, self.name) or {"active": "inactive", "sub": "dead"}, **becomes)
        kind = "unit" if self.scope == "system" else "unit " + self.scope
        system.run(words + (["--force"] if self.force else []) + [self.name], settings=self.environment,
                   brings={(kind, full_name(self.name)): record})
        self.record = record

    def enable(self, system):
        """Enable or disable the unit; masking has already done the latter."""
        if is_masked(self.record):
            if self.enabled:
                raise Failure("%s is masked, and cannot be enabled: set masked to false" % self.name)
            return
        real = self.record.get("id") or full_name(self.name)
        links = {("rc links", bare(real)): self.enabled} if init_script(system, real) else {}
        links[("unit links", real)] = self.enabled
        before = self.record
        kept = before.get("enabled") in ("generated", "indirect", "static", "", "bad")
        state = before.get("enabled") if kept else "enabled" if self.enabled else "disabled"
        record = dict(before, enabled=state)
        kind = "unit" if self.scope == "system" else "unit " + self.scope
        links[(kind, full_name(self.name))] = record
        words = manager.words(self.scope, "enable" if self.enabled else "disable")
        system.run(words + (["--force"] if self.force else []) + [real], settings=self.environment, brings=links)
        self.record = record

    def act(self, system):
        """Start, stop, restart or reload the unit; one that does not run is started."""
        running = self.record.get("active") in RUNNING
        verb = VERBS[self.state] if running or self.state == "stopped" else "start"
        if is_masked(self.record) and verb != "stop":
            raise Failure("%s is masked, and cannot be started: set masked to false" % self.name)
        becomes = {"active": "inactive", "sub": "dead"} if verb == "stop" else {"active": "active", "sub": "running"}
        try:
            self.control(system, verb, result="success", **becomes)
        except Missing:
            raise
        except Failure as failure:
            raise Failure("Unable to %s service %s: %s\n%s" % (
                verb, self.name, failure.result.get("stderr", failure.message).strip(), self.told(system)),
                **failure.result)
        self.acted = self.state

    def result(self, system, current):
        """What register gets."""
        result = {"name": self.name, "status": described(self.record)}
        if self.state is not None:
            result["state"] = "stopped" if self.state == "stopped" else "started"
        if self.enabled is not None:
            result["enabled"] = current["enabled"]
        return result
