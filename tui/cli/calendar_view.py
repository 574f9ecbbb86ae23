"""The calendar as lines of text: a heatmap of weeks, or a line a day."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TextIO

from tui.diary.today import Today
from tui.practice.dates import ONE_DAY
from tui.practice.history import Level
from tui.practice.weeks import month_labels
from tui.words import phrases
from tui.words.day import day_line, first_known_date, has_content
from tui.words.glyphs import LEGEND, DayGlyph, day_glyph, to_ascii

_LEFT = 3
"""Cells before the first week: the letter of the weekday, and air."""
_CELL = 2
_LABEL = 3
# A shade is a ground with a letter that is read on it, so that it stands out on any terminal; by
# bits of colour. Neighbours differ by 3:1 or more.
_PART = {24: "38;2;255;255;255;48;2;79;111;159", 8: "38;5;231;48;5;61", 4: "37;44"}
_FULL = {24: "38;2;16;20;24;48;2;255;215;95", 8: "38;5;16;48;5;221", 4: "30;43"}
_FAINT, _BOLD = "2", "1"
# Terminals of few colours: what asks for one of 256 may blink there.
_FEW = ("linux", "ansi", "cygwin", "vt100", "vt102", "vt220")


class Paper(NamedTuple):
    """What the text is printed on: cells a line, bits of colour (0, 4, 8 or 24), which glyphs."""

    width: int = 80
    colors: int = 0
    is_ascii: bool = False

    @classmethod
    def of(cls, color: str, glyphs: str) -> Paper:
        """Standard output, with colours ``auto``, ``always`` or ``never``."""
        out = sys.stdout
        width = shutil.get_terminal_size().columns
        return cls(width, colors(color, out, os.environ), glyphs == "ascii" or _knows_few(out))

    @property
    def weeks(self) -> int:
        """How many weeks stand side by side, month labels included; at least one."""
        return max(1, (self.width - _LEFT - _LABEL + _CELL) // _CELL)

    def paint(self, text: str, style: str) -> str:
        """Text in a style, where there are any colours."""
        return f"\x1b[{style}m{text}\x1b[0m" if self.colors and style else text

    def day_glyph(self, seen: DayGlyph, cells: int = 1) -> str:
        """A date's glyph in its shade, ``cells`` wide."""
        glyph = to_ascii(seen.glyph) if self.is_ascii else seen.glyph
        if seen.level is Level.NONE:
            style = _FAINT if seen.glyph == "·" else _BOLD if seen.glyph in "○!" else ""
        else:
            style = (_FULL if seen.level is Level.FULL else _PART).get(self.colors, "")
        return self.paint(glyph.ljust(cells), style)


def colors(wanted: str, out: TextIO | None, environ: Mapping[str, str]) -> int:
    """Bits of colour to print with: 24, 8 or 4, or 0 for none.

    ``auto`` is none in a pipe, on a dumb terminal and where ``NO_COLOR`` says anything
    (https://no-color.org); ``always`` is stronger than these.
    """
    term = environ.get("TERM", "")
    is_plain = out is None or not out.isatty() or term == "dumb" or bool(environ.get("NO_COLOR"))
    if wanted == "never" or (wanted == "auto" and is_plain):
        return 0
    if environ.get("COLORTERM") in ("truecolor", "24bit"):
        return 24
    return 4 if term in _FEW or "16color" in term else 8


def _knows_few(out: TextIO | None) -> bool:
    """Whether the output's encoding lacks the glyphs."""
    try:
        "".join(glyph for glyph, _ in LEGEND).encode(getattr(out, "encoding", None) or "utf-8")
    except (LookupError, UnicodeError):
        return True
    return False


def heatmap(today: Today, weeks: Sequence[dt.date], paper: Paper) -> Iterator[str]:
    """Weeks given by their first dates, in as many bands as the paper needs, and the sums."""
    bands = -(-len(weeks) // paper.weeks)
    size = -(-len(weeks) // bands)
    years = ""
    for start in range(0, len(weeks), size):
        band = weeks[start : start + size]
        is_ahead = band[0] > today.date
        if (
            start
            and is_ahead
            and all(day_glyph(today.history, d).glyph == " " for d in _dates(band))
        ):
            break  # the rest of the year is still to come
        if (these := _years(band)) != years:
            yield these
            years = these
        yield from _band(today, band, paper)
        yield ""
    yield from _legend(paper)
    yield ""
    history = today.history
    yield phrases.streak_words(history, today.ends_at)
    yield phrases.sums_words(history)
    yield phrases.totals_words(history)


def day_list(today: Today, weeks: Sequence[dt.date], paper: Paper) -> Iterator[str]:
    """A line for each date from the first of which anything is known up to today.

    Dates ahead have one where they are marked as rest. The newest comes last: there is no pager,
    and the eye rests at the prompt.
    """
    first = first_known_date(today)
    is_empty = True
    for date in _dates(weeks):
        if first <= date <= today.date or has_content(today, date):
            is_empty = False
            shown = paper.day_glyph(day_glyph(today.history, date))
            yield f"{shown}  {day_line(today, date)}"
    if is_empty:
        yield "Nothing is recorded in these weeks."


def _dates(weeks: Sequence[dt.date]) -> Iterator[dt.date]:
    return (week + ONE_DAY * n for week in weeks for n in range(7))


def _years(weeks: Sequence[dt.date]) -> str:
    """``2026``, or ``2025 – 2026``; dates of another year at a year's edge do not count."""
    first, last = (weeks[0] + ONE_DAY * 6).year, weeks[-1].year
    return f"{first}" if first == last else f"{first} – {last}"


def _band(today: Today, weeks: Sequence[dt.date], paper: Paper) -> Iterator[str]:
    labels = ""
    for column, label in month_labels(weeks):
        labels = labels.ljust(_LEFT + column * _CELL) + label
    yield labels
    for row in range(7):
        letter = f"{weeks[0] + ONE_DAY * row:%a}"[0]
        cells = (
            paper.day_glyph(day_glyph(today.history, week + ONE_DAY * row), _CELL) for week in weeks
        )
        yield (letter.ljust(_LEFT) + "".join(cells)).rstrip()


def _legend(paper: Paper) -> Iterator[str]:
    """The legend in as many lines as it takes."""
    levels = {"-": Level.PART, "#": Level.FULL}
    line, room = "", paper.width
    for glyph, meaning in LEGEND:
        cells = len(f"{glyph} {meaning}")
        if line and cells + 3 > room:
            yield line
            line, room = "", paper.width
        if line:
            line, room = f"{line}   ", room - 3
        line += f"{paper.day_glyph(DayGlyph(glyph, levels.get(glyph, Level.NONE)))} {meaning}"
        room -= cells
    yield line
