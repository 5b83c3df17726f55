"""The one tree of errors.

    PushcfgError                 anything pushcfg says about itself, its input or a host
    ├── InputError               what a user wrote; no host was touched (exit 2)
    │   ├── UsageError           options and arguments of the command line
    │   ├── SourceError          a file that cannot be read or parsed
    │   ├── InventoryError       hosts, groups, patterns
    │   ├── PlaybookError        plays, blocks, tasks, arguments, needs
    │   │   └── AbsentError      ... a file of the controller that is not there, and which a task may still make
    │   ├── VariableError        variables and where they come from
    │   ├── VaultError           encrypted text that does not open, and vault passwords
    │   └── TemplateError        a template that cannot be compiled or rendered
    │       └── UndefinedError   ... because a variable has no value
    ├── HostError                one host; the others go on
    │   ├── ConnectError         not reachable, host key, login (exit 5)
    │   ├── BecomeError          sudo refused (exit 5)
    │   ├── BootError            no usable Python, or the runner did not start (exit 5)
    │   └── LostError            the connection or the runner ended or fell silent (exit 5)
    └── LabError                 the lab cannot do what was asked (exit 2)
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Position:
    """Where something was written: a file and, counted from 1, a line and a column."""

    file: str
    line: int
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class PushcfgError(Exception):
    """A message for the user, with the place it is about and what to do, where they are known."""

    def __init__(self, message: str, position: Position | None = None, hint: str = "") -> None:
        super().__init__(message, position, hint)
        self.message = message
        self.position = position
        self.hint = hint

    def __str__(self) -> str:
        place = f"{self.position}: " if self.position is not None else ""
        hint = f"; {self.hint}" if self.hint else ""
        return f"{place}{self.message}{hint}"


class InputError(PushcfgError):
    """What a user wrote is wrong; no host was touched."""


class UsageError(InputError):
    """Options and arguments that do not go together."""


class SourceError(InputError):
    """A file that cannot be read or parsed."""


class InventoryError(InputError):
    """An inventory, a group or a host pattern that makes no sense."""


class PlaybookError(InputError):
    """A play, block, task, argument or need that makes no sense."""


class AbsentError(PlaybookError):
    """A file of the controller that is not there: a task may make it, such as fetch or one that is delegated."""


def placed(error: InputError, message: str, position: Position) -> PlaybookError:
    """An error as one of a playbook; that something is absent stays to be seen."""
    kind = AbsentError if isinstance(error, AbsentError) else PlaybookError
    return kind(message, position, error.hint)


class VariableError(InputError):
    """A variable that cannot be set as asked."""


class VaultError(InputError):
    """Encrypted text that cannot be opened or made, or a vault password that cannot be had."""


class TemplateError(InputError):
    """A template that cannot be compiled or rendered."""


class UndefinedError(TemplateError):
    """A template that reads a variable which has no value."""


class HostError(PushcfgError):
    """Something about one host; the others go on."""


class ConnectError(HostError):
    """The host cannot be reached, is not the one expected, or refuses the login."""


class BecomeError(HostError):
    """Becoming another user was refused."""


class BootError(HostError):
    """The host has no usable Python, or the runner did not start."""


class LostError(HostError):
    """The connection or the runner ended, or fell silent."""


class LabError(PushcfgError):
    """The lab cannot do what was asked on this machine."""
