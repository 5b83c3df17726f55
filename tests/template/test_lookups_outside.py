"""Lookups that fetch or keep something mean what they mean in Ansible: url from a server here, password in files."""

import http.server
import re
import socketserver
import stat
import threading
from pathlib import Path

import pytest
from template.test_expressions_against_ansible import ERROR
from template.test_lookups_against_ansible import ours, theirs  # noqa: F401 - fixtures

from pushcfg.errors import TemplateError
from pushcfg.template import templar
from pushcfg.template.lookups.context import AHEAD
from pushcfg.template.scope import Names, Scope

ADDRESSES = (
    "lookup('url', 'AT/lines')", "query('url', 'AT/lines')", "query('url', 'AT/lines', 'AT/lines')",
    "lookup('url', 'AT/lines', split_lines=False)", "query('url', 'AT/empty')", "lookup('url', 'AT/missing')",
    "lookup('url', 'AT/missing', errors='ignore')", "lookup('url', 'AT/moved')",
    "lookup('url', 'AT/moved', follow_redirects='none')", "lookup('url', 'AT/moved', follow_redirects='safe')",
    "lookup('url', 'AT/headers', headers={'X-Own': 'a b'})", "lookup('url', 'AT/headers', http_agent='me')",
    "lookup('url', 'AT/headers', force=true)",
    "lookup('url', 'AT/login', username='u', password='geheim')", "lookup('url', 'AT/login')",
    "lookup('url', 'AT/login', username='u', password='geheim', force_basic_auth=true)",
    "lookup('url', 'AT/login', username='u', password='other')", "lookup('url', 'nonsense')",
    "lookup('url', 'http://u:geheim@HOST/login')", "lookup('url', 'http://127.0.0.1:1/')",
)  # fmt: skip
KEPT = (
    "lookup('password', 'NEW/a length=12 chars=digits')|length", "lookup('password', 'NEW/b')|length",
    "lookup('password', 'NEW/b') == lookup('password', 'NEW/b')",
    "lookup('password', '/dev/null', seed='x', length=30, chars=['ascii_letters', 'digits'])",
    "lookup('password', '/dev/null seed=x chars=ascii_letters,digits,.,,!')",
    "lookup('password', '/dev/null seed=x nonsense=1')", "lookup('password', 'NEW/c encrypt=sha512_crypt')|regex_replace('\\$[^$]*$', '')|length",
    "lookup('password', 'NEW/c encrypt=sha512_crypt') == lookup('password', 'NEW/c', encrypt='sha512_crypt')",
    "lookup('password', 'KEPT/there')", "lookup('password', 'KEPT/hashed')",
    "lookup('password', 'KEPT/hashed encrypt=sha512_crypt')", "lookup('password', 'KEPT/hashed encrypt=bcrypt ident=2a')",
    "lookup('password', 'KEPT/with spaces')",
)  # fmt: skip
HASHED = "secret salt=abcdefgh\n"


class Answers(http.server.BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_GET(self):
        place = self.path.strip("/")
        if place == "moved":
            self.answer(302, Location="/lines")
        elif place == "login" and self.headers["Authorization"] != "Basic dTpnZWhlaW0=":
            self.answer(401, **{"WWW-Authenticate": 'Basic realm="here"'})
        elif place == "headers":
            told = [f"{name}: {self.headers[name]}" for name in ("X-Own", "User-Agent", "Cache-Control")]
            self.answer(200, "\n".join(told))
        else:
            text = {"lines": "one\ntwo ü\r\nthree\n", "empty": "", "login": "welcome"}.get(place)
            self.answer(200 if text is not None else 404, text or "")

    def answer(self, code, text="", **headers):
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())


@pytest.fixture(scope="module")
def server():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Answers) as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{made.server_address[1]}"
        made.shutdown()


@pytest.mark.filterwarnings("ignore")
def test_url(theirs, ours, server):  # noqa: F811
    expressions = [text.replace("AT", f"http://{server}").replace("HOST", server) for text in ADDRESSES]
    different = [(text, theirs(text), ours(text)) for text in expressions if theirs(text) != ours(text)]
    assert not different, "\n".join(map(repr, different))


