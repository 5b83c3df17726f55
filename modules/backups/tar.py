"""Backups that tar has made: files HOST-NAME-MOMENT.tar.gz in a folder."""

from ..core.failure import Failure, Missing
from .snapshot import newest, of_name, pattern


class Tar:
    """The archives of one host and name; one that is still being written has another name."""

    def __init__(self, name, host, repository, settings, options):
        self.folder = repository or settings.get("BACKUP_REPOSITORY")
        if not self.folder:
            raise Failure("tar needs a repository: the folder with the archives")
        self.pattern = "%s/%s.tar.gz" % (self.folder, pattern(host, name))

    def newest(self, system):
        """The newest Snapshot, or None."""
        if system.stat(self.folder) is None:
            raise Missing("cannot read the repository: there is no folder %s" % self.folder)
        found = [of_name(path) for path in system.glob(self.pattern)]
        return newest([one for one in found if one is not None])

    def restore(self, system, snapshot, path, look):
        """What `look` makes of the folder below which the path was restored."""
        words = ["tar", "--extract", "--gzip", "--file", snapshot.name, path.lstrip("/")]
        return system.unpack(words, look)
