"""The module `setup`."""

from fnmatch import fnmatchcase

from .core.failure import Failure, Unknown
from .core.module import Module
from .core.param import Param
from .facts import (
    Setting,
    apparmor,
    capabilities,
    chroot,
    cmdline,
    date_time,
    devices,
    distribution,
    dmi,
    dns,
    env,
    fibre_channel,
    fips,
    iscsi,
    load,
    local,
    lsb,
    lvm,
    memory,
    mounts,
    network,
    nvme,
    pkg_mgr,
    platform,
    processor,
    python,
    selinux,
    service_mgr,
    ssh_keys,
    systemd,
    uptime,
    user,
    virtual,
)

# Each subset's collectors, in the order in which they run: platform and distribution first, others build on them.
SUBSETS = {
    "platform": (platform,), "distribution": (distribution,), "lsb": (lsb,), "selinux": (selinux,),
    "apparmor": (apparmor,), "chroot": (chroot,), "fips": (fips,), "python": (python,), "caps": (capabilities,),
    "pkg_mgr": (pkg_mgr,), "service_mgr": (service_mgr,), "cmdline": (cmdline,), "date_time": (date_time,),
    "env": (env,), "loadavg": (load,), "ssh_pub_keys": (ssh_keys,), "user": (user,), "systemd": (systemd,),
    "virtual": (virtual,), "hardware": (processor, memory, dmi, devices, uptime, lvm, mounts), "dns": (dns,),
    "fibre_channel_wwn": (fibre_channel,), "network": (network,), "iscsi": (iscsi,), "nvme": (nvme,),
    "local": (local,),
}
MINIMAL = {"apparmor", "caps", "cmdline", "date_time", "distribution", "dns", "env", "fips", "local", "lsb", "pkg_mgr",
           "platform", "python", "selinux", "service_mgr", "ssh_pub_keys", "user"}
# Names of single facts that stand for the subset which has them.
FACTS = {
    "platform": "system kernel kernel_version machine python_version architecture machine_id",
    "distribution": "distribution_version distribution_release distribution_major_version os_family",
    "chroot": "is_chroot", "caps": "system_capabilities system_capabilities_enforced",
    "ssh_pub_keys": "ssh_host_pub_keys ssh_host_key_dsa_public ssh_host_key_rsa_public ssh_host_key_ecdsa_public "
                    "ssh_host_key_ed25519_public",
    "user": "user_id user_uid user_gid user_gecos user_dir user_shell real_user_id effective_user_id "
            "effective_group_ids",
    "virtual": "virtualization_type virtualization_role virtualization_tech_guest virtualization_tech_host",
    "hardware": "processor processor_cores processor_count mounts devices",
    "network": "interfaces default_ipv4 default_ipv6 all_ipv4_addresses all_ipv6_addresses",
}
OWNERS = {fact: subset for subset, facts in FACTS.items() for fact in facts.split()}
NEEDS = {"pkg_mgr": ("distribution",), "service_mgr": ("platform", "distribution"),
         "network": ("platform", "distribution"), "hardware": ("platform",)}
OTHER_PROGRAMS = ("facter", "ohai")


class Setup(Module):
    """Facts about the host: it only looks, and starts no program but those in the folder of own facts."""

    example = """
- name: network facts, and none of the others that cost time
  setup:
    gather_subset: ["!all", network]
"""
    gather_subset = Param(list, "subsets of facts: all, min, network, ...; with ! in front, those not", default=["all"],
                          elements=str)
    filter = Param(list, "patterns; only facts whose names match one", default=[], elements=str)
    gather_timeout = Param(int, "seconds that one slow answer may take, such as a mount that hangs", default=10)
    fact_path = Param("path", "folder of the host's own facts, *.fact", default="/etc/ansible/facts.d")

    @classmethod
    def problems(cls, values):
        """Subsets that do not exist."""
        given = values.get("gather_subset")
        # A template is not a list yet.
        return unknown_subsets(given) if isinstance(given, list) else []

    def result(self, system, current):
        """The facts, under the names that Ansible gives them."""
        wrong = unknown_subsets(self.gather_subset)
        if wrong:
            raise Failure(wrong[0])
        known, warnings = {}, []
        setting = Setting(known, self.fact_path, self.gather_timeout, warnings)
        for subset in chosen(self.gather_subset):
            for collector in SUBSETS[subset]:
                known.update(collected(collector, system, setting))
        facts = {"ansible_" + name.replace("-", "_"): value for name, value in known.items()}
        facts.update(gather_subset=self.gather_subset, module_setup=True)
        result = {"ansible_facts": filtered(facts, [pattern for pattern in self.filter if pattern])}
        return dict(result, warnings=warnings) if warnings else result


def collected(collector, system, setting):
    """What one collector finds; one that fails says so, and the others go on."""
    try:
        return collector.collect(system, setting)
    except Unknown:
        raise
    except Exception as error:  # noqa: BLE001 - one that fails must not take the others along
        name = collector.__name__.rpartition(".")[2]
        setting.warnings.append("no facts about %s: %s: %s" % (name, type(error).__name__, error))
        return {}


def unknown_subsets(names):
    """A message about the first name that is none of a subset; excluding such a one is no error."""
    for name in names:
        if name in OTHER_PROGRAMS:
            return ["setup gathers no facts of %s; leave that subset out" % name]
        if name not in SUBSETS and name not in OWNERS and name not in ("all", "min") and not name.startswith("!"):
            return ["Bad subset '%s' given to Ansible. gather_subset options allowed: all, %s"
                    % (name, ", ".join(sorted(set(SUBSETS) | set(OWNERS))))]
    return []


def chosen(names):
    """The subsets to gather, in order, of the names that a playbook gave.

    The minimal ones are always meant; what is excluded goes, unless it is also named itself; what a subset builds
    on comes back. As with Ansible, `all` names the single facts, too, and `!min` leaves those.
    """
    everything = set(SUBSETS) | set(OWNERS)
    added, excluded, named = set(MINIMAL), set(), set()
    for name in names:
        if name == "all":
            added.update(everything)
        elif name == "!all":
            excluded.update(everything - MINIMAL)
        elif name == "!min":
            excluded.update(MINIMAL)
        elif name.startswith("!"):
            excluded.update([name[1:]] + [fact for fact, subset in OWNERS.items() if subset == name[1:]])
        elif name != "min":
            named.add(name)
    found = {OWNERS.get(name, name) for name in (added - excluded) | named}
    found.update(needed for subset in list(found) for needed in NEEDS.get(subset, ()))
    return [subset for subset in SUBSETS if subset in found]


def filtered(facts, patterns):
    """The facts whose names match a pattern, with or without the ansible_ in front; all, if there are no patterns."""
    if not patterns or patterns == ["*"]:
        return facts
    return {name: value for name, value in facts.items()
            if any(fnmatchcase(name, pattern) or
                   (not pattern.startswith(("ansible_", "facter", "ohai")) and fnmatchcase(name, "ansible_" + pattern))
                   for pattern in patterns)}
