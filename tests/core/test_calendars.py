"""Calendar expressions of systemd as cron's five fields, and the times that those mean."""

from __future__ import annotations

from datetime import datetime

import pytest

from modules.scheduling.crontab import fields, next_times, seconds


@pytest.mark.parametrize(("calendar", "expected"), [
    ("daily", "0 0 * * *"),
    ("weekly", "0 0 * * 1"),
    ("02:30", "30 2 * * *"),
    ("*-*-* 02:30:00", "30 2 * * *"),
    ("Mon..Fri *-*-* 02:30", "30 2 * * 1-5"),
    ("Sat,Sun 04:00", "0 4 * * 6,0"),
    ("Fri..Mon 04:00", "0 4 * * 5-6,0-1"),
    ("*-*-01 03:00", "0 3 1 * *"),
    ("*-01,07-01 03:00", "0 3 1 1,7 *"),
    ("*-*-*  8..18:0/15", "0-59/15 8-18 * * *"),
    ("*:00", "0 * * * *"),
])  # fmt: skip
def test_what_cron_can_say(calendar: str, expected: str) -> None:
    assert expected == fields(calendar)


@pytest.mark.parametrize("calendar", ["", "noonish", "2026-01-01", "*-*-* 02:30:15", "25:00", "Mon *-*-01 02:00", "Xyz 02:00"])
def test_what_cron_cannot_say(calendar: str) -> None:
    with pytest.raises(ValueError, match="cron|within|day of the week"):
        fields(calendar)


def test_the_next_times() -> None:
    now = datetime(2026, 11, 27, 10, 21)
    assert ["Mon 2026-11-30 02:30", "Tue 2026-12-01 02:30"] == next_times("30 2 * * 1-5", 2, now)
    assert ["Fri 2026-11-27 10:30", "Fri 2026-11-27 10:45"] == next_times("*/15 * * * *", 2, now)
    assert ["Sat 2026-11-28 04:00", "Sun 2026-11-29 04:00"] == next_times("0 4 * * 6,0", 2, now)
    assert ["Tue 2028-02-29 00:00"] == next_times("0 0 29 2 *", 1, now)
    assert [] == next_times("0 0 31 2 *", 1, now)


def test_spans() -> None:
    assert [1800, 5400, 90, 86400] == [seconds(text) for text in ("30m", "1h 30min", "90", "1d")]
