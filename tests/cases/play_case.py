"""Plays one test case of a module: check, apply and a second run on a fake host, against what is expected.

`filled` are params that the controller fills in, such as the content of a copy's src.

Keys of `host` that are not plain: `store` (texts that the controller would send by their SHA-256; a fetch of another
is refused), `pending` (a task before this one, whose effects a check cannot foretell), `runs` (words of a command:
rc, stdout, stderr, and `brings: false` when nothing comes of it), `answers` (of servers, by "GET URL": status, content,
headers, or `refused`), `ports` (that are open, by "host:port": what is said there).

Keys of `expect`: `error` (what the controller says against the arguments), `check` (what a check ends as where the
apply ends otherwise: `status: unknown` of an action, `status: changed` where a command will fail), `again` (the status
of the second run, where it is not ok). `latin1` in place of `content` is a file that is not UTF-8.

Run as a program it plays all cases of a JSON list from stdin, [[name, module, case], ...], and prints
{name: what is wrong}: so that one process of an old Python does them all.
"""

import copy
import importlib
import json
import re
import sys
import time
import traceback

from cases.fake_host import FakeHost, FakeReader

from modules.core.converge import converge
from modules.core.failure import Unknown
from modules.core.module import Action
from modules.core.overlay import Overlay
from modules.core.sketch import Sketch

CASE = {"description", "host", "args", "filled", "expect"}
HOST = {"files", "users", "groups", "packages", "units", "records", "programs", "queries", "runs", "store", "pending",
        "environment", "answers", "ports"}
EXPECT = {"status", "changes", "commands", "result", "message", "after", "error", "check", "again"}
FILE = {"content", "latin1", "mode", "owner", "group", "kind", "target", "mtime", "atime"}

CONTENT = ("content", "latin1")


class Wrong(Exception):
    """The module does not do what the case says."""


class Rejected(Exception):
    """The arguments are wrong: the controller says so before any host is contacted."""


def module_class(name):
    """The module of this name: apt is Apt, wait_for is WaitFor."""
    return getattr(importlib.import_module("modules." + name), "".join(part.capitalize() for part in name.split("_")))


def converted(cls, args):
    """The arguments as the module gets them; Rejected for what the controller would not let through."""
    names = {}
    for param in cls.params().values():
        names.update(dict.fromkeys((param.name, *param.aliases), param))
    values = {}
    for name, value in args.items():
        if name not in names or names[name].internal:
            raise Rejected("has no argument %r: %s" % (name, cls.refused.get(name, "")))
        try:
            values[names[name].name] = names[name].convert(value)
        except ValueError as error:
            raise Rejected("%s %s" % (name, error)) from error
    missing = [param.name for param in cls.params().values() if param.required and values.get(param.name) is None]
    if missing:
        raise Rejected("needs the argument %s" % missing[0])
    problems = cls.problems(values)
    if problems:
        raise Rejected("; ".join(problems))
    return values


def play(module, case):
    """Play one case; Wrong says what is not as expected."""
    expect = case["expect"]
    for told, known in ((case, CASE), (case.get("host") or {}, HOST), (expect, EXPECT)):
        if set(told) - known:
            raise Wrong("a case has no key %s" % ", ".join(sorted(set(told) - known)))
    cls = module_class(module)
    try:
        values = converted(cls, case.get("args") or {})
    except Rejected as rejected:
        if not re.search(expect.get("error", r"(?!)"), str(rejected)):
            raise Wrong("arguments rejected: %s" % rejected) from rejected
        return
    if "error" in expect:
        raise Wrong("arguments are not rejected, expected: %s" % expect["error"])
    values.update(case.get("filled") or {})
    host = case.get("host") or {}
    reader, real = FakeReader(host), Overlay()

    def task():
        return cls(copy.deepcopy(values))

    drawn = Overlay()
    drawn.unforeseen = [host["pending"]] if "pending" in host else []
    check_door = Sketch(FakeHost(reader, real, host.get("runs")), drawn)
    check_door.label = "task"
    check = converge(task(), check_door)
    equal("the check changed the host", ({}, {}), (real.files, real.records))
    in_check = expect
    if "check" in expect:
        shared = () if expect["check"].get("status") == "unknown" else ("changes", "commands")
        in_check = dict({key: expect[key] for key in shared if key in expect}, **expect["check"])
    if issubclass(cls, Action) and "check" not in expect and expect.get("status") == "changed":
        in_check = {"status": "unknown", "changes": [], "commands": []}
    compare_outcome("check", in_check, check)
    if expect.get("status") in ("changed", "ok") and "check" not in expect and not issubclass(cls, Action):
        compare_after("check", expect.get("after", {}), check_door)
    if expect.get("status") == "unknown":
        return
    door = FakeHost(reader, real, host.get("runs"))
    applied = converge(task(), door)
    compare_outcome("apply", expect, applied)
    compare_after("apply", expect.get("after", {}), door)
    if "check" not in expect and not issubclass(cls, Action):
        equal("check and apply differ in changes", check["changes"], applied["changes"])
        equal("check and apply differ in commands", check["commands"], applied["commands"])
    if expect["status"] in ("ok", "changed") and not issubclass(cls, Action):
        time.sleep(0.002 if "again" in expect else 0)
        again = converge(task(), FakeHost(reader, real, host.get("runs")))
        if "again" in expect:
            equal("second run", expect["again"], again["status"])
        else:
            equal("second run", ("ok", [], []), (again["status"], again["changes"], again["commands"]))
    json.dumps(applied)


