"""Which commands are known to change nothing, and which to write only where they are told to restore to."""

import os

# Programs that only read, and of those that can also write the first words with which they only read.
READ_ONLY = {
    "systemctl": {"show", "is-enabled", "is-active", "is-failed", "list-units", "list-unit-files", "cat", "status",
                  "--version"},
    "dpkg-query": None, "dpkg": {"--print-architecture", "--print-foreign-architectures", "--compare-versions", "-s"},
    "apt-cache": None, "apt-config": {"dump", "shell"}, "apt-mark": {"showhold", "showmanual", "showauto"},
    "apt-get": {"-s", "--simulate"},
    "rpm": {"-q", "--query", "-qa", "--eval", "--version"},
    "dnf": {"repoquery", "list", "check-update", "updateinfo", "--version", "--assumeno"}, "dnf5": {"--assumeno"},
    "yum": {"list", "--assumeno"},
    "getent": None, "id": None, "uname": None, "getcap": None, "getfacl": None, "setfacl": {"--test"},
    "getenforce": None, "lsattr": None, "file": {"--brief"},
    "findmnt": None, "ssh-keygen": {"-l", "-y"}, "dpkg-deb": {"-f"}, "timedatectl": {"show", "status"},
    "rc-status": None, "chage": {"-l"}, "passwd": {"-S"}, "locale": None, "systemd-detect-virt": None,
    "lsblk": None, "rc-update": {"show"}, "chkconfig": {"--list"}, "apk": {"info"}, "pacman": {"-Qi"},
    "git": {"rev-parse", "ls-remote", "status", "verify-commit"},
    "crontab": {"-l"}, "lsb_release": None, "systemd-analyze": {"verify", "calendar"},
    "ufw": {"--dry-run", "status", "--version"}, "update-alternatives": {"--query", "--display"},
    "hostname": {"-f"}, "modprobe": {"-n", "-R"},
}


def only_reads(argv):
    """Whether a command is known to change nothing."""
    program = os.path.basename(argv[0])
    if program == "service":  # service NAME status
        return argv[1:] == ["--status-all"] or argv[2:3] == ["status"]
    if program == "mount":  # alone it lists what is mounted
        return len(argv) == 1
    if program in ("iptables", "ip6tables"):  # iptables -t TABLE -C, which asks for a rule, or -S, which lists
        return argv[1:] == ["--version"] or (argv[1:2] == ["-t"] and argv[3:4] in (["-C"], ["-S"]))
    if program == "restic":  # which would leave a lock in the repository, and a cache on the host
        return argv[1:4] == ["--no-lock", "--no-cache", "snapshots"]
    if program.startswith("pip") or argv[1:3] == ["-m", "pip"]:
        words = argv[1:] if program.startswith("pip") else argv[3:]
        return words[:1] in (["list"], ["inspect"]) or words[:2] == ["install", "--dry-run"]
    allowed = READ_ONLY.get(program, False)
    return allowed is None or (allowed is not False and argv[1:2] != [] and argv[1] in allowed)


def only_restores(argv):
    """Whether a command is known to write nothing but below the folder that it runs in, or that `%s` stands for."""
    program = os.path.basename(argv[0])
    return (program == "restic" and argv[1:4] == ["--no-lock", "--no-cache", "restore"] and "%s" in argv) or (
        program == "borg" and argv[1] == "--bypass-lock" and argv[2] in ("list", "extract")) or (
        program == "tar" and argv[1] == "--extract" and "--absolute-names" not in argv)
