"""Read the dates of a table, in whatever order a program or spreadsheet has written them.

The order of day and month is decided once for a whole column. A date such as 27/04/2026, which has
only one meaning, decides for the others. If nothing decides, the file is refused with both
readings, since a wrong guess would put every session on a wrong date. The same file is always read
in the same way: neither the present date nor the language of the machine matters.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from tui.exchange.refusals import ImportRefused, quoted
from tui.practice.dates import FIRST_DATE

DateOrder = Literal["day-first", "month-first", "year-first"]
DAY_FIRST: DateOrder = "day-first"
MONTH_FIRST: DateOrder = "month-first"
YEAR_FIRST: DateOrder = "year-first"
ORDERS: tuple[DateOrder, ...] = (DAY_FIRST, MONTH_FIRST, YEAR_FIRST)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
_MONTH_NUMBERS = {name.lower(): number for number, name in enumerate(_MONTHS, 1)}
_MONTH_NUMBERS |= {name[:3]: number for name, number in _MONTH_NUMBERS.items()} | {"sept": 9}
_PIVOT = 70
"""Years of two digits from this one on are of the 20th century, those below of the 21st."""
_USUAL: dict[str, tuple[DateOrder, ...]] = {
    "/": (DAY_FIRST, MONTH_FIRST),
    ".": (DAY_FIRST,),
    "-": ORDERS,
}
"""The orders that people use, by what stands between the numbers. Only a year of two digits can be
the first of them; with four digits its place is clear."""
_ENOUGH_TO_COMPARE = 8
"""So many different dates stand in order by chance in hardly any wrong reading."""
_ENOUGH_TO_MEASURE = 3
_FAR_MORE = 20
"""How many times longer the whole time must be in a reading that is dropped for it."""

_ISO = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_YEAR_AND_NUMBERS = re.compile(
    r"(\d{4})(?:\s*([-/.])\s*(\d\d?)\s*\2\s*(\d\d?)\.?|(\d\d)(\d\d))", re.ASCII
)
_NUMBERS = re.compile(r"(\d\d?)\s*([-/.])\s*(\d\d?)\s*\2\s*(\d{4}|\d\d)\.?", re.ASCII)
_NAMED = tuple(
    re.compile(form, re.ASCII | re.IGNORECASE)
    for form in (
        r"(?P<day>\d\d?)(?:st|nd|rd|th)?[ ./-]*(?P<month>[a-z]{3,9})[ .,/-]*(?P<year>\d{4}|\d\d)",
        r"(?P<month>[a-z]{3,9})[ .-]*(?P<day>\d\d?)(?:st|nd|rd|th)?[ ,/-]+(?P<year>\d{4}|\d\d)",
        r"(?P<year>\d{4})[ ./-]*(?P<month>[a-z]{3,9})[ ./-]*(?P<day>\d\d?)",
    )
)
_PLAIN = str.maketrans("‐‑‒–−", "-----", "\u200e\u200f\u202a\u202c")
"""Makes hyphens of other dashes, and removes marks of text direction, which some systems add."""
_WEEKDAY = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s*(?=\S)", re.IGNORECASE)
_TIME = re.compile(
    r"(?:T|,?\s+)(\d\d?:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:\s*[ap]\.?m\.?)?)\s*(?:Z|[+-]\d\d:?\d\d)?$",
    re.ASCII | re.IGNORECASE,
)
_MIDNIGHT = re.compile(r"0?0:00(:00([.,]0+)?)?|12:00(:00)?\s*a\.?m\.?", re.IGNORECASE)
_NOT_DATES = (
    (r"#+", "is not a date: a column was too narrow for its dates when it was saved"),
    (r"\d{5}([.,]\d+)?", "is a number: format the column as dates before you save it"),
    (
        r"\d\d?[ ./-]+[^\W\d]{3,9}\.?|[^\W\d]{3,9}\.?[ ./-]+\d\d?|\d\d?[./-]\d\d?",
        "is not a whole date: day, month and year are needed",
    ),
)
"""What spreadsheets make of dates and cannot be read, and why."""


class _Numbers(NamedTuple):
    """A date of three numbers, of which the first is not a year of four digits."""

    text: str
    numbers: tuple[int, int, int]
    between: str
    has_short_year: bool

    def date(self, order: DateOrder) -> dt.date | None:
        """Return the date in an order; None if there is none."""
        day, month, year = self.numbers
        if order == MONTH_FIRST:
            day, month = month, day
        elif order == YEAR_FIRST:
            year, month, day = self.numbers
            if not self.has_short_year:
                return None
        return _date(_whole_year(year) if self.has_short_year else year, month, day)

    @property
    def orders(self) -> frozenset[DateOrder]:
        """The orders in which it is a date."""
        return frozenset(order for order in ORDERS if self.date(order) is not None)


class _Found(NamedTuple):
    """A date of three numbers, and where it stands."""

    where: str
    date: _Numbers


def looks_like_date(text: str) -> bool:
    """Whether a cell is a date in some order."""
    parsed = _parse(text)
    return isinstance(parsed, dt.date) or (isinstance(parsed, _Numbers) and bool(parsed.orders))


class DateReader:
    """Reads the dates of one column, or of several that belong together.

    Args:
        cells: the place and the text of every date, in the order of the file.
        order: the order of the numbers, if the person said it.

    Attributes:
        remarks: what had to be guessed, and why.

    Raises:
        ImportRefused: the dates contradict each other, or can be read in several ways.
    """

    def __init__(
        self, cells: Iterable[tuple[str, str]] = (), order: DateOrder | None = None
    ) -> None:
        self.remarks: tuple[str, ...] = ()
        self._given = order
        self._orders: dict[str, DateOrder] = {}
        self._known: dict[str, dt.date] = {}
        if order is not None:
            return
        found: dict[str, list[_Found]] = {}
        seen: set[str] = set()
        for where, text in cells:
            if text in seen or _ISO.fullmatch(text):
                continue
            seen.add(text)
            parsed = _parse(text)
            # What is no date in any order is refused where it is read.
            if isinstance(parsed, _Numbers) and parsed.orders:
                found.setdefault(parsed.between, []).append(_Found(where, parsed))
        for between, dates in found.items():
            self._orders[between], remark = _decide(_USUAL[between], dates)
            self.remarks += (remark,) if remark else ()

    def read(self, text: str, where: str) -> dt.date:
        """Return the date that a cell names.

        Raises:
            ImportRefused: it is not a date, or before `FIRST_DATE`.
        """
        if (date := self._known.get(text)) is None:
            date = self._known[text] = self._read(text, where)
        return date

    def _read(self, text: str, where: str) -> dt.date:
        parsed = _parse(text)
        if isinstance(parsed, _Numbers):
            order = self._given or self._orders.get(parsed.between, DAY_FIRST)
            how = f" with the {order.partition('-')[0]} first" if self._given else ""
            parsed = parsed.date(order) or f"there is no date {parsed.text}{how}"
        if isinstance(parsed, str):
            raise ImportRefused(where, parsed)
        if parsed < FIRST_DATE:
            raise ImportRefused(where, f"{parsed} is before {FIRST_DATE.year}")
        return parsed


def _decide(usual: Sequence[DateOrder], found: Sequence[_Found]) -> tuple[DateOrder, str]:
    """Return the order of dates, and what to remark; an empty text if it is certain.

    Raises:
        ImportRefused: no order is possible for all of them, or several are.
    """
    for orders in (usual, ORDERS):
        possible = [order for order in orders if all(order in each.date.orders for each in found)]
        if possible:
            break
    else:
        raise _contradiction(found)
    reason = "dates with dots have the day first"
    if len(possible) > 1:
        possible, reason = _compared(possible, found) or (possible, reason)
    for where, date in found:
        readings = {date.date(order): order for order in possible}
        if len(readings) > 1:
            words = " or ".join(_in_words(reading) for reading in readings)
            choices = " or ".join(f"--dates {order}" for order in readings.values())
            raise ImportRefused(
                where,
                f"{date.text} could be {words}; choose with {choices}",
                orders={order: _in_words(reading) for reading, order in readings.items()},
            )
    return possible[0], _remark(possible[0], {*usual, DAY_FIRST, MONTH_FIRST}, found, reason)


def _compared(
    possible: Sequence[DateOrder], found: Sequence[_Found]
) -> tuple[list[DateOrder], str] | None:
    """Return the orders that make more sense for all dates together, and why; None if none do."""
    if len(found) >= _ENOUGH_TO_COMPARE:
        in_order = [order for order in possible if _is_in_order(found, order)]
        if 0 < len(in_order) < len(possible):
            return in_order, "the dates are then in order"
    # A day taken for a year spreads the dates over decades. A day taken for a month does not, so
    # that this says nothing about days and months.
    if len(found) >= _ENOUGH_TO_MEASURE and YEAR_FIRST in possible:
        others = [order for order in possible if order != YEAR_FIRST]
        days, other_days = _span(found, YEAR_FIRST), min(_span(found, order) for order in others)
        if days * _FAR_MORE <= other_days:
            return [YEAR_FIRST], "the dates are then close together"
        if other_days * _FAR_MORE <= days:
            return others, "the dates are then close together"
    return None


def _remark(
    order: DateOrder, usual: Iterable[DateOrder], found: Sequence[_Found], reason: str
) -> str:
    """Return what a date that could be read in another way was read as, and why."""
    for _, date in found:
        meaning = date.date(order)
        for other in sorted(usual):
            if date.date(other) not in (None, meaning):
                proofs = (each.date.text for each in found if other not in each.date.orders)
                proof = next(proofs, "")
                why = f"of {proof}" if proof else reason
                return f"read {date.text} as {_in_words(meaning)}, because {why}"
    if found[0].date.has_short_year:
        return f"read {found[0].date.text} as {_in_words(found[0].date.date(order))}"
    return ""


def _contradiction(found: Sequence[_Found]) -> ImportRefused:
    """Return the refusal of dates for which no order is possible, with two that show it."""
    firsts: dict[frozenset[DateOrder], _Found] = {}
    for each in found:
        firsts.setdefault(each.date.orders, each)
    for one in firsts.values():
        for other in firsts.values():
            if not one.date.orders & other.date.orders:
                ways = [
                    f"{each.date.text} ({each.where}) has the "
                    f"{min(each.date.orders).partition('-')[0]} first"
                    for each in (one, other)
                ]
                return ImportRefused("", " and ".join(ways))
    return ImportRefused(found[0].where, "the dates are not all written the same way")


def _ordinals(found: Sequence[_Found], order: DateOrder) -> list[int]:
    return [date.toordinal() for each in found if (date := each.date.date(order)) is not None]


def _span(found: Sequence[_Found], order: DateOrder) -> int:
    """Return how many dates lie between the first and the last, read in an order."""
    days = _ordinals(found, order)
    return max(days) - min(days)


def _is_in_order(found: Sequence[_Found], order: DateOrder) -> bool:
    """Whether different dates, read in an order, follow each other up or down."""
    days = _ordinals(found, order)
    steps = [later - earlier for earlier, later in itertools.pairwise(days)]
    return all(step > 0 for step in steps) or all(step < 0 for step in steps)


def _in_words(date: dt.date | None) -> str:
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}" if date else "no date"


def _parse(text: str) -> dt.date | _Numbers | str:
    """Return the date that a cell holds, its numbers, or else why it is not a date."""
    if _ISO.fullmatch(text):
        year, month, day = int(text[:4]), int(text[5:7]), int(text[8:])
        return _date(year, month, day) or f"there is no date {text}"
    cell = re.sub(r"\s+", " ", text.translate(_PLAIN)).strip().removeprefix("'")
    rest = cell
    if time := _TIME.search(cell):
        if not _MIDNIGHT.fullmatch(time[1]):
            return f"{quoted(cell)} has a time of day; only the date is needed"
        rest = cell[: time.start()]
    rest = _WEEKDAY.sub("", rest, count=1) if _WEEKDAY.match(rest) else rest
    if found := _YEAR_AND_NUMBERS.fullmatch(rest):
        year, month, day = int(found[1]), int(found[3] or found[5]), int(found[4] or found[6])
        return _date(year, month, day) or f"there is no date {cell}"
    if found := _NUMBERS.fullmatch(rest):
        numbers = int(found[1]), int(found[3]), int(found[4])
        return _Numbers(rest, numbers, found[2], len(found[4]) == 2)
    for form in _NAMED:
        if (found := form.fullmatch(rest)) and found["month"].lower() in _MONTH_NUMBERS:
            year = int(found["year"])
            if len(found["year"]) == 2:
                year = _whole_year(year)
            date = _date(year, _MONTH_NUMBERS[found["month"].lower()], int(found["day"]))
            return date or f"there is no date {cell}"
    reasons = (reason for form, reason in _NOT_DATES if re.fullmatch(form, rest))
    return f"{quoted(cell)} {next(reasons, 'is not a date like 2026-11-22')}"


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _whole_year(year: int) -> int:
    return year + (1900 if year >= _PIVOT else 2000)
