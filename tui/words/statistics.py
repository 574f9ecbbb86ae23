"""The statistics in words and small plots: sections with a heading, rows of bars, and numbers.

A screen and a terminal draw the lines of a section, whose parts have a `Tone`; what is read aloud
are its `said` sentences. Both hold the same numbers (rules R2.statistics).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal, NamedTuple

from tui.diary.today import Today
from tui.practice.dates import ONE_DAY, days_between, week_start
from tui.practice.models import COMPARES, EFFORTS, Band
from tui.practice.statistics import Statistics, Sums
from tui.practice.weeks import month_labels
from tui.words import phrases
from tui.words.glyphs import COMPARE_SIGNS, column_part, thin_bar

IN_THE_PALETTE = "Statistics: months, weekdays, best streaks, steadiness"
"""What the palette calls them; each of the words is found."""
NOTHING_YET = "Your months, weekdays and best streaks will appear here once you've practised."
LATER = "Weekdays, streaks and steadiness will appear here after your first week."
NARROWEST = 30
"""The fewest cells in which a section can be drawn."""
MONTHS_SHOWN = 12
YEARS_SHOWN = 60
_SIZES = ((44, 12, 10), (32, 8, 6), (0, 5, 4))
"""From how many rows of room on, how many streaks, and how many rows the plot has."""
_SCALE = 5
"""Cells of the scale before the plot of steadiness."""

_IN_ORDER = "week by week"

Tone = Literal["plain", "quiet", "bar", "second", "track"]
"""How a part of a line looks: words by weight, and what is drawn."""


class Part(NamedTuple):
    """A part of a line, all in one tone."""

    text: str
    tone: Tone = "plain"


class Section(NamedTuple):
    """A part of the statistics.

    ``lines`` begin with the heading and are as wide as they were asked for at most. ``said`` are
    the same in sentences.
    """

    lines: list[list[Part]]
    said: list[str]


class _Row(NamedTuple):
    """A label, a bar that fills a ``share`` of its room (None for no bar), and numbers."""

    label: str
    share: float | None
    numbers: Sequence[str]
    tone: Tone = "bar"


def sections(today: Today, width: int, *, room: int = 0) -> list[Section]:
    """Return the sections of the statistics, each in ``width`` cells; none without any record.

    In the first week of a routine these are only those that say something by then (rules R2.quiet).
    With more rows of ``room`` there are more streaks, and a higher plot.
    """
    streaks, plot = next(sizes for least, *sizes in _SIZES if room >= least)
    stats = today.statistics
    first = stats.history.first_record
    drawn = []
    if first is not None:
        drawn = [_totals(stats, first, width)]
        if days_between(first, today.date) >= 7:
            drawn += [
                _streaks(stats, width, streaks),
                _steadiness(today, stats, width, plot),
                _months(stats, width),
                _years(stats, width),
                _weekdays(today, stats, width),
            ]
    drawn += [_felt(stats, width), _efforts(stats, width), _helps(today, stats, width)]
    return [section for section in drawn if len(section.lines) > 1]


def footnote(today: Today) -> str:
    """Return what else there will be, or nothing where all is there."""
    first = today.statistics.history.first_record
    if first is None:
        return NOTHING_YET
    return LATER if days_between(first, today.date) < 7 else ""


def columns(drawn: Sequence[Section], count: int) -> list[list[Section]]:
    """Return the sections in so many columns, in order, with the highest as low as it can be."""
    heights = [len(section.lines) + 1 for section in drawn]

    def split(first: int, left: int) -> tuple[int, list[list[Section]]]:
        if left == 1:
            return sum(heights[first:]), [list(drawn[first:])]
        best: tuple[int, list[list[Section]]] | None = None
        for end in range(first + 1, len(drawn) - left + 2):
            height, others = split(end, left - 1)
            highest = max(sum(heights[first:end]), height)
            if best is None or highest < best[0]:
                best = highest, [list(drawn[first:end]), *others]
        return best or split(first, left - 1)

    return split(0, max(1, min(count, len(drawn))))[1]


def _heading(words: str, aside: str, width: int) -> list[Part]:
    gap = max(1, width - len(words) - len(aside))
    return [Part(words.upper(), "quiet"), Part(" " * gap), Part(aside, "quiet")]


def bar(share: float, cells: int, tone: Tone = "bar") -> list[Part]:
    """Return a line over so many cells, of which a share is heavy, to half a cell.

    Anything is seen, and what is not all never fills it.
    """
    halves = round(share * cells * 2)
    if share > 0:
        halves = max(1, min(halves, cells * 2 - (share < 1)))
    filled, rest = thin_bar(halves, cells)
    return [Part(filled, tone), Part(rest, "track")]


def _table(
    heading: str, units: Sequence[str], rows: Sequence[_Row], width: int
) -> list[list[Part]]:
    """Return rows whose labels, bars and numbers stand beneath one another, under a heading.

    Each column of numbers has its unit in the heading, and is as wide as that at least; only the
    first unit may reach over the bars.
    """
    labels = max((len(row.label) for row in rows), default=0)
    columns = zip(("", *units[1:]), *(row.numbers for row in rows), strict=True)
    sizes = [max(map(len, column)) for column in columns]
    cells = width - labels - sum(size + 2 for size in sizes) - 1
    aside = "  ".join(f"{unit:>{size}}" for unit, size in zip(units, sizes, strict=True))
    lines = [_heading(heading, aside, width)]
    for row in rows:
        parts = [Part(f"{row.label:{labels}} ", "quiet")]
        if row.share is None or cells < 2:
            parts.append(Part(" " * cells))
        else:
            parts += bar(row.share, cells, row.tone)
        for number, size in zip(row.numbers, sizes, strict=True):
            parts.append(Part(f"  {number:>{size}}"))
        lines.append(parts)
    return lines


def _of(sums: Sums) -> str:
    """Return ``24 of 31``, or ``24`` where nothing else was asked."""
    return f"{sums.kept:,}" + (f" of {sums.possible:,}" if sums.missed else "")


def _group(label: str, sums: Sums, none: str, most: int) -> _Row:
    share = sums.kept / (most or sums.possible) if sums.possible else None
    numbers = (_of(sums), f"{sums.reps:,}") if sums.days else (none, "")
    return _Row(label, share, numbers)


def _said(label: str, sums: Sums, none: str) -> str:
    """Return ``November 2026: 24 of 31 days, 214 reps.``"""
    if not sums.days:
        return f"{label}: {none or 'nothing recorded'}."
    days = f"{_of(sums)} days" if sums.missed else phrases.plural(sums.kept, "day")
    return f"{label}: {days}, {phrases.plural(sums.reps, 'rep')}."


def _grouped(
    heading: str, rows: Sequence[tuple[str, str, Sums]], width: int, *, is_span: bool = True
) -> Section:
    """Return groups of dates: each with a short label, a long one to be said, and its sums.

    No zeros (rules R2.quiet): where nothing was practised there are no numbers, and a span of rest
    days says so.
    """
    nones = [
        "rest" if is_span and sums.protected and not sums.possible else "" for *_, sums in rows
    ]
    # On a weekly schedule no weekday lacks anything, so the weekdays are compared with one another.
    most = 0 if is_span else max(sums.possible for *_, sums in rows)
    groups = [_group(short, s, none, most) for (short, _, s), none in zip(rows, nones, strict=True)]
    said = [_said(long, s, none) for (_, long, s), none in zip(rows, nones, strict=True)]
    lines = _table(heading, ("days", "reps"), groups, width)
    return Section(lines, [f"{phrases.capital(heading)}.", *said])


def _months(stats: Statistics, width: int) -> Section:
    rows = [
        (f"{month.first:%b}", f"{month.first:%B} {month.first.year}", month.sums)
        for month in reversed(stats.months[-MONTHS_SHOWN:])
    ]
    return _grouped("months", rows, width)


def _years(stats: Statistics, width: int) -> Section:
    """Return the years, where there is more than one."""
    years: dict[int, Sums] = {}
    for month in stats.months:
        years.setdefault(month.first.year, Sums()).join(month.sums)
    if len(years) < 2:
        return Section([], [])
    rows = [(f"{year}", f"{year}", years[year]) for year in sorted(years, reverse=True)]
    return _grouped("years", rows[:YEARS_SHOWN], width)


def _weekdays(today: Today, stats: Statistics, width: int) -> Section:
    first = week_start(today.date, today.snapshot.settings.first_weekday)
    dates = [first + ONE_DAY * n for n in range(7)]
    rows = [(f"{date:%a}", f"{date:%A}", stats.weekdays[date.weekday()]) for date in dates]
    return _grouped("weekdays", rows, width, is_span=False)


def _totals(stats: Statistics, first: dt.date, width: int) -> Section:
    total, held = stats.total, stats.history.held_s
    since = f"since {_date(first)}"
    numbers = [
        ("days practised", f"{total.days:,}"),
        ("with all reps done", f"{total.full:,}"),
        ("reps", f"{total.reps:,}"),
        ("imagined", f"{total.imagined:,}" if total.imagined else ""),
        ("held", phrases.length_words(held) if held else ""),
        ("days of rest", f"{total.protected:,}" if total.protected else ""),
    ]
    rows = [_Row(label, None, (number,)) for label, number in numbers if number]
    return Section(
        _table("in all", (since,), rows, width),
        [
            f"In all, {since}.",
            *(f"{phrases.capital(row.label)}: {row.numbers[0]}." for row in rows),
        ],
    )


def _date(date: dt.date) -> str:
    return f"{date.day} {date:%b} {date.year}"


def _span(first: dt.date, last: dt.date) -> str:
    """Return ``3 Jan – 12 Feb 2026``, with both years if they differ."""
    if first == last:
        return _date(last)
    if first.year != last.year:
        return f"{_date(first)} – {_date(last)}"
    return f"{first.day} {first:%b} – {_date(last)}"


def _streaks(stats: Statistics, width: int, most: int) -> Section:
    best = stats.streaks[:most]
    lines = [_heading("best streaks", "days", width)]
    said = ["Best streaks."]
    for streak in best:
        words = (
            f"{_date(streak.first)} – today"
            if streak.is_current
            else _span(streak.first, streak.last)
        )
        number = f"{streak.days:,}"
        gap = " " * (width - len(words) - len(number))
        lines.append([Part(words, "quiet"), Part(gap), Part(number)])
        lines.append(bar(streak.days / best[0].days, width))
        said.append(f"{phrases.plural(streak.days, 'day')}, {words.replace('–', 'to')}.")
    return Section(lines, said)


def _steadiness(today: Today, stats: Statistics, width: int, rows: int) -> Section:
    """Return steadiness as an area over the last weeks, one cell each."""
    starts_on = today.snapshot.settings.first_weekday
    points = stats.steadiness[-min(53, width - _SCALE) :]
    weeks = [week_start(date, starts_on) for date, _ in points]
    now = f"{stats.history.steadiness:.0%}"
    lines = [_heading("steadiness", f"{now} now", width)]
    heights = [max(1, round(value * rows * 8)) for _, value in points]
    for row in range(rows - 1, -1, -1):
        label = "100%" if row == rows - 1 else "0%" if row == 0 else ""
        area = "".join(column_part(each, row) for each in heights)
        lines.append([Part(f"{label:>{_SCALE - 1}} ", "quiet"), Part(area, "second")])
    lines.append([Part(" " * _SCALE + _month_line(weeks, width - _SCALE), "quiet")])
    said = [f"Steadiness: {now} now."]
    said += [
        f"{month.first:%B} {month.first.year}: {month.steadiness:.0%} at the end."
        for month in stats.months[-MONTHS_SHOWN:-1]
    ]
    return Section(lines, said)


def _month_line(weeks: Sequence[dt.date], width: int) -> str:
    """Return the names of the months over the weeks in which they begin, as many as fit."""
    line = ""
    for column, name in month_labels(weeks):
        if (not line or column > len(line)) and column + len(name) <= width:
            line = line.ljust(column) + name
    return line


def _shares(heading: str, unit: str, counts: Sequence[tuple[str, int]], width: int) -> Section:
    """Return how often each of several answers was given, without those that never were."""
    counts = [(words, count) for words, count in counts if count]
    total = sum(count for _, count in counts)
    rows = [_Row(words, count / total, (f"{count:,}",), "second") for words, count in counts]
    return Section(
        _table(heading, (unit,), rows, width),
        [
            phrases.capital(heading) + ".",
            *(f"{phrases.capital(words)}: {count:,}." for words, count in counts),
        ],
    )


def _felt(stats: Statistics, width: int) -> Section:
    return _shares(
        "how it felt",
        "days",
        [(phrases.BAND_WORDS[band], stats.felt[band]) for band in Band],
        width,
    )


def _efforts(stats: Statistics, width: int) -> Section:
    return _shares(
        "effort", "sessions", [(effort, stats.efforts[effort]) for effort in EFFORTS], width
    )


def _helps(today: Today, stats: Statistics, width: int) -> Section:
    """Return the answers to the weekly question: how often each, and their signs in order."""
    given = [answer for _, answer in stats.answers]
    counts = [(phrases.COMPARE_WORDS[each], given.count(each)) for each in COMPARES]
    section = _shares("does it help", "times", counts, width)
    if given:
        signs = "".join(COMPARE_SIGNS[answer] for answer in given[-(width - len(_IN_ORDER) - 1) :])
        section.lines.append([Part(f"{_IN_ORDER} ", "quiet"), Part(signs, "second")])
        recent = phrases.comparisons_words(today.comparisons)
        if recent:
            section.said.append(f"{phrases.capital(recent)}.")
    return section
