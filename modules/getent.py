"""The module `getent`."""

from .core.failure import Failure
from .core.module import Module
from .core.param import Param

COLONS = ("passwd", "shadow", "group", "gshadow")
REASONS = {1: "Missing arguments, or database unknown.",
           2: "One or more supplied key could not be found in the database.",
           3: "Enumeration not supported on this database."}


class Getent(Module):
    """Entries of a database of the name service (passwd, group, hosts, services, ...), as facts; it changes nothing."""

    example = """
- name: accounts, as ansible_facts.getent_passwd
  getent:
    database: passwd
"""
    database = Param(str, "name of the database, as getent(1) lists them", required=True)
    key = Param(str, "only this entry")
    service = Param(str, "ask only this source, such as files")
    split = Param(str, "what stands between the fields; without it a colon for accounts and groups, else white space")
    fail_key = Param(bool, "whether a key that is not there is a failure; else its fact is null", default=True)

    @classmethod
    def requires(cls, values):
        """The account or group, if another task makes it."""
        kind = {"passwd": "user", "shadow": "user", "group": "group", "gshadow": "group"}.get(values.get("database"))
        return [(kind, values["key"])] if kind and values.get("key") else []

    def result(self, system, current):
        """The entries, as Ansible's module of this name returns them."""
        words = ["getent", self.database] + ([] if self.key is None else [self.key])
        output = system.query(words + ([] if self.service is None else ["-s", self.service]))
        name = "getent_" + self.database
        found = entries(output.stdout, split_of(self.database, self.split))
        found.update(drawn(system, self.database, self.key))
        if self.key is not None and found.get(self.key) is not None:
            return {"ansible_facts": {name: found}}
        if output.rc == 2 and not self.fail_key:
            return {"ansible_facts": {name: {self.key: None}}, "msg": REASONS[2]}
        if output.rc != 0:
            raise Failure(REASONS.get(output.rc, "Unexpected failure!"))
        return {"ansible_facts": {name: {key: fields for key, fields in found.items() if fields is not None}}}


def split_of(database, split):
    """What stands between the fields of a database."""
    return ":" if split is None and database in COLONS else split


def drawn(system, database, key):
    """{name: fields, or None if removed} of accounts and groups that a check has drawn."""
    kind = {"passwd": "user", "group": "group"}.get(database)
    records = {} if kind is None else system.records(kind)
    return {name: record and fields_of(kind, record) for name, record in records.items() if key in (None, name)}


def fields_of(kind, record):
    """A record of the host's accounts as getent prints it, without the name."""
    if kind == "group":
        return ["x", str(record.get("gid", "")), ",".join(record.get("members") or ())]
    return ["x", str(record.get("uid", "")), str(record.get("gid", "")), record.get("comment") or "",
            record.get("home") or "", record.get("shell") or ""]


def entries(text, split):
    """{key: fields}; a key that comes more than once has a list of them."""
    found = {}
    for line in text.splitlines():
        fields = line.split(split)
        found.setdefault(fields[0], []).append(fields[1:])
    return {key: several if len(several) > 1 else several[0] for key, several in found.items()}
