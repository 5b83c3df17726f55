"""Which host is at which task, and how far the run is."""

from __future__ import annotations

from dataclasses import dataclass, field

from pushcfg.errors import Position
from pushcfg.events import Event, HostLost, PlayStarted, RunStarted, TaskEnded, TaskStarted
from pushcfg.model import Status

Place = tuple[str, Position | None]


@dataclass
class HostFlight:
    """One host: tasks sent that have not ended, oldest first, and since when the oldest is at work."""

    since: float = 0.0
    open: dict[Place, int] = field(default_factory=dict)
    ended: set[Place] = field(default_factory=set)
    stopped: bool = False


class Flight:
    """Follows the events of a run; times are seconds of one clock."""

    def __init__(self) -> None:
        self._hosts: dict[str, HostFlight] = {}
        self._play: dict[str, int] = {}
        self.started = 0.0
        self.all_hosts = 0
        self.failures = 0

    def take(self, event: Event, now: float) -> None:
        """Follow one event."""
        match event:
            case RunStarted():
                self.started = now
                self.all_hosts = len(event.hosts)
            case PlayStarted():
                self._forget_others(event)
                for host in event.hosts:
                    self._play[host] = event.tasks
                    self._hosts[host] = HostFlight()
            case TaskStarted():
                flight = self._host(event.host)
                if not flight.open:
                    flight.since = now
                place = (event.task, event.position)
                flight.open[place] = flight.open.get(place, 0) + 1
            case TaskEnded():
                self._end(event, now)
            case HostLost():
                flight = self._host(event.host)
                self.failures += not flight.stopped
                flight.stopped = True
                flight.open.clear()
            case _:
                pass

    def _forget_others(self, event: PlayStarted) -> None:
        # The next batch of a play adds hosts; a play that meets the same hosts again starts the count anew.
        if any(host in self._hosts for host in event.hosts):
            self._hosts.clear()
            self._play.clear()

    def _host(self, name: str) -> HostFlight:
        return self._hosts.setdefault(name, HostFlight())

    def _end(self, event: TaskEnded, now: float) -> None:
        flight = self._host(event.host)
        flight.since = now
        place = (event.task, event.position)
        flight.ended.add(place)
        left = flight.open.pop(place, 0) - 1
        if left > 0:
            flight.open[place] = left
        if event.status in (Status.FAILED, Status.UNREACHABLE) and not event.ignored:
            self.failures += 1
            flight.stopped = True

    def in_flight(self) -> list[tuple[str, str, float]]:
        """(host, the task that it is at, since when), the longest first."""
        found = [
            (host, next(iter(flight.open))[0], flight.since)
            for host, flight in self._hosts.items()
            if flight.open
        ]
        return sorted(found, key=lambda entry: entry[2])

    def hosts_done(self) -> tuple[int, int]:
        """How many hosts have nothing left to do in their play, and how many hosts there are."""
        done = sum(
            1
            for host, flight in self._hosts.items()
            if not flight.open and (flight.stopped or len(flight.ended) >= self._play.get(host, 0))
        )
        return done, max(self.all_hosts, len(self._hosts))

    def tasks_done(self) -> tuple[int, int]:
        """How many tasks of the current play have ended, over all its hosts, and how many there are."""
        ended = sum(len(flight.ended) for flight in self._hosts.values())
        return ended, max(ended, sum(self._play.values()))
