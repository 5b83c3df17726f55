"""What plugins take from the file that Ansible's modules are made of."""

from __future__ import annotations

import os
import sys
from typing import Any

from pushcfg.standins.module_utils.common.text.converters import jsonify, to_bytes, to_native, to_text
from pushcfg.standins.module_utils.common.text.formatters import bytes_to_human, human_to_bytes
from pushcfg.standins.module_utils.parsing.convert_bool import BOOLEANS, BOOLEANS_FALSE, BOOLEANS_TRUE, boolean


class AnsibleFallbackNotFound(Exception):
    """There is no value to fall back on."""


def env_fallback(*args: str, **kwargs: Any) -> str:
    """The first of these variables of the environment that is set."""
    for name in args:
        if name in os.environ:
            return os.environ[name]
    raise AnsibleFallbackNotFound


def missing_required_lib(library: str, reason: str | None = None, url: str | None = None) -> str:
    """What to say of a Python library that is not there."""
    why = f", which is needed {reason}" if reason else ""
    where = f", see {url}" if url else ""
    return f"there is no Python library {library}{why} under {sys.executable}{where}"


__all__ = ["BOOLEANS", "BOOLEANS_FALSE", "BOOLEANS_TRUE", "AnsibleFallbackNotFound", "boolean", "bytes_to_human",
           "env_fallback", "human_to_bytes", "jsonify", "missing_required_lib", "to_bytes", "to_native",
           "to_text"]  # fmt: skip
