"""Counts for each host."""

import pytest
from sample_run import sample

from pushcfg.events import Change, HostLost, HostSummary, TaskEnded
from pushcfg.model import Status
from pushcfg.sinks import Summary
from pushcfg.sinks.difference import difference
from pushcfg.sinks.recap import duration
from pushcfg.sinks.text import clean


def counted(*events):
    summary = Summary()
    for event in events:
        summary.take(event)
    return summary


def test_sample():
    assert counted(*sample()).hosts(["web2", "nobody"]) == (
        HostSummary("web2", ok=1, changed=1, skipped=1, failed=2, blocked=1, ignored=1),
        HostSummary("nobody"),
    )


def test_a_loop_is_one_task_and_ends_as_its_worst_item():
    ends = [
        TaskEnded("a", "t", "copy", status, item=str(number))
        for number, status in enumerate((Status.OK, Status.CHANGED, Status.SKIPPED))
    ]
    assert counted(*ends).hosts(["a"]) == (HostSummary("a", changed=1),)


def test_a_host_is_unreachable_once():
    ended = TaskEnded("a", "t", "copy", Status.UNREACHABLE)
    assert counted(ended, HostLost("a", "gone")).hosts(["a"]) == (HostSummary("a", unreachable=1),)


def test_a_rescue_takes_the_failure_back():
    summary = counted(TaskEnded("a", "t", "copy", Status.FAILED))
    summary.rescued("a")
    assert summary.hosts(["a"]) == (HostSummary("a", rescued=1),)


def test_duration():
    assert [duration(s) for s in (0.04, 59.96, 3599.6, 7380)] == [
        "0.0 s",
        "1 min 00 s",
        "1 h 00 min",
        "2 h 03 min",
    ]


def test_clean_leaves_no_control_character():
    assert clean("a\x1b[1m\r\n\tb\x9b\udcff\u2028é日") == "a\\x1b[1m\\r\\n\tb\\x9b\\udcff\\u2028é日"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (Change("mode", None, "0640"), ["mode: absent -> 0640"]),
        (Change("value", "", " x"), ["value: '' -> ' x'"]),
        (Change("content", None, ""), ["--- before: /f (absent)", "+++ after: /f"]),
        (
            Change("content", "a", "a\n"),
            ["--- before: /f", "+++ after: /f", "@@ -1 +1 @@", "-a", "\\ No newline at end of file", "+a"],
        ),
        (
            Change("block", "a\nb\n", None),
            ["--- before: /f (block)", "+++ after: /f (block) (absent)", "@@ -1,2 +0,0 @@", "-a", "-b"],
        ),
        (
            Change("content", "x" * 300_000, "y" * 200_000),
            ["--- before: /f", "+++ after: /f", "too long to show: 300000 -> 200000 characters"],
        ),
    ],
)
def test_difference(change, expected):
    event = TaskEnded("a", "t", "copy", Status.CHANGED, changes=(change,), result={"path": "/f"})
    assert list(difference(event)) == expected
