"""Packages of which another version is pending."""


class Pending:
    """`installed` is None for a package to come, `candidate` None for one to go, `held` why it is left as it is."""

    def __init__(self, name, installed, candidate, origin, security):
        self.name = name
        self.installed = installed
        self.candidate = candidate
        self.origin = origin
        self.security = security
        self.held = None

    def told(self):
        """What register gets of it."""
        return {"package": self.name, "installed": self.installed, "candidate": self.candidate, "origin": self.origin,
                "security": self.security, "held": self.held}


def brought(system, steps):
    """What patching brings, for Writer.run: the versions, and who has brought them."""
    found = {("package", one.name): one.candidate for one in steps}
    found[("patched", "host")] = system.label
    return found
