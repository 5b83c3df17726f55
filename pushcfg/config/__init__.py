"""Settings: what pushcfg.toml, ansible.cfg, variables of the environment and options say, and which of them counts."""

from __future__ import annotations

from pushcfg.config.resolve import Chosen, Configuration, load_configuration
from pushcfg.config.settings import SETTINGS, Setting

__all__ = ["SETTINGS", "Chosen", "Configuration", "Setting", "load_configuration"]
