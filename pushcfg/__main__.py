"""The command `pushcfg`."""

from __future__ import annotations

from pushcfg.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
