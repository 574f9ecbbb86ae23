"""What a date looks like: one glyph and one shade, the same on every screen and in the terminal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import NamedTuple, get_args

from tui.practice.dates import ONE_DAY, week_start
from tui.practice.history import History, Level, Today, Verdict
from tui.practice.models import RestReason

LEGEND = (
    ("·", "none"),
    ("-", "part"),
    ("#", "full"),
    ("i", "imagined"),
    ("r", "rest"),
    ("!", "warning sign"),
    ("○", "today"),
)
"""Every glyph with its meaning."""
WEEKS_OF_A_YEAR = 53
_ASCII = {"·": ".", "○": "o", "◂": "<", "▸": ">"}


class Mark(NamedTuple):
    """A date's glyph, which reads without colour, and the level that gives it its shade."""

    glyph: str
    level: Level


def plain(glyph: str, glyphs: str) -> str:
    """A glyph in the chosen set: as it is, or in ASCII."""
    return _ASCII.get(glyph, glyph) if glyphs == "ascii" else glyph


def mark(history: History, date: dt.date) -> Mark:
    """What a date looks like; one still to come is blank unless it is marked as rest already."""
    verdict = history.verdict(date)
    if date > history.today:
        return Mark("r" if verdict.reason in get_args(RestReason) else " ", Level.NONE)
    glyph = _glyph(verdict)
    is_open = date == history.today and history.today_state is Today.PENDING
    return Mark("○" if is_open and glyph == "·" else glyph, verdict.level)


def _glyph(verdict: Verdict) -> str:
    if verdict.reason == "warning":
        return "!"  # whatever else was done: this is what one looks for later
    if verdict.level is Level.NONE:
        return "r" if verdict.protected else "·"
    if verdict.imagined:
        return "i"
    return "#" if verdict.level is Level.FULL else "-"


def weeks_until(date: dt.date, count: int, starts_on: int) -> list[dt.date]:
    """The first dates of the ``count`` weeks that end with the week of a date, in order."""
    last = week_start(date, starts_on)
    return [last - ONE_DAY * 7 * back for back in range(count - 1, -1, -1)]


def weeks_of(year: int, starts_on: int) -> list[dt.date]:
    """The first dates of the weeks that hold a year's dates; 53 or 54 of them."""
    first = week_start(dt.date(year, 1, 1), starts_on)
    count = (week_start(dt.date(year, 12, 31), starts_on) - first).days // 7 + 1
    return [first + ONE_DAY * 7 * n for n in range(count)]


def month_labels(weeks: Sequence[dt.date]) -> Iterator[tuple[int, str]]:
    """Where months begin: the column of the week that holds the 1st, and the month's short name.

    The first column is labelled with its own month where that leaves room for the next label.
    """
    firsts = [
        (column, f"{end:%b}")
        for column, end in ((n, week + ONE_DAY * 6) for n, week in enumerate(weeks))
        if end.day <= 7
    ]
    if weeks and (not firsts or firsts[0][0] >= 2):
        yield 0, f"{weeks[0]:%b}"
    yield from firsts
