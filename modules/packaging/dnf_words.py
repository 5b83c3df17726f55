"""The words of dnf (or yum) for the arguments of a task; `task` is the module's."""


def options(task):
    """What every command is told."""
    words = ["--enablerepo=" + name for name in task.enablerepo or []]
    words += ["--disablerepo=" + name for name in task.disablerepo or []]
    words += ["--exclude=" + name for name in task.exclude or []]
    words += ["--enableplugin=" + name for name in task.enable_plugin or []]
    words += ["--disableplugin=" + name for name in task.disable_plugin or []]
    words += given(task, "--disableexcludes", "disable_excludes") + given(task, "--config", "conf_file")
    words += given(task, "--releasever", "releasever")
    words += ["--installroot=" + task.installroot] if task.installroot != "/" else []
    words += ["--refresh"] if task.update_cache and task.program != "yum" else []
    words += ["-C"] if task.cacheonly else []
    words += [] if task.sslverify and task.validate_certs else ["--setopt=sslverify=False"]
    words += ["--nogpgcheck"] if task.disable_gpg_check else []
    words += ["--skip-broken"] if task.skip_broken else []
    if task.program == "yum":
        return words
    best = task.best if task.best is not None else None if task.nobest is None else not task.nobest
    words += [] if best is None else ["--best" if best else "--nobest"]
    words += ["--allowerasing"] if task.allowerasing else []
    words += [] if task.install_weak_deps else ["--setopt=install_weak_deps=False"]
    keep = task.state in ("absent", "removed") and not task.autoremove
    return words + (["--setopt=clean_requirements_on_remove=False"] if keep else [])


def given(task, option, name):
    """The option with the value of an argument, if it has one."""
    value = getattr(task, name)
    return [] if value is None else ["%s=%s" % (option, value)]


def kinds(task):
    """Of which kinds of updates only."""
    return (["--security"] if task.security else []) + (["--bugfix"] if task.bugfix else [])


def verbs(task, names, installed):
    """[[verb, name, ...], ...] that bring what the arguments ask for."""
    state = {"installed": "present", "removed": "absent"}.get(task.state, task.state)
    if state == "absent":
        return [["remove"] + names if names else ["autoremove"]]
    upgrade = "update" if task.program == "yum" else "upgrade"
    if names == ["*"]:
        return [[upgrade] + kinds(task)]
    if state != "latest":
        return [["install"] + names]
    there = [name for name in names if name in installed]
    new = [] if task.update_only else [name for name in names if name not in installed]
    return ([["install"] + new] if new else []) + ([[upgrade] + kinds(task) + there] if there else [])
