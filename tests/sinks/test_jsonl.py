"""Events as JSON lines."""

import io
import json
from datetime import UTC, datetime

from sample_run import at, sample

from pushcfg.events import Change, Interrupted, TaskEnded
from pushcfg.model import Status
from pushcfg.sinks import JsonLines

NOON = datetime(2026, 1, 2, 12, 0, 0, 5000, tzinfo=UTC)


def written(*events):
    stream = io.StringIO()
    sink = JsonLines(stream, clock=lambda: NOON)
    for event in events:
        sink.take(event)
    sink.close()
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_fields_of_a_task():
    event = TaskEnded(
        "web1",
        "motd",
        "copy",
        Status.CHANGED,
        changes=(Change("mode", None, "0640"),),
        result={"n": float("nan"), "t": (1, b"\xff")},
        seconds=0.5,
        position=at(4),
    )
    assert written(event) == [
        {
            "event": "task_ended",
            "time": "2026-01-02T12:00:00.005Z",
            "host": "web1",
            "task": "motd",
            "module": "copy",
            "status": "changed",
            "message": "",
            "item": None,
            "changes": [{"attribute": "mode", "before": None, "after": "0640"}],
            "commands": [],
            "result": {"n": "nan", "t": [1, "\\xff"]},
            "ignored": False,
            "handler": False,
            "waits_for": "",
            "delegate": "",
            "traceback": "",
            "seconds": 0.5,
            "position": "site.yml:4:7",
        }
    ]


def test_interrupted_names_host_and_task():
    assert written(Interrupted((("web1", "wait"),)))[0]["in_flight"] == [{"host": "web1", "task": "wait"}]


def test_every_event_is_one_line_of_ascii():
    stream = io.StringIO()
    sink = JsonLines(stream)
    for event in sample():
        sink.take(event)
    lines = stream.getvalue().splitlines()
    assert len(lines) == len(sample())
    assert stream.getvalue().isascii()
    assert [json.loads(line)["event"] for line in lines][-1] == "run_ended"
