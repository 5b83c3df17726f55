"""Chains of iptables: what is in one, also where the tasks of a check have changed it."""

from ..core.failure import Failure, Missing

PROGRAMS = {"ipv4": "iptables", "ipv6": "ip6tables"}
# What a check has drawn of a chain: whether it is there, its policy, whether it was emptied, which rules came and went.
UNTOUCHED = {"there": None, "policy": None, "flushed": False, "added": [], "removed": []}
KIND = "iptables"


class Chain:
    """One chain of a table, or with the name None all of them, for ipv4 or ipv6."""

    def __init__(self, version, table, name, wait=None):
        self.version = version
        self.table = table
        self.name = name
        self.wait = wait
        self.key = " ".join([version, table] + ([name] if name is not None else []))

    def argv(self, verb, *words):
        """The command with this verb for the chain."""
        name = [self.name] if self.name is not None else []
        return [PROGRAMS[self.version], "-t", self.table, verb] + name + list(words)

    def drawn(self, system):
        """What a check has drawn of it."""
        found = system.record(KIND, self.key, lambda: None)
        if found is None and self.name is not None:
            whole = system.record(KIND, "%s %s" % (self.version, self.table), lambda: None)
            found = dict(UNTOUCHED, flushed=True) if whole is not None else None
        return found or UNTOUCHED

    def waiting(self, system):
        """The words that let the program wait for its lock, as far as its version can."""
        if self.wait is None:
            return []
        told = system.query([PROGRAMS[self.version], "--version"]).stdout
        digits = told.partition("v")[2].split()[0] if "v" in told else ""
        version = tuple(int(part) for part in digits.split(".") if part.isdigit())
        if version < (1, 4, 20):
            return []
        return ["-w", self.wait] if version >= (1, 6, 0) else ["-w"]

    def has(self, system, words, targets):
        """Whether the rule is in it; `targets` are chains that the rule leads to, which must be there."""
        drawn, text = self.drawn(system), " ".join(words)
        if text in drawn["added"]:
            return True
        if drawn["flushed"] or text in drawn["removed"]:
            return False
        told = system.query(self.argv("-C", *(self.waiting(system) + words)))
        if told.rc == 2 and not any(Chain(self.version, self.table, target).drawn(system)["there"]
                                    for target in targets):
            raise Missing((told.stderr.strip() or "no such rule can be").splitlines()[0])
        if told.rc not in (0, 1, 2):
            raise Failure((told.stderr or told.stdout).strip())
        return told.rc == 0

    def listing(self, system):
        """The lines that would make it anew; None if it is not there."""
        told = system.query(self.argv("-S", *self.waiting(system)))
        if told.rc not in (0, 1):
            raise Failure((told.stderr or told.stdout).strip())
        return told.stdout.splitlines() if told.rc == 0 else None

    def there(self, system):
        """Whether it is there."""
        drawn = self.drawn(system)["there"]
        return drawn if drawn is not None else self.listing(system) is not None

    def policy(self, system):
        """What becomes of a packet that no rule has taken; None for a chain that has none."""
        drawn = self.drawn(system)["policy"]
        if drawn is not None:
            return drawn
        return next((line.split()[2] for line in self.listing(system) or [] if line.startswith("-P ")), None)

    def rules(self, system):
        """The rules in it; None if it is not there."""
        drawn = self.drawn(system)
        added = ["-A " + " ".join([self.name or ""] + [text]).strip() for text in drawn["added"]]
        if drawn["there"] is False:
            return None
        if drawn["flushed"]:
            return added
        found = self.listing(system)
        return None if found is None else [line for line in found if line.startswith("-A ")] + added

    def brings(self, system, **changes):
        """What a command leaves behind, for Writer.run: the drawing with these changes."""
        return {(KIND, self.key): dict(self.drawn(system), **changes)}

    def emptied(self, system):
        """What a flush leaves behind; one of the whole table empties all that was drawn of its chains."""
        found = self.brings(system, flushed=True, added=[], removed=[])
        if self.name is None:
            found.update({(KIND, name): dict(record, flushed=True, added=[], removed=[])
                          for name, record in system.records(KIND).items() if name.startswith(self.key + " ")})
        return found
