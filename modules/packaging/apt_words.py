"""The words of apt-get for the arguments of a task."""

# What --force-yes once meant, in the words of today.
FORCE = ["--allow-unauthenticated", "--allow-downgrades", "--allow-remove-essential", "--allow-change-held-packages"]


def lock(task):
    """Wait for another apt to end."""
    return ["-o", "DPkg::Lock::Timeout=%d" % task.lock_timeout]


def common(task):
    """The options of every command that changes packages."""
    options = [option.strip() for option in task.dpkg_options.split(",") if option.strip()]
    words = [word for option in options for word in ("-o", "Dpkg::Options::=--" + option)] + lock(task)
    return words + (FORCE if task.force else [])


def flags(task, *names):
    """The flags for those of the named arguments that are true."""
    words = {"autoremove": "--auto-remove", "fail_on_autoremove": "--no-remove", "only_upgrade": "--only-upgrade",
             "allow_unauthenticated": "--allow-unauthenticated", "allow_downgrade": "--allow-downgrades",
             "allow_change_held_packages": "--allow-change-held-packages", "purge": "--purge"}
    return [words[name] for name in names if getattr(task, name)]


def release(task):
    """The release to prefer."""
    return [] if task.default_release is None else ["-t", task.default_release]


def install(task, wanted, verb="install"):
    """Install packages, or with another verb build-dep."""
    words = common(task) + flags(task, "only_upgrade", "autoremove", "fail_on_autoremove", "allow_unauthenticated",
                                 "allow_downgrade", "allow_change_held_packages")
    if task.install_recommends is not None:
        words += ["-o", "APT::Install-Recommends=" + ("yes" if task.install_recommends else "no")]
    words += ["--fix-broken"] if task.state == "fixed" else []
    return words + release(task) + [verb] + wanted


def remove(task, wanted):
    """Remove packages."""
    return common(task) + flags(task, "purge", "autoremove", "allow_change_held_packages") + ["remove"] + wanted


def upgrade(task, mode):
    """Upgrade all packages; `mode` is yes, safe, full or dist."""
    words = common(task) + flags(task, "autoremove", "fail_on_autoremove", "allow_unauthenticated", "allow_downgrade")
    return words + release(task) + (["dist-upgrade"] if mode in ("dist", "full") else ["--with-new-pkgs", "upgrade"])


def autoremove(task):
    """Remove what nothing needs any more."""
    return common(task) + flags(task, "purge") + ["autoremove"]
