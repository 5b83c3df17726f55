"""What dnf would do: its own table of a transaction that is not carried out."""

import re
from collections import namedtuple

from ..core.failure import Failure, Missing
from ..core.process import Output

# `act` is the heading of the table: Installing, Upgrading, Removing, ...
Step = namedtuple("Step", "act name arch version repo")
HEADING = re.compile(r"^([A-Z][A-Za-z/ ]+):\s*$")
# Headings under which stands what will not be done, or what is no package.
NOT_DONE = ("Skipping", "Transaction", "Installing Groups", "Enabling", "Disabling", "Resetting",
            "Upgrading Environment", "Upgrading Groups", "Switching", "Marking", "Removing Groups")
ROW = re.compile(r"^ \S")


def steps_of(text):
    """The Steps in what dnf prints; a row that is too long for its terminal goes on in the next line."""
    found, act, row = [], None, []
    for line in text.splitlines() + ["End:"]:
        heading = HEADING.match(line)
        if heading is not None or ROW.match(line) or not line.strip():
            if act is not None and len(row) >= 4:
                found.append(Step(act, *row[:4]))
            row = []
        if heading is not None:
            act = None if heading.group(1).startswith(NOT_DONE) else heading.group(1)
        elif ROW.match(line):
            row = line.split()
        elif row and len(row) < 4:
            row += line.split()
    return found


def rehearse(system, program, options, verb):
    """The Steps that dnf would take for [verb, name, ...]; Missing with its complaint if it would fail."""
    output = system.query([program, "--assumeno"] + options + verb)
    if output.rc == 1 and "Operation aborted" in output.stdout + output.stderr:
        return steps_of(output.stdout)
    if output.rc == 1 and "Exiting on user command" in output.stdout + output.stderr:  # yum
        return steps_of(output.stdout)
    if output.rc != 0:
        raise complaint(program, output)
    return []


def complaint(program, output):
    """The Failure for a command that could not be carried out."""
    told = [line for line in (output.stderr + output.stdout).splitlines()
            if line.strip() and not line.startswith(("Last metadata", "Unable to detect release"))]
    text = "\n".join(told)[-2000:]
    found = re.search(r"^(?:Error: )?(?:Unable to find a match|No match for argument|No packages? )(.*)", text, re.M)
    kind = Missing if found is not None or isinstance(output, Output) and "Failed to download metadata" in text \
        else Failure
    return kind("%s would fail: %s" % (program, text or "exit code %d" % output.rc), rc=output.rc,
                stdout=output.stdout, stderr=output.stderr)


def key(step, steps):
    """The name of a package in the state: with its architecture where it comes for several."""
    several = len({other.arch for other in steps if other.name == step.name}) > 1
    return "%s.%s" % (step.name, step.arch) if several else step.name


def outcome(step):
    """The version that is there afterwards, or None."""
    return None if step.act.startswith("Removing") else step.version
