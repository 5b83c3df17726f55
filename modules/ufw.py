"""The module `ufw`."""

import re

from .core.failure import Failure
from .core.module import Module
from .core.param import Param
from .firewall import rules

CONF = "/etc/ufw/ufw.conf"
DEFAULTS = "/etc/default/ufw"
POLICIES = {"incoming": "DEFAULT_INPUT_POLICY", "outgoing": "DEFAULT_OUTPUT_POLICY", "routed": "DEFAULT_FORWARD_POLICY"}
ACTIONS = {"ACCEPT": "allow", "DROP": "deny", "REJECT": "reject"}
VERBS = {"enabled": "enable", "disabled": "disable", "reloaded": "reload", "reset": "reset"}
ABOUT = ("state", "default", "rule", "logging")


class Ufw(Module):
    """The firewall ufw: whether it is on, what it does by default, what it logs, and one rule."""

    collection = "community.general"
    exclusive = ("ufw",)
    example = """
- name: ssh may come in
  ufw:
    rule: limit
    port: ssh
    proto: tcp

- name: nothing else may, from now on
  ufw:
    state: enabled
    policy: deny
"""
    state = Param(str, "whether it is on, now and after a boot; reloaded and reset always act",
                  choices=("disabled", "enabled", "reloaded", "reset"))
    default = Param(str, "what happens to traffic that no rule speaks of", choices=("allow", "deny", "reject"),
                     aliases=("policy",))
    direction = Param(str, "of a rule in or out, of a default incoming, outgoing or routed",
                      choices=("in", "incoming", "out", "outgoing", "routed"))
    logging = Param(str, "how much is logged", choices=("on", "off", "low", "medium", "high", "full"))
    insert = Param(int, "place of a new rule, as insert_relative_to counts; without it the last")
    insert_relative_to = Param(str, "what insert counts from; zero counts all rules, from 1", default="zero",
                               choices=("first-ipv4", "first-ipv6", "last-ipv4", "last-ipv6", "zero"))
    rule = Param(str, "what happens to the traffic that the rule is about",
                 choices=("allow", "deny", "limit", "reject"))
    log = Param(bool, "log new connections of the rule", default=False)
    from_ip = Param(str, "where it comes from: address or network", default="any", aliases=("from", "src"))
    from_port = Param(str, "port there")
    to_ip = Param(str, "where it goes to: address or network", default="any", aliases=("dest", "to"))
    to_port = Param(str, "port there: number, name, or 8000:8080 for a range", aliases=("port",))
    proto = Param(str, "its protocol", aliases=("protocol",),
                  choices=("any", "tcp", "udp", "ipv6", "esp", "ah", "gre", "igmp", "vrrp"))
    name = Param(str, "profile of /etc/ufw/applications.d, in the place of ports", aliases=("app",))
    delete = Param(bool, "the rule is not to be there", default=False)
    interface = Param(str, "network interface of the rule, in its direction", aliases=("if",))
    interface_in = Param(str, "interface that it comes in by", aliases=("if_in",))
    interface_out = Param(str, "interface that it goes out by", aliases=("if_out",))
    route = Param(bool, "the rule is about traffic that the host passes on", default=False)
    comment = Param(str, "comment of the rule")

    acted = False
    planned = words = None

    @classmethod
    def problems(cls, values):
        """Arguments that do not go together."""
        given = {name: value for name, value in values.items() if value not in (None, False)}
        found = [] if any(name in given for name in ABOUT) else ["one of these is needed: " + ", ".join(ABOUT)]
        if {"name", "proto", "logging"} <= set(given):
            found.append("name, proto and logging do not go together")
        if "direction" in given and ("interface_in" in given or "interface_out" in given):
            found.append("direction does not go with interface_in and interface_out")
        if "interface" in given and "direction" not in given:
            found.append("interface needs direction")
        if "default" in given and given.get("direction") in ("in", "out"):
            found.append("direction of a default is incoming, outgoing or routed")
        if "rule" in given and given.get("direction") in ("incoming", "outgoing", "routed"):
            found.append("direction of a rule is in or out")
        if "rule" in given and "route" not in given and "interface_in" in given and "interface_out" in given:
            found.append("interface_in and interface_out go together with route only")
        return found

    @classmethod
    def requires(cls, values):
        """The program."""
        return [("package", "ufw")]

    def inspect(self, system):
        """What ufw's files say."""
        current = {}
        if self.state in ("enabled", "disabled"):
            current["state"] = "enabled" if self.setting(system, "ENABLED") == "yes" else "disabled"
        elif self.state is not None:
            current["state"] = self.state if self.acted else "due"
        if self.default is not None:
            self.key = POLICIES[self.direction or "incoming"]
            found = self.setting(system, self.key, DEFAULTS)
            current[self.policy()] = ACTIONS.get((found or "").upper(), found)
        if self.logging is not None:
            level = self.setting(system, "LOGLEVEL") or "off"
            current["logging"] = "on" if self.logging == "on" and level != "off" else level
        if self.rule is not None:
            self.look_at_rules(system, current)
        return current

    def policy(self):
        """The attribute of the default policy."""
        return "default %s" % (self.direction or "incoming")

    def setting(self, system, key, path=CONF):
        """What a file says of a key; None if nothing. A check has its own record of it."""
        return system.record("ufw", key, lambda: self.read(system, key, path))

    def read(self, system, key, path):
        """As setting, from the file."""
        text = system.text(path) if system.stat(path) is not None else ""
        found = re.findall(r"^%s\s*=\s*[\"']?([^\"'\s]*)" % key, text, re.MULTILINE)
        return found[-1] if found else None

    def look_at_rules(self, system, current):
        """The rules that would come or go: ufw itself says so."""
        if self.planned is None:
            number = rules.position(system, self.insert, self.insert_relative_to) if (
                self.insert is not None and not self.delete) else None
            self.words = rules.words(self, number)
            told = system.query(["ufw", "--dry-run"] + self.words)
            if told.rc != 0:
                raise Failure((told.stderr or told.stdout).strip(), rc=told.rc, commands=[" ".join(self.words)])
            self.planned = rules.differences(rules.listed(system), rules.foretold(told.stdout))
        there = {"%s (%s)" % (rule, family) for family, found in rules.listed(system).items() for rule in found}
        for rule in self.planned:
            current[rule] = system.record("ufw rule", rule, lambda rule=rule: "listed" if rule in there else None)

    def desired(self, current):
        """What is asked for."""
        wanted = {"state": self.state} if self.state is not None else {}
        if self.default is not None:
            wanted[self.policy()] = self.default
        if self.logging is not None:
            wanted["logging"] = self.logging
        if self.planned is not None:
            wanted.update(self.planned)
        return wanted

    def apply(self, system, diff):
        """Let ufw do it, in the order of Ansible's module."""
        if "state" in diff:
            self.set_state(system)
        if self.policy() in diff:
            action = next(key for key, action in ACTIONS.items() if action == self.default)
            self.ufw(system, ["default", self.default] + ([self.direction] if self.direction else []),
                     {("ufw", self.key): action})
        if set(diff) & set(self.planned or {}) or (self.planned is not None and self.state == "reset"):
            self.ufw(system, self.words, {("ufw rule", rule): told for rule, told in self.planned.items()})
        if "logging" in diff:
            self.ufw(system, ["logging", self.logging],
                     {("ufw", "LOGLEVEL"): "low" if self.logging == "on" else self.logging})
        self.acted = True

    def set_state(self, system):
        """Switch it on or off, or let it read its files again, or forget all rules."""
        brings = {}
        if self.state in ("enabled", "disabled"):
            brings = {("ufw", "ENABLED"): "yes" if self.state == "enabled" else "no"}
        elif self.state == "reset":
            brings = {("ufw", "ENABLED"): "no"}
        self.ufw(system, ["-f", VERBS[self.state]], brings)

    def ufw(self, system, words, brings):
        """Run ufw."""
        system.run(["ufw"] + words, brings=brings)

    def result(self, system, current):
        """The commands, and what ufw says of itself."""
        told = system.query(["ufw", "status", "verbose"])
        return {"commands": [command for command in system.commands if command.startswith("ufw ")],
                "msg": told.stdout.rstrip()}
