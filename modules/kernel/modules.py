"""Kernel modules: which are loaded, and what files say of them for the next boot."""

LOAD = "/etc/modules-load.d"
OPTIONS = "/etc/modprobe.d"


def same(name, other):
    """Whether two names are of one module: - and _ are one letter there."""
    return name.replace("-", "_") == other.replace("-", "_")


def is_loaded(system, name):
    """Whether the running kernel has a module, or all modules that an alias stands for."""
    names = loaded(system)
    if plain(name) in names:
        return True
    told = system.query(["modprobe", "-R", name])
    meant = [plain(word) for word in told.stdout.split()] if told.rc == 0 else []
    return bool(meant) and all(word in names for word in meant)


def loaded(system):
    """The names of all modules that are loaded, or built in."""
    lines = text(system, "/proc/modules").splitlines()
    names = {plain(line.split()[0]) for line in lines if line.strip()}
    release = text(system, "/proc/sys/kernel/osrelease").strip()
    for line in text(system, "/lib/modules/%s/modules.builtin" % release).splitlines():
        names.add(plain(line.strip().rpartition("/")[2].rpartition(".ko")[0]))
    return names


def plain(name):
    """A name as the kernel spells it."""
    return name.replace("-", "_")


def text(system, path):
    """A file's text; nothing if it is not there."""
    return system.text(path) if system.stat(path) is not None else ""


def files(system, folder):
    """{path: text} of the files in a folder."""
    if system.stat(folder) is None:
        return {}
    paths = ["%s/%s" % (folder, name) for name in system.entries(folder)]
    return {path: system.text(path) for path in paths if getattr(system.stat(path), "kind", None) == "file"}


def bare(line):
    """The words of a line without its comment."""
    return line.partition("#")[0].partition(";")[0].split()


def loads(line, name):
    """Whether a line of modules-load.d(5) names the module."""
    words = bare(line)
    return len(words) == 1 and same(words[0], name)


def parameters(line, name):
    """The parameters that a line of modprobe.d(5) sets for the module; [] for any other line."""
    words = bare(line)
    return words[2:] if words[:1] == ["options"] and len(words) > 2 and same(words[1], name) else []


def without(content, meant):
    """A text in which the lines that are meant are comments."""
    return "".join("#" + line if meant(line) else line for line in content.splitlines(True))
