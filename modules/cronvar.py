"""The module `cronvar`."""

import re

from .core import crontab
from .core.failure import Failure
from .core.param import Param
from .cron import Cron

VARIABLE = re.compile(r"\s*([^\s=#'\"]+)\s*=\s*(.*?)\s*$")


class Cronvar(Cron):
    """A variable in a user's crontab, or in a file of /etc/cron.d."""

    collection = "community.general"
    example = """
- name: mail of cron goes to the operators
  cronvar:
    name: MAILTO
    value: ops@example.com
    user: backup
"""
    name = Param(str, "the variable", required=True)
    value = Param(str, "what stands behind its equals sign, with quotes where it needs some")
    user = Param(str, "whose crontab; else that of the user of the task")
    cron_file = Param("path", "a file to use instead of a user's crontab; a relative path is in /etc/cron.d")
    job = minute = hour = day = month = weekday = special_time = disabled = env = None

    @classmethod
    def problems(cls, values):
        """Arguments that do not go together."""
        found = []
        if values.get("state", "present") == "present" and values.get("value") is None:
            found.append("You must specify 'value' to insert a new cron variable")
        if values.get("insertafter") and values.get("insertbefore"):
            found.append("insertafter does not go with insertbefore")
        if "{{" not in str(values.get("name")) and re.search(r"[\s=#'\"]", str(values.get("name"))):
            found.append("a variable's name has no blanks, quotes, # or =: %s" % values["name"])
        if "\n" in str(values.get("value") or ""):
            found.append("value must be one line")
        return found

    def desired(self, current):
        """The crontab with the variable, or without it."""
        lines = (current["crontab"] or "").splitlines()
        named = [self.parsed(line) for line in lines]
        there = [value for name, value in named if name == self.name]
        if self.state == "absent":
            wanted = [line for line, (name, _) in zip(lines, named) if name != self.name]
        elif not there:
            place = self.place([name for name, _ in named])
            wanted = lines[:place] + [self.line()] + lines[place:]
        elif there[0] != self.value and self.line() != "%s=%s" % (self.name, there[0]):
            wanted = [self.line() if name == self.name else line for line, (name, _) in zip(lines, named)]
        else:
            return {}
        return {"crontab": crontab.render(wanted)} if wanted != lines else {}

    @staticmethod
    def parsed(line):
        """(name, value) of a line; two Nones if it sets no variable."""
        found = VARIABLE.match(line)
        return (None, None) if found is None else found.groups()

    def place(self, names):
        """The index of the line that is to come below a new variable."""
        beside = self.insertafter or self.insertbefore
        if not beside:
            return 0
        if beside not in names:
            raise Failure("Variable named '%s' not found, beside which %s should stand" % (beside, self.name))
        return names.index(beside) + (1 if self.insertafter else 0)

    def line(self):
        """The variable's line."""
        return "%s=%s" % (self.name, self.value if self.value != "" else '""')

    def result(self, system, current):
        """What Ansible's module of this name returns."""
        names = [self.parsed(line)[0] for line in (current["crontab"] or "").splitlines()]
        told = {"vars": [name for name in names if name is not None]}
        if self.cron_file is not None:
            told["cron_file"] = self.cron_file
        if hasattr(self, "backup_file"):
            told["backup_file"] = self.backup_file
        return told
