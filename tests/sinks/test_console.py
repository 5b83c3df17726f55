"""What the consoles print, against stored text; PUSHCFG_STORE=1 stores it anew."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sample_run import HOSTS, INTERRUPTED, at, sample

from pushcfg.events import HostLost, PlayStarted, RunStarted, TaskEnded, TaskStarted
from pushcfg.model import Status
from pushcfg.sinks import Detail, Plain, console
from pushcfg.sinks.brief import Brief
from pushcfg.sinks.live import Live

EXPECTED = Path(__file__).parent / "expected"
ROOT = Path(__file__).parents[2]
CASES = {
    "apply": (sample(), Detail()),
    "apply-diff": (sample(), Detail(diff=True)),
    "apply-vvv": (sample(), Detail(3)),
    "check": (sample(check=True), Detail()),
    "check-v-diff": (sample(check=True), Detail(1, diff=True)),
    "interrupted": (INTERRUPTED, Detail()),
}


class Terminal(io.StringIO):
    def isatty(self):
        return True


def printed(sink, stream, events):
    for event in events:
        sink.take(event)
    sink.close()
    return stream.getvalue()


def expected(name, actual):
    file = EXPECTED / f"{name}.txt"
    if os.environ.get("PUSHCFG_STORE"):
        file.write_text(actual, encoding="utf-8", newline="")
    return file.read_bytes().decode()


@pytest.fixture
def terminal(monkeypatch):
    for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("LINES", "24")
    return Terminal()


def test_brief():
    stream = io.StringIO()
    actual = printed(Brief(stream), stream, sample())
    assert expected("brief", actual) == actual
    stream = io.StringIO()
    assert expected("brief-interrupted", printed(Brief(stream), stream, INTERRUPTED)) == stream.getvalue()


@pytest.mark.parametrize("name", CASES)
def test_plain(name):
    events, detail = CASES[name]
    stream = io.StringIO()
    actual = printed(Plain(stream, detail, clock=lambda: 0.0), stream, events)
    assert expected(name, actual) == actual


@pytest.mark.parametrize("name", CASES)
def test_live_leaves_the_same_lines(name, terminal, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    events, detail = CASES[name]
    stream = io.StringIO()
    lines = printed(Plain(stream, detail), stream, events)
    drawn = printed(Live(terminal, detail, clock=lambda: 0.0), terminal, events)
    missing = [line for line in lines.splitlines() if line not in drawn]
    assert missing == []


def test_live_draws_a_region(terminal):
    times = iter(range(100))
    events = [
        RunStarted("site.yml", False, HOSTS),
        PlayStarted("baseline", HOSTS, 2),
        TaskStarted("web1", "install", at(4)),
        TaskStarted("web2", "install", at(4)),
        TaskEnded("web2", "install", "apt", Status.CHANGED, position=at(4)),
    ]
    actual = printed(Live(terminal, clock=lambda: float(next(times))), terminal, events)
    assert expected("live", actual) == actual


def test_live_draws_ten_times_a_second(terminal):
    now = [1.0]
    live = Live(terminal, clock=lambda: now[0])
    live.take(RunStarted("site.yml", False, HOSTS))
    before = len(terminal.getvalue())
    for host in HOSTS:
        live.take(TaskEnded(host, "install", "apt", Status.CHANGED))
    assert len(terminal.getvalue()) == before
    live.tick(1.11)
    assert "web2             install" in terminal.getvalue()
    live.close()


def test_live_escapes_what_the_terminal_cannot_show(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    live = Live(stream)
    for event in sample():
        live.take(event)
    live.close()
    assert b"\\xe9" in raw.getvalue()
    assert b"\x1b]0;" not in raw.getvalue()


def test_plain_escapes_what_ascii_cannot_show():
    raw = io.BytesIO()
    sink = Plain(io.TextIOWrapper(raw, encoding="ascii"))
    for event in sample():
        sink.take(event)
    assert b"\\xe9" in raw.getvalue()
    assert b"\x1b" not in raw.getvalue()


def test_progress_of_long_work():
    stream = io.StringIO()
    now = [100.0]
    sink = Plain(stream, clock=lambda: now[0])
    many = tuple(f"web{number}" for number in range(8))
    sink.take(RunStarted("site.yml", False, many))
    sink.take(PlayStarted("upgrade", many, 1))
    for host in many:
        sink.take(TaskStarted(host, "upgrade everything", at(4)))
    sink.take(TaskEnded("web0", "upgrade everything", "apt", Status.OK, position=at(4)))
    before = stream.getvalue()
    sink.tick(129.0)
    sink.tick(131.0)
    sink.tick(140.0)
    sink.take(HostLost("web1", "the connection ended"))
    assert stream.getvalue()[len(before) :].splitlines() == [
        "... 31.0 s, 1/8 hosts done; at upgrade everything (web1, web2, web3, web4, web5 and 2 more)",
        "unreachable  web1: the connection ended",
    ]


def test_console_is_plain_for_a_pipe_and_live_for_a_terminal(terminal):
    assert type(console(io.StringIO(), Detail())) is Plain
    live = console(terminal, Detail())
    live.close()
    assert type(live) is Live


def test_rich_is_imported_for_a_terminal_only():
    program = "import sys, pushcfg.sinks; print('rich' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout == "False\n"


def test_a_reader_that_goes_away_ends_the_output_and_nothing_else():
    program = (
        "import sys; sys.path[:0] = ['tests/sinks']\n"
        "from sample_run import sample; from pushcfg.sinks import Plain\n"
        "sink = Plain(sys.stdout)\n"
        "for _ in range(300):\n"
        "    for event in sample(): sink.take(event)\n"
        "sys.exit(3)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    )
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(60) == 3
    assert process.stderr.read() == b""
    process.stderr.close()
