"""apt in a lab's hosts: with --packages it reaches the mirrors, without it nothing."""

from lab_traces import name

from pushcfg.lab import Lab

ASK = """
import sys, urllib.error, urllib.request as request
opener = request.build_opener(request.ProxyHandler({"http": "http://127.0.0.1:3142"}))
try:
    print(opener.open(sys.argv[1], timeout=20).status)
except urllib.error.HTTPError as error:
    print(error.code)
"""


def test_apt_installs_and_nothing_else_is_reached(root: None) -> None:
    with Lab.up(name("apt"), 1, packages=True) as lab:
        host = lab.hosts[0]
        for argv in (["apt-get", "update"], ["apt-get", "install", "-y", "tree"], ["tree", "--version"]):
            result = lab.run(host, argv, timeout=120)
            assert result.returncode == 0, result
        assert lab.run(host, ["python3", "-c", ASK, "http://example.com/"]).stdout == "403\n"
        out = lab.run(host, ["timeout", "3", "bash", "-c", ": < /dev/tcp/example.com/80"])
        assert out.returncode != 0


def test_without_packages_the_lists_are_there_and_the_way_is_not(plain: Lab) -> None:
    assert "Candidate: 2." in plain.run(plain.hosts[0], ["apt-cache", "policy", "tree"]).stdout
    result = plain.run(plain.hosts[0], ["apt-get", "-o", "Acquire::Retries=0", "install", "-y", "tree"])
    assert result.returncode != 0
    assert "Connection refused" in result.stderr
