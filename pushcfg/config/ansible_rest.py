"""What ansible.cfg says besides our settings: what is refused, and what is warned of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pushcfg.config.ansible_cfg import Entries
from pushcfg.config.harmless import SECTIONS_WITHOUT_EFFECT, WITHOUT_EFFECT
from pushcfg.config.settings import SETTINGS
from pushcfg.config.unlike import UNLIKE, Unlike
from pushcfg.config.values import FALSE, TRUE, unquoted
from pushcfg.errors import Position, UsageError
from pushcfg.events import Warned


def check(entries: Entries, environ: Mapping[str, str]) -> Iterator[Warned]:
    """What is not as Ansible would have it, with its place; UsageError for what is refused."""
    ours = {place for setting in SETTINGS for place in setting.ini}
    for unlike in UNLIKE:
        text = environ.get(unlike.variable)
        if text is not None and not is_fine(text, unlike):
            yield told(unlike.variable, text, None, unlike)
        elif (unlike.section, unlike.key) in entries:
            text, position = entries[unlike.section, unlike.key]
            if not is_fine(text, unlike):
                yield told(unlike.key, text, position, unlike)
    known = ours | {(unlike.section, unlike.key) for unlike in UNLIKE}
    for (section, key), (_, position) in entries.items():
        nothing = section in SECTIONS_WITHOUT_EFFECT or section.startswith(("callback_", "galaxy_server."))
        if (section, key) not in known and not nothing and key not in WITHOUT_EFFECT.get(section, ()):
            yield Warned(f"pushcfg does not know the setting {key!r} of [{section}]; it has no effect", position)


def told(name: str, text: str, position: Position | None, unlike: Unlike) -> Warned:
    """The warning about a value; UsageError if it is refused."""
    if unlike.refused:
        raise UsageError(f"{name} = {text} is not supported", position, unlike.remedy)
    return Warned(f"{name} = {text} has no effect: {unlike.remedy}", position)


def is_fine(text: str, unlike: Unlike) -> bool:
    """Whether a value means what pushcfg does anyway."""
    word = unquoted(text.strip()).lower()
    word = "true" if "true" in unlike.fine and word in TRUE else word
    word = "false" if "false" in unlike.fine and word in FALSE else word
    allowed = {fine.lower() for fine in unlike.fine}
    return word in allowed or all(part.strip() in allowed for part in word.split(","))
