"""The module `timezone`."""

from .clock import zone
from .core.module import Module
from .core.param import Param, to_bool

HARDWARE = ("clock", "hardware")


class Timezone(Module):
    """The host's time zone, and whether its hardware clock has UTC or local time."""

    collection = "community.general"
    exclusive = ("dpkg",)
    example = """
- name: logs have one time everywhere
  timezone:
    name: Etc/UTC
"""
    name = Param(str, "the zone, such as Europe/Berlin; without it the zone stays")
    hwclock = Param(str, "what the hardware clock has; without it that stays", choices=("local", "UTC"),
                    aliases=("rtc",))

    @classmethod
    def problems(cls, values):
        """Something must be asked for."""
        return [] if values.get("name") or values.get("hwclock") else ["one of these is needed: name, hwclock"]

    @classmethod
    def provides(cls, values):
        """The files that say which zone it is."""
        return [("path", "/etc/timezone"), ("path", zone.LOCALTIME)] if values.get("name") else []

    @classmethod
    def requires(cls, values):
        """The zones themselves."""
        return [("package", "tzdata")]

    def inspect(self, system):
        """What is set now."""
        self.told = getattr(self, "told", [])
        if self.name:
            zone.zone_file(system, self.name)
        self.systemd = (system.which("timedatectl") is not None and system.stat("/run/systemd/system") is not None
                        and system.query(["timedatectl", "status"]).rc == 0)
        current = {"name": self.seen_name(system)} if self.name else {}
        if self.hwclock:
            current["hwclock"] = self.seen_clock(system)
        return current

    def seen_name(self, system):
        """The zone; without systemd only what /etc/localtime and the file for the name agree upon."""
        linked = zone.of_localtime(system, self.name)
        if self.systemd:
            return linked
        path, pattern, _ = zone.name_file(system)
        kept = zone.said(system, path, pattern)
        return linked if kept == self.name else kept

    def seen_clock(self, system):
        """What the hardware clock has."""
        kept = system.record(*HARDWARE, real=lambda: zone.of_adjtime(system))
        if self.systemd:
            return kept
        told = zone.said(system, zone.clock_file(system), zone.UTC)
        configured = told if told == zone.UNKNOWN else "UTC" if to_bool(told) else "local"
        return kept if configured == self.hwclock else configured

    def desired(self, current):
        """What is asked for."""
        wanted = {"name": self.name, "hwclock": self.hwclock}
        return {key: value for key, value in wanted.items() if value}

    def apply(self, system, diff):
        """Let timedatectl do it, or write the files that init scripts read."""
        if "name" in diff:
            (self.by_systemd if self.systemd else self.by_files)(system)
        if "hwclock" in diff:
            self.set_clock(system)

    def by_systemd(self, system):
        """Let systemd set the zone."""
        self.run(system, ["timedatectl", "set-timezone", self.name], {("path", zone.LOCALTIME): {
            "kind": "link", "mode": 0o777, "owner": "root", "group": "root",
            "target": ".." + zone.zone_file(system, self.name)}})

    def by_files(self, system):
        """Set the zone where systemd does not run."""
        path, pattern, line = zone.name_file(system)
        self.told.append(zone.say(system, path, pattern, line % self.name))
        system.link(zone.zone_file(system, self.name), zone.LOCALTIME)
        if system.which("dpkg-reconfigure") is not None:
            # debconf keeps the zone, too, and an upgrade of tzdata asks it.
            system.run(["dpkg-reconfigure", "--frontend", "noninteractive", "tzdata"])
        elif system.which("setup-timezone") is not None:
            system.run(["setup-timezone", "-z", self.name])

    def set_clock(self, system):
        """Set what the hardware clock has."""
        local = self.hwclock == "local"
        brings = {HARDWARE: self.hwclock}
        if self.systemd:
            self.run(system, ["timedatectl", "set-local-rtc", "yes" if local else "no"], brings)
            return
        self.told.append(zone.say(system, zone.clock_file(system), zone.UTC, "UTC=%s\n" % ("no" if local else "yes")))
        self.run(system, ["hwclock", "--systohc", "--localtime" if local else "--utc"], brings)

    def run(self, system, words, brings):
        """Run a command and keep it for the result."""
        system.run(words, brings=brings)
        self.told.append("executed `%s`" % " ".join([system.which(words[0])] + words[1:]))

    def result(self, system, current):
        """What was done, in words."""
        return {"msg": "\n".join(self.told)} if self.told else {}
