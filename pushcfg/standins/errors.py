"""What plugins raise; all of them are TemplateErrors, told with the place of the task."""

from __future__ import annotations

from typing import Any

from pushcfg.errors import TemplateError


class AnsibleError(TemplateError):
    """A message, and the error that it comes from."""

    def __init__(self, message: object = "", obj: Any = None, show_content: bool = True,
                 suppress_extended_error: bool = False, orig_exc: BaseException | None = None,
                 help_text: str | None = None) -> None:  # fmt: skip
        told = str(message)
        if orig_exc is not None and str(orig_exc) not in told:
            told = f"{told}: {orig_exc}" if told else str(orig_exc)
        super().__init__(told, None, help_text or "")
        self.orig_exc = orig_exc


class AnsibleAssertionError(AnsibleError, AssertionError):
    """Something that should be so is not."""


class AnsibleOptionsError(AnsibleError):
    """Options that do not go together."""


class AnsibleParserError(AnsibleError):
    """Something that cannot be parsed."""


class AnsibleRuntimeError(AnsibleError):
    """Something has gone wrong."""


class AnsibleTemplateError(AnsibleRuntimeError):
    """A template cannot be rendered."""


class AnsiblePluginError(AnsibleTemplateError):
    """A plugin has failed."""


class AnsibleFilterError(AnsibleTemplateError):
    """A filter has failed."""


class AnsibleFilterTypeError(AnsibleTemplateError, TypeError):
    """A filter was given a value of the wrong type."""


class AnsibleLookupError(AnsibleTemplateError):
    """A lookup has failed."""


class AnsibleUndefinedVariable(AnsibleTemplateError):
    """A variable is missing."""


class AnsibleFileNotFound(AnsibleRuntimeError):
    """A file is missing."""


class AnsibleInternalError(AnsibleError):
    """Something that nobody expected."""


class AnsibleModuleError(AnsibleRuntimeError):
    """A module has failed."""


class AnsibleSecurityError(AnsibleError):
    """Something that is not safe."""


class AnsibleVariableTypeError(AnsibleTemplateError):
    """A variable is of the wrong type."""


class AnsibleTypeError(AnsibleRuntimeError, TypeError):
    """A value is of the wrong type."""


class AnsibleValueOmittedError(AnsibleTemplateError):
    """A template gave omit."""
