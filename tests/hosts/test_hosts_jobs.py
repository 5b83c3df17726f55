"""Jobs on real hosts: they outlive connection and run, end when their time is up, and are their user's alone."""

from __future__ import annotations

import json
import signal
import time

import pytest
from hosts.operating import Operator, processes, quiet

from pushcfg.lab import Host, Lab

FOLDER = "/root/.ansible_async"
START = """
- hosts: lab
  gather_facts: false
  tasks:
    - name: a job
      shell: "(setsid sleep 97.1 &) ; sleep 97; echo over"
      async: {limit}
      poll: 0
"""
ASK = """
- hosts: lab
  gather_facts: false
  tasks:
    - {{name: how it stands, async_status: {{jid: "{jid}"}}, register: job, failed_when: false}}
    - {{name: said, debug: {{msg: "{{{{ [job.started, job.finished, job.msg | default('')] }}}}"}}}}
    - {{name: forget it, async_status: {{jid: "{jid}", mode: cleanup}}}}
    - {{name: once more, async_status: {{jid: "{jid}", mode: cleanup}}}}
"""


def asleep(lab: Lab, host: Host) -> list[str]:
    """The commands of the job that are at work on a host."""
    return sorted(line for line in processes(lab, host) if line.startswith("sleep 97"))


def job_of(lab: Lab, host: Host) -> str:
    """The id of the one job that a host knows."""
    (name,) = lab.run(host, ["ls", FOLDER]).stdout.split()
    return str(name)


def test_a_job_goes_on_when_the_run_has_ended_and_ends_whole_when_its_time_is_up(operator: Operator) -> None:
    lab, host = operator.lab, operator.lab.hosts[0]
    begun = time.monotonic()
    done = operator.run(START.replace("hosts: lab", f"hosts: {host.name}").format(limit=16), code=0)
    assert [("a job", "changed")] == done.told(host)
    assert ["sleep 97", "sleep 97.1"] == asleep(lab, host)
    mode = lab.run(host, ["stat", "-c", "%a %U", FOLDER, f"{FOLDER}/{job_of(lab, host)}"]).stdout.split("\n")
    assert ["700 root", "600 root"] == mode[:2]
    running = operator.run(ASK.replace("hosts: lab", f"hosts: {host.name}").partition("    - {{name: forget")[0]
                           .format(jid=job_of(lab, host)), code=0)
    assert [True, False, ""] == running.ends(host=host.name)[1]["result"]["msg"]
    assert [] == quiet(lab, host, 30 - (time.monotonic() - begun))
    ask = ASK.replace("hosts: lab", f"hosts: {host.name}").format(jid=job_of(lab, host))
    over = operator.run(ask, code=0)
    assert [True, True, "Timeout exceeded"] == over.ends(host=host.name)[1]["result"]["msg"]
    assert [("forget it", "ok"), ("once more", "ok")] == over.told(host)[2:]
    assert "" == lab.run(host, ["ls", FOLDER]).stdout


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_what_ends_a_run_does_not_end_a_job_that_it_waits_for(operator: Operator, number: signal.Signals) -> None:
    lab, host = operator.lab, operator.lab.hosts[1]
    text = START.replace("hosts: lab", f"hosts: {host.name}").replace("poll: 0", "poll: 1").format(limit=60)
    with operator.start(text) as run:
        end = time.monotonic() + 20
        while len(asleep(lab, host)) < 2:
            assert time.monotonic() < end
            time.sleep(0.1)
        run.send_signal(number)
        run.communicate(timeout=20)
    time.sleep(1)
    assert ["sleep 97", "sleep 97.1"] == asleep(lab, host)
    # The job itself is what somebody on the host can end, with all that it has started.
    lab.run(host, ["sh", "-c", "kill $(pgrep -f 'exec.zlib.decompress' | head -n 1)"])
    assert [] == quiet(lab, host, 10)
    said = json.loads(lab.run(host, ["sh", "-c", f"cat {FOLDER}/*; rm {FOLDER}/*"]).stdout)
    assert (True, "the job was ended by a signal") == (said["finished"], said["msg"])


def test_a_job_survives_the_loss_of_the_connection_and_its_result_arrives(operator: Operator) -> None:
    lab, host = operator.lab, operator.lab.hosts[2]
    done = operator.run(f"""
        - hosts: {host.name}
          gather_facts: false
          tasks:
            - name: cuts itself off
              shell: "sleep 1; pkill -KILL -f '[s]shd:' ; sleep 1; echo came through"
              async: 30
              poll: 1
              register: job
            - {{name: said, debug: {{msg: "{{{{ job.stdout }}}}"}}}}
        """, code=0)
    assert "came through" == done.ends(host=host.name)[1]["result"]["msg"]
    assert "" == lab.run(host, ["ls", FOLDER]).stdout
