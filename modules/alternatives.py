"""The module `alternatives`."""

from .core.failure import Failure, Missing
from .core.module import Module
from .core.param import Param
from .files import alternatives

PROGRAM = "update-alternatives"


class Alternatives(Module):
    """Which of several programs a name stands for, such as editor or java."""

    collection = "community.general"
    exclusive = ("alternatives",)
    example = """
- name: vim is the editor
  alternatives:
    name: editor
    path: /usr/bin/vim.basic
"""
    name = Param(str, "generic name of the link", required=True)
    path = Param("path", "the program that it is about")
    family = Param(str, "family of such programs, on Red Hat and its kin")
    link = Param("path", "the link; needed on Red Hat and its kin, and for a name that is new")
    priority = Param(int, "its priority in automatic mode; a new one has 50")
    state = Param(str, "present: it is one of the alternatives; selected: and chosen; auto: and the one of the highest "
                  "priority is chosen; absent: it is none of them", default="selected",
                  choices=("present", "selected", "auto", "absent"))
    subcommands = Param(list, "what goes with it, such as its manual page: name, link and path of each", elements=dict,
                        aliases=("slaves",))

    @classmethod
    def problems(cls, values):
        """Something must be named, and subcommands whole."""
        found = [] if values.get("path") or values.get("family") else ["one of these is needed: path, family"]
        for command in values.get("subcommands") or []:
            if isinstance(command, dict) and set(command) != {"name", "link", "path"}:
                found.append("a subcommand has name, link and path: %s" % command)
        return found

    @classmethod
    def requires(cls, values):
        """The program that it stands for."""
        return [("path", values["path"])] if values.get("path") and values.get("state") != "absent" else []

    def inspect(self, system):
        """The alternatives, and what of them is about this one."""
        self.messages = getattr(self, "messages", [])
        self.found = system.record("alternatives", self.name, lambda: self.look(system))
        choice = self.found["choices"].get(self.path)
        current = {"mode": self.found["mode"], "selected": self.selected()}
        if choice is not None:
            current.update(priority=choice["priority"], subcommands=choice["followers"])
        return current

    def look(self, system):
        """What the program tells."""
        told = system.query([PROGRAM, "--display", self.name])
        links = {command["name"]: command["link"] for command in self.subcommands or []}
        return alternatives.displayed(told.stdout, links) if told.rc == 0 else alternatives.NOTHING

    def selected(self):
        """The chosen one; the wanted family's name where it is of that."""
        chosen = self.found["current"]
        choice = self.found["choices"].get(chosen)
        if choice is not None and self.family is not None and choice["family"] == self.family:
            return self.path or self.family
        return chosen

    def desired(self, current):
        """What is asked for."""
        if self.state == "absent":
            return {"priority": None} if self.path is not None else {}
        wanted = {}
        if self.path is not None:
            wanted["priority"] = self.priority if self.priority is not None else current.get("priority", 50)
            if self.subcommands is not None:
                wanted["subcommands"] = self.followers()
        if self.state == "selected":
            wanted["selected"] = self.path or self.family
        elif self.state == "auto":
            wanted["mode"] = "auto"
        return wanted

    def followers(self):
        """The wanted subcommands as texts."""
        return sorted("%(name)s %(link)s %(path)s" % command for command in self.subcommands)

    def apply(self, system, diff):
        """Install or remove it, then choose it, or let the highest priority choose."""
        if self.state == "absent":
            self.run(system, ["--remove", self.name, self.path], alternatives.removed(self.found, self.path))
            self.messages.append("Remove alternative '%s' from '%s'." % (self.path, self.name))
            return
        if "priority" in diff or "subcommands" in diff:
            self.install(system)
        if "selected" in diff:
            # Also where installing it has chosen it: what is chosen by hand stays when another comes.
            self.select(system, diff["selected"][1])
        if "mode" in diff and self.found["mode"] != "auto":
            self.run(system, ["--auto", self.name], alternatives.settled(dict(self.found, mode="auto")))
            self.messages.append("Set alternative to auto for '%s'." % self.name)

    def install(self, system):
        """Make it one of the alternatives."""
        if system.stat(self.path) is None:
            raise Missing("Specified path %s does not exist" % self.path)
        link = self.link or self.found["link"]
        if not link:
            raise Failure("Needed to install the alternative, but unable to do so as we are missing the link")
        old = self.found["choices"].get(self.path, {"priority": 50})
        priority = self.priority if self.priority is not None else old["priority"]
        words = ["--install", link, self.name, self.path, str(priority)]
        words += ["--family", self.family] if self.family is not None else []
        for command in self.subcommands or []:
            words += ["--slave", command["link"], command["name"], command["path"]]
        choice = {"priority": priority, "family": self.family,
                  "followers": self.followers() if self.subcommands is not None else []}
        self.run(system, words, alternatives.installed(self.found, self.path, link, choice))
        self.messages.append("Install alternative '%s' for '%s'." % (self.path, self.name))

    def select(self, system, wanted):
        """Choose it."""
        chosen = self.path or next((path for path, choice in sorted(self.found["choices"].items())
                                    if choice["family"] == self.family), None)
        self.run(system, ["--set", self.name, wanted], dict(self.found, mode="manual", current=chosen))
        self.messages.append("Set alternative '%s' for '%s'." % (wanted, self.name))

    def run(self, system, words, brings):
        """Run the program, and take for found what it leaves behind."""
        system.run([PROGRAM] + words, brings={("alternatives", self.name): brings})
        self.found = brings

    def result(self, system, current):
        """What was done, in words."""
        return {"msg": " ".join(self.messages)}
