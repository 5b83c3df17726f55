"""The module `replace`."""

import re

from .core.failure import Failure, Missing
from .core.module import Module
from .core.param import Param
from .files.edited import EditedFile

UNMATCHED = "Pattern for before/after params did not match the given file: %s"


class Replace(EditedFile, Module):
    """All places of a text file that match a pattern, replaced."""

    example = """
- name: the new address of the backup server
  replace:
    path: /etc/hosts
    regexp: '(\\s+)store1\\.old\\.example(\\s+.*)?$'
    replace: '\\1store1.example\\2'
    backup: true
"""
    regexp = Param(str, "pattern of what to replace; ^ and $ also match at lines", required=True)
    replace = Param(str, "what to put in its place, with \\1 or \\g<name> for groups; nothing removes it", default="")
    after = Param(str, "replace only what comes after this pattern, in which a dot also matches newlines")
    before = Param(str, "replace only what comes before this pattern")
    encoding = Param(str, "encoding of the file", default="utf-8")

    create = None
    state = "present"
    unmatched = None

    def inspect_missing(self, system):
        """A file that is not there has nothing to replace."""
        raise Missing("%s does not exist" % self.path, rc=257)

    def desired(self, current):
        """The edited content; nothing at all where after and before match nowhere."""
        wanted = super().desired(current)
        return {} if self.unmatched is not None else wanted

    def edit(self, before):
        """The bytes of the file with all matches replaced."""
        try:
            text = before.decode(self.encoding, "surrogateescape")
            start, end = self.section(text)
            if start is None:
                return before, ""
            after, count = compiled(self.regexp, re.MULTILINE).subn(self.replace, text[start:end])
            if after == text[start:end]:
                return before, ""
            whole = text[:start] + after + text[end:]
            return whole.encode(self.encoding, "surrogateescape"), "%d replacements made" % count
        except (re.error, IndexError) as error:
            raise Failure("Unable to process replace due to error: %s" % error)
        except (LookupError, UnicodeError) as error:
            raise Failure("%s cannot be read and written as %s: %s" % (self.path, self.encoding, error))

    def section(self, text):
        """(begin, end) of what is to be worked on; (None, None) where after and before do not match."""
        if not self.after and not self.before:
            return 0, len(text)
        lazy = "?" if self.after and self.before else ""
        pattern = "%s(?P<subsection>.*%s)%s" % (self.after or "", lazy, self.before or "")
        found = compiled(pattern, re.DOTALL).search(text)
        self.unmatched = UNMATCHED % pattern if found is None else None
        return found.span("subsection") if found is not None else (None, None)

    def result(self, system, current):
        """What Ansible's module of this name returns."""
        told = {"msg": self.message if self.unmatched is None else self.unmatched, "rc": 0}
        if self.backup_file is not None:
            told["backup_file"] = self.backup_file
        return told


def compiled(text, flags):
    """A regular expression; Failure if it is none."""
    try:
        return re.compile(text, flags)
    except re.error as error:
        raise Failure("%s is no regular expression: %s" % (text, error))
