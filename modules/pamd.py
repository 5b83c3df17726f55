"""The module `pamd`."""

import os

from .accounts import pam
from .core.backup import back_up
from .core.failure import Failure, Missing
from .core.module import Module
from .core.param import Param

FOLDER = "/etc/pam.d"
NEW = ("new_type", "new_control", "new_module_path")


class Pamd(Module):
    """One rule of a service of PAM: changed, removed, or another one put before or behind it."""

    collection = "community.general"
    exclusive = ("pam",)
    example = """
- name: only the group wheel may become somebody else
  pamd:
    name: su
    type: auth
    control: sufficient
    module_path: pam_rootok.so
    state: after
    new_type: auth
    new_control: required
    new_module_path: pam_wheel.so
    module_arguments: use_uid
"""
    name = Param(str, "the service: name of a file in path", required=True)
    type = Param(str, "type of the rule", required=True, choices=pam.TYPES)
    control = Param(str, "control of the rule: required, … or [success=1 default=ignore]", required=True)
    module_path = Param(str, "module of the rule", required=True)
    new_type = Param(str, "type that it gets, or that the other rule has", choices=pam.TYPES)
    new_control = Param(str, "control that it gets, or that the other rule has")
    new_module_path = Param(str, "module that it gets, or that the other rule has")
    module_arguments = Param(list, "arguments of the module: all that it has, or those that are to be there or not; "
                             "as a list if one has a comma in it", elements=str)
    state = Param(str, "updated: the rule is as the new_ ones say; before, after: another rule is next to it; "
                  "args_present, args_absent: of its arguments; absent: it is not there", default="updated",
                  choices=("absent", "before", "after", "updated", "args_absent", "args_present"))
    path = Param("path", "folder of the services", default=FOLDER)
    backup = Param(bool, "keep a dated copy of what was there", default=False)

    backup_file = ""
    count = None

    @classmethod
    def problems(cls, values):
        """What each state needs."""
        state, found = values.get("state") or "updated", []
        if state in ("before", "after"):
            found = ["state: %s needs %s" % (state, name) for name in NEW if not values.get(name)]
            rule = [values.get(name) for name in ("type", "control", "module_path")]
            if not found and [values[name] for name in NEW] == rule:
                found.append("the rule and the one next to it are the same: each run would put another one there")
        elif state != "updated":
            found = ["%s goes with the states updated, before and after" % name for name in NEW if values.get(name)]
        if state in ("args_present", "args_absent") and values.get("module_arguments") is None:
            found.append("state: %s needs module_arguments" % state)
        if state == "absent" and values.get("module_arguments") is not None:
            found.append("module_arguments does not go with state: absent, which takes the rule whatever they are")
        return found

    @classmethod
    def provides(cls, values):
        """The file."""
        return [("path", os.path.join(values.get("path") or FOLDER, values["name"]))] if values.get("name") else []

    @classmethod
    def requires(cls, values):
        """The folder."""
        return [("folder", os.path.join(values.get("path") or FOLDER, values["name"]))] if values.get("name") else []

    def file(self):
        """The file of the service."""
        return os.path.join(self.path, self.name)

    def inspect(self, system):
        """The whole file."""
        if system.stat(self.file()) is None:
            raise Missing("Unable to open/read PAM module file %s: it does not exist" % self.file())
        return {"content": system.text(self.file())}

    def desired(self, current):
        """The file with the rule as it is to be."""
        try:
            before = pam.entries(current["content"])
        except ValueError as error:
            raise Failure("%s: %s" % (self.file(), error))
        after, count = self.edited(before)
        self.count = count if self.count is None else self.count
        faults = [pam.fault(entry.rule) for entry in after if entry.rule is not None]
        if any(faults):
            raise Failure(next(fault for fault in faults if fault))
        return {"content": "".join(entry.text + "\n" for entry in after) if count else current["content"]}

    def edited(self, entries):
        """(entries as they should be, how many rules that changes)."""
        found, count = [], 0
        for index, entry in enumerate(entries):
            fresh = self.replaced(entries, index) if self.fits(entry.rule) else [entry]
            count += fresh != [entry]
            found += fresh
        return found, count

    def fits(self, rule):
        """Whether it is the rule that the arguments name."""
        return rule is not None and rule[:3] == (self.type, pam.control(self.control), self.module_path)

    def replaced(self, entries, index):
        """The entries in the place of that one, whose rule fits."""
        entry, given = entries[index], pam.arguments(self.module_arguments or [])
        if self.state == "absent":
            return []
        if self.state in ("before", "after"):
            return self.beside(entries, index, pam.Rule(
                self.new_type, pam.control(self.new_control), self.new_module_path, given, ""))
        rule = entry.rule
        if self.state == "args_present":
            if any(argument.startswith("[") for argument in given):
                raise Failure("Unable to process bracketed '[' complex arguments with 'args_present'. "
                              "Please use 'updated'.")
            rule = pam.with_arguments(rule, given)
        elif self.state == "args_absent":
            rule = pam.without_arguments(rule, given)
        else:
            new = (self.new_type, self.new_control and pam.control(self.new_control), self.new_module_path,
                   given if self.module_arguments is not None else None, None)
            rule = pam.Rule(*(old if value is None else value for old, value in zip(rule, new)))
        return [entry if rule == entry.rule else pam.Entry(pam.line(rule), rule)]

    def beside(self, entries, index, rule):
        """The entry with the rule next to it, unless that is there; comments and empty lines do not count."""
        behind = self.state == "after"
        others = entries[index + 1:] if behind else entries[:index][::-1]
        neighbour = next((other for other in others if other.text.strip() and not other.text.lstrip().startswith("#")),
                         None)
        if neighbour is not None and neighbour.rule is not None and neighbour.rule[:3] == rule[:3]:
            return [entries[index]]
        pair = [entries[index], pam.Entry(pam.line(rule), rule)]
        return pair if behind else pair[::-1]

    def apply(self, system, diff):
        """Write the file."""
        if self.backup:
            self.backup_file = back_up(system, self.file())
        system.write(self.file(), diff["content"][1].encode("utf-8", "surrogateescape"))

    def result(self, system, current):
        """How many rules have changed, and where the copy is."""
        return {"change_count": self.count, "backupdest": self.backup_file}
