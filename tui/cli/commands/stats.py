"""``supine stats``: the statistics as numbers and small plots, or in sentences."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tui.cli.calendar_view import OutputStyle
from tui.cli.lines import Line
from tui.cli.output import print_answer, read_today
from tui.cli.support import FINE
from tui.clock import Clock
from tui.diary.diary import Diary
from tui.diary.today import Today
from tui.practice.models import WEEKDAYS
from tui.practice.statistics import Sums
from tui.words import statistics as words
from tui.words.glyphs import to_ascii

if TYPE_CHECKING:
    import argparse

_WIDEST = 60
"""The most cells that a section takes."""
# By bits of colour, as parameters of the escape sequence.
_STYLES: dict[words.Tone, dict[int, str]] = {
    "bar": {24: "38;2;255;215;95", 8: "38;5;221", 4: "33"},
    "second": {24: "38;2;122;143;181", 8: "38;5;103", 4: "34"},
    "quiet": dict.fromkeys((24, 8, 4), "2"),
    "track": dict.fromkeys((24, 8, 4), "2"),
}


def stats(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """Print the statistics as small plots; in a pipe and on a dumb terminal as sentences."""
    today = read_today(options, diary, clock)
    style = OutputStyle.of_stdout(options.color, today.snapshot.settings.glyphs)
    print_answer(
        options,
        lambda: stats_json(today),
        lambda: _drawn(today, style) if style.is_drawn else _said(today),
    )
    return FINE


def _drawn(today: Today, style: OutputStyle) -> Iterator[Line]:
    """Yield the sections beneath one another, an empty line between them."""
    width = max(words.NARROWEST, min(_WIDEST, style.width - 1))
    for number, section in enumerate(words.sections(today, width)):
        if number:
            yield ""
        yield from (_line(parts, style) for parts in section.lines)
    if footnote := words.footnote(today):
        yield from textwrap.wrap(footnote, width)


def _line(parts: list[words.Part], style: OutputStyle) -> Line:
    return [
        style.paint(
            to_ascii(part.text) if style.is_ascii else part.text,
            _STYLES.get(part.tone, {}).get(style.color_bits, ""),
        )
        for part in parts
        if part.text
    ]


def _said(today: Today) -> Iterator[Line]:
    for section in words.sections(today, words.NARROWEST):
        yield from section.said
    if footnote := words.footnote(today):
        yield footnote


def stats_json(today: Today) -> dict[str, Any]:
    """Return the statistics as ``stats --json`` prints them."""
    found = today.statistics
    history = found.history
    first = today.snapshot.settings.first_weekday
    return {
        "date": today.date,
        "routine": today.routine.id,
        "first_record": history.first_record,
        "total": _sums_json(found.total) | {"held_s": history.held_s},
        "months": [
            {"month": f"{month.first:%Y-%m}"}
            | _sums_json(month.sums)
            | {"steadiness": round(month.steadiness, 9)}
            for month in found.months
        ],
        "weekdays": [
            {"weekday": WEEKDAYS[number % 7]} | _sums_json(found.weekdays[number % 7])
            for number in range(first, first + 7)
        ],
        "streaks": [
            {
                "from": streak.first,
                "to": streak.last,
                "days": streak.days,
                "current": streak.is_current,
            }
            for streak in found.streaks
        ],
        "steadiness": [
            {"date": date, "steadiness": round(value, 9)} for date, value in found.steadiness
        ],
        "felt": {band.value: count for band, count in found.felt.items()},
        "effort": dict(found.efforts),
        "compare": [{"date": date, "compare": answer} for date, answer in found.answers],
    }


def _sums_json(sums: Sums) -> dict[str, int]:
    return {name: getattr(sums, name) for name in Sums.__struct_fields__}
