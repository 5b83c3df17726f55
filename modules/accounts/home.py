"""Home folders: made from a skeleton, or foretold."""

import os

SKELETON = "/etc/skel"


def skeleton_entries(system, skeleton, folder=""):
    """(relative path, Stat) of everything below a skeleton, folders before what is in them."""
    at = os.path.join(skeleton, folder)
    found = system.stat(at)
    if found is None or found.kind != "directory":
        return []
    entries = []
    for name in system.entries(at):
        path = os.path.join(folder, name)
        stat = system.stat(os.path.join(skeleton, path), follow=False)
        entries.append((path, stat))
        if stat.kind == "directory":
            entries.extend(skeleton_entries(system, skeleton, path))
    return entries


def make_parents(system, path):
    """Make the missing folders above a path."""
    missing = []
    folder = os.path.dirname(path.rstrip("/"))
    while folder not in ("", "/") and system.stat(folder) is None:
        missing.append(folder)
        folder = os.path.dirname(folder)
    for folder in reversed(missing):
        system.make_directory(folder, 0o755)


def make_home(system, home, account, skeleton, mode):
    """Make a home folder for an account (as Reader.user gives it), with a copy of the skeleton in it."""
    owner, group = str(account["uid"]), str(account["gid"])
    make_parents(system, home)
    system.make_directory(home, mode)
    for path, stat in skeleton_entries(system, skeleton):
        target = os.path.join(home, path)
        if stat.kind == "directory":
            system.make_directory(target, stat.mode)
        elif stat.kind == "link":
            system.link(stat.target, target)
        elif stat.kind == "file":
            system.write(target, system.read(os.path.join(skeleton, path)), stat.mode)
        system.change_owner(target, owner, group)
    system.change_owner(home, owner, group)


def foretell_home(system, home, name, group, skeleton, mode):
    """What useradd brings for a home folder that is not there."""
    if system.stat(home) is not None:
        return {}
    brings = {("path", home): {"kind": "directory", "mode": mode, "owner": name, "group": group}}
    for path, stat in skeleton_entries(system, skeleton):
        if stat.kind in ("directory", "link", "file"):
            content = system.read(os.path.join(skeleton, path)) if stat.kind == "file" else b""
            brings[("path", os.path.join(home, path))] = {
                "kind": stat.kind, "mode": stat.mode, "owner": name, "group": group, "content": content,
                "target": stat.target}
    return brings
