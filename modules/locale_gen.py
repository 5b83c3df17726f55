"""The module `locale_gen`."""

import re

from .core.failure import Missing
from .core.module import Module
from .core.param import Param

GENERATED = "/etc/locale.gen"
LEGACY = "/var/lib/locales/supported.d"
SUPPORTED = "/usr/share/i18n/SUPPORTED"
# How `locale -a` spells encodings, and how everybody else does.
SPELLINGS = ((".utf8", ".UTF-8"), (".eucjp", ".EUC-JP"), (".iso885915", ".ISO-8859-15"), (".cp1251", ".CP1251"),
             (".koi8r", ".KOI8-R"), (".armscii8", ".ARMSCII-8"), (".euckr", ".EUC-KR"), (".gbk", ".GBK"),
             (".gb18030", ".GB18030"), (".euctw", ".EUC-TW"))
LINE = re.compile(r"^\s*#?\s*(\S+[._]\S+) (\S+)\s*$")


def spelled(name):
    """A locale's name with its encoding as everybody but `locale -a` spells it."""
    for short, usual in SPELLINGS:
        name = name.replace(short, usual)
    return name


class LocaleGen(Module):
    """Locales of Debian and its kin: generated or not."""

    collection = "community.general"
    exclusive = ("dpkg",)
    example = """
- name: German, too
  locale_gen:
    name: de_DE.UTF-8
"""
    name = Param(list, "locales with their encoding, such as en_GB.UTF-8", required=True, elements=str)
    state = Param(str, "whether they are there", default="present", choices=("absent", "present"))

    @classmethod
    def requires(cls, values):
        """The package that generates them."""
        return [("package", "locales")]

    def inspect(self, system):
        """Which of the locales are there."""
        self.legacy = system.stat(GENERATED) is None
        if self.legacy and system.stat(LEGACY) is None:
            raise Missing('%s and %s are missing. Is the package "locales" installed?' % (LEGACY, GENERATED))
        there = system.record("locales", "generated", lambda: system.query(["locale", "-a"]).stdout.split())
        self.there = {spelled(name) for name in there}
        self.known = self.charsets(system)
        unknown = [name for name in self.name if name not in self.known and spelled(name) not in self.there]
        if unknown:
            raise Missing("The following locales you have entered are not available on your system: %s"
                          % ", ".join(unknown))
        return {name: "generated" if spelled(name) in self.there else None for name in self.name}

    @staticmethod
    def charsets(system):
        """{locale: encoding} of what glibc can generate."""
        text = system.text(SUPPORTED) if system.stat(SUPPORTED) is not None else ""
        found = map(LINE.match, text.splitlines())
        return {match.group(1): match.group(2) for match in found if match is not None}

    def desired(self, current):
        """All of them, or none."""
        return dict.fromkeys(self.name, "generated" if self.state == "present" else None)

    def apply(self, system, diff):
        """Write the list of locales, and generate them."""
        names = {spelled(name) for name in diff}
        after = sorted(self.there | names if self.state == "present" else self.there - names)
        words = ["locale-gen"]
        if not self.legacy:
            before = system.text(GENERATED)
            text = before
            for name in sorted(diff):
                text = self.listed(text, name)
            if text != before:
                system.write(GENERATED, text.encode("utf-8", "surrogateescape"))
        elif self.state == "present":
            words += sorted(diff)
        else:
            self.unlist(system, diff)
            words += ["--purge"]
        system.run(words, brings={("locales", "generated"): after})

    def listed(self, text, name):
        """The text of /etc/locale.gen with a locale's lines as they should be."""
        line = re.compile(r"^#?[^\S\n]*%s (.+)" % re.escape(name), re.MULTILINE)
        mark = "" if self.state == "present" else "# "
        if line.search(text) is None and self.state == "present":
            end = "" if text.endswith("\n") or not text else "\n"
            return "%s%s%s %s\n" % (text, end, name, self.known[name])
        return line.sub(lambda found: "%s%s %s" % (mark, name, found.group(1)), text)

    @staticmethod
    def unlist(system, names):
        """Take locales out of Ubuntu's old list."""
        path = LEGACY + "/local"
        text = system.text(path) if system.stat(path) is not None else ""
        kept = "".join(line for line in text.splitlines(True) if line.split(" ")[0] not in names)
        if kept != text:
            system.write(path, kept.encode("utf-8", "surrogateescape"))

    def result(self, system, current):
        """The names, and in which way they are generated."""
        return {"name": self.name, "mechanism": "ubuntu_legacy" if self.legacy else "glibc"}
