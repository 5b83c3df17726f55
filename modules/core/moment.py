"""Moments and durations as text, without importing datetime, which costs a runner milliseconds."""

import time


def moment(seconds):
    """`2026-01-31 09:05:00.000123`, in the host's time zone; a whole second has no fraction."""
    whole, micro = divmod(int(round(seconds * 1000000)), 1000000)
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(whole)) + (".%06d" % micro if micro else "")


def duration(seconds):
    """`0:00:01.000123`, with the days in front if there are any."""
    whole, micro = divmod(int(round(seconds * 1000000)), 1000000)
    days, rest = divmod(whole, 86400)
    text = "%d:%02d:%02d" % (rest // 3600, rest // 60 % 60, rest % 60) + (".%06d" % micro if micro else "")
    return "%d day%s, %s" % (days, "" if days == 1 else "s", text) if days else text
