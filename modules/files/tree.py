"""The state of many paths as one flat mapping: the keys are `relative path: attribute`."""

import os

SEPARATOR = ": "


def spread(path, attributes):
    """The attributes of one path below the top, under keys of their own."""
    return {path + SEPARATOR + name: value for name, value in attributes.items()}


def gather(mapping):
    """{relative path: {attribute: value}} of the keys that `spread` made; parents before children."""
    found = {}
    for key, value in mapping.items():
        path, separator, name = key.rpartition(SEPARATOR)
        if separator:
            found.setdefault(path, {})[name] = value
    return {path: found[path] for path in sorted(found)}


def walk(system, top):
    """Yield (relative path, Stat of the path itself) of all that is below a folder, parents first."""
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        for name in system.entries(os.path.join(top, folder)):
            relative = os.path.join(folder, name)
            found = system.stat(os.path.join(top, relative), follow=False)
            if found is None:
                continue  # gone since the folder was listed
            yield relative, found
            if found.kind == "directory":
                waiting.append(relative)


def missing_folders(system, path):
    """The folders that have to be made before and at the path, from the top down."""
    found = []
    while system.stat(path, follow=False) is None and path not in ("", "/"):
        found.insert(0, path)
        path = os.path.dirname(path)
    return found
