"""The time of a reminder, as people type it."""

from __future__ import annotations

import datetime as dt
import re

_TIME = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?\s*(?:([ap])\.?m\.?)?", re.ASCII)


class InvalidTime(ValueError):
    """The text is no time; the message says what would be one."""


def parse_time(text: str) -> dt.time:
    """Return the time that ``21:30``, ``21.30``, ``21``, ``9 pm`` or ``9:30pm`` names.

    Raises:
        InvalidTime: it is none of a day.
    """
    found = _TIME.fullmatch(text.strip().lower())
    if found is not None:
        hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
        is_hour = 1 <= hour <= 12 if half else hour < 24
        if is_hour and minute < 60:
            return dt.time(hour % 12 + (12 if half == "p" else 0) if half else hour, minute)
    raise InvalidTime(f"{text!r} is not a time; write it as HH:MM, such as 21:30")
