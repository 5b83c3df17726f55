"""The anatomy of a module: params, and the steps that converge takes."""

from .param import Param


class Module:
    """One kind of resource. Subclasses declare params and define inspect, desired and apply.

    A module that only looks (stat, setup, ping) leaves the three as they are and defines `result`.
    """

    # Where Ansible keeps the module of this name.
    collection = "ansible.builtin"
    # Other short names of the same module.
    aliases = ()
    # Things that only one task on a host may work on at a time, such as "dpkg".
    exclusive = ()
    # The param that free-form text goes to (`command: uname -r`), if there is one.
    free_form = None
    # Params that are no argument of this module, and why: a mapping from name to remedy.
    refused = {}
    # Params whose ~ is the home folder of the session, whatever HOME the task's own environment says.
    at_session_home = ()
    # An example as YAML, printed by `pushcfg doc`.
    example = ""

    def __init__(self, values):
        for attribute, param in type(self).params().items():
            setattr(self, attribute, values.get(param.name, param.default))

    @classmethod
    def params(cls):
        """The declared params, by the attribute that holds them, base classes first."""
        if "_params" not in cls.__dict__:
            found = {}
            for base in reversed(cls.__mro__):
                for name, value in vars(base).items():
                    if isinstance(value, Param):
                        found[name] = value
                    elif name in found:
                        del found[name]  # a subclass says `name = None`: it does not take this one
            cls._params = found
        return cls._params

    @classmethod
    def problems(cls, values):
        """What is wrong with these arguments taken together: a list of messages.

        `values` maps names of params to what was given (converted, or templates still as text).
        """
        return []

    @classmethod
    def provides(cls, values):
        """What a task with these arguments brings about: pairs such as ("path", "/etc/x")."""
        return []

    @classmethod
    def requires(cls, values):
        """What a task with these arguments needs to be there first: pairs as in provides."""
        return []

    def prepare(self, system):
        """Make it possible to look, where that takes an act: {attribute: (before, after)} of what was repaired for it.

        As apply, it acts through the door, which in a check records instead of acting.
        """
        return {}

    def inspect(self, system):
        """The state as it is: a flat mapping; {} for a thing that is missing."""
        return {}

    def desired(self, current):
        """The attributes that the arguments speak of, as they should be; pure."""
        return {}

    def apply(self, system, diff):
        """Make the attributes in diff ({name: (before, after)}) so, and touch no others."""

    def result(self, system, current):
        """What `register` gets beside changed, failed and the like; `current` is the state at the end."""
        return {}


class Action(Module):
    """Something to do, with no state to read back: its guard decides whether."""

    def guard(self, system):
        """Why there is nothing to do, or None."""
        return

    def idle(self, reason):
        """What `register` gets when the guard gave this reason."""
        return {"msg": reason, "stdout": "skipped, since %s" % reason, "rc": 0}

    def foresee(self, system):
        """In a check: what `register` gets, as from act, where that can be said without doing anything; else None."""
        return

    def act(self, system):
        """Do it, and return what `register` gets; `changed` in it defaults to True."""
        raise NotImplementedError
