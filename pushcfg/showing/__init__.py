"""Values as an operator may see them: on one line, and without secrets."""

from __future__ import annotations

from pushcfg.showing.line import cut, flat, plain
from pushcfg.showing.secrets import hidden, secrets_in

__all__ = ["cut", "flat", "hidden", "plain", "secrets_in"]
