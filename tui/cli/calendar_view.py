"""The calendar as lines of text: a heatmap of weeks, or one line for each date.

The glyphs and their meaning are those of the calendar on the screen (`tui.words.glyphs`). A colour
never says anything that the glyph does not.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TextIO

from tui.cli.lines import Line, Painted
from tui.cli.output import is_drawn_on
from tui.diary.today import Today
from tui.practice.dates import ONE_DAY
from tui.practice.history import Level
from tui.practice.weeks import month_labels
from tui.words import phrases
from tui.words.color import wants_color
from tui.words.day import day_line, first_known_date, has_content
from tui.words.glyphs import LEGEND, DayGlyph, can_encode_signs, day_glyph, to_ascii
from tui.words.visible import spoken

_LEFT_CELLS = 3
"""Cells before the first week: the letter of the weekday, and space."""
_WEEK_CELLS = 2
_LABEL_CELLS = 3
"""Cells of a month label, which may stand over the last week."""
# Styles by bits of colour, as parameters of the escape sequence. A shade is a background with a
# letter that contrasts with it, so it can be told on any terminal. Neighbouring shades have a
# contrast of 3:1 or more.
_PART = {24: "38;2;255;255;255;48;2;79;111;159", 8: "38;5;231;48;5;61", 4: "37;44"}
_FULL = {24: "38;2;16;20;24;48;2;255;215;95", 8: "38;5;16;48;5;221", 4: "30;43"}
_FAINT, _BOLD = "2", "1"
_16_COLOR_TERMINALS = ("linux", "ansi", "cygwin", "vt100", "vt102", "vt220")
"""Values of TERM. A colour of 256 may make text blink on these terminals."""


class OutputStyle(NamedTuple):
    """How the output can show the calendar.

    ``width`` is in cells, ``color_bits`` is 0, 4, 8 or 24, and ``is_ascii`` chooses the glyphs.
    ``is_drawn`` is False for a pipe or a dumb terminal without colours: what is printed there may
    be spoken, and so is said in words alone.
    """

    width: int = 80
    color_bits: int = 0
    is_ascii: bool = False
    is_drawn: bool = True

    @classmethod
    def of_stdout(cls, color: str, glyphs: str) -> OutputStyle:
        """Return the style for standard output.

        Args:
            color: the option ``--color``: auto, always or never.
            glyphs: the setting ``glyphs``: unicode or ascii.
        """
        out = sys.stdout
        width = shutil.get_terminal_size().columns
        is_ascii = glyphs == "ascii" or not can_encode_signs(getattr(out, "encoding", None))
        bits = color_bits(color, out, os.environ)
        return cls(width, bits, is_ascii, is_drawn=is_drawn_on(out) or bits > 0)

    @property
    def weeks_per_band(self) -> int:
        """How many weeks fit side by side below their month labels, at least one."""
        return max(1, (self.width - _LEFT_CELLS - _LABEL_CELLS + _WEEK_CELLS) // _WEEK_CELLS)

    def paint(self, text: str, style: str) -> str | Painted:
        """Return a text in a style, or unchanged if the output has no colours."""
        return Painted(text, style) if self.color_bits and style else text

    def day_glyph(self, seen: DayGlyph, cells: int = 1) -> str | Painted:
        """Return a date's glyph in its shade, filled up with spaces to ``cells``."""
        glyph = to_ascii(seen.glyph) if self.is_ascii else seen.glyph
        if seen.level is Level.NONE:
            style = _FAINT if seen.glyph == "·" else _BOLD if seen.glyph in "○!" else ""
        else:
            style = (_FULL if seen.level is Level.FULL else _PART).get(self.color_bits, "")
        return self.paint(glyph.ljust(cells), style)


def color_bits(wanted: str, out: TextIO | None, environ: Mapping[str, str]) -> int:
    """Return the bits of colour to print with: 24, 8 or 4, or 0 for no colours.

    Args:
        wanted: the option ``--color``; see `wants_color`.
        out: where the text is printed; None if that is closed.
        environ: the environment variables.
    """
    is_terminal = out is not None and out.isatty()
    if not wants_color(wanted, environ, is_terminal=is_terminal):
        return 0
    term = environ.get("TERM", "")
    if environ.get("COLORTERM") in ("truecolor", "24bit"):
        return 24
    return 4 if term in _16_COLOR_TERMINALS or "16color" in term else 8


