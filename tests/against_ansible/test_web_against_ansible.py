"""uri, wait_for, assemble and known_hosts end and register as Ansible's modules do, on a real server and real files."""

import socket

import pytest
from both import ansible, ours, ours_checked, snapshot
from web import serving

SOME = ("status", "msg", "json", "content", "redirected", "cookies", "cookies_string", "x_one", "content_type",
        "content_length", "url", "location", "failed", "changed", "path")  # fmt: skip
URI = {
    "get": {"url": "/file"},
    "content": {"url": "/latin", "return_content": True},
    "json": {"url": "/json"},
    "not found": {"url": "/missing"},
    "not found, with content": {"url": "/missing", "return_content": True},
    "not found, expected": {"url": "/missing", "status_code": [404]},
    "head": {"url": "/file", "method": "HEAD"},
    "post json": {"url": "/echo", "method": "POST", "body": {"a": [1, None]}, "body_format": "json"},
    "post text as json": {"url": "/echo", "method": "POST", "body": '{"a":1}', "body_format": "json"},
    "post form": {"url": "/echo", "method": "POST", "body": {"a": "1 &", "b": ["x", "y"]}, "body_format": "form-urlencoded"},
    "post pairs": {"url": "/echo", "method": "POST", "body": [["a", "1"], ["a", "2"]], "body_format": "form-urlencoded"},
    "put raw": {"url": "/echo", "method": "PUT", "body": "text", "headers": {"Content-Type": "text/x"}},
    "own content type": {"url": "/echo", "method": "POST", "body": "{}", "body_format": "json", "headers": {"content-type": "a/b"}},
    "moved get": {"url": "/moved302"},
    "moved post, safe": {"url": "/moved302", "method": "POST", "body": "x"},
    "moved post, all": {"url": "/moved302", "method": "POST", "body": "x", "follow_redirects": "all"},
    "moved post 307, all": {"url": "/moved307", "method": "POST", "body": "x", "follow_redirects": "all"},
    "moved post 303, all": {"url": "/moved303", "method": "POST", "body": "x", "follow_redirects": "all"},
    "moved, none": {"url": "/moved301", "follow_redirects": "none"},
    "moved, none, expected": {"url": "/moved301", "follow_redirects": "none", "status_code": 301},
    "login": {"url": "/secret", "url_username": "me", "url_password": "it", "return_content": True},
    "login at once": {"url": "/secret", "user": "me", "password": "it", "force_basic_auth": True},
    "no login": {"url": "/secret"},
    "cookies": {"url": "/cookies"},
    "empty": {"url": "/empty", "status_code": 204},
    "packed": {"url": "/packed", "return_content": True},
    "agent": {"url": "/echo", "http_agent": "me", "headers": {"X-One": "1"}},
    "fresh": {"url": "/echo", "force": True},
    "dest": {"url": "/file", "dest": "TOP/new", "mode": "0600"},
    "dest, folder": {"url": "/named", "dest": "TOP"},
    "dest, other before": {"url": "/file", "dest": "TOP/old"},
    "dest, not newer": {"url": "/dated", "dest": "TOP/old", "status_code": [200, 304]},
    "dest, not found": {"url": "/missing", "dest": "TOP/new"},
    "creates": {"url": "/file", "creates": "TOP/old"},
    "src": {"url": "/echo", "method": "POST", "src": "TOP/old", "remote_src": True},
}


@pytest.fixture(scope="module")
def server():
    with serving() as url:
        yield url


@pytest.mark.parametrize("case", URI)
def test_uri(case, server, tmp_path):
    results = []
    for name in ("ansible", "ours"):
        top = tmp_path / name
        top.mkdir()
        (top / "old").write_text("old\n")
        args = {key: value.replace("TOP", str(top)) if isinstance(value, str) else value
                for key, value in URI[case].items()}  # fmt: skip
        args["url"] = server + args["url"]
        if name == "ansible":
            told = ansible("uri", args)
        else:
            done = ours("uri", args)
            told = {**done["result"], "changed": done["status"] == "changed", "failed": done["status"] == "failed"}
        told = {key: str(told.get(key)).replace(f"/{name}", "") for key in SOME}
        told["failed"] = "True" if told["failed"] == "True" else "False"
        if "Request failed" in told["msg"]:
            told["msg"] = "Request failed"
        results.append((told, snapshot(top)))
    assert results[0] == results[1]


def test_uri_multipart(server, tmp_path):
    (tmp_path / "a.txt").write_text("über\n")
    body = {"text": "plain", "file": {"filename": str(tmp_path / "a.txt"), "mime_type": "text/x"},
            "inline": {"content": "{}", "filename": "b.json"}}  # fmt: skip
    args = {"url": server + "/echo", "method": "POST", "body": body, "body_format": "form-multipart", "remote_src": True}
    fields = []
    for told in (ansible("uri", args)["json"], ours("uri", args)["result"]["json"]):
        boundary = told["headers"]["Content-Type"].partition("boundary=")[2].strip('"')
        parts = told["body"].replace("\r\n", "\n").split(f"--{boundary}")[1:-1]
        found = []
        for part in parts:
            head, _, content = part.strip("\n").partition("\n\n")
            headers = dict(line.split(": ", 1) for line in head.replace("\n ", " ").splitlines())
            found.append((sorted(headers["Content-Disposition"].split("; ")), content.strip(),
                          headers.get("Content-Transfer-Encoding", "") == "base64"))  # fmt: skip
        fields.append(found)
    assert sorted(fields[0]) == sorted(fields[1])


