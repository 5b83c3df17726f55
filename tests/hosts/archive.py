"""Archives of small packages for the tests of patching: apt's with two suites, one of them security's, and dnf's."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
from dataclasses import dataclass, field
from pathlib import Path

from pushcfg.lab import Host, Lab

# Where an archive lies on the host.
PLACE = "/srv/archive"
SCRIPTS = {"DEBIAN/config", "DEBIAN/postinst", "DEBIAN/prerm"}
SPEC = """Name: %{n}
Version: %{v}
Release: 1
Summary: a package of a test
License: none
BuildArch: noarch
%description
A package of a test.
%files
"""
ADVISORY = """<?xml version="1.0"?><updates><update from="t" status="stable" type="security" version="1"><id>T-{name}</id>
<title>t</title><severity>Important</severity><issued date="2026-01-01 00:00:00"/><pkglist><collection short="c"><name>c</name>
<package name="{name}" version="{version}" release="1" epoch="0" arch="noarch"><filename>x.rpm</filename></package>
</collection></pkglist></update></updates>
"""


@dataclass(frozen=True)
class Deb:
    """A Debian package: what stands in its control file, its files, and its scripts."""

    name: str
    version: str
    files: dict[str, str | bytes] = field(default_factory=dict)
    scripts: dict[str, str] = field(default_factory=dict)
    conffiles: tuple[str, ...] = ()
    depends: str = ""

    def build(self, folder: Path) -> None:
        """Make the package file in the folder."""
        tree = folder / f".{self.name}-{self.version}"
        control = f"Package: {self.name}\nVersion: {self.version}\nArchitecture: all\nMaintainer: t <t@example.org>\n"
        control += f"Depends: {self.depends}\n" if self.depends else ""
        texts: dict[str, str | bytes] = {f"DEBIAN/{name}": text for name, text in self.scripts.items()}
        texts |= {"DEBIAN/control": control + "Description: a package of a test\n"}
        texts |= {"DEBIAN/conffiles": "".join(f"{path}\n" for path in self.conffiles)} if self.conffiles else {}
        for name, text in {**texts, **{path.lstrip("/"): text for path, text in self.files.items()}}.items():
            file = tree / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text if isinstance(text, bytes) else text.encode())
            file.chmod(0o755 if name in SCRIPTS or isinstance(text, bytes) else 0o644)
        target = folder / f"{self.name}_{self.version}_all.deb"
        run(["dpkg-deb", "--root-owner-group", "-Znone", "--build", str(tree), str(target)], folder)
        run(["rm", "-r", str(tree)], folder)


def run(argv: list[str], folder: Path) -> str:
    """Run a command that must succeed, and return what it prints."""
    return subprocess.run(argv, cwd=folder, check=True, capture_output=True, text=True,
                          env={**os.environ, "LC_ALL": "C.UTF-8"}).stdout  # fmt: skip


def apt_archive(folder: Path, suites: dict[str, list[Deb]]) -> None:
    """An archive with suites; the label of one whose name ends in -security says so, too."""
    for suite, packages in suites.items():
        pool = folder / "pool" / suite
        pool.mkdir(parents=True, exist_ok=True)
        for package in packages:
            package.build(pool)
        lists = folder / "dists" / suite / "main" / "binary-amd64"
        lists.mkdir(parents=True, exist_ok=True)
        (lists / "Packages").write_text(run(["apt-ftparchive", "packages", f"pool/{suite}"], folder))
        label = "Tests-Security" if suite.endswith("-security") else "Tests"
        options = [word for name, value in (("Origin", label), ("Label", label), ("Suite", suite), ("Codename", suite),
                                            ("Architectures", "amd64"), ("Components", "main"))
                   for word in ("-o", f"APT::FTPArchive::Release::{name}={value}")]  # fmt: skip
        text = run(["apt-ftparchive", *options, "release", f"dists/{suite}"], folder)
        (folder / "dists" / suite / "Release").write_text(text)


def rpm(folder: Path, name: str, version: str) -> None:
    """Make a package file in the folder."""
    spec = folder / "test.spec"
    spec.write_text(SPEC)
    run(["rpmbuild", "-bb", "--quiet", f"-D_topdir {folder}/build", f"-D_rpmdir {folder}", f"-Dn {name}",
         f"-Dv {version}", str(spec)], folder)  # fmt: skip
    run(["rm", "-rf", "build", "test.spec"], folder)


def rpm_lists(folder: Path, security: tuple[str, str] | None = None) -> None:
    """Make the lists of the packages in the folder; one may have an advisory of security."""
    run(["createrepo_c", "-q", "."], folder)
    if security is not None:
        (folder / "updateinfo.xml").write_text(ADVISORY.format(name=security[0], version=security[1]))
        run(["modifyrepo_c", "--mdtype=updateinfo", "updateinfo.xml", "repodata"], folder)


def put(lab: Lab, host: Host, folder: Path, place: str = PLACE) -> None:
    """Lay the folder down on the host, in the place of what was there."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as tar:
        tar.add(folder, ".")
    command = f"rm -rf {place}; mkdir -p {place}; tar -x --no-same-owner -C {place}"
    subprocess.run(lab.ssh(host, [command]), input=data.getvalue(), check=True, capture_output=True, timeout=60)


def sh(lab: Lab, host: Host, script: str) -> str:
    """Run a script on the host that must succeed, and return what it prints."""
    done = lab.run(host, ["sh", "-ec", script])
    assert done.returncode == 0, (script, done.stdout, done.stderr)
    return done.stdout
