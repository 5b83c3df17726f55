"""The session with a runner that another runner has started for a user, as root can."""

from __future__ import annotations

from pushcfg.errors import HostError
from pushcfg.session import OnOutcome
from pushcfg.session.runner import RunnerSession
from pushcfg.wire import Message


class PassedOn:
    """One user on a host where the session is root's."""

    def __init__(self, session: RunnerSession, user: str) -> None:
        self.session = session
        self.user = user

    @property
    def local(self) -> bool:
        """As Session.local."""
        return self.session.local

    @property
    def lost(self) -> HostError | None:
        """As Session.lost."""
        return self.session.lost

    def submit(self, task: Message, on_outcome: OnOutcome) -> int:
        """As Session.submit."""
        return self.session.submit(task, on_outcome, self.user)

    def flush(self) -> None:
        """As Session.flush."""
        self.session.flush()

    def tell(self, message: Message) -> None:
        """As Session.tell."""
        self.session.tell({**message, "for": self.user})
