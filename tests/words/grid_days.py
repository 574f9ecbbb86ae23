"""Days for the tests of the heatmap and its grid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Final

from tests.builders import session
from tui.practice.days import gather
from tui.practice.history import History
from tui.practice.models import DEFAULT_ROUTINE, DayRecord
from tui.words.day_grid import Cell, Row, Window, draw, outlined, tile
from tui.words.glyphs import Look, day_glyph

TODAY: Final = dt.date(2026, 11, 19)
"""A Thursday."""
DAY: Final = dt.timedelta(days=1)
WEEK: Final = DAY * 7
MONDAYS: Final = {n: dt.date(2026, 11, 16) - WEEK * n for n in range(60)}
"""The first date of the week so many weeks ago."""

KINDS: Final = {
    "full": (4, 0),
    "more": (6, 0),
    "part": (1, 0),
    "imagined": (0, 4),
    "imagined part": (0, 1),
}
"""Reps done and imagined on a date that asks for four, by what that makes of the date."""


def history(
    kinds: dict[dt.date, str] | None = None,
    *,
    today: dt.date = TODAY,
    records: Iterable[DayRecord] = (),
) -> History:
    """Return the history of dates on which these kinds of things were done."""
    sessions = [
        session(day, target=4, done=done, imagined=imagined)
        for day, (done, imagined) in ((day, KINDS[kind]) for day, kind in (kinds or {}).items())
    ]
    by_day = {record.day: record for record in records}
    days = gather(DEFAULT_ROUTINE.id, sessions, by_day, today=today)
    return History(DEFAULT_ROUTINE, days, today)


def rest(*days: dt.date) -> list[DayRecord]:
    return [DayRecord(day=day, rest_reason="travel") for day in days]


def full_days(count: int, until: dt.date = TODAY) -> dict[dt.date, str]:
    """Return ``count`` full dates before a date, by date."""
    return {until - DAY * n: "full" for n in range(count, 0, -1)}


def rows_of(
    window: Window,
    shown: History | None = None,
    *,
    look: Look = "tiles",
    left_sign: str = "",
    right_sign: str = "",
) -> list[Row]:
    shown = shown or history()

    def tile_of(date: dt.date) -> tuple[Row, ...]:
        return tile(day_glyph(shown, date), look, window.shape)

    return outlined(draw(window, tile_of, left_sign, right_sign), window)


def text_of(row: Sequence[Cell]) -> str:
    return "".join(character for _, character in row)
