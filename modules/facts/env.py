"""The environment that commands run in."""


def collect(system, setting):
    """env."""
    return {"env": system.own_environment()}