def heatmap(today: Today, weeks: Sequence[dt.date], style: OutputStyle) -> Iterator[Line]:
    """Yield the lines of a heatmap: bands of weeks, the legend, the streak and the sums.

    Args:
        today: the routine and its dates.
        weeks: the first dates of the weeks, which are divided evenly into bands that fit.
        style: how the output can show them.
    """
    bands = -(-len(weeks) // style.weeks_per_band)
    weeks_per_band = -(-len(weeks) // bands)
    years = ""
    for start in range(0, len(weeks), weeks_per_band):
        band = weeks[start : start + weeks_per_band]
        is_ahead = band[0] > today.date
        if (
            start
            and is_ahead
            and all(day_glyph(today.history, d).glyph == " " for d in _dates(band))
        ):
            break  # nothing is marked in the rest of the year
        if (band_years := _years(band)) != years:
            yield band_years
            years = band_years
        yield from _band_lines(today, band, style)
        yield ""
    yield from _legend_lines(style)
    yield ""
    history = today.history
    yield phrases.streak_words(history, today.ends_at)
    if sums := phrases.sums_words(history):
        yield sums
    yield phrases.totals_words(history)
    if compared := phrases.comparisons_words(today.comparisons):
        yield compared


def day_list(today: Today, weeks: Sequence[dt.date], style: OutputStyle) -> Iterator[Line]:
    """Yield a line for each date from the first with content up to today.

    A date ahead has a line if it is marked as rest. The newest date comes last, next to the prompt,
    since the list has no pager. Where nothing is drawn, a line has no glyph, and no sign between
    its parts that would be spoken.
    """
    first = first_known_date(today)
    is_empty = True
    for date in _dates(weeks):
        if first <= date <= today.date or has_content(today, date):
            is_empty = False
            line = day_line(today, date)
            if style.is_drawn:
                yield style.day_glyph(day_glyph(today.history, date)), f"  {line}"
            else:
                yield spoken(line)
    if is_empty:
        yield "Nothing is recorded in these weeks."


def _dates(weeks: Sequence[dt.date]) -> Iterator[dt.date]:
    return (week + ONE_DAY * n for week in weeks for n in range(7))


def _years(weeks: Sequence[dt.date]) -> str:
    """Return ``2026``, or ``2025 – 2026``.

    The first week counts for the year in which it ends and the last week for the year in which it
    begins, so that the weeks of one calendar year give one year.
    """
    first, last = (weeks[0] + ONE_DAY * 6).year, weeks[-1].year
    return f"{first}" if first == last else f"{first} – {last}"


def _band_lines(today: Today, weeks: Sequence[dt.date], style: OutputStyle) -> Iterator[Line]:
    labels = ""
    for column, label in month_labels(weeks):
        labels = labels.ljust(_LEFT_CELLS + column * _WEEK_CELLS) + label
    yield labels
    for weekday in range(7):
        letter = f"{weeks[0] + ONE_DAY * weekday:%a}"[0]
        cells = [
            style.day_glyph(day_glyph(today.history, week + ONE_DAY * weekday), _WEEK_CELLS)
            for week in weeks
        ]
        yield _without_trailing_spaces([letter.ljust(_LEFT_CELLS), *cells])


def _without_trailing_spaces(line: list[str | Painted]) -> Line:
    while line:
        last = line.pop()
        if not isinstance(last, str) or (last := last.rstrip()):
            return [*line, last]
    return line


def _legend_lines(style: OutputStyle) -> Iterator[Line]:
    """Yield the legend in as many lines as its entries need."""
    line: list[str | Painted] = []
    room = style.width
    for seen, meaning in LEGEND:
        cells = len(f"{seen.glyph} {meaning}")
        if line and cells + 3 > room:
            yield line
            line, room = [], style.width
        if line:
            line.append("   ")
            room -= 3
        line += style.day_glyph(seen), f" {meaning}"
        room -= cells
    yield line
