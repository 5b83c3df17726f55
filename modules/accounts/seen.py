"""What the host shows of an account beside its entry; `task` is the module's."""

from .shadow import shadow
from .ssh_key import fits, key_exists

# Attributes about days, and what a shadow entry calls them.
AGEING = {"password_expire_min": "min", "password_expire_max": "max", "password_expire_warn": "warn",
          "password_expire_account_disable": "inactive"}


def seen_shadow(task, system):
    """What shadow says, if the arguments speak of it."""
    asked = (task.password, task.password_lock, task.password_expire_min, task.password_expire_max,
             task.password_expire_warn, task.password_expire_account_disable, task.expires)
    if all(value is None for value in asked):
        return {}
    task.entry = entry = shadow(system, task.name)
    # usermod -U refuses to unlock what has no password.
    locked = entry["locked"] and (bool(task.password_lock) or not entry["empty"])
    seen = {name: entry[key] for name, key in AGEING.items()}
    return dict(seen, password=entry["password"], password_lock=locked, expires=entry["expires"])


def seen_home(task, system, home):
    """Whether the home folder and the key are there."""
    current = {"home_exists": system.stat(home) is not None}
    if task.generate_ssh_key:
        key = task.key_path(home)
        current["ssh_key"] = key_exists(system, key) and (
            not task.force or system.drawn(key) > 0 or fits(system, key, task.ssh_key_type, task.ssh_key_bits))
    return current
