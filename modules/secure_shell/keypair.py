"""A key pair of OpenSSH in files, as ssh-keygen sees and makes it."""

import os

from ..core.failure import Failure, Unknown

# Where the passphrase is asked for: on standard input, so that it stands in no argument list and in no file.
ASKED = {"SSH_ASKPASS_REQUIRE": "never", "DISPLAY": ""}
FORMATS = {"pkcs1": "PEM", "pkcs8": "PKCS8", "ssh": "RFC4716"}
HEADS = {"-----BEGIN OPENSSH PRIVATE KEY": "ssh", "-----BEGIN PRIVATE KEY": "pkcs8",
         "-----BEGIN ENCRYPTED PRIVATE KEY": "pkcs8"}


def seen_pair(system, path, passphrase):
    """The record of a private key: type, size, fingerprint, format, line (its public key); None if there is none.

    One that cannot be read has the type None; one that a check would make has no line and no fingerprint.
    """
    if system.stat(path) is None:
        return None

    def real():
        if system.drawn(path) > 0:
            raise Unknown(system.pending() or system.label)
        return read_pair(system, path, passphrase)

    return system.record("keypair", path, real)


def read_pair(system, path, passphrase):
    """The record of a private key that is on the host."""
    told = {"type": None, "size": 0, "fingerprint": "", "format": form(system, path), "line": ""}
    listed = system.query(["ssh-keygen", "-l", "-f", path])
    words = listed.stdout.split()
    public = public_line(system, path, passphrase)
    if listed.rc != 0 or len(words) < 3 or public is None:
        return told
    return dict(told, type=words[-1].strip("()").lower(), size=int(words[0]), fingerprint=words[1], line=public)


def public_line(system, path, passphrase):
    """The public key that belongs to a private one; None if that is broken or has another passphrase."""
    bare = system.query(["ssh-keygen", "-y", "-P", "", "-f", path])
    if passphrase is None:
        return bare.stdout.strip() if bare.rc == 0 else None
    if bare.rc == 0:
        return None  # it has none
    asked = system.query(["ssh-keygen", "-y", "-f", path], input=said(passphrase, 1), settings=ASKED)
    return asked.stdout.strip() if asked.rc == 0 else None


def form(system, path):
    """The format of a private key: ssh, pkcs1 or pkcs8."""
    head = system.read(path)[:64].decode("latin-1")
    return next((name for start, name in HEADS.items() if head.startswith(start)), "pkcs1")


def said(passphrase, times):
    """What is typed where ssh-keygen asks."""
    return (passphrase + "\n").encode("utf-8", "surrogateescape") * times


def generate(system, path, wanted, comment, passphrase):
    """Put a fresh pair at the path; what stands there keeps its owner and its mode.

    `wanted` has type, size and format, as a record does; a format of None is the one that ssh-keygen prefers.
    """
    folder, name = os.path.split(path)
    fresh = os.path.join(folder, ".%s.pushcfg" % name)
    old = {end: system.stat(path + end) for end in ("", ".pub")}
    for end in old:
        if system.stat(fresh + end, follow=False) is not None:
            system.remove(fresh + end)
    words = ["ssh-keygen", "-q", "-t", wanted["type"], "-b", str(wanted["size"]), "-C", comment or "", "-f", fresh]
    words += ["-m", FORMATS[wanted["format"]]] if wanted["format"] is not None else []
    drawn = {"kind": "file", "owner": system.me(), "group": system.shared.group_name(os.getegid()), "content": None}
    brings = {("path", fresh): dict(drawn, mode=0o600), ("path", fresh + ".pub"): dict(drawn, mode=0o644),
              ("keypair", path): dict(wanted, format=wanted["format"] or "ssh", fingerprint="", line=None)}
    if passphrase is None:
        system.run(words + ["-N", ""], brings=brings)
    else:
        system.run(words, brings=brings, input=said(passphrase, 2), settings=ASKED)
    for end, found in old.items():
        if found is not None:
            system.change_owner(fresh + end, str(found.uid), str(found.gid))
            system.change_mode(fresh + end, found.mode)
        system.rename(fresh + end, path + end)


def publish(system, path, record, line, comment, passphrase):
    """Write the public key beside the private one, whose record this is, and the comment into both."""
    if comment is not None:
        words = ["ssh-keygen", "-q", "-c", "-C", comment, "-f", path]
        brings = {("keypair", path): dict(record, line=line)}
        if passphrase is None:
            system.run(words + ["-P", ""], brings=brings)
        else:
            system.run(words, brings=brings, input=said(passphrase, 1), settings=ASKED)
    system.write(path + ".pub", (line + "\n").encode("utf-8", "surrogateescape"))


def check_place(system, path):
    """Failure unless a key can stand at the path."""
    found = system.stat(path)
    if found is not None and found.kind == "directory":
        raise Failure("%s is a directory. Please specify a path to a file." % path)
