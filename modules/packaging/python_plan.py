"""What is to change in a Python environment: from pip's own report, or where pip has none, from names and versions."""

from ..sources.git import without_password
from .python_environment import same_origin
from .python_names import exact, is_met

# The version of what an earlier task of a check brings into an environment that is not there yet.
TO_COME = "to come"


def key_of(wanted):
    """Under which name a change is shown."""
    return wanted.name or without_password(wanted.text)


def from_names(packages, asked, latest=False):
    """{name: text} of what is not as asked for."""
    plan = {}
    for wanted in asked:
        version = packages.get(key_of(wanted))
        if version != TO_COME and not (wanted.plain and is_met(wanted, version)):
            plan[key_of(wanted)] = exact(wanted.specifier) if wanted.plain and exact(wanted.specifier) else (
                wanted.specifier or ("latest" if latest else "installed"))
    return plan


def brought(packages, plan):
    """The packages when the plan is done, as far as that can be told."""
    found = dict(packages)
    for name, text in plan.items():
        if text is None:
            found.pop(name, None)
        else:
            found[name] = text.partition(", anew")[0] if text[:1].isdigit() else TO_COME
    return found


def from_report(system, environment, packages, items, done):
    """{name: text} of what pip would install; when it has, what it would install again and again is left out."""
    plan, origins = {}, None
    for item in items:
        name, version, info = environment.told(item)
        direct = bool(item.get("is_direct"))
        if done and environment.anew:
            continue
        if packages.get(name) != version:
            plan[name] = version
        elif direct or environment.anew:
            if direct and not environment.anew and origins is None:
                origins = environment.origins(system)
            if not done and not (origins is not None and same_origin(info, origins.get(name, {}))):
                plan[name] = "%s, anew%s" % (version, " from " + without_password(info["url"]) if direct else "")
    return plan


def differences(before, after):
    """{name: (old, new)} of two listings."""
    return {name: (before.get(name), after.get(name)) for name in sorted(set(before) | set(after))
            if before.get(name) != after.get(name)}
