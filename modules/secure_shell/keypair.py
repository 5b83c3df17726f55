"""A key pair of OpenSSH in files, as ssh-keygen sees and makes it."""

import os

from ..core.failure import Failure

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
    return system.record("keypair", path, lambda: read_pair(system, path, passphrase))


def read_pair(system, path, passphrase):
    """The record of a private key that is on the host."""
    key = system.read(path)  # ssh-keygen reads a copy: of a key that others may read it would have none
    told = {"type": None, "size": 0, "fingerprint": "", "format": form(key), "line": ""}
    listed = system.query_copy(key, ["ssh-keygen", "-l", "-f", "%s"])
    words = listed.stdout.split()
    public = public_line(system, key, passphrase)
    if listed.rc != 0 or len(words) < 3 or public is None:
        return told
    return dict(told, type=words[-1].strip("()").lower(), size=int(words[0]), fingerprint=words[1], line=public)


def public_line(system, key, passphrase):
    """The public key that belongs to a private one (bytes); None if that is broken or has another passphrase."""
    bare = system.query_copy(key, ["ssh-keygen", "-y", "-P", "", "-f", "%s"])
    if passphrase is None:
        return bare.stdout.strip() if bare.rc == 0 else None
    if bare.rc == 0:
        return None  # it has none
    asked = system.query_copy(key, ["ssh-keygen", "-y", "-f", "%s"], said(passphrase, 1), ASKED)
    return asked.stdout.strip() if asked.rc == 0 else None


def form(key):
    """The format of a private key (bytes): ssh, pkcs1 or pkcs8."""
    head = key[:64].decode("latin-1")
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
        bits = system.stat(path).mode
        open_to_others = bits & 0o077
        if open_to_others:  # ssh-keygen would not have it so
            system.change_mode(path, bits & ~0o077)
        try:
            set_comment(system, path, dict(record, line=line), comment, passphrase)
        finally:
            if open_to_others:
                system.change_mode(path, bits)
    system.write(path + ".pub", (line + "\n").encode("utf-8", "surrogateescape"))


def set_comment(system, path, record, comment, passphrase):
    """Write the comment into a private key, whose record this is then."""
    words, brings = ["ssh-keygen", "-q", "-c", "-C", comment, "-f", path], {("keypair", path): record}
    if passphrase is None:
        system.run(words + ["-P", ""], brings=brings)
    else:
        system.run(words, brings=brings, input=said(passphrase, 1), settings=ASKED)


def check_place(system, path):
    """Failure unless a key can stand at the path."""
    found = system.stat(path)
    if found is not None and found.kind == "directory":
        raise Failure("%s is a directory. Please specify a path to a file." % path)
