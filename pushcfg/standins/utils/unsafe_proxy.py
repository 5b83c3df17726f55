"""Text that is data, whatever stands in it."""

from __future__ import annotations

from typing import Any

from pushcfg.model import Unsafe

AnsibleUnsafe = AnsibleUnsafeText = Unsafe


def wrap_var(v: Any) -> Any:
    """A value whose texts are never rendered."""
    if isinstance(v, str):
        return v if isinstance(v, Unsafe) else Unsafe(v)
    if isinstance(v, dict):
        return {wrap_var(key): wrap_var(value) for key, value in v.items()}
    return [wrap_var(part) for part in v] if isinstance(v, list | tuple) else v
