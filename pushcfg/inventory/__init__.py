"""Inventories: hosts, groups, their variables, and patterns that choose among them."""

from __future__ import annotations

from pushcfg.inventory.entities import Group, Host, place_of
from pushcfg.inventory.environments import environment_sources, environments
from pushcfg.inventory.inventory import Inventory
from pushcfg.inventory.loading import load, load_inventory
from pushcfg.inventory.reading.addresses import short_name

__all__ = ["Group", "Host", "Inventory", "environment_sources", "environments", "load", "load_inventory",
           "place_of", "short_name"]  # fmt: skip