@pytest.mark.filterwarnings("ignore")
def test_password(theirs, ours, tmp_path):  # noqa: F811
    found = []
    for name, evaluate in (("theirs", theirs), ("ours", ours)):
        folder = tmp_path / name
        (folder / "kept").mkdir(parents=True)
        for file, text in (("there", "kept one\n"), ("hashed", HASHED), ("with spaces", "spaced\n")):
            (folder / "kept" / file).write_text(text)
        expressions = [text.replace("NEW", f"{folder}/new/deep").replace("KEPT", f"{folder}/kept") for text in KEPT]
        values = {text: evaluate(expression) for text, expression in zip(KEPT, expressions, strict=True)}
        files = {str(path.relative_to(folder)): told(path) for path in sorted(folder.rglob("*"))}
        found.append((values, files))
    assert found[0] == found[1]


def told(path: Path):
    """Mode and shape of a file that was made."""
    text = "" if path.is_dir() else re.sub(r"[A-Za-z0-9./:,_-]{8,}", lambda word: f"<{len(word[0])}>", path.read_text())
    return stat.S_IMODE(path.lstat().st_mode), text


def test_password_in_a_check_is_written_nowhere(tmp_path):
    made = templar()
    scope = Scope((Names({"ansible_check_mode": True, "path": str(tmp_path / "new" / "secret")}),), made.variable)
    first = made.render("{{ lookup('password', path) }}", scope)
    assert first == made.render("{{ lookup('password', path) }}", scope)
    assert (20, []) == (len(first), list(tmp_path.iterdir()))


def test_nothing_is_fetched_or_made_before_the_run(tmp_path):
    made = templar()
    made.surroundings.ahead = AHEAD
    scope = Scope((Names({"path": str(tmp_path / "secret")}),), made.variable)
    for expression in ("lookup('password', path)", "lookup('url', 'http://127.0.0.1:1/')"):
        with pytest.raises(Exception, match="lookup"):
            made.render("{{ " + expression + " }}", scope)
    assert [] == list(tmp_path.iterdir())


def test_what_is_made_or_asked_for_is_secret():
    made, secrets = templar(), []
    made.surroundings.secret = secrets.append
    found = made.render("{{ lookup('password', '/dev/null') }}", Scope((Names({}),), made.variable))
    assert found in secrets


@pytest.mark.parametrize(("expression", "expected"), [
    ("lookup('config', 'DEFAULT_FORKS')", 7), ("query('config', 'DEFAULT_FORKS', 'DEFAULT_ROLES_PATH')", [7, ["a"]]),
    ("query('config', 'DEFAULT_FORKS', show_origin=true)", [[7, "here"]]), ("lookup('config', 'NONSENSE')", ERROR),
    ("query('config', 'NONSENSE', 'DEFAULT_FORKS', on_missing='skip')", [7]),
    ("query('config', 'remote_tmp', plugin_type='shell', plugin_name='sh')", ERROR),
])  # fmt: skip
def test_config(expression, expected):
    made = templar()
    made.surroundings.settings = {"DEFAULT_FORKS": (7, "here"), "DEFAULT_ROLES_PATH": (["a"], "there")}
    try:
        found = made.render("{{ " + expression + " }}", Scope((Names({}),), made.variable))
    except TemplateError:
        found = ERROR
    assert expected == found


def test_names_of_settings_are_those_of_ansible():
    from ansible.config.manager import ConfigManager

    from pushcfg.config.ansible_names import NAMES
    from pushcfg.config.settings import SETTINGS

    definitions = ConfigManager().get_configuration_definitions()
    for setting in SETTINGS:
        if setting.name in NAMES:
            entry = definitions[NAMES[setting.name]]
            places = {(place["section"], place["key"]) for place in entry.get("ini", ())}
            assert places & set(setting.ini) or {word["name"] for word in entry["env"]} & set(setting.variables)
