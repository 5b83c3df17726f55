"""What a task can name: the modules, and the statements that run on the controller."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any

from pushcfg import library
from pushcfg.fitting import ModuleInfo

BUILTIN = "ansible.builtin"
# No name that a playbook can say: a task of such a module is read as this.
UNAVAILABLE = "(unavailable)"
# Nor this: a task whose module a template names, which is rendered when a host gets there.
TEMPLATED = "(templated)"
# Modules of ansible-core, and those of collections that roles call by their short names.
ELSEWHERE = frozenset({
    "acl", "aix_filesystem", "alternatives", "apk", "apt", "apt_key", "apt_repository", "apt_rpm", "archive",
    "assemble", "at", "authorized_key", "blockinfile", "bower", "bsd_ports", "capabilities", "chocolatey",
    "command", "composer", "copy", "cpanm", "cron", "cronvar", "deb822_repository", "debconf", "dnf", "dnf5",
    "docker_container", "docker_image", "docker_network", "docker_volume", "dpkg_selections", "emerge", "expect",
    "fetch", "file", "filesystem", "find", "firewalld", "flatpak", "gather_facts", "gem", "gentoo_portage",
    "get_url", "getent", "git", "git_config", "homebrew", "homebrew_cask", "homebrew_tap", "hostname", "htpasswd",
    "installp", "interfaces_file", "iptables", "java_cert", "java_keystore", "kernel_blacklist", "known_hosts",
    "launchd", "layman", "ldap_entry", "lineinfile", "listen_ports_facts", "lldp", "locale_gen", "lvg", "lvol",
    "macports", "make", "modprobe", "mongodb_user", "mount", "mysql_db", "mysql_info", "mysql_query",
    "mysql_replication", "mysql_user", "mysql_variables", "nmcli", "npm", "nsupdate", "openbsd_pkg", "openssl_csr",
    "openssl_dhparam", "openssl_pkcs12", "openssl_privatekey", "openssl_publickey", "opkg", "pacman", "pacman_key",
    "pam_limits", "pamd", "parted", "pear", "pip", "pkg5", "pkgin", "pkgng", "pkgutil", "portage", "portinstall",
    "postgresql_db", "postgresql_ext", "postgresql_info", "postgresql_owner", "postgresql_privs",
    "postgresql_query", "postgresql_schema", "postgresql_set", "postgresql_user", "proxysql_query",
    "rabbitmq_plugin", "rabbitmq_user", "rabbitmq_vhost", "raw", "redhat_subscription", "redis", "replace",
    "rhn_channel", "rhn_register", "rhsm_release", "rhsm_repository", "rpm_key", "runit", "script", "seboolean",
    "sefcontext", "selinux", "selinux_permissive", "selogin", "seport", "service", "service_facts", "set_stats",
    "shutdown", "slackpkg", "snap", "snap_alias", "sorcery", "ssh_config", "subversion", "sudoers",
    "supervisorctl", "svc", "svr4pkg", "swdepot", "swupd", "synchronize", "sysrc", "sysvinit", "tempfile",
    "timezone", "ufw", "unarchive", "uri", "urpmi", "user", "wait_for", "win_command", "win_copy", "win_feature",
    "win_file", "win_package", "win_reboot", "win_regedit", "win_service", "win_shell", "win_template",
    "win_updates", "win_user", "x509_certificate", "xbps", "xml", "yarn", "yum_repository", "zfs", "zypper",
    "zypper_repository",
})  # fmt: skip
# Modules that bring facts, and the facts whose names do not begin with ansible_; getent has one for each database.
GATHERING: Mapping[str, tuple[str, ...]] = {
    "setup": (), "getent": (), "mount_facts": ("aggregate_mounts", "mount_points"), "package_facts": ("packages",),
    "service_facts": ("services",),
}  # fmt: skip
# Statements of Ansible that are still to come, and what to do meanwhile.
NOT_YET: Mapping[str, str] = {}


@cache
def statements() -> Mapping[str, ModuleInfo]:
    """The statements, with their arguments declared as those of modules are."""
    module = library.load("core.module").Module
    param: Callable[..., Any] = library.load("core.param").Param

    class SetFact(module):  # type: ignore[misc, valid-type]
        """Variables of this host, for the tasks that follow."""

        example = "- set_fact:\n    release: '{{ version }}-1'\n"
        cacheable = param(bool, "the variables are facts, too: weaker than those of plays, and gone with clear_facts",
                          default=False)

    class IncludeVars(module):  # type: ignore[misc, valid-type]
        """Variables of this host from a file, or from the files of a folder, for the tasks that follow."""

        free_form = "file"
        example = "- include_vars: '{{ ansible_facts.os_family }}.yml'\n"
        file = param("raw", "path, in vars/ or beside the playbook; may be written as the whole argument")
        dir = param("raw", "folder, beside the file that this task stands in or in the role's vars/")
        name = param("raw", "variable to put them into")
        depth = param(int, "how many levels of folders; 0 is all", default=0)
        files_matching = param("raw", "regular expression for the names of files in dir")
        ignore_files = param("raw", "regular expressions for the ends of names in dir that are left out")
        extensions = param("raw", "that files in dir may have", default=("yaml", "yml", "json"))
        ignore_unknown_extensions = param(bool, "leave out files with others, which are an error otherwise",
                                          default=False)
        hash_behaviour = param(str, "what becomes of mappings that are there already", choices=("replace", "merge"))

    class Assert(module):  # type: ignore[misc, valid-type]
        """Conditions that must hold, or the host's play ends here."""

        example = "- assert:\n    that: retention_days | int > 0\n    fail_msg: keep at least one day\n"
        that = param("raw", "condition, or list of them", required=True)
        fail_msg = param("raw", "what to say if one does not hold", aliases=("msg",))
        success_msg = param("raw", "what to say if all hold")
        quiet = param(bool, "say no more than needed", default=False)

    class Fail(module):  # type: ignore[misc, valid-type]
        """A failure on purpose, usually with a `when`."""

        example = "- fail:\n    msg: this host has no backup volume\n  when: not has_volume\n"
        msg = param("raw", "what to say", default="Failed as requested from task")

    class Debug(module):  # type: ignore[misc, valid-type]
        """A message, or the value of a variable, for whoever reads along."""

        example = "- debug:\n    var: ansible_facts.kernel\n"
        msg = param("raw", "what to say", default="Hello world!")
        var = param("raw", "name of a variable, or expression, whose value is shown")
        verbosity = param(int, "say it only with at least so many -v", default=0)

        @classmethod
        def problems(cls, values: Mapping[str, Any]) -> list[str]:
            """msg and var exclude each other."""
            return ["msg and var do not go together"] if "msg" in values and "var" in values else []

    class Meta(module):  # type: ignore[misc, valid-type]
        """A word to pushcfg itself: flush_handlers, end_host, end_play, refresh_inventory, noop, ..."""

        free_form = "word"
        example = "- meta: flush_handlers\n"
        word = param(str, "what to do", required=True, choices=(
            "clear_facts", "clear_host_errors", "end_batch", "end_host", "end_play", "end_role", "flush_handlers",
            "noop", "refresh_inventory", "reset_connection"))

    class WaitForConnection(module):  # type: ignore[misc, valid-type]
        """A pause until the host can be worked on again, after something that has cut it off."""

        example = "- wait_for_connection:\n    timeout: 300\n"
        delay = param(int, "seconds to wait before the first try", default=0)
        sleep = param(int, "seconds to wait between tries", default=1)
        timeout = param(int, "seconds after which to give up", default=600)
        connect_timeout = param(int, "seconds that one try may take", default=5)

    class Pause(module):  # type: ignore[misc, valid-type]
        """A wait of all hosts: for a time, or for the operator to press Enter where a terminal is there to do so."""

        example = "- pause:\n    minutes: 2\n"
        minutes = param(int, "how many minutes")
        seconds = param(int, "how many seconds")
        prompt = param(str, "what to show the operator, whose answer is in user_input")
        echo = param(bool, "show what the operator types", default=True)

        @classmethod
        def problems(cls, values: Mapping[str, Any]) -> list[str]:
            """One of the two units."""
            return ["minutes and seconds do not go together"] if "minutes" in values and "seconds" in values else []

    class AddHost(module):  # type: ignore[misc, valid-type]
        """A host, or groups and variables of one that is there, for this run; other arguments are its variables."""

        example = "- add_host:\n    name: web9\n    groups: [web]\n    ansible_host: 192.0.2.9\n"
        name = param("raw", "of the host, or host:port", required=True, aliases=("host", "hostname"))
        groups = param("raw", "groups to put it into, a list or parted by commas", aliases=("group", "groupname"))

    class GroupBy(module):  # type: ignore[misc, valid-type]
        """A group that this host is put into for this run, by what is known of it."""

        example = "- group_by:\n    key: os_{{ ansible_facts.distribution }}\n"
        key = param("raw", "name of the group", required=True)
        parents = param("raw", "groups that this one is put into", default=("all",))

    class TaskFile(module):  # type: ignore[misc, valid-type]
        """The tasks of a file: import_tasks puts them in its place before the run, include_tasks during it."""

        free_form = "file"
        example = "- include_tasks: '{{ ansible_facts.os_family }}.yml'\n"
        file = param("raw", "path, beside this file or in the role's tasks", required=True)
        apply = param("raw", "keywords for each of the tasks; include_tasks only", default={})

    class RoleTasks(module):  # type: ignore[misc, valid-type]
        """The tasks of a role: import_role puts them in its place before the run, include_role during it."""

        example = "- include_role:\n    name: backup\n    tasks_from: restore\n"
        name = param("raw", "of the role", required=True, aliases=("role",))
        tasks_from = param("raw", "file of tasks other than main")
        vars_from = param("raw", "file of vars other than main")
        defaults_from = param("raw", "file of defaults other than main")
        handlers_from = param("raw", "file of handlers other than main")
        apply = param("raw", "keywords for each of the tasks; include_role only", default={})
        public = param(bool, "whether other tasks of the play see its variables")
        allow_duplicates = param(bool, "again, though it has run just like this", default=True)
        rolespec_validate = param(bool, "compare its arguments with its argument_specs", default=True)

    class ValidateArgumentSpec(module):  # type: ignore[misc, valid-type]
        """Variables must be what an argument spec says of them."""

        example = "- validate_argument_spec:\n    argument_spec: '{{ spec }}'\n"
        argument_spec = param("raw", "options, each with type, required, choices, ...", required=True)
        provided_arguments = param("raw", "arguments; those missing here are variables of these names", default={})
        validate_args_context = param("raw", "what messages say it is about", default={})

    named: dict[str, Any] = {
        "set_fact": SetFact, "include_vars": IncludeVars, "assert": Assert, "fail": Fail, "debug": Debug, "meta": Meta,
        "wait_for_connection": WaitForConnection, "pause": Pause, "add_host": AddHost, "group_by": GroupBy,
        "import_tasks": TaskFile, "include_tasks": TaskFile, "include": TaskFile,
        "import_role": RoleTasks, "include_role": RoleTasks,
        "validate_argument_spec": ValidateArgumentSpec,
    }  # fmt: skip
    return {name: info(name, cls) for name, cls in named.items()}


