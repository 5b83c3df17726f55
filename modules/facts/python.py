"""The Python that modules run on."""

import sys
from importlib.util import find_spec


def collect(system, setting):
    """python."""
    major, minor, micro, level, serial = sys.version_info
    return {"python": {
        "version": {"major": major, "minor": minor, "micro": micro, "releaselevel": level, "serial": serial},
        "version_info": list(sys.version_info),
        "executable": sys.executable,
        "has_sslcontext": find_spec("_ssl") is not None,
        "type": sys.implementation.name,
    }}