def compare_outcome(run, expect, outcome):
    """Wrong unless the outcome of converge is the expected one."""
    told = outcome.get("message", "")
    if expect["status"] != outcome["status"]:
        raise Wrong("%s: status is %s, expected %s: %s" % (run, outcome["status"], expect["status"], told or outcome))
    if "changes" in expect:
        equal("%s: changes" % run, sorted(expect["changes"]), sorted(outcome["changes"]))
    if "commands" in expect:
        equal("%s: commands" % run, expect["commands"], outcome["commands"])
    if "message" in expect and not re.search(expect["message"], told):
        raise Wrong("%s: message is %r, expected %r" % (run, told, expect["message"]))
    for name, value in (expect.get("result") or {}).items():
        equal("%s: result %s" % (run, name), value, part(value, outcome["result"].get(name)))


def part(value, found):
    """Of a mapping only what is expected of it."""
    if isinstance(value, dict) and isinstance(found, dict):
        return {key: part(value[key], item) for key, item in found.items() if key in value}
    return found


def compare_after(run, after, door):
    """Wrong unless the host, seen through the door, is as expected."""
    for path, wanted in after.get("files", {}).items():
        found = seen_file(door, path)
        if wanted is None or found is None:
            equal("%s: %s afterwards" % (run, path), wanted, found)
        else:
            if set(wanted) - FILE:
                raise Wrong("a file has no %s" % ", ".join(sorted(set(wanted) - FILE)))
            if run == "check":  # where a content cannot be foretold
                wanted = {key: value for key, value in wanted.items() if key in found or key not in CONTENT}
            equal("%s: %s afterwards" % (run, path), wanted, part(wanted, found))
    for kind, look in (("users", door.user), ("groups", door.group), ("packages", door.package), ("units", door.unit)):
        for name, wanted in after.get(kind, {}).items():
            equal("%s: %s %s afterwards" % (run, kind, name), wanted, part(wanted, look(name)))
    for key, wanted in after.get("records", {}).items():
        kind, _, name = key.partition(" ")
        equal("%s: record %s afterwards" % (run, key), wanted, part(wanted, door.record(kind, name, lambda: None)))


def seen_file(door, path):
    """A file as a case writes it, or None."""
    found = door.stat(path, follow=False)
    if found is None:
        return None
    seen = {"kind": found.kind, "mode": "%04o" % found.mode, "owner": found.owner, "group": found.group,
            "target": found.target, "mtime": found.mtime, "atime": found.atime}
    if found.kind == "file":
        try:
            seen["content"] = door.text(path)
            seen["latin1"] = door.read(path).decode("latin-1")
        except Unknown:
            return seen
    return seen


def equal(what, expected, actual):
    """Wrong unless both are the same."""
    if expected != actual:
        raise Wrong("%s:\n  expected %r\n  actual   %r" % (what, expected, actual))


def main():
    """Play the cases from stdin and print what is wrong."""
    wrong = {}
    for name, module, case in json.load(sys.stdin):
        try:
            play(module, case)
        except Exception:  # noqa: BLE001 - whatever it is, it is told
            wrong[name] = traceback.format_exc()
    json.dump(wrong, sys.stdout)


if __name__ == "__main__":
    main()
