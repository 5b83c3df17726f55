"""Files that tasks of a check would make on the controller: what reads them cannot be foretold."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pushcfg.promise import Promise
from pushcfg.session import Outcome, Session

if TYPE_CHECKING:
    from pushcfg.engine.work import Work


def note(work: Work, session: Session, outcome: Outcome) -> None:
    """Remember a task of a check that would make files here."""
    here = session.local or work.task.action == "fetch"
    if not here or outcome["status"] not in ("changed", "unknown"):
        return
    work.renderer.templar.surroundings.unmade = Promise("file", -1, work.walk.host, waits_for=work.task.label)
    result = outcome.get("result", {})
    if place := result.get("dest") or result.get("path"):
        work.renderer.contents.stale.add(os.path.realpath(str(place)))
