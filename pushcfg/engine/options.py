"""What an operator asks of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pushcfg.model import EMPTY, Layer
from pushcfg.session.runner import Limits

NO_VARIABLES = Layer("-e", EMPTY)


@dataclass(frozen=True)
class Options:
    """As the options of `pushcfg run`; times are in seconds."""

    check: bool = False
    diff: bool = False
    forks: int = 50
    limit: str | None = None
    tags: tuple[str, ...] = ()
    skip_tags: tuple[str, ...] = ()
    # The variables of -e.
    extra: Layer = NO_VARIABLES
    remote_user: str | None = None
    become: bool = False
    become_user: str | None = None
    become_method: str = "sudo"
    become_password: str | None = None
    private_key: str | None = None
    port: int | None = None
    host_key_checking: bool = True
    # Arguments of ssh by the names of the variables that replace them.
    ssh_arguments: Mapping[str, str] = field(default_factory=dict)
    interpreter: str | None = None
    # For the login; where the variables of a host say one, that counts.
    password: str | None = None
    connection: str | None = None
    start_at_task: str | None = None
    force_handlers: bool = False
    verbosity: int = 0
    # Where the inventory was read, and the ansible.cfg that counts.
    sources: tuple[str, ...] = ()
    ansible_config_file: str | None = None
    timeout: float = 10.0
    host_slots: int = 4
    limits: Limits = field(default_factory=Limits)
    # Seconds that runners have to end what they have in hand when a run is interrupted.
    grace: float = 4.0
    # By Ansible's names: value, and where it came from.
    settings: Mapping[str, tuple[Any, str]] = field(default_factory=dict)
