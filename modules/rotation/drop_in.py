"""The text of one drop-in of logrotate.conf(5), from the params of the module logrotate."""

# Directives that are there or not, and whose opposite has a name of its own.
OPPOSITES = {
    "allowhardlink": "noallowhardlink", "compress": "nocompress", "copy": "nocopy", "copytruncate": "nocopytruncate",
    "dateext": "nodateext", "delaycompress": "nodelaycompress", "ifempty": "notifempty", "missingok": "nomissingok",
    "renamecopy": "norenamecopy", "sharedscripts": "nosharedscripts", "shred": "noshred",
}
# Directives that have no opposite.
FLAGS = ("datehourago", "dateyesterday", "ignoreduplicates", "maillast", "mailfirst")
# Directives with a value.
VALUED = ("addextension", "compresscmd", "compressext", "compressoptions", "dateformat", "extension", "maxage",
          "maxsize", "minage", "minsize", "rotate", "shredcycles", "size", "start",
          "su", "taboopat", "tabooext", "uncompresscmd")
# Directives with a value, and an opposite for false.
SWITCHED = {"create": "nocreate", "createolddir": "nocreateolddir", "mail": "nomail", "olddir": "noolddir"}
SCRIPTS = ("firstaction", "prerotate", "postrotate", "preremove", "lastaction")


def text(module):
    """The whole drop-in."""
    lines = [" ".join(map(quoted, module.paths)) + " {"]
    lines += ["    " + directive for directive in directives(module)]
    for name in SCRIPTS:
        script = getattr(module, name)
        if script is not None:
            lines += ["    " + name]
            lines += [("        " + line).rstrip() for line in script.strip("\n").split("\n")]
            lines += ["    endscript"]
    return "\n".join(lines + ["}", ""])


def quoted(path):
    """A path or pattern, in quotes where it has blanks."""
    return '"%s"' % path if any(blank in path for blank in " \t") else path


def directives(module):
    """The directives without scripts, in an order that does not depend on how the task writes them."""
    if module.frequency is not None:
        day = module.weekday if module.frequency == "weekly" else module.monthday
        yield module.frequency if day is None else "%s %s" % (module.frequency, day)
    for name in VALUED:
        value = getattr(module, name)
        if value is not None:
            yield "%s %s" % (name, value)
    for name, opposite in SWITCHED.items():
        value = getattr(module, name)
        if value is not None:
            word = str(value).strip()
            yield opposite if word == "False" else name if word == "True" else "%s %s" % (name, word)
    for name, opposite in OPPOSITES.items():
        value = getattr(module, name)
        if value is not None:
            yield name if value else opposite
    for name in FLAGS:
        if getattr(module, name):
            yield name
