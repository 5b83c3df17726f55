"""How a task ends when it does not end well."""


class Failure(Exception):
    """The task failed: a message for the operator, and values that a rescue may read."""

    def __init__(self, message, **result):
        super().__init__(message)
        self.message = message
        self.result = result


class Missing(Failure):
    """Something that the task needs is not there; in a check an earlier task might still bring it."""


class Unproved(Failure):
    """The change was made, and the host does not show it."""


class Unknown(Exception):
    """Only an apply can tell; `waits_for` is the task (or action) that would have to run first."""

    def __init__(self, waits_for):
        super().__init__(waits_for)
        self.waits_for = waits_for
