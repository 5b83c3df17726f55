"""The bundle: whole, small, and good for the oldest and the newest Python on a host."""

from __future__ import annotations

import ast
import asyncio
import subprocess
import zlib
from pathlib import Path
from typing import Any

import pytest
from session.started import pythons, started, task

from pushcfg import library
from pushcfg.bundle import PACKAGE, bundle, closure, imports, more, part
from pushcfg.session.command import STAGE_ONE

FOLDER = library.modules_folder()
# Bytes that a login may take at most: for each module, of a playbook that has all there are, and for the usual ones.
LARGEST_MODULE = 20_000
DAY2 = ("apt", "command", "copy", "cron", "file", "lineinfile", "ping", "setup", "sysctl", "template", "user")
LARGEST_DAY2 = 400_000
# One that every user may run.
PYTHON = "/usr/bin/python3"


def relative_imports(path: Path) -> set[tuple[int, str, str]]:
    """(dots, module, name) of everything that a file imports from beside it, by Python's own parser."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {(node.level, node.module or "", alias.name) for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.level for alias in node.names}


@pytest.mark.parametrize("name", library.names())
def test_a_bundle_has_everything_that_is_imported(name: str) -> None:
    found = closure(FOLDER, frozenset([name]))
    for module in found:
        path = FOLDER.joinpath(*module.split(".")) if module else FOLDER
        file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        inside = module.split(".") if path.is_dir() and module else module.split(".")[:-1]
        for dots, source, imported in relative_imports(file):
            base = inside[: len(inside) - (dots - 1)] + [word for word in source.split(".") if word]
            assert ".".join(base) in found
            below = FOLDER.joinpath(*base, imported)
            if below.is_dir() or below.with_suffix(".py").is_file():
                assert ".".join([*base, imported]) in found


def test_a_bundle_has_no_more_than_is_imported() -> None:
    found = closure(FOLDER, frozenset(["ping"]))
    assert {name for name in found if name.count(".") == 0} <= {"", "core", "ping", "runner"}
    assert "core.sketch" in found
    assert "ping" not in imports(FOLDER, "runner.main")


def test_the_size_of_bundles() -> None:
    sizes = {"day 2": len(bundle(frozenset(DAY2))), "all": len(bundle(frozenset(library.names())))}
    print(f"\nbundles: {sizes}")
    assert sizes["day 2"] < LARGEST_DAY2
    assert sizes["all"] < LARGEST_MODULE * len(library.names())


def test_a_part_has_source_and_code() -> None:
    is_package, source, code = part(FOLDER, "core")
    assert (True, True, True) == (is_package, source.startswith(b'"""'), len(code) > 0)


# In the place of `serve`: every module is imported, and what the bundle does not have makes it fail.
IMPORT_ALL = """
size = s.read(8)
magic, modules = marshal.loads(zlib.decompress(s.read(int(size))))
sys.meta_path.insert(0, Importer(modules, magic))
for name in sorted(modules):
    __import__(name)
print(len(modules), sys.version_info[:2], magic == MAGIC_NUMBER)
"""


@pytest.mark.parametrize("python", pythons())
def test_every_module_can_be_imported_from_a_bundle(python: str) -> None:
    whole = bundle(frozenset(library.names()))
    size = int(whole[:8])
    program = zlib.decompress(whole[8 : 8 + size]).decode().replace("serve(s, b)\n", IMPORT_ALL)
    packed = zlib.compress(program.encode())
    done = subprocess.run(
        [python, "-I", "-S", "-B", "-X", "utf8", "-c", STAGE_ONE], input=b"%08d%s" % (len(packed), packed) + whole[8 + size :],
        capture_output=True, timeout=60, check=False)  # fmt: skip
    assert (0, b"") == (done.returncode, done.stderr)
    assert str(len(closure(FOLDER, frozenset(library.names())))) == done.stdout.decode().split()[0]


def test_stage_one_is_one_text_on_both_sides() -> None:
    assert STAGE_ONE == library.load("runner.start").STAGE_ONE
    assert not set("'\"$\\`!\n") & set(STAGE_ONE)


def test_the_package_has_one_name_on_both_sides() -> None:
    assert PACKAGE == library.load("runner.importer").PACKAGE


@pytest.mark.parametrize("python", pythons())
async def test_modules_come_to_a_runner_at_work(python: str, tmp_path: Path) -> None:
    few = frozenset({"ping"})
    async with started(python, modules=few) as runner:
        assert "ok" == (await runner.do(task("ping")))[0]["status"]
        runner.session.tell({"op": "modules", "parts": more("copy", few)})
        done = await runner.do(task("copy", dest=str(tmp_path / "x"), content="hello\n"))
        assert "changed" == done[0]["status"]


async def test_modules_come_to_another_user_through_root() -> None:
    few = frozenset({"ping"})
    async with started(PYTHON, modules=few) as runner:
        runner.session.tell({"op": "modules", "parts": more("command", few), "for": "nobody"})
        outcomes: list[dict[str, Any]] = []
        runner.session.submit(task("command", cmd="id -un"), outcomes.append, "nobody")
        await runner.do(task("ping"))
        async with asyncio.timeout(20):
            while not outcomes:
                await asyncio.sleep(0.01)
        assert "nobody" == outcomes[0]["result"]["stdout"]
