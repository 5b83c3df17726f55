"""Backups that restic has made: what there is, and how it is restored, without a lock and without a cache."""

import json

from ..core.failure import Failure, Missing
from .snapshot import Snapshot, newest, seconds_of

# A snapshot with this tag was made although not everything could be read.
PARTIAL = "partial"
READING = ["restic", "--no-lock", "--no-cache"]


class Restic:
    """The snapshots of one name, and of one host if it is given."""

    def __init__(self, name, host, repository, settings, options):
        self.settings = dict(settings, RESTIC_REPOSITORY=repository) if repository else settings
        self.options = [word for option in options for word in ("-o", option)]
        self.chosen = ["--tag", name] + (["--host", host] if host else [])

    def newest(self, system):
        """The newest good Snapshot, or None."""
        output = system.query(READING + ["snapshots", "--json"] + self.options + self.chosen, settings=self.settings)
        if output.rc != 0:
            raise Missing("cannot read the repository: %s" % output.stderr.strip())
        try:
            return newest([Snapshot(one["id"], seconds_of(one["time"])) for one in json.loads(output.stdout) or []
                           if PARTIAL not in (one.get("tags") or [])])
        except (KeyError, TypeError, ValueError) as error:
            raise Failure("restic tells of its snapshots what is not understood: %s" % error)

    def restore(self, system, snapshot, path, look):
        """What `look` makes of the folder below which the path was restored."""
        words = ["restore", snapshot.name, "--target", "%s", "--include", path]
        return system.unpack(READING + words + self.options, look, self.settings)
