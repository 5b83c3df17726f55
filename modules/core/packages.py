"""Installed packages, read from the package database: dpkg's status file, or rpm."""

import os

STATUS = "/var/lib/dpkg/status"


class Packages:
    """Answers from one reading of the database, made again when the file changes."""

    def __init__(self):
        self.stamp = None
        self.text = b""

    def forget(self):
        """Read the database again at the next question."""
        self.stamp = None

    def version(self, name):
        """The installed version of a package (`name` or `name:architecture`); None if it is not installed."""
        if os.path.exists(STATUS):
            return self.dpkg_version(name)
        return rpm_version(name)

    def dpkg_version(self, name):
        """As `version`, from dpkg's status file (deb-status(5): paragraphs of `Field: value`)."""
        found = os.stat(STATUS)
        stamp = (found.st_mtime, found.st_size, found.st_ino)
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


def paragraph(text, start):
    """The fields of the paragraph of `text` (bytes) that starts there; continuation lines are left out."""
    end = text.find(b"\n\n", start)
    lines = text[start:end if end >= 0 else len(text)].decode("utf-8", "replace").split("\n")
    return dict(line.split(": ", 1) for line in lines if ": " in line and not line.startswith(" "))


def rpm_version(name):
    """The installed version-release of an rpm package, or None."""
    import subprocess
    try:
        done = subprocess.Popen(["rpm", "-q", "--qf", "%{VERSION}-%{RELEASE}\\n", "--whatprovides", name],
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    except OSError:
        return None
    stdout = done.communicate()[0].decode("utf-8", "replace")
    return stdout.split("\n", 1)[0] if done.returncode == 0 else None
