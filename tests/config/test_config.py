"""Settings: which source counts, how each is written, and what is refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pushcfg.config import SETTINGS, load_configuration
from pushcfg.errors import InputError

HERE = Path()


def origin(name: str, options: dict[str, object] | None = None) -> tuple[object, str, int | None]:
    """Value, source and line of a setting."""
    chosen = load_configuration(HERE, options or {}).chosen[name]
    return chosen.value, Path(chosen.source).name, chosen.position and chosen.position.line


def test_every_source_wins_over_the_next(write, monkeypatch) -> None:
    assert (50, "default", None) == origin("forks")
    write("ansible.cfg", "[defaults]\nforks = 1\n")
    assert (1, "ansible.cfg", 2) == origin("forks")
    monkeypatch.setenv("ANSIBLE_FORKS", "2")
    assert (2, "ANSIBLE_FORKS", None) == origin("forks")
    write("pushcfg.toml", "# so many\nforks = 3\n")
    assert (3, "pushcfg.toml", 2) == origin("forks")
    monkeypatch.setenv("PUSHCFG_FORKS", "4")
    assert (4, "PUSHCFG_FORKS", None) == origin("forks")
    assert (5, "--forks", None) == origin("forks", {"forks": 5})


def test_whoever_names_hosts_strongest_names_all_of_them(write, monkeypatch) -> None:
    def hosts(**options: object) -> tuple[object, object]:
        found = load_configuration(HERE, options)
        return found.value("inventory"), found.value("env")

    write("ansible.cfg", "[defaults]\ninventory = hosts\n")
    assert ((os.path.abspath("hosts"),), None) == hosts()
    write("pushcfg.toml", 'env = "production"\n')
    assert ((), "production") == hosts()
    assert (("lab.yml",), None) == hosts(inventory=("lab.yml",))
    assert (("lab.yml",), "dev") == hosts(inventory=("lab.yml",), env="dev")
    assert ((), "dev") == hosts(env="dev", inventory=())
    monkeypatch.setenv("PUSHCFG_INVENTORY", "a,b,")
    assert (("a,b,",), None) == hosts()


def test_the_nearest_file_of_the_project_counts(write, project) -> None:
    write("pushcfg.toml", "forks = 1\n")
    write("plays/web/site.yml", "")
    assert 1 == load_configuration(project / "plays" / "web", {}).value("forks")
    write("plays/pushcfg.toml", "forks = 2\n")
    assert 2 == load_configuration(project / "plays" / "web", {}).value("forks")
    assert 1 == load_configuration(project, {}).value("forks")


def test_values_of_the_project_file(write, project, monkeypatch) -> None:
    monkeypatch.setenv("KEYS", "/keys")
    write("pushcfg.toml", """\
