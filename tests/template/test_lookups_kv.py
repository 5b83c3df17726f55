"""Lookups on HashiCorp Vault and OpenBao, against a server that answers as their API documentation says."""

import datetime
import ipaddress
import ssl
import time

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from template.kv_server import LOGIN_TOKEN, METADATA, PERSON, ROLE, SECRETS, TEAM_TOKEN, TOKEN, serving

from pushcfg.errors import TemplateError
from pushcfg.template import templar
from pushcfg.template.scope import Names, Scope

KV2 = "community.hashi_vault.vault_kv2_get"


@pytest.fixture(autouse=True)
def environment(monkeypatch, tmp_path):
    for name in ("VAULT_ADDR", "VAULT_TOKEN", "VAULT_NAMESPACE", "VAULT_CACERT", "BAO_ADDR", "BAO_TOKEN", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture(scope="module")
def running():
    with serving() as server:
        yield server


@pytest.fixture
def server(running, monkeypatch):
    running.asked.clear()
    monkeypatch.setenv("VAULT_ADDR", running.url)
    yield running
    running.codes.clear()


class Asking:
    """Renders expressions as one run does, and keeps what it was told to mask."""

    def __init__(self):
        self.templar = templar()
        self.secrets = set()
        self.templar.surroundings.secret = self.secrets.add

    def __call__(self, expression, **variables):
        scope = Scope((Names(variables),), self.templar.variable)
        return self.templar.render("{{ " + expression + " }}", scope)

    def error(self, expression, **variables):
        with pytest.raises(TemplateError) as raised:
            self(expression, **variables)
        return str(raised.value)


@pytest.fixture
def ask():
    return Asking()


def test_a_field_of_a_secret(server, ask, monkeypatch):
    monkeypatch.setenv("VAULT_TOKEN", TOKEN)
    assert SECRETS["password"] == ask("lookup('community.hashi_vault.hashi_vault', 'secret/data/app:password')")
    assert SECRETS["port"] == ask("lookup('hashi_vault', 'secret=secret/data/app:port')")
    assert SECRETS == ask("lookup('hashi_vault', 'secret/data/app')")
    assert list(SECRETS.values()) == ask("query('hashi_vault', 'secret/data/app', return_format='values')")
    assert METADATA == ask("lookup('hashi_vault', 'secret/data/app', return_format='raw').data.metadata")
    assert "kv1-password" == ask("lookup('hashi_vault', 'kv/old:password')")
    assert {TOKEN, "correct-horse-kv2", "4711", "two\nlines of it", "kv1-password"} <= ask.secrets
    assert [("GET", "/v1/secret/data/app", None), ("GET", "/v1/kv/old", None)] == server.asked


def test_options_within_a_term(server, ask):
    assert "app" == ask(f"lookup('hashi_vault', 'secret=secret/data/app:user token={TOKEN} url={server.url}')")


def test_kv2(server, ask):
    found = ask(f"lookup('{KV2}', 'app')", ansible_hashi_vault_token=TOKEN)
    assert (SECRETS, METADATA) == (found["secret"], found["metadata"])
    assert {"data": SECRETS, "metadata": METADATA} == found["data"] == found["raw"]["data"]
    assert "first-password" == ask(f"(lookup('{KV2}', 'app', version=1, token='{TOKEN}')).secret.password")
    assert TOKEN in ask.secrets


def test_kv1_and_read(server, ask):
    variables = {"ansible_hashi_vault_token": TOKEN}
    found = ask("lookup('community.hashi_vault.vault_kv1_get', 'old')", **variables)
    assert {"password": "kv1-password"} == found["secret"] == found["data"]
    assert 2764800 == found["metadata"]["lease_duration"]
    assert found["raw"] == ask("lookup('community.hashi_vault.vault_read', 'kv/old')", **variables)


@pytest.mark.parametrize(
    ("where", "value"), [("VAULT_TOKEN", TOKEN), ("BAO_TOKEN", TOKEN), ("ANSIBLE_HASHI_VAULT_TOKEN", TOKEN)]
)
def test_a_token_of_the_environment(server, ask, monkeypatch, where, value):
    monkeypatch.setenv(where, value)
    assert "app" == ask("lookup('hashi_vault', 'secret/data/app:user')")


def test_the_token_that_the_program_has_left(server, ask, tmp_path):
    tmp_path.joinpath(".vault-token").write_text(TOKEN + "\n")
    assert "app" == ask("lookup('hashi_vault', 'secret/data/app:user', token_validate=true)")
    assert ("GET", "/v1/auth/token/lookup-self", None) == server.asked[0]


def test_approle(server, ask):
    login = f"auth_method='approle', role_id='{ROLE['role_id']}', secret_id='{ROLE['secret_id']}'"
    for _ in range(3):
        assert "app" == ask(f"lookup('hashi_vault', 'secret/data/app:user', {login})")
    assert ["/v1/auth/approle/login", "/v1/secret/data/app"] == [path for _, path, _ in server.asked]
    assert {ROLE["secret_id"], LOGIN_TOKEN} <= ask.secrets


def test_userpass(server, ask):
    variables = {"ansible_hashi_vault_auth_method": "userpass", "ansible_hashi_vault_username": PERSON[0],
                 "ansible_hashi_vault_password": PERSON[1]}  # fmt: skip
    assert "app" == ask("lookup('hashi_vault', 'secret/data/app:user')", **variables)
    assert {PERSON[1], LOGIN_TOKEN} <= ask.secrets
    wrong = {**variables, "ansible_hashi_vault_password": "another"}
    assert "invalid username or password" in ask.error("lookup('hashi_vault', 'secret/data/app:user')", **wrong)


def test_a_namespace(server, ask):
    found = ask(f"lookup('{KV2}', 'web/tls', engine_mount_point='team/kv', namespace='team', token='{TEAM_TOKEN}')")
    assert {"key": "PEM-of-web-tls"} == found["secret"]
    assert ("GET", "/v1/team/kv/data/web/tls", "team") == server.asked[-1]


def test_a_thousand_hosts_ask_once(server, ask, monkeypatch):
    monkeypatch.setenv("VAULT_TOKEN", TOKEN)
    for number in range(1000):
        assert "app" == ask("lookup('hashi_vault', 'secret/data/app:user')", inventory_hostname=f"web{number}")
    assert 1 == len(server.asked)


def test_a_failure_is_waited_for_once(ask, monkeypatch):
    monkeypatch.setenv("VAULT_TOKEN", TOKEN)
    with serving() as slow:
        slow.delay = 0.6
        monkeypatch.setenv("VAULT_ADDR", slow.url)
        start = time.monotonic()
        for _ in range(20):
            said = ask.error("lookup('hashi_vault', 'secret/data/app:user', timeout=0.2)")
            assert "does not answer in time; check url (VAULT_ADDR) and the network, or give it longer" in said
        assert time.monotonic() - start < 3


def test_a_busy_server_is_asked_again(server, ask, monkeypatch):
    monkeypatch.setenv("VAULT_TOKEN", TOKEN)
    server.codes = [503, 429]
    assert "app" == ask("lookup('hashi_vault', 'secret/data/app:user', retries=2)")
    assert 3 == len(server.asked)


@pytest.mark.parametrize(
    ("expression", "variables", "said"),
    [
        ("lookup('hashi_vault', 'secret/data/app:user')", {}, "needs a token; log in with `vault login`"),
        ("lookup('hashi_vault', 'secret/data/app:user')", {"ansible_hashi_vault_token": "wrong-token"},
         "does not permit secret/data/app (permission denied); the token may have ended"),
        ("lookup('hashi_vault', 'secret/data/app:nothing')", {"ansible_hashi_vault_token": TOKEN},
         "has no field 'nothing'; it has password, user, port, pin, text"),
        ("lookup('hashi_vault', 'secret/app')", {"ansible_hashi_vault_token": TOKEN},
         "Invalid path for a versioned K/V secrets engine"),
        (f"lookup('{KV2}', 'absent')", {"ansible_hashi_vault_token": TOKEN},
         "there is no secret at secret/data/absent"),
        (f"lookup('{KV2}', 'gone')", {"ansible_hashi_vault_token": TOKEN},
         "was deleted at 2026-04-01T10:00:00.0Z; undelete it"),
        (f"lookup('{KV2}', 'app', mount='x')", {}, "has no option 'mount'; it has engine_mount_point, version, url"),
        (f"lookup('{KV2}', 'app', auth_method='aws_iam')", {}, "'aws_iam' is not supported; it can be token, approle"),
        (f"lookup('{KV2}', 'app', auth_method='approle')", {}, "needs role_id; give it role_id='...'"),
        (f"lookup('{KV2}', 'app', url='ftp://x')", {}, "'ftp://x' is no address of a server; write https://HOST:PORT"),
        (f"lookup('{KV2}', 'app', url='http://127.0.0.1:1', token='t')", {},
         "cannot be asked: Connection refused; check url (VAULT_ADDR), and that the server runs"),
        ("lookup('hashi_vault')", {}, "needs secret"),
        (f"lookup('{KV2}', 'app', timeout='soon')", {}, "timeout must be a number, not 'soon'"),
    ],
)  # fmt: skip
def test_errors_say_what_to_do(server, ask, expression, variables, said):
    told = ask.error(expression, **variables)
    assert said in told
    assert "the lookup " in told


@pytest.mark.parametrize(("code", "said"), [(503, "is sealed or out of order (Vault is sealed)"),
                                            (307, "sends on to https://active.example.com:8200/v1/secret/data/app"),
                                            (500, "answers 500 for secret/data/app")])  # fmt: skip
def test_other_answers(server, ask, code, said):
    server.codes = [code]
    assert said in ask.error(f"lookup('hashi_vault', 'secret/data/app', token='{TOKEN}')")


def test_without_an_address(ask, monkeypatch):
    monkeypatch.delenv("VAULT_ADDR", raising=False)
    assert "set VAULT_ADDR" in ask.error(f"lookup('{KV2}', 'app')")


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """A certificate for 127.0.0.1 that vouches for itself, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "kv")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(address, False).add_extension(x509.BasicConstraints(True, None), True).sign(key, hashes.SHA256())
    )  # fmt: skip
    file = tmp_path_factory.mktemp("authority") / "kv.pem"
    encoding = serialization.Encoding.PEM
    private = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(certificate.public_bytes(encoding) + private)
    return file


def test_certificates(ask, authority, monkeypatch):
    monkeypatch.setenv("VAULT_TOKEN", TOKEN)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority)
    with serving(context) as server:
        monkeypatch.setenv("VAULT_ADDR", server.url)
        assert "its certificate is not trusted" in ask.error("lookup('hashi_vault', 'secret/data/app:user')")
        assert "cannot be read" in ask.error("lookup('hashi_vault', 'secret/data/app:user', ca_cert='/no/such')")
        assert "app" == ask(f"lookup('hashi_vault', 'secret/data/app:user', cacert='{authority}')")
        assert "app" == ask("lookup('hashi_vault', 'secret/data/app:user', validate_certs=false)")
        monkeypatch.setenv("VAULT_CACERT", str(authority))
        assert "4711" == ask("lookup('hashi_vault', 'secret/data/app:pin')")


def test_nothing_is_asked_ahead_of_the_run(server, ask):
    from pushcfg.promise import NotYet
    from pushcfg.template.lookups import AHEAD

    ask.templar.surroundings.ahead = AHEAD
    with pytest.raises(NotYet):
        ask(f"lookup('hashi_vault', 'secret/data/app', token='{TOKEN}')")
    assert [] == server.asked