def test_uri_that_nobody_answers():
    args = {"url": "http://127.0.0.1:1/"}
    told, done = ansible("uri", args), ours("uri", args)
    assert (told["status"], told["msg"], "failed") == (done["result"]["status"], done["message"], done["status"])
    assert ours_checked("uri", args)["status"] == "failed"


WAIT = {
    "open": {"port": "OPEN"},
    "banner": {"port": "OPEN", "search_regex": "hel(lo)"},
    "closed": {"port": 1, "timeout": 1},
    "stopped": {"port": 1, "state": "stopped"},
    "not stopped": {"port": "OPEN", "state": "stopped", "timeout": 1},
    "file": {"path": "TOP/old", "search_regex": "^(?P<word>old)"},
    "no text": {"path": "TOP/old", "search_regex": "^new", "timeout": 1},
    "no file": {"path": "TOP/new", "timeout": 1},
    "absent": {"path": "TOP/new", "state": "absent"},
    "not absent": {"path": "TOP/old", "state": "absent", "timeout": 1},
    "just time": {"timeout": 1},
    "own words": {"port": 1, "timeout": 1, "msg": "no"},
}


@pytest.mark.parametrize("case", WAIT)
def test_wait_for(case, tmp_path):
    (tmp_path / "old").write_text("old\n")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        import threading

        def greet():
            while True:
                try:
                    connection, _ = listening.accept()
                    connection.sendall(b"hello\n")
                    connection.close()
                except OSError:
                    return

        threading.Thread(target=greet, daemon=True).start()
        args = {key: listening.getsockname()[1] if value == "OPEN" else value for key, value in WAIT[case].items()}
        args = {key: value.replace("TOP", str(tmp_path)) if isinstance(value, str) else value
                for key, value in args.items()}  # fmt: skip
        told, done = ansible("wait_for", args), ours("wait_for", args)
    names = ("state", "port", "path", "search_regex", "match_groups", "match_groupdict", "size", "mode")
    if case == "banner":
        told["match_groups"] = ["lo"]  # there only those of a file are told
    assert bool(told.get("failed")) == (done["status"] == "failed")
    if told.get("failed"):
        assert told["msg"] == done["message"]
    else:
        assert {name: told.get(name) for name in names} == {name: done["result"].get(name) for name in names}


@pytest.mark.parametrize("args", [
    {}, {"delimiter": "---"}, {"delimiter": "\\n--\\n"}, {"regexp": "^[12]"}, {"ignore_hidden": True}, {"mode": "0600"},
    {"backup": True}, {"dest": "TOP/link"}, {"src": "TOP/nothing"}], ids=str)  # fmt: skip
def test_assemble(args, tmp_path):
    results = []
    for name in ("ansible", "ours"):
        top = tmp_path / name
        (top / "d" / "folder").mkdir(parents=True)
        for number, text in (("1", "one"), ("2", "two\n"), ("3", ""), (".4", "four")):
            (top / "d" / number).write_text(text)
        (top / "all").write_text("old\n")
        (top / "link").symlink_to("all")
        given = {"src": "TOP/d", "dest": "TOP/all", **args}
        given = {key: value.replace("TOP", str(top)) if isinstance(value, str) else value
                 for key, value in given.items()}  # fmt: skip
        told = ansible("assemble", given) if name == "ansible" else ours("assemble", given)["result"]
        files = {path.partition(".20")[0].rstrip("0123456789"): seen for path, seen in snapshot(top).items()}
        results.append((told.get("checksum"), told.get("md5sum"), files))
    assert results[0] == results[1]


KEYS = ["one ssh-ed25519 AAAA1", "one ssh-ed25519 AAAA2", "one ssh-rsa AAAAB", "two,one ssh-rsa AAAAB",
        "@revoked one ssh-rsa AAAAB", "@cert-authority * ssh-ed25519 AAAAC"]  # fmt: skip


@pytest.mark.parametrize("state", ["present", "absent"])
@pytest.mark.parametrize("key", [*KEYS[:5], None], ids=str)
def test_known_hosts(key, state, tmp_path):
    if key is None and state == "present":
        return
    texts = ["", *("".join(line + "\n" for line in lines) for lines in (
        KEYS[:1], KEYS[1:3], KEYS[3:4], KEYS[4:6], [KEYS[0], KEYS[2], "three ssh-rsa AAAAB"], ["# comment", KEYS[3], KEYS[1]]))]  # fmt: skip
    for number, text in enumerate(texts):
        lines = text.splitlines()
        if state == "absent" and (key not in lines if key else "@" in text):
            continue  # ours removes no other key of that type, and is done where only marked lines are left
        results = []
        for name in ("ansible", "ours"):
            path = tmp_path / f"{name}{number}"
            path.write_text(text)
            args = {"name": "one", "state": state, "path": str(path), **({"key": key} if key else {})}
            told = ansible("known_hosts", args) if name == "ansible" else ours("known_hosts", args)
            results.append((told.get("changed", told.get("status") == "changed"), path.read_text()))
        assert results[0] == results[1], text
