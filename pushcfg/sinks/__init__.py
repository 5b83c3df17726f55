"""What listens to a run: the console, JSON lines, and the counts of its end."""

from pushcfg.sinks.console import console
from pushcfg.sinks.jsonl import JsonLines
from pushcfg.sinks.plain import Plain
from pushcfg.sinks.sink import Fanout, Sink, Ticking
from pushcfg.sinks.wording import Detail
from pushcfg.summary import Summary

__all__ = ["Detail", "Fanout", "JsonLines", "Plain", "Sink", "Summary", "Ticking", "console"]
