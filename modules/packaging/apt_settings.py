"""Settings of apt that a check has drawn: a rehearsal by apt itself cannot know of them."""

import re

from ..core.failure import Unknown

# What decides which versions apt takes, and what it does with them.
PLACES = ("/etc/apt/preferences", "/etc/apt/preferences.d", "/etc/apt/apt.conf", "/etc/apt/apt.conf.d")
# What is read by those that run apt at their times, and not by apt.
OTHERS = re.compile(r"(#clear )?(APT::Periodic|Unattended-Upgrade)(::|\s*\{)")


def insist(system):
    """Unknown if a rehearsal would not take into account what an earlier task of a check has drawn."""
    for place in PLACES:
        drawn = system.drawn(place)
        if drawn > 0 and drawn > sum(1 for path in system.glob(place + "/*") if is_drawn_for_others(system, path)):
            raise Unknown("new settings of apt in " + place)


def is_drawn_for_others(system, path):
    """Whether a drawn file has nothing in it that apt itself reads."""
    return system.drawn(path) == 1 and is_for_others(system.text(path))


def is_for_others(text):
    """Whether each statement is for those that run apt at their times."""
    depth = 0
    for line in text.splitlines():
        line = re.sub(r"(//|#(?!clear |include )).*", "", line).strip()
        if line and depth == 0 and not OTHERS.match(line):
            return False
        depth += line.count("{") - line.count("}")
    return True
