"""What a command brings, worked out only if someone asks: a check does, an apply does not."""


class Foretold:
    """Stands for a mapping that `work()` makes, in the place of `brings` of Writer.run."""

    def __init__(self, work):
        self.work = work

    def items(self):
        """The pairs of the mapping."""
        return self.work().items()
