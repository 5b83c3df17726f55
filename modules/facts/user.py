"""The user that tasks run as."""

import os


def collect(system, setting):
    """user_* and the real and effective ids."""
    environment = system.own_environment()
    by_number = system.shared.user_name(os.getuid())
    # getpass.getuser(): the environment is asked first.
    name = next((environment[key] for key in ("LOGNAME", "USER", "LNAME", "USERNAME") if environment.get(key)),
                by_number)
    account = system.user(name) or system.user(by_number) or {}
    return {
        "user_id": name, "user_uid": account.get("uid"), "user_gid": account.get("gid"),
        "user_gecos": account.get("comment"), "user_dir": account.get("home"), "user_shell": account.get("shell"),
        "real_user_id": os.getuid(), "effective_user_id": os.geteuid(),
        "real_group_id": os.getgid(), "effective_group_id": os.getgid(),
    }
