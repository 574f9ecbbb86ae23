"""The signs that are drawn: the glyph of a date, and every sign's form in ASCII.

A date has one glyph, the same on every screen and on the command line: a mark, which says whether
what it asked was done, and a shade, which says how much of the full set that was. Both are told
with colours and without (`Look`).

`to_ascii` holds the only table of ASCII forms. The app applies it to every line on its way to the
terminal (`tui.app.terminal_filters.ASCII`), the command line where its output lacks the signs.
"""

from __future__ import annotations

import datetime as dt
from enum import Enum
from typing import Literal, NamedTuple, get_args

from tui.practice.history import History, Level, TodayState, Verdict
from tui.practice.models import Compare, RestReason
from tui.practice.shades import STEPS

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
    "■": "#", "□": "o", "▣": "@", "▤": "i", "▭": "u", "▛": "+", "▜": "+", "▘": "'", "▝": "'",
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

EIGHTHS = " ▁▂▃▄▅▆▇█"
"""A cell that is filled from below by none to eight eighths."""
COMPARE_SIGNS: dict[Compare, str] = {"easier": "▲", "same": "=", "worse": "▼"}
"""The signs of the answers to the weekly question."""


class Mark(Enum):
    """What the shape of a date's sign says; ``OPEN`` is today while nothing is counted yet."""

    AHEAD = "ahead"
    NONE = "none"
    OPEN = "open"
    REST = "rest"
    SIGN = "sign"
    PART = "part"
    FULL = "full"
    IMAGINED_PART = "imagined part"
    IMAGINED = "imagined"


class DayGlyph(NamedTuple):
    """How a date looks: its mark, and the step of its shade (rules R1.shade)."""

    mark: Mark
    step: int = 0


Look = Literal["tiles", "shades", "digits"]
"""How day glyphs are drawn.

``tiles`` are filled squares, whose colour is the shade. Without colours the sign itself is the
shade, with the mark beside it: of ``shades`` as dense as the shade is high, of ``digits`` in ASCII.
"""

_SIGNS = {
    Mark.AHEAD: " ",
    Mark.NONE: "·",
    Mark.OPEN: "○",
    Mark.REST: "r",
    Mark.SIGN: "!",
    Mark.PART: "▃",
    Mark.FULL: "▆",
    Mark.IMAGINED_PART: "▭",
    Mark.IMAGINED: "□",
}
_STEPS = {"shades": "░▒▓█", "digits": "1234"}
_BESIDE = {Mark.PART: "-", Mark.FULL: " ", Mark.IMAGINED_PART: "~", Mark.IMAGINED: "i"}
"""What stands beside a sign that is the shade. A full date is the ordinary and has no mark."""


def day_signs(seen: DayGlyph, look: Look, cells: int = 2) -> str:
    """Return the signs of a date: its glyph, and in the last cell a gap, or the mark beside it."""
    if look != "tiles" and seen.step and seen.mark in _BESIDE:
        return _STEPS[look][seen.step - 1] * (cells - 1) + _BESIDE[seen.mark]
    sign = _SIGNS[seen.mark]
    if seen.mark in (Mark.PART, Mark.FULL):
        sign *= cells - 1
    elif look == "digits":
        sign = to_ascii(sign)
    return sign.ljust(cells)


def legend(look: Look, *, is_short: bool = False) -> list[tuple[list[DayGlyph], str]]:
    """Return the glyphs with their meaning, as (glyphs, words).

    The shade comes first. ``is_short`` leaves out what can be seen anyway and takes short words.
    """
    shade = [DayGlyph(Mark.FULL, step) for step in range(1, STEPS + 1)]
    entries = [(shade, "up to the full set")]
    marks = [
        (Mark.FULL, "full"),
        (Mark.PART, "part"),
        (Mark.IMAGINED, "imagined"),
        (Mark.NONE, "none"),
        (Mark.REST, "rest"),
        (Mark.SIGN, "sign" if is_short else "warning sign"),
        (Mark.OPEN, "today"),
    ]
    for mark, words in marks:
        is_said = look != "tiles" and mark is Mark.FULL  # it has no mark of its own
        if not is_said and not (is_short and mark is Mark.OPEN):
            entries.append(([DayGlyph(mark, STEPS if mark in _BESIDE else 0)], words))
    return entries


def legend_signs(seen: DayGlyph, look: Look) -> str:
    """Return the one sign by which the legend shows a mark."""
    if look != "tiles" and seen.mark in (Mark.PART, Mark.IMAGINED_PART, Mark.IMAGINED):
        return _BESIDE[seen.mark]
    return day_signs(seen, look)[0]


def column_part(eighths: int, row: int) -> str:
    """Return what stands in a row, counted from the lowest, of a column of so many eighths."""
    return EIGHTHS[max(0, min(8, eighths - 8 * row))]


def thin_bar(halves: int, cells: int) -> tuple[str, str]:
    """Return a line over so many cells: its heavy part of some half cells, and the rest."""
    filled = "━" * (halves // 2) + "╸" * (halves % 2)
    return filled, "─" * (cells - len(filled))


def can_encode_signs(encoding: str | None) -> bool:
    """Return whether an encoding has all signs of days and of the timer; None is UTF-8."""
    try:
        "".join([*_SIGNS.values(), *_STEPS["shades"], "×"]).encode(encoding or "utf-8")
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
        return DayGlyph(Mark.REST if verdict.reason in get_args(RestReason) else Mark.AHEAD)
    mark = _mark(verdict)
    if mark is Mark.NONE and date == history.today and history.today_state is TodayState.PENDING:
        mark = Mark.OPEN
    return DayGlyph(mark, history.shade(date))


def _mark(verdict: Verdict) -> Mark:
    if verdict.has_sign:
        return Mark.SIGN  # first of all, since a person looks for it later (rules R6.shown)
    if verdict.level is Level.NONE:
        return Mark.REST if verdict.protected else Mark.NONE
    if verdict.level is Level.FULL:
        return Mark.IMAGINED if verdict.imagined else Mark.FULL
    return Mark.IMAGINED_PART if verdict.imagined else Mark.PART
