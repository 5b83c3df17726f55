"""The OpenSSH server on real hosts: files that it has understood before they are there."""

from __future__ import annotations

from hosts.operating import Operator

PLAY = """
- hosts: lab
  gather_facts: false
  tasks:
    - name: ours
      sshd:
        name: 10-ours
        options: {MaxAuthTries: 3, AcceptEnv: [LANG, LC_*]}
        match: {User nobody: {ForceCommand: /bin/true}}
    - {name: unknown, sshd: {name: 20-bad, options: {MaxAuthTriez: 3}}, ignore_errors: true}
    - {name: too late, sshd: {name: 30-late, options: {MaxAuthTries: 5}}, ignore_errors: true}
    - name: the whole file
      copy:
        dest: /etc/ssh/sshd_config
        content: "Include /etc/ssh/sshd_config.d/*.conf\\nUsePAM yes\\n"
        validate: sshd -t -f %s
    - name: nonsense
      copy: {dest: /etc/ssh/sshd_config, content: "NoSuchThing yes\\n", validate: sshd -t -f %s}
      ignore_errors: true
"""


def test_sshd_is_asked_first(operator: Operator) -> None:
    foretold = operator.run(PLAY, "--check", code=3)
    done = operator.run(PLAY, code=0)
    for ran in (foretold, done):
        told = "\n".join(event.get("message", "") for event in ran.ends("failed", "ignored"))
        assert "sshd refuses this: /etc/ssh/sshd_config.d/20-bad.conf line 1: Bad configuration option" in told
        assert "MaxAuthTries is 3 (/etc/ssh/sshd_config.d/10-ours.conf:1), wanted 5" in told
        assert "Bad configuration option: NoSuchThing" in told
    for host in operator.lab.hosts:
        assert "maxauthtries 3" in operator.lab.run(host, ["sshd", "-T"]).stdout
    assert [] == operator.run(PLAY, code=0).ends("changed")
