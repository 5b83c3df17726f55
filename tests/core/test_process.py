"""Commands on the host: input, exit codes, time limits, daemons, and children that are ended with them."""

import os
import time

import pytest

from modules.core.failure import Failure, Missing
from modules.core.process import Children, execute, which

ENV = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}


def run(argv, **options):
    return execute(argv, Children(), ENV, **options)


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone(pid):
    limit = time.time() + 5
    while alive(pid) and time.time() < limit:
        time.sleep(0.02)
    return not alive(pid)


def test_words_and_output():
    assert (3, "a b\n", "oops\n") == run(["sh", "-c", 'echo "$1"; echo oops >&2; exit 3', "sh", "a b"])


def test_text_goes_through_a_shell():
    assert (0, "2\n", "") == run("echo $((1 + 1))")


def test_signal():
    assert run("kill -9 $$").rc == -9


def test_no_input_is_the_end_of_input():
    assert (0, "", "") == run(["cat"])


@pytest.mark.parametrize("size", [0, 1, 65536, 3_000_000])
def test_input(size):
    assert run(["wc", "-c"], input=b"x" * size).stdout.strip() == str(size)


def test_input_and_output_at_once():
    assert run(["cat"], input=b"x" * 3_000_000).stdout == "x" * 3_000_000


def test_input_that_nobody_reads():
    assert run(["true"], input=b"x" * 3_000_000).rc == 0


def test_output_that_is_not_utf8():
    assert run(["printf", "\\377"]).stdout.encode("utf-8", "surrogateescape") == b"\xff"


def test_words_that_are_not_ascii():
    assert run(["printf", "%s", "grün \udcff"]).stdout == "grün \udcff"


def test_folder(tmp_path):
    assert run(["pwd"], cwd=str(tmp_path)).stdout == f"{tmp_path}\n"


def test_missing_folder():
    with pytest.raises(Missing, match="folder /no/such: it does not exist"):
        run(["true"], cwd="/no/such")


def test_missing_program():
    with pytest.raises(Missing, match="no such program: no-such-program"):
        run(["no-such-program"])


def test_program_that_is_no_program(tmp_path):
    (tmp_path / "text").write_text("no program")
    with pytest.raises(Failure, match="Permission denied"):
        run([str(tmp_path / "text")])


def test_daemon_that_keeps_the_pipes_open():
    started = time.time()
    output = run("sleep 30 & echo $!")
    pid = int(output.stdout)
    assert time.time() - started < 5
    assert alive(pid)
    os.kill(pid, 9)


def test_what_comes_after_a_pause_is_read():
    assert run("(sleep 0.1; echo late) & echo soon").stdout == "soon\nlate\n"


def test_time_runs_out_for_the_whole_group(tmp_path):
    pids = tmp_path / "pids"
    with pytest.raises(Failure, match=r"did not end within 0\.3 seconds") as caught:
        run(f"sleep 30 & echo $! > {pids}; echo $$ >> {pids}; wait", timeout=0.3)
    assert caught.value.result["rc"] == 124
    assert all(gone(int(pid)) for pid in pids.read_text().split())


def test_time_runs_out_with_closed_pipes():
    with pytest.raises(Failure, match="did not end"):
        run("exec >&- 2>&-; sleep 30", timeout=0.3)


def test_children_are_ended(tmp_path):
    import threading
    children, told = Children(), []

    def target():
        told.append(execute("sleep 30 & echo $!; wait", children, ENV))

    thread = threading.Thread(target=target)
    thread.start()
    limit = time.time() + 5
    while not children.alive and time.time() < limit:
        time.sleep(0.01)
    time.sleep(0.1)
    children.end()
    thread.join(10)
    assert not thread.is_alive()
    assert told[0].rc < 0
    assert gone(int(told[0].stdout))
    with pytest.raises(Failure, match="the run was ended"):
        execute(["true"], children, ENV)


def test_nothing_is_left_open():
    before = set(os.listdir("/proc/self/fd"))
    for _ in range(3):
        run(["cat"], input=b"x")
        with pytest.raises(Failure):
            run(["sleep", "5"], timeout=0.05)
    assert before == set(os.listdir("/proc/self/fd"))


def test_which(tmp_path):
    program = tmp_path / "tool"
    program.write_text("#!/bin/sh\n")
    assert which("tool", str(tmp_path)) is None
    program.chmod(0o755)
    assert which("tool", str(tmp_path)) == str(program)
    assert which(str(program), "") == str(program)
    assert which(str(tmp_path / "other"), "") is None
