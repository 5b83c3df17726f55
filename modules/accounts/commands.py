"""The words of useradd and usermod, and what they bring about."""

from . import defaults
from .home import foretell_home
from .members import foretell_members
from .shadow import fresh

# An expiry date of "never" is written as an empty one.
NEVER = "never"


def useradd(user, system, primary, groups):
    """The words that make an account; `primary` is (name, gid) or None, `groups` are names."""
    words = ["useradd"]
    if user.uid is not None:
        words += ["-u", str(user.uid)] + (["-o"] if user.non_unique else [])
    if primary is not None:
        words += ["-g", primary[0]]
    elif system.group(user.name) is not None:
        words.append("-N")  # its own group is there already, and useradd refuses to make it again
    words += ["-G", ",".join(groups)] if groups else []
    for flag, value in (("-c", user.comment), ("-d", user.home), ("-s", user.shell)):
        words += [] if value is None else [flag, value]
    if user.expires is not None:
        date = user.expiry_date()
        words += ["-e", "" if date == NEVER else date]
    if user.password_expire_account_disable is not None:
        words += ["-f", str(user.password_expire_account_disable)]
    if user.create_home:
        words += ["-m"] + ([] if user.skeleton is None else ["-k", user.skeleton])
        words += [] if user.umask is None else ["-K", "UMASK=" + user.umask]
    else:
        words.append("-M")
    words += ["-r"] if user.system else []
    for key, value in (("UID_MIN", user.uid_min), ("UID_MAX", user.uid_max)):
        words += [] if value is None else ["-K", "%s=%d" % (key, value)]
    return words + [user.name]


def foretell_useradd(user, system, primary, groups):
    """What useradd brings: the account, its group, its place in others, its shadow entry and its home folder."""
    given = defaults.settings(system, defaults.USERADD)
    uid = user.uid if user.uid is not None else defaults.next_id(system, "UID", user.system)
    brings = {}
    if primary is None:
        primary, brings = foretell_primary(user, system, uid, given)
    home = user.home if user.home is not None else "%s/%s" % (given.get("HOME", "/home").rstrip("/"), user.name)
    brings[("user", user.name)] = {
        "uid": uid, "gid": primary[1], "group": primary[0], "groups": sorted(groups), "comment": user.comment or "",
        "home": home, "shell": user.shell if user.shell is not None else given.get("SHELL", "/bin/sh")}
    brings.update(foretell_members(system, user.name, [], groups))
    brings[("shadow", user.name)] = foretell_shadow(user, system)
    if user.create_home:
        brings.update(foretell_home(system, home, user.name, primary[0], user.skeleton or "/etc/skel",
                                    defaults.home_mode(system, user.umask)))
    return brings


def foretell_primary(user, system, uid, given):
    """((name, gid) of the primary group that useradd chooses, the group that it makes for that)."""
    if system.group(user.name) is not None or not defaults.own_group(system):
        return ("users", defaults.number(given, "GROUP", 100)), {}
    free = uid not in defaults.numbers(system, "GID")
    gid = uid if free else defaults.next_id(system, "GID", user.system)
    return (user.name, gid), {("group", user.name): {"gid": gid, "members": []}}


def foretell_shadow(user, system):
    """The shadow entry that useradd makes."""
    inactive = user.password_expire_account_disable
    last = {"inactive": -1 if inactive is None else inactive,
            "expires": NEVER if user.expires is None else user.expiry_date()}
    if user.system:
        return fresh(expires=last["expires"])
    found = defaults.settings(system, defaults.LOGIN_DEFS)
    return fresh(defaults.number(found, "PASS_MIN_DAYS", -1), defaults.number(found, "PASS_MAX_DAYS", -1),
                 defaults.number(found, "PASS_WARN_AGE", -1), **last)


def usermod(user, diff, primary, groups):
    """The words that make the account so, [] if nothing of it is usermod's; `groups` are the names given."""
    words = []
    if "uid" in diff:
        words += ["-u", str(user.uid)] + (["-o"] if user.non_unique else [])
    if "group" in diff:
        words += ["-g", primary[0]]
    if "groups" in diff:
        words += (["-a"] if user.append else []) + ["-G", ",".join(groups)]
    if "comment" in diff:
        words += ["-c", user.comment]
    if "home" in diff:
        words += ["-d", user.home] + (["-m"] if user.move_home else [])
    if "shell" in diff:
        words += ["-s", user.shell]
    if "expires" in diff:
        words += ["-e", "" if diff["expires"][1] == NEVER else diff["expires"][1]]
    if "password_expire_account_disable" in diff:
        words += ["-f", str(user.password_expire_account_disable)]
    if "password_lock" in diff and "password" not in diff:
        words.append("-L" if user.password_lock else "-U")
    return ["usermod"] + words + [user.name] if words else []


def foretell_usermod(user, system, found, entry, diff, primary):
    """What usermod brings; `found` is the account, `entry` its shadow entry or None."""
    record = dict(found)
    for name in ("uid", "groups", "comment", "home", "shell"):
        if name in diff:
            record[name] = diff[name][1]
    if "group" in diff:
        record["group"], record["gid"] = primary
    brings = {("user", user.name): record}
    brings.update(foretell_members(system, user.name, found["groups"], record["groups"]))
    if entry is not None:
        names = {"expires": "expires", "password_expire_account_disable": "inactive", "password_lock": "locked"}
        brings[("shadow", user.name)] = dict(
            entry, **{key: diff[name][1] for name, key in names.items() if name in diff})
    if "home" in diff and user.move_home and system.stat(found["home"]) is not None:
        old = system.stat(found["home"])
        brings[("path", user.home)] = {"kind": "directory", "mode": old.mode, "owner": old.owner, "group": old.group,
                                       "origin": found["home"]}
        brings[("path", found["home"])] = None
    return brings


def foretell_userdel(user, system, found):
    """What userdel brings: no account, no group of its own, no member of that name in others."""
    brings = {("user", user.name): None, ("shadow", user.name): None}
    brings.update(foretell_members(system, user.name, found["groups"], []))
    own = system.group(user.name)
    others = [] if own is None else [name for name in own["members"] if name != user.name]
    if own is not None and own["gid"] == found["gid"] and not others and defaults.own_group(system):
        brings[("group", user.name)] = None
    if user.remove:
        brings[("path", found["home"])] = None
    return brings
