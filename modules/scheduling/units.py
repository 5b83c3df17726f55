"""The service and the timer of a scheduled command, as text of unit files (systemd.service(5), systemd.timer(5))."""

FOLDER = "/etc/systemd/system"


def service(job):
    """The service that runs the command once."""
    lines = ["[Unit]", "Description=%s" % escaped(job.description or "scheduled: " + job.name)]
    if job.on_failure is not None:
        lines.append("OnFailure=%s-failed.service" % job.name)
    return "\n".join(lines + ["", "[Service]", "Type=oneshot"] + limits(job) + [execute(job.command), ""])


def limits(job):
    """What the command runs as and within."""
    said = [("User", job.user if job.user != "root" else None), ("WorkingDirectory", job.chdir),
            ("EnvironmentFile", job.environment_file), ("Nice", job.nice), ("IOSchedulingClass", job.ionice),
            ("MemoryMax", job.memory_max), ("TimeoutStartSec", job.timeout)]
    return ["%s=%s" % (key, escaped(str(value))) for key, value in said if value is not None]


def failed(job):
    """The service that runs where the command has failed."""
    return "\n".join(["[Unit]", "Description=%s" % escaped("after a failure of " + job.name), "", "[Service]",
                      "Type=oneshot", execute(job.on_failure), ""])


def timer(job):
    """When the service starts."""
    lines = ["[Unit]", "Description=%s" % escaped("when to run " + job.name), "", "[Timer]"]
    lines += ["OnCalendar=%s" % calendar for calendar in job.calendar]
    lines.append("Persistent=%s" % ("true" if job.persistent else "false"))
    if job.random_delay is not None:
        lines.append("RandomizedDelaySec=%s" % job.random_delay)
    return "\n".join(lines + ["", "[Install]", "WantedBy=timers.target", ""])


def execute(command):
    """The line that runs a command by a shell: systemd's own quotes, specifiers and variables must not touch it."""
    inner = command.strip().replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("$", "$$")
    return 'ExecStart=/bin/sh -c "%s"' % escaped(inner)


def escaped(text):
    """Text in which systemd finds no specifier."""
    return text.replace("%", "%%")


def calendars(text):
    """The calendar expressions of a timer's text."""
    return [line.partition("=")[2].strip() for line in text.splitlines() if line.startswith("OnCalendar=")]
