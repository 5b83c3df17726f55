"""A small run with everything that a console has to show, as events."""

from pushcfg.errors import Position
from pushcfg.events import (
    Change,
    HostLost,
    Interrupted,
    PlayStarted,
    RunEnded,
    RunStarted,
    TaskEnded,
    TaskStarted,
    Warned,
)
from pushcfg.model import Status
from pushcfg.sinks import Summary

HOSTS = ("web1", "web2", "db1.example.org")
SITE = Position("site.yml", 3, 3)


def at(line):
    return Position("site.yml", line, 7)


def sample(check=False):
    motd = (Change("content", "hello\nold\n", "hello\nnew\n"), Change("mode", "0644", "0640"))
    key = (
        Change("content", None, "first\nlast"),
        Change("groups", ["adm"], ["adm", "web"]),
        Change("system", True, None),
    )
    settled = (
        [
            TaskEnded(
                "web2",
                "start nginx",
                "systemd",
                Status.UNKNOWN,
                "no such unit: nginx",
                waits_for="install nginx",
                position=at(20),
            ),
            TaskEnded(
                "web1",
                "rebuild the cache",
                "command",
                Status.UNKNOWN,
                "a command: only an apply can tell",
                position=at(22),
            ),
        ]
        if check
        else [
            TaskEnded(
                "web1",
                "start nginx",
                "systemd",
                Status.CHANGED,
                changes=(Change("state", "stopped", "started"),),
                commands=("systemctl start nginx",),
                result={"name": "nginx"},
                position=at(20),
            )
        ]
    )
    events = [
        RunStarted("site.yml", check, HOSTS),
        Warned("the group 'cache' has no hosts", Position("hosts.yml", 9, 5)),
        PlayStarted("baseline", HOSTS, 8, SITE),
        *(TaskStarted(host, "log in", None) for host in HOSTS),
        TaskEnded(
            "web1",
            "sysctl net.ipv4.ip_forward",
            "sysctl",
            Status.CHANGED,
            changes=(Change("value", "1", "0"),),
            commands=("sysctl -w net.ipv4.ip_forward=0",),
            position=at(5),
        ),
        TaskEnded("web2", "sysctl net.ipv4.ip_forward", "sysctl", Status.OK, position=at(5)),
        HostLost("db1.example.org", "connection refused", "log in"),
        TaskEnded(
            "web1", "motd", "copy", Status.CHANGED, changes=motd, result={"dest": "/etc/motd"}, position=at(9)
        ),
        TaskEnded(
            "web2",
            "a key",
            "copy",
            Status.CHANGED,
            item="web",
            changes=key,
            result={"dest": "/etc/key"},
            delegate="web1",
            position=at(12),
        ),
        TaskEnded(
            "web2",
            "look for a proxy",
            "command",
            Status.FAILED,
            "non-zero return code: 1",
            ignored=True,
            position=at(14),
        ),
        TaskEnded("web1", "look at it", "debug", Status.OK, "two\nlines", position=at(15)),
        TaskEnded(
            "web1",
            "look at that",
            "ansible.builtin.debug",
            Status.OK,
            result={"x": [1, "\u00e9"]},
            position=at(16),
        ),
        TaskEnded("web2", "not here", "command", Status.SKIPPED, "when: false", position=at(17)),
        *settled,
        TaskEnded(
            "web1",
            "reload nginx",
            "systemd",
            Status.CHANGED,
            commands=("systemctl reload nginx",),
            handler=True,
        ),
        TaskEnded(
            "web2",
            "run \x1b[31mit",
            "command",
            Status.FAILED,
            "non-zero return code: 2: bad\u202e option\nsecond line",
            result={"stdout": "", "stderr": "usage: it\n\x1b]0;title\x07bad \ud800option\n"},
            position=at(25),
        ),
        TaskEnded(
            "web2",
            "crash",
            "copy",
            Status.FAILED,
            "the module copy crashed: KeyError: 'x'",
            traceback="Traceback (most recent call last):\n  File \"copy.py\"\nKeyError: 'x'\n",
            position=at(26),
        ),
        TaskEnded("web2", "never", "ping", Status.BLOCKED, "waits for crash", position=at(27)),
    ]
    summary = Summary()
    for event in events:
        summary.take(event)
    return [*events, RunEnded(summary.hosts(HOSTS), 83.44, check)]


INTERRUPTED = [
    RunStarted("site.yml", False, HOSTS),
    TaskStarted("web1", "install", at(4)),
    Interrupted((("web1", "install"), ("web2", "install"), ("web2", "wait"))),
]
