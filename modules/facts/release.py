"""How each distribution's own file tells what it is.

A parser gets the door, the text of the file, its path and the facts guessed so far, and returns facts, or NOT_THIS if
the file is about another distribution.
"""

import os
import re

from .files import content

NOT_THIS = None


def match(pattern, text):
    """The first group of the first match, without quotes; None if there is none."""
    found = re.search(pattern, text, re.MULTILINE)
    return found.group(1).strip("\"'") if found else None


def given(**facts):
    """The distribution_* facts that have a value."""
    return {("distribution_" + name if name != "distribution" else name): value
            for name, value in facts.items() if value is not None}


def first_word(name, sign):
    """A parser of /etc/*-release files, which begin with the name; `sign` in one stands for `name`."""
    def parse(system, text, path, facts):
        if sign in text:
            return {"distribution": name, "distribution_file_search_string": sign}
        return given(distribution=text.split()[0]) if text else NOT_THIS
    return parse


def centos(system, text, path, facts):
    """CentOS Stream; the older CentOS is told by redhat-release."""
    if "CentOS Stream" in text:
        return given(release="Stream")
    return given(distribution="TencentOS") if "TencentOS Server" in text else NOT_THIS


def slackware(system, text, path, facts):
    """Slackware."""
    return given(version=match(r"(\w+[.]\w+\+?)", text)) if "Slackware" in text else NOT_THIS


def openwrt(system, text, path, facts):
    """OpenWrt."""
    if "OpenWrt" not in text:
        return NOT_THIS
    return given(version=match('DISTRIB_RELEASE="(.*)"', text), release=match('DISTRIB_CODENAME="(.*)"', text))


def mandriva(system, text, path, facts):
    """Mandriva."""
    if "Mandriva" not in text:
        return NOT_THIS
    return given(version=match('DISTRIB_RELEASE="(.*)"', text), release=match('DISTRIB_CODENAME="(.*)"', text))


def amazon(system, text, path, facts):
    """Amazon Linux."""
    if "Amazon" not in text:
        return NOT_THIS
    if path != "/etc/os-release":
        return given(version=next((word for word in text.split() if word.isdigit()), "NA"))
    version = match(r'VERSION_ID="(.*)"', text)
    if version is None:
        return {}
    major, _, minor = version.partition(".")
    return given(version=version, major_version=major, minor_version=minor or "NA")


def alpine(system, text, path, facts):
    """Alpine: the file is the version."""
    return given(version=text)


def arch(system, text, path, facts):
    """Arch Linux."""
    return {} if "Arch Linux" in text else NOT_THIS


def suse(system, text, path, facts):
    """openSUSE and SUSE Linux Enterprise."""
    if "suse" not in text.lower():
        return NOT_THIS
    found = suse_os_release(text) if path == "/etc/os-release" else suse_release(text, facts)
    variant = match(r'^VARIANT_ID="?([^"\n]*)"?', text)
    if variant is not None:
        product = {"server-sap": "SLES_SAP", "sles-sap": "SLES_SAP", "transactional": "SL-Micro"}.get(variant)
    else:
        base = os.path.basename(system.realpath("/etc/products.d/baseproduct"))
        product = {"SLES_SAP.prod": "SLES_SAP", "SL-Micro.prod": "SL-Micro"}.get(base)
    return dict(found, distribution=product) if product is not None else found


def suse_os_release(text):
    """The facts of a newer SUSE."""
    version = match(r'^VERSION_ID="?([0-9]+\.?[0-9]*)"?', text)
    minor = match(r'^VERSION_ID="?[0-9]+\.?([0-9]*)"?', text)
    if "open" not in text.lower() and "enterprise" in text.lower():
        minor = minor or "0"
    elif "open" not in text.lower():
        minor = None
    return given(distribution=match("^NAME=(.*)", text), version=version, release=minor,
                 major_version=version.split(".")[0] if version is not None else None)


