"""The text of /etc/fstab: the entry of a mount point is put in, found, taken out."""

from collections import namedtuple

ESCAPED = (("\\", "\\134"), (" ", "\\040"), ("&", "\\046"))
HIDDEN = "(not shown)"

# `line` is the entry's text without its newline; `source`, `point` and so on its fields, escaped as they stand there.
Entry = namedtuple("Entry", "line source point type options dump passno")


def escape(field):
    """A field as fstab(5) has it; what is escaped, and what is not, is what Ansible's module does."""
    for character, code in ESCAPED:
        field = field.replace(character, code)
    return field


def entry(source, point, fstype, options, dump, passno):
    """The Entry of fields as a playbook says them."""
    fields = [escape(field) for field in (source or "", point, fstype or "", options, dump, passno)]
    return Entry(" ".join(fields), *fields)


def parse(line):
    """The Entry of a line; None of blank lines, comments and what is no entry."""
    fields = line.split("#")[0].split()
    if line.strip().startswith("#") or len(fields) not in (4, 5, 6):
        return None
    # Fields that are left out are no text, so that they differ from any that is asked for.
    return Entry(line, *(fields + [None, None])[:6])


def split(text):
    """The lines of a text, without their newlines."""
    return text.split("\n")[:-1] if text.endswith("\n") else text.split("\n") if text else []


def matches(found, wanted, source):
    """Whether an entry is that of the wanted one's mount point; of swap, which has none, that of the source."""
    if found is None or found.point != wanted.point:
        return False
    return not (source is not None and found.point == "none" and found.type == "swap" and found.source != source)


def entries(text, wanted, source):
    """The lines of the mount point."""
    return [found.line for found in map(parse, split(text)) if matches(found, wanted, source)]


def with_entry(text, wanted, source):
    """The text with the entry: in the place of the one that is there, or below all others."""
    lines, exists, changed = [], False, False
    for line in split(text):
        found = parse(line)
        if not matches(found, wanted, source):
            lines.append(line)
            continue
        exists = True
        changed = changed or found[1:] != wanted[1:]
        lines.append(wanted.line if changed else line)
    if not exists:
        lines.append(wanted.line)
    return "".join(line + "\n" for line in lines) if changed or not exists else text


def without_entry(text, wanted, source):
    """The text without the entries of the mount point."""
    return "".join(line + "\n" for line in split(text) if not matches(parse(line), wanted, source))


def hidden(line, wanted):
    """An entry's line with its options hidden, and whether they are the wanted ones."""
    found = parse(line)
    told = HIDDEN if found.options == wanted.options else HIDDEN[:-1] + ", and other)"
    return " ".join([found.source, found.point, found.type, told, found.dump or "", found.passno or ""]).rstrip()
