"""The module `wait_for`."""

import re
import time

from .core.attributes import describe
from .core.failure import Failure, Unknown
from .core.module import Action
from .core.param import Param
from .net.connections import STATES, active

GONE = ("absent", "stopped")
PIECE = 1024


class WaitFor(Action):
    """A pause until a port answers or a file is there, or does not any more; a check looks once and does not wait."""

    example = """
- name: the database answers
  wait_for:
    port: 5432
    timeout: 60
"""
    host = Param(str, "the host whose port it is", default="127.0.0.1")
    port = Param(int, "TCP port to wait for")
    path = Param("path", "file to wait for")
    state = Param(str, "what to wait for: the port is open, closed or without connections; the file is there or not",
                  default="started", choices=("absent", "drained", "present", "started", "stopped"))
    timeout = Param(int, "seconds after which to fail; without port and path it just waits so long", default=300)
    delay = Param(int, "seconds to wait before the first look", default=0)
    sleep = Param(int, "seconds between two looks", default=1)
    connect_timeout = Param(int, "seconds that one try to connect may take", default=5)
    search_regex = Param(str, "pattern that the file must contain, or that must be said on the port")
    exclude_hosts = Param(list, "with state=drained: hosts whose connections do not count", elements=str)
    active_connection_states = Param(list, "with state=drained: states of connections that count", elements=str,
                                     default=["ESTABLISHED", "FIN_WAIT1", "FIN_WAIT2", "SYN_RECV", "SYN_SENT",
                                              "TIME_WAIT"])
    msg = Param(str, "what to say when the time is up")

    groups = ()
    named = {}

    @classmethod
    def problems(cls, values):
        """Arguments that do not go together."""
        found = []
        state = values.get("state", "started")
        if values.get("port") is not None and values.get("path") is not None:
            found.append("port and path parameter can not both be passed to wait_for")
        if values.get("path") is not None and state in ("stopped", "drained"):
            found.append("state=%s should only be used for checking a port in the wait_for module" % state)
        if values.get("exclude_hosts") is not None and state != "drained":
            found.append("exclude_hosts should only be with state=drained")
        unknown = [word for word in values.get("active_connection_states") or () if word not in STATES]
        if unknown and "{{" not in "".join(map(str, unknown)):
            found.append("unknown active_connection_state: %s" % ", ".join(map(str, unknown)))
        return found

    def foresee(self, system):
        """How it is now, if that is as wanted."""
        if self.is_so(system):
            return self.told(system, 0)
        raise Unknown(system.label)

    def act(self, system):
        """Wait; Failure when the time is up."""
        start = time.time()
        time.sleep(self.delay)
        if self.port is None and self.path is None and self.state != "drained":
            time.sleep(self.timeout)
            return self.told(system, start)
        while not self.is_so(system):
            if time.time() + self.sleep > start + self.timeout:
                raise Failure(self.msg or self.complaint(), elapsed=int(time.time() - start))
            time.sleep(self.sleep)
        return self.told(system, start)

    def told(self, system, start):
        """What Ansible's module of this name returns."""
        found = system.stat(self.path) if self.path is not None else None
        return dict({"state": self.state}, **dict(describe(found) if found is not None else {},
                    port=self.port, search_regex=self.search_regex, path=self.path,
                    elapsed=int(time.time() - start) if start else 0, match_groups=list(self.groups),
                    match_groupdict=dict(self.named), changed=False))

    def is_so(self, system):
        """Whether it is as wanted."""
        if self.state == "drained":
            return not active(system, self.host, self.port, self.exclude_hosts or [], self.active_connection_states)
        if self.path is not None:
            there = system.stat(self.path) is not None
            if self.state in GONE:
                return not there
            return there and (self.search_regex is None or self.matches(system.text(self.path)))
        if self.port is None:
            return True
        return self.port_is_so(system)

    def port_is_so(self, system):
        """As is_so, of the port."""
        connection = system.connect(self.host, self.port, self.connect_timeout)
        if connection is None:
            return self.state in GONE
        try:
            if self.state in GONE:
                return False
            return self.search_regex is None or self.hears(connection)
        finally:
            connection.close()

    def hears(self, connection):
        """Whether what is said on a connection matches."""
        text, limit = b"", time.time() + self.connect_timeout
        while time.time() < limit:
            connection.settimeout(max(0.1, limit - time.time()))
            try:
                piece = connection.recv(PIECE)
            except OSError:
                return False
            if not piece:
                return False
            text += piece
            if self.matches(text.decode("utf-8", "surrogateescape")):
                return True
        return False

    def matches(self, text):
        """Whether a text has the pattern; its groups are kept."""
        try:
            found = re.search(self.search_regex, text, re.MULTILINE)
        except re.error as error:
            raise Failure("%s is no regular expression: %s" % (self.search_regex, error))
        if found is not None:
            self.groups, self.named = found.groups(), found.groupdict()
        return found is not None

    def complaint(self):
        """What Ansible's module of this name says when the time is up."""
        place = self.path if self.path is not None else "%s:%s" % (self.host, self.port)
        if self.state == "drained":
            return "Timeout when waiting for %s to drain" % place
        if self.state in GONE:
            return "Timeout when waiting for %s to %s." % (place, "stop" if self.path is None else "be absent")
        if self.search_regex is not None:
            return "Timeout when waiting for search string %s in %s" % (self.search_regex, place)
        return "Timeout when waiting for %s%s" % ("" if self.path is None else "file ", place)
