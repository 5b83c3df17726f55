"""pushcfg: an agentless push executor for Day 2 configuration."""

__version__ = "0.1.0"
