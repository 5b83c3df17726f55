"""Name servers and search domains."""

from .files import lines


def collect(system, setting):
    """dns, from /etc/resolv.conf."""
    facts = {}
    for line in lines(system, "/etc/resolv.conf"):
        words = line.split()
        if not words or line[0] in "#;":
            continue
        keyword, values = words[0], words[1:]
        if keyword == "nameserver":
            facts.setdefault("nameservers", []).extend(values)
        elif keyword == "domain" and values:
            facts["domain"] = values[0]
        elif keyword in ("search", "sortlist"):
            facts[keyword] = values
        elif keyword == "options":
            pairs = (value.partition(":") for value in values)
            facts["options"] = {name: value or True for name, _, value in pairs}
    return {"dns": facts}
