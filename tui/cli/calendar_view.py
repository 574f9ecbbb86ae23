"""The calendar as lines of text: a heatmap of weeks, or one line for each date.

The heatmap is drawn as on the screen (`tui.words.day_grid`), in colours on the ground of the theme,
since the terminal's own ground is not known. Without colours the signs tell the same.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple, TextIO

from tui.cli.lines import Line, Painted
from tui.cli.output import is_drawn_on
from tui.diary.today import Today
from tui.practice.dates import ONE_DAY
from tui.practice.weeks import WEEKS_OF_A_YEAR
from tui.words import phrases
from tui.words.color import wants_color
from tui.words.day import day_line, first_known_date, has_content
from tui.words.day_grid import (
    ROWS,
    SMALL,
    Row,
    Shape,
    Window,
    draw,
    outlined,
    part_of,
    shape_for,
    tile,
)
from tui.words.glyphs import (
    DayGlyph,
    Look,
    Mark,
    can_encode_signs,
    day_glyph,
    day_signs,
    legend,
    legend_signs,
)
from tui.words.rgb import Rgb, mix, nearest_of_256
from tui.words.shades import DAY, NIGHT, shades
from tui.words.visible import spoken

_FAINT, _BOLD, _REVERSE = "2", "1", "7"
_FEW_COLORS = {"none": _FAINT, "today": _BOLD, "sign": f"{_BOLD};{_REVERSE}"}
"""The styles of parts where there are too few colours for the steps of the shade."""
_STRENGTHS = {"none": 0.4, "quiet": 0.62, "label": 0.62}
"""How far the text of a part is from the ground, 0 to 1, as on the screen."""
_16_COLOR_TERMINALS = ("linux", "ansi", "cygwin", "vt100", "vt102", "vt220")
"""Values of TERM. A colour of 256 may make text blink on these terminals."""


class OutputStyle(NamedTuple):
    """How the output can show the calendar.

    ``width`` is in cells, ``color_bits`` is 0, 4, 8 or 24, and ``is_ascii`` chooses the glyphs.
    ``theme`` is the setting, whose ground the heatmap is painted on.
    ``is_drawn`` is False for a pipe or a dumb terminal without colours: what is printed there may
    be spoken, and so is said in words alone.
    """

    width: int = 80
    color_bits: int = 0
    is_ascii: bool = False
    is_drawn: bool = True
    theme: str = "supine-night"

    @classmethod
    def of_stdout(cls, color: str, glyphs: str, theme: str = "supine-night") -> OutputStyle:
        """Return the style for standard output.

        Args:
            color: the option ``--color``: auto, always or never.
            glyphs: the setting ``glyphs``: unicode or ascii.
            theme: the setting ``theme``.
        """
        out = sys.stdout
        width = shutil.get_terminal_size().columns
        is_ascii = glyphs == "ascii" or not can_encode_signs(getattr(out, "encoding", None))
        bits = color_bits(color, out, os.environ)
        return cls(width, bits, is_ascii, is_drawn=is_drawn_on(out) or bits > 0, theme=theme)

    @property
    def look(self) -> Look:
        """How dates are drawn: in colours only where there are enough for all steps."""
        if self.is_ascii:
            return "digits"
        return "tiles" if self.color_bits > 4 else "shades"

    def paint(self, text: str, style: str) -> str | Painted:
        """Return a text in a style, or unchanged if the output has no colours."""
        return Painted(text, style) if self.color_bits and style else text

    def painted(self, text: str, part: str) -> str | Painted:
        """Return a text in the style of a part of `day_grid.Cell`, on the ground of the theme."""
        style = _FEW_COLORS.get(part, "") if self.color_bits <= 4 else self._style(part)
        return self.paint(text, style)

    def day_glyph(self, seen: DayGlyph, sign: str) -> str | Painted:
        """Return a sign of a date in its shade."""
        return self.painted(sign, part_of(seen))

    def _style(self, part: str) -> str:
        base = DAY if self.theme == "supine-day" else NIGHT
        colors = shades(base.ground, base.accent, base.alarm)
        if part == "sign":
            return ";".join([_BOLD, self._code("38", base.ground), self._code("48", colors.sign)])
        if part.startswith("step"):
            color = colors.steps[int(part[-1]) - 1]
        else:
            color = mix(base.ground, base.text, _STRENGTHS.get(part, 1))
        more = [_BOLD] if part == "today" else []
        return ";".join([*more, self._code("38", color), self._code("48", base.ground)])

    def _code(self, layer: str, color: Rgb) -> str:
        if self.color_bits == 24:
            return f"{layer};2;{color[0]};{color[1]};{color[2]}"
        return f"{layer};5;{nearest_of_256(color)}"


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


def weeks_in(style: OutputStyle) -> int:
    """Return how many weeks, up to a year, fit side by side."""
    return SMALL.weeks_in(style.width)


def heatmap(today: Today, weeks: Sequence[dt.date], style: OutputStyle) -> Iterator[Line]:
    """Yield the lines of a heatmap: bands of weeks, the legend, the streak and the sums.

    Args:
        today: the routine and its dates.
        weeks: the first dates of the weeks, which are divided evenly into bands that fit.
        style: how the output can show them.
    """

    def is_blank(date: dt.date) -> bool:
        return day_glyph(today.history, date).mark is Mark.AHEAD

    shape = shape_for(style.width, ROWS, min(len(weeks), WEEKS_OF_A_YEAR))
    bands = -(-len(weeks) // shape.weeks_in(style.width, len(weeks)))
    weeks_per_band = -(-len(weeks) // bands)
    years = ""
    for start in range(0, len(weeks), weeks_per_band):
        band = weeks[start : start + weeks_per_band]
        if start and band[0] > today.date and all(map(is_blank, _dates(band))):
            break  # nothing is marked in the rest of the year
        if (band_years := _years(band)) != years:
            yield band_years
            years = band_years
        yield from _band_lines(today, band, shape, style)
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
                seen = day_glyph(today.history, date)
                signs = day_signs(seen, style.look)
                yield style.day_glyph(seen, signs[0]), f"{signs[1:]} {line}"
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


def _band_lines(
    today: Today, weeks: Sequence[dt.date], shape: Shape, style: OutputStyle
) -> Iterator[Line]:
    def tile_of(date: dt.date) -> tuple[Row, ...]:
        return tile(day_glyph(today.history, date), style.look, shape)

    window = Window(weeks[0], len(weeks), today.date, shape=shape)
    for row in outlined(draw(window, tile_of, "", ""), window):
        runs = [
            ("".join(sign for _, sign in run), part)
            for part, run in groupby(row, key=lambda cell: cell[0])
        ]
        if style.color_bits > 4:  # the ground goes on to the end
            yield [style.painted(text, part) for text, part in runs]
        else:
            yield _without_trailing_spaces([style.painted(text, part) for text, part in runs])


def _without_trailing_spaces(line: list[str | Painted]) -> Line:
    while line:
        last = line.pop()
        if isinstance(last, Painted) and last.text.strip():
            return [*line, last]
        if isinstance(last, str) and (last := last.rstrip()):
            return [*line, last]
    return line


def _legend_lines(style: OutputStyle) -> Iterator[Line]:
    """Yield the legend in as many lines as its entries need."""
    line: list[str | Painted] = []
    room = style.width
    for glyphs, meaning in legend(style.look):
        cells = len(glyphs) + 1 + len(meaning)
        if line and cells + 3 > room:
            yield line
            line, room = [], style.width
        if line:
            line.append("   ")
            room -= 3
        line += [style.day_glyph(seen, legend_signs(seen, style.look)) for seen in glyphs]
        line.append(f" {meaning}")
        room -= cells
    yield line
