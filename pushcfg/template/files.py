"""Template files: the settings in their first line, and the variables about themselves that they see."""

from __future__ import annotations

import datetime
import os
import pwd
from pathlib import Path
from typing import Any

from pushcfg.template.scope import Names

# What Ansible puts there by default, so that files which it has written stay as they are.
MANAGED = "Ansible managed"
HEADER = "#jinja2:"


def header(text: str) -> tuple[str, dict[str, Any]]:
    """A template without its `#jinja2: name: value, ...` line, and the settings in it."""
    if not text.startswith(HEADER):
        return text, {}
    line, _, rest = text.partition("\n")
    settings = {}
    for pair in line[len(HEADER) :].split(","):
        name, _, value = pair.partition(":")
        word = value.strip().strip("'\"")
        settings[name.strip()] = word.lower() == "true" if word.lower() in ("true", "false") else word
    return rest, settings


def described(source: Path, name: str, destination: Any = None) -> Names:
    """The variables about itself that a template sees; `name` is how it was asked for."""
    found = source.stat()
    try:
        owner = pwd.getpwuid(found.st_uid).pw_name
    except KeyError:
        owner = str(found.st_uid)
    changed = datetime.datetime.fromtimestamp(found.st_mtime)
    return Names({
        "ansible_managed": MANAGED, "template_path": name, "template_fullpath": str(source.absolute()),
        "template_destpath": destination, "template_host": os.uname().nodename, "template_uid": owner,
        "template_mtime": changed, "template_run_date": datetime.datetime.now(),
    }, data=True)  # fmt: skip
