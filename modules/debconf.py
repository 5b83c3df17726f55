"""The module `debconf`."""

from .core.failure import Failure
from .core.module import Module
from .core.param import Param
from .core.reader import raw

# One stanza for a question in each; that of passwords is open to root only.
DATABASES = ("/var/cache/debconf/config.dat", "/var/cache/debconf/passwords.dat")


class Debconf(Module):
    """The answer to a question that a package asks while it is installed or configured."""

    exclusive = ("dpkg",)
    example = """
- name: mail is sent through the relay
  debconf:
    name: postfix
    question: postfix/relayhost
    vtype: string
    value: mail.example.org
"""
    name = Param(str, "the package", required=True, aliases=("pkg",))
    question = Param(str, "name of the question; without it the answers are only returned",
                     aliases=("selection", "setting"))
    vtype = Param(str, "type of the answer; seen says whether it counts as asked", choices=(
        "boolean", "error", "multiselect", "note", "password", "seen", "select", "string", "text", "title"))
    value = Param("raw", "the answer; a list for multiselect", aliases=("answer",))
    unseen = Param(bool, "let the question be asked all the same, with this answer proposed", default=False)

    @classmethod
    def problems(cls, values):
        """Arguments that do not go together."""
        if values.get("question") is None:
            return []
        if values.get("vtype") is None:
            return ["question needs vtype"]
        return ["question needs value"] if values.get("value") is None and values["vtype"] != "seen" else []

    def inspect(self, system):
        """The answer, and whether it counts as given; of a password only whether it is the wanted one."""
        self.answer = text_of(self.value)
        self.known = None if self.question is None else self.look(system)
        found = self.known
        if found is None:
            return {}
        if self.vtype == "seen":
            return {"seen": found["seen"]}
        value = found["value"]
        if self.vtype == "password" and value is not None:
            value = "as given" if value == self.answer else "another"
        return {"value": value, "seen": found["seen"]}

    def look(self, system):
        """What debconf knows of the question; None if nothing."""
        return system.record("debconf", self.question, lambda: answers(system).get(self.question))

    def desired(self, current):
        """The answer."""
        if self.question is None:
            return {}
        if self.vtype == "seen":
            return {"seen": self.answer == "true"}
        wanted = {"value": "as given" if self.vtype == "password" else self.answer}
        # Whoever only proposes an answer does not take back that one was given.
        return wanted if self.unseen else dict(wanted, seen=True)

    def apply(self, system, diff):
        """Tell debconf; the answer goes through stdin."""
        words = ["debconf-set-selections"] + (["-u"] if self.unseen else [])
        fresh = dict(self.known or {"value": None, "owners": [self.name]})
        fresh["seen"] = (self.answer == "true") if self.vtype == "seen" else not self.unseen or fresh.get("seen", False)
        fresh["value"] = fresh["value"] if self.vtype == "seen" else self.answer
        line = "%s %s %s %s\n" % (self.name, self.question, self.vtype, self.answer)
        system.run(words, input=raw(line), settings={"DEBIAN_FRONTEND": "noninteractive"},
                   brings={("debconf", self.question): fresh})

    def result(self, system, current):
        """The answers of the package, without passwords."""
        known = answers(system)
        told = {question: "" if found["value"] is None or found.get("secret") else found["value"]
                for question, found in known.items() if self.name in found.get("owners", [])}
        found = None if self.question is None else self.look(system)
        if found is not None and self.vtype != "password":
            told[self.question] = found["value"] or ""
        return {"msg": "", "current": told}


def text_of(value):
    """An answer as debconf keeps it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return "" if value is None else str(value).strip()


def answers(system):
    """{question: {value, seen, owners, secret}} of debconf's database."""
    found = {}
    for path in DATABASES:
        if system.stat(path) is None:
            if path == DATABASES[0]:
                raise Failure("this host has no debconf (there is no %s)" % path)
            continue
        for stanza in system.text(path).split("\n\n"):
            fields = dict(line.partition(": ")[::2] for line in stanza.splitlines() if not line.startswith(" "))
            if "Name" in fields:
                owners = [owner.strip() for owner in fields.get("Owners", "").split(",")]
                found[fields["Name"]] = {
                    "value": fields.get("Value"), "seen": "seen" in fields.get("Flags", "").split(", "),
                    "owners": owners, "secret": path == DATABASES[1]}
    return found
