"""What the kernel was started with."""

from .files import content


def collect(system, setting):
    """cmdline, in which the last of several values wins, and proc_cmdline, which has them all."""
    text = content(system, "/proc/cmdline")
    if text is None:
        return {}
    last, every = {}, {}
    for word in words(text):
        name, equals, value = word.partition("=")
        last[name] = value if equals else True
        if not equals or name not in every:
            every[name] = last[name]
        else:
            every[name] = (every[name] if isinstance(every[name], list) else [every[name]]) + [value]
    return {"cmdline": last, "proc_cmdline": every}


def words(text):
    """The words; quotes keep spaces and stay."""
    if "'" not in text and '"' not in text:
        return text.split()
    from shlex import split
    try:
        return split(text, posix=False)
    except ValueError:
        return []
