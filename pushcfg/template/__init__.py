"""Templates: jinja2 with Ansible's filters, tests and meaning."""

from __future__ import annotations

from pushcfg.template.environment import Templar
from pushcfg.template.functions import FUNCTIONS


def templar() -> Templar:
    """A Templar with everything that playbooks can use."""
    from pushcfg.template.filters import FILTERS
    from pushcfg.template.tests import TESTS

    return Templar(FILTERS, TESTS, FUNCTIONS)


__all__ = ["Templar", "templar"]
