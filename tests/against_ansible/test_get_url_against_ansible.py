"""get_url downloads, compares and registers as Ansible's module does, from a real server."""

import os

import pytest
from both import ansible, ours, ours_checked
from web import serving

SHA = "434728a410a78f56fc1b5899c3593436e61ab0c731e9072d95e96db290205e53"  # of "content\n"
CASES = {
    "new": {"url": "/file"},
    "mode": {"url": "/file", "mode": "0600"},
    "named by the URL": {"url": "/a/file.txt?x=1", "dest": "."},
    "named by the server": {"url": "/named", "dest": "."},
    "not newer": {"url": "/dated", "before": "old\n"},
    "newer": {"url": "/file", "before": "old\n"},
    "same": {"url": "/file", "before": "content\n"},
    "forced": {"url": "/dated", "before": "old\n", "force": True},
    "digest": {"url": "/file", "checksum": f"sha256:{SHA}"},
    "digest there": {"url": "/missing", "before": "content\n", "checksum": f"sha256:{SHA}"},
    "digest other": {"url": "/dated", "before": "old\n", "checksum": f"sha256:{SHA}"},
    "digest wrong": {"url": "/missing", "checksum": f"sha256:{SHA}"},
    "digest not of this": {"url": "/named", "before": "old\n", "checksum": f"sha256:{SHA[:-1]}0"},
    "backup": {"url": "/file", "before": "old\n", "backup": True},
    "missing": {"url": "/missing"},
    "login": {"url": "/secret", "url_username": "me", "url_password": "it"},
    "login at once": {"url": "/secret", "url_username": "me", "url_password": "it", "force_basic_auth": True},
    "wrong login": {"url": "/secret", "url_username": "me", "url_password": "not"},
    "packed": {"url": "/packed"},
    "left packed": {"url": "/packed", "decompress": False},
    "headers": {"url": "/echo", "headers": {"X-One": "1"}, "http_agent": "me"},
    "moved": {"url": "/moved302"},
    "cut off": {"url": "/short"},
}
TOLD = ("dest", "mode", "state", "size", "checksum_src", "checksum_dest", "status_code", "md5sum", "failed")


@pytest.fixture(scope="module")
def server():
    with serving() as url:
        yield url


@pytest.mark.parametrize("case", CASES)
def test_get_url(case, server, tmp_path):
    results = []
    for name in ("ansible", "ours"):
        args = dict(CASES[case])
        folder = tmp_path / name
        folder.mkdir()
        before = args.pop("before", None)
        if before is not None:
            (folder / "file").write_text(before)
            os.utime(folder / "file", (1, 1_600_000_000))
        args["url"] = server + args["url"]
        args["dest"] = str(folder / args.get("dest", "file"))
        if name == "ansible":
            told = ansible("get_url", args)
            changed = told.get("changed", False)
        else:
            checked = ours_checked("get_url", args)
            assert sorted(path.name for path in folder.iterdir()) == (["file"] if before is not None else [])
            done = ours("get_url", args)
            told, changed = done["result"], done["status"] == "changed"
            told["failed"] = done["status"] == "failed"
            assert checked["status"] in (done["status"], "changed"), checked
        files = {path.name.partition(".")[0]: path.read_bytes() for path in folder.iterdir()}
        told = {key: str(told.get(key)).replace(f"/{name}", "") for key in TOLD}
        if told["failed"] == "True":
            told = {"failed": "True", "status_code": told["status_code"]}
        if told["status_code"] == "304":
            told = {"status_code": "304", "dest": told["dest"], "failed": told["failed"]}
        results.append((changed, files, told))
    results[0][2]["failed"] = "True" if results[0][2]["failed"] == "True" else "False"
    assert results[0] == results[1]


def test_a_server_that_does_not_answer(tmp_path):
    args = {"url": "http://127.0.0.1:1/x", "dest": str(tmp_path / "x")}
    done = ours("get_url", args)
    assert (done["status"], done["result"]["status"]) == ("failed", -1)
    assert "Connection refused" in done["message"]
    assert "Connection refused" in ansible("get_url", args)["msg"]
