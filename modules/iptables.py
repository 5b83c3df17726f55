"""The module `iptables`."""

from .core.failure import Failure, Missing
from .core.module import Module
from .core.param import Param
from .firewall import netfilter
from .firewall.chains import Chain

LEVELS = ("0", "1", "2", "3", "4", "5", "6", "7", "emerg", "alert", "crit", "error", "warning", "notice", "info",
          "debug")


class Iptables(Module):
    """One rule of the kernel's packet filter, a chain, or a chain's policy: as it runs, not as a boot loads it."""

    exclusive = ("iptables",)
    example = """
- name: the web may come in
  iptables:
    chain: INPUT
    protocol: tcp
    destination_ports: ["80", "443"]
    ctstate: NEW
    jump: ACCEPT
    comment: web

- name: what no rule speaks of stays out
  iptables:
    chain: INPUT
    policy: DROP
"""
    table = Param(str, "the table", default="filter", choices=("filter", "nat", "mangle", "raw", "security"))
    chain = Param(str, "the chain: INPUT, FORWARD, OUTPUT, …, or one of your own; a flush without it is of all chains")
    state = Param(str, "whether the rule, or without a rule the chain, is there", default="present",
                  choices=("absent", "present"))
    action = Param(str, "where a new rule goes: last, or first", default="append", choices=("append", "insert"))
    rule_num = Param(str, "number that an inserted rule gets; without it 1")
    ip_version = Param(str, "which packets", default="ipv4", choices=("ipv4", "ipv6", "both"))
    chain_management = Param(bool, "without a rule: make or delete the chain itself", default=False)
    flush = Param(bool, "no rule is left in the chain", default=False)
    policy = Param(str, "what becomes of packets that no rule of a chain of the kernel's takes",
                   choices=("ACCEPT", "DROP", "QUEUE", "RETURN"))
    wait = Param(str, "seconds to wait for another program that changes rules")
    numeric = Param(bool, "taken for compatibility: no name is ever looked up to list rules", default=False)
    protocol = Param(str, "protocol; ! before it, as before most other values, means any other")
    source = Param(str, "where a packet comes from: address, network or name")
    destination = Param(str, "where it goes to")
    match = Param(list, "matches of iptables-extensions(8) to use", elements=str, default=[])
    tcp_flags = Param(dict, "flags: those to look at; flags_set: of them those that are set")
    syn = Param(str, "packets that open a connection: match only these, or all others", default="ignore",
                choices=("ignore", "match", "negate"))
    jump = Param(str, "what is done: ACCEPT, DROP, …, or a chain of your own")
    goto = Param(str, "as jump, without coming back")
    gateway = Param(str, "of jump TEE: who gets the copy")
    log_prefix = Param(str, "of jump LOG: text before each line")
    log_level = Param(str, "of jump LOG: level of syslog", choices=LEVELS)
    in_interface = Param(str, "interface that it comes in by")
    out_interface = Param(str, "interface that it leaves by")
    fragment = Param(str, "true: only second and further fragments; !: all but these")
    set_counters = Param(str, "packets and bytes that a new rule begins with: 10,2000")
    source_port = Param(str, "port there, or first:last")
    destination_port = Param(str, "port there, or first:last")
    destination_ports = Param(list, "several of them, up to 15", elements=str, default=[])
    to_ports = Param(str, "of REDIRECT and MASQUERADE: port, or first-last")
    to_destination = Param(str, "of jump DNAT: the new destination")
    to_source = Param(str, "of jump SNAT: the new source")
    set_dscp_mark = Param(str, "of jump DSCP: number")
    set_dscp_mark_class = Param(str, "of jump DSCP: class")
    comment = Param(str, "comment of the rule")
    ctstate = Param(list, "states of the connection: NEW, ESTABLISHED, RELATED, …", elements=str, default=[])
    src_range = Param(str, "first-last of the addresses that it comes from")
    dst_range = Param(str, "first-last of the addresses that it goes to")
    match_set = Param(str, "name of a set of ipset(8)")
    match_set_flags = Param(str, "which of a packet's addresses are looked for in the set",
                            choices=("src", "dst", "src,dst", "dst,src", "src,src", "dst,dst"))
    limit = Param(str, "how often at most: 5/minute")
    limit_burst = Param(str, "how many before limit counts")
    uid_owner = Param(str, "user whose process sends it")
    gid_owner = Param(str, "group whose process sends it")
    reject_with = Param(str, "of jump REJECT: what is answered")
    icmp_type = Param(str, "type of the message of ICMP")

    @classmethod
    def problems(cls, values):
        """Arguments that do not go together."""
        found = netfilter.problems(values)
        if values.get("flush") and values.get("policy"):
            found.append("flush and policy do not go together")
        if not values.get("chain") and values.get("flush") in (None, False):
            found.append("needs the argument chain")
        if values.get("rule_num") and values.get("action") in (None, "append"):
            found.append("rule_num goes with action: insert")
        return found

    @classmethod
    def provides(cls, values):
        """The chain."""
        return [("chain", values.get("chain"))] if values.get("chain_management") else []

    @classmethod
    def requires(cls, values):
        """The program, and the chains that a rule is in and leads to."""
        chains = [] if values.get("chain_management") else [values.get(name) for name in ("chain", "jump", "goto")]
        return [("package", "iptables")] + [("chain", chain) for chain in chains if chain]

    def chains(self):
        """(ipv4 or ipv6, Chain) of each that the arguments speak of."""
        versions = ("ipv4", "ipv6") if self.ip_version == "both" else (self.ip_version,)
        return [(version, Chain(version, self.table, self.chain, self.wait)) for version in versions]

    def words(self, version, counters=None):
        """The words of the rule."""
        jump = self.jump or ("LOG" if self.log_prefix or self.log_level else None)
        return netfilter.rule(self, version, jump, counters)

    def about(self):
        """Which of the four the arguments speak of."""
        if self.flush:
            return "rules"
        if self.policy is not None:
            return "policy"
        return "rule" if self.words("ipv4") else "chain"

    def inspect(self, system):
        """The rule, the chain, its policy or its rules, for each version."""
        look = {"rules": self.see_rules, "policy": self.see_policy, "rule": self.see_rule, "chain": self.see_chain}
        return {"%s %s" % (version, self.about()): look[self.about()](system, version, chain)
                for version, chain in self.chains()}

    def see_rules(self, system, version, chain):
        """All rules."""
        found = chain.rules(system)
        if found is None:
            raise Missing("there is no chain %s in the table %s" % (self.chain, self.table))
        return found

    def see_policy(self, system, version, chain):
        """The policy."""
        found = chain.policy(system)
        if found is None:
            raise Failure("Can't detect current policy: %s is no chain of the kernel's in the table %s" % (
                self.chain, self.table))
        return found

    def see_rule(self, system, version, chain):
        """The rule's words if it is there."""
        words = self.words(version)
        try:
            found = chain.has(system, words, (self.jump, self.goto))
        except Missing:
            if self.state == "present":
                raise
            found = False  # what cannot be said is not there
        return " ".join(words) if found else None

    def see_chain(self, system, version, chain):
        """The chain's name if it is there."""
        found = chain.there(system)
        if found != (self.state == "present") and not self.chain_management:
            raise Failure("the chain %s is %s; chain_management: true lets it be %s" % (
                (self.chain, "there", "deleted") if found else (self.chain, "not there", "made")))
        return self.chain if found else None

    def desired(self, current):
        """What is asked for."""
        wanted = {}
        for version, _ in self.chains():
            value = {"rules": [], "policy": self.policy, "rule": " ".join(self.words(version)), "chain": self.chain}
            there = self.state == "present" or self.about() in ("rules", "policy")
            wanted["%s %s" % (version, self.about())] = value[self.about()] if there else None
        return wanted

    def apply(self, system, diff):
        """Let iptables do it, for each version where it is due."""
        act = {"rules": self.flush_chain, "policy": self.set_policy, "rule": self.set_rule, "chain": self.set_chain}
        for version, chain in self.chains():
            if "%s %s" % (version, self.about()) in diff:
                act[self.about()](system, version, chain)

    def flush_chain(self, system, version, chain):
        """Remove all rules."""
        system.run(chain.argv("-F", *chain.waiting(system)), brings=chain.emptied(system))

    def set_policy(self, system, version, chain):
        """Set the policy."""
        words = [self.policy] + chain.waiting(system)
        system.run(chain.argv("-P", *words), brings=chain.brings(system, policy=self.policy))

    def set_chain(self, system, version, chain):
        """Make or delete the chain."""
        make = self.state == "present"
        system.run(chain.argv("-N" if make else "-X", *chain.waiting(system)),
                   brings=chain.brings(system, there=make, flushed=True, added=[], removed=[]))

    def set_rule(self, system, version, chain):
        """Add or delete the rule."""
        words, drawn, add = self.words(version), chain.drawn(system), self.state == "present"
        text, words = " ".join(words), self.words(version, self.set_counters if add else None)
        verb = "-D" if not add else "-I" if self.action == "insert" else "-A"
        place = [self.rule_num] if verb == "-I" and self.rule_num else []
        added = [one for one in drawn["added"] if one != text] + [text] * add
        removed = [one for one in drawn["removed"] if one != text] + [text] * (not add)
        system.run(chain.argv(verb, *(place + chain.waiting(system) + words)),
                   brings=chain.brings(system, added=added, removed=removed))

    def result(self, system, current):
        """What Ansible's module of this name returns."""
        version = "ipv6" if self.ip_version == "ipv6" else "ipv4"
        return {"ip_version": self.ip_version, "table": self.table, "chain": self.chain, "flush": self.flush,
                "rule": " ".join(netfilter.rule(self, version, self.jump, self.set_counters)), "state": self.state,
                "chain_management": self.chain_management, "wait": self.wait}
