"""What a date looks like: one glyph and one shade, the same on every screen and in the terminal."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple, get_args

from tui.practice.history import History, Level, TodayState, Verdict
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
_ASCII = {"·": ".", "○": "o", "◂": "<", "▸": ">"}


class DayGlyph(NamedTuple):
    """A date's glyph, which reads without colour, and the level that gives it its shade."""

    glyph: str
    level: Level


def in_glyph_set(glyph: str, glyphs: str) -> str:
    """A glyph in the chosen set: as it is, or in ASCII."""
    return _ASCII.get(glyph, glyph) if glyphs == "ascii" else glyph


def day_glyph(history: History, date: dt.date) -> DayGlyph:
    """What a date looks like; one still to come is blank unless it is marked as rest already."""
    verdict = history.verdict(date)
    if date > history.today:
        return DayGlyph("r" if verdict.reason in get_args(RestReason) else " ", Level.NONE)
    glyph = _glyph(verdict)
    is_open = date == history.today and history.today_state is TodayState.PENDING
    return DayGlyph("○" if is_open and glyph == "·" else glyph, verdict.level)


def _glyph(verdict: Verdict) -> str:
    if verdict.reason == "warning":
        return "!"  # whatever else was done: this is what one looks for later
    if verdict.level is Level.NONE:
        return "r" if verdict.protected else "·"
    if verdict.imagined:
        return "i"
    return "#" if verdict.level is Level.FULL else "-"
