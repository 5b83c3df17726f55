"""The alternatives of a name, as update-alternatives displays them, and what its commands make of them."""

import re

MODE = re.compile(r"\s-\s(?:status\sis\s)?(\w*)(?:\smode|\.)$", re.MULTILINE)
CURRENT = re.compile(r"^\s*link currently points to (.*)$", re.MULTILINE)
LINK = re.compile(r"^\s*link \S+ is (.*)$", re.MULTILINE)
FOLLOWER_LINK = re.compile(r"^\s*(?:slave|follower) (\S+) is (.*)$", re.MULTILINE)
CHOICE = re.compile(r"^(/.*)\s-\s(?:family\s(\S+)\s)?priority\s(-?\d+)((?:\n\s+(?:slave|follower) .*)*)", re.MULTILINE)
FOLLOWER = re.compile(r"^\s+(?:slave|follower) (.*): (.*)$", re.MULTILINE)
NOTHING = {"mode": None, "current": None, "link": None, "choices": {}}


def displayed(text, links):
    """{mode, current, link, choices: {path: {priority, family, followers}}} of what --display prints.

    Followers are texts `name link path`; `links` are those of names that the display does not tell.
    """
    links = dict(links, **dict(FOLLOWER_LINK.findall(text)))
    choices = {path: {"priority": int(priority), "family": family or None, "followers": sorted(
        "%s %s %s" % (name, links.get(name), target) for name, target in FOLLOWER.findall(rest) if target != "(null)")}
        for path, family, priority, rest in CHOICE.findall(text)}
    return {"mode": first(MODE, text), "current": first(CURRENT, text), "link": first(LINK, text), "choices": choices}


def first(pattern, text):
    """The first group of the first match, or None."""
    found = pattern.search(text)
    return None if found is None else found.group(1)


def settled(found):
    """The same in automatic mode if nothing is chosen any more, and then with the choice of the highest priority."""
    choices = found["choices"]
    mode = "auto" if found["mode"] is None or found["current"] not in choices else found["mode"]
    if not choices:
        return NOTHING
    best = max(choices, key=lambda path: choices[path]["priority"])
    return dict(found, mode=mode, current=best if mode == "auto" else found["current"])


def installed(found, path, link, choice):
    """After --install."""
    return settled(dict(found, link=link, choices=dict(found["choices"], **{path: choice})))


def removed(found, path):
    """After --remove."""
    return settled(dict(found, choices={other: told for other, told in found["choices"].items() if other != path}))
