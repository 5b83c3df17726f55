"""The TCP connections of the host, as the kernel lists them."""

import binascii
import socket

from ..core.failure import Failure

STATES = {"ESTABLISHED": "01", "SYN_SENT": "02", "SYN_RECV": "03", "FIN_WAIT1": "04", "FIN_WAIT2": "05",
          "TIME_WAIT": "06"}
TABLES = ("/proc/net/tcp", "/proc/net/tcp6")
ANY = ("0.0.0.0", "::")


def active(system, host, port, excluded, states):
    """How many connections in one of these states lead to the port of a local address, but for those from some."""
    wanted, left_out = addresses(host), {address for name in excluded for address in addresses(name)}
    codes = {STATES[state] for state in states}
    count = 0
    for table in TABLES:
        if system.stat(table) is None:
            continue
        for line in system.text(table).splitlines()[1:]:
            words = line.split()
            if len(words) < 4 or words[3] not in codes:
                continue
            local, local_port = words[1].split(":")
            remote = readable(words[2].split(":")[0])
            if int(local_port, 16) == port and remote not in left_out and (
                    host in ANY or readable(local) in wanted):
                count += 1
    return count


def addresses(host):
    """The addresses of a host."""
    try:
        return {entry[4][0] for entry in socket.getaddrinfo(host, None)}
    except OSError as error:
        raise Failure("cannot find the address of %s: %s" % (host, error))


def readable(text):
    """An address of the kernel's list as text; one of IPv4 within IPv6 as that of IPv4."""
    words = [binascii.unhexlify(text[start:start + 8])[::-1] for start in range(0, len(text), 8)]
    data = b"".join(words)
    if len(data) == 16 and data.startswith(b"\0" * 10 + b"\xff\xff"):
        data = data[12:]
    return socket.inet_ntop(socket.AF_INET if len(data) == 4 else socket.AF_INET6, data)
