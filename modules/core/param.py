"""One declared argument of a module, and how what a playbook says becomes its value."""

import json

TRUE = {"yes", "on", "true", "y", "t", "1", "1.0"}
FALSE = {"no", "off", "false", "n", "f", "0", "0.0"}


def to_bool(value):
    """A bool of what Ansible takes for one; ValueError for anything else."""
    if isinstance(value, bool):
        return value
    text = str(value).strip().lower()
    if text in TRUE:
        return True
    if text in FALSE:
        return False
    raise ValueError("is not a boolean: %s" % (value,))


def to_int(value):
    """An int of a number or of its text; ValueError for anything else."""
    if isinstance(value, bool):
        raise ValueError("is not an integer: %s" % (value,))
    try:
        return int(value, 10) if isinstance(value, str) else whole(value)
    except (TypeError, ValueError, OverflowError):
        pass
    try:
        return whole(float(value))
    except (TypeError, ValueError, OverflowError):
        raise ValueError("is not an integer: %s" % (value,))


def whole(number):
    """An int of a number that is one; ValueError for any other."""
    if number != int(number):
        raise ValueError("is not an integer: %s" % (number,))
    return int(number)


def to_float(value):
    """A float of a number or of its text; ValueError for anything else."""
    try:
        return float(value)
    except (TypeError, ValueError):
        raise ValueError("is not a number: %s" % (value,))


def to_text(value):
    """Text of a scalar; ValueError for a list or a mapping."""
    if isinstance(value, (list, dict)):
        raise ValueError("is a %s, not text" % ("list" if isinstance(value, list) else "mapping"))
    return value if isinstance(value, str) else str(value)


def to_list(value):
    """A list: as it is, of a comma separated text, or of one scalar."""
    if isinstance(value, (list, tuple)):
        return list(value)
    if isinstance(value, str):
        return [part.strip() for part in value.split(",")] if value else []
    if isinstance(value, dict):
        raise ValueError("is a mapping, not a list")
    return [value]


def to_dict(value):
    """A mapping: as it is, of JSON, or of `k=v, k=v`; ValueError for anything else."""
    if isinstance(value, dict):
        return value
    if isinstance(value, str):
        text = value.strip()
        if text.startswith("{"):
            try:
                return json.loads(text)
            except ValueError:
                raise ValueError("is not a mapping: %s" % value)
        if "=" in text:
            return dict(part.strip().split("=", 1) for part in text.split(",") if "=" in part)
    raise ValueError("is not a mapping: %s" % (value,))


def to_raw(value):
    """Anything, as it is."""
    return value


CONVERTERS = {
    str: to_text,
    int: to_int,
    float: to_float,
    bool: to_bool,
    list: to_list,
    dict: to_dict,
    "path": to_text,
    "raw": to_raw,
}


class Param:
    """One declared argument: its type, help, default, choices, and the other names it goes by.

    `type` is str, int, float, bool, list, dict, "path" (text in which the host expands ~ and $VAR) or
    "raw". `elements` is the type of a list's items. A `secret` is never shown; what is `internal` the controller
    fills in, and no playbook may name.
    """

    def __init__(self, type, help, default=None, required=False, choices=None, aliases=(), elements=None,
                 secret=False, internal=False):
        self.type = type
        self.help = help
        self.default = default
        self.required = required
        self.choices = choices
        self.aliases = tuple(aliases)
        self.elements = elements
        self.secret = secret
        self.internal = internal
        self.name = ""
        # Whether every text fits as it is.
        self.any_text = choices is None and type in (str, "path", "raw")

    def __set_name__(self, owner, name):
        """Learn the name under which the module declares this."""
        self.name = name.rstrip("_")

    def convert(self, value):
        """The value that the module gets; ValueError says what is wrong with it, without naming the param."""
        if value is None:
            return None
        converted = CONVERTERS[self.type](self.spelled(value))
        if self.type is list and self.elements is not None:
            converted = [CONVERTERS[self.elements](item) for item in converted]
        if self.choices is not None:
            self.check_choice(converted)
        return converted

    def spelled(self, value):
        """A bool as the one choice that says it: YAML 1.1 reads `upgrade: yes` as true."""
        if not isinstance(value, bool) or self.type is not str or self.choices is None:
            return value
        fitting = [choice for choice in self.choices if choice in (TRUE if value else FALSE)]
        return fitting[0] if len(fitting) == 1 else value

    def check_choice(self, value):
        """ValueError unless the value, or every item of it, is one of the choices."""
        for item in value if isinstance(value, list) else [value]:
            if item not in self.choices:
                raise ValueError("is %s, not one of: %s" % (item, ", ".join(str(c) for c in self.choices)))
