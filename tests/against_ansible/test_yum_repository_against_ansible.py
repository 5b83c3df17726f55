"""yum_repository writes what Ansible's module writes, and takes its files for right."""

import pytest
from both import ansible, ours, ours_checked, snapshot

BASE = {"name": "epel", "description": "Extra", "baseurl": "http://a/x"}
CASES = {
    "plain": [BASE],
    "lists": [{**BASE, "baseurl": ["http://a/x", "http://b/y"], "gpgkey": ["file:///a", "file:///b"],
               "exclude": ["a", "b*"], "includepkgs": "c d"}],
    "everything": [{**BASE, "enabled": False, "gpgcheck": True, "async": True, "cost": 10, "timeout": "30",
                    "mode": "0600", "ip_resolve": 4, "failovermethod": "priority", "proxy": "_none_",
                    "sslcacert": "/x", "client_cert": "/y", "module_hotfixes": True, "skip_if_unavailable": True}],
    "two in a file": [{**BASE, "file": "all"}, {**BASE, "name": "other", "file": "all"}],
    "options go": [{**BASE, "cost": 10}, BASE],
    "absent": [{**BASE, "file": "all"}, {**BASE, "name": "other", "file": "all"},
               {"name": "epel", "file": "all", "state": "absent"}],
    "absent, the last": [BASE, {"name": "epel", "state": "absent"}],
    "absent already": [{"name": "epel", "state": "absent"}],
}  # fmt: skip


@pytest.mark.parametrize("tasks", CASES.values(), ids=CASES)
def test_same_files(tmp_path, tasks):
    places = {"theirs": tmp_path / "theirs", "ours": tmp_path / "ours"}
    for place in places.values():
        place.mkdir()
    for args in tasks:
        expected = ansible("yum_repository", {**args, "reposdir": str(places["theirs"])})
        before = snapshot(places["ours"])
        check = ours_checked("yum_repository", {**args, "reposdir": str(places["ours"])})
        assert before == snapshot(places["ours"])
        actual = ours("yum_repository", {**args, "reposdir": str(places["ours"])})
        assert expected["changed"] == (actual["status"] == "changed") == (check["status"] == "changed"), actual
        assert (expected["repo"], expected["state"]) == (actual["result"]["repo"], actual["result"]["state"])
        assert snapshot(places["theirs"]) == snapshot(places["ours"])
        again = ours("yum_repository", {**args, "reposdir": str(places["theirs"])})
        assert "ok" == again["status"], again
