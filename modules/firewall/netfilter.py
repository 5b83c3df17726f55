"""Rules of iptables: the words that match and do what a task's arguments say."""

from ..core.param import FALSE, TRUE

ICMP = {"ipv4": "--icmp-type", "ipv6": "--icmpv6-type"}
# Params of a rule that stand behind one word of iptables.
PLAIN = ("protocol", "source", "destination", "jump", "gateway", "log_prefix", "to_destination", "to_source", "goto",
         "in_interface", "out_interface", "fragment", "set_counters", "source_port", "destination_port", "to_ports",
         "set_dscp_mark", "set_dscp_mark_class", "comment", "src_range", "dst_range", "match_set", "limit",
         "limit_burst", "uid_owner", "gid_owner", "reject_with", "icmp_type")


def rule(module, version, jump, counters=None):
    """The words of the module's rule for ipv4 or ipv6, with counters where it is made anew; none if there is no rule.

    What stands where is as in Ansible's module: rules that it has made are found again by the same words.
    """
    found = option("-p", module.protocol) + option("-s", module.source) + option("-d", module.destination)
    for name in module.match:
        found += option("-m", name)
    if module.tcp_flags:
        found += ["--tcp-flags", ",".join(module.tcp_flags["flags"]), ",".join(module.tcp_flags["flags_set"])]
    found += option("-j", jump) + option("--gateway", module.gateway)
    found += option("--log-prefix", module.log_prefix) + option("--log-level", module.log_level)
    found += option("--to-destination", module.to_destination)
    if module.destination_ports:
        found += ["-m", "multiport", "--dports", ",".join(module.destination_ports)]
    found += option("--to-source", module.to_source) + option("-g", module.goto)
    found += option("-i", module.in_interface) + option("-o", module.out_interface)
    found += fragments(module.fragment) + option("-c", counters)
    found += option("--source-port", module.source_port) + option("--destination-port", module.destination_port)
    found += option("--to-ports", module.to_ports)
    found += option("--set-dscp", module.set_dscp_mark) + option("--set-dscp-class", module.set_dscp_mark_class)
    found += {"ignore": [], "match": ["--syn"], "negate": ["!", "--syn"]}[module.syn]
    return found + extensions(module) + refusal(module, jump) + option(ICMP[version], module.icmp_type) + (
        ["-m", "comment"] + option("--comment", module.comment) if module.comment else [])


def extensions(module):
    """The words about state, ranges of addresses, sets, rates and owners, each with its match."""
    found = []
    if module.ctstate:
        word = "--state" if "state" in module.match and "conntrack" not in module.match else "--ctstate"
        found += brought(module, "conntrack", word == "--ctstate") + [word, ",".join(module.ctstate)]
    if module.src_range or module.dst_range:
        found += brought(module, "iprange") + option("--src-range", module.src_range)
        found += option("--dst-range", module.dst_range)
    if module.match_set:
        found += brought(module, "set") + option("--match-set", module.match_set) + [module.match_set_flags]
    if module.limit or module.limit_burst:
        found += ["-m", "limit"] + option("--limit", module.limit) + option("--limit-burst", module.limit_burst)
    for owner, word in ((module.uid_owner, "--uid-owner"), (module.gid_owner, "--gid-owner")):
        found += ["-m", "owner"] + option(word, owner) if owner else []
    return found


def brought(module, match, needed=True):
    """The words that bring a match, unless the arguments have done so."""
    return ["-m", match] if needed and match not in module.match else []


def refusal(module, jump):
    """The words about how a packet is refused; without a target it is REJECT."""
    if not module.reject_with:
        return []
    return ([] if jump else ["-j", "REJECT"]) + ["--reject-with", module.reject_with]


def option(word, value):
    """A word and its value, or none without a value; a value behind ! is what must not be."""
    if not value:
        return []
    return ["!", word, value[1:].strip()] if value.startswith("!") else [word, value]


def fragments(value):
    """The word about fragments: the second and further ones, or with ! all that is not."""
    if value is None or value.lower() in FALSE:
        return []
    return ["!", "-f"] if value.startswith("!") else ["-f"]


def problems(values):
    """What is wrong with the arguments of a rule taken together."""
    given = {name for name, value in values.items() if value not in (None, False, [], {}, "ignore")}
    found = ["%s is empty: leave it out" % name for name in PLAIN if values.get(name) == ""]
    if {"set_dscp_mark", "set_dscp_mark_class"} <= given:
        found.append("set_dscp_mark and set_dscp_mark_class do not go together")
    jump = values.get("jump")
    known = jump is not None and "{{" not in jump
    for name in ("set_dscp_mark", "set_dscp_mark_class"):
        if name in given and (jump is None or (known and jump.lower() != "dscp")):
            found.append("%s goes with jump: DSCP" % name)
    if known and jump.lower() == "tee" and "gateway" not in given:
        found.append("jump: TEE needs gateway")
    if "gateway" in given and (jump is None or (known and jump.lower() != "tee")):
        found.append("gateway goes with jump: TEE")
    if known and jump != "LOG" and {"log_prefix", "log_level"} & given:
        found.append("Logging options can only be used with the LOG jump target.")
    if ("match_set" in given) != ("match_set_flags" in given):
        found.append("match_set and match_set_flags go together")
    flags = values.get("tcp_flags")
    if isinstance(flags, dict) and flags and not all(
            isinstance(flags.get(name), list) for name in ("flags", "flags_set")):
        found.append("tcp_flags has two lists: flags, and flags_set")
    fragment = values.get("fragment")
    if fragment and "{{" not in fragment and not fragment.startswith("!") and fragment.lower() not in TRUE | FALSE:
        found.append("fragment is true, or ! for what is no later fragment")
    return found
