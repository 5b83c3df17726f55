"""The tests that Ansible has beside jinja2's own: results of tasks, versions, lists, paths, and so on."""

from __future__ import annotations

import math
import operator
import os.path
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

from pushcfg.errors import TemplateError
from pushcfg.model import Decrypted
from pushcfg.template import addresses, versions
from pushcfg.template.filters import PREFIX
from pushcfg.template.filters.arguments import Function, checked, present, text_of
from pushcfg.vault import HEADER, is_vaulted

TRUE = {"y", "yes", "on", "1", "true", "t", "1.0"}
FALSE = {"n", "no", "off", "0", "false", "f", "0.0"}
OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq, "=": operator.eq, "eq": operator.eq, "<": operator.lt, "lt": operator.lt,
    "<=": operator.le, "le": operator.le, ">": operator.gt, "gt": operator.gt, ">=": operator.ge, "ge": operator.ge,
    "!=": operator.ne, "<>": operator.ne, "ne": operator.ne,
}  # fmt: skip


def flag(name: str, test: str, default: bool = False) -> Callable[[Any], bool]:
    """A test that looks at one value of a task's result."""

    def look(result: Any) -> bool:
        if not isinstance(result, Mapping):
            raise TemplateError(f"The '{test}' test expects a dictionary", None, "name what a task registered")
        return bool(present(result[name])) if name in result else default

    return look


