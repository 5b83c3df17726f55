"""Files of kernel parameters as sysctl(8) and systemd-sysctl read them: lines of `name = value`."""

from ..core.kernel import plain, record_name, running_value
from ..core.param import FALSE, TRUE


def spelled(value):
    """A value as it is written: words for yes and no are 1 and 0."""
    word = value.lower()
    return "1" if word in TRUE - {"1.0"} else "0" if word in FALSE - {"0.0"} else value.strip()


def pair(line):
    """(name, value) of a line that sets something, else None."""
    line = line.strip()
    if not line or line[0] in "#;" or "=" not in line:
        return None
    name, _, value = line.partition("=")
    return name.strip(), value.strip()


def file_values(lines):
    """{name: value} of the lines of a file; the last line for a name wins."""
    return dict(found for found in map(pair, lines) if found is not None)


def edited(lines, key, value):
    """The text of the file with this value (None: without the parameter), every parameter once, at its first place."""
    kept, seen = [], set()
    for line in lines:
        found = pair(line)
        if found is None:
            kept.append(line.strip())
        elif found[0] not in seen:
            seen.add(found[0])
            if found[0] != key:
                kept.append("%s=%s" % found)
            elif value is not None:
                kept.append("%s=%s" % (key, value))
    if key not in seen and value is not None:
        kept.append("%s=%s" % (key, value))
    return "".join(line + "\n" for line in kept)


def loaded(system, text):
    """What `sysctl -p` of a file brings: of the parameters that the kernel has, the values of the file."""
    values = file_values(text.splitlines())
    return {("sysctl", record_name(name.lstrip("-"))): plain(value) for name, value in values.items()
            if running_value(system, name.lstrip("-")) is not None}
