"""What every command needs: exit codes, the error for wrong use, and dates.

`tui.cli.main` imports this before anything else, so at its top it imports no other module of this
program.
"""

from __future__ import annotations

import datetime as dt

FINE, NO, USAGE, NO_DATA = 0, 1, 2, 3
"""Exit codes: fine; a question answered no; wrong use; the data cannot be read or written."""
SETTINGS_ACTIONS = ("list", "get", "set", "reset")
"""What ``supine settings`` does; the first one if none is named."""
INTERRUPTED = 130
"""The exit code after ctrl+c, as shells give it."""


class UsageError(Exception):
    """The command was used in a wrong way; the message says what would be right."""


def parse_number(text: str, option: str, most: int, *, least: int = 0, noun: str = "number") -> int:
    """Return the whole number that an option was given.

    Raises:
        UsageError: the text is no number from ``least`` to ``most``; ``noun`` says what it is.
    """
    if text.isascii() and text.isdigit() and len(text) < 9 and least <= int(text) <= most:
        return int(text)
    raise UsageError(f"{option} must be a {noun} from {least} to {most}, not {text!r}")


def parse_date(text: str, today: dt.date, *, ahead: bool = False) -> dt.date:
    """Return the date that ``YYYY-MM-DD``, ``today`` or ``yesterday`` names.

    Args:
        text: as typed.
        today: the practice date.
        ahead: whether a date after today is allowed.

    Raises:
        UsageError: the text is no date, or the date lies ahead and must not, or before 1900.
    """
    if (name := text.lower()) in ("today", "yesterday"):
        return today - dt.timedelta(days=name == "yesterday")
    try:
        date = dt.date.fromisoformat(text)
    except ValueError:
        date = None
    # `fromisoformat` also reads weeks, and dates without hyphens.
    if date is None or date.isoformat() != text:
        raise UsageError(f"{text!r} is not a date; dates are YYYY-MM-DD, today or yesterday")
    from tui.practice.dates import FIRST_DATE

    if date < FIRST_DATE:
        raise UsageError(f"{date} is before {FIRST_DATE.year}; is there a typo?")
    if date > today and not ahead:
        raise UsageError(f"{date} is in the future; today is {today}")
    return date
