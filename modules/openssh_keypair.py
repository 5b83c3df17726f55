"""The module `openssh_keypair`."""

import os

from .core.attributes import FileAttributes
from .core.failure import Failure, Missing
from .core.module import Module
from .core.param import Param
from .secure_shell.keypair import check_place, generate, publish, seen_pair

SIZES = {"rsa": 4096, "rsa1": 4096, "dsa": 1024, "ecdsa": 256, "ed25519": 256}
UNREADABLE = ("Unable to read the key. The key is protected with a passphrase or broken. Will not proceed. To have it "
              "made anew, set regenerate to full_idempotence or always, or force: true.")
UNFIT = ("Key has wrong type and/or size. Will not proceed. To have it made anew, set regenerate to "
         "partial_idempotence, full_idempotence or always, or force: true.")


class OpensshKeypair(FileAttributes, Module):
    """A private key of OpenSSH and its public key beside it, with the name that ends in .pub."""

    collection = "community.crypto"
    example = """
- name: the host's own key
  openssh_keypair:
    path: /etc/ssh/ssh_host_ed25519_key
    type: ed25519
"""
    path = Param("path", "the private key", required=True)
    type = Param(str, "the algorithm", default="rsa", choices=("rsa", "dsa", "rsa1", "ecdsa", "ed25519"))
    size = Param(int, "bits: of rsa at least 1024, and 4096 unless given; of ecdsa 256, 384 or 521; of dsa 1024")
    state = Param(str, "whether the two are there", default="present", choices=("present", "absent"))
    force = Param(bool, "as regenerate=always", default=False)
    comment = Param(str, "comment of the public key; an existing pair gets it, too")
    passphrase = Param(str, "of the private key; ssh-keygen of OpenSSH 8.4 or later gets it on its standard input",
                       secret=True)
    private_key_format = Param(str, "format of a new private key; auto is the one of the host's OpenSSH",
                               default="auto", choices=("auto", "pkcs1", "pkcs8", "ssh"))
    backend = Param(str, "taken for compatibility; ssh-keygen does it all", default="auto",
                    choices=("auto", "cryptography", "opensshbin"))
    regenerate = Param(str, "when a pair that is there gives way to a new one: never; never, and a failure if it does "
                            "not fit; if it does not fit; also if it cannot be read; always",
                       default="partial_idempotence",
                       choices=("never", "fail", "partial_idempotence", "full_idempotence", "always"))

    before = None
    made = False

    @classmethod
    def problems(cls, values):
        """Arguments that do not go together."""
        kind, size, form = (values.get("type", "rsa"), values.get("size"), values.get("private_key_format", "auto"))
        found = []
        if kind in ("rsa", "rsa1") and isinstance(size, int) and size < 1024:
            found.append("For RSA keys, the minimum size is 1024 bits and the default is 4096 bits.")
        if kind == "dsa" and isinstance(size, int) and size != 1024:
            found.append("DSA keys must be exactly 1024 bits as specified by FIPS 186-2.")
        if kind == "ecdsa" and isinstance(size, int) and size not in (256, 384, 521):
            found.append("For ECDSA keys, size is 256, 384 or 521")
        if form != "auto" and (values.get("backend") == "opensshbin" or kind == "rsa1"):
            found.append("private_key_format goes with backend=cryptography or auto, and not with type=rsa1")
        if form in ("pkcs1", "pkcs8") and kind == "ed25519":
            found.append("ssh-keygen writes ed25519 keys in the format ssh only: leave private_key_format out")
        if values.get("passphrase") and (values.get("backend") == "opensshbin" or kind == "rsa1"):
            found.append("passphrase goes with backend=cryptography or auto, and not with type=rsa1")
        return found

    @classmethod
    def provides(cls, values):
        """Both files."""
        path = values.get("path")
        return [("path", path), ("path", "%s.pub" % path)] if path and values.get("state") != "absent" else []

    @classmethod
    def requires(cls, values):
        """The folder, the program and the owners."""
        folder = [("folder", values["path"])] if values.get("path") else []
        programs = [("package", "openssh-client"), ("package", "openssh-server"), ("package", "openssh")]
        return folder + programs + cls.attribute_requirements(values)

    def inspect(self, system):
        """Type and size of the private key, the public key, and whose both files are."""
        folder = system.stat(os.path.dirname(self.path) or ".")
        if folder is None or folder.kind != "directory":
            raise Missing("The directory %s does not exist or the file is not a directory" % os.path.dirname(self.path))
        check_place(system, self.path)
        self.record = seen_pair(system, self.path, self.passphrase or None)
        public = self.seen_public(system)
        if self.before is None:
            self.before = (self.record or {}, public)
        seen = {"made": self.made, "public_key": public, "key": self.name(self.record)}
        if self.record is not None:
            seen["format"] = self.record["format"]
            seen.update(self.seen_attributes(system, self.path, system.stat(self.path)))
        if system.stat(self.path + ".pub") is not None:
            told = self.seen_attributes(system, self.path + ".pub", system.stat(self.path + ".pub"))
            seen.update({"public_" + name: value for name, value in told.items()})
        return seen

    def seen_public(self, system):
        """The line of the public key; None if there is none, and of one that is still to be made an empty one."""
        if system.stat(self.path + ".pub") is None:
            return None
        if self.record is not None and self.record["line"] is None:
            return ""
        return system.text(self.path + ".pub").strip()

    @staticmethod
    def name(record):
        """A record as the attribute that is compared."""
        if record is None:
            return None
        return "%s %d" % (record["type"], record["size"]) if record["type"] is not None else "unreadable"

    def wanted_size(self):
        """The bits that the key should have."""
        return SIZES["ed25519"] if self.type == "ed25519" else self.size or SIZES[self.type]

    def desired(self, current):
        """The pair as the arguments want it."""
        if self.state == "absent":
            return {"key": None, "public_key": None}
        wanted = self.wanted_attributes(dict({"mode": "0600"}, **current))
        public = {name[7:]: value for name, value in current.items() if name.startswith("public_")}
        told = self.wanted_attributes(dict({"mode": "0644"}, **public))
        wanted.update({"public_" + name: value for name, value in told.items()})
        fit = {"key": "%s %d" % (self.type, self.wanted_size())}
        if self.private_key_format != "auto":
            fit["format"] = self.private_key_format
        when = "always" if self.force else self.regenerate
        there = current["key"] is not None
        if there and when in ("never", "fail", "partial_idempotence") and current["key"] == "unreadable":
            raise Failure(UNREADABLE)
        if there and when == "fail" and any(current[name] != value for name, value in fit.items()):
            raise Failure(UNFIT)
        if not there or when != "never":
            wanted.update(fit)
        if when == "always":
            wanted["made"] = True
        if there and all(current[name] == value for name, value in wanted.items() if name in ("key", "format", "made")):
            wanted.update(self.wanted_public(current))
        return wanted

    def wanted_public(self, current):
        """The public key that belongs to the private one, where another is there."""
        line = self.record["line"]
        if line is None and current["public_key"] is not None:
            return {}
        words, own = (current["public_key"] or "").split(None, 2), (line or "").split(None, 2)
        comment = words[2] if len(words) > 2 else ""
        if words[:2] == own[:2] and self.comment in (None, comment):
            return {}
        return {"public_key": " ".join(own[:2] + ([self.comment] if self.comment else []))}

    def apply(self, system, diff):
        """Make or remove the pair, put the public key right, or set who may use them."""
        if self.state == "absent":
            for path in (self.path, self.path + ".pub"):
                if system.stat(path) is not None:
                    system.remove(path)
            return
        if any(name in diff for name in ("key", "format", "made")):
            form = None if self.private_key_format == "auto" else self.private_key_format
            wanted = {"type": self.type, "size": self.wanted_size(), "format": form}
            generate(system, self.path, wanted, self.comment, self.passphrase or None)
            self.made = True
        elif "public_key" in diff:
            publish(system, self.path, self.record, diff["public_key"][1], self.comment, self.passphrase or None)
        self.apply_attributes(system, self.path, diff)
        public = {name[7:]: pair for name, pair in diff.items() if name.startswith("public_") and name != "public_key"}
        self.apply_attributes(system, self.path + ".pub", public)

    def result(self, system, current):
        """What Ansible's module of this name returns."""
        record, public = (self.record or self.before[0], current["public_key"] or self.before[1] or "")
        words = public.split(None, 2)
        return {"size": self.wanted_size(), "type": self.type, "filename": self.path,
                "fingerprint": record.get("fingerprint", ""), "public_key": " ".join(words[:2]),
                "comment": words[2] if len(words) > 2 else ""}
