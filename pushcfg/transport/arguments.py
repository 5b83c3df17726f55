"""OpenSSH options as inventories have them (ansible_ssh_common_args, ...), as far as they matter to us."""

from __future__ import annotations

import shlex
from dataclasses import replace

from pushcfg.errors import VariableError
from pushcfg.transport import Target

# About how OpenSSH itself shares or keeps connections, and what it prints: pushcfg holds one connection anyway.
NO_MATTER = frozenset({
    "controlmaster", "controlpersist", "controlpath", "loglevel", "requesttty", "batchmode", "serveraliveinterval",
    "serveralivecountmax", "tcpkeepalive", "identitiesonly", "preferredauthentications", "kbdinteractiveauthentication",
    "passwordauthentication", "pubkeyauthentication", "gssapiauthentication", "hashknownhosts", "updatehostkeys",
    "checkhostip", "connectionattempts", "addkeystoagent", "visualhostkey",
})  # fmt: skip


def apply(target: Target, text: str) -> Target:
    """The target with these options; VariableError for one that makes no sense or would be ignored otherwise."""
    try:
        return applied(target, shlex.split(text), text)
    except ValueError as error:
        raise VariableError(f"the ssh arguments {text!r} make no sense: {error}") from None


def applied(target: Target, words: list[str], text: str) -> Target:
    """The target with the options in these words."""
    while words:
        word = words.pop(0)
        if word == "-o" and words:
            target = option(target, words.pop(0), text)
        elif word.startswith("-o") and len(word) > 2:
            target = option(target, word[2:], text)
        elif word == "-C":
            target = replace(target, compression=True)
        elif word in ("-q", "-v", "-vv", "-vvv", "-T", "-t", "-tt", "-x", "-4", "-A", "-a"):
            continue
        elif word[:2] in SHORT:
            value = word[2:] or (words.pop(0) if words else "")
            target = option(target, f"{SHORT[word[:2]]}={value}", text)
        else:
            raise VariableError(f"ssh argument {word!r} (in {text!r}) is not supported",
                                hint="use -o options, -i, -J, -p or -l")
    return target


SHORT = {"-i": "IdentityFile", "-J": "ProxyJump", "-p": "Port", "-l": "User", "-F": "ConfigFile"}


def option(target: Target, pair: str, text: str) -> Target:
    """One `Name=value` or `Name value`."""
    name, _, value = pair.replace("=", " ", 1).strip().partition(" ")
    value = value.strip()
    lower = name.lower()
    if lower in NO_MATTER:
        return target
    if lower == "stricthostkeychecking":
        return replace(target, check_host_key=value not in ("no", "off"), accept_new_host_key=value == "accept-new")
    if lower == "userknownhostsfile":
        return replace(target, known_hosts=tuple(shlex.split(value)))
    if lower == "identityfile":
        return replace(target, key_files=(*target.key_files, value))
    if lower == "proxyjump":
        return replace(target, proxy_jump=value)
    if lower == "proxycommand":
        return replace(target, proxy_command=value)
    if lower == "connecttimeout":
        return replace(target, connect_timeout=float(value))
    if lower == "port":
        return replace(target, port=int(value))
    if lower == "user":
        return replace(target, user=value)
    if lower == "compression":
        return replace(target, compression=value == "yes")
    raise VariableError(f"ssh option {name!r} (in {text!r}) is not supported", hint="take it out, or ask for it")
