"""Lookups that let programs open a store: `pass` itself, beside Ansible's lookup; stand-ins for `op` and `sops`.

`op` and `sops` are not in Debian; the stand-ins are scripts that note how they were called and print what the
documentation of these programs shows.
"""

import json
import os
import subprocess

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import init_plugin_loader
from ansible.template import Templar as AnsibleTemplar
from ansible.template import trust_as_template
from template.test_lookups_kv import Asking

ENTRIES = {
    "web/db": "correct-horse-db\nuser: app\nport: 5432\nurl: https://db.example.com\n",
    "lines": "only-a-password\nno key here\nkey: with: colons\n",
    "bare": "bare-password\n",
}


@pytest.fixture
def ask():
    return Asking()


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A store made by pass, with a key of its own; the environment in which it opens."""
    home = tmp_path_factory.mktemp("h")
    environment = {"GNUPGHOME": str(home), "PASSWORD_STORE_DIR": str(home / "store"), "HOME": str(home)}
    whole = {**os.environ, **environment}

    def run(*words, text=""):
        subprocess.run(words, env=whole, input=text, text=True, check=True, capture_output=True)

    run("gpg", "--batch", "--passphrase", "", "--quick-generate-key", "pushcfg tests", "default", "default", "never")
    run("pass", "init", "pushcfg tests")
    for name, text in ENTRIES.items():
        run("pass", "insert", "-m", name, text=text)
    yield environment
    subprocess.run(["gpgconf", "--kill", "all"], env=whole, check=False)


EXPRESSIONS = [
    "lookup('community.general.passwordstore', 'web/db')", "lookup('passwordstore', 'web/db subkey=user')",
    "lookup('passwordstore', 'web/db', subkey='port')", "lookup('passwordstore', 'web/db returnall=true')",
    "query('passwordstore', 'web/db', 'bare')", "lookup('passwordstore', 'web/db subkey=absent') is none",
    "lookup('passwordstore', 'lines subkey=key')", "lookup('passwordstore', 'lines', returnall=true)",
    "lookup('passwordstore', 'absent missing=empty') is none", "lookup('passwordstore', 'web missing=empty') is none",
    "lookup('passwordstore', 'absent')", "lookup('passwordstore', 'web/db subkey=absent missing_subkey=error')",
    "lookup('passwordstore', 'bare missing=maybe')", "lookup('passwordstore', 'bare', directory='/no/such')",
]  # fmt: skip


@pytest.mark.filterwarnings("ignore")
def test_pass_beside_ansible(ask, store, monkeypatch):
    for name, value in store.items():
        monkeypatch.setenv(name, value)
    init_plugin_loader([])
    ansible = AnsibleTemplar(loader=DataLoader(), variables={})

    def theirs(expression):
        try:
            return ansible.template(trust_as_template("{{ " + expression + " }}"))
        except Exception:  # noqa: BLE001 - any of many
            return "an error"

    def ours(expression):
        try:
            return ask(expression)
        except Exception:  # noqa: BLE001 - any of many
            return "an error"

    assert [(each, theirs(each)) for each in EXPRESSIONS] == [(each, ours(each)) for each in EXPRESSIONS]
    assert {"correct-horse-db", "bare-password", "app", "5432"} <= ask.secrets


def test_pass_is_run_once_a_run(ask, store, monkeypatch, tmp_path):
    for name, value in store.items():
        monkeypatch.setenv(name, value)
    log = tmp_path / "log"
    program(monkeypatch, tmp_path, "pass", f'echo "$@" >> {log}\nexec /usr/bin/pass "$@"')
    for _ in range(50):
        assert "bare-password" == ask("lookup('passwordstore', 'bare')")
    assert "show bare\n" == log.read_text()


def test_pass_says_what_to_do(ask, store, monkeypatch):
    for name, value in store.items():
        monkeypatch.setenv(name, value)
    assert "has no entry 'absent'; `pass ls` shows what there is" in ask.error("lookup('passwordstore', 'absent')")
    writes = ask.error("lookup('passwordstore', 'new create=true length=20')")
    assert "create=true is not supported: it would write to the store; make the entry before, with `pass gen" in writes
    assert "has no option 'lenght'" in ask.error("lookup('passwordstore', 'bare lenght=20')")


def program(monkeypatch, folder, name, script):
    """Put a program of this name before all others."""
    file = folder / "bin" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("#!/bin/sh\n" + script + "\n")
    file.chmod(0o755)
    monkeypatch.setenv("PATH", f"{file.parent}:{os.environ['PATH']}")


ITEM = {
    "id": "awk4s2u44fhnrgppszcsvc663i", "title": "Dummy Login", "category": "LOGIN",
    "fields": [
        {"id": "username", "type": "STRING", "purpose": "USERNAME", "label": "username", "value": "agent.smith"},
        {"id": "password", "type": "CONCEALED", "label": "password", "value": "Q7vFwTJcqwxKmTU]Dzx7NW*wrNPXmj"},
        {"id": "x1", "section": {"id": "s1", "label": "Keys"}, "type": "CONCEALED", "label": "API", "value": "ap1"},
    ],
}  # fmt: skip


def test_onepassword(ask, monkeypatch, tmp_path):
    log = tmp_path / "log"
    answer = tmp_path / "answer.json"
    answer.write_text(json.dumps(ITEM))
    script = f'echo "$@ $OP_SERVICE_ACCOUNT_TOKEN" >> {log}\n[ "$3" = "Dummy Login" ] && exec cat {answer}\n'
    program(monkeypatch, tmp_path, "op", script + "echo '[ERROR] \"x\" is not an item' >&2; exit 1")
    assert "Q7vFwTJcqwxKmTU]Dzx7NW*wrNPXmj" == ask("lookup('community.general.onepassword', 'Dummy Login')")
    assert "agent.smith" == ask("lookup('onepassword', 'Dummy Login', field='UserName')")
    assert "ap1" == ask("lookup('onepassword', 'Dummy Login', field='api', section='keys', vault='Ops')")
    assert "" == ask("lookup('onepassword', 'Dummy Login', field='api', section='other')")
    raw = "lookup('onepassword_raw', 'Dummy Login', service_account_token='ops_secret-token').title"
    assert "Dummy Login" == ask(raw)
    said = ask.error("lookup('onepassword', 'x')")
    assert "'op item get x' returned 1: [ERROR] \"x\" is not an item; log in with `op signin`" in said
    plain = "item get Dummy Login --format json"
    assert [f"{plain} ", f"{plain} --vault Ops ", f"{plain} ops_secret-token", "item get x --format json "] == (
        log.read_text().splitlines()
    )
    assert {"Q7vFwTJcqwxKmTU]Dzx7NW*wrNPXmj", "ap1", "ops_secret-token"} <= ask.secrets
    assert "Dummy Login" not in ask.secrets


@pytest.mark.parametrize(("version", "words"), [("3.8.1", "--decrypt"), ("3.10.2", "decrypt")])
def test_sops(ask, monkeypatch, tmp_path, version, words):
    log = tmp_path / "log"
    program(monkeypatch, tmp_path, "sops", f"""
