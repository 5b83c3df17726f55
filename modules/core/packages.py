"""Installed packages, read from the package database: dpkg's status file, or rpm's."""

import os

STATUS = "/var/lib/dpkg/status"
# Files of rpm's database, of which a host has some: what is newer there is another state of it.
RPM = tuple(folder + name for folder in ("/var/lib/rpm/", "/usr/lib/sysimage/rpm/")
            for name in ("rpmdb.sqlite", "rpmdb.sqlite-wal", "Packages", "Packages.db"))
ALL_OF_RPM = "%{NAME} %|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE} %{ARCH} %{INSTALLTIME}\\n"


class Packages:
    """Answers from one reading of the database, made again when its files have changed."""

    def __init__(self):
        self.stamp = None
        self.text = b""
        self.rpm_stamp = None
        self.rpms = {}

    def version(self, name):
        """The installed version of a package (`name` or `name:architecture`); None if it is not installed."""
        found = self.dpkg_version(name) if os.path.exists(STATUS) else None
        # A Debian may have rpm beside, as build hosts do.
        return self.rpm_version(name) if found is None else found

    def dpkg_version(self, name):
        """As `version`, from dpkg's status file (deb-status(5): paragraphs of `Field: value`)."""
        stamp = stamp_of([STATUS])
        if stamp != self.stamp:
            with open(STATUS, "rb") as file:
                self.text = b"\n" + file.read()
            self.stamp = stamp
        wanted, _, architecture = name.partition(":")
        head = ("\nPackage: %s\n" % wanted).encode()
        at = self.text.find(head)
        while at >= 0:
            fields = paragraph(self.text, at + 1)
            right = not architecture or fields.get("Architecture") in (architecture, "all")
            if right and fields.get("Status", "").endswith(" installed"):
                return fields.get("Version")
            at = self.text.find(head, at + 1)
        return None

    def rpm_version(self, name):
        """As `version`, from rpm: `name`, `name.architecture`, or what a package provides."""
        stamp = stamp_of(RPM)
        if not stamp:
            return None
        if stamp != self.rpm_stamp:
            self.rpms = newest(asked(["rpm", "-qa", "--qf", ALL_OF_RPM]))
            # Asking may itself touch the files.
            self.rpm_stamp = stamp_of(RPM)
        if name not in self.rpms:
            told = asked(["rpm", "-q", "--whatprovides", "--qf", ALL_OF_RPM, name])
            provider = next(iter(newest(told).values()), None)
            self.rpms[name] = provider
        return self.rpms[name]


def stamp_of(paths):
    """What is another value as soon as one of the files is another; [] if none is there."""
    found = []
    for path in paths:
        try:
            seen = os.stat(path)
        except OSError:
            continue
        found.append((path, seen.st_mtime_ns, seen.st_size, seen.st_ino))
    return found


def paragraph(text, start):
    """The fields of the paragraph of `text` (bytes) that starts there; continuation lines are left out."""
    end = text.find(b"\n\n", start)
    lines = text[start:end if end >= 0 else len(text)].decode("utf-8", "replace").split("\n")
    return dict(line.split(": ", 1) for line in lines if ": " in line and not line.startswith(" "))


def newest(told):
    """{name: version, name.architecture: version} of lines of rpm; of several, as of kernels, what came last."""
    found, times = {}, {}
    for line in told.splitlines():
        words = line.split()
        if len(words) != 4 or not words[3].isdigit():
            continue  # "no package provides ..."
        for key in (words[0], "%s.%s" % (words[0], words[2])):
            if int(words[3]) >= times.get(key, 0):
                found[key], times[key] = words[1], int(words[3])
    return found


def asked(words):
    """What rpm prints; nothing where it is not."""
    import subprocess
    try:
        child = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    except OSError:
        return ""
    return child.communicate()[0].decode("utf-8", "replace")
