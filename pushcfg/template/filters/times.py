"""Filters on points in time."""

from __future__ import annotations

import datetime
import time
from typing import Any

from pushcfg.errors import TemplateError


def to_datetime(text: str, format: str = "%Y-%m-%d %H:%M:%S") -> datetime.datetime:  # noqa: A002 - its name in Ansible
    """The point in time that a text tells, without a time zone."""
    return datetime.datetime.strptime(text, format)


def strftime(string_format: str, second: Any = None, utc: Any = False) -> str:
    """Now, or so many seconds after 1970, as text; in the controller's time zone unless told otherwise."""
    try:
        moment = None if second is None else float(second)
    except (TypeError, ValueError):
        raise TemplateError(f"Invalid value for epoch value ({second})") from None
    return time.strftime(string_format, time.gmtime(moment) if utc else time.localtime(moment))


CHECKED = {"to_datetime": to_datetime, "strftime": strftime}
