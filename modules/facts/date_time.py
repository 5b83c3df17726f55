"""What the host's clock says."""

import time

FORMATS = {
    "year": "%Y", "month": "%m", "weekday": "%A", "weekday_number": "%w", "weeknumber": "%W", "day": "%d",
    "hour": "%H", "minute": "%M", "second": "%S", "date": "%Y-%m-%d", "time": "%H:%M:%S",
    "iso8601_basic_short": "%Y%m%dT%H%M%S", "tz": "%Z", "tz_offset": "%z",
}


def collect(system, setting):
    """date_time."""
    seconds = time.time()
    local, universal = time.localtime(seconds), time.gmtime(seconds)
    micro = "%06d" % (seconds % 1 * 1000000)
    facts = {name: time.strftime(pattern, local) for name, pattern in FORMATS.items()}
    facts.update(
        epoch=str(int(seconds)), epoch_int=str(int(seconds)), tz_dst=time.tzname[1],
        iso8601=time.strftime("%Y-%m-%dT%H:%M:%SZ", universal),
        iso8601_micro=time.strftime("%Y-%m-%dT%H:%M:%S.", universal) + micro + "Z",
        iso8601_basic=time.strftime("%Y%m%dT%H%M%S", local) + micro)
    return {"date_time": facts}
