"""The signs that are drawn: the glyph of a date, and every sign's form in ASCII.

A date has one glyph and one shade, the same on every screen and on the command line. `to_ascii`
holds the only table of ASCII forms. The app applies it to every line on its way to the terminal
(`tui.app.terminal_filters.ASCII`), the command line to the glyphs of the calendar, and to lines
that its output cannot encode.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple, get_args

from tui.practice.history import History, Level, TodayState, Verdict
from tui.practice.models import RestReason

_ASCII = str.maketrans({
    # Punctuation, and what stands in words.
    "·": ".", "–": "-", "—": "-", "…": "~", "×": "x", "✓": "*",
    # The calendar, and arrows.
    "○": "o", "◂": "<", "▸": ">",
    # Keys; where there is room for a word, `key_names` spells them.
    "←": "<", "→": ">", "↑": "^", "↓": "v", "⇧": "S", "⌫": "<", "⏎": "<",
    # Bars by their height, then frames and shades. Signs that are drawn side by side, as the
    # states of a pip or the bands of soreness, stay different from one another.
    "▁": "_", "▂": "-", "▃": "~", "▄": "=", "▅": "+", "▆": "*", "▇": "%", "█": "#",
    "▀": "=", "▖": "i", "░": ":", "▒": "i", "▓": "@",
    "▲": "^", "▼": "v",
    "■": "#", "□": "o", "▣": "@", "▤": "i",
    "─": "-", "━": "=", "╸": "=", "┃": "|", "╎": ":", "‖": '"',
    # The edges of Textual's own messages and fields.
    "▌": "|", "▐": "|", "▊": "|", "▎": "|", "▔": "-",
})  # fmt: skip
"""Every sign that is drawn and is not ASCII, with an ASCII form of as many cells."""
_KEY_NAMES = {
    "←→": "left/right",
    "↑↓": "up/down",
    "←": "left",
    "→": "right",
    "↑": "up",
    "↓": "down",
    "⇧": "shift+",
    "⌫": "backspace",
    "⏎": "enter",
}


class DayGlyph(NamedTuple):
    """A date's glyph, which reads without colour, and the level that gives it its shade."""

    glyph: str
    level: Level


LEGEND = (
    (DayGlyph("·", Level.NONE), "none"),
    (DayGlyph("-", Level.PART), "part"),
    (DayGlyph("#", Level.FULL), "full"),
    (DayGlyph("i", Level.FULL), "imagined"),
    (DayGlyph("r", Level.NONE), "rest"),
    (DayGlyph("!", Level.NONE), "warning sign"),
    (DayGlyph("○", Level.NONE), "today"),
)
"""Every glyph in the shade that it usually has, with its meaning."""


def can_encode_signs(encoding: str | None) -> bool:
    """Return whether an encoding has all signs of days and of the timer; None is UTF-8."""
    try:
        "".join([*(seen.glyph for seen, _ in LEGEND), "█×"]).encode(encoding or "utf-8")
    except (LookupError, UnicodeError):
        return False
    return True


def to_ascii(text: str) -> str:
    """Return a text of as many cells with ASCII forms for the signs that supine draws.

    All other characters stay, such as the letters of any script. A sign that supine draws, too,
    changes where a person wrote it, but only on the screen.
    """
    return text if text.isascii() else text.translate(_ASCII)


def key_names(keys: str) -> str:
    """Return keys with words for arrows and other signs: ``enter`` for ``⏎``.

    A single ASCII sign in its place would read as the key of that sign.
    """
    for sign, name in _KEY_NAMES.items():
        keys = keys.replace(sign, name)
    return keys


def day_glyph(history: History, date: dt.date) -> DayGlyph:
    """Return how a date looks. A date ahead is blank unless it is marked as rest."""
    verdict = history.verdict(date)
    if date > history.today:
        return DayGlyph("r" if verdict.reason in get_args(RestReason) else " ", Level.NONE)
    glyph = _glyph(verdict)
    is_open = date == history.today and history.today_state is TodayState.PENDING
    return DayGlyph("○" if is_open and glyph == "·" else glyph, verdict.level)


def _glyph(verdict: Verdict) -> str:
    if verdict.has_sign:
        return "!"  # first of all, since a person looks for it later (rules R6.shown)
    if verdict.level is Level.NONE:
        return "r" if verdict.protected else "·"
    if verdict.imagined:
        return "i"
    return "#" if verdict.level is Level.FULL else "-"
