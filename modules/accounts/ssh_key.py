"""An SSH key pair of a user."""

import os

from ..core.failure import Unknown

# ssh-keygen asks this program for the passphrase, which thus stands in no argument list and in no file.
ASK = b"#!/bin/sh\nexec printenv PUSHCFG_PASSPHRASE\n"


def key_path(home, file, kind):
    """Where the private key is; a relative path is below the home folder."""
    return os.path.join(home, file if file is not None else ".ssh/id_" + kind)


def key_exists(system, path):
    """Whether either half of a key pair is there: then it is nobody's to overwrite."""
    return system.stat(path) is not None or system.stat(path + ".pub") is not None


def fits(system, path, kind, bits):
    """Whether a key that is there has this type, and this length if one is given."""
    words = fingerprint(system, path).split()
    right = len(words) > 1 and words[-1].strip("()").lower() == kind.lower()
    return right and (bits <= 0 or words[0] == str(bits))


def make_key(system, path, account, kind, bits, comment, passphrase):
    """Make a key pair for an account (as Reader.user gives it), in the place of one that is there."""
    owner, group = str(account["uid"]), str(account["gid"])
    folder = os.path.dirname(path)
    if system.stat(folder) is None:
        system.make_directory(folder, 0o700)
        system.change_owner(folder, owner, group)
    for old in (path, path + ".pub"):
        if system.stat(old) is not None:
            system.remove(old)
    words = ["ssh-keygen", "-q", "-t", kind] + (["-b", str(bits)] if bits > 0 else []) + ["-C", comment, "-f", path]
    drawn = {"kind": "file", "owner": owner, "group": group, "content": None}
    brings = {("path", path): dict(drawn, mode=0o600), ("path", path + ".pub"): dict(drawn, mode=0o644)}
    if passphrase is None:
        system.run(words + ["-N", ""], brings=brings)
    else:
        run_asking(system, words, path + ".ask", passphrase, brings)
    for made in (path, path + ".pub"):
        system.change_owner(made, owner, group)


def run_asking(system, words, program, passphrase, brings):
    """Run ssh-keygen with a program that hands it the passphrase."""
    system.write(program, ASK, mode=0o700)
    try:
        system.run(words, brings=brings, settings={
            "SSH_ASKPASS": program, "SSH_ASKPASS_REQUIRE": "force", "DISPLAY": ":0", "PUSHCFG_PASSPHRASE": passphrase})
    finally:
        system.remove(program)


def default_comment(system):
    """The comment of a key when nobody says."""
    return "ansible-generated on %s" % system.query(["uname", "-n"]).stdout.strip()


def fingerprint(system, path):
    """What ssh-keygen -l prints of a key; what it complains of, if it cannot."""
    output = system.query(["ssh-keygen", "-l", "-f", path])
    return (output.stdout if output.rc == 0 else output.stderr).strip()


def describe_key(system, path):
    """What register gets about the key; its content is None in a check that would make it."""
    if system.drawn(path) > 0:
        return {"ssh_key_file": path, "ssh_public_key": None, "ssh_fingerprint": None}
    try:
        public = system.text(path + ".pub").strip() if system.stat(path + ".pub") is not None else None
    except Unknown:
        public = None
    return {"ssh_key_file": path, "ssh_public_key": public, "ssh_fingerprint": fingerprint(system, path)}
