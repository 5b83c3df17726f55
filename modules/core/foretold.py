"""What a command brings, worked out only if someone asks: a check does, an apply does not."""

from .failure import Unknown


class Foretold:
    """Stands for a mapping that `work()` makes, in the place of `brings` of Writer.run."""

    def __init__(self, work):
        self.work = work

    def items(self):
        """The pairs of the mapping."""
        return self.work().items()


class Unforetold:
    """As Foretold, of a command of which only an apply can tell what else it brings; `label` names its task."""

    def __init__(self, known, label):
        self.known = known
        self.label = label

    def items(self):
        """The pairs that are known, for later tasks; then Unknown."""
        for pair in self.known.items():
            yield pair
        raise Unknown(self.label)
