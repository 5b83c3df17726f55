"""Template files: the settings in their first line, and the variables about themselves that they see."""

from __future__ import annotations

import ast
import datetime
import os
import pwd
import re
import time
from pathlib import Path
from typing import Any, Final

from pushcfg.errors import TemplateError
from pushcfg.template.scope import Names, Scope

# What Ansible puts there by default, so that files which it has written stay as they are.
MANAGED: Final = "Ansible managed"
HEADER: Final = "#jinja2:"
FLAGS: Final = frozenset({"keep_trailing_newline", "lstrip_blocks", "trim_blocks"})
MARKS: Final = frozenset({
    "block_end_string", "block_start_string", "comment_end_string", "comment_start_string", "line_comment_prefix",
    "line_statement_prefix", "newline_sequence", "variable_end_string", "variable_start_string",
})  # fmt: skip
NEWLINES: Final = ("\n", "\r", "\r\n")
WORDS: Final = {"true": True, "false": False}
ABOUT: Final = {"host": "{{ template_host }}", "uid": "{{ template_uid }}", "file": "{{ template_path }}"}


def header(text: str) -> tuple[str, dict[str, Any]]:
    """A template without its `#jinja2: name: value, ...` line, and the settings in it; TemplateError if it is wrong."""
    if not text.startswith(HEADER):
        return text, {}
    line, newline, rest = text.partition("\n")
    if not newline:
        raise TemplateError(f"there is nothing below the line {line!r}", None, "the template begins in the second line")
    settings = {}
    for pair in line[len(HEADER) :].split(","):
        name, colon, value = (part.strip() for part in pair.partition(":"))
        if not colon or name not in FLAGS | MARKS:
            raise TemplateError(f"{pair.strip()!r} is no setting of jinja2, in line 1 of the template", None,
                                "write `#jinja2: trim_blocks: True, lstrip_blocks: True`")
        settings[name] = setting(name, value)
    return rest, settings


def setting(name: str, value: str) -> Any:
    """The value of a setting, as Python writes it; true and false in any spelling."""
    try:
        found = ast.literal_eval(value)
    except (SyntaxError, ValueError):
        found = value
    if name in FLAGS:
        found = WORDS.get(str(found).lower(), found)
    fits = isinstance(found, bool) if name in FLAGS else isinstance(found, str) and found
    if not fits or (name == "newline_sequence" and found not in NEWLINES):
        raise TemplateError(f"{name} is {value}, in line 1 of the template", None,
                            "write True or False" if name in FLAGS else 'write a text in quotes, such as "<%"')
    return found


def newlines(value: Any) -> str:
    """The ends of lines that a task asks for."""
    found = str(value).replace("\\n", "\n").replace("\\r", "\r")
    if found not in NEWLINES:
        raise TemplateError(f"newline_sequence is {value!r}", None, r'it is one of "\n", "\r" and "\r\n"')
    return found


def described(source: Path, name: str, destination: Any = None, managed: str | None = MANAGED) -> Names:
    """The variables about itself that a template sees; `name` is how it was asked for.

    `managed` is the setting ansible_managed; None where a variable of this name says it.
    """
    found = source.stat()
    try:
        owner = pwd.getpwuid(found.st_uid).pw_name
    except KeyError:
        owner = str(found.st_uid)
    changed = datetime.datetime.fromtimestamp(found.st_mtime)
    about = Names({
        "template_path": name, "template_fullpath": str(source.absolute()),
        "template_destpath": destination, "template_host": os.uname().nodename, "template_uid": owner,
        "template_mtime": changed, "template_run_date": datetime.datetime.now(),
    }, data=True)  # fmt: skip
    if managed is not None:
        about.data = False
        about.set("ansible_managed", stamped(managed, found.st_mtime))
    return about


def managed(scope: Scope, templar: Any) -> str | None:
    """The setting ansible_managed; None where a variable of this name says it."""
    return None if "ansible_managed" in scope else str(templar.surroundings.managed)


def stamped(managed: str, changed: float) -> str:
    """The setting ansible_managed with its {host}, {uid} and {file}, and the time of the last change of the file."""
    words = re.sub(r"\{(host|uid|file)\}", lambda found: ABOUT[found[1]], managed)
    return time.strftime(words, time.localtime(changed)) if "%" in words else words
