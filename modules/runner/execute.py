"""One task: its module is imported, given its arguments, and converged through the right door."""

import os
import threading
import time
from importlib import import_module

from ..core.converge import converge
from ..core.expand import expand, home
from ..core.failure import Failure
from ..core.overlay import Overlay
from ..core.writer import Writer


class Executor:
    """Executes task messages: `mode` is apply, check (drawn for later tasks too) or rehearse (for this task only).

    With `share`, an outcome carries what was drawn, for the other runners on this host. `bundle` starts jobs.
    """

    def __init__(self, shared, share=False, bundle=b"", deliver=None):
        self.shared = shared
        self.bundle = bundle
        # Modules that have come behind it.
        self.parts = []
        self.share = share
        # Takes the id of a task, and a piece of a file that it sends.
        self.deliver = deliver
        self.overlay = Overlay()
        # Tasks that are at work together tell what they have drawn one after the other.
        self.lock = threading.Lock()

    def learn(self, drawn):
        """Take over what another runner on this host has drawn."""
        with self.lock:
            self.overlay.learn(drawn)

    def __call__(self, task):
        """The outcome, as converge gives it, with `seconds`; whatever a module raises becomes a failure."""
        start = time.monotonic()
        try:
            door, module = self.door(task), module_class(task["module"])
            if "job" in task and task["mode"] == "apply":
                return self.start_job(task, door)
            outcome = converge(module(expanded(module, task["params"], door)), door)
        except (Exception, SystemExit) as error:  # noqa: BLE001
            import traceback
            told = "%s: %s" % (type(error).__name__, error)
            outcome = {"status": "failed", "message": "the module %s crashed: %s" % (task["module"], told),
                       "result": {}, "changes": [], "commands": [], "traceback": traceback.format_exc()}
        if self.share and task["mode"] == "check":
            with self.lock:
                outcome["drawn"] = self.overlay.news()
        outcome["seconds"] = round(time.monotonic() - start, 4)
        return outcome

    def start_job(self, task, door):
        """The outcome of a task that goes on by itself."""
        from .job import start  # most runs have none

        try:
            result = start(task, self.bundle, self.parts, door)
            return {"status": "changed", "result": result, "changes": [], "commands": []}
        except Failure as failure:
            return {"status": "failed", "message": failure.message, "result": failure.result, "changes": [],
                    "commands": []}

    def door(self, task):
        """A Writer, or in a check a Sketch."""
        writer = Writer(self.shared, task["label"], task.get("env"), task.get("timeout"))
        if task["mode"] == "apply":
            writer.deliver = lambda piece: self.deliver(task["id"], piece)
            return writer
        from ..core.sketch import Sketch  # an apply does without
        return Sketch(writer, self.overlay if task["mode"] == "check" else Overlay())


def module_class(name):
    """The class of a module: the one that its file defines in its own name."""
    file = import_module("...%s" % name, __name__)
    return getattr(file, class_name(name))


def class_name(name):
    """apt is Apt, wait_for is WaitFor; what stands behind __ tells apart modules of one name."""
    return "".join(part.capitalize() for part in name.partition("__")[0].split("_"))


def expanded(module, params, system):
    """The arguments with ~ and $VAR of paths replaced; a path comes as {"path": text}, also in a list."""
    environment = system.own_environment()

    def replaced(value, environment):
        if isinstance(value, list):
            return [replaced(item, environment) for item in value]
        if isinstance(value, dict) and list(value) == ["path"]:
            return expand(value["path"], environment, lambda user: home(system, user))
        return value

    session = dict(environment, HOME=os.environ.get("HOME", environment.get("HOME", "/")))
    return {name: replaced(value, session if name in module.at_session_home else environment)
            for name, value in params.items()}
