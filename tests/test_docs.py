"""docs/ has every keyword, statement, module and option that there is, and links that lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from pushcfg import actions, library
from pushcfg.cli.main import cli
from pushcfg.playbook import keywords
from pushcfg.template.lookups.registry import BUILTIN, FULL, GENERAL, STORES

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md"), *ROOT.glob("vagrant/*.md")])
LANGUAGE = (DOCS / "language.md").read_text()


def section(title: str) -> str:
    """The text of one section of language.md."""
    found = LANGUAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    assert found, title
    return found


def quoted(text: str) -> set[str]:
    """Every word between backquotes."""
    return set(re.findall(r"`([^`\s]+)`", text))


def row(text: str, first: str) -> set[str]:
    """The words in the row of a table that begins with this cell."""
    found = re.search(rf"^\| {re.escape(first)} \|(.*)$", text, re.MULTILINE)
    assert found is not None, first
    return quoted(found[1])


def test_keywords():
    text = section("Keywords")
    everywhere, _, below = text.partition("On blocks and tasks:")
    inherited = quoted(everywhere)
    assert set(keywords.INHERITED) == inherited | quoted(below.partition("\n|")[0])
    assert set(keywords.PLAY) == inherited | row(text, "plays")
    assert set(keywords.BLOCK) == set(keywords.INHERITED) | row(text, "blocks")
    assert set(keywords.TASK) == set(keywords.INHERITED) | row(text, "tasks")


def test_refused_keywords():
    first_cells = "".join(re.findall(r"^\|([^|]*)\|", section("Refused for now"), re.MULTILINE))
    assert {*keywords.REFUSED_PLAY, *keywords.REFUSED_TASK} == quoted(first_cells)


def test_lookups():
    lists = re.findall(r"^(?:ansible.builtin|community.general): (.*(?:\n.+)*)", section("Lookups"), re.MULTILINE)
    assert set(BUILTIN) == quoted(lists[0])
    assert set(GENERAL) == quoted(lists[1])
    full = re.search(r"^By their full names: (.*)", section("Lookups"), re.MULTILINE)
    assert full is not None
    assert set(FULL) == quoted(full[1])
    stores = re.search(r"^Stores of secrets.*?: (.*(?:\n.+)*)", section("Lookups"), re.MULTILINE)
    assert stores is not None
    assert {name for name in STORES if "." in name} == quoted(stores[1])


def test_statements():
    assert set(actions.statements()) == quoted(section("Statements").partition("`meta` takes")[0])
    words = next(param for param in actions.statements()["meta"].params.values() if param.name == "word").choices
    assert set(words) == quoted(section("Statements").partition("`meta` takes")[2])
    later = section("Refused for now").partition("Statements to come:")[2].partition("\n\n")[0]
    assert set(actions.NOT_YET) == quoted(later)


def test_modules():
    table = "".join(re.findall(r"^\|[^|]*\|([^|]*)\|", section("Modules"), re.MULTILINE))
    assert set(library.names()) == quoted(table)


def test_language_table():
    from language import table

    assert (DOCS / "language-table.md").read_text() == table.page(), "run `make docs`"


def commands(group: click.Group, path: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command by its whole name."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f"{path}{name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{path}{name} ")


COMMANDS = dict(commands(cli))


@pytest.mark.parametrize("name", COMMANDS)
def test_options(name):
    text = (DOCS / "commands.md").read_text()
    options = {word for option in COMMANDS[name].params if isinstance(option, click.Option)
               for word in (*option.opts, *option.secondary_opts)}  # fmt: skip
    known = {word.split()[0] for word in re.findall(r"`([^`]+)`", text)}
    assert options - known == set()


def test_no_option_is_made_up():
    text = (DOCS / "commands.md").read_text()
    told = {word for cell in re.findall(r"`(-[^`]*)`", text) for word in cell.split() if word.startswith("-")}
    real = {word for command in COMMANDS.values() for option in command.params
            if isinstance(option, click.Option) for word in option.opts}  # fmt: skip
    assert told - real <= {"-h", "--version", "-vv", "-vvv"}


def test_commands():
    text = (DOCS / "commands.md").read_text()
    assert [name for name in COMMANDS if " " not in name and f"`pushcfg {name}" not in text] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text())
    assert [target for target in targets if "://" not in target and not (page.parent / target).exists()] == []


def test_decisions_are_numbered():
    names = sorted(file.name for file in (DOCS / "decisions").glob("[0-9]*.md"))
    assert [f"{number:04}" for number in range(1, len(names) + 1)] == [name[:4] for name in names]
    titles = [(DOCS / "decisions" / name).read_text().partition("\n")[0] for name in names]
    expected = [f"# {number}. " for number in range(1, len(names) + 1)]
    assert expected == [title[: title.index(". ") + 2] for title in titles]


def test_every_template_and_file_of_a_playbook_is_used():
    folder = ROOT / "playbooks"
    for role in (folder / "roles").iterdir():
        text = "".join(file.read_text() for part in ("tasks", "handlers") for file in role.glob(f"{part}/*.yml"))
        files = [file for part in ("templates", "files") for file in role.glob(f"{part}/*")]
        assert [file.name for file in files if not used(file, text)] == [], role.name


def used(file, text):
    """Whether tasks name a file, outright, in a list of names, or with a variable."""
    return any(name in text for name in (file.name, f"[{file.stem},", f" {file.stem},", f" {file.stem}]")) or (
        file.suffix == ".sh" and "}}.sh" in text)
