"""Find a date by what a person types: the date itself, or words of a note."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress

from tui.diary.today import Today
from tui.practice.dates import FIRST_DATE, ONE_DAY, add_years

_MONTHS = {f"{dt.date(2000, n, 1):%B}".lower(): n for n in range(1, 13)}
_NUMBERS = re.compile(r"(\d{4})[-/.](\d\d?)[-/.](\d\d?)", re.ASCII)
_NAMED = tuple(
    re.compile(form, re.ASCII)
    for form in (
        r"(?P<day>\d\d?)(?:st|nd|rd|th)?[. ]*(?P<month>[a-z]{3,9})[., ]*(?P<year>\d{4})?",
        r"(?P<month>[a-z]{3,9})[. ]*(?P<day>\d\d?)(?:st|nd|rd|th)?(?:[, ]+(?P<year>\d{4}))?",
        r"(?P<month>[a-z]{3,9})[., ]*(?P<year>\d{4})",
        r"(?P<month>[a-z]{3,9})",
    )
)


DATE_FORMS = "4 March or 2026-03-04"
"""How a date may be typed."""


def typed_date(text: str, today: dt.date, near: dt.date | None = None) -> dt.date | None:
    """Return the date that a text names, or None if it names none.

    ``2026-03-04``, ``4 March 2026``, ``mar 4``, ``March 2026`` for its first date, ``today`` and
    ``yesterday``. Without a year it is the last such date up to today, or the one nearest to
    ``near``.

    Raises:
        ValueError: there is no such date, it is before 1900, or more than a year ahead; the message
            says which.
    """
    typed = text.strip()
    text = typed.lower()
    if text in ("today", "yesterday"):
        return today - ONE_DAY * (text == "yesterday")
    if found := _NUMBERS.fullmatch(text):
        year, month, day = map(int, found.groups())
        return _within(_date(typed, year, month, day), today)
    for form in _NAMED:
        found = form.fullmatch(text)
        parts = found.groupdict() if found else {}
        months = [n for name, n in _MONTHS.items() if parts and name.startswith(parts["month"])]
        if len(months) == 1:
            day = int(parts.get("day") or 1)
            if parts.get("year"):
                return _within(_date(typed, int(parts["year"]), months[0], day), today)
            if near is not None:
                return _within(_nearest(typed, months[0], day, near), today)
            return _last(typed, months[0], day, today)
    return None


def _date(text: str, year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise ValueError(f"There is no {text}.") from None


def _last(text: str, month: int, day: int, today: dt.date) -> dt.date:
    """Return the last date with a month and a day, up to today."""
    for year in range(today.year, max(today.year - 9, FIRST_DATE.year - 1), -1):
        try:
            date = dt.date(year, month, day)
        except ValueError:
            continue
        if date <= today:
            return date
    raise ValueError(f"There is no {text}.")


def _nearest(text: str, month: int, day: int, near: dt.date) -> dt.date:
    """Return the date with a month and a day that is nearest to another one."""
    found = []
    for year in range(near.year - 4, near.year + 5):  # a leap day comes every four years
        with suppress(ValueError):
            found.append(dt.date(year, month, day))
    if not found:
        raise ValueError(f"There is no {text}.")
    return min(found, key=lambda date: abs(date - near))


def _within(date: dt.date, today: dt.date) -> dt.date:
    if date < FIRST_DATE:
        raise ValueError(f"The calendar begins in {FIRST_DATE.year}.")
    if date > add_years(today, 1):
        raise ValueError("The calendar ends a year from today.")
    return date


def noted_date(today: Today, words: str, before: dt.date) -> dt.date | None:
    """Return the last date before another with these words in a note, else the last of all.

    Case does not matter. The notes of dates and those of the routine's sessions are searched. None
    if no note has the words.
    """
    wanted = " ".join(words.split()).casefold()
    notes = [(date, record.note) for date, record in today.snapshot.days.items()]
    notes += [(date, s.note) for date, day in today.days.items() for s in day.sessions]
    dates = {date for date, note in notes if wanted in " ".join(note.split()).casefold()}
    earlier = [date for date in dates if date < before]
    return max(earlier or dates, default=None) if wanted else None
