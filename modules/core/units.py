"""systemd units, as systemctl tells of them."""

from .failure import Failure

# What is asked of a unit, and what the parts are called here.
PROPERTIES = {"LoadState": "load", "ActiveState": "active", "SubState": "sub", "UnitFileState": "enabled", "Id": "id",
              "LoadError": "error", "FragmentPath": "path", "SourcePath": "source", "Result": "result",
              "MainPID": "pid", "NeedDaemonReload": "stale"}
KINDS = ("service", "socket", "target", "timer", "mount", "path", "slice", "device", "swap", "automount", "scope")
FOLDERS = ("/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system",
           "/lib/systemd/system")
ENABLED_STATES = {"enabled", "enabled-runtime", "linked", "linked-runtime", "alias", "masked", "masked-runtime",
                  "static", "indirect", "disabled", "generated", "transient"}


def full_name(name):
    """A unit's name with its type: a bare name is a service."""
    return name if name.rpartition(".")[2] in KINDS or name.startswith("/") else name + ".service"


def show(system, name, scope="system", settings=None):
    """{load, active, sub, enabled, ...} of a unit; None if systemd finds none of that name.

    Where systemd does not answer (a template, a chroot, a container without it) only what its files tell is there, and
    `offline` says why.
    """
    words = ["systemctl", "show", "-p", ",".join(PROPERTIES), full_name(name)]
    if scope != "system":
        words.insert(2, "--" + scope)
    output = system.query(words, settings=settings)
    pairs = (line.partition("=")[::2] for line in output.stdout.splitlines())
    state = {PROPERTIES[key]: value for key, value in pairs if key in PROPERTIES}
    if output.rc != 0 or "load" not in state:
        return offline(system, name, scope, settings, output.stderr.strip() or output.stdout.strip())
    if state["load"] == "not-found" and state.get("active") != "active":
        return None
    return state


def offline(system, name, scope, settings, reason):
    """What is known of a unit without a running systemd."""
    words = ["systemctl", "is-enabled", full_name(name)]
    if scope != "system":
        words.insert(2, "--" + scope)
    output = system.query(words, settings=settings)
    enabled = output.stdout.split("\n")[0].strip()
    if enabled in ENABLED_STATES:
        return {"load": "masked" if enabled == "masked" else "loaded", "active": None, "sub": None,
                "enabled": enabled, "offline": reason}
    if "No such file" in output.stderr or "not-found" in output.stdout or "does not exist" in output.stderr:
        return None
    raise Failure("systemctl cannot tell of %s: %s" % (name, reason or output.stderr.strip()))


def from_file(system, name):
    """What is to be expected of a unit whose file is there, and of which systemd does not know; None without a file."""
    name = full_name(name)
    prefix, at, rest = name.partition("@")
    template = "%s@.%s" % (prefix, rest.rpartition(".")[2]) if at else name
    for folder in FOLDERS:
        for path in ("%s/%s" % (folder, name), "%s/%s" % (folder, template)):
            if system.stat(path, follow=False) is not None:
                masked = system.realpath(path) == "/dev/null"
                install = not masked and "[Install]" in system.text(path)
                return {"load": "masked" if masked else "loaded", "active": "inactive", "sub": "dead",
                        "enabled": "masked" if masked else "disabled" if install else "static"}
    return None
