"""How busy the host is."""

import os


def collect(system, setting):
    """loadavg."""
    return {"loadavg": dict(zip(("1m", "5m", "15m"), os.getloadavg()))}
