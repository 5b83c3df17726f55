"""Backups that borg has made: archives HOST-NAME-MOMENT, read without a lock and with a cache in memory."""

import json

from ..core.failure import Failure, Missing
from .snapshot import newest, of_name, pattern

# What borg keeps of a repository goes into the folder in memory; it would ask about one that it has not seen.
SETTINGS = {"BORG_CACHE_DIR": "%s/.borg-cache", "BORG_SECURITY_DIR": "%s/.borg-security",
            "BORG_RELOCATED_REPO_ACCESS_IS_OK": "yes", "BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK": "yes"}


class Borg:
    """The archives of one host and name."""

    def __init__(self, name, host, repository, settings, options):
        self.settings = dict(settings, **SETTINGS)
        if repository:
            self.settings["BORG_REPO"] = repository
        self.pattern = pattern(host, name)

    def newest(self, system):
        """The newest Snapshot, or None; the archive of a backup that was cut off ends in .checkpoint and is none."""
        words = ["borg", "--bypass-lock", "list", "--json", "--glob-archives", self.pattern]
        output = system.unpack(words, lambda folder, output: output, self.settings)
        if output.rc not in (0, 1):
            raise Missing("cannot read the repository: %s" % output.stderr.strip())
        try:
            found = [of_name(one["name"]) for one in json.loads(output.stdout)["archives"]]
        except (KeyError, TypeError, ValueError) as error:
            raise Failure("borg tells of its archives what is not understood: %s" % error)
        return newest([one for one in found if one is not None])

    def restore(self, system, snapshot, path, look):
        """What `look` makes of the folder below which the path was restored."""
        words = ["borg", "--bypass-lock", "extract", "::" + snapshot.name, path.lstrip("/")]
        return system.unpack(words, look, self.settings)
