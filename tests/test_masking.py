"""Secrets are taken out of events, whatever form they have."""

import base64
import html
import json
import re
import shlex
import subprocess
import textwrap
import time
from dataclasses import replace
from urllib.parse import quote, urlencode

import markupsafe
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

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


def bash(program, *words):
    done = subprocess.run(["bash", "-c", program, "bash", *words], capture_output=True, text=True, check=True)
    return done.stdout + done.stderr


# What programs make of a text, each by the program itself.
WRITTEN = {
    "yaml": yaml.safe_dump,
    "yaml unicode": lambda text: yaml.safe_dump({"k": text}, allow_unicode=True),
    "yaml single quoted": lambda text: yaml.safe_dump(text, default_style="'"),
    "yaml double quoted": lambda text: yaml.safe_dump(text, default_style='"'),
    "yaml folded": lambda text: yaml.safe_dump(text, default_style=">", width=40),
    "yaml block": lambda text: yaml.safe_dump({"a": {"b": text}}, default_style="|"),
    "json": json.dumps,
    "json in json": lambda text: json.dumps({"stdout": json.dumps({"password": text})}),
    "python in json": lambda text: json.dumps({"cmd": repr(["mysql", f"-p{text}"])}),
    "shell in json": lambda text: json.dumps(f"mysql -p {shlex.quote(text)}"),
    "base64 of json": lambda text: base64.b64encode(json.dumps({"token": text}).encode()).decode(),
    "base64 in lines": lambda text: base64.encodebytes(b"user:" + text.encode()).decode(),
    "base64 in lines in json": lambda text: json.dumps(base64.encodebytes(b"u:" + text.encode()).decode()),
    "bash %q": lambda text: bash("printf '%q ' \"$@\"", text),
    "bash trace": lambda text: bash('set -x; : "$1"', text),
    "url": lambda text: f"https://me:{quote(text, safe='')}@host/?{urlencode({'a': text})}",
    "hexadecimal": lambda text: text.encode().hex(),
    "html of jinja2": lambda text: str(markupsafe.escape(text)),
    "html": lambda text: f"<b>{html.escape(text)}</b>",
    "regular expression": re.escape,
    "bytes": lambda text: repr(text.encode()),
}
LONG = "correct horse battery: staple " * 6 + "'quoted' \"twice\" # end"


@pytest.mark.parametrize("secret", ["hunter2!", "pässwörd $HOME", SECRET, LONG, "two\nlines: of 'it'", "x" * 200,
                                    r"back\n in it \\n"])
@pytest.mark.parametrize("write", WRITTEN.values(), ids=WRITTEN)
def test_what_programs_make_of_a_secret(write, secret):
    masked = Masker([secret]).mask(write(secret))
    assert MASK in masked
    # Beside the masks there is little more than what stands around any text.
    assert len(masked.replace(MASK, "")) <= len(write("")) + 24
    assert [] == [secret[at : at + 6] for at in range(len(secret) - 6) if secret[at : at + 6] in masked]


@settings(max_examples=80, deadline=None)
@given(st.text(min_size=8), st.sampled_from(sorted(WRITTEN.keys() - {"bash %q", "bash trace"})))
def test_no_secret_is_left_in_any_form(secret, name):
    if len(secret.strip()) >= 8 and any(map(str.isalnum, secret)):
        assert MASK in Masker([secret]).mask(WRITTEN[name](secret))


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


@pytest.mark.parametrize("word", ["", " ", "x", "7", "!", "*", "!!", "true", "No", "null"])
def test_what_says_nothing_is_no_secret(word):
    assert f"a {word} b" == Masker([word]).mask(f"a {word} b")


def test_secrets_that_overlap():
    masker = Masker(["abcd1234", "1234efgh"])
    assert f"x {MASK} y" == masker.mask("x abcd1234efgh y")


def test_a_secret_in_a_list_of_lines():
    masker = Masker(["the secret of several lines"])
    lines = base64.encodebytes(b"x: the secret of several lines; y: the secret of several lines, z").decode().split()
    masked = masker.mask({"stdout_lines": ["first", *lines, "last"]})["stdout_lines"]
    assert ("first", "last", len(lines) + 2) == (masked[0], masked[-1], len(masked))
    assert len("".join(masked).replace(MASK, "")) < 30


def test_what_was_cut_off():
    masker = Masker(["correct-horse-battery"])
    assert f"expects a list, got '{MASK}..." == masker.mask("expects a list, got 'correct-horse-b...")
    assert f"got {MASK}…" == masker.mask("got correct-ho…")
    assert f"value is {MASK}..., wanted {MASK}…" == masker.mask("value is correct-horse-..., wanted correct-horse-bat…")
    assert "the correct-ho" == masker.mask("the correct-ho")
    assert "the correct-ho goes on..." == masker.mask("the correct-ho goes on...")


def test_a_secret_that_was_replaced_is_masked_with_the_new_one():
    masker = Masker(["n3w-secret"])
    before = "user=app\npassword=0ld-secret\n# password=\nport=1\n"
    after = "user=app\npassword=n3w-secret\n# password=\nport=2\n"
    shown = masker.mask(Change("content", before, after))
    assert f"user=app\npassword={MASK}\n# password=\nport=1\n" == shown.before
    assert f"user=app\npassword={MASK}\n# password=\nport=2\n" == shown.after
    diff = {"diff": {"before": {"content": before, "mode": "0600"}, "after": {"content": after}}}
    assert {"content": shown.before, "mode": "0600"} == masker.mask(diff)["diff"]["before"]
    assert Change("password", MASK, MASK) == masker.mask(Change("password", "0ld", "n3w-secret"))
    assert Change("password", None, MASK) == masker.mask(Change("password", None, "n3w-secret"))
    assert Change("content", f"a={MASK}\nb=2\n", "") == masker.mask(Change("content", "a=n3w-secret\nb=2\n", ""))


def test_many_secrets_are_no_slower_than_few():
    text = "\n".join(base64.b64encode(number.to_bytes(40)).decode() for number in range(2000))
    few, many = (Masker(f"secret-number-{number:05}" for number in range(count)) for count in (10, 1000))

    def seconds(masker):
        start = time.process_time()
        masker.mask(text)
        return time.process_time() - start

    assert seconds(many) < 10 * seconds(few) + 1


def test_secrets_that_come_one_by_one_cost_little():
    masker, start = Masker(), time.process_time()
    for number in range(1000):
        masker.add(f"password of host {number}")
        assert f"login {MASK}" == masker.mask(f"login password of host {number}")
    assert time.process_time() - start < 10


def test_what_base64_says_has_secrets_in_every_form():
    quoted = "it's a \"secret\" with $signs"
    masker = Masker([quoted, "first line\nsecond line of it"])
    file = f"# ünicode\npassword={shlex.quote(quoted)}\nkey: |\n    first line\n    second line of it\nrest: 1\n"
    once = base64.b64encode(file.encode()).decode()
    for text in (once, base64.b64encode(f"data: {once}\n".encode()).decode()):
        shown = masker.mask(f"content: {text} rest")
        parts = shown.removeprefix("content: ").removesuffix(" rest").split(MASK)
        left = b"|".join(map(base64.b64decode, parts))
        assert len(parts) > 1
        assert not any(word in left for word in (b"secret", b"signs", b"second", b"first line"))
        assert "\n".join(textwrap.wrap(text, 20)) != masker.mask("\n".join(textwrap.wrap(text, 20)))
    plain = base64.b64encode(b"nothing of that kind at all in this one").decode()
    assert plain == masker.mask(plain)
