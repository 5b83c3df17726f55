"""A project in which every two levels of variables set a variable of their own, and tasks that show who has won."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path
from typing import Any, Final

# From low to high, as Ansible's documentation has them, and `vars` at the entry of a role, of which it does not speak.
LEVELS: Final = (
    "role_defaults", "inventory_all", "inventory_group", "inventory_group_vars_all", "playbook_group_vars_all",
    "inventory_group_vars", "playbook_group_vars", "inventory_host", "inventory_host_vars", "playbook_host_vars", "facts",
    "play_vars", "vars_prompt", "vars_files", "role_vars", "entry_vars", "block_vars", "task_vars", "include_vars",
    "set_fact", "register", "params", "extra_pairs", "extra_json", "extra_file",
)  # fmt: skip
# A variable that facts set, too, is a fact.
FACTS: Final = (
    "architecture", "distribution", "distribution_file_parsed", "distribution_file_path", "distribution_file_variety",
    "distribution_major_version", "distribution_release", "distribution_version", "domain", "fqdn", "hostname", "kernel",
    "kernel_version", "machine", "nodename", "os_family", "processor_count", "processor_cores", "python_version",
    "service_mgr", "system", "user_dir", "user_gecos", "user_gid", "user_id", "user_shell", "user_uid", "userspace_bits",
)  # fmt: skip

CONNECTION: Final = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}


def names() -> dict[tuple[str, str], str]:
    """The variable of every two levels."""
    facts = iter(FACTS)
    return {pair: f"ansible_{next(facts)}" if "facts" in pair else f"v_{LEVELS.index(pair[0])}_{LEVELS.index(pair[1])}"
            for pair in combinations(LEVELS, 2)}  # fmt: skip


def of(level: str) -> dict[str, str]:
    """All variables that a level sets."""
    return {name: level for pair, name in names().items() if level in pair}


def line(name: str, owner: str = "") -> str:
    """The template of one variable: what is registered is a mapping."""
    read = f"{owner}{name}"
    return f"{name}={{{{ '-' if {read} is undefined else 'register' if {read} is mapping else {read} }}}}"


def probe() -> dict[str, Any]:
    """A task that shows what each variable is."""
    return {"name": "out", "debug": {"msg": "\n".join(map(line, names().values()))}}


def registering() -> list[dict[str, Any]]:
    """Tasks that register every variable of that level; what is registered is shown as the level by its text."""
    return [{"name": "register", "set_fact": {"nothing": 1}, "register": name} for name in of("register")]


def nearest() -> list[dict[str, Any]]:
    """The probe with the variables of a block and its own around it, with either, and with neither."""
    block, task = of("block_vars"), of("task_vars")
    return [
        probe(),
        {**probe(), "vars": task},
        {"vars": block, "block": [probe(), {**probe(), "vars": task}]},
    ]


def plays() -> list[dict[str, Any]]:
    """The playbook."""
    brought = [{"include_vars": "brought.yml"}, {"set_fact": of("set_fact")}, *registering()]
    params = of("params")
    prompts = [{"name": name, "default": "vars_prompt", "private": False} for name in of("vars_prompt")]
    return [
        {
            "name": "before anything is brought", "hosts": "g", "vars": of("play_vars"), "vars_files": ["files.yml"],
            "vars_prompt": prompts,
            "roles": [{"role": "r", "vars": of("entry_vars")}, {"role": "r", **params}],
            "tasks": [
                *nearest(),
                {"include_tasks": "included.yml", "vars": params},
                {"import_tasks": "included.yml", "vars": params},
                {"name": "a role", "include_role": {"name": "r"}, "vars": params},
                {"import_role": {"name": "r"}, "vars": params},
                {"name": "a role", "include_role": {"name": "other"}},
                {"name": "a role", "include_role": {"name": "public", "public": True}},
                probe(),
                *brought,
                {"name": "notify", "debug": {"msg": "{{ nothing }}"}, "changed_when": True, "notify": "handler"},
            ],
            "handlers": [{**probe(), "listen": "handler"}],
        },
        {
            "name": "all is there", "hosts": "g", "vars": of("play_vars"), "vars_files": ["files.yml"],
            "vars_prompt": prompts,
            "roles": [{"role": "r", "vars": of("entry_vars"), **params}],
            "tasks": [*nearest(), {"include_tasks": "included.yml", "vars": params},
                      {"name": "a role", "include_role": {"name": "r"}, "vars": params}],
        },
        {"name": "a play of its own", "hosts": "g", "gather_facts": False, "tasks": [probe()]},
        {"name": "from outside", "hosts": "h", "gather_facts": False, "tasks": [
            {"name": "out", "debug": {"msg": "\n".join(line(name, "hostvars.one.") for name in names().values())}}]},
    ]  # fmt: skip


def write(folder: Path) -> list[str]:
    """Write it all, and return the options of a run."""
    inventory = folder / "inventory"
    files: dict[str, Any] = {
        "site.yml": plays(),
        "files.yml": of("vars_files"),
        "vars/brought.yml": of("include_vars"),
        "extra.yml": of("extra_file"),
        "included.yml": nearest(),
        "group_vars/all.yml": of("playbook_group_vars_all"),
        "group_vars/g.yml": of("playbook_group_vars"),
        "host_vars/one.yml": of("playbook_host_vars"),
        "inventory/group_vars/all.yml": of("inventory_group_vars_all"),
        "inventory/group_vars/g.yml": of("inventory_group_vars"),
        "inventory/host_vars/one.yml": of("inventory_host_vars"),
        "inventory/hosts.yml": {"all": {
            "vars": {**CONNECTION, **of("inventory_all")},
            "children": {"g": {"vars": of("inventory_group"), "hosts": {"one": of("inventory_host")}},
                         "h": {"hosts": {"two": {}}}},
        }},
    }  # fmt: skip
    for role in ("r", "other", "public"):
        mine = role == "r"
        files[f"roles/{role}/defaults/main.yml"] = of("role_defaults") if mine else {f"default_of_{role}": 1}
        files[f"roles/{role}/vars/main.yml"] = of("role_vars") if mine else {f"var_of_{role}": 1}
        files[f"roles/{role}/tasks/main.yml"] = [*nearest(), {"include_tasks": "more.yml"}]
        files[f"roles/{role}/tasks/more.yml"] = [probe()]
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, indent=1), encoding="utf-8")
    pairs = " ".join(f"{name}={value}" for name, value in of("extra_pairs").items())
    return ["-i", str(inventory), "-e", pairs, "-e", json.dumps(of("extra_json")), "-e", f"@{folder / 'extra.yml'}"]
