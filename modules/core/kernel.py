"""Kernel parameters: their names, their files under /proc/sys, and values that mean the same."""

import os

ROOT = "/proc/sys/"


def parameter_path(name):
    """Where a parameter is read, as sysctl(8) finds it: the first separator in a name, . or /, is the one."""
    dot, slash = name.find("."), name.find("/")
    if slash >= 0 and (dot < 0 or slash < dot):
        return ROOT + name.strip("/")
    return ROOT + name.translate({ord("."): "/", ord("/"): "."})


def running_value(system, name):
    """A parameter in the running kernel, its words parted by one blank; None if the kernel has no such parameter.

    "" stands for one that can only be written.
    """
    path = parameter_path(name)
    return system.record("sysctl", path[len(ROOT):], lambda: read_value(system, path))


def read_value(system, path):
    """As running_value, from /proc/sys."""
    found = system.stat(path)
    if found is None or found.kind != "file":
        return None
    if not found.mode & 0o444:
        return ""
    return plain(system.text(path))


def read_only(system, name):
    """Whether a parameter that there is can be set by nobody here."""
    path = parameter_path(name)
    found = system.stat(path)
    return found is not None and not (found.mode & 0o222 and system.access(path, os.W_OK))


def plain(value):
    """A value with its words parted by one blank, and hexadecimal numbers as the kernel prints them."""
    return " ".join(str(int(word, 16)) if is_hexadecimal(word) else word for word in value.split())


def is_hexadecimal(word):
    """Whether a word is a number such as 0x1f."""
    digits = word[2:].lower()
    return word[:2].lower() == "0x" and digits != "" and not digits.strip("0123456789abcdef")


def record_name(name):
    """The name under which running_value keeps a record."""
    return os.path.relpath(parameter_path(name), ROOT)
