"""The module `service_facts`."""

from .core.module import Module
from .facts import service_list

NOTHING = "Failed to find any services. This can be due to privileges or some other configuration issue."


class ServiceFacts(Module):
    """The services of the host, as ansible_facts.services; it changes nothing."""

    example = """
- name: services, for tasks that ask whether 'chrony.service' is in ansible_facts.services
  service_facts:
"""

    def result(self, system, current):
        """{name: {name, state, status, source}}, as Ansible's module of this name returns them."""
        warnings = []
        found = service_list.scripts(system, warnings)
        found.update(service_list.units(system, warnings))
        told = {"ansible_facts": {"services": found}} if found else {"skipped": True, "msg": NOTHING}
        return dict(told, warnings=warnings) if warnings else told
