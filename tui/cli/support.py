"""What every command needs: exit codes, the error for wrong use, and dates.

`tui.cli.main` imports this before anything else, so it imports no other module of this program.
"""

from __future__ import annotations

import datetime as dt

FINE, NO, USAGE, NO_DATA = 0, 1, 2, 3
"""Exit codes: fine; a question answered no; wrong use; the data cannot be read or written."""


class UsageError(Exception):
    """The command was used in a wrong way; the message says what would be right."""


def parse_date(text: str, today: dt.date, *, ahead: bool = False) -> dt.date:
    """Return the date that ``YYYY-MM-DD``, ``today`` or ``yesterday`` names.

    Args:
        text: as typed.
        today: the practice date.
        ahead: whether a date after today is allowed.

    Raises:
        UsageError: the text is no date, or the date lies ahead and must not.
    """
    if text in ("today", "yesterday"):
        return today - dt.timedelta(days=text == "yesterday")
    try:
        date = dt.date.fromisoformat(text)
    except ValueError:
        date = None
    # `fromisoformat` also reads weeks, and dates without hyphens. The first date that Python knows
    # means "no date" in records.
    if date is None or date.isoformat() != text or date == dt.date.min:
        raise UsageError(f"{text!r} is not a date; dates are YYYY-MM-DD, today or yesterday")
    if date > today and not ahead:
        raise UsageError(f"{date} lies ahead; today is {today}")
    return date
