"""What pushcfg and ansible-vault have encrypted, each opens of the other: formats, ids, contents, commands."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from ansible.parsing.vault import VaultLib, VaultSecret

from pushcfg.errors import VaultError
from pushcfg.vault import Key, Keyring, sealed

PASSWORDS = {"default": "first pässword", "prod": "s3cond\tone", "dev-2.eu": "'third'"}
CONTENTS = {
    "empty": b"", "one byte": b"x", "15 bytes": b"x" * 15, "16 bytes": b"x" * 16, "17 bytes": b"x" * 17,
    "yaml": "a: ü\nb: [1, 2]\n".encode(), "no newline": b"a: 1", "newlines": b"\n\na: 1\n\n\n", "CRLF": b"a: 1\r\nb: 2\r\n",
    "not UTF-8": b"caf\xe9 \xff\xfe", "bytes": bytes(range(256)) * 3, "NUL": b"\0" * 40, "huge": os.urandom(1 << 20) * 4,
    "header within": b"x\n$ANSIBLE_VAULT;1.1;AES256\n",
}  # fmt: skip
KEYS = [Key(label, password.encode(), "a test") for label, password in PASSWORDS.items()]
ANSIBLE = VaultLib([(label, VaultSecret(password.encode())) for label, password in PASSWORDS.items()])


@pytest.mark.parametrize("label", PASSWORDS)
@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
def test_contents_both_ways(content, label):
    key = next(key for key in KEYS if key.label == label)
    ours = sealed(content, key)
    secret = next(secret for name, secret in ANSIBLE.secrets if name == label)
    theirs = ANSIBLE.encrypt(content, secret, None if label == "default" else label).decode()
    assert theirs.split("\n", 1)[0] == ours.split("\n", 1)[0]
    # The salt is another one each time; all else is alike, line by line.
    assert list(map(len, theirs.splitlines())) == list(map(len, ours.splitlines()))
    assert content == ANSIBLE.decrypt(ours.encode()) == Keyring(KEYS).open(theirs, None)[0]


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[:-3], lambda text: text[: len(text) // 2], lambda text: text.partition("\n")[0],
        lambda text: text.replace("AES256", "AES512"),
        lambda text: text.replace("1.1;AES256", "1.1"), lambda text: text[:60] + "zz" + text[62:],
        lambda text: text[:-20] + "00" + text[-18:], lambda text: text + "zz\n", lambda text: "x" + text,
    ],
)  # fmt: skip
def test_what_is_damaged_opens_in_neither(damage):
    text = damage(sealed(b"content of the file", KEYS[0]))
    with pytest.raises(Exception):  # noqa: B017, PT011 - any of many
        ANSIBLE.decrypt(text.encode())
    with pytest.raises(VaultError):
        Keyring(KEYS).open(text, None)


def test_another_version_is_refused():
    with pytest.raises(VaultError, match=r"this is Ansible Vault 9\.9 with the cipher AES256"):
        Keyring(KEYS).open(sealed(b"content", KEYS[0]).replace(";1.1;", ";9.9;"), None)


@pytest.mark.parametrize("change", [lambda text: text.replace("\n", "\r\n"), lambda text: text + "\n\n",
                                    str.rstrip])  # fmt: skip
def test_how_lines_end_does_not_matter(change):
    text = change(sealed(b"content of the file", KEYS[1]))
    assert b"content of the file" == ANSIBLE.decrypt(text.encode()) == Keyring(KEYS).open(text, None)[0]


# --- the commands ---


@pytest.fixture
def ansible_vault(tmp_path):
    """Run the program `ansible-vault`."""
    (tmp_path / "ansible.cfg").touch()
    environment = {**os.environ, "ANSIBLE_CONFIG": str(tmp_path / "ansible.cfg"), "ANSIBLE_HOME": str(tmp_path / "home"),
                   "LC_ALL": "C.UTF-8"}  # fmt: skip
    return program([str(Path(sys.executable).with_name("ansible-vault"))], tmp_path, environment)


@pytest.fixture
def vault(tmp_path):
    """Run `pushcfg vault`."""
    return program([sys.executable, "-m", "pushcfg", "vault"], tmp_path, {**os.environ, "LC_ALL": "C.UTF-8"})


def program(start, folder, environment):
    def run(*words, code=0, stdin=b"", **more):
        done = subprocess.run([*start, *words], cwd=folder, input=stdin, capture_output=True, timeout=60,
                              env={**environment, **more}, check=False)  # fmt: skip
        assert code in (done.returncode, None), done.stderr.decode()
        return done

    return run


@pytest.fixture
def folder(tmp_path):
    """A folder with password files."""
    for label, password in PASSWORDS.items():
        (tmp_path / label).write_text(password + "\n")
    script = tmp_path / "ring-client.py"
    script.write_text(f"""#!{sys.executable}
