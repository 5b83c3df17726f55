"""What a lookup may use beside its own arguments: variables, folders to look in, and what outlives one call."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pushcfg.errors import TemplateError, VaultError
from pushcfg.promise import NotYet, Promise
from pushcfg.source.files import read_bytes
from pushcfg.template.files import MANAGED
from pushcfg.template.scope import MISSING, Scope
from pushcfg.vault import is_vaulted

# Of a larger file nothing is shown, and to look for each of its lines would slow down all that is told.
LARGE = 64 * 1024
# Stands for what lookups bring while pushcfg looks ahead, before any host is touched.
AHEAD = Promise("lookup", 0, "")


@dataclass
class Surroundings:
    """What the lookups of one run share.

    `secret` takes text that is to be masked, `warn` a warning, `match` gives the hosts of a pattern. `ahead` stands
    for whatever only the run itself may fetch; None once the run has begun. `unmade`, in a check, stands for files
    that a task would have made on the controller. `kept` is what a run fetches only once.
    `settings` are the settings of the run with where each came from, and `managed` the text of `ansible_managed`.
    """

    secret: Callable[[str], None] = lambda text: None
    warn: Callable[[str], None] = lambda message: None
    match: Callable[[str], list[str]] = lambda pattern: []
    ahead: Promise | None = None
    unmade: Promise | None = None
    kept: dict[Any, Any] = field(default_factory=dict)
    settings: Mapping[str, tuple[Any, str]] = field(default_factory=dict)
    managed: str = MANAGED


@dataclass(frozen=True)
class Context:
    """One call. `templar` renders; `action` is the module whose `with_...` this is, empty for a call in a template."""

    scope: Scope
    templar: Any
    surroundings: Surroundings
    action: str = ""

    # --- variables ---

    def variable(self, name: str, default: Any = None) -> Any:
        """The rendered value of a variable, or the default where there is none."""
        value = self.scope.get(name)
        if isinstance(value, Promise):
            raise NotYet(value)
        return default if value is MISSING else value

    def setting(self, value: Any, variable: str, environment: str, default: Any = None) -> Any:
        """An option as it was given, or else as a variable or the environment of pushcfg has it."""
        if value is not None:
            return value
        found = self.variable(variable)
        return os.environ.get(environment, default) if found is None else found

    @property
    def checks(self) -> bool:
        """Whether this run only shows what it would do."""
        return bool(self.variable("ansible_check_mode", False))

    # --- the world outside ---

    def outside(self) -> None:
        """To be called before anything is run, fetched or written: NotYet while pushcfg only looks ahead."""
        if self.surroundings.ahead is not None:
            raise NotYet(self.surroundings.ahead)

    def absent(self) -> None:
        """To be called where a file is not there: NotYet if a task may still make it, or would but for the check."""
        self.outside()
        if self.surroundings.unmade is not None:
            raise NotYet(self.surroundings.unmade)

    def secret(self, value: Any) -> Any:
        """The value, after every text in it has been marked as a secret."""
        if isinstance(value, str):
            self.surroundings.secret(value)
        elif isinstance(value, dict):
            for part in value.values():
                self.secret(part)
        elif isinstance(value, list | tuple):
            for part in value:
                self.secret(part)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            self.surroundings.secret(str(value))
        return value

    # --- files ---

    @property
    def base(self) -> str:
        """The folder of the playbook."""
        return str(self.variable("playbook_dir") or os.getcwd())

    @property
    def folders(self) -> tuple[str, ...]:
        """Where relative names are looked for, the nearest first."""
        found = self.variable("ansible_search_path") or ()
        return tuple(dict.fromkeys((*map(str, found), self.base)))

    def candidates(self, name: str, kind: str | None) -> Iterator[str]:
        """Every path that a name may mean; `kind` is the folder for it: files, templates, vars."""
        name = os.path.expanduser(name)
        if os.path.isabs(name):
            yield name
            return
        for folder in self.folders:
            if kind and name.split("/", 1)[0] != kind:
                yield os.path.join(folder, kind, name)
            yield os.path.join(folder, name)

    def find(self, name: str, kind: str | None) -> str | None:
        """The first of the candidates that is there, or None."""
        for path in self.candidates(name, kind):
            if os.path.exists(path):
                return os.path.normpath(path)
        return None

    def need(self, name: str, kind: str) -> str:
        """As find; TemplateError where there is none, NotYet if a task may still make it."""
        found = self.find(name, kind)
        if found is not None:
            return found
        self.absent()
        looked = ", ".join(dict.fromkeys(map(os.path.normpath, self.candidates(name, kind))))
        raise TemplateError(f"there is no file {name!r} on the controller (looked for {looked})", None,
                            f"put it under {kind}/ beside the playbook, or correct the name")

    def text(self, path: str, encoding: str = "utf-8") -> str:
        """The text of a file, opened if it is encrypted: then all of it is secret."""
        written = read_bytes(Path(path))
        try:
            plain = self.templar.keyring.content(written, Path(path))
        except VaultError as error:
            raise TemplateError(f"{path}: {error.message}", None, error.hint) from None
        text = str(plain.decode(encoding, "surrogateescape"))
        if is_vaulted(written) and len(text) < LARGE:
            self.secret(text)
        return text
