"""What the tests of the engine share."""

from __future__ import annotations

from pathlib import Path

import pytest
from engine.player import Player


@pytest.fixture
def play(tmp_path: Path) -> Player:
    """Plays texts of playbooks."""
    return Player(tmp_path)
