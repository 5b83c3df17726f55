"""The module `lineinfile`."""

from .core.module import Module
from .core.param import Param
from .core.reader import raw
from .files.edited import EditedFile, pattern, split_lines
from .files.lines import Line


class Lineinfile(EditedFile, Module):
    """One line of a text file: that it is there, in the place of another, or not there."""

    example = """
- name: no root login with a password
  lineinfile:
    path: /etc/ssh/sshd_config
    regexp: "^#?PermitRootLogin"
    line: PermitRootLogin prohibit-password
    validate: /usr/sbin/sshd -t -f %s
"""
    state = Param(str, "whether the line should be there", default="present", choices=("absent", "present"))
    line = Param(str, "the line itself; with backrefs it may contain groups of regexp", aliases=("value",))
    regexp = Param(str, "pattern of the line to replace (the last that matches), or of the lines to remove",
                   aliases=("regex",))
    search_string = Param(str, "as regexp, but plain text that the line contains")
    insertafter = Param(str, "where no line matches: insert after the last line that matches this pattern, or EOF")
    insertbefore = Param(str, "as insertafter, but before it; or BOF")
    backrefs = Param(bool, "fill groups of regexp into line; change nothing if regexp matches nothing", default=False)
    firstmatch = Param(bool, "take the first line that matches instead of the last", default=False)

    @classmethod
    def problems(cls, values):
        """Arguments that do not go together."""
        given = {name for name, value in values.items() if value is not None}
        found = ["takes %s or %s, not both" % pair for pair in (
            ("insertbefore", "insertafter"), ("regexp", "search_string")) if set(pair) <= given]
        if values.get("backrefs") is True and "regexp" not in given:
            found.append("backrefs needs regexp")
        if values.get("state", "present") == "present" and "line" not in given:
            found.append("state=present needs line")
        if values.get("state") == "absent" and not given & {"line", "regexp", "search_string"}:
            found.append("state=absent needs line, regexp or search_string")
        return found

    def edit(self, before):
        """The bytes of the file with the line in place, or without it."""
        lines = split_lines(before or b"")
        if self.state == "present":
            after, told = self.wanted_line().placed(lines)
        else:
            after = [line for line in lines if not self.is_unwanted(line)]
            told = "%d line(s) removed" % (len(lines) - len(after)) if len(after) < len(lines) else ""
        return b"".join(after), told

    def wanted_line(self):
        """The line with all that is said about its place."""
        anchor, where = None, "end"
        if self.insertafter == "BOF" or self.insertbefore == "BOF":
            where = "begin"
        elif self.insertafter not in (None, "", "EOF"):
            anchor, where = pattern(self.insertafter), "after"
        elif self.insertbefore not in (None, ""):
            anchor, where = pattern(self.insertbefore), "before"
        return Line(raw(self.line), self.matcher(), anchor, where, self.firstmatch, self.backrefs)

    def matcher(self):
        """The test that regexp or search_string is; None without either."""
        if self.regexp is not None:
            return pattern(self.regexp).search
        if self.search_string is not None:
            return lambda line: raw(self.search_string) in line
        return None

    def is_unwanted(self, line):
        """Whether state=absent removes this line."""
        matcher = self.matcher()
        return bool(matcher(line)) if matcher is not None else line.rstrip(b"\r\n") == raw(self.line)

    def result(self, system, current):
        """What Ansible's module of this name returns."""
        if "content" not in current and self.state == "absent":
            return {"msg": "file not present"}
        told = {"msg": self.message, "backup": self.backup_file or ""}
        if self.state == "absent":
            removed = self.message.partition(" line(s) removed")
            told["found"] = int(removed[0]) if removed[1] else 0
        return told
