"""Throwaway real hosts on this machine, for rehearsals and for tests."""

from pushcfg.lab.lab import Lab
from pushcfg.lab.state import Host

__all__ = ["Host", "Lab"]
