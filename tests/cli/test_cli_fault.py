"""An error that nobody expected is told without secrets."""

from cli.conftest import HERE

PASSWORD = "Sw0rdfish-and-chips"


def test_secrets_in_a_fault_are_masked(pushcfg, tmp_path, monkeypatch):
    file = tmp_path / "password"
    file.write_text(PASSWORD)

    def broken(*_words, **_options):
        raise RuntimeError(f"cannot work with {PASSWORD}")

    monkeypatch.setattr("pushcfg.cli.execution.execute", broken)
    words = ("run", "-i", "localhost,", "--vault-password-file", str(file), str(HERE / "playbooks" / "needs_nothing.yml"))
    done = pushcfg(*words)
    assert (70, "") == (done.code, done.out)
    assert done.err == ("error: this is a fault of pushcfg itself: RuntimeError: cannot work with ********; "
                        "-vvv shows where it comes from\n")  # fmt: skip
    done = pushcfg(*words, "-vvv")
    assert 70 == done.code
    assert "Traceback" in done.err
    assert PASSWORD not in done.err
