"""OpenPGP keys as packets (RFC 4880, RFC 9580): which keys are in a file, and files with a key more or less.

That is all that trusting a repository takes, so no gpg is needed, and a check reads no more than files.
"""

import re
from base64 import b64decode
from collections import namedtuple

from ..core.digest import hexdigest
from ..core.failure import Failure

ARMOR = re.compile(rb"-----BEGIN PGP PUBLIC KEY BLOCK-----\r?\n(.*?)-----END PGP PUBLIC KEY BLOCK-----", re.DOTALL)
PUBLIC_KEY, PUBLIC_SUBKEY = 6, 14

# One key with all that belongs to it: its own fingerprint, those of its subkeys, and its bytes.
Key = namedtuple("Key", "fingerprint subkeys data")


def is_armored(data):
    """Whether the bytes are text between BEGIN and END lines."""
    return ARMOR.search(data) is not None


def packets_of(data):
    """The packets of a file, without the armor if it has one; Failure for what is no key."""
    blocks = ARMOR.findall(data)
    if not blocks:
        return data
    plain = b""
    for block in blocks:
        body = re.split(rb"\r?\n[ \t]*\r?\n", b"\n" + block, maxsplit=1)[-1]
        lines = [line for line in body.split() if not line.startswith(b"=")]
        try:
            plain += b64decode(b"".join(lines))
        except ValueError as error:
            raise Failure("this is no OpenPGP key: %s" % error)
    return plain


def length_of(data, at, old, kind):
    """(length of a packet's body, where the body begins)."""
    if old:
        size = 1 << kind
        if size == 8:
            raise ValueError("a packet without length")
        return int.from_bytes(data[at:at + size], "big"), at + size
    first = data[at]
    if first < 192:
        return first, at + 1
    if first < 224:
        return ((first - 192) << 8) + data[at + 1] + 192, at + 2
    if first == 255:
        return int.from_bytes(data[at + 1:at + 5], "big"), at + 5
    raise ValueError("a packet in pieces")


def split(data):
    """[(tag, body, whole packet), ...]."""
    found, at = [], 0
    while at < len(data):
        start, head = at, data[at]
        if not head & 0x80:
            raise ValueError("byte %d begins no packet" % at)
        old = not head & 0x40
        tag = (head >> 2) & 15 if old else head & 63
        length, body = length_of(data, at + 1, old, head & 3)
        at = body + length
        if at > len(data):
            raise ValueError("it ends too early")
        found.append((tag, data[body:at], data[start:at]))
    return found


def fingerprint(body):
    """The fingerprint (upper case hex) of a key packet's body."""
    if body[0] == 4:
        return hexdigest("sha1", b"\x99" + len(body).to_bytes(2, "big") + body).upper()
    if body[0] == 6:
        return hexdigest("sha256", b"\x9b" + len(body).to_bytes(4, "big") + body).upper()
    raise ValueError("a key of version %d" % body[0])


def keys_of(data, what="this"):
    """The Keys in the bytes of a file; Failure if it is no file of keys."""
    if data[8:12] == b"KBXf":
        raise Failure("%s is a keybox, which apt cannot read either: export its keys with gpg --export" % what)
    try:
        packets = split(packets_of(data))
        keys = []
        for tag, body, whole in packets:
            if tag == PUBLIC_KEY:
                keys.append(Key(fingerprint(body), [], whole))
            elif keys:
                if tag == PUBLIC_SUBKEY:
                    keys[-1].subkeys.append(fingerprint(body))
                keys[-1] = keys[-1]._replace(data=keys[-1].data + whole)
    except (ValueError, IndexError) as error:
        raise Failure("%s is no OpenPGP public key: %s" % (what, error))
    if packets and not keys:
        raise Failure("%s has no OpenPGP public key in it" % what)
    return keys


def plain_id(text):
    """An id as it is compared: upper case hex without 0x and blanks; Failure if it is none."""
    found = re.sub(r"\s", "", str(text)).upper()
    found = found[2:] if found.startswith("0X") else found
    if not re.match(r"^[0-9A-F]{8,64}$", found):
        raise Failure("this is no id of a key (8, 16 or 40 hexadecimal digits): %s" % text)
    return found


def fits(key, wanted):
    """Whether an id (the end of a fingerprint, upper case) is that of the key or of one of its subkeys."""
    return any(known.endswith(wanted) for known in [key.fingerprint] + key.subkeys)
