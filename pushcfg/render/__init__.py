"""From a task and a host's variables to what the host is sent."""

from __future__ import annotations

from pushcfg.render.become import Becoming
from pushcfg.render.contents import Contents
from pushcfg.render.task import Prepared, Renderer

__all__ = ["Becoming", "Contents", "Prepared", "Renderer"]
