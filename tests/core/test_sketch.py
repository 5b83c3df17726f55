"""What a Sketch shows is what a Writer would have left: the same operations, drawn and done, give the same tree."""

import os
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modules.core.failure import Failure, Missing, Unknown
from modules.core.overlay import Overlay
from modules.core.shared import Shared
from modules.core.sketch import Sketch
from modules.core.writer import Writer

PATHS = ["a", "b", "l", "a/b", "a/c", "a/b/d", "l/b", "a/l", "a/l/x"]
PATH = st.sampled_from(PATHS)
TARGET = st.sampled_from(["a", "b", "../b", "..", "a/b", "/TOP/a", "nowhere", "l", "."])
MODE = st.one_of(st.none(), st.sampled_from([0o600, 0o755, 0o700]))
CONTENT = st.sampled_from([b"", b"one\n", b"\xff\x00two"])
STEP = st.one_of(
    st.tuples(st.just("write"), PATH, CONTENT, MODE),
    st.tuples(st.just("make_directory"), PATH, MODE),
    st.tuples(st.just("remove"), PATH),
    st.tuples(st.just("link"), TARGET, PATH),
    st.tuples(st.just("hard"), PATH, PATH),
    st.tuples(st.just("copy"), PATH, PATH),
    st.tuples(st.just("rename"), PATH, PATH),
    st.tuples(st.just("change_mode"), PATH, st.sampled_from([0o640, 0o750])),
    st.tuples(st.just("change_times"), PATH, st.just(1000), st.just(2000)),
)
START = {
    "empty": [],
    "full": [("make_directory", "a", 0o755), ("make_directory", "a/b", 0o700), ("write", "a/b/d", b"d", 0o600),
             ("write", "a/c", b"c", 0o644), ("write", "b", b"b", 0o644), ("link", "a", "l"), ("link", "../b", "a/l")],
}
# Other names of a file are known where a link was drawn; those that were there before are not looked for.
LINKED = [("write", "a", b"same", 0o644), ("hard", "a", "b"), ("link", "b", "l")]


def do(door, top, step):
    """Take one step through a door; the kind of failure, or None."""
    name, *rest = step
    rest = [str(top / value) if value in PATHS else value for value in rest]
    if name == "link":
        rest[0] = step[1].replace("/TOP", str(top))
    try:
        getattr(door, "link" if name == "hard" else name)(*rest, **({"hard": True} if name == "hard" else {}))
    except Missing:
        # For these two it depends on what the kernel looks at first.
        return "failure" if name in ("hard", "rename") else "missing"
    except Failure:
        return "failure"
    return None


def tree(door, path, top):
    """All below a folder, as the door shows it."""
    found = {}
    for name in door.entries(str(path)):
        child = f"{path}/{name}"
        stat = door.stat(child, follow=False)
        content = door.read(child) if stat.kind == "file" else stat.target
        times = stat.mtime if stat.mtime == 1000 and stat.kind == "file" else None
        found[child[len(str(top)):]] = (stat.kind, oct(stat.mode), stat.owner, stat.group, content, times,
                                        stat.links if stat.kind == "file" else None,
                                        stat.size if stat.kind != "directory" else None)
        if stat.kind == "directory":
            found.update(tree(door, child, top))
    return found


def views(door, top):
    """What questions about each path are answered, through links and not."""
    found = {}
    for path in PATHS:
        for question in ("stat", "read", "realpath", "entries", "checksum", "access"):
            try:
                answer = getattr(door, question)(str(top / path), *([os.R_OK] if question == "access" else []))
                found[path, question] = (answer.kind, answer.size * (answer.kind == "file"), answer.mode) \
                    if question == "stat" and answer is not None else answer
            except Failure as failure:
                found[path, question] = type(failure)
                if question == "stat":
                    break  # links in a circle, for which realpath makes something up
    return found


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.sampled_from(sorted(START)), steps=st.lists(STEP, max_size=7), linked=st.booleans())
def test_same_tree(tmp_path_factory, start, steps, linked):
    steps = LINKED + steps if linked and start == "empty" else steps
    top = tmp_path_factory.getbasetemp() / "tree"
    shutil.rmtree(top, ignore_errors=True)
    top.mkdir()
    writer = Writer(Shared())
    for step in START[start]:
        assert do(writer, top, step) is None
    before = tree(writer, top, top)
    sketch = Sketch(Writer(Shared()), Overlay())
    told = [do(sketch, top, step) for step in steps]
    assert before == tree(writer, top, top)
    drawn, answers = tree(sketch, top, top), views(sketch, top)
    assert told == [do(writer, top, step) for step in steps]
    assert tree(writer, top, top) == drawn
    assert views(writer, top) == answers


@pytest.fixture
def sketch():
    return Sketch(Writer(Shared()), Overlay())


def test_later_tasks_see_earlier_ones(tmp_path, sketch):
    sketch.make_directory(f"{tmp_path}/new")
    sketch.write(f"{tmp_path}/new/file", b"text", 0o600)
    later = Sketch(sketch.base, sketch.overlay)
    assert (later.text(f"{tmp_path}/new/file"), later.entries(f"{tmp_path}/new")) == ("text", ["file"])
    assert [f"{tmp_path}/new/file"] == later.glob(f"{tmp_path}/new/*")
    assert list(tmp_path.iterdir()) == []


def test_overlay_that_travelled(tmp_path, sketch):
    sketch.write(f"{tmp_path}/empty", b"")
    sketch.write(f"{tmp_path}/binary", b"\xff\x00")
    sketch.link("empty", f"{tmp_path}/link")
    sketch.remove("/etc/hostname")
    other = Sketch(sketch.base, Overlay())
    import json
    other.overlay.learn(json.loads(json.dumps(sketch.overlay.news())))
    assert tree(sketch, tmp_path, tmp_path) == tree(other, tmp_path, tmp_path)
    assert other.stat("/etc/hostname") is None


def test_large_file_is_not_read(tmp_path):
    class Base(Writer):
        def read(self, path):
            raise AssertionError(path)

    (tmp_path / "large").write_bytes(b"x" * 100)
    sketch = Sketch(Base(Shared()), Overlay())
    sketch.change_mode(f"{tmp_path}/large", 0o600)
    found = sketch.stat(f"{tmp_path}/large")
    assert (found.mode, found.size) == (0o600, 100)


def test_content_that_cannot_be_foretold(tmp_path, sketch):
    sketch.write(f"{tmp_path}/file", b"")
    sketch.alter(f"{tmp_path}/file", content=None, size=None)
    with pytest.raises(Unknown):
        sketch.read(f"{tmp_path}/file")


def test_commands_bring_what_they_say(sketch):
    record = {"uid": 1234, "gid": 1234, "group": "ghost", "groups": [], "comment": "", "home": "/", "shell": "/bin/sh"}
    assert sketch.user("ghost-of-a-test") is None
    sketch.run(["true", "ghost"], brings={("user", "ghost-of-a-test"): record, ("own", "kind"): 5})
    assert (record, 5) == (sketch.user("ghost-of-a-test"), sketch.record("own", "kind", lambda: 6))
    assert sketch.commands == ["true ghost"]
    with pytest.raises(Missing, match="no such program"):
        sketch.run(["no-such-program-anywhere"])


def test_package_to_come_may_bring_more(sketch):
    sketch.label = "install it"
    assert sketch.pending() is None
    sketch.run(["true"], brings={("package", "it"): "1.0"})
    assert (sketch.package("it"), sketch.pending()) == ("1.0", "install it")
