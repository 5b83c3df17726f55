"""The module `yum_repository`."""

from .core.attributes import FileAttributes
from .core.failure import Missing
from .core.module import Module
from .core.param import Param
from .core.reader import raw
from .packaging.repo_file import edited, section

# Arguments that are no option of the repository.
OWN = ("name", "file", "reposdir", "state", *(name for name, value in vars(FileAttributes).items()
                                              if isinstance(value, Param)))
# Options under which several things stand in a line each; of others they stand in one line.
LINES = ("baseurl", "gpgkey")


class YumRepository(FileAttributes, Module):
    """A repository of dnf or yum: one section of a .repo file."""

    exclusive = ("rpm",)
    example = """
- name: our own packages
  yum_repository:
    name: internal
    description: our own packages
    baseurl: https://rpm.example.org/el9
    gpgkey: https://rpm.example.org/key.asc
    gpgcheck: true
"""
    name = Param(str, "id of the repository", required=True)
    file = Param(str, "name of the file without .repo; by default that of the repository")
    reposdir = Param("path", "folder of the file", default="/etc/yum.repos.d")
    state = Param(str, "whether it should be there", default="present", choices=("absent", "present"))
    async_ = Param(bool, "get files side by side")
    bandwidth = Param(str, "most bytes a second, for throttle")
    baseurl = Param(list, "where repodata/ is, one URL or several", elements=str)
    cost = Param(str, "what it costs to use it, beside others; 1000 is usual")
    countme = Param(bool, "let the server count this host")
    deltarpm_metadata_percentage = Param(str, "largest size of delta metadata, in percent")
    deltarpm_percentage = Param(str, "largest size of a delta, in percent")
    description = Param(str, "what it is, for people")
    enabled = Param(bool, "whether it is used")
    enablegroups = Param(bool, "whether its groups of packages are used")
    exclude = Param(list, "packages that are not taken from it; patterns, too",
                  aliases=("excludepkgs",), elements=str)
    failovermethod = Param(str, "how one of several URLs is chosen", choices=("roundrobin", "priority"))
    gpgcakey = Param(str, "URL of the certificate that signed the keys")
    gpgcheck = Param(bool, "whether its packages must be signed")
    gpgkey = Param(list, "URLs of the keys that sign its packages", elements=str)
    http_caching = Param(str, "what proxies may keep", choices=("all", "packages", "none"))
    include = Param(str, "another file of settings to read here")
    includepkgs = Param(list, "the only packages that are taken from it; patterns, too", elements=str)
    ip_resolve = Param(str, "version of the internet protocol for it", choices=("4", "6", "IPv4", "IPv6", "whatever"))
    keepalive = Param(bool, "keep the connection open")
    keepcache = Param(str, "keep files of packages after they are installed", choices=("0", "1"))
    metadata_expire = Param(str, "for how long its lists hold, in seconds or as 6h")
    metadata_expire_filter = Param(str, "which commands may use lists that are older",
                                 choices=("never", "read-only:past", "read-only:present", "read-only:future"))
    metalink = Param(str, "URL of a list of mirrors with checksums")
    mirrorlist = Param(str, "URL of a list of mirrors")
    mirrorlist_expire = Param(str, "for how long the list of mirrors holds")
    module_hotfixes = Param(bool, "take packages of it that a module would hide")
    password = Param(str, "password of username", secret=True)
    priority = Param(str, "1 to 99; the smallest wins where several have a package")
    protect = Param(bool, "other repositories do not replace its packages")
    proxy = Param(str, "URL of the proxy to use, or _none_")
    proxy_password = Param(str, "password of the proxy", secret=True)
    proxy_username = Param(str, "user of the proxy")
    repo_gpgcheck = Param(bool, "whether its lists must be signed")
    retries = Param(str, "how often a file is tried; 0 is for ever")
    s3_enabled = Param(bool, "whether it is one of Amazon's S3")
    skip_if_unavailable = Param(bool, "go on without it if it cannot be reached")
    ssl_check_cert_permissions = Param(bool, "whether the certificates must be readable by all users")
    sslcacert = Param(str, "file of the authorities that may sign its server's certificate", aliases=("ca_cert",))
    sslclientcert = Param(str, "certificate of this host", aliases=("client_cert",))
    sslclientkey = Param(str, "key of this host's certificate", aliases=("client_key",))
    sslverify = Param(bool, "whether its server must prove who it is", aliases=("validate_certs",))
    throttle = Param(str, "most that is got in a second, as bytes or percent of bandwidth")
    timeout = Param(str, "seconds to wait for a connection")
    ui_repoid_vars = Param(str, "variables of yum that its name shows")
    username = Param(str, "user to log in as")

    @classmethod
    def problems(cls, values):
        """What a repository must have."""
        if values.get("state", "present") == "absent":
            return []
        found = [] if values.get("description") else ["state=present needs description"]
        if not any(values.get(name) for name in ("baseurl", "metalink", "mirrorlist")):
            found.append("state=present needs one of: baseurl, metalink, mirrorlist")
        return found

    @classmethod
    def provides(cls, values):
        """The file."""
        return [("path", path_of(values))] if values.get("state") != "absent" and values.get("name") else []

    @classmethod
    def requires(cls, values):
        """The folder, and who owns the file."""
        return cls.attribute_requirements(values)

    def inspect(self, system):
        """The options of the repository, and the file's attributes."""
        self.path = path_of({"name": self.name, "file": self.file, "reposdir": self.reposdir})
        found = system.stat(self.path)
        if found is None and system.stat(self.reposdir) is None and self.state == "present":
            raise Missing("the folder %s does not exist: does this host use dnf or yum?" % self.reposdir)
        self.text = "" if found is None else system.text(self.path)
        current = dict(section(self.text, self.name))
        self.there = sorted(current)
        seen = self.seen_attributes(system, self.path, found)
        current.update({"file " + name: value for name, value in seen.items()})
        return current

    def desired(self, current):
        """The options, and no others."""
        wanted = dict.fromkeys(self.there)
        if self.state == "absent":
            return wanted
        wanted.update(self.options())
        seen = {name[5:]: value for name, value in current.items() if name.startswith("file ")}
        wanted.update({"file " + name: value for name, value in self.wanted_attributes(seen).items()})
        return wanted

    def options(self):
        """{option: text} of the arguments."""
        found = {}
        for attribute, param in type(self).params().items():
            value = getattr(self, attribute)
            if param.name in OWN or value is None:
                continue
            if isinstance(value, bool):
                text = "1" if value else "0"
            elif isinstance(value, list):
                text = ("\n" if param.name in LINES else " ").join(item for item in value if item)
            else:
                text = value
            found["name" if param.name == "description" else param.name] = text
        return found

    def apply(self, system, diff):
        """Write the file; one that has no section left goes."""
        if any(not name.startswith("file ") for name in diff):
            text = edited(self.text, self.name, self.options() if self.state == "present" else None)
            if text.strip():
                system.write(self.path, raw(text))
            else:
                system.remove(self.path)
        attributes = {name[5:]: change for name, change in diff.items() if name.startswith("file ")}
        self.apply_attributes(system, self.path, attributes)

    def result(self, system, current):
        """What register gets."""
        return {"repo": self.name, "state": self.state}


def path_of(values):
    """The file of a repository."""
    return "%s/%s.repo" % (values.get("reposdir") or "/etc/yum.repos.d", values.get("file") or values.get("name"))
