"""A Python environment as its pip sees it: what is installed, and what an install would bring."""

import json
import os
import re
import sys

from ..core.failure import Failure, Missing
from .python_names import canonical
from .python_versions import satisfies

# Since when pip can tell what it would do, and what it has done.
FORETELLS = ">=22.2"
# pip asks nobody, and does not look whether there is a newer pip.
SETTINGS = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
# Options with which pip installs where `pip list` does not look, or what is there already.
ANEW = {"--prefix", "--root", "--force-reinstall", "-I", "--ignore-installed"}

# Options that name an index, and the variables that do the same.
INDEXES = {"-i": "PIP_INDEX_URL", "--index-url": "PIP_INDEX_URL", "--pypi-url": "PIP_INDEX_URL",
           "--extra-index-url": "PIP_EXTRA_INDEX_URL"}
PASSWORD = re.compile(r"://[^/@]*:[^/@]*@")


class Environment:
    """`program` is pip as words, `place` names the environment, `cwd` is the folder that pip runs in."""

    def __init__(self, program, place, cwd, settings, extra):
        self.program = program
        self.place = place
        self.cwd = cwd
        self.settings = dict(SETTINGS, **settings)
        self.extra = extra
        target = value_of(extra, "--target", "-t")
        self.only = ["--path", target] if target is not None else []
        self.anew = any(word.split("=")[0] in ANEW for word in extra)

    def look(self, system):
        """{"packages": {name: version}, "foretells": whether pip can tell what it would do}."""
        installed = self.listed(system, self.only)
        own = installed.get("pip") or (self.listed(system, []).get("pip") if self.only else None)
        return {"packages": installed, "foretells": own is not None and satisfies(own, FORETELLS)}

    def listed(self, system, words):
        """{name: version} of what is installed."""
        output = system.query(self.program + ["list", "--format=json"] + words, settings=self.settings, cwd=self.cwd)
        if output.rc != 0:
            raise failure(self.program + ["list"], output)
        text = next((line for line in output.stdout.splitlines() if line.startswith("[")), "[]")
        return {canonical(item["name"]): item["version"] for item in json.loads(text)}

    def foretold(self, system, words, requirements=None):
        """What `pip install` with these words would install: the items of pip's own report.

        A requirements file that is there in a check only is told by its bytes.
        """
        command = self.program + ["install", "--dry-run", "--quiet", "--report", "-"] + words
        settings = dict(self.settings, PIP_NO_CACHE_DIR="1")  # which it would otherwise write
        if requirements is None:
            output = system.query(command, settings=settings, cwd=self.cwd)
        else:
            output = system.query_copy(requirements, command + ["-r", "%s"], settings=settings, cwd=self.cwd)
        if output.rc != 0:
            raise failure(command, output)
        start = output.stdout.find("{")
        return json.loads(output.stdout[start:])["install"] if start >= 0 else []

    @staticmethod
    def told(item):
        """(name, version, download_info) of an item of the report."""
        return canonical(item["metadata"]["name"]), item["metadata"]["version"], item.get("download_info", {})

    def origins(self, system):
        """{name: where pip says it comes from, {} for an index} of what is installed."""
        output = system.query(self.program + ["inspect"], settings=self.settings, cwd=self.cwd)
        if output.rc != 0:
            raise failure(self.program + ["inspect"], output)
        return {canonical(item["metadata"]["name"]): item.get("direct_url", {})
                for item in json.loads(output.stdout[output.stdout.find("{"):])["installed"]}


def failure(command, output):
    """A Failure of pip; Missing where there is no pip."""
    told = "%s failed with exit code %d: %s" % (
        " ".join(command), output.rc, (output.stderr.strip() or output.stdout.strip())[-2000:])
    kind = Missing if "No module named pip" in output.stderr else Failure
    return kind(told, rc=output.rc, stdout=output.stdout, stderr=output.stderr)


def find_pip(system, venv, executable):
    """pip as words: that of a virtual environment, the one named, that of this Python, or pip3."""
    if venv is not None:
        found = [os.path.join(venv, "bin", name) for name in ("pip3", "pip")]
        found = [path for path in found if system.access(path, os.X_OK)]
        if not found:
            raise Missing("Unable to find pip in the virtualenv, %s, under any of these names: pip3, pip. "
                          "Make sure pip is present in the virtualenv." % venv)
        return found[:1]
    if executable is not None:
        return [executable]
    own = [sys.executable, "-m", "pip"]
    if system.query(own + ["list", "--help"], settings=SETTINGS, cwd="/").rc == 0:
        return own
    if system.which("pip3") is None:
        raise Missing("Unable to find any of pip3 to use.  pip needs to be installed.")
    return ["pip3"]


def same_origin(told, installed):
    """Whether a report's download_info is of the very thing that is installed: commit, checksum, or editable folder."""
    if told.get("url") != installed.get("url"):
        return False
    if "vcs_info" in told:
        return told["vcs_info"].get("commit_id") == installed.get("vcs_info", {}).get("commit_id")
    if "archive_info" in told:
        return digest(told) is not None and digest(told) == digest(installed)
    return bool(told.get("dir_info", {}).get("editable") and installed.get("dir_info", {}).get("editable"))


def digest(info):
    """The SHA-256 of an archive that something was installed from."""
    archive = info.get("archive_info", {})
    old = re.match(r"sha256=(\w+)$", archive.get("hash") or "")
    return archive.get("hashes", {}).get("sha256") or (old and old.group(1))


def value_of(words, *options):
    """What stands behind one of these options, or None."""
    for place, word in enumerate(words):
        name, separator, value = word.partition("=")
        if name in options:
            return value if separator else words[place + 1] if place + 1 < len(words) else None
    return None


def without_secrets(words):
    """(words, settings): an index with a password in its URL is told by the environment, which others cannot read."""
    kept, settings = [], {}
    place = 0
    while place < len(words):
        name, separator, value = words[place].partition("=")
        if name in INDEXES and not separator:
            value = words[place + 1] if place + 1 < len(words) else ""
        step = 2 if name in INDEXES and not separator else 1
        if name in INDEXES and PASSWORD.search(value):
            variable = INDEXES[name]
            settings[variable] = " ".join(filter(None, [settings.get(variable), value]))
        else:
            kept += words[place:place + step]
        place += step
    return kept, settings
