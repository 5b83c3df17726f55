"""replace, ini_file and authorized_key leave the same bytes as Ansible's modules, and register the same, on generated files."""

from both import ansible, ours, ours_checked
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

MANY = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def optional(strategy):
    return st.one_of(st.none(), strategy)


def same(module, text, args, top, path="path"):
    """Both modules on a copy of the file each: same bytes, same changed, same message; and the check foretells it."""
    args = {name: value for name, value in args.items() if value is not None}
    one, two = top / "ansible" / "file", top / "ours" / "file"
    for place in (one, two):
        place.parent.mkdir(exist_ok=True)
        place.unlink(missing_ok=True)
        if text is not None:
            place.write_bytes(text.encode())
    told = ansible(module, dict(args, **{path: str(one)}))
    checked = ours_checked(module, dict(args, **{path: str(two)}))
    done = ours(module, dict(args, **{path: str(two)}))
    assert bool(told.get("failed")) == (done["status"] == "failed"), (told, done)
    assert (one.read_bytes() if one.exists() else None) == (two.read_bytes() if two.exists() else None)
    assert checked["status"] == done["status"]
    assert checked["changes"] == done["changes"]
    if not told.get("failed"):
        assert told.get("changed", False) == (done["status"] == "changed")
    return told, done["result"]


TEXTS = st.lists(st.sampled_from(["a", "b", "a=1", "# a", "aa", "é", "[s]", ""]), max_size=6).map("\n".join)
PATTERNS = ["a", "^a$", "a$", "(a)(=)?", "^", "$", ".", "b\n", "z", "é"]


@MANY
@given(text=TEXTS, args=st.fixed_dictionaries({
    "regexp": st.sampled_from(PATTERNS), "replace": st.sampled_from(["", "x", "a", "<\\g<0>>", "x\n"]),
    "after": optional(st.sampled_from(PATTERNS)), "before": optional(st.sampled_from(PATTERNS))}))
def test_replace(tmp_path_factory, text, args):
    told, result = same("replace", text, args, tmp_path_factory.getbasetemp())
    assert told["msg"] == result["msg"]


INI = st.lists(st.sampled_from(["[s]", "[ s ]", "[t]", "a = 1", "a=1", "  a = 2", "#a = 1", "; a = 3", "a", "b = 1", "ab = 1",
                                "", "# c", "é = ü"]), max_size=8)  # fmt: skip
VALUES = st.sampled_from(["1", "2", "3", "", "x y"])
CONDITIONS = st.lists(st.one_of(
    st.fixed_dictionaries({"option": st.sampled_from(["a", "b"]), "value": VALUES}),
    st.fixed_dictionaries({"option": st.sampled_from(["a", "b"]), "values": st.lists(VALUES, max_size=2)})), max_size=2)


@MANY
@given(text=optional(st.tuples(INI, st.booleans()).map(lambda told: "\n".join(told[0]) + "\n" * told[1])),
       args=st.fixed_dictionaries({
    "state": st.sampled_from(["present", "present", "absent"]), "section": optional(st.sampled_from(["s", "t", "u"])),
    "option": optional(st.sampled_from(["a", "a", "b"])), "value": optional(VALUES),
    "values": optional(st.lists(VALUES, max_size=3)), "section_has_values": optional(CONDITIONS),
    "exclusive": st.booleans(), "no_extra_spaces": st.booleans(), "ignore_spaces": st.booleans(),
    "allow_no_value": st.booleans(), "modify_inactive_option": st.booleans(), "create": st.booleans()}))  # fmt: skip
def test_ini_file(tmp_path_factory, text, args):
    if args["value"] is not None or args["values"] == []:
        args["values"] = None
    if args["option"] is None and args["state"] == "present":
        args["option"] = "a"  # Ansible's module ends with a traceback where it looks for lines of no option
    if args["option"] is None and args["section"] is None:
        args["section"] = "s"  # ... and takes the first line of a section that it was not told of
    if args["section"] is None:
        args["section_has_values"] = None  # ours refuses it; Ansible's writes a section with a name of its own
    if args["state"] == "present" and args["value"] is None and not args["values"]:
        args["allow_no_value"] = True
    told, result = same("ini_file", text, args, tmp_path_factory.getbasetemp())
    if not told.get("failed"):
        assert told["msg"] == result["msg"]


BLOBS = ["AAAAB3NzaC1yc2E1", "AAAAC3NzaC1lZDI1", "AAAAE2VjZHNh"]
KEYS = st.tuples(st.sampled_from(["", "no-pty ", "no-pty,from=\"10.0.0.0/8,::1\" ", "command=\"a b\",restrict "]),
                 st.sampled_from(["ssh-rsa", "ssh-ed25519"]), st.sampled_from(BLOBS),
                 st.sampled_from(["", " one", " two words"])).map(lambda parts: f"{parts[0]}{parts[1]} {parts[2]}{parts[3]}")
LINES = st.lists(st.one_of(KEYS, KEYS, st.sampled_from(["# one", "nonsense", ""])), max_size=5, unique=True)


@MANY
@given(text=optional(LINES.map(lambda lines: "".join(line + "\n" for line in lines))), args=st.fixed_dictionaries({
    "key": st.lists(KEYS, min_size=1, max_size=2).map("\n".join), "state": st.sampled_from(["present", "present", "absent"]),
    "key_options": optional(st.sampled_from(["no-pty", "from=\"10.0.0.0/8,::1\",no-pty"])),
    "exclusive": st.booleans(), "comment": optional(st.sampled_from(["three", ""]))}))
def test_authorized_key(tmp_path_factory, text, args):
    blobs = [line.split(" AAAA")[1].split(" ")[0] for line in (text or "").splitlines() if " AAAA" in line]
    asked = [line.split(" AAAA")[1].split(" ")[0] for line in args["key"].splitlines()]
    if len(set(blobs)) < len(blobs) or len(set(asked)) < len(asked):
        return  # of two lines with one key Ansible's module keeps the last, and changes nothing for that alone
    same("authorized_key", text, dict(args, user="root", manage_dir=False), tmp_path_factory.getbasetemp())
