"""The modules that playbooks can name: found by name, imported only then, and their arguments checked."""

from __future__ import annotations

import hashlib
import importlib
import sys
from difflib import get_close_matches
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pushcfg
from pushcfg.errors import PlaybookError, Position
from pushcfg.fitting import ModuleInfo, short

PACKAGE = "pushcfg.modules"
# Ansible itself redirects from these two to wherever a module has moved.
BUILTIN = ("ansible.builtin", "ansible.legacy")
# The modules that playbooks and roles bring, by the names that they travel under.
OWN: dict[str, Path] = {}


def modules_folder() -> Path:
    """Where modules/ is: beside the package in a checkout, inside it when installed."""
    package = Path(pushcfg.__file__).parent
    inside = package / "modules"
    return inside if inside.is_dir() else package.parent / "modules"


def load(name: str) -> ModuleType:
    """The Python module `pushcfg.modules.NAME`, imported from modules/ wherever that is."""
    if PACKAGE not in sys.modules:
        _register(modules_folder())
    return importlib.import_module(f"{PACKAGE}.{name}")


def _register(folder: Path) -> None:
    """Make a folder the package pushcfg.modules: in a checkout that is not installed nothing else does."""
    spec = spec_from_file_location(PACKAGE, folder / "__init__.py", submodule_search_locations=[str(folder)])
    if spec is None or spec.loader is None:
        raise ImportError(f"there are no modules in {folder}")
    package = module_from_spec(spec)
    sys.modules[PACKAGE] = package
    spec.loader.exec_module(package)


@cache
def names() -> tuple[str, ...]:
    """The short names of all modules, sorted, without importing one."""
    return tuple(sorted(path.stem for path in modules_folder().glob("[a-z]*.py")))


@cache
def find(name: str) -> ModuleInfo | None:
    """The module that a playbook means by this name: short, with its collection, or an alias."""
    if name in OWN:
        return _own(name)
    collection, _, short = name.rpartition(".")
    info = _info(short) if short in names() else _by_alias(short) if short else None
    if info is None or collection not in ("", info.collection, *BUILTIN):
        # Collections may have modules of one name: one of them has its whole name as an alias.
        return _by_alias(name) if collection and short else None
    return info


def suggest(name: str) -> str | None:
    """The name of a module that was perhaps meant."""
    collection, _, short = name.rpartition(".")
    if (info := find(short)) is not None:
        return f"{info.collection}.{info.name}" if collection else info.name
    near = get_close_matches(short, names(), 1)
    return near[0] if near else None


def class_name(name: str) -> str:
    """The class that a module's file defines: apt is Apt, wait_for is WaitFor."""
    return "".join(part.capitalize() for part in short(name).split("_"))


def own(path: Path) -> str:
    """Take the file of a module that a playbook or a role brings; returns the name that it goes by from then on."""
    name = f"{path.stem}__{hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:8]}"
    OWN[name] = path
    return name


def _own(name: str) -> ModuleInfo:
    load("core.module")
    spec = spec_from_file_location(f"{PACKAGE}.{name}", OWN[name])
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    position = Position(str(OWN[name]), 1)
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # noqa: BLE001 - it may raise anything
        raise PlaybookError(f"this module does not load: {type(error).__name__}: {error}", position) from None
    cls = getattr(module, class_name(name), None)
    if cls is None or not hasattr(cls, "params"):
        raise PlaybookError(f"this is no module of pushcfg: it has no class {class_name(name)}, a Module", position,
                            "modules of Ansible go into library/, and are not run")
    return ModuleInfo(name, "", cls, params_of(cls))


def params_of(cls: Any) -> dict[str, Any]:
    """The params of a module's class, by every name that a playbook may use."""
    params = [param for param in cls.params().values() if not param.internal]
    return {word: param for param in params for word in (param.name, *param.aliases)}


@cache
def _info(name: str) -> ModuleInfo:
    cls = getattr(load(name), class_name(name))
    return ModuleInfo(name, cls.collection, cls, params_of(cls))


def _by_alias(alias: str) -> ModuleInfo | None:
    # An import of every module would cost more than a look at the texts, which leaves one or two to import.
    for name in names():
        if f'"{alias}"' in (modules_folder() / f"{name}.py").read_text(encoding="utf-8"):
            info = _info(name)
            if alias in info.cls.aliases:
                return info
    return None
