"""Templates: jinja2 with Ansible's filters, tests and meaning."""

from __future__ import annotations

from functools import partial
from typing import Protocol

from pushcfg.template.functions import FUNCTIONS
from pushcfg.template.named import Known
from pushcfg.template.templar import Templar
from pushcfg.vault import NO_KEYS, Keyring


class Attaching(Protocol):
    """Plugins of a playbook, which add to the tables of what templates can call."""

    def attach(self, kind: str, table: Known) -> None:
        """Add those of a kind: filter, test, lookup."""


def templar(keyring: Keyring = NO_KEYS, plugins: Attaching | None = None) -> Templar:
    """A Templar with everything that playbooks can use and bring, and the keys of vaulted values."""
    from pushcfg.template.filters import FILTERS, WITH_ENVIRONMENT
    from pushcfg.template.filters.vaults import encrypting
    from pushcfg.template.tests import TESTS

    made = Templar({**FILTERS, **encrypting(keyring.secret)}, TESTS, FUNCTIONS, keyring)
    bound = {name: partial(function, made.compiler.environment) for name, function in WITH_ENVIRONMENT.items()}
    made.compiler.environment.filters.update(bound)
    if plugins is not None:
        ours = {*made.compiler.filters, *made.compiler.tests}
        plugins.attach("filter", made.compiler.filters)
        plugins.attach("test", made.compiler.tests)
        # Nobody knows what those of a playbook look at.
        theirs = {*made.compiler.filters, *made.compiler.tests} - ours
        made.compiler.outside |= {name.rpartition(".")[2] for name in theirs}
        made.calls.attach = partial(plugins.attach, "lookup")
    return made


__all__ = ["Templar", "templar"]
