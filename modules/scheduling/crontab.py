"""A scheduled command as a file in /etc/cron.d: calendar expressions in cron's five fields, and their next times."""

import re
from datetime import datetime, timedelta
from shlex import quote

WORDS = {"minutely": "* * * * *", "hourly": "0 * * * *", "daily": "0 0 * * *", "weekly": "0 0 * * 1",
         "monthly": "0 0 1 * *", "yearly": "0 0 1 1 *", "annually": "0 0 1 1 *", "quarterly": "0 0 1 1,4,7,10 *"}
DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
SHAPE = re.compile(r"(?:(?P<days>[A-Za-z][A-Za-z,.-]*)\s*)?(?:(?P<date>\*-[*0-9,./]+-[*0-9,./]+)\s*)?"
                   r"(?:(?P<hour>[*0-9,./]+):(?P<minute>[*0-9,./]+)(?::0?0)?)?$")
RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 6))


def fields(calendar):
    """The five fields of a calendar expression of systemd.time(7); ValueError where cron cannot say it."""
    text = calendar.strip()
    if text.lower() in WORDS:
        return WORDS[text.lower()]
    found = SHAPE.match(text)
    if found is None or not text:
        raise ValueError("cron cannot say %r: write it as days, *-MONTH-DAY and HOUR:MINUTE, such as "
                         "'Mon..Fri *-*-* 02:30'" % calendar)
    date = (found.group("date") or "*-*-*").split("-")
    minute, hour = found.group("minute"), found.group("hour")
    parts = ["0" if minute is None else minute, "0" if hour is None else hour, date[2], date[1]]
    converted = [field(part, low, high) for part, (low, high) in zip(parts, RANGES)]
    days = days_of(found.group("days"))
    if converted[2] != "*" and days != "*":
        raise ValueError("cron takes days of the week or of the month, not both: %s" % calendar)
    return " ".join(converted + [days])


def field(text, low, high):
    """One field: numbers, lists, a..b for a-b, and */n or a/n for steps."""
    parts = []
    for part in text.split(","):
        found = re.match(r"(?:\*|([0-9]+)(?:\.\.([0-9]+))?)(?:/([0-9]+))?$", part)
        if found is None:
            raise ValueError("cron cannot say %r" % text)
        first, last, step = found.groups()
        if first is None:
            parts.append("*" if step is None else "*/%d" % int(step))
        elif step is not None:
            parts.append("%d-%d/%d" % (int(first), int(last or high), int(step)))
        else:
            parts.append("%d-%d" % (int(first), int(last)) if last else "%d" % int(first))
        if any(number is not None and not low <= int(number) <= high for number in (first, last)):
            raise ValueError("%s is not within %d and %d" % (part, low, high))
    return ",".join(parts)


def days_of(text):
    """Days of the week by their names, a..b for spans, as cron's numbers."""
    if text is None:
        return "*"
    parts = []
    for part in text.strip(",").lower().split(","):
        first, _, last = part.partition("..")
        numbers = [DAYS.index(day[:3]) if day[:3] in DAYS else -1 for day in (first, last) if day]
        if not numbers or min(numbers) < 0:
            raise ValueError("%s is no day of the week" % part)
        if len(numbers) == 2 and numbers[0] > numbers[1]:
            parts += ["%d-6" % numbers[0], "0-%d" % numbers[1]]
        else:
            parts.append("-".join(str(number) for number in numbers))
    return ",".join(parts)


def text(job):
    """The file of a job."""
    lines = ["# %s" % (job.description or "scheduled: " + job.name), "SHELL=/bin/sh",
             "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]
    line = command(job).replace("%", "\\%")
    return "\n".join(lines + ["%s root %s" % (fields(calendar), line) for calendar in job.calendar] + [""])


def command(job):
    """The command with its delay, limits and lock, and what follows a failure, as one line of sh.

    As with systemd, root reads the environment and does what follows a failure; only the command is the user's.
    """
    inner = "; ".join(line for line in job.command.strip().splitlines() if line.strip())
    if job.chdir is not None:
        inner = "cd %s && { %s; }" % (quote(job.chdir), inner)
    if job.user != "root":
        inner = "exec runuser %s -s /bin/sh -c %s" % (quote(job.user), quote(inner))
    if job.environment_file is not None:
        inner = "set -a; . %s; set +a; %s" % (quote(job.environment_file), inner)
    words = []
    if job.nice is not None:
        words += ["nice", "-n", str(job.nice)]
    if job.ionice is not None:
        words += ["ionice", "-c", {"realtime": "1", "best-effort": "2", "idle": "3"}[job.ionice]]
    if job.timeout is not None:
        words += ["timeout", str(seconds(job.timeout))]
    lock = "/var/lock/pushcfg-%s" % job.name
    words += ["flock", "--nonblock", "--conflict-exit-code", "0", quote(lock), "/bin/sh", "-c", quote(inner)]
    run = " ".join(words)
    if job.on_failure is not None:
        run = "{ %s; } || { %s; }" % (run, "; ".join(job.on_failure.strip().splitlines()))
    if job.random_delay is not None:
        run = 'sleep "$(shuf -i 0-%d -n 1)"; %s' % (seconds(job.random_delay), run)
    return run


UNITS = {"": 1, "s": 1, "sec": 1, "m": 60, "min": 60, "h": 3600, "hr": 3600, "d": 86400, "day": 86400}


def seconds(span):
    """The seconds of a span such as 30m or 1h 30min; ValueError for what is none."""
    parts = re.findall(r"([0-9]+)\s*([a-z]*)", str(span).strip().lower())
    if not parts or any(unit.rstrip("s") not in UNITS and unit not in UNITS for _, unit in parts):
        raise ValueError("%s is no span of time such as 30m" % span)
    return sum(int(number) * UNITS.get(unit, UNITS.get(unit.rstrip("s"), 1)) for number, unit in parts)


def next_times(line, count, now=None):
    """The next `count` times of five fields, as text, at most five years ahead."""
    now = now or datetime.now()
    minutes, hours, days, months, weekdays = (
        members(part, low, high) for part, (low, high) in zip(line.split(), RANGES))
    found, day = [], now.replace(hour=0, minute=0, second=0, microsecond=0)
    for _ in range(5 * 366):
        if day.month in months and day.day in days and day.isoweekday() % 7 in weekdays:
            moments = (day.replace(hour=hour, minute=minute) for hour in sorted(hours) for minute in sorted(minutes))
            found += [moment.strftime("%a %Y-%m-%d %H:%M") for moment in moments if moment > now]
            if len(found) >= count:
                break
        day += timedelta(days=1)
    return found[:count]


def members(part, low, high):
    """The numbers that one field means."""
    numbers = set()
    for piece in part.split(","):
        span, _, step = piece.partition("/")
        first, _, last = span.partition("-")
        start, end = (low, high) if span == "*" else (int(first), int(last or first))
        numbers |= set(range(start, end + 1, int(step or 1)))
    return numbers
