"""Plays made by chance, with every keyword that makes hosts and tasks wait for one another."""

from __future__ import annotations

import random
from typing import Any

NAMES = ("x", "y")
HOSTS = """
    all:
      children:
        web: {hosts: {a: , b: }}
        db: {hosts: {c: }}
    """
ACTIONS: tuple[dict[str, Any], ...] = (
    {"command": "true"},
    {"command": "true"},
    {"command": "true"},
    {"command": "echo {{ x | default('none') }}"},
    {"command": "echo {{ x.rc | default(1) }}"},
    {"command": "echo {{ hostvars.b.x.rc | default('none') }} {{ hostvars.c.y is defined }}"},
    {"set_fact": {"x": "{{ hostvars.a.y | default('none') }}"}},
    {"debug": {"msg": "{{ y | default(1) }}"}},
    {"fail": {"msg": "{{ x | default(1) }}"}},
    {"meta": "flush_handlers"},
    {"meta": "end_host"},
    {"meta": "end_play"},
)
KEYS: dict[str, tuple[Any, ...]] = {
    "run_once": (True,),
    "throttle": (1,),
    "ignore_errors": (True,),
    "any_errors_fatal": (True,),
    "notify": ("handler",),
    "until": ("y is defined", "inventory_hostname != 'b' or hostvars.a.x is defined"),
    "delegate_to": ("a", "c"),
    "become_user": ("root", "web"),
    "loop": ([1, 2], [], "{{ groups.web }}"),
    "when": ("inventory_hostname == 'a'", "x is defined", "false", "inventory_hostname != 'a'"),
    "failed_when": ("false", "x is defined"),
}


class Chance:
    """Makes plays; the same seed makes the same."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.ids: list[str] = []
        self.count = 0

    def sometimes(self, share: float) -> bool:
        """True in that share of all cases."""
        return self.random.random() < share

    def task(self) -> dict[str, Any]:
        """A task."""
        self.count += 1
        found = {"name": f"t{self.count}", **self.random.choice(ACTIONS), "delay": 0, "retries": 1}
        if not self.sometimes(0.2):
            del found["retries"]
        for name in self.random.sample(sorted(KEYS), self.random.choice((0, 1, 1, 2, 3))):
            found[name] = self.random.choice(KEYS[name])
        if self.sometimes(0.4):
            found["register"] = self.random.choice(NAMES)
        if "become_user" in found:
            found["become"] = True
        return self.needing(found)

    def needing(self, found: dict[str, Any]) -> dict[str, Any]:
        """The same with needs of what is above, and an id."""
        if self.sometimes(0.35):
            some = self.random.sample(self.ids, min(len(self.ids), self.random.choice((0, 1, 2))))
            found["needs"] = [
                {"task": name, "on": self.random.choice(("web", "db"))} if self.sometimes(0.4) else name for name in some
            ]
        if self.sometimes(0.5):
            self.ids.append(f"i{len(self.ids)}")
            found["id"] = self.ids[-1]
        return found

    def entries(self, depth: int, most: int) -> list[dict[str, Any]]:
        """Tasks and blocks."""
        found = []
        for _ in range(self.random.randint(1, most)):
            found.append(self.block(depth) if depth and self.sometimes(0.25) else self.task())
        return found

    def block(self, depth: int) -> dict[str, Any]:
        """A block, mostly guarded."""
        found: dict[str, Any] = {"block": self.entries(depth - 1, 3)}
        for part in ("rescue", "always"):
            if self.sometimes(0.6):
                found[part] = self.entries(depth - 1, 2)
        return found

    def play(self) -> dict[str, Any]:
        """A play."""
        self.ids = []
        hosts = self.random.choice(("all", "all", "all", "web:db", "c:b"))
        play: dict[str, Any] = {"hosts": hosts, "gather_facts": self.sometimes(0.3)}
        play["tasks"] = self.entries(2, 7)
        handler = {**self.task(), "name": "handler", "notify": "other"}
        for name in ("id", "needs", "meta"):
            handler.pop(name, None)
        if not {"command", "set_fact", "debug", "fail"} & set(handler):
            handler["command"] = "true"
        play["handlers"] = [handler, {"name": "other", "command": "true", "run_once": self.sometimes(0.3)}]
        for name, values in (("serial", (1, 2, "50%")), ("strategy", ("linear", "free")),
                             ("max_fail_percentage", (0, 50)), ("any_errors_fatal", (True,))):
            if self.sometimes(0.15):
                play[name] = self.random.choice(values)
        return play
