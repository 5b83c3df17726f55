"""Values as an operator may see them: on one line, and without secrets."""

from __future__ import annotations

from pushcfg.showing.line import cut, flat, plain
from pushcfg.showing.secrets import hidden, is_secret, secrets_in

__all__ = ["cut", "flat", "hidden", "is_secret", "plain", "secrets_in"]
