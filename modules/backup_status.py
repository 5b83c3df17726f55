"""The module `backup_status`."""

import time

from .backups import environment
from .backups.borg import Borg
from .backups.restic import Restic
from .backups.restored import compared, size_of
from .backups.tar import Tar
from .core.failure import Failure
from .core.module import Module
from .core.moment import moment
from .core.param import Param
from .scheduling.crontab import seconds

BACKENDS = {"restic": Restic, "borg": Borg, "tar": Tar}
SAME = "as on the host"


class BackupStatus(Module):
    """Whether there is a backup: new enough, in a repository that was checked, and one that can be restored.

    It looks only. In a check what is stale is a difference; in an apply it fails, as no task can bring an old backup
    up to date. The restore goes to a folder in memory, so that a check may do it, too.
    """

    collection = "pushcfg"
    example = """
- name: the shop's data could be restored
  backup_status:
    name: shop
    environment_file: /etc/host-backup/environment
    max_age: 26h
    check_age: 8d
    restore_test: /srv/shop/orders
"""
    name = Param(str, "which backups: restic's tag, or NAME in HOST-NAME-MOMENT, as borg's and tar's are called",
                 required=True)
    backend = Param(str, "what has made them", default="restic", choices=("restic", "borg", "tar"))
    repository = Param(str, "where they are; by default where environment_file says")
    environment_file = Param("path", "file of NAME='value' with what the program needs, such as RESTIC_PASSWORD_FILE")
    options = Param(list, "extended options of restic, as behind its -o", default=[], elements=str)
    host = Param(str, "only backups of this host, by the name that they were made with")
    max_age = Param(str, "age of the newest good backup at which it is stale, such as 26h")
    check_age = Param(str, "the same of the last check of the repository, such as 8d")
    check_stamp = Param("path", "file that is touched after a check that has found nothing",
                        default="/var/lib/host-backup/checked")
    restore_test = Param("path", "file or folder to restore and to compare with that on the host, as far as it has not "
                                 "changed since; one without excludes, as what the backup lacks is a difference")
    restore_limit = Param(int, "megabytes up to which restore_test may be: it is restored to memory", default=256)

    @classmethod
    def problems(cls, values):
        """Spans that are none, and nothing to look at."""
        found = []
        for word in ("max_age", "check_age"):
            if values.get(word) is not None and "{" not in values[word]:
                try:
                    seconds(values[word])
                except ValueError as error:
                    found.append("%s: %s" % (word, error))
        if all(values.get(word) is None for word in ("max_age", "check_age", "restore_test")):
            found.append("needs one of max_age, check_age and restore_test")
        return found

    @classmethod
    def requires(cls, values):
        """The program, and the file with what it needs."""
        backend = values.get("backend") or "restic"
        found = [("package", {"borg": "borgbackup"}.get(backend, backend))]
        return found + ([("path", values["environment_file"])] if values.get("environment_file") else [])

    def inspect(self, system):
        """The newest good backup, the last check, and what a restore brings."""
        settings = environment.settings(system, self.environment_file) if self.environment_file else {}
        backend = BACKENDS[self.backend](self.name, self.host, self.repository, settings, self.options)
        self.fresh, current = set(), {}
        if self.check_age is not None:
            found = system.stat(self.check_stamp)
            current["checked"] = self.seen(system, "checked", found and found.mtime, self.check_age)
        if self.max_age is None and self.restore_test is None:
            return current
        newest = backend.newest(system)
        if self.max_age is not None:
            current["newest"] = self.seen(system, "newest", newest and newest.seconds, self.max_age)
        if self.restore_test is not None:
            current["restored"] = system.record("backup", self.key("restored"),
                                                lambda: self.restore(system, backend, newest))
        return current

    def key(self, attribute):
        """The name of an attribute's record."""
        return "%s %s %s %s" % (self.backend, self.host, self.name, attribute)

    def seen(self, system, attribute, when, limit):
        """A moment as text, None for never; whether it is new enough is kept in `fresh`."""
        if when is not None and time.time() - when <= seconds(limit):
            self.fresh.add(attribute)
        return system.record("backup", self.key(attribute), lambda: None if when is None else moment(int(when)))

    def restore(self, system, backend, newest):
        """What the restored path is beside that of the host."""
        if newest is None:
            return "nothing, as there is no backup"
        path = self.restore_test.rstrip("/")
        megabytes = size_of(system, path) >> 20
        if megabytes > self.restore_limit:
            raise Failure("%s has %d megabytes, and is restored to memory: name a smaller part as restore_test, or "
                          "raise restore_limit" % (path, megabytes))

        def look(folder, output):
            if output.rc != 0:
                return "cannot be restored: %s" % (output.stderr or output.stdout).strip()[-500:]
            return compared(system, folder, path, newest.seconds) or SAME

        return backend.restore(system, newest, path, look)

    def desired(self, current):
        """What is there if it is new enough, and a restore that brings the same."""
        wanted = {}
        for attribute, limit in (("checked", self.check_age), ("newest", self.max_age)):
            if limit is not None:
                wanted[attribute] = current[attribute] if attribute in self.fresh else "at most %s ago" % limit
        if self.restore_test is not None:
            wanted["restored"] = SAME
        return wanted

    def apply(self, system, diff):
        """Nothing here can make a backup: fail with what is stale."""
        what = {"checked": "the repository was last checked", "newest": "the newest good backup was begun",
                "restored": "%s, restored, is" % self.restore_test}
        lines = ["%s: %s, wanted: %s" % (what[name], "never" if before is None else before, wanted)
                 for name, (before, wanted) in sorted(diff.items())]
        system.insist("%s: %s" % (self.name, "; ".join(lines)),
                      {("backup", self.key(name)): wanted for name, (_, wanted) in diff.items()})

    def result(self, system, current):
        """What register gets."""
        return {"newest": current.get("newest"), "checked": current.get("checked"), "restored": current.get("restored")}
