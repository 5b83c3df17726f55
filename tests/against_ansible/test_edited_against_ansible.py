"""lineinfile and blockinfile leave the same bytes as Ansible's modules, and register the same, on generated files."""

import pytest
from both import ansible, ours, ours_checked
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

MANY = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WORDS = ["a", "b", "a=1", "#a=2", "  a", "b a", "é", "[s]", "", "a$", "x\\1y"]
PATTERNS = ["^a", "a$", "a", "^#?a=", "b", "z", "^$", ".", "(a)(=)?", "^\\[s\\]", "é", "", "(?i)A"]
BEGIN, END = "# BEGIN ANSIBLE MANAGED BLOCK", "# END ANSIBLE MANAGED BLOCK"

ENDS = st.sampled_from(["\n", "\n", "\n", "\r\n"])


def files(words):
    """Text of a file: mostly with a newline at its end; None for no file."""
    lines = st.lists(st.tuples(st.sampled_from(words), ENDS), max_size=6)
    text = st.tuples(lines, st.booleans()).map(
        lambda told: "".join(word + end for word, end in told[0])[: None if told[1] else -1])
    return st.one_of(st.none(), text, text, text)


def optional(strategy):
    return st.one_of(st.none(), strategy)


LINES = st.fixed_dictionaries({
    "state": st.sampled_from(["present", "present", "present", "absent"]),
    "line": optional(st.sampled_from([*WORDS, "new", "\\1x", "\\g<1>-\\2", "new\n"])),
    "regexp": optional(st.sampled_from(PATTERNS)),
    "search_string": optional(st.sampled_from(["a", "=1", "z", ""])),
    "insertafter": optional(st.sampled_from([*PATTERNS, "EOF", "BOF"])),
    "insertbefore": optional(st.sampled_from([*PATTERNS, "EOF", "BOF"])),
    "backrefs": st.booleans(), "firstmatch": st.booleans(), "create": st.booleans()})

BLOCKS = st.fixed_dictionaries({
    "state": st.sampled_from(["present", "present", "absent"]),
    "block": st.sampled_from(["", "x", "x\n", "x\ny\n", "x\n\n", "é", "a\r\nb"]),
    "marker": optional(st.sampled_from(["# {mark} ANSIBLE MANAGED BLOCK", "; {mark}", "// {mark} {mark}"])),
    "marker_begin": optional(st.sampled_from(["BEGIN", "START"])),
    "marker_end": optional(st.sampled_from(["END", "STOP"])),
    "insertafter": optional(st.sampled_from([*PATTERNS, "EOF", "BOF", "(?m)^a$"])),
    "insertbefore": optional(st.sampled_from([*PATTERNS, "EOF", "BOF", "(?m)^a$"])),
    "append_newline": st.booleans(), "prepend_newline": st.booleans(), "create": st.booleans()})


def check_same(module, text, args, tmp_path):
    """Both modules on a copy of the file each: same bytes, same changed, same message; and the check foretells it."""
    args = {name: value for name, value in args.items() if value is not None}
    one, two = tmp_path / "ansible" / "file", tmp_path / "ours" / "file"
    for path in (one, two):
        path.parent.mkdir(exist_ok=True)
        path.unlink(missing_ok=True)
        if text is not None:
            path.write_bytes(text.encode())
    told = ansible(module, dict(args, path=str(one)))
    checked = ours_checked(module, dict(args, path=str(two)))
    done = ours(module, dict(args, path=str(two)))
    assert bool(told.get("failed")) == (done["status"] == "failed"), (told, done)
    assert (one.read_bytes() if one.exists() else None) == (two.read_bytes() if two.exists() else None)
    assert checked["status"] == done["status"]
    assert checked["changes"] == done["changes"]
    if not told.get("failed"):
        assert told["changed"] == (done["status"] == "changed")
        wanted = {key: str(value).replace("/ansible/", "/ours/") for key, value in told.items()
                  if key in ("msg", "found", "backup")}
        assert wanted == {key: str(value) for key, value in done["result"].items()}


@MANY
@given(text=files(WORDS), args=LINES)
def test_lineinfile(tmp_path_factory, text, args):
    if args["insertafter"] is not None:
        args["insertbefore"] = None
    if args["regexp"] is not None:
        args["search_string"] = None
    if args["regexp"] is None:
        args["backrefs"] = None  # even backrefs=false does not go with search_string there
    if args["state"] == "present" and args["line"] is None:
        args["line"] = "new"
    if (args["line"], args["regexp"], args["search_string"]) == (None, None, None):
        args["line"] = "a"
    if args["backrefs"] and "\\" in (args["line"] or "") and args["regexp"] != "(a)(=)?":
        args["line"] = "new"  # Ansible's module ends with a traceback where a group does not exist
    check_same("lineinfile", text, args, tmp_path_factory.getbasetemp())


@MANY
@given(text=files([*WORDS, BEGIN, END, BEGIN, END, "; BEGIN", "; END"]), args=BLOCKS)
def test_blockinfile(tmp_path_factory, text, args):
    if args["insertafter"] is not None:
        args["insertbefore"] = None
    multiline = "(?m)" in (args["insertafter"] or "") + (args["insertbefore"] or "")
    if multiline and (text is None or "é" in text):
        return  # Ansible's module counts characters in one place and bytes in another, or searches in None
    check_same("blockinfile", text, args, tmp_path_factory.getbasetemp())


@pytest.mark.parametrize("module", ["lineinfile", "blockinfile"])
def test_mode_of_a_file_that_is_there(module, tmp_path):
    args = {"line": "x"} if module == "lineinfile" else {"block": "x"}
    results = []
    for name in ("one", "two"):
        path = tmp_path / name
        path.write_text("x\n" if module == "lineinfile" else f"{BEGIN}\nx\n{END}\n")
        path.chmod(0o600)
        given = dict(args, path=str(path), mode="0640")
        told = ansible(module, given) if name == "one" else ours(module, given)["result"]
        results.append((told["msg"], path.stat().st_mode))
    assert results[0] == results[1]


def test_new_file_with_mode_in_a_new_folder(tmp_path):
    results = []
    for name in ("one", "two"):
        path = tmp_path / name / "sub" / "file"
        args = {"path": str(path), "line": "x", "create": True, "mode": "0600"}
        told = ansible("lineinfile", args) if name == "one" else ours("lineinfile", args)["result"]
        results.append((told["msg"], path.stat().st_mode, path.parent.stat().st_mode, path.read_text()))
    assert results[0] == results[1]