def suse_release(text, facts):
    """The facts of an older SUSE."""
    if "open" in text.lower():
        return given(distribution=text.split()[0], release=match(r"CODENAME *= *([^\n]+)", text))
    name = "SLES" if "Server" in text else "SLED" if "Desktop" in text else text.split()[0]
    patch = match(r"PATCHLEVEL = ([0-9]+)", text)
    version = facts["distribution_version"] + "." + patch if patch is not None else None
    return given(distribution=name, release=patch, version=version)


def debian(system, text, path, facts):
    """Debian and what descends from it."""
    version = match(r'VERSION_ID="(.*)"', text)
    major = version.split(".")[0] if version is not None else None
    if "Debian" in text or "Raspbian" in text:
        minor = match(r"\d+\.(\d+)", content(system, "/etc/debian_version") or "")
        return given(distribution="Debian", release=match(r"PRETTY_NAME=[^(]+ \(?([^)]+?)\)", text),
                     minor_version=minor)
    for sign in ("Ubuntu", "SteamOS"):
        if sign in text:
            return given(distribution=sign)
    for sign in ("Kali", "Parrot"):
        if sign in text:
            return given(distribution=sign, release=match("DISTRIB_RELEASE=(.*)", text))
    if "Devuan" in text:
        return given(distribution="Devuan", version=version, major_version=version,
                     release=match(r'PRETTY_NAME="?[^("]+ \(?([^) "]+)\)?', text))
    if "Cumulus" in text:
        version = match(r"VERSION_ID=(.*)", text)
        return given(distribution="Cumulus Linux", version=version, release=match('VERSION="(.*)"', text),
                     major_version=version.split(".")[0] if version is not None else None)
    if "Mint" in text:
        return given(distribution="Linux Mint", version=version, major_version=major)
    for sign, name in (("uos", "Uos"), ("deepin", "Deepin")):
        if sign in text or sign.upper() in text or sign.capitalize() in text:
            return given(distribution=name, version=version, major_version=major,
                         release=match(r'VERSION_CODENAME="?([^"]+)"?', text))
    return given(distribution="Linux Mint Debian Edition") if "LMDE" in text else NOT_THIS


def clear_linux(system, text, path, facts):
    """Clear Linux."""
    name = match('NAME="(.*)"', text)
    if name is not None and "Clear Linux" not in name:
        return NOT_THIS
    version = match("VERSION_ID=(.*)", text)
    return given(distribution=name, version=version, major_version=version, release=match("ID=(.*)", text))


def coreos(system, text, path, facts):
    """CoreOS Container Linux."""
    if facts["distribution"].lower() != "coreos" or not text:
        return NOT_THIS
    return given(release=match("^GROUP=(.*)", text))


def flatcar(system, text, path, facts):
    """Flatcar."""
    if facts["distribution"].lower() != "flatcar":
        return NOT_THIS
    version = match("VERSION=(.*)", text)
    return given(version=version, major_version=version.split(".")[0] if version is not None else None)


def any_other(system, text, path, facts):
    """Whatever os-release calls itself."""
    version = match("^VERSION=(.*)", text) if facts["distribution_version"] == "NA" else None
    return given(distribution=match("^NAME=(.*)", text), version=version)


PARSERS = {
    "Altlinux": first_word("Altlinux", "ALT"), "OracleLinux": first_word("OracleLinux", "Oracle Linux"),
    "RedHat": first_word("RedHat", "Red Hat"), "SMGL": first_word("SMGL", "Source Mage GNU/Linux"),
    "CentOS": centos, "Slackware": slackware, "OpenWrt": openwrt, "Mandriva": mandriva, "Amazon": amazon,
    "Alpine": alpine, "Archlinux": arch, "SUSE": suse, "Debian": debian, "ClearLinux": clear_linux,
    "Coreos": coreos, "Flatcar": flatcar, "NA": any_other,
}
