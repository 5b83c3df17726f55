"""The module `pip`."""

import os
import re
import shlex
import sys

from .core.failure import Missing
from .core.foretold import Unforetold
from .core.module import Module
from .core.param import Param
from .packaging.python_environment import Environment, find_pip, without_secrets
from .packaging.python_names import Asked, asked, joined, listed, with_version
from .packaging.python_plan import brought, differences, from_names, from_report, key_of

COMMANDS = {"present": ["install"], "latest": ["install", "-U"], "absent": ["uninstall", "-y"],
            "forcereinstall": ["install", "-U", "--force-reinstall"]}
# Commands that make virtual environments with the Python that they belong to.
OWN_PYTHON = re.compile(r"^\s*(\S*/)?pyvenv(\s|$)|\s-m\s*venv(\s|$)")


class Pip(Module):
    """Python packages, in a virtual environment or where a Python of the host has its own."""

    exclusive = ("pip",)
    example = """
- name: the application and what it needs
  pip:
    requirements: /srv/app/requirements.txt
    virtualenv: /srv/app/venv
    virtualenv_command: python3 -m venv
"""
    name = Param(list, "packages, with conditions such as >=1.2; URLs and paths, too. A folder that is not editable is "
                       "installed every time, as nothing tells whether it has changed", elements=str)
    version = Param(str, "version of the one package that is named, or a condition such as >=1.2")
    requirements = Param(str, "requirements file on the host, in place of name")
    virtualenv = Param("path", "virtual environment, which is made if it is not there")
    virtualenv_command = Param("path", "what makes one, such as python3 -m venv", default="virtualenv")
    virtualenv_python = Param(str, "the Python of a new environment; not where virtualenv_command is a Python's own")
    virtualenv_site_packages = Param(bool, "a new environment has the packages of its Python, too", default=False)
    state = Param(str, "present, absent, latest, or forcereinstall: installed again every time", default="present",
                  choices=("absent", "forcereinstall", "latest", "present"))
    extra_args = Param(str, "more options of pip; an index with a password in its URL is passed on by the environment")
    editable = Param(bool, "install what is named in editable mode", default=False)
    chdir = Param("path", "folder that pip runs in")
    executable = Param("path", "the pip to use, such as pip3.11, in place of that of the Python that runs this")
    umask = Param(str, "umask of pip, in octal, such as '0022'")
    break_system_packages = Param(bool, "change also what the host's package manager looks after", default=False)

    tried = done = False
    venv = output = None

    @classmethod
    def problems(cls, values):
        """Arguments that do not go together."""
        found = ["give one of name and requirements, not %s" % how for how, wrong in (
            ("both", values.get("name") and values.get("requirements")),
            ("neither", not values.get("name") and not values.get("requirements"))) if wrong]
        if values.get("executable") and values.get("virtualenv"):
            found.append("executable or virtualenv, not both: an environment has a pip of its own")
        if values.get("state") == "latest" and values.get("version") is not None:
            found.append("version is incompatible with state=latest")
        if values.get("virtualenv_python") and OWN_PYTHON.search(values.get("virtualenv_command") or ""):
            found.append("virtualenv_python does not go with venv or pyvenv as virtualenv_command: name it there")
        if values.get("editable") is True and values.get("requirements"):
            found.append("editable goes with name; in a requirements file it is -e")
        umask = str(values.get("umask") or "0")
        if "{{" not in umask and not re.match(r"^0?o?[0-7]{1,4}$", umask):
            found.append("umask must be an octal integer: %s" % umask)
        return found + cls.name_problems(values)

    @classmethod
    def name_problems(cls, values):
        """What is wrong with the names, and with the version of one."""
        names = values.get("name") if isinstance(values.get("name"), list) else []
        if "{{" in str(names):
            return []
        wanted = [asked(text) for text in joined(names)]
        if values.get("state") == "absent":
            return ["state: absent takes names, not %s" % one.text for one in wanted if one.name is None]
        if values.get("version") is None or not wanted:
            return []
        if len(wanted) > 1:
            return ["version is ambiguous with several names: give each its own condition, as in name>=1.2"]
        return ["version conflicts with the condition of %s: leave one of them out" % wanted[0].text] if (
            wanted[0].specifier) else []

    @classmethod
    def provides(cls, values):
        """The virtual environment."""
        return [("path", values["virtualenv"])] if values.get("virtualenv") else []

    @classmethod
    def requires(cls, values):
        """pip, what makes environments, the requirements, and the folders."""
        packages = ["python3-pip"] + (["python3-venv", "virtualenv"] if values.get("virtualenv") else [])
        paths = [values[name] for name in ("chdir", "requirements", "executable") if values.get(name)]
        folder = [("folder", values["virtualenv"])] if values.get("virtualenv") else []
        return [("package", name) for name in packages] + [("path", path) for path in paths] + folder

    def prepare(self, system):
        """Make the virtual environment; and where pip cannot tell what it would do, let it do that."""
        if self.chdir is not None and system.stat(self.chdir) is None:
            raise Missing("cannot change to the folder %s: it does not exist" % self.chdir)
        changes = {}
        if self.virtualenv is not None:
            self.venv = os.path.join(self.chdir or "", self.virtualenv).rstrip("/")
            if system.stat(os.path.join(self.venv, "bin", "activate")) is None:
                self.make_environment(system)
                changes["virtualenv"] = (None, self.venv)
        self.find_environment(system)
        self.asked = self.wanted(system)
        if self.found["foretells"] is False and self.state in ("present", "latest") and not self.is_simple():
            changes.update(self.install_to_see(system))
        return changes

    def make_environment(self, system):
        """A new virtual environment; a check knows that there is none of its packages yet."""
        words = shlex.split(self.virtualenv_command)
        if system.which(words[0]) is None:
            raise Missing("no such program: %s; install it, or let virtualenv_command be python3 -m venv" % words[0])
        words += ["--system-site-packages"] if self.virtualenv_site_packages else []
        if not OWN_PYTHON.search(self.virtualenv_command):
            words.append("-p" + (self.virtualenv_python or sys.executable))
        folder = {"kind": "directory", "mode": 0o755, "owner": system.me(), "group": "root"}
        brings = {("path", os.path.join(self.venv, name).rstrip("/")): folder for name in ("", "bin")}
        for name in ("activate", "pip", "pip3", "python", "python3"):
            brings[("path", os.path.join(self.venv, "bin", name))] = dict(folder, kind="file")
        brings[("pip", self.venv)] = {"packages": {}, "foretells": None}
        self.run(system, words + [self.venv], brings, {})

    def find_environment(self, system):
        """Learn which pip it is about, and what is there."""
        words, settings = without_secrets(shlex.split(self.extra_args or ""))
        if self.break_system_packages:
            settings["PIP_BREAK_SYSTEM_PACKAGES"] = "1"
        if self.venv is not None:
            settings["PATH"] = os.path.join(self.venv, "bin") + ":" + system.own_environment().get("PATH", "")
        place = self.venv or self.executable or sys.executable
        drawn = system.records("pip").get(place, {"foretells": True})
        program = ([os.path.join(place, "bin", "pip3")] if drawn["foretells"] is None else
                   find_pip(system, self.venv, self.executable))
        # No program can be started in a folder that only a check has.
        folder = self.chdir if self.chdir is not None and system.stat(self.chdir).inode else "/"
        self.environment = Environment(program, place, folder, settings, words)
        self.look(system)

    def look(self, system):
        """What is there, or in a check will be."""
        self.found = system.record("pip", self.environment.place, lambda: self.environment.look(system))

    def wanted(self, system):
        """What is asked for: of requirements that are to go each name, else the file as a whole."""
        if self.requirements is not None:
            path = os.path.join(self.chdir or "", self.requirements)
            if system.stat(path) is None:
                raise Missing("the requirements file %s does not exist" % path)
            self.requirements_path = path
            return listed(system, path) if self.state == "absent" else [Asked(path, None, "", False)]
        names = joined(self.name)
        return [asked(with_version(text, self.version) if self.version is not None else text) for text in names]

    def is_simple(self):
        """Whether names and versions that are installed tell what is to be done."""
        return self.state == "present" and not self.environment.anew and all(wanted.plain for wanted in self.asked)

    def words(self):
        """What stands behind the command of pip, without the requirements file."""
        words = list(self.environment.extra)
        for wanted in [] if self.requirements is not None else self.asked:
            edit = self.editable and self.state != "absent" and "-e" not in words[:len(self.environment.extra)]
            words += (["-e"] if edit else []) + [wanted.text]
        return words

    def command(self):
        """What pip is told."""
        file = [] if self.requirements is None else ["-r", self.requirements]
        return self.environment.program + COMMANDS[self.state] + self.words() + file

    def run(self, system, words, brings, settings):
        """Run a command with the wanted umask, in the wanted folder."""
        if self.umask is not None:
            words = ["sh", "-c", 'umask %s && exec "$@"' % self.umask.replace("o", ""), "-"] + words
        return system.run(words, brings=brings, settings=settings, cwd=self.chdir or "/")

    def install_to_see(self, system):
        """Let pip install, and tell what is another than before; a check cannot know that."""
        known = {("pip", self.environment.place): dict(self.found, foretells=None)}
        brings = Unforetold(known, system.label)
        self.output = self.run(system, self.command(), brings, self.environment.settings)
        self.tried = True
        before, after = self.found["packages"], self.environment.look(system)["packages"]
        changes = differences(before, after)
        if not changes and self.requirements is None and "Successfully installed" in self.output.stdout:
            changes = {key_of(wanted): (before.get(wanted.name), "anew") for wanted in self.asked}
        return changes

    def inspect(self, system):
        """The versions of what is installed, and what of it is to change."""
        self.look(system)
        self.plan = {} if self.tried else self.planned(system, self.found["packages"])
        return dict(self.found["packages"])

    def planned(self, system, packages):
        """{name: version or what else is wanted} of what is not as it should be."""
        if self.state == "absent":
            return {wanted.name: None for wanted in self.asked if wanted.name in packages}
        if self.state == "forcereinstall":
            return {} if self.done else {key_of(wanted): "installed anew" for wanted in self.asked}
        latest = self.state == "latest"
        if not self.found["foretells"]:
            return from_names(packages, self.asked, latest)
        words, content = (["-U"] if latest else []) + self.words(), None
        if self.requirements is not None and system.drawn(self.requirements_path):
            content = system.read(self.requirements_path)
        elif self.requirements is not None:
            words += ["-r", self.requirements]
        items = self.environment.foretold(system, words, content)
        return from_report(system, self.environment, packages, items, self.done)

    def desired(self, current):
        """What is to change, as it should be."""
        return dict(self.plan)

    def apply(self, system, diff):
        """Run pip."""
        record = dict(self.found, packages=brought(self.found["packages"], self.plan))
        self.output = self.run(system, self.command(), {("pip", self.environment.place): record},
                               self.environment.settings)
        self.done = True

    def result(self, system, current):
        """What Ansible's module of this name returns."""
        return {"cmd": self.command(), "name": self.name, "version": self.version, "state": self.state,
                "requirements": self.requirements, "virtualenv": self.venv,
                "stdout": self.output.stdout if self.output is not None else "",
                "stderr": self.output.stderr if self.output is not None else ""}
