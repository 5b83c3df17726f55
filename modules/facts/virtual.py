"""What kind of virtual machine or container this is, or is the host of."""

import re

from .files import content, exists, lines, names

CGROUPS = (
    (r"/docker(/|-[0-9a-f]+\.scope)", "docker"), (r"/lxc/|/machine.slice/machine-lxc", "lxc"),
    (r"/system.slice/containerd.service", "containerd"),
)
CONTAINERS = {"docker", "lxc", "podman", "openvz", "containerd"}
KVM_PRODUCTS = ("KVM", "KVM Server", "Bochs", "AHV", "CloudStack KVM Hypervisor")
OPENSTACK_PRODUCTS = ("OpenStack Compute", "OpenStack Nova")
BIOSES = {"Xen": "xen", "innotek GmbH": "virtualbox",
          "Amazon EC2": "kvm", "DigitalOcean": "kvm", "Hetzner": "kvm", "Linode": "kvm"}
VENDORS = {
    "QEMU": "kvm", "Amazon EC2": "kvm", "DigitalOcean": "kvm", "Google": "kvm", "Scaleway": "kvm",
    "Nutanix": "kvm", "KubeVirt": "KubeVirt", "Microsoft Corporation": "VirtualPC",
    "Parallels Software International Inc.": "parallels", "OpenStack Foundation": "openstack",
}
PROCESSORS = (
    (r"model name.*QEMU Virtual CPU", "kvm"), (r"vendor_id.*User Mode Linux", "uml"), (r"model name.*UML", "uml"),
    (r"machine.*CHRP IBM pSeries .emulated by qemu.", "kvm"), (r"vendor_id.*PowerVM Lx86", "powervm_lx86"),
    (r"vendor_id.*IBM/S390", "PR/SM"),
)


class Findings:
    """Technologies in the order in which they are found; the first decides type and role."""

    def __init__(self):
        self.first = None
        self.sides = {"guest": set(), "host": set(), "neither": set()}

    def add(self, role, technology, side=None):
        """One more; `side` says where Ansible lists it, if that is not its role."""
        self.first = self.first or (role, technology)
        self.sides[side or role].add(technology)

    def facts(self):
        """virtualization_type, _role, _tech_guest and _tech_host."""
        role, kind = self.first or ("NA", "NA")
        return {
            "virtualization_type": kind, "virtualization_role": "LPAR" if kind == "PR/SM" else role,
            "virtualization_tech_guest": sorted(self.sides["guest"]),
            "virtualization_tech_host": sorted(self.sides["host"]),
        }


def collect(system, setting):
    """The facts of Findings."""
    findings = Findings()
    for look in (containers, xen, firmware, vserver, processors, kernel_modules):
        look(system, findings)
    return findings.facts()


def containers(system, findings):
    """Technologies that share the kernel."""
    for line in lines(system, "/proc/1/cgroup"):
        for pattern, kind in CGROUPS:
            if re.search(pattern, line):
                findings.add("guest", kind)
    for setting in (content(system, "/proc/1/environ") or "").split("\0"):
        for kind in ("lxc", "podman"):
            if "container=" + kind in setting:
                findings.add("guest", kind)
        if re.match("container=.", setting):
            findings.add("guest", "container")
    if exists(system, "/proc/vz") and not exists(system, "/proc/lve"):
        findings.add("host" if exists(system, "/proc/bc") else "guest", "openvz")
    by_systemd = content(system, "/run/systemd/container")
    if by_systemd is not None:
        findings.add("guest", by_systemd)
    if exists(system, "/.dockerenv") or exists(system, "/.dockerinit"):
        findings.add("guest", "docker")
    if by_systemd is not None or CONTAINERS & findings.sides["guest"]:
        findings.add("guest", "container")


def xen(system, findings):
    """Xen, as its own file system tells it."""
    if exists(system, "/proc/xen"):
        host = "control_d" in (content(system, "/proc/xen/capabilities") or "")
        findings.add("host", "xen") if host else findings.add("guest", "xen", "neither")


def firmware(system, findings):
    """What the firmware names as the maker of the machine."""
    product, vendor, family, bios = (
        content(system, "/sys/devices/virtual/dmi/id/" + name) or ""
        for name in ("product_name", "sys_vendor", "product_family", "bios_vendor"))
    if product in KVM_PRODUCTS:
        findings.add("guest", "kvm")
    if vendor == "oVirt":
        findings.add("guest", "oVirt")
    if vendor == "Red Hat" and (family == "RHV" or product == "RHEV Hypervisor"):
        findings.add("guest", "RHV" if family == "RHV" else "RHEV")
    if product.startswith("VMware"):
        findings.add("guest", "VMware")
    if product in OPENSTACK_PRODUCTS:
        findings.add("guest", "openstack")
    if bios in BIOSES:
        findings.add("guest", BIOSES[bios])
    if vendor in VENDORS:
        findings.add("guest", VENDORS[vendor])
    if "BHYVE" in product:
        findings.add("guest", "bhyve")


def vserver(system, findings):
    """Linux-VServer."""
    for line in lines(system, "/proc/self/status"):
        found = re.match(r"VxID:\s+(\d)", line)
        if found:
            findings.add("host" if found.group(1) == "0" else "guest", "linux_vserver")


def processors(system, findings):
    """Processors that say of themselves that they are none."""
    for line in lines(system, "/proc/cpuinfo"):
        for pattern, kind in PROCESSORS:
            if re.match(pattern, line):
                findings.add("guest", kind)
                break


def kernel_modules(system, findings):
    """Kernel modules and devices of hypervisors."""
    loaded = {line.split(" ", 1)[0] for line in lines(system, "/proc/modules")}
    if "kvm" in loaded:
        findings.add("host", "kvm")
        if exists(system, "/rhev/") and any(is_vdsm(system, name) for name in names(system, "/proc")):
            findings.add("host", "RHEV")
    if "vboxdrv" in loaded:
        findings.add("host", "virtualbox")
    if "virtio" in loaded:
        findings.add("guest", "kvm", "host")
    if exists(system, "/dev/kvm"):
        findings.add("host", "kvm")


def is_vdsm(system, process):
    """Whether a process is oVirt's agent."""
    return process.isdigit() and content(system, "/proc/%s/comm" % process) in ("vdsm", "vdsmd")
