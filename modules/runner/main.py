"""The runner's main thread: greet, take messages until stdin closes, then end everything in hand."""

import binascii
import json
import marshal
import os
import signal
import sys
import zlib

from ..core.shared import Shared
from .become import Household
from .contents import Contents
from .execute import Executor
from .schedule import Schedule
from .voice import Voice

# Seconds that tasks in hand have to end after their children were told to.
GRACE = 2.0


class Ended(Exception):
    """A signal has asked the runner to end."""


def end(number, frame):
    """Signal handler; it raises once, since the ending itself must not be interrupted."""
    heed(signal.SIG_IGN)
    raise Ended()


def heed(handler):
    """What to do about signals that ask for an end."""
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, handler)


def main(stdin, bundle, importer):
    """Serve until stdin (a binary stream) closes. `bundle` starts runners for other users; `importer` has modules."""
    settings = json.loads(stdin.readline().decode())
    if "job" in settings:
        from .job import run

        for parts in settings["parts"]:
            importer.add(*unpacked(parts))
        run(settings["job"])
    voice = private_voice(settings.get("tag"))
    contents = Contents(lambda digest: voice.say({"op": "want", "sha256": digest}))
    shared = Shared(contents.fetch)
    executor = Executor(shared, settings["share"], bundle, lambda number, piece: deliver(voice, number, piece))
    schedule = Schedule(settings["slots"], executor, lambda task, outcome: tell(voice, task, outcome))
    household = Household(bundle, settings, voice)
    voice.busy = schedule.busy
    heed(end)
    voice.say({"op": "hello", "python": "%d.%d.%d" % sys.version_info[:3], "uid": os.geteuid()})
    try:
        listen(stdin, schedule, contents, executor, household, importer)
        heed(signal.SIG_IGN)
    except Ended:
        pass
    schedule.stop()
    household.dismiss()
    shared.children.end(GRACE)
    household.close(GRACE + 1)
    schedule.drain(GRACE)
    voice.close()
    os._exit(0)


def tell(voice, task, outcome):
    """Pass on how a task has ended, even if its module has given back what JSON cannot carry."""
    try:
        voice.say({"op": "result", "id": task["id"], "outcome": outcome})
    except (TypeError, ValueError) as error:
        message = "the module %s gave back what cannot be told: %s" % (task["module"], error)
        voice.say({"op": "result", "id": task["id"], "outcome": {
            "status": "failed", "message": message, "result": {}, "changes": [], "commands": []}})


def deliver(voice, number, piece):
    """Pass on a piece of a file that a task sends, when the pieces before it have gone."""
    data = binascii.b2a_base64(piece).decode("ascii").rstrip("\n")
    voice.say({"op": "piece", "id": number, "data": data}, patient=True)


def private_voice(tag):
    """A voice on a private copy of stdout; what else is printed there goes nowhere."""
    private = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    os.write(private, b"\n")  # whatever a login printed without a newline ends here
    return Voice(private, tag)


def unpacked(parts):
    """What an importer takes of modules that have come behind the bundle."""
    return marshal.loads(zlib.decompress(binascii.a2b_base64(parts)))


def listen(stdin, schedule, contents, executor, household, importer):
    """Take messages, one a line."""
    for line in iter(stdin.readline, b""):
        message = json.loads(line.decode())
        user = message.get("for")
        if user is not None:
            del message["for"]
            household.pass_on(user, json.dumps(message).encode() + b"\n")
        elif message["op"] == "task":
            schedule.add(message)
        elif message["op"] == "content":
            contents.receive(message)
        elif message["op"] == "drawn":
            executor.learn(message["drawn"])
        elif message["op"] == "modules":
            executor.parts.append(message["parts"])
            importer.add(*unpacked(message["parts"]))