@cache
def unavailable() -> ModuleInfo:
    """What stands in the place of a module that pushcfg does not have, where a condition may keep hosts from it."""
    param: Callable[..., Any] = library.load("core.param").Param

    class Unavailable(library.load("core.module").Module):  # type: ignore[misc]
        """A module that only Ansible has."""

        module = param(str, "the name that the playbook says", required=True)

    return info(UNAVAILABLE, Unavailable)


@cache
def templated() -> ModuleInfo:
    """What stands in the place of a module whose name is a template."""
    param: Callable[..., Any] = library.load("core.param").Param

    class Templated(library.load("core.module").Module):  # type: ignore[misc]
        """A module that is known when a host gets there."""

        module = param(str, "the name that the playbook says", required=True)
        arguments = param("raw", "its arguments, as the playbook says them")

    return info(TEMPLATED, Templated)


def info(name: str, cls: Any) -> ModuleInfo:
    """The ModuleInfo of a statement."""
    words = {word: param for param in cls.params().values() for word in (param.name, *param.aliases)}
    return ModuleInfo(name, BUILTIN, cls, words)


def find(name: str) -> ModuleInfo | None:
    """The statement or module of this name, short or with its collection."""
    if name in (UNAVAILABLE, TEMPLATED):
        return unavailable() if name == UNAVAILABLE else templated()
    collection, _, short = name.rpartition(".")
    if short in statements() and collection in ("", BUILTIN, "ansible.legacy"):
        return statements()[short]
    return library.find(name)


def elsewhere(name: str) -> bool:
    """Whether this looks like a module that there is in Ansible's collections, but not here."""
    collection, _, short = name.rpartition(".")
    if collection in ("", BUILTIN, "ansible.legacy"):
        return short in ELSEWHERE
    known = library.suggest(name)
    return "." in collection and (known is None or not get_close_matches(short, [known.rpartition(".")[2]], 1, 0.8))


@cache
def is_statement(name: str) -> bool:
    """Whether the short name is a statement's."""
    return name in statements() or name in (UNAVAILABLE, TEMPLATED)


def not_yet(name: str) -> str | None:
    """What to do instead of a statement that is still to come; None for anything else."""
    collection, _, short = name.rpartition(".")
    return NOT_YET.get(short) if collection in ("", BUILTIN, "ansible.legacy") else None


def is_fact(name: str) -> bool:
    """Whether a variable of this name may be a fact."""
    return name.startswith(("ansible_", "getent_")) or any(name in names for names in GATHERING.values())
