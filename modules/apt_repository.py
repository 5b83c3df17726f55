"""The module `apt_repository`."""

from .core.attributes import mode_bits, octal
from .core.failure import Failure
from .core.module import Module
from .core.param import Param
from .core.reader import raw
from .packaging import apt_lists
from .packaging.sources_list import FOLDER, MAIN, default_name, parse, same, with_line, without_line


class AptRepository(Module):
    """A source of packages for apt, in a line of its own; deb822_repository is its newer sister."""

    exclusive = ("dpkg",)
    example = """
- name: the vendor's packages
  apt_repository:
    repo: deb [signed-by=/etc/apt/keyrings/vendor.asc] https://apt.example.org/debian stable main
    filename: vendor
"""
    repo = Param(str, "the line, as in sources.list(5)", required=True)
    state = Param(str, "whether it should be there", default="present", choices=("absent", "present"))
    filename = Param(str, "name of the file in sources.list.d, without .list; by default made of the URL")
    mode = Param("raw", "permission bits of a new file")
    update_cache = Param(bool, "get new lists of packages after a change", default=True, aliases=("update-cache",))
    update_cache_retries = Param(int, "how often to try to get the lists", default=5)
    update_cache_retry_max_delay = Param(int, "longest wait between two tries, in seconds", default=12)
    validate_certs = Param(bool, "taken for compatibility where it is true: it is apt that asks servers who they are",
                           default=True)
    install_python_apt = Param(bool, "taken for compatibility: there is nothing to install", default=True)

    @classmethod
    def problems(cls, values):
        """What is no source."""
        repo = values.get("repo") or ""
        if "{{" in repo:
            return []
        if repo.startswith("ppa:"):
            return ["a ppa is a name of Launchpad: give its line (deb https://ppa.launchpadcontent.net/...), and its "
                    "key with deb822_repository or get_url"]
        found = [] if parse(repo) is not None and parse(repo).enabled else [
            "this is no line of sources.list: %s" % repo]
        if values.get("validate_certs") is False:
            found.append("validate_certs: say Acquire::https::Verify-Peer in a file of apt.conf.d")
        return found

    def inspect(self, system):
        """Whether an enabled line says it, and the sources that would change."""
        self.line = " ".join(self.repo.split())
        wanted = parse(self.line)
        paths = [MAIN] + system.glob(FOLDER + "/*.list")
        self.texts = {path: system.text(path) for path in paths if system.stat(path) is not None}
        self.found = {path for path, text in self.texts.items()
                      if any(same(parse(line), wanted) for line in text.splitlines())}
        enabled = any(same(parse(line), wanted) and parse(line).enabled
                      for path in self.found for line in self.texts[path].splitlines())
        if self.state == "absent":
            return {"repo": self.line if self.found else None}
        return {"repo": self.line if enabled else None}

    def desired(self, current):
        """The line."""
        return {"repo": self.line if self.state == "present" else None}

    def apply(self, system, diff):
        """Write the files, then get new lists; if that fails the files are as they were."""
        fresh = self.fresh()
        self.added = [path for path in fresh if path not in self.texts]
        self.removed = [path for path, text in fresh.items() if not text.strip() and path != MAIN]
        self.write(system, fresh)
        if not self.update_cache:
            return
        try:
            apt_lists.update(system, [], self.update_cache_retries, self.update_cache_retry_max_delay)
        except Failure:
            self.write(system, {path: self.texts.get(path, "") for path in fresh})
            raise

    def fresh(self):
        """{path: text} of the files that change."""
        if self.state == "absent":
            return {path: without_line(self.texts[path], self.line) for path in self.found}
        path = "%s/%s.list" % (FOLDER, self.filename or default_name(parse(self.line)))
        if self.found:
            path = sorted(self.found)[0]
        return {path: with_line(self.texts.get(path, ""), self.line)}

    def write(self, system, files):
        """Put the texts into their files; one with nothing in it goes, but for sources.list."""
        for path, text in sorted(files.items()):
            if not text.strip() and path != MAIN:
                system.remove(path)
                continue
            new = path not in self.texts
            mode = int(octal(mode_bits(self.mode, 0o644)), 8) if self.mode is not None else 0o644
            system.write(path, raw(text), mode=mode if new else None)

    def result(self, system, current):
        """What register gets."""
        return {"repo": self.repo, "state": self.state, "sources_added": getattr(self, "added", []),
                "sources_removed": getattr(self, "removed", [])}
