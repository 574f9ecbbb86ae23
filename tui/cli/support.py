"""What every command needs at once: exit codes, the usage error, and dates.

`tui.cli.main` loads this before anything else, so it imports nothing of ours.
"""

from __future__ import annotations

import datetime as dt

FINE, NO, USAGE, NO_DATA = 0, 1, 2, 3


class UsageError(Exception):
    """What was asked for makes no sense; the message says what would."""


def parse_date(text: str, today: dt.date, *, ahead: bool = False) -> dt.date:
    """A date as the command line takes it; with ``ahead`` one after today too.

    Raises:
        UsageError: it is none, or it lies ahead where it must not.
    """
    if text in ("today", "yesterday"):
        return today - dt.timedelta(days=text == "yesterday")
    try:
        date = dt.date.fromisoformat(text)
    except ValueError:
        date = None
    # It reads weeks and dates without hyphens too; and the first of all dates stands for none.
    if date is None or date.isoformat() != text or date == dt.date.min:
        raise UsageError(f"{text!r} is not a date; dates are YYYY-MM-DD, today or yesterday")
    if date > today and not ahead:
        raise UsageError(f"{date} lies ahead; today is {today}")
    return date
