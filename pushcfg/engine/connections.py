"""The links to all hosts of a run."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from typing import Any

from pushcfg.bundle import bundle
from pushcfg.engine.links import Link, Shared
from pushcfg.engine.options import Options
from pushcfg.engine.targets import target_of
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
        self.links: dict[Target, Link] = {}

    def link(self, host: str, scope: Scope, play: dict[str, Any]) -> Link:
        """The link to a host, as its variables and these keywords say; made at the first call."""
        target = target_of(host, scope, self.options, play)
        if target not in self.links:
            interpreter = self.options.interpreter
            if "ansible_python_interpreter" in scope:
                interpreter = scope.need("ansible_python_interpreter")
            if interpreter is not None and str(interpreter).startswith("auto"):
                interpreter = None
            if interpreter is None and target.connection == "local":
                interpreter = sys.executable
            password = self.become_password(scope)
            for secret in (password, target.password):
                if secret is not None:
                    self.keep_secret(secret)
            self.links[target] = Link(self.shared, target, interpreter, password)
        return self.links[target]

    def become_password(self, scope: Scope) -> str | None:
        """The password that sudo may ask for."""
        for name in ("ansible_become_password", "ansible_become_pass", "ansible_sudo_pass"):
            if name in scope:
                return str(scope.need(name))
        return self.options.become_password

    async def close(self, grace: float) -> None:
        """End everything; runners have `grace` seconds for what they have in hand."""
        await asyncio.gather(*(link.close(grace) for link in self.links.values()), return_exceptions=True)
