"""Times of files: as a playbook writes them, and as a diff shows them."""

import time

from ..core.failure import Failure


def wanted_time(text, layout, now):
    """Seconds since 1970 of `now` or of a formatted time; None for preserve, or for nothing said."""
    if text is None or text == "preserve":
        return None
    if text == "now":
        return now
    try:
        return time.mktime(time.strptime(text, layout))
    except (ValueError, OverflowError) as error:
        raise Failure("%s is not a time of the format %s: %s" % (text, layout, error))


def stamp(seconds):
    """A time to the millisecond, in the host's zone."""
    whole, thousandths = divmod(int(round(seconds * 1000)), 1000)
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(whole)) + (".%03d" % thousandths if thousandths else "")


class FileTimes:
    """Mix-in for a module with the params modification_time and access_time."""

    def times(self, default):
        """{attribute: seconds} of the times that are wanted; `default` is what no argument means."""
        told = {"modification_time": (self.modification_time, self.modification_time_format),
                "access_time": (self.access_time, self.access_time_format)}
        found = {name: wanted_time(default if text is None else text, layout, self.now)
                 for name, (text, layout) in told.items()}
        return {name: seconds for name, seconds in found.items() if seconds is not None}

    def seen_times(self, stat):
        """The times of a Stat as attributes."""
        return {"modification_time": stamp(stat.mtime), "access_time": stamp(stat.atime)}

    def apply_times(self, system, path, diff, default):
        """Set those of both times that are in diff."""
        wanted = {name: seconds for name, seconds in self.times(default).items() if name in diff}
        if wanted:
            found = system.stat(path)
            system.change_times(path, wanted.get("modification_time", found.mtime),
                                wanted.get("access_time", found.atime))
