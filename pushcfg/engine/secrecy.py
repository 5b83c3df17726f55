"""What the engine itself knows to be secret: passwords among variables, and what tasks that say no_log have brought."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, Final

from pushcfg.engine.ends import COMMANDS
from pushcfg.engine.targets import BECOME_PASSWORD, PASSPHRASE, PASSWORD
from pushcfg.template.scope import is_template
from pushcfg.vault import secret_leaves

PASSWORDS: Final = (*PASSWORD, *PASSPHRASE, *BECOME_PASSWORD, "ansible_su_pass", "ansible_su_password")
# What of a result is the secret that no_log is about, by action; all else may be the name of a user or a path.
SPOKEN: Final = {
    **dict.fromkeys(COMMANDS, ("stdout",)), "slurp": ("content",), "uri": ("content", "json"),
    "set_fact": ("ansible_facts",),
}  # fmt: skip


def passwords_in(variables: Mapping[str, Any]) -> Iterator[str]:
    """The passwords for logins and sudo that stand in these variables."""
    for name in PASSWORDS:
        value = variables.get(name)
        if isinstance(value, str | int) and not (isinstance(value, str) and is_template(value)):
            yield str(value)


def spoken(action: str, result: Mapping[str, Any]) -> Iterator[str]:
    """The texts in what a task that says no_log has brought which are secret wherever they show later."""
    for name in SPOKEN.get(action, ()):
        value = result.get(name)
        yield from secret_leaves(value)
        if action == "slurp" and isinstance(value, str):
            with suppress(ValueError):
                yield from secret_leaves(b64decode(value).decode("utf-8", "surrogateescape"))
    if action in COMMANDS:
        yield from secret_leaves(result.get("stdout_lines"))
