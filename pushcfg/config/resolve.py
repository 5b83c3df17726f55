"""Which source of settings counts: option, PUSHCFG_*, pushcfg.toml, ANSIBLE_*, ansible.cfg, default."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pushcfg.config import ansible_cfg, toml
from pushcfg.config.ansible_rest import check
from pushcfg.config.settings import SETTINGS, Kind, Setting
from pushcfg.config.values import LISTS, from_text, resolved
from pushcfg.errors import Position, UsageError
from pushcfg.events import Warned

PREFIX: Final = "PUSHCFG_"
# Variables of the environment with the same beginning that are no settings.
OTHERS: Final = ("PUSHCFG_LAB_", "PUSHCFG_STORE")
# Together these two say which hosts there are: whoever sets one of them decides about both.
HOSTS: Final = ("inventory", "env")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The value of a setting and where it came from: `source` names it, `position` where that is a file.

    `level` is its place in the order of sources, 0 for the default.
    """

    setting: Setting
    value: Any
    source: str = "default"
    position: Position | None = None
    level: int = 0


@dataclass(frozen=True, slots=True)
class Configuration:
    """All settings by name, the two files that were read, and what an operator should know about them."""

    chosen: Mapping[str, Chosen]
    project_file: Path | None = None
    ansible_file: Path | None = None
    warnings: tuple[Warned, ...] = ()

    def value(self, name: str) -> Any:
        """The value of a setting."""
        return self.chosen[name].value

    @property
    def root(self) -> Path:
        """The folder with inventories/: that of pushcfg.toml, if there is one in it, or else the current one."""
        if self.project_file is not None and (self.project_file.parent / "inventories").is_dir():
            return self.project_file.parent
        return Path()


def load_configuration(
    folder: Path, options: Mapping[str, Any], environ: Mapping[str, str] = os.environ
) -> Configuration:
    """The settings for a playbook in `folder`, with the `options` that were given by their names as parameters."""
    warnings: list[Warned] = []
    project_file = toml.find(folder, warnings)
    ansible_file = ansible_cfg.find(environ, warnings)
    entries = ansible_cfg.read(ansible_file) if ansible_file is not None else {}
    levels = (
        {setting.name: Chosen(setting, default(setting)) for setting in SETTINGS},
        _of_file(ansible_cfg.settings_of(entries), 1),
        dict(_of_environment(environ, 2)),
        _of_file(toml.read(project_file) if project_file is not None else {}, 3),
        dict(_of_own_variables(environ, 4)),
        dict(_of_options(options, 5)),
    )
    warnings += [*check(entries, environ), *_unknown(environ)]
    chosen = {name: found for level in levels for name, found in level.items()}
    strongest = max(chosen[name].level for name in HOSTS)
    for name in HOSTS:
        if chosen[name].level < strongest:
            chosen[name] = levels[0][name]
    return Configuration(chosen, project_file, ansible_file, tuple(warnings))


def default(setting: Setting) -> Any:
    """The value of a setting that nobody sets."""
    if setting.kind is Kind.PATHS:
        return tuple(resolved(path, Path()) for path in setting.default)
    return setting.default


def _of_file(found: Mapping[str, tuple[Any, Position]], level: int) -> dict[str, Chosen]:
    known = {setting.name: setting for setting in SETTINGS}
    return {name: Chosen(known[name], value, position.file, position, level)
            for name, (value, position) in found.items()}  # fmt: skip


def _of_environment(environ: Mapping[str, str], level: int) -> Iterator[tuple[str, Chosen]]:
    for setting in SETTINGS:
        for variable in setting.variables:
            if environ.get(variable):
                yield setting.name, _of_variable(setting, variable, environ[variable], level)


def _of_own_variables(environ: Mapping[str, str], level: int) -> Iterator[tuple[str, Chosen]]:
    for setting in SETTINGS:
        text = environ.get(setting.variable)
        if text and setting.kind is Kind.SOURCES and text.endswith(","):
            yield setting.name, Chosen(setting, (text,), setting.variable, None, level)
        elif text:
            yield setting.name, _of_variable(setting, setting.variable, text, level)


def _of_variable(setting: Setting, variable: str, text: str, level: int) -> Chosen:
    try:
        return Chosen(setting, from_text(setting, text, Path()), variable, None, level)
    except ValueError as error:
        raise UsageError(f"{variable} {error}", hint=f"it is: {setting.help}") from None


def _of_options(options: Mapping[str, Any], level: int) -> Iterator[tuple[str, Chosen]]:
    for setting in SETTINGS:
        value = options.get(setting.parameter) if setting.option else None
        # A flag that is not there, and a list of none, are not given.
        if value is None or value is False or value == ():
            continue
        value = tuple(value) if setting.kind in LISTS else value
        yield setting.name, Chosen(setting, value, setting.option, None, level)


def _unknown(environ: Mapping[str, str]) -> Iterator[Warned]:
    known = [setting.variable for setting in SETTINGS]
    for name in sorted(environ):
        if name.startswith(PREFIX) and not name.startswith(OTHERS) and name not in known:
            close = difflib.get_close_matches(name, known, 1)
            hint = f"did you mean {close[0]}?" if close else "`pushcfg config` lists the settings"
            yield Warned(f"the variable {name} of the environment is no setting; {hint}")
