"""Users and groups, as the host's name service knows them."""

import grp
import pwd


class Accounts:
    """Looks accounts up; nothing is kept, since the C library answers in microseconds."""

    def user(self, name):
        """{uid, gid, group, groups, comment, home, shell}; None if there is no such user."""
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            return None
        groups = sorted(entry.gr_name for entry in grp.getgrall() if name in entry.gr_mem)
        try:
            primary = grp.getgrgid(found.pw_gid).gr_name
        except KeyError:
            primary = str(found.pw_gid)
        return {"uid": found.pw_uid, "gid": found.pw_gid, "group": primary, "groups": groups,
                "comment": found.pw_gecos, "home": found.pw_dir, "shell": found.pw_shell}

    def group(self, name):
        """{gid, members}; None if there is no such group."""
        try:
            found = grp.getgrnam(name)
        except KeyError:
            return None
        return {"gid": found.gr_gid, "members": sorted(found.gr_mem)}
