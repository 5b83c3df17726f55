"""The magic variables: what Ansible tells playbooks about the run, the play and the inventory."""

from __future__ import annotations

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


class Magic:
    """Makes them, for one run."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def of(self, play: Play, hosts: Sequence[HostState], host: str) -> Names:
        """The magic variables of a host."""
        folder = str(play.reading.folder.absolute())
        tags = list(self.run.options.tags)
        batch = [state.name for state in hosts]
        shared = {
            "groups": self.run.inventory.group_hosts(), "omit": OMIT, "playbook_dir": folder,
            "ansible_check_mode": self.run.options.check, "ansible_diff_mode": self.run.options.diff,
            "ansible_verbosity": self.run.options.verbosity, "ansible_forks": self.run.options.forks,
            "ansible_play_hosts_all": self.run.hosts_of[play], "ansible_play_name": play.name,
            "ansible_run_tags": tags or ["all"], "ansible_skip_tags": list(self.run.options.skip_tags),
            "ansible_version": ANSIBLE, "pushcfg_version": __version__, "ansible_playbook_python": sys.executable,
            **self.of_roles(play, self.run.state(host)),
            "ansible_play_hosts": self.run.hosts_of[play], "ansible_play_batch": batch, "play_hosts": batch,
            **self.place(host),
        }  # fmt: skip
        if self.run.options.limit is not None:
            shared["ansible_limit"] = self.run.options.limit
        shared["inventory_hostname"] = host
        shared["inventory_hostname_short"] = short_name(host)
        shared["group_names"] = self.run.inventory.group_names(host)
        return Names(shared, data=True)

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
        return place_of(getattr(self.run.inventory.host(host), "source", None))
