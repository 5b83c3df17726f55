"""Hosts and groups that come during a run: add_host, group_by, and an inventory that is read anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

from pushcfg.errors import PlaybookError
from pushcfg.inventory import Inventory
from pushcfg.inventory.growing import with_group, with_host
from pushcfg.playbook import Task
from pushcfg.session import Outcome

if TYPE_CHECKING:
    from pushcfg.engine.loops import Item
    from pushcfg.engine.play import PlayRun
    from pushcfg.engine.work import Work

# Names of add_host's own arguments; the others are variables of the host.
NAMES: Final = ("name", "hostname", "host")
GROUPS: Final = ("groupname", "groups", "group")
# Of these names, Ansible gives the host two as variables, too.
NO_VARIABLES: Final = ("name", "hostname", "groupname", "groups")


def add_host(run: PlayRun, work: Work, item: Item) -> Outcome:
    """A host, or more groups and variables of one that is there."""
    given = work.renderer.arguments(work.task, item.scope)
    name = next((given[word] for word in NAMES if given.get(word) is not None), None)
    if name is None:
        raise PlaybookError("add_host does not say which host", work.task.position, "give it `name`")
    groups = words(next((given[word] for word in GROUPS if given.get(word)), ()), work.task)
    values = {name: value for name, value in given.items() if name not in NO_VARIABLES}
    told = {"host_name": str(name), "groups": groups, "host_vars": values}
    return grown(run, lambda inventory: with_host(inventory, str(name), groups, values), {"add_host": told})


def group_by(run: PlayRun, work: Work, item: Item) -> Outcome:
    """A group that this host is in from now on."""
    given = work.renderer.arguments(work.task, item.scope)
    if not isinstance(given.get("key"), str) or not given["key"]:
        raise PlaybookError(f"group_by: key is {given.get('key')!r}, no name of a group", work.task.position)
    group = given["key"].replace(" ", "-")
    parents = given.get("parents", "all")
    parents = [str(name).replace(" ", "-") for name in (parents if isinstance(parents, list | tuple) else [parents])]
    host = work.walk.host
    result = {"add_group": group, "parent_groups": parents}
    return grown(run, lambda inventory: with_group(inventory, host, group, parents), result)


def refresh(run: PlayRun) -> Outcome:
    """The inventory as its sources say now, with what the run has added to it."""
    if run.run.reload is None:
        raise PlaybookError("meta: refresh_inventory, and the inventory comes from no source")
    inventory = run.run.reload()
    for grow in run.run.growth:
        inventory = grow(inventory)
    adopt(run, inventory)
    return {"status": "ok", "result": {"msg": "inventory successfully refreshed"}}


def grown(run: PlayRun, grow: Callable[[Inventory], Inventory], result: dict[str, Any]) -> Outcome:
    """Let the inventory grow, and say whether that has changed anything."""
    before = run.run.inventory
    after = grow(before)
    changed = before.hosts != after.hosts or before.groups != after.groups
    if changed:
        run.run.growth.append(grow)
        adopt(run, after)
    return {"status": "changed" if changed else "ok", "result": {**result, "changed": changed}}


def adopt(run: PlayRun, inventory: Inventory) -> None:
    """From here on this is the inventory: of variables, groups, and the hosts of later plays."""
    run.run.take_inventory(inventory)
    groups = inventory.group_hosts()
    for walk in run.walks.values():
        walk.magic.values.update(groups=groups, group_names=names_of(inventory, walk.host))
    run.routes.links.clear()
    run.variables.forget()


def names_of(inventory: Inventory, host: str) -> list[str]:
    """The groups of a host; none of one that a refreshed inventory does not have any more."""
    return inventory.group_names(host) if host in inventory.hosts else []


def words(value: Any, task: Task) -> list[str]:
    """A list of names, or the names in a text with commas, each once."""
    parts: Iterable[Any] = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list | tuple):
        raise PlaybookError(f"{task.action}: groups is {value!r}, no list", task.position, "write a list of names")
    return list(dict.fromkeys(str(part).strip() for part in parts))


def may_grow(tasks: Iterable[Task]) -> bool:
    """Whether these tasks may bring hosts or groups; what an include brings nobody knows yet."""
    return any(task.action in ("add_host", "group_by") or task.word == "refresh_inventory" or task.handed is not None
               for task in tasks)
