"""JSON Schema of playbooks, tasks, inventories, variables and modules, made from what reading them accepts."""

from __future__ import annotations

from pushcfg.schema.documents import KINDS, of_module, schema_of

__all__ = ["KINDS", "of_module", "schema_of"]