import sys
known = {PASSWORDS!r}
if sys.argv[1:2] != ["--vault-id"]:
    sys.exit(3)
if sys.argv[2] not in known:
    sys.exit(2)
print(known[sys.argv[2]])
""")
    plain = tmp_path / "plain.sh"
    plain.write_text(f"#!/bin/sh\nprintf '%s\\n' '{PASSWORDS['default']}'\n")
    for file in (script, plain):
        file.chmod(0o755)
    return tmp_path


SOURCES = [("--vault-password-file", "default"), ("--vault-password-file", "plain.sh"), ("--vault-id", "prod@prod"),
           ("--vault-id", "dev-2.eu@ring-client.py"), ("--vault-pass-file", "./default"),
           ("--vault-id", "default")]  # fmt: skip


def test_files_both_ways(vault, ansible_vault, folder):
    """Encrypted by one with every kind of source, decrypted by the other with the same."""
    content = CONTENTS["yaml"]
    for number, source in enumerate(SOURCES):
        for name, encrypt, decrypt in (("ours", vault, ansible_vault), ("theirs", ansible_vault, vault)):
            if number % 2 == (name == "ours"):
                continue
            file = folder / f"{name}-{number}.yml"
            file.write_bytes(content)
            encrypt("encrypt", file.name, *source)
            assert file.read_bytes().startswith(b"$ANSIBLE_VAULT;")
            decrypt("decrypt", file.name, *source)
            assert content == file.read_bytes()


def test_commands_one_after_the_other(vault, ansible_vault, folder):
    content = CONTENTS["not UTF-8"]
    file = folder / "file"
    file.write_bytes(content)
    vault("encrypt", "file", "--vault-id", "prod@prod")
    ansible_vault("rekey", "file", "--vault-id", "prod@prod", "--new-vault-id", "dev-2.eu@dev-2.eu")
    assert content == vault("view", "file", "--vault-id", "dev-2.eu@dev-2.eu").stdout
    vault("rekey", "file", "--vault-id", "dev-2.eu@dev-2.eu", "--new-vault-password-file", "default")
    assert file.read_text().startswith("$ANSIBLE_VAULT;1.1;AES256\n")
    out = ansible_vault("decrypt", "file", "--output", "-", "--vault-password-file", "default").stdout
    assert content == out
    assert content == vault("decrypt", "--output", "-", "--vault-password-file", "default", stdin=file.read_bytes()).stdout


def test_strings_are_written_alike(vault, ansible_vault, folder):
    words = ("--vault-id", "prod@prod", "first value", "wörd: #2", "--name", "one", "--name", "two")
    ours, theirs = vault("encrypt-string", *words).stdout, ansible_vault("encrypt_string", *words).stdout
    assert shape(theirs) == shape(ours)
    assert ["first value", "wörd: #2"] == opened_by_ansible(ours) == opened_here(theirs)
    words = ("--vault-password-file", "default", "--stdin-name", "pin")
    ours = vault("encrypt_string", *words, stdin=b"47\n11").stdout
    theirs = ansible_vault("encrypt_string", *words, stdin=b"47\n11").stdout
    assert shape(theirs) == shape(ours)
    assert ["47\n11"] == opened_by_ansible(ours) == opened_here(theirs)


def shape(text):
    """Lines with digits in the place of the encrypted ones; blank lines, which ansible-vault leaves at times, left out."""
    lines = text.decode().splitlines()
    return [line if not line.strip().isalnum() else f"{len(line)} digits" for line in lines if line.strip()]


class Loader(yaml.SafeLoader):
    """Reads !vault as text."""


Loader.add_constructor("!vault", lambda loader, node: loader.construct_scalar(node))


def opened_by_ansible(text):
    return [ANSIBLE.decrypt(value.encode()).decode() for value in yaml.load(text, Loader).values()]


def opened_here(text):
    return [Keyring(KEYS).open(value, None)[0].decode() for value in yaml.load(text, Loader).values()]


def test_what_is_refused_is_refused_by_both(vault, ansible_vault, folder):
    (folder / "plain.yml").write_text("a: 1\n")
    (folder / "sealed.yml").write_text(sealed(b"a: 1\n", KEYS[1]))
    (folder / "nothing").write_text("")
    refused = [
        ("decrypt", "plain.yml", "--vault-password-file", "default"),
        ("encrypt", "sealed.yml", "--vault-password-file", "default"),
        ("view", "sealed.yml", "--vault-password-file", "default"),
        ("view", "sealed.yml", "--vault-password-file", "nothing"),
        ("view", "absent.yml", "--vault-password-file", "default"),
        ("view", "sealed.yml", "--vault-id", "other@ring-client.py"),
        ("view", "sealed.yml", "--vault-password-file", "absent"),
    ]
    before = {file: file.read_bytes() for file in folder.iterdir() if file.is_file()}
    told = [vault(*words, code=2).stderr.decode() for words in refused]
    for words in refused:
        assert ansible_vault(*words, code=None).returncode
    assert before == {file: file.read_bytes() for file in folder.iterdir() if file.is_file() and file in before}
    assert "plain.yml:1:1: this is not encrypted by Ansible Vault" in told[0]
    assert "sealed.yml:1:1: this is encrypted already; rekey gives it another password" in told[1]
    assert "sealed.yml:1:1: no vault password fits (vault id 'prod'; tried: default (default))" in told[2]
    assert "nothing" in told[3]
    assert "empty" in told[3]
    assert "absent.yml" in told[4]
    assert "knows no password for the id 'other'" in told[5]
    assert "does not exist" in told[6]


# --- as an operator finds it ---


def test_owner_and_mode_stay_and_links_are_followed(vault, folder):
    real = folder / "real.yml"
    real.write_text("a: 1\n")
    real.chmod(0o640)
    if os.geteuid() == 0:
        os.chown(real, 12345, 12346)
    before = real.stat()
    (folder / "link.yml").symlink_to("real.yml")
    vault("encrypt", "link.yml", "--vault-password-file", "default")
    assert (folder / "link.yml").is_symlink()
    after = real.stat()
    assert (before.st_mode, before.st_uid, before.st_gid) == (after.st_mode, after.st_uid, after.st_gid)
    vault("decrypt", "link.yml", "--output", "new.yml", "--vault-password-file", "default")
    assert (b"a: 1\n", 0o600) == ((folder / "new.yml").read_bytes(), stat.S_IMODE((folder / "new.yml").stat().st_mode))
    assert {"link.yml", "real.yml", "new.yml"} == {path.name for path in folder.iterdir() if ".yml" in path.name}


def test_of_several_files_none_is_touched_unless_all_can_be(vault, folder):
    texts = {"a.yml": sealed(b"a", KEYS[0]), "b.yml": sealed(b"b", KEYS[1]), "c.yml": "c: 1\n"}
    for name, text in texts.items():
        (folder / name).write_text(text)
    for words in (("decrypt", "a.yml", "b.yml"), ("encrypt", "c.yml", "a.yml"), ("decrypt", "a.yml", "absent"),
                  ("rekey", "a.yml", "b.yml", "--new-vault-password-file", "prod")):  # fmt: skip
        vault(*words, "--vault-password-file", "default", code=2)
        assert texts == {name: (folder / name).read_text() for name in texts}


def test_edit(vault, folder):
    file = folder / "file.yml"
    file.write_text(sealed(b"a: 1\n", KEYS[1]))
    editor = folder / "editor"
    editor.write_text(f"#!/bin/sh\necho \"$1\" > {folder}/edited\nstat -c '%a' \"$1\" \"$(dirname \"$1\")\" >> {folder}/edited\n"
                      "echo 'b: 2' >> \"$1\"\n")  # fmt: skip
    editor.chmod(0o755)
    vault("edit", "file.yml", "--vault-id", "prod@prod", EDITOR=str(editor), VISUAL="")
    assert file.read_text().startswith("$ANSIBLE_VAULT;1.2;AES256;prod\n")
    assert b"a: 1\nb: 2\n" == ANSIBLE.decrypt(file.read_bytes())
    where, *modes = (folder / "edited").read_text().splitlines()
    assert (["600", "700"], False) == (modes, Path(where).parent.exists())
    same = file.read_bytes()
    assert b"file.yml is unchanged" in vault("edit", "file.yml", "--vault-id", "prod@prod", EDITOR="true", VISUAL="").stderr
    vault("edit", "file.yml", "--vault-id", "prod@prod", EDITOR="false", VISUAL="", code=2)
    assert same == file.read_bytes()


@pytest.mark.parametrize("sent", ["TERM", "HUP", "INT"])
def test_an_edit_that_is_interrupted_leaves_nothing(vault, folder, sent):
    file = folder / "file.yml"
    file.write_text(sealed(b"a: secret of an interrupted edit\n", KEYS[0]))
    before = file.read_bytes()
    editor = folder / "editor"
    editor.write_text(f"#!/bin/sh\ndirname \"$1\" > {folder}/edited\necho changed >> \"$1\"\nkill -{sent} $PPID\nsleep 0.3\n")
    editor.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-m", "pushcfg", "vault", "edit", "file.yml", "--vault-password-file", "default"], cwd=folder,
        env={**os.environ, "EDITOR": str(editor), "VISUAL": ""}, capture_output=True, timeout=60, check=False,
        # Where tests run in the background it is ignored, which children inherit.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    assert done.returncode not in (0, 70), done.stderr
    assert before == file.read_bytes()
    assert not Path((folder / "edited").read_text().strip()).exists()
    assert b"secret of" not in done.stdout + done.stderr
