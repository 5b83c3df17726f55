"""Setting the password of a user, and its ageing; `user` is the module's task, `entry` in it the shadow entry."""

from ..core.failure import Failure
from .shadow import password_fields


def set_password(user, system):
    """Set the hash, which chpasswd reads from its input."""
    if any(sign in user.password for sign in ":\n"):
        raise Failure("the password of %s is no hash: it contains a colon or a line break" % user.name)
    hashed = ("!" if user.password_lock else "") + user.password
    entry = dict(user.entry, **password_fields(user.name, hashed))
    system.run(["chpasswd", "-e"], input=("%s:%s\n" % (user.name, hashed)).encode("utf-8", "surrogateescape"),
               brings={("shadow", user.name): entry})
    user.entry = entry


def age_password(user, system, diff):
    """Set the days of password ageing; useradd may have done so by its own defaults."""
    flags = (("min", "-m"), ("max", "-M"), ("warn", "-W"))
    asked = {name: diff["password_expire_" + name][1] for name, _ in flags if "password_expire_" + name in diff}
    wanted = {name: days for name, days in asked.items() if days != user.entry[name]}
    if wanted:
        words = [word for name, flag in flags if name in wanted for word in (flag, str(wanted[name]))]
        system.run(["chage"] + words + [user.name],
                   brings={("shadow", user.name): dict(user.entry, **wanted)})