inventory = ["hosts.yml", "a,b", "~/more"]
private_key_file = "$KEYS/id"
roles_path = "roles"
tags = ["a", "b"]
timeout = 5
become = true
ssh_common_args = '''
forks = 9'''
remote_port = 2222
""")
    found = load_configuration(HERE, {})
    home = str(Path.home())
    expected = {
        "inventory": (f"{project}/hosts.yml", "a,b", f"{home}/more"), "private_key_file": "/keys/id",
        "roles_path": (f"{project}/roles",), "tags": ("a", "b"), "timeout": 5.0, "become": True,
        "ssh_common_args": "forks = 9", "remote_port": 2222, "forks": 50,
    }  # fmt: skip
    assert expected == {name: found.value(name) for name in expected}
    assert 9 == found.chosen["remote_port"].position.line


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = 1\n", "pushcfg.toml:1:1: there is no setting 'a'; `pushcfg config` lists the settings"),
        ("forks = 5\nfroks = 6\n", "pushcfg.toml:2:1: there is no setting 'froks'; did you mean 'forks'?"),
        ('user = "x"\n', "pushcfg.toml:1:1: there is no setting 'user'; did you mean 'remote_user'?"),
        ('env = """\nfroks = 1\n"""\nfroks = 1\n', "pushcfg.toml:4:1: there is no setting 'froks'"),
        ("[ defaults ]\nforks = 5\n", "pushcfg.toml:1:1: there is no setting 'defaults'"),
        ("\nforks = true\n", "pushcfg.toml:2:1: forks must be a whole number, not True"),
        ("forks = 0\n", "pushcfg.toml:1:1: forks must be 1 or more, not 0"),
        ('become = "yes"\n', "pushcfg.toml:1:1: become must be true or false, not 'yes'"),
        ('become_method = "doas"\n', "become_method must be sudo or su or "),
        ("inventory = 5\n", "pushcfg.toml:1:1: inventory must be a list of inventory sources"),
        ("forks = 5\nenv = production\n", "pushcfg.toml:2:7: this is not TOML: Invalid value"),
    ],
)
def test_a_project_file_that_makes_no_sense(write, text, message) -> None:
    write("pushcfg.toml", text)
    with pytest.raises(InputError) as caught:
        load_configuration(HERE, {})
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("forks = 1\n", "ansible.cfg:1:1: this stands in no section"),
        ("[defaults]\nforks = 1\nforks = 2\n", "ansible.cfg:3:1: 'forks' is set twice in this section"),
        ("[defaults]\n\nforks = many\n", "ansible.cfg:3:1: forks must be a whole number, not 'many'"),
        ("[defaults]\nhost_key_checking = maybe\n", "ansible.cfg:2:1: host_key_checking must be true or false"),
        ("[defaults]\ninventory = a,\n", "'a,' is no list of paths; a list of hosts goes into a file, or after -i"),
        ("[privilege_escalation]\nbecome_method = doas\n", "ansible.cfg:2:1: become_method must be sudo"),
        ("[defaults]\nhash_behaviour = merge\n",
         "ansible.cfg:2:1: hash_behaviour = merge is not supported; variables replace one another"),
        ("[defaults]\nno_log = yes\n", "ansible.cfg:2:1: no_log = yes is not supported; write no_log: true"),
        ("[defaults]\nroles_path = {{ HERE }}/x\n", "roles_path cannot be a template"),
    ],
)  # fmt: skip
def test_an_ansible_cfg_that_makes_no_sense(write, text, message) -> None:
    write("ansible.cfg", text)
    with pytest.raises(InputError) as caught:
        load_configuration(HERE, {})
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[defaults]\nnocows = 1\nstdout_callback = yaml\n[galaxy]\nx = 1\n[callback_x]\ny = 1\n", []),
        ("[defaults]\nhash_behaviour = replace\ngathering = smart\n", []),
        ("[defaults]\ngathering = explicit\n", ["gathering = explicit has no effect"]),
        ("[defaults]\nfact_caching = jsonfile\nnocows=1\n", ["fact_caching = jsonfile has no effect"]),
        ("[ssh_connection]\nsssh_args = x\n", ["does not know the setting 'sssh_args' of [ssh_connection]"]),
    ],
)
def test_what_changes_the_meaning_of_playbooks_is_told(write, text, told) -> None:
    path = write("ansible.cfg", text)
    warnings = load_configuration(HERE, {}).warnings
    assert len(told) == len(warnings)
    for message, warned in zip(told, warnings, strict=True):
        assert message in warned.message
        assert (str(path), 2) == (warned.position.file, warned.position.line)


def test_variables_of_the_environment_are_checked_too(project, monkeypatch) -> None:
    monkeypatch.setenv("ANSIBLE_HASH_BEHAVIOUR", "merge")
    with pytest.raises(InputError, match="^ANSIBLE_HASH_BEHAVIOUR = merge is not supported"):
        load_configuration(HERE, {})
    monkeypatch.delenv("ANSIBLE_HASH_BEHAVIOUR")
    monkeypatch.setenv("PUSHCFG_FROKS", "5")
    (warned,) = load_configuration(HERE, {}).warnings
    assert "the variable PUSHCFG_FROKS of the environment is no setting; did you mean PUSHCFG_FORKS?" == warned.message
    monkeypatch.setenv("PUSHCFG_FORKS", "x")
    with pytest.raises(InputError, match="^PUSHCFG_FORKS must be a whole number, not 'x'"):
        load_configuration(HERE, {})


def test_files_that_anybody_can_write_are_not_read(write, project) -> None:
    write("ansible.cfg", "[defaults]\nforks = 1\n")
    write("pushcfg.toml", "timeout = 1\n")
    project.chmod(0o777)
    found = load_configuration(HERE, {})
    assert (50, 10.0) == (found.value("forks"), found.value("timeout"))
    assert [True, True] == ["is not read" in warned.message for warned in found.warnings]


def test_environments_are_below_the_project_file(write, project) -> None:
    assert Path() == load_configuration(HERE, {}).root
    write("pushcfg.toml", "")
    write("plays/site.yml", "")
    assert Path() == load_configuration(project / "plays", {}).root
    write("inventories/dev/hosts.yml", "")
    assert project == load_configuration(project / "plays", {}).root


def test_names_are_unique() -> None:
    for attribute in ("name", "variable"):
        names = [getattr(setting, attribute) for setting in SETTINGS]
        assert sorted(set(names)) == sorted(names)