case "$1" in --version) echo 'sops {version} (latest)'; exit;; esac
echo "$@ $SOPS_AGE_KEY_FILE" >> {log}
case "$*" in
*broken*) echo 'Failed to get the data key' >&2; exit 128;;
*--extract*) printf 'extr4cted';;
*) printf 'db: {{password: sops-password, port: 5432}}\\nkeys: [first-key, second-key]\\n\\n';;
esac""")
    for name in ("secrets.sops.yml", "broken.yml"):
        tmp_path.joinpath(name).write_text("sops: {}\n")
    variables = {"playbook_dir": str(tmp_path)}
    text = "db: {password: sops-password, port: 5432}\nkeys: [first-key, second-key]"
    name = "lookup('community.sops.sops', 'secrets.sops.yml'"
    assert text == ask(f"{name})", **variables)
    assert {"password": "sops-password", "port": 5432} == ask(f"({name}) | from_yaml).db", **variables)
    assert text + "\n\n" == ask(f"{name}, rstrip=false)", **variables)
    extract = f"""{name}, extract='["db"]["password"]', age_keyfile='/keys', output_type='json')"""
    assert "extr4cted" == ask(extract, **variables)
    assert "ZXh0cjRjdGVk" == ask(f"{name}, extract='[\"a\"]', base64=true)", **variables)
    assert "" == ask("lookup('community.sops.sops', 'absent.yml', empty_on_not_exist=true)", **variables)
    assert "there is no file 'absent.yml'" in ask.error("lookup('community.sops.sops', 'absent.yml')", **variables)
    broken = ask.error("lookup('community.sops.sops', 'broken.yml')", **variables)
    assert "returned 128: Failed to get the data key" in broken
    assert {"sops-password", "first-key", "second-key", "extr4cted"} <= ask.secrets
    assert "5432" not in ask.secrets
    assert words in log.read_text().splitlines()[0].split()
    assert any(line.endswith(f"{tmp_path}/secrets.sops.yml /keys") for line in log.read_text().splitlines())


@pytest.mark.parametrize(
    ("expression", "secret"),
    [
        ("lookup('env', 'DB_PASSWORD')", True), ("lookup('env', 'PGPASSWORD')", True),
        ("lookup('env', 'DB_HOST')", False), ("lookup('pipe', 'printf from-a-command')", False),
        ("lookup('pipe', 'pass show x')", True), ("lookup('ansible.builtin.pipe', 'x=1 /usr/bin/pass show x|cat')", True),
        ("lookup('lines', 'pass show x')", True), ("db_password", True), ("db_name", False),
    ],
)  # fmt: skip
def test_which_values_of_other_lookups_are_secret(ask, monkeypatch, tmp_path, expression, secret):
    program(monkeypatch, tmp_path, "pass", "echo from-a-command")
    for name in ("DB_PASSWORD", "PGPASSWORD", "DB_HOST"):
        monkeypatch.setenv(name, "from-a-command")
    asked = expression.replace("/usr/bin/pass", f"{tmp_path}/bin/pass")
    variables = dict.fromkeys(("db_password", "db_name"), "{{ lookup('pipe', 'printf from-a-command') }}")
    assert "from-a-command" == ask(asked, **variables)
    assert secret is ("from-a-command" in ask.secrets)
