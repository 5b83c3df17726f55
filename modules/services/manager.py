"""systemd itself: whether it has to read its files again."""

import os
import time

# What systemd and its generators read; folders with what is in them.
UNITS = {
    "system": ("/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system",
               "/lib/systemd/system", "/etc/systemd/system-generators", "/etc/fstab", "/etc/crypttab", "/etc/init.d"),
    "user": ("/etc/systemd/user", "/usr/local/lib/systemd/user", "/usr/lib/systemd/user", "~/.config/systemd/user"),
}
ITSELF = {
    "system": ("/etc/systemd/system.conf", "/etc/systemd/system.conf.d", "/usr/lib/systemd/systemd"),
    "user": ("/etc/systemd/user.conf", "/etc/systemd/user.conf.d", "/usr/lib/systemd/systemd"),
}
ANSWERS = "UnitsLoadTimestampMonotonic,UnitsLoadStartTimestampMonotonic"


def words(scope, *verb):
    """A systemctl command for the manager of a scope."""
    return ["systemctl"] + list(verb[:1]) + ([] if scope == "system" else ["--" + scope]) + list(verb[1:])


def due(system, verb, scope, settings):
    """Whether something that daemon-reload (or daemon-reexec) takes up has changed since systemd last did so."""
    watched = [os.path.expanduser(path) for path in (UNITS if verb == "daemon-reload" else ITSELF)[scope]]
    drawn = sum(system.drawn(path) for path in watched)
    done = system.record(verb, scope, lambda: None)
    if done is not None:
        return drawn != done
    return drawn > 0 or newest(system, watched) > last_load(system, scope, settings)


def brought(system, verb, scope):
    """What the command brings: that everything drawn until now is taken up."""
    watched = [os.path.expanduser(path) for path in (UNITS if verb == "daemon-reload" else ITSELF)[scope]]
    return {(verb, scope): sum(system.drawn(path) for path in watched)}


def last_load(system, scope, settings):
    """When systemd last read its files, in seconds since 1970; 0 if it does not tell.

    Versions before 246 tell only when they started.
    """
    output = system.query(words(scope, "show", "-p", ANSWERS), settings=settings)
    values = [line.partition("=")[2] for line in output.stdout.splitlines()]
    moments = [int(value) for value in values if value.isdigit()]
    if output.rc != 0 or not moments:
        return 0.0
    return time.time() - time.clock_gettime(time.CLOCK_MONOTONIC) + max(moments) / 1e6


def newest(system, paths):
    """The latest change of any of the paths, and of what is in them and in their folders."""
    latest = 0.0
    for path in paths:
        latest = max([latest] + [stat.ctime for stat in below(system, path, 2)])
    return latest


def below(system, path, depth):
    """The Stat of a path and of what is in it."""
    found = system.stat(path, follow=False)
    if found is None:
        return []
    stats = [found]
    if found.kind == "directory" and depth > 0:
        for name in system.entries(path):
            stats.extend(below(system, os.path.join(path, name), depth - 1))
    return stats
