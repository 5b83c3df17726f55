"""Groups by name or number, and who is in them."""

from ..core.failure import Missing


def find_group(system, given):
    """(name, gid) of a group given as name or number; Missing if there is none."""
    if given.isdigit():
        output = system.query(["getent", "group", given])
        fields = output.stdout.strip().split(":")
        if output.rc == 0 and len(fields) > 2:
            return fields[0], int(fields[2])
    found = system.group(given)
    if found is None:
        raise Missing("there is no group %s: make it first, with a group task" % given)
    return given, found["gid"]


def foretell_members(system, user, before, after):
    """The records of the groups that a user leaves or joins; `before` and `after` are names."""
    brings = {}
    for name in sorted(set(before) ^ set(after)):
        found = system.group(name)
        if found is not None:
            members = set(found["members"]) ^ {user}
            brings[("group", name)] = dict(found, members=sorted(members))
    return brings


def local_user(system, name):
    """As Reader.user, from /etc/passwd and /etc/group alone."""
    line = local_line(system, "/etc/passwd", name, 7)
    if line is None:
        return None
    groups = list(lines(system, "/etc/group", 4))
    primary = [fields[0] for fields in groups if fields[2] == line[3]]
    return {"uid": int(line[2]), "gid": int(line[3]), "group": primary[0] if primary else line[3],
            "groups": sorted(fields[0] for fields in groups if name in fields[3].split(",")),
            "comment": line[4], "home": line[5], "shell": line[6]}


def local_group(system, name):
    """As Reader.group, from /etc/group alone."""
    line = local_line(system, "/etc/group", name, 4)
    return line and {"gid": int(line[2]), "members": sorted(part for part in line[3].split(",") if part)}


def local_line(system, path, name, count):
    """The fields of the line that begins with this name, or None."""
    return next((fields for fields in lines(system, path, count) if fields[0] == name), None)


def lines(system, path, count):
    """The lines of an account file that have this many fields."""
    split = (line.split(":") for line in system.text(path).splitlines())
    return [fields for fields in split if len(fields) == count]
