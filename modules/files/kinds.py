"""The kinds of files in the words of a task."""


def shown(stat):
    """The kind of a Stat in the words of `state`."""
    return stat.kind if stat.kind in ("directory", "link") else "file"
