"""The module `acl`."""

from .core.failure import Failure, Missing
from .core.module import Module
from .core.param import Param

KINDS = {"u": "user", "g": "group", "m": "mask", "o": "other"}
MASKS = {"default": [], "mask": ["--mask"], "no_mask": ["--no-mask"]}


class Acl(Module):
    """An entry in the access control list of a file, or of all below a folder, as setfacl(1) sets them."""

    collection = "ansible.posix"
    example = """
- name: the agent reads the log
  acl:
    path: /var/log/app.log
    etype: user
    entity: agent
    permissions: r
    state: present
"""
    path = Param("path", "the file or folder", required=True, aliases=("name",))
    state = Param(str, "whether the entry is there; query changes nothing, and registers the list", default="query",
                  choices=("absent", "present", "query"))
    follow = Param(bool, "of a link what it leads to", default=True)
    default = Param(bool, "the list that what is made in the folder will get", default=False)
    entity = Param(str, "name of the user or group; empty for the owner", default="")
    etype = Param(str, "what the entry is of", choices=("group", "mask", "other", "user"))
    permissions = Param(str, "letters of r, w, x and X")
    entry = Param(str, "the entry in one word, as in user:agent:r, in the place of etype, entity and permissions")
    recursive = Param(bool, "also of all that is below the folder", default=False, aliases=("recurse",))
    recalculate_mask = Param(str, "whether setfacl works out the mask anew", default="default",
                             choices=("default", "mask", "no_mask"))
    use_nfsv4_acls = Param(bool, "lists of NFSv4, which pushcfg does not set", default=False)

    @classmethod
    def problems(cls, values):
        """Arguments that do not go together, as setfacl and Ansible have it."""
        state, entry, found = values.get("state", "query"), values.get("entry"), []
        if values.get("use_nfsv4_acls") is True:
            found.append("use_nfsv4_acls: pushcfg does not set these yet; use a command task with nfs4_setfacl")
        if state == "query":
            if values.get("recursive") is True:
                found.append("'recursive' MUST NOT be set when 'state=query'.")
            if values.get("recalculate_mask", "default") != "default":
                found.append("'recalculate_mask' MUST NOT be set to 'mask' or 'no_mask' when 'state=query'.")
        if entry:
            return found + cls.entry_problems(values, state, entry)
        if state == "absent" and values.get("permissions"):
            found.append("'permissions' MUST NOT be set when 'state=absent'.")
        if state == "absent" and not values.get("entity"):
            found.append("'entity' MUST be set when 'state=absent'.")
        if state != "query" and not values.get("etype"):
            found.append("'etype' MUST be set when 'state=%s'." % state)
        if state == "present" and values.get("etype") and not values.get("permissions"):
            found.append("'permissions' MUST be set when 'state=present'.")
        return found

    @classmethod
    def entry_problems(cls, values, state, entry):
        """What is wrong with an entry in one word."""
        if values.get("etype") or values.get("entity") or values.get("permissions"):
            return ["'entry' MUST NOT be set when 'entity', 'etype' or 'permissions' are set."]
        if state == "query":
            return ["'entry' MUST NOT be set when 'state=query'."]
        if "{{" in entry:
            return []
        if state == "present" and entry.count(":") not in (2, 3):
            return ["'entry' MUST have 3 or 4 sections divided by ':' when 'state=present'."]
        if state == "absent" and entry.count(":") not in (1, 2):
            return ["'entry' MUST have 2 or 3 sections divided by ':' when 'state=absent'."]
        parts = entry.split(":")[1 if entry.lower().startswith("d") else 0:]
        if len(parts) not in (2, 3) or parts[0][:1].lower() not in KINDS:
            return ["'entry' is of user, group, mask or other, not: %s" % entry]
        return []

    @classmethod
    def requires(cls, values):
        """The file, the program, and whom the entry is of."""
        needs = [("package", "acl")] + ([("path", values["path"])] if values.get("path") else [])
        if values.get("entity") and values.get("etype") in ("user", "group"):
            needs.append((values["etype"], values["entity"]))
        return needs

    def inspect(self, system):
        """The paths whose list setfacl would change; none if the entry is as wanted."""
        if system.stat(self.path) is None:
            raise Missing("Path not found or not accessible.")
        self.take_apart()
        if self.state == "query":
            return {}
        asked = " ".join(self.words())
        return {"differing": system.record("acl", asked, lambda: self.differing(system))}

    def take_apart(self):
        """The entry's parts, of one word or of three arguments."""
        self.kind, self.whom, self.bits, self.inherited = self.etype, self.entity, self.permissions, self.default
        if self.entry:
            parts = self.entry.split(":")
            if self.entry.lower().startswith("d"):
                self.inherited = True
                parts.pop(0)
            self.kind, self.whom, self.bits = (KINDS[parts[0][0].lower()], parts[1], (parts + [None])[2])
        self.text = ":".join([self.kind or "", self.whom] + ([self.bits] if self.state == "present" else []))

    def words(self):
        """The words of setfacl behind its name."""
        found = (["-d"] if self.inherited else []) + ["-m" if self.state == "present" else "-x", self.text]
        return found + self.reach() + MASKS[self.recalculate_mask] + self.way() + [self.path]

    def reach(self):
        """The word that makes it go down."""
        return ["--recursive"] if self.recursive else []

    def way(self):
        """The word that makes it keep off links."""
        return [] if self.follow else ["--physical"]

    def differing(self, system):
        """The paths that setfacl would change, as it says itself."""
        output = system.query(["setfacl", "--test"] + self.words())
        if output.rc != 0:
            if self.to_come(system):
                return [self.path] if self.state == "present" else []
            raise Failure((output.stderr or output.stdout).strip(), rc=output.rc)
        lines = [line.strip() for line in output.stdout.splitlines() if line.strip()]
        return [line.rsplit(": ", 1)[0] for line in lines if not line.endswith("*,*")]

    def to_come(self, system):
        """Whether setfacl failed over what is there in a check only: the file, or whom the entry is of."""
        if system.drawn(self.path) > 0:
            return True
        if not self.whom or self.whom.isdigit() or self.kind not in ("user", "group"):
            return False
        look, database = (system.user, "passwd") if self.kind == "user" else (system.group, "group")
        if look(self.whom) is None:
            raise Missing("there is no %s %s" % (self.kind, self.whom))
        return system.query(["getent", database, self.whom]).rc != 0

    def desired(self, current):
        """No path whose list differs."""
        return {} if self.state == "query" else {"differing": []}

    def apply(self, system, diff):
        """Set or remove the entry."""
        words = self.words()
        system.run(["setfacl"] + words, brings={("acl", " ".join(words)): []})

    def result(self, system, current):
        """What Ansible's module of this name returns."""
        words = ["getfacl"] + (["-d"] if self.inherited else []) + ["--absolute-names", "--omit-header"]
        output = system.query(words + self.reach() + self.way() + [self.path])
        if output.rc != 0 and not self.to_come(system):
            raise Failure(output.stderr.strip(), rc=output.rc)
        lines = [line.strip() for line in output.stdout.splitlines() if not line.startswith("#")]
        told = "current acl" if self.state == "query" else "%s is %s" % (self.text, self.state)
        return {"acl": lines[:-1] if lines and not lines[-1] else lines, "msg": told}
