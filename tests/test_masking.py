"""Secrets are taken out of events, whatever form they have."""

import base64
import json
import shlex
from dataclasses import replace
from urllib.parse import quote

import pytest

from pushcfg.errors import Position
from pushcfg.events import Change, HostLost, HostSummary, Interrupted, PlayStarted, RunEnded, TaskEnded
from pushcfg.masking import HIDDEN, MASK, Masker, censor
from pushcfg.model import Status

SECRET = 'p4ss "wo\'rd"/ü+\\'
END = TaskEnded(
    "web1",
    "t",
    "copy",
    Status.CHANGED,
    "changed",
    item="x",
    changes=(Change("a", 1, 2),),
    commands=("c",),
    result={"a": 1},
    traceback="T",
    seconds=1234.0,
)


@pytest.mark.parametrize(
    "form",
    [
        SECRET,
        json.dumps(SECRET),
        json.dumps(SECRET, ensure_ascii=False),
        repr(SECRET),
        shlex.quote(SECRET),
        quote(SECRET),
        quote(SECRET, safe="").lower().replace("p4ss", "p4ss"),
        *(base64.b64encode(b"u" * before + SECRET.encode() + b":x").decode() for before in range(4)),
        base64.urlsafe_b64encode(SECRET.encode()).decode(),
    ],
)
def test_forms(form):
    masked = Masker([SECRET]).mask(f"before {form} after")
    assert MASK in masked
    assert "wo" not in masked


def test_without_secrets_the_same_object_comes_back():
    assert Masker().mask(END) is END
    assert Masker(["unheard of"]).mask(END) is END


def test_everything_in_an_event_is_masked():
    event = TaskEnded(
        "web1",
        "set hunter2",
        "copy",
        Status.FAILED,
        "bad hunter2",
        changes=(Change("v", None, ["hunter2"]),),
        result={"hunter2": ({"k": b"hunter2"}, 1)},
        commands=("login hunter2",),
    )
    assert "hunter2" not in str(Masker(["hunter2"]).mask(event))


def test_status_and_counts_are_never_masked():
    end = RunEnded((HostSummary("a", ok=1234),), 1234.0, False)
    masker = Masker(["changed", "1234"])
    assert masker.mask(end) == end
    assert masker.mask(END).status is Status.CHANGED
    assert masker.mask(Change("pin", 1234, 4321)) == Change("pin", MASK, 4321)


def test_names_that_the_playbook_shows_anyway_are_left():
    masker = Masker(["web"])
    masker.leave(["web", "restart web"])
    events = (
        PlayStarted("web", ("web", "db"), 1, Position("/srv/web/site.yml", 1)),
        Interrupted((("web", "restart web"),)),
        RunEnded((HostSummary("web", ok=1),), 1.0, False),
        HostLost("web", "refused", "restart web"),
    )
    assert events == tuple(map(masker.mask, events))
    end = masker.mask(replace(END, host="web", task="restart web", message="web is web", item="web"))
    assert ("web", "restart web", f"{MASK} is {MASK}", MASK) == (end.host, end.task, end.message, end.item)


def test_a_name_that_was_rendered_is_no_name_of_the_playbook():
    masker = Masker(["hunter2"])
    masker.leave(["web", "set {{ password }}"])
    assert masker.mask(replace(END, host="web", task="set hunter2")).task == f"set {MASK}"


def test_a_short_secret_is_masked_as_a_word_only():
    assert Masker(["ab", ""]).mask("cab ab;abc") == f"cab {MASK};abc"


def test_lines_of_a_key_are_masked_alone():
    masker = Masker(["-----BEGIN KEY-----\nAAAABBBBCCCC\nDD\n-----END KEY-----\n"])
    assert masker.mask(["-----BEGIN KEY-----", "AAAABBBBCCCC"]) == ["-----BEGIN KEY-----", MASK]


def test_a_secret_added_later_counts():
    masker = Masker(["first"])
    assert masker.mask("first second") == f"{MASK} second"
    masker.add("second")
    assert masker.mask("first second") == f"{MASK} {MASK}"


def test_the_longer_secret_wins():
    assert Masker(["pass", "password"]).mask("password") == MASK


def test_censor_leaves_how_it_ended():
    assert censor(END) == TaskEnded(
        "web1",
        "t",
        "copy",
        Status.CHANGED,
        HIDDEN,
        item="(hidden)",
        result={"censored": HIDDEN},
        seconds=1234.0,
    )
