"""Running apt-get and dpkg for what differs; `task` is the module's, which knows what is `unsatisfied`."""

from ..core.failure import Failure
from ..core.foretold import Foretold
from . import apt_query, apt_words

ENVIRONMENT = {"DEBIAN_FRONTEND": "noninteractive", "DEBIAN_PRIORITY": "critical"}
MARK = " (mark)"


def change(task, system, diff):
    """Run apt-get for what differs."""
    if "upgrade" in diff:
        get(task, system, apt_words.upgrade(task, task.mode))
    if "build-dep" in diff:
        get(task, system, apt_words.install(task, list(task.name), "build-dep"))
    files = {name: task.files[name] for name in diff if name in getattr(task, "files", {})}
    if files:
        install_files(task, system, files, diff)
    if task.unsatisfied and task.state == "absent":
        get(task, system, apt_words.remove(task, [spec.name for spec in task.unsatisfied]))
    elif task.unsatisfied:
        get(task, system, apt_words.install(task, [word(task, spec) for spec in task.unsatisfied]))
    marks = sorted(name[:-len(MARK)] for name in diff if name.endswith(MARK))
    if marks:
        system.run(["apt-mark", "manual"] + marks, brings={("automatic", name): False for name in marks})
    if "autoclean" in diff:
        task.output = system.run(["apt-get", "-y"] + apt_words.lock(task) + ["autoclean"],
                                 brings={("obsolete", "apt"): []}, settings=ENVIRONMENT)
    if "autoremove" in diff:
        get(task, system, apt_words.autoremove(task))


def install_files(task, system, files, diff):
    """Install package files ({name: path}): what they need with apt-get, then they themselves with dpkg."""
    for name, path in sorted(files.items()):
        newer = diff[name][0] is not None and system.query(
            ["dpkg", "--compare-versions", diff[name][0], "gt", diff[name][1]]).rc == 0
        if newer and not (task.allow_downgrade or task.force):
            raise Failure("%s %s is installed, newer than that of %s: set allow_downgrade" % (
                name, diff[name][0], path))
    steps = apt_query.rehearse(system, ["--allow-downgrades"] + apt_words.install(task, sorted(files.values())))
    needed = [name for step, name, _ in steps if step == "Inst" and name.partition(":")[0] not in files]
    if needed:
        get(task, system, apt_words.install(task, needed))
    options = ["--" + option.strip() for option in task.dpkg_options.split(",")]
    task.output = system.run(
        ["dpkg"] + options + (["--force-all"] if task.force else []) + ["-i"] + sorted(files.values()),
        settings=ENVIRONMENT, brings={("package", name): diff[name][1] for name in files})


def word(task, spec):
    """How apt-get is told of a package."""
    if spec.operator is not None:
        return "%s=%s" % (spec.name, task.wanted[spec.name])
    return spec.name if spec.release is None else "%s/%s" % (spec.name, spec.release)


def get(task, system, words):
    """Run apt-get; what it would do is foretold by a rehearsal."""
    task.output = system.run(["apt-get", "-y"] + words, settings=ENVIRONMENT,
                             brings=Foretold(lambda: foretell(task, system, words)))


def foretell(task, system, words):
    """What apt-get brings."""
    brings = apt_query.foretell(apt_query.rehearse(system, words), task.purge)
    if task.state != "absent":
        brings.update({("automatic", spec.name): False for spec in task.unsatisfied})
    elif task.purge:
        brings.update({("leftovers", spec.name): False for spec in task.unsatisfied})
    return brings
