"""What lsb_release(1) says, without starting it."""

from .files import assignments, content

QUOTES = "'\"\\"


def collect(system, setting):
    """lsb; empty where Ansible would find neither the program nor /etc/lsb-release."""
    told = assignments(content(system, "/etc/lsb-release") or "")
    facts = {"id": told.get("DISTRIB_ID"), "release": told.get("DISTRIB_RELEASE"),
             "description": told.get("DISTRIB_DESCRIPTION"), "codename": told.get("DISTRIB_CODENAME")}
    if system.which("lsb_release") is not None:
        release = assignments(content(system, "/etc/os-release") or content(system, "/usr/lib/os-release") or "")
        usual = {"id": release.get("ID", "n/a").capitalize(), "release": release.get("VERSION_ID", "n/a"),
                 "description": release.get("PRETTY_NAME", "n/a"),
                 "codename": release.get("VERSION_CODENAME", "n/a")}
        facts = {name: value or usual[name] for name, value in facts.items()}
    facts = {name: value.strip(QUOTES) for name, value in facts.items() if value is not None}
    if "release" in facts:
        facts["major_release"] = facts["release"].split(".")[0]
    return {"lsb": facts}
