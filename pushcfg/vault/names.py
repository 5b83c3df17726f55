"""Which variables hold a secret, by their name."""

from __future__ import annotations

import re
from typing import Final

# A name with one of these words at its end has a secret for its text: db_password, api_token, ssh_private_key.
_SECRET: Final = re.compile(
    r"(?:^|_)(?:password|passwd|passphrase|pass|secret|secrets|token|private_key|api_?key|access_key)$"
)


def is_secret(name: str) -> bool:
    """Whether a name says that its value is a secret."""
    return _SECRET.search(name.lower()) is not None
