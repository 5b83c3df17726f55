"""The distribution: its name, version and family, under the names that Ansible knows them by."""

import re

from .files import assignments, content
from .release import NOT_THIS, PARSERS

FAMILIES = {
    "RedHat": "RedHat RHEL Fedora CentOS Scientific SLC Ascendos CloudLinux PSBM OracleLinux OVS OEL Amazon Amzn "
              "Virtuozzo XenServer Alibaba EulerOS openEuler AlmaLinux Rocky TencentOS EuroLinux "
              "Kylin_Linux_Advanced_Server MIRACLE",
    "Debian": "Debian Ubuntu Raspbian Neon KDE_neon Linux_Mint SteamOS Devuan Kali Cumulus_Linux Pop!_OS Parrot "
              "Pardus_GNU/Linux Uos Deepin OSMC Linux_Mint_Debian_Edition",
    "Suse": "SuSE SLES SLED openSUSE openSUSE_Tumbleweed SLES_SAP SUSE_LINUX openSUSE_Leap ALP-Dolomite SL-Micro "
            "openSUSE_MicroOS",
    "Archlinux": "Archlinux Antergos Manjaro",
    "Mandrake": "Mandrake Mandriva",
    "Gentoo": "Gentoo Funtoo",
    "ClearLinux": "Clear_Linux_OS Clear_Linux_Mix",
}
FAMILY = {name.replace("_", " "): family for family, names in FAMILIES.items() for name in names.split()}
FAMILY.update({"Pop!_OS": "Debian", "SLES_SAP": "Suse", "SUSE_LINUX": "Suse"})

# Tried in this order. Of those marked with True the name alone counts, the file may be empty.
FILES = (
    ("/etc/altlinux-release", "Altlinux", False), ("/etc/oracle-release", "OracleLinux", False),
    ("/etc/slackware-version", "Slackware", False), ("/etc/centos-release", "CentOS", False),
    ("/etc/redhat-release", "RedHat", False), ("/etc/vmware-release", "VMwareESX", True),
    ("/etc/openwrt_release", "OpenWrt", False), ("/etc/os-release", "Amazon", False),
    ("/etc/system-release", "Amazon", False), ("/etc/alpine-release", "Alpine", False),
    ("/etc/arch-release", "Archlinux", True), ("/etc/os-release", "Archlinux", False),
    ("/etc/os-release", "SUSE", False), ("/etc/SuSE-release", "SUSE", False),
    ("/etc/os-release", "Debian", False), ("/etc/lsb-release", "Debian", False),
    ("/etc/lsb-release", "Mandriva", False), ("/etc/sourcemage-release", "SMGL", False),
    ("/usr/lib/os-release", "ClearLinux", False), ("/etc/coreos/update.conf", "Coreos", False),
    ("/etc/os-release", "Flatcar", False), ("/etc/os-release", "NA", False),
)
CAPITALISED = {"Amzn": "Amazon", "Rhel": "Redhat", "": "OtherLinux"}
QUOTES = "'\"\\"


def collect(system, setting):
    """distribution, distribution_version, _major_version, _minor_version, _release, _file_*, and os_family."""
    facts = guess(system)
    for path, name, may_be_empty in FILES:
        found = system.stat(path)
        if found is None or found.kind != "file" or (found.size == 0 and not may_be_empty):
            continue
        if may_be_empty:
            facts.update(distribution=name, distribution_file_path=path, distribution_file_variety=name)
            break
        text = (content(system, path) or "").strip(QUOTES)
        parsed = PARSERS[name](system, text, path, facts)
        if parsed is not NOT_THIS:
            facts.update(distribution=name, distribution_file_path=path, distribution_file_variety=name,
                         distribution_file_parsed=True)
            facts.update(parsed)
            break
    facts["os_family"] = FAMILY.get(facts["distribution"], facts["distribution"])
    return facts


def guess(system):
    """What os-release(5) says, before the distribution's own files have a say."""
    release = assignments(content(system, "/etc/os-release") or content(system, "/usr/lib/os-release") or "")
    name = release.get("ID", "").capitalize()
    version = release.get("VERSION_ID", "")
    if release.get("ID") == "debian":
        # os-release(5) has no minor version there, debian_version has.
        version = longest(version, content(system, "/etc/debian_version"))
    elif release.get("ID") == "centos":
        version = ".".join(longest(version, told_version(system, "/etc/centos-release")).split(".")[:2])
    elif not release:
        version = told_version(system, "/etc/redhat-release") or told_version(system, "/etc/SuSE-release") or ""
    return {
        "distribution": CAPITALISED.get(name, name), "distribution_version": version or "NA",
        "distribution_release": codename(system, release), "distribution_major_version": version.split(".")[0] or "NA",
    }


def longest(version, other):
    """The version that says more."""
    return other if other is not None and (not version or other.count(".") > version.count(".")) else version


def told_version(system, path):
    """The number in a file such as /etc/redhat-release."""
    found = re.search(r"(?:release|VERSION =) (\d[\d.]*)", content(system, path) or "")
    return found.group(1) if found else None


def codename(system, release):
    """The release's name; NA if it has none."""
    for key in ("VERSION_CODENAME", "UBUNTU_CODENAME"):
        if key in release:
            return release[key]
    found = re.search(r"\((\D+)\)|,\s*(\D+)", release.get("VERSION", ""))
    if found:
        return (found.group(1) or found.group(2)).strip()
    path = "/etc/altlinux-release" if release else "/etc/redhat-release"
    told = re.search(r"\(([^)]+)\)", content(system, path) or "")
    return told.group(1) if told else "NA"
