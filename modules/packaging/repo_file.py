"""Files of dnf's and yum's repositories: sections of `option = value`, edited without touching the others."""

import re

SECTION = re.compile(r"^\[(.+)\]\s*$")


def section(text, name):
    """{option: value} of a section, a value of several lines with a line break between them; {} if there is none."""
    found, option = {}, None
    for line in part(text, name)[1].split("\n")[1:]:
        if not line.strip():
            option = None
        elif line[0] in "#;":
            continue
        elif line[0] in " \t" and option is not None:
            found[option] += "\n" + line.strip()
        elif "=" in line or ":" in line:
            option, _, value = line.partition("=" if "=" in line else ":")
            option = option.strip().lower()
            found[option] = value.strip()
    return found


def part(text, name):
    """(what stands before a section, the section, what stands behind it); the section is "" if there is none."""
    before, inside, after, where = [], [], [], 0
    for line in text.splitlines(True):
        found = SECTION.match(line)
        if found is not None:
            where = 1 if found.group(1).strip() == name and where != 1 else 2 if where else 0
        (before, inside, after)[where].append(line)
    return "".join(before), "".join(inside), "".join(after)


def edited(text, name, options):
    """The text with a section of these options (None: without it), in its place or at the end."""
    before, inside, after = part(text, name)
    if options is None:
        return before + after
    lines = ["[%s]\n" % name] + ["%s = %s\n" % (option, options[option].replace("\n", "\n\t"))
                                 for option in sorted(options)]
    gap = "\n" if not inside and before.strip() and not before.endswith("\n\n") else ""
    before += "" if before.endswith("\n") or not before else "\n"
    return before + gap + "".join(lines) + "\n" + after
