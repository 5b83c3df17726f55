"""Rules of ufw: the command that adds or deletes one, and those that its files, or a dry run of it, list."""

import re

TUPLE = "### tuple ### "
# Where ufw keeps rules: of these paths that which its release has, for IPv4 and IPv6.
FILES = {"v4": ("/etc/ufw/user.rules", "/lib/ufw/user.rules", "/var/lib/ufw/user.rules"),
         "v6": ("/etc/ufw/user6.rules", "/lib/ufw/user6.rules", "/var/lib/ufw/user6.rules")}
NUMBERED = re.compile(r"^\[ *([0-9]+)\] ")
WORDS = (("from_ip", "from"), ("from_port", "port"), ("to_ip", "to"), ("to_port", "port"), ("proto", "proto"),
         ("name", "app"), ("comment", "comment"))


def listed(system):
    """{family: rules} of ufw's files."""
    found = {}
    for family, paths in FILES.items():
        path = next((path for path in paths if system.stat(path) is not None), None)
        found[family] = rules_of(system.text(path).splitlines()) if path is not None else []
    return found


def rules_of(lines):
    """The rules among these lines, in ufw's own words but for the comment, which is readable."""
    return [readable(line[len(TUPLE):].strip()) for line in lines if line.startswith(TUPLE)]


def readable(rule):
    """A rule with its comment, which ufw keeps in hexadecimal, as text."""
    words, mark, comment = rule.partition(" comment=")
    try:
        return words + mark + (bytes.fromhex(comment).decode("utf-8") if mark else "")
    except ValueError:
        return rule


def foretold(output):
    """{family: rules} of what a dry run says that ufw's files would list; of a family that stays nothing."""
    found, block = {}, []
    for line in output.splitlines():
        block = [] if line.strip() == "*filter" else block + [line]
        if line.strip() == "COMMIT":
            family = "v6" if any(word.startswith(":ufw6-") for word in block) else "v4"
            found[family] = rules_of(block)
    return found


def differences(before, after):
    """{rule: whether it will be there} of the rules that come and go."""
    found = {}
    for family, rules in after.items():
        found.update({"%s (%s)" % (rule, family): None for rule in before[family] if rule not in rules})
        found.update({"%s (%s)" % (rule, family): "listed" for rule in rules if rule not in before[family]})
    return found


def words(module, position):
    """The words behind ufw that make or delete the module's rule; `position` is the number of an insert, or None."""
    found = ["route"] * module.route + ["delete"] * module.delete
    found += [] if position is None else ["insert", str(position)]
    found.append(module.rule)
    found += [module.direction] if module.direction else []
    found += ["on", module.interface] if module.interface else []
    found += ["in", "on", module.interface_in] if module.interface_in else []
    found += ["out", "on", module.interface_out] if module.interface_out else []
    found += ["log"] * module.log
    for param, word in WORDS:
        value = getattr(module, param)
        found += [word, value] if value else []
    return found


def position(system, number, relative):
    """The place of an insert as ufw counts; None where that is behind the last rule, which ufw does not take."""
    if relative == "zero":
        return number
    lines = system.query(["ufw", "status", "numbered"]).stdout.splitlines()
    rules = [(int(NUMBERED.match(line).group(1)), "(v6)" in line) for line in lines if NUMBERED.match(line)]
    last = max([place for place, _ in rules] or [0])
    older = max([place for place, newer in rules if not newer] or [0])
    start = {"first-ipv4": 1, "last-ipv4": older or 1, "first-ipv6": older + 1,
             "last-ipv6": last if any(newer for _, newer in rules) else last + 1}[relative]
    return number + start if number + start <= last else None
