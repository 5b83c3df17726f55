"""Templates: jinja2 with Ansible's filters, tests and meaning."""

from __future__ import annotations

from functools import partial

from pushcfg.template.functions import FUNCTIONS
from pushcfg.template.templar import Templar
from pushcfg.vault import NO_KEYS, Keyring


def templar(keyring: Keyring = NO_KEYS) -> Templar:
    """A Templar with everything that playbooks can use, and the keys of vaulted values."""
    from pushcfg.template.filters import FILTERS, WITH_ENVIRONMENT
    from pushcfg.template.filters.vaults import encrypting
    from pushcfg.template.tests import TESTS

    made = Templar({**FILTERS, **encrypting(keyring.secret)}, TESTS, FUNCTIONS, keyring)
    bound = {name: partial(function, made.compiler.environment) for name, function in WITH_ENVIRONMENT.items()}
    made.compiler.environment.filters.update(bound)
    return made


__all__ = ["Templar", "templar"]
