"""The module `ini_file`."""

import io

from .core.attributes import describe
from .core.failure import Failure
from .core.module import Module
from .core.param import Param
from .files.edited import EditedFile
from .files.ini import Ini


class IniFile(EditedFile, Module):
    """An option in a section of an INI file: its value, or that it is not there."""

    collection = "community.general"
    example = """
- name: keep the journal small
  ini_file:
    path: /etc/systemd/journald.conf
    section: Journal
    option: SystemMaxUse
    value: 500M
    no_extra_spaces: true
    mode: "0644"
"""
    absent_needs_file = True

    path = Param("path", "the file", required=True, aliases=("dest",))
    section = Param(str, "name of the section; without it what stands above all sections")
    section_has_values = Param(list, "of several sections of that name the one with these: option, value or values",
                               elements=dict)
    option = Param(str, "the option; without it the whole section")
    value = Param(str, "its value; not needed with state=absent")
    values = Param(list, "its values, a line for each", elements=str)
    state = Param(str, "whether it is there", default="present", choices=("absent", "present"))
    exclusive_ = Param(bool, "other lines of the option go", default=True)
    no_extra_spaces = Param(bool, "no spaces around the equals sign", default=False)
    ignore_spaces = Param(bool, "leave a line alone that differs in spaces only", default=False)
    create = Param(bool, "make the file, and its folders, if it is not there", default=True)
    allow_no_value = Param(bool, "an option may be a name without a value", default=False)
    modify_inactive_option = Param(bool, "overwrite a line of the option that is a comment", default=True)
    follow = Param(bool, "write to what a link at path points at, instead of in its place", default=False)
    validate = None

    done = "OK"

    @classmethod
    def problems(cls, values):
        """Arguments that do not go together."""
        found = []
        if values.get("value") is not None and values.get("values") is not None:
            found.append("takes value or values, not both")
        nothing = values.get("value") is None and not values.get("values")
        if values.get("state", "present") == "present" and nothing and values.get("allow_no_value") in (None, False):
            found.append("state=present needs value or values, unless allow_no_value is set")
        if values.get("section_has_values") and values.get("section") is None:
            found.append("section_has_values needs section")
        for entry in values.get("section_has_values") or ():
            if not isinstance(entry, dict):
                continue
            if entry.get("option") is None or set(entry) - {"option", "value", "values"}:
                found.append("section_has_values takes option, value and values")
            elif entry.get("value") is not None and entry.get("values") is not None:
                found.append("section_has_values takes value or values, not both")
        return found

    def wanted_ini(self):
        """The section as the arguments want it."""
        values = [self.value] if self.value is not None else self.values or []
        conditions = [(entry["option"], [str(entry["value"])] if entry.get("value") is not None
                       else [str(value) for value in entry.get("values") or ()])
                      for entry in self.section_has_values or ()]
        return Ini(self.section, self.option, values, conditions, self.exclusive_, not self.no_extra_spaces,
                   self.ignore_spaces, self.allow_no_value, self.modify_inactive_option)

    def edit(self, before):
        """The bytes of the file with the option as wanted."""
        try:
            text = (before or b"").decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Failure("%s is no text in UTF-8: %s" % (self.path, error))
        lines = list(io.StringIO(text, None)) or ["\n"]
        unfinished = not lines[-1].endswith("\n")
        lines[-1] += "\n" if unfinished else ""
        ini = self.wanted_ini()
        after = ini.present(lines) if self.state == "present" else ini.absent(lines)
        if after == lines and not unfinished:
            return before or b"", "" if before is None else "OK"
        self.last = ini.told
        return "".join(after).encode("utf-8"), ini.told

    def located(self, system):
        """The path itself, or with `follow` what it leads to."""
        return super().located(system) if self.follow else self.path

    def put(self, system, content):
        """Write the bytes, in the place of a link."""
        self.done = self.last
        found = system.stat(self.place, follow=False)
        if found is None or found.kind != "link":
            system.write(self.place, content)
            return
        target = system.stat(self.place)
        system.remove(self.place)
        if target is None:
            system.write(self.place, content)
        else:
            system.write(self.place, content, target.mode, str(target.uid), str(target.gid))

    def result(self, system, current):
        """What Ansible's module of this name returns."""
        told = dict(describe(system.stat(self.place)), msg=self.done, path=self.path)
        if self.backup_file is not None:
            told["backup_file"] = self.backup_file
        return told
