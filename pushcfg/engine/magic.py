"""The magic variables: what Ansible tells playbooks about the run, the play and the inventory."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from pushcfg import __version__
from pushcfg.engine.hosts import HostState
from pushcfg.inventory import place_of, short_name
from pushcfg.playbook import Play
from pushcfg.template.scope import OMIT, Names

if TYPE_CHECKING:
    from pushcfg.engine.run import Run

# What tasks that ask for Ansible's version are told: the one whose language this is.
ANSIBLE: Final = {"full": "2.19.0", "major": 2, "minor": 19, "revision": 0, "string": "2.19.0"}


def normal(source: str) -> str:
    """The path of an inventory without `..` in it; a list of hosts as it is."""
    return os.path.abspath(source) if os.path.exists(source) else source


class Magic:
    """Makes them, for one run."""

    def __init__(self, run: Run) -> None:
        self.run = run
        options = run.options
        self.constant = {
            "omit": OMIT, "ansible_check_mode": options.check, "ansible_diff_mode": options.diff,
            "ansible_verbosity": options.verbosity, "ansible_forks": options.forks,
            "ansible_run_tags": list(options.tags) or ["all"], "ansible_skip_tags": list(options.skip_tags),
            "ansible_version": ANSIBLE, "pushcfg_version": __version__, "ansible_playbook_python": sys.executable,
            "ansible_config_file": options.ansible_config_file,
            "ansible_inventory_sources": list(map(normal, options.sources)),
            **({} if options.limit is None else {"ansible_limit": options.limit}),
        }  # fmt: skip

    def of(self, play: Play, batch: list[str], host: str) -> Names:
        """The magic variables of a host in a play; `batch` is one list for all hosts that are in it."""
        folder = str(play.reading.folder.absolute())
        told = {
            **self.outside(host).values, "environment": [], "playbook_dir": folder,
            "ansible_play_name": play.name, "ansible_search_path": [folder],
            "ansible_play_hosts_all": self.run.hosts_of[play], "ansible_play_hosts": self.run.hosts_of[play],
            "ansible_play_batch": batch, "play_hosts": batch,
            **self.of_roles(play, self.run.state(host)),
        }  # fmt: skip
        return Names(told, data=True)

    def outside(self, host: str) -> Names:
        """Those that other hosts see, too, which say nothing of a play."""
        told = {
            **self.constant, **self.place(host),
            "groups": self.run.inventory.group_hosts(), "playbook_dir": str(self.run.var_files.folder.absolute()),
            "inventory_hostname": host, "inventory_hostname_short": short_name(host),
            "group_names": self.run.inventory.group_names(host),
        }  # fmt: skip
        return Names(told, data=True)

    def of_roles(self, play: Play, host: HostState) -> dict[str, Any]:
        """The magic variables about the roles of a play, and those that it has included on a host by now."""
        used = [*play.reading.roles, *host.roles]
        named = [role.name for role in used]
        below = list(dict.fromkeys(other.name for role in used for other in role.dependencies))
        return {"ansible_play_role_names": named, "role_names": named, "ansible_dependent_role_names": below,
                "ansible_role_names": list(dict.fromkeys((*below, *named)))}

    def of_play(self, play: Play, hosts: Sequence[HostState]) -> dict[str, Any]:
        """The magic variables about the hosts of a play and of its batch, of whom some may have failed by now."""
        batch = [state.name for state in hosts if state.active]
        left = [name for name in self.run.hosts_of[play] if self.run.state(name).active]
        return {"ansible_play_hosts": left, "ansible_play_batch": batch, "play_hosts": batch}

    def place(self, host: str) -> dict[str, str | None]:
        """The inventory file that names a host, and its folder; None for a host that none names."""
        return place_of(self.run.inventory.anybody(host).source)
