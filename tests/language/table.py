"""Prints docs/language-table.md: every name of ansible-core's language, and whether it works here. See `make docs`.

The names are those that the installed ansible-core lists; whether they work is asked of the code that would refuse them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from ansible.playbook.attribute import FieldAttribute
from ansible.playbook.block import Block
from ansible.playbook.handler import Handler
from ansible.playbook.loop_control import LoopControl
from ansible.playbook.play import Play
from ansible.playbook.role.include import RoleInclude
from ansible.plugins.list import list_plugins
from ansible.plugins.loader import init_plugin_loader
from ansible.release import __version__

from pushcfg import actions
from pushcfg.playbook import keywords, read, roles
from pushcfg.playbook.model import LoopControl as OwnLoopControl
from pushcfg.template import templar
from pushcfg.template.lookups.registry import LOOKUPS

PREFIX = "ansible.builtin."
WORKS, REFUSED, NOWHERE = "works", "refused", ""
# What ansible-core calls them inside, and no playbook says.
INTERNAL = {"async_val", "loop_with"}
META_WORDS = ("clear_facts", "clear_host_errors", "end_batch", "end_host", "end_play", "end_role", "flush_handlers",
              "noop", "refresh_inventory", "reset_connection")  # fmt: skip
FUNCTIONS = ("cycler", "dict", "joiner", "lipsum", "lookup", "namespace", "now", "q", "query", "range", "undef")
INTRODUCTION = f"""# The language in tables

Every keyword, action, filter, test, lookup and function of ansible-core {".".join(__version__.split(".")[:2])}, and \
whether it works here. What is refused, is
refused before a host is touched. `make docs` makes this page anew, from the code; a test compares it. How things work, and
what is different, is in [language.md](language.md).
"""


def listed(kind: str) -> list[str]:
    """The short names of ansible.builtin's plugins of a kind."""
    return sorted({name.rpartition(".")[2] for name in list_plugins(kind, ["ansible.builtin"])})


def table(header: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    """A table of Markdown."""
    lines = [header, tuple("---" for _ in header), *rows]
    return "\n".join("|" + "".join(f" {cell} |" if cell else " |" for cell in line) for line in lines) + "\n"


def fields(kind: type) -> Mapping[str, FieldAttribute]:
    """The keywords that ansible-core has on a kind of thing."""
    return {name: field for name, field in kind.fattributes.items() if name not in INTERNAL}


def keyword_rows() -> Iterator[tuple[str, ...]]:
    """A row for each keyword: on plays, roles, blocks and tasks."""
    kinds = ((fields(Play), keywords.PLAY), (fields(RoleInclude), roles.ENTRY), (fields(Block), keywords.BLOCK),
             (fields(Handler), keywords.TASK))  # fmt: skip
    remedies = {**keywords.REFUSED_PLAY, **keywords.REFUSED_TASK}
    for name in sorted({name for theirs, _ in kinds for name in theirs}):
        states = [NOWHERE if name not in theirs else WORKS if name in ours else REFUSED for theirs, ours in kinds]
        yield f"`{name}`", *states, remedies.get(name, "") if REFUSED in states else ""


def loop_rows() -> Iterator[tuple[str, ...]]:
    """A row for each way to loop, and for each word of loop_control."""
    yield "`loop`", state("loop", keywords.TASK)
    for name in listed("lookup"):
        yield f"`with_{name}`", state(name, LOOKUPS)
    for name in sorted(LoopControl.fattributes):
        yield f"`loop_control: {name}`", state(name, OwnLoopControl.__dataclass_fields__)


def state(name: str, known: Collection[str]) -> str:
    """works or refused."""
    return WORKS if name in known else REFUSED


def action_rows() -> Iterator[tuple[str, ...]]:
    """A row for each thing that a task can do."""
    for name in listed("module"):
        found = actions.find(name)
        if name == "import_playbook":
            yield f"`{name}`", "statement", WORKS, ""
        elif found is None:
            yield f"`{name}`", "", REFUSED, actions.not_yet(name) or ""
        else:
            yield f"`{name}`", "statement" if actions.is_statement(found.name) else "module", WORKS, ""


def meta_rows() -> Iterator[tuple[str, ...]]:
    """A row for each word of the statement meta."""
    words = next(param for param in actions.statements()["meta"].params.values() if param.name == "word").choices
    for name in META_WORDS:
        yield f"`{name}`", state(name, words)


def plain_rows(names: Collection[str], known: Collection[str]) -> Iterator[tuple[str, ...]]:
    """A row for each name."""
    for name in names:
        yield f"`{name}`".replace("|", "\\|"), state(name, known)


def page() -> str:
    """The whole page."""
    init_plugin_loader([])
    environment = templar().compiler.environment
    tables = {
        "Keywords": table(("keyword", "play", "role", "block", "task", "instead"), keyword_rows()),
        "Loops": table(("keyword", "state"), loop_rows()),
        "Strategies": table(("strategy", "state"), plain_rows(listed("strategy"), read.STRATEGIES)),
        "Actions": table(("name", "as", "state", "instead"), action_rows()),
        "Words of meta": table(("word", "state"), meta_rows()),
        "Filters": table(("filter", "state"), plain_rows(listed("filter"), environment.filters)),
        "Tests": table(("test", "state"), plain_rows(listed("test"), environment.tests)),
        "Lookups": table(("lookup", "state"), plain_rows(listed("lookup"), LOOKUPS)),
        "Functions": table(("function", "state"), plain_rows(FUNCTIONS, environment.globals)),
    }  # fmt: skip
    return "\n".join([INTRODUCTION, *(f"## {title}\n\n{text}" for title, text in tables.items())])


if __name__ == "__main__":
    print(page(), end="")
