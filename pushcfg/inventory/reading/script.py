"""Inventory scripts: programs that print an inventory as JSON when they are called with --list."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pushcfg import programs
from pushcfg.errors import InventoryError, Position
from pushcfg.events import Warned
from pushcfg.inventory.reading.draft import Draft
from pushcfg.model import Unsafe, Vaulted
from pushcfg.source.tree import DEEPEST

_SECTIONS: Final = ("hosts", "vars", "children")
# Errors show the end of what a script wrote to stderr.
_SHOWN: Final = 2000


def read_script(draft: Draft, path: Path) -> None:
    """Add to a draft what a script prints; where it gives no `_meta`, call it with --host for each of its hosts."""
    script = _Script(draft, path)
    listed = script.call("--list")
    if listed is None:
        raise script.error("the inventory script prints nothing for --list", "it is to print a JSON object")
    variables = script.meta(listed)
    hosts: dict[str, None] = {}
    for name, body in listed.items():
        if name != "_meta":
            hosts.update(dict.fromkeys(script.group(name, body)))
    if variables is None and hosts:
        draft.warnings.append(
            Warned("the script prints no _meta.hostvars, so it is called again for each of its hosts", script.position)
        )
    for host in hosts:
        script.host(host, script.call("--host", host) or {} if variables is None else variables.get(host, {}))


class _Script:
    """A program and the draft that it adds to."""

    def __init__(self, draft: Draft, path: Path) -> None:
        self.position = Position(str(path), 1)
        self._draft = draft
        # Not looked for along PATH; and a link stays a link, whose name may tell the script what to do.
        self._program = str(path.absolute())
        self._stderr = ""

    def error(self, message: str, hint: str) -> InventoryError:
        """An error about what the script does, with what it said on stderr."""
        said = f"; on stderr it says:\n{self._stderr[-_SHOWN:].rstrip()}" if self._stderr.strip() else ""
        return InventoryError(message, self.position, hint + said)

    def call(self, *arguments: str) -> dict[str, Any] | None:
        """The JSON object that the script prints; None if it prints nothing."""
        told = " ".join(arguments)
        by_hand = f"run `{self._program} {told}` by hand"
        try:
            ended = programs.run([self._program, *arguments])
        except OSError as error:
            raise self.error(f"the inventory script cannot be run: {error.strerror}",
                             "check its first line and its permissions") from error  # fmt: skip
        except programs.Overdue:
            raise self.error(f"the inventory script has not ended {told} within {programs.LIMIT:g} s",
                             by_hand) from None  # fmt: skip
        except programs.Stopped:
            raise self.error("the inventory script was interrupted", by_hand) from None
        self._stderr = ended.stderr.decode("utf-8", "replace")
        if ended.returncode:
            raise self.error(f"the inventory script ended {told} with exit code {ended.returncode}", by_hand)
        data = self._data(ended.stdout, told, by_hand)
        if self._stderr.strip():
            self._draft.warnings.append(Warned(f"the script says: {self._stderr.strip()}", self.position))
        return data

    def _data(self, output: bytes, told: str, by_hand: str) -> dict[str, Any] | None:
        try:
            text = output.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise self.error(f"byte {error.start + 1} of what the inventory script prints for {told} is not UTF-8",
                             by_hand) from error  # fmt: skip
        if not text.strip():
            return None
        try:
            data = json.loads(text, object_pairs_hook=self._object)
        except (ValueError, RecursionError) as error:
            raise self.error(f"the inventory script prints no JSON for {told}: {error}", by_hand) from error
        if _too_deep(data):
            raise self.error(f"the inventory script prints values nested more than {DEEPEST} levels deep for {told}",
                             by_hand)  # fmt: skip
        if not isinstance(data, dict):
            raise self.error(f"the inventory script prints {_kind(data)} for {told}, not an object", by_hand)
        return data

    def _object(self, pairs: list[tuple[str, Any]]) -> Any:
        """An object, or the value that Ansible writes as one; of a key that comes twice the last counts."""
        made = dict(pairs)
        if len(made) != len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            self._draft.warnings.append(
                Warned(f"the script prints the key {twice!r} twice in one object; the last one counts", self.position)
            )
        if len(made) == 1 and isinstance(pairs[0][1], str):
            name, text = pairs[0]
            if name == "__ansible_vault":
                return Vaulted(text, self.position)
            if name == "__ansible_unsafe":
                return Unsafe(text)
        return made

    def meta(self, listed: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """The variables of all hosts, or None where the script does not give them."""
        if "_meta" not in listed:
            return None
        meta = self._mapping(listed["_meta"], "_meta")
        profile = meta.get("profile", "inventory_legacy")
        if not str(profile).startswith("inventory_"):
            raise self.error(f"_meta.profile is {profile!r}, which is no inventory", "leave it out")
        return self._mapping(meta.get("hostvars"), "_meta.hostvars")

    def group(self, name: str, body: Any) -> list[str]:
        """Add a group; the hosts that it names."""
        self._draft.add_group(name, self.position)
        if not isinstance(body, dict):
            body = {"hosts": body}
        elif not any(section in body for section in _SECTIONS):
            # As in Ansible: an old form, in which the group is its own only host.
            body = {"hosts": [name], "vars": unsafe(body)}
        hosts = self._names(body.get("hosts", []), f"{name}.hosts")
        for host in hosts:
            self._draft.add_host(host, name, None, self.position)
        for variable, value in self._mapping(body.get("vars", {}), f"{name}.vars").items():
            self._draft.set_variable(name, variable, value, self.position)
        for child in self._names(body.get("children", []), f"{name}.children"):
            self._draft.add_group(child, self.position)
            self._draft.add_child(name, child, self.position)
        return hosts

    def host(self, name: str, variables: Any) -> None:
        """Set the variables of a host."""
        for variable, value in self._mapping(variables, f"the variables of {name}").items():
            self._draft.set_variable(name, variable, value, self.position)

    def _mapping(self, value: Any, what: str) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise self.error(f"in what the inventory script prints, {what} is {_kind(value)}", "print an object there")
        return value

    def _names(self, value: Any, what: str) -> list[str]:
        if not isinstance(value, list):
            raise self.error(f"in what the inventory script prints, {what} is {_kind(value)}",
                             "print a list of names there")  # fmt: skip
        for name in value:
            if not isinstance(name, str):
                raise self.error(f"in what the inventory script prints, {what} has {_kind(name)} in it",
                                 "print names as texts")  # fmt: skip
        return value


def unsafe(value: Any) -> Any:
    """A value in which no text is a template."""
    if isinstance(value, str):
        return Unsafe(value)
    if isinstance(value, dict):
        return {key: unsafe(item) for key, item in value.items()}
    return [unsafe(item) for item in value] if isinstance(value, list | tuple) else value


def _too_deep(data: Any) -> bool:
    level = [data]
    for _ in range(DEEPEST):
        level = [item for value in level if isinstance(value, dict | list)
                 for item in (value.values() if isinstance(value, dict) else value)]  # fmt: skip
        if not level:
            return False
    return True


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: f"the text {str(value)[:40]!r}", type(None): "null"}
    return names.get(type(value), json.dumps(value) if isinstance(value, bool | int | float) else "something else")
