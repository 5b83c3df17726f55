"""The filters of collections: known by name at once, imported when they are used for the first time."""

from __future__ import annotations

import importlib
from typing import Any

from pushcfg.template.filters.arguments import Function, checked

# Which file has them; the second name is the collection's.
FILES = {
    ("ip.queries", "ansible.utils"): ("ipaddr", "ipv4", "ipv6", "ipwrap"),
    ("ip.networks", "ansible.utils"): (
        "cidr_merge", "hwaddr", "ip4_hex", "ipmath", "ipsubnet", "ipv6form", "macaddr", "network_in_network",
        "network_in_usable", "next_nth_usable", "nthhost", "previous_nth_usable", "reduce_on_network", "slaac",
        "usable_range",
    ),
    ("general.query", "community.general"): ("json_query",),
    ("general.lists", "community.general"): (
        "accumulate", "counter", "groupby_as_dict", "lists_difference", "lists_intersect", "lists_mergeby",
        "lists_symmetric_difference", "lists_union", "version_sort",
    ),
    ("general.keys", "community.general"): ("dict", "dict_kv", "keep_keys", "remove_keys", "replace_keys"),
    ("general.texts", "community.general"): (
        "crc32", "from_csv", "from_ini", "random_mac", "to_days", "to_hours", "to_ini", "to_milliseconds", "to_minutes",
        "to_months", "to_seconds", "to_time_unit", "to_weeks", "to_years", "unicode_normalize",
    ),
}  # fmt: skip
# Before ansible.utils, ansible.netcommon had these.
FORMER = {"ansible.utils": "ansible.netcommon"}
# Ansible had these itself before there were collections, and roles still say so.
SHORT = frozenset({
    "cidr_merge", "hwaddr", "ip4_hex", "ipaddr", "ipmath", "ipsubnet", "ipv4", "ipv6", "ipwrap", "json_query",
    "macaddr", "network_in_network", "network_in_usable", "next_nth_usable", "nthhost", "previous_nth_usable",
    "random_mac", "reduce_on_network", "slaac",
})  # fmt: skip


def collections() -> dict[str, Function]:
    """Every filter under each of its names."""
    made: dict[str, Function] = {}
    for (file, collection), names in FILES.items():
        for name in names:
            function = checked("filter", name, late(file, name))
            prefixes = {collection, FORMER.get(collection, collection)}
            made.update({f"{prefix}.{name}": function for prefix in prefixes})
            if name in SHORT:
                made[name] = function
    return made


def late(file: str, name: str) -> Function:
    """The filter, whose file is imported when it is called."""

    def call(*values: Any, **options: Any) -> Any:
        return importlib.import_module(f"pushcfg.template.filters.{file}").FILTERS[name](*values, **options)

    return call
