"""OpenSSH options as inventories have them (ansible_ssh_common_args, ...): those that we honour, and no others."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from pushcfg.errors import VariableError
from pushcfg.transport import Target

# About how OpenSSH itself shares or keeps connections, and what it prints: pushcfg holds one connection anyway.
NO_MATTER = frozenset({
    "controlmaster", "controlpersist", "controlpath", "loglevel", "requesttty", "batchmode", "serveraliveinterval",
    "serveralivecountmax", "tcpkeepalive", "identitiesonly", "preferredauthentications", "kbdinteractiveauthentication",
    "passwordauthentication", "pubkeyauthentication", "gssapiauthentication", "hashknownhosts", "updatehostkeys",
    "checkhostip", "connectionattempts", "addkeystoagent", "visualhostkey", "numberofpasswordprompts",
})  # fmt: skip
SHORT = {"-i": "IdentityFile", "-J": "ProxyJump", "-p": "Port", "-l": "User", "-F": "ConfigFile", "-c": "Ciphers",
         "-m": "MACs", "-b": "BindAddress"}  # fmt: skip
FLAGS = {"-C": "Compression=yes", "-A": "ForwardAgent=yes", "-a": "ForwardAgent=no", "-4": "AddressFamily=inet",
         "-6": "AddressFamily=inet6"}  # fmt: skip
SILENT = ("-q", "-v", "-vv", "-vvv", "-T", "-t", "-tt", "-x")
ALGORITHMS = ("ciphers", "hostkeyalgorithms", "kexalgorithms", "macs", "pubkeyacceptedalgorithms",
              "pubkeyacceptedkeytypes")  # fmt: skip
Pair = tuple[str, str]


def pairs(text: str) -> list[Pair]:
    """The options in a text of arguments, as (name, value); VariableError for an argument that is none."""
    try:
        return list(options(shlex.split(text), text))
    except ValueError as error:
        raise VariableError(f"the ssh arguments {text!r} make no sense: {error}") from None


def options(words: list[str], text: str) -> Iterator[Pair]:
    """The options in these words."""
    while words:
        word = words.pop(0)
        if word == "-o" and words:
            yield named(words.pop(0))
        elif word.startswith("-o") and len(word) > 2:
            yield named(word[2:])
        elif word in FLAGS:
            yield named(FLAGS[word])
        elif word in SILENT:
            continue
        elif word[:2] in SHORT:
            yield SHORT[word[:2]], word[2:] or (words.pop(0) if words else "")
        else:
            raise VariableError(f"ssh argument {word!r} (in {text!r}) is not supported",
                                hint="use -o options, -i, -J, -p or -l")


def named(option: str) -> Pair:
    """`Name=value` or `Name value`."""
    name, _, value = option.replace("=", " ", 1).strip().partition(" ")
    return name, value.strip()


def apply(target: Target, given: Iterable[Pair], source: str = "") -> Target:
    """The target with these options, of which the first of a name counts, as with OpenSSH.

    VariableError for one that makes no sense, or would be ignored; `source` says where they come from.
    """
    seen: set[str] = set()
    for name, value in given:
        lower = name.lower()
        if lower not in seen:
            target = option(target, name, value, source)
        if lower != "identityfile":
            seen.add(lower)
    return target


def option(target: Target, name: str, value: str, source: str) -> Target:
    """The target with one option."""
    lower = name.lower()
    if lower in NO_MATTER:
        return target
    try:
        if lower in ALGORITHMS:
            return replace(target, algorithms=(*target.algorithms, (lower, value)))
        if lower in MEANING:
            return replace(target, **MEANING[lower](target, value))
    except ValueError as error:
        raise VariableError(f"{source}the ssh option {name}={value} makes no sense: {error}") from None
    raise VariableError(f"{source}ssh option {name!r} is not supported",
                        hint="take it out, or put it into a file and name that with -F")


def yes(value: str) -> bool:
    """What OpenSSH takes for yes or no."""
    if value not in ("yes", "no", "true", "false"):
        raise ValueError("say yes or no")
    return value in ("yes", "true")


def checking(value: str) -> dict[str, Any]:
    """StrictHostKeyChecking."""
    if value not in ("yes", "no", "off", "ask", "accept-new"):
        raise ValueError("say yes, no or accept-new")
    return {"check_host_key": value not in ("no", "off"), "accept_new_host_key": value == "accept-new"}


def family(value: str) -> str:
    """AddressFamily."""
    if value not in ("any", "inet", "inet6"):
        raise ValueError("say any, inet or inet6")
    return value


# From the option in lower case to what it changes of a target.
MEANING: dict[str, Callable[[Target, str], dict[str, Any]]] = {
    "addressfamily": lambda target, value: {"family": family(value)},
    "bindaddress": lambda target, value: {"local_address": value},
    "compression": lambda target, value: {"compression": yes(value)},
    "configfile": lambda target, value: {"config_file": value},
    "connecttimeout": lambda target, value: {"connect_timeout": float(value)},
    "forwardagent": lambda target, value: {"forward_agent": yes(value)},
    "hostkeyalias": lambda target, value: {"host_key_alias": value},
    "identityfile": lambda target, value: {"key_files": (*target.key_files, value.strip('"'))},
    "port": lambda target, value: {"port": int(value)},
    "proxycommand": lambda target, value: {"proxy_command": None if value == "none" else value},
    "proxyjump": lambda target, value: {"proxy_jump": None if value == "none" else value},
    "stricthostkeychecking": lambda target, value: checking(value),
    "user": lambda target, value: {"user": value},
    "userknownhostsfile": lambda target, value: {"known_hosts": tuple(shlex.split(value))},
}
