"""The module `logrotate`."""

from .core.module import Module
from .core.param import Param
from .rotation.checked import check
from .rotation.drop_in import SCRIPTS, VALUED, text

FOLDER = "/etc/logrotate.d"
SIZES = ("maxsize", "minsize", "size")


class Logrotate(Module):
    """How logs are rotated: a drop-in of logrotate, which logrotate has understood before it is installed."""

    collection = "pushcfg"
    example = """
- name: logs of the shop are kept for two weeks
  logrotate:
    name: shop
    paths: [/var/log/shop/*.log]
    frequency: daily
    rotate: 14
    compress: true
    delaycompress: true
    missingok: true
    create: 0640 shop adm
    sharedscripts: true
    postrotate: systemctl kill --signal=HUP shop.service
"""
    name = Param(str, "of the file in /etc/logrotate.d", required=True)
    paths = Param(list, "logs, or patterns of them", elements=str, aliases=("path",))
    state = Param(str, "whether the drop-in is there", default="present", choices=("absent", "present"))

    frequency = Param(str, "how often", choices=("hourly", "daily", "weekly", "monthly", "yearly"))
    weekday = Param(int, "with weekly: 0 is Sunday, 7 any day when a week has passed", choices=tuple(range(8)))
    monthday = Param(int, "with monthly: the day", choices=tuple(range(1, 32)))
    rotate = Param(int, "how many old logs are kept; -1 keeps all")
    size = Param(str, "rotate when a log is larger, whatever the frequency: bytes, or with k, M or G")
    minsize = Param(str, "rotate at its time, but only a larger log")
    maxsize = Param(str, "rotate at its time, and before that a larger log")
    minage = Param(int, "days that a log must be old to be rotated")
    maxage = Param(int, "days after which old logs are removed")

    missingok = Param(bool, "a log that is not there is no error")
    ifempty = Param(bool, "rotate an empty log, too")
    ignoreduplicates = Param(bool, "a log that an earlier pattern meant is left to that", default=False)
    tabooext = Param(str, "ends of names that an include passes over")
    taboopat = Param(str, "patterns of names that an include passes over")

    su = Param(str, "USER GROUP that rotate: needed where others than root can write to the folder")
    create = Param("raw", "MODE OWNER GROUP of the new log, true for those of the old, false for no new log")
    olddir = Param("raw", "folder for old logs; false for that of the log")
    createolddir = Param("raw", "MODE OWNER GROUP of that folder where it is made; false does not make it")
    copy = Param(bool, "make a copy, and leave the log as it is")
    copytruncate = Param(bool, "make a copy, and empty the log in its place")
    renamecopy = Param(bool, "rename, then copy to a folder on another file system")
    allowhardlink = Param(bool, "rotate logs with several names, too")
    shred = Param(bool, "overwrite logs before they are removed")
    shredcycles = Param(int, "how often")

    compress = Param(bool, "compress old logs")
    compresscmd = Param(str, "the program that does it")
    uncompresscmd = Param(str, "the program that undoes it")
    compressext = Param(str, "the end of its files' names")
    compressoptions = Param(str, "its options")
    delaycompress = Param(bool, "leave the newest of the old logs uncompressed")

    extension = Param(str, "an end of names that is kept behind the number or date")
    addextension = Param(str, "an end of names that is added")
    start = Param(int, "the number of the newest old log")
    dateext = Param(bool, "old logs are named by dates, not numbers")
    dateformat = Param(str, "the date in their names, such as -%Y%m%d")
    dateyesterday = Param(bool, "the date of the day before", default=False)
    datehourago = Param(bool, "the date of an hour before", default=False)

    mail = Param("raw", "address to which logs are sent that would be removed; false sends none")
    mailfirst = Param(bool, "send the log that was just rotated instead", default=False)
    maillast = Param(bool, "send the log that is about to go, as without a word", default=False)

    sharedscripts = Param(bool, "run scripts once for all logs")
    firstaction = Param(str, "script before all logs")
    prerotate = Param(str, "script before a log is rotated")
    postrotate = Param(str, "script after a log was rotated")
    preremove = Param(str, "script before a log is removed")
    lastaction = Param(str, "script after all logs")

    @classmethod
    def problems(cls, values):
        """What logrotate would not understand."""
        found = []
        if "/" in str(values.get("name", "")):
            found.append("name is the name of a file in %s, not a path" % FOLDER)
        if values.get("state", "present") == "present" and not values.get("paths"):
            found.append("state=present needs paths")
        for name in SIZES:
            if name in values and "{" not in str(values[name]) and not is_size(values[name]):
                found.append("%s is %s, not bytes, or a number with k, M or G" % (name, values[name]))
        for name, frequency in (("weekday", "weekly"), ("monthday", "monthly")):
            if name in values and values.get("frequency") != frequency:
                found.append("%s goes with frequency=%s" % (name, frequency))
        for name in SCRIPTS:
            if any(line.strip() == "endscript" for line in str(values.get(name, "")).splitlines()):
                found.append("%s has a line `endscript`, which would end it" % name)
        for name in (*VALUED, "create", "olddir", "mail", "createolddir"):
            if "\n" in str(values.get(name, "")).strip():
                found.append("%s must be one line" % name)
        paths = values.get("paths")
        for path in paths if isinstance(paths, list) else ():
            if "\n" in path or '"' in path:
                found.append("a path has no line breaks and no quotes: %s" % path)
        return found

    @classmethod
    def provides(cls, values):
        """The file."""
        return [] if values.get("state") == "absent" else [("path", "%s/%s" % (FOLDER, values.get("name")))]

    @classmethod
    def requires(cls, values):
        """logrotate, and whoever the logs belong to."""
        words = str(values.get("su") or "").split() + str(values.get("create") or "").split()[1:]
        return [("package", "logrotate")] + [("user", word) for word in words] + [("group", word) for word in words]

    def inspect(self, system):
        """The drop-in as it is."""
        self.path = "%s/%s" % (FOLDER, self.name)
        found = system.stat(self.path)
        if found is None:
            return {}
        return {"file": system.text(self.path), "mode": "%04o" % found.mode, "owner": found.owner}

    def desired(self, current):
        """The drop-in as it should be; logrotate passes over one that others than root may write to."""
        if self.state == "absent":
            return {"file": None}
        return {"file": text(self), "mode": "0644", "owner": "root"}

    def apply(self, system, diff):
        """Ask logrotate about the whole configuration with it, then install it."""
        if self.state == "absent":
            system.remove(self.path)
            return
        wanted = text(self)
        if "file" in diff:
            check(system, self.path, wanted, self.paths, self.su)
        system.write(self.path, wanted.encode("utf-8", "surrogateescape"), mode=0o644, owner="root")

    def result(self, system, current):
        """What register gets."""
        return {"path": self.path, "state": self.state}


def is_size(value):
    """Whether logrotate takes it for a size."""
    digits = str(value)[:-1] if str(value)[-1:] in ("k", "M", "G") else str(value)
    return digits.isdigit()
