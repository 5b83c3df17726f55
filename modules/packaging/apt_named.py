"""What a task's names of packages come to: what is there, and what should be; `task` is the module's."""

from ..core.failure import Missing
from . import apt_query, apt_words
from .spec import parse, satisfies


def inspect_named(task, system, current):
    """Each named package; `wanted` is what it should be."""
    given = [parse(text) for text in task.name if text.strip()]
    if task.state == "build-dep":
        current["build-dep"] = task.name
        if not task.refresh:
            words = apt_words.install(task, list(task.name), "build-dep")
            current["build-dep"] = apt_query.pending(system, apt_query.rehearse(system, words))
        return
    specs = [spec for one in given for spec in apt_query.expand(system, one, task.state)]
    if task.state == "absent":
        inspect_absent(task, system, specs, current)
        return
    for spec in specs:
        current[spec.name] = system.package(spec.name)
    open_ = [spec for spec in specs if task.state == "latest" or not satisfies(system, spec, current[spec.name])]
    open_ = [spec for spec in open_ if not (task.only_upgrade and current[spec.name] is None)]
    resolve(task, system, open_, current)
    for spec in specs:
        if current[spec.name] is not None and spec.name not in unsatisfied_names(task):
            automatic = apt_query.is_automatic(system, spec.name)
            current[spec.name + " (mark)"] = "automatic" if automatic else "manual"
            task.wanted[spec.name + " (mark)"] = "manual"


def unsatisfied_names(task):
    """The names of packages that are to be installed."""
    return {spec.name for spec in task.unsatisfied}


def resolve(task, system, specs, current):
    """Find out what would be installed for specs; Missing if there is nothing of the kind."""
    if not specs:
        return
    known = apt_query.policy(system, [spec.name for spec in specs], task.default_release)
    for spec in specs:
        best = apt_query.candidate(system, spec, known)
        installed = current[spec.name]
        if installed is not None and best in (None, installed) and satisfies(system, spec, installed):
            continue  # state=latest, and there is nothing newer
        if best is None and is_provided(task, system, spec, known, current):
            continue
        task.unsatisfied.append(spec)
        task.wanted[spec.name] = best if best is not None else "present"


def is_provided(task, system, spec, known, current):
    """Whether an installed package stands for a virtual one; Missing if none could."""
    found = apt_query.providers(system, spec.name) if spec.operator is None and current[spec.name] is None else []
    for provider in found:
        if system.package(provider) is not None:
            current[spec.name] = "%s %s" % (provider, system.package(provider))
            return True
    if not found and not task.refresh:
        what = "no available installation candidate for %s" if known.get(spec.name) else \
            "No package matching '%s' is available"
        raise Missing((what + "; if the package lists are old, set update_cache") % spec.asked)
    return False


def inspect_absent(task, system, specs, current):
    """Packages that are to go."""
    for spec in specs:
        version = system.package(spec.name)
        if satisfies(system, spec, version):
            current[spec.name] = version
            task.unsatisfied.append(spec)
        elif task.purge and version is None and apt_query.has_leftovers(system, spec.name):
            current[spec.name] = "settings only"
            task.unsatisfied.append(spec)
        task.wanted[spec.name] = None
