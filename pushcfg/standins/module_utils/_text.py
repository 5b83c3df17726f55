"""The older name of common.text.converters."""

from __future__ import annotations

import codecs

from pushcfg.standins.module_utils.common.text.converters import to_bytes, to_native, to_text

__all__ = ["codecs", "to_bytes", "to_native", "to_text"]
