"""Runs a module of Ansible and ours of the same name, each in this process, on this machine's files."""

import contextlib
import importlib
import io
import json

from ansible.module_utils.testing import patch_module_args
from cases.play_case import converted, module_class

from modules.core.converge import converge
from modules.core.overlay import Overlay
from modules.core.shared import Shared
from modules.core.sketch import Sketch
from modules.core.writer import Writer

# Where each collection has its modules.
PLACES = {"ansible.builtin": "ansible.modules", **{
    collection: f"ansible_collections.{collection}.plugins.modules"
    for collection in ("ansible.posix", "community.general", "community.crypto")}}  # fmt: skip


def ansible(name, args):
    """What Ansible's module of this name returns; it acts on the real files that args name."""
    main = importlib.import_module(f"{PLACES[module_class(name).collection]}.{name}").main
    printed = io.StringIO()
    with patch_module_args(dict(args)), contextlib.redirect_stdout(printed), contextlib.suppress(SystemExit):
        main()
    return json.loads(printed.getvalue())


def ours(name, args, filled=None):
    """The outcome of our module of this name, on the real files that args name."""
    return converge(ready(name, args, filled), Writer(Shared()))


def ours_checked(name, args, filled=None):
    """The outcome of a check by our module of this name."""
    return converge(ready(name, args, filled), Sketch(Writer(Shared()), Overlay()))


def ready(name, args, filled):
    cls = module_class(name)
    return cls(dict(converted(cls, args), **(filled or {})))


def snapshot(top):
    """All that is below a folder: {relative path: (kind and mode, owner, group, content or target)}."""
    found = {}
    for path in sorted(top.rglob("*")):
        stat = path.lstat()
        content = str(path.readlink()) if path.is_symlink() else path.read_bytes() if path.is_file() else None
        found[str(path.relative_to(top))] = (oct(stat.st_mode), stat.st_uid, stat.st_gid, content)
    return found