def negated(test: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """The opposite of a test."""
    return lambda result: not test(result)


failed = flag("failed", "failed")
skipped = flag("skipped", "skipped")
unreachable = flag("unreachable", "unreachable")
told_changed = flag("changed", "changed")


def changed(result: Any) -> bool:
    """Whether a task, or one of its loop's items, changed something."""
    found = told_changed(result)
    items = result.get("results")
    if "changed" in result or not isinstance(items, list) or not items or not isinstance(items[0], Mapping):
        return found
    return any(item.get("changed") for item in items)


def timedout(result: Any) -> bool:
    """Whether a task took too long."""
    if not flag("timedout", "timedout")(result):
        return False
    return bool(result["timedout"].get("period"))


def regex(value: Any = "", pattern: Any = "", ignorecase: Any = False, multiline: Any = False,
          match_type: str = "search") -> bool:  # fmt: skip
    """Whether a regular expression matches: search, match or fullmatch."""
    flags = (re.IGNORECASE if ignorecase else 0) | (re.MULTILINE if multiline else 0)
    compiled = re.compile(pattern, flags)
    ways = {"search": compiled.search, "match": compiled.match, "fullmatch": compiled.fullmatch}
    if match_type not in ways:
        raise TemplateError(f"there is no match_type {match_type!r}", None, f"take one of {', '.join(ways)}")
    return ways[match_type](text_of(value)) is not None


def search(value: Any, pattern: Any = "", ignorecase: Any = False, multiline: Any = False) -> bool:
    """Whether the pattern matches somewhere."""
    return regex(value, pattern, ignorecase, multiline, "search")


def match(value: Any, pattern: Any = "", ignorecase: Any = False, multiline: Any = False) -> bool:
    """Whether the pattern matches at the beginning."""
    return regex(value, pattern, ignorecase, multiline, "match")


def version(value: Any, version: Any, operator: str = "eq", strict: Any = None, version_type: Any = None) -> bool:
    """Whether a version is older than, newer than or the same as another."""
    if strict is not None and version_type is not None:
        raise TemplateError("Cannot specify both 'strict' and 'version_type'")
    if not value:
        raise TemplateError("Input version value cannot be empty")
    if not version:
        raise TemplateError("Version parameter to compare against cannot be empty")
    if operator not in OPERATORS:
        raise TemplateError(f"Invalid operator type ({operator}). Must be one of {', '.join(map(repr, OPERATORS))}")
    name = "strict" if strict else version_type or "loose"
    if name not in versions.KINDS:
        raise TemplateError(f"Invalid version type ({name}). Must be one of {', '.join(map(repr, versions.KINDS))}")
    try:
        parse = versions.KINDS[name]
        return OPERATORS[operator](parse(text_of(value)), parse(text_of(version)))
    except (TypeError, ValueError) as error:
        raise TemplateError(f"Version comparison failed: {error}") from error


def truthy(value: Any, convert_bool: Any = False) -> bool:
    """Whether Python takes the value for true; with convert_bool, texts such as yes and no are understood."""
    if convert_bool:
        text = str(value).lower().strip() if isinstance(value, str | int | float) else None
        if text in TRUE or text in FALSE:
            return text in TRUE
    return bool(value)


def falsy(value: Any, convert_bool: Any = False) -> bool:
    """The opposite of truthy."""
    return not truthy(value, convert_bool)


def vault_encrypted(value: Any) -> bool:
    """Whether this is text that is, or in its variable was, encrypted by ansible-vault."""
    return isinstance(value, Decrypted) or (isinstance(value, str) and is_vaulted(value))


def vaulted_file(path: Any) -> bool:
    """Whether this is a file that ansible-vault has encrypted."""
    with Path(path).open("rb") as file:
        return is_vaulted(file.read(len(HEADER)))


def contains(items: Any, value: Any) -> bool:
    """Whether the value is among the items."""
    return value in items


def subset(items: Any, others: Any) -> bool:
    """Whether all of the items are among the others."""
    return set(items) <= set(others)


def superset(items: Any, others: Any) -> bool:
    """Whether all of the others are among the items."""
    return set(items) >= set(others)


def nan(value: Any) -> bool:
    """Whether this is the float that is no number."""
    try:
        return math.isnan(value)
    except TypeError:
        return False


def uri(value: Any, schemes: Any = None) -> bool:
    """Whether this is a URI, of one of the schemes if any are named."""
    try:
        scheme = urlparse(value).scheme
        return not schemes or scheme in schemes
    except (ValueError, TypeError, AttributeError):
        return False


def url(value: Any, schemes: Any = None) -> bool:
    """Whether this is a URI that names a host or a file."""
    if not uri(value, schemes):
        return False
    found = urlparse(value)
    return bool(found.netloc or found.scheme == "file")


def urn(value: Any) -> bool:
    """Whether this is a URN."""
    return uri(value, ["urn"])


def every(items: Any) -> bool:
    """Whether all of the items are true."""
    return all(map(present, items))


def some(items: Any) -> bool:
    """Whether one of the items is true."""
    return any(map(present, items))


FUNCTIONS: dict[str, Function] = {
    "failed": failed, "failure": failed, "succeeded": negated(failed), "success": negated(failed),
    "successful": negated(failed), "changed": changed, "change": changed, "skipped": skipped, "skip": skipped,
    "unreachable": unreachable, "reachable": negated(unreachable), "timedout": timedout,
    "started": flag("started", "started", default=True), "finished": flag("finished", "finished", default=True),
    "regex": regex, "search": search, "match": match, "version": version, "version_compare": version,
    "truthy": truthy, "falsy": falsy, "any": some, "all": every, "contains": contains, "subset": subset,
    "issubset": subset, "superset": superset, "issuperset": superset, "nan": nan, "isnan": nan,
    "vault_encrypted": vault_encrypted, "vaulted_file": vaulted_file, "uri": uri, "url": url, "urn": urn,
    "directory": os.path.isdir, "is_dir": os.path.isdir, "file": os.path.isfile, "is_file": os.path.isfile,
    "link": os.path.islink, "is_link": os.path.islink, "exists": os.path.exists, "link_exists": os.path.lexists,
    "abs": os.path.isabs, "is_abs": os.path.isabs, "same_file": os.path.samefile,
    "is_same_file": os.path.samefile, "mount": os.path.ismount, "is_mount": os.path.ismount,
}  # fmt: skip
TESTS: dict[str, Function] = {name: checked("test", name, function) for name, function in FUNCTIONS.items()}
TESTS.update({PREFIX + name: function for name, function in list(TESTS.items())})
TESTS.update({
    f"ansible.utils.{name}": checked("test", name, function) for name, function in addresses.FUNCTIONS.items()
})  # fmt: skip
