"""The links to all hosts of a run."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from pushcfg.bundle import bundle, more
from pushcfg.engine.links import Link, Shared
from pushcfg.engine.options import Options
from pushcfg.engine.targets import BECOME_PASSWORD, target_of
from pushcfg.session import Session
from pushcfg.template.scope import Scope
from pushcfg.transport import Target


class Connections:
    """The links to all hosts of a run; `keep_secret` is told every password that is met."""

    def __init__(
        self, options: Options, modules: frozenset[str], read_content: Callable[[str], bytes],
        keep_secret: Callable[[str], None] = lambda secret: None,
    ) -> None:  # fmt: skip
        self.options = options
        self.keep_secret = keep_secret
        self.shared = Shared(options, bundle(modules), read_content)
        self.modules = modules
        # Which modules each runner has been sent beside its bundle.
        self.supplied: WeakKeyDictionary[Session, set[str]] = WeakKeyDictionary()
        self.links: dict[tuple[Target, str | None, str | None], Link] = {}

    def link(self, host: str, scope: Scope, play: dict[str, Any]) -> Link:
        """The link to a host, as its variables and these keywords say; made at the first call."""
        target = target_of(host, scope, self.options, play)
        password = scope.setting(BECOME_PASSWORD, self.options.become_password)
        interpreter = interpreter_of(scope, target, self.options.interpreter)
        key = (target, interpreter, None if password is None else str(password))
        if key not in self.links:
            for secret in (key[2], target.password, target.passphrase):
                if secret is not None:
                    self.keep_secret(secret)
            self.links[key] = Link(self.shared, *key)
        return self.links[key]

    def supply(self, session: Session, module: str) -> None:
        """Send a module that the bundle does not have, since only an include has brought a task of it."""
        if module in self.modules:
            return
        sent = self.supplied.setdefault(session, set())
        if module not in sent:
            sent.add(module)
            session.tell({"op": "modules", "parts": more(module, self.modules)})

    async def close(self, grace: float) -> None:
        """End everything; runners have `grace` seconds for what they have in hand."""
        await asyncio.gather(*(link.close(grace) for link in self.links.values()), return_exceptions=True)


def interpreter_of(scope: Scope, target: Target, default: str | None) -> str | None:
    """The Python that the host's variables or the options name; None where it has to be looked for there."""
    interpreter = scope.setting(("ansible_python_interpreter",), default)
    if interpreter is not None and not str(interpreter).startswith("auto"):
        return str(interpreter)
    return sys.executable if target.connection == "local" else None
