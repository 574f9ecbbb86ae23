"""Schedules as a setting: typed as a line of text, put into words, and put into a routine.

The line is ``daily``, days such as ``mon,wed,fri``, or ``3 a week``; then ``full`` where a date is
kept only by all that is asked (``any`` where one rep keeps it), and ``from`` with a date where the
schedule begins later than today. A schedule never begins before today, so that no change judges the
past anew (rules R2.past). `Routine.schedule_on` alone says which entry governs a date.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from msgspec.structs import replace

from tui.practice.dates import ONE_DAY
from tui.practice.models import (
    WEEKDAYS,
    Daily,
    Needs,
    Routine,
    ScheduleEntry,
    Weekday,
    Weekdays,
    Weekly,
)
from tui.settings.value_types import InvalidValue
from tui.words.phrases import day_words, listed

FARTHEST = 366
"""How many days ahead a schedule may begin at most."""
TAKES = (
    "must be daily, days such as mon,wed,fri, or 3 a week; you can add full (all reps needed) and "
    "from DATE"
)
MOST_TIMES = 6
TAKES_TIMES = "must be 1 to 6 days a week; seven is daily"
ScheduleKind = Literal["daily", "weekdays", "weekly"]
KINDS: tuple[ScheduleKind, ...] = ("daily", "weekdays", "weekly")
FULL_NAMES: dict[Weekday, str] = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
_NUMBERS = ("no day", "one day", "two days", "three days", "four days", "five days", "six days")


@dataclass(frozen=True, slots=True)
class Schedule:
    """The type of the schedule setting. A value is an entry that begins today or later.

    ``standing`` is the entry that governs today; ``week_starts_on`` is used by new weekly entries.
    """

    today: dt.date
    standing: ScheduleEntry
    week_starts_on: Weekday = "mon"

    @property
    def range(self) -> str:
        """What a line may begin with."""
        return "daily, days, N a week"

    def parse(self, text: str) -> ScheduleEntry:
        """Return the entry of a line; ``full`` or ``any`` alone keeps the kind of today's entry.

        Raises:
            InvalidValue: the line is no schedule, or begins before today or more than a year ahead.
        """
        rest, since = self._since(" ".join(text.lower().replace(",", " ").split()))
        found = re.search(r"\b(any|full)\b", rest)
        needs: Needs = "full" if found and found[1] == "full" else "any"
        rest = " ".join(re.sub(r"\b(any|full)\b", " ", rest, count=1).split())
        if not rest and found is not None:
            return replace(self.standing, since=since or self.today, needs=needs)
        if rest in ("daily", "every day"):
            return Daily(since=since or self.today, needs=needs)
        weekly = re.fullmatch(
            r"(\d+) ?(?:x|times|days?)? ?(?:a|per|/) ?week(?: starting (\w+))?", rest, re.ASCII
        )
        if weekly is not None:
            if not 1 <= int(weekly[1]) <= MOST_TIMES:
                raise InvalidValue(TAKES_TIMES)
            first = _weekday(weekly[2]) if weekly[2] else self.week_starts_on
            return Weekly(
                since=since or self.today, times=int(weekly[1]), week_starts_on=first, needs=needs
            )
        return Weekdays(since=since or self.today, days=_days(rest.split()), needs=needs)

    def _since(self, line: str) -> tuple[str, dt.date | None]:
        """Return a line without its ``from``, and the date that it names, or None."""
        found = re.search(r"\bfrom (\S+)", line)
        if found is None:
            return line, None
        rest = line[: found.start()] + line[found.end() :]
        match found[1]:
            case "today":
                return rest, self.today
            case "tomorrow":
                return rest, self.today + ONE_DAY
        try:
            since = dt.date.fromisoformat(found[1])
        except ValueError:
            since = None
        if since is None or since.isoformat() != found[1]:
            raise InvalidValue(
                f"can't begin on {found[1]!r}, which isn't a date; dates are YYYY-MM-DD, today or "
                "tomorrow"
            )
        if since < self.today:
            raise InvalidValue("can't begin in the past; choose today or later")
        if (since - self.today).days > FARTHEST:
            raise InvalidValue(f"must begin within a year; {since} is too far ahead")
        return rest, since

    def text(self, value: Any) -> str:
        """Return an entry as a line."""
        needs = " full" if value.needs == "full" else ""
        since = f" from {value.since}" if value.since > self.today else ""
        match value:
            case Weekdays():
                return f"{','.join(value.days)}{needs}{since}"
            case Weekly():
                is_usual = value.week_starts_on == self.week_starts_on
                start = "" if is_usual else f" starting {value.week_starts_on}"
                return f"{value.times} a week{start}{needs}{since}"
        return f"daily{needs}{since}"

    words = text

    def stepped(self, value: Any, by: int) -> ScheduleEntry:
        """Return an entry of the kind some places on; the first kind follows the last."""
        place = KINDS.index(kind_of(value))
        return as_kind(value, KINDS[(place + by) % len(KINDS)], self.week_starts_on)


def _weekday(name: str) -> Weekday:
    for day, full in FULL_NAMES.items():
        if len(name) >= 3 and full.lower().startswith(name):
            return day
    raise InvalidValue(TAKES)


def _days(names: Sequence[str]) -> tuple[Weekday, ...]:
    """Return the days of names and of ranges such as ``mon-fri``, in the order of the week."""
    chosen: set[Weekday] = set()
    if not names:
        raise InvalidValue(TAKES)
    for name in names:
        first, dash, last = name.partition("-")
        start = WEEKDAYS.index(_weekday(first))
        until = WEEKDAYS.index(_weekday(last)) if dash else start
        chosen.update(WEEKDAYS[(start + n) % 7] for n in range((until - start) % 7 + 1))
    return tuple(day for day in WEEKDAYS if day in chosen)


def kind_of(entry: ScheduleEntry) -> ScheduleKind:
    """Return the kind of an entry, as the file names it."""
    match entry:
        case Weekdays():
            return "weekdays"
        case Weekly():
            return "weekly"
    return "daily"


def as_kind(
    entry: ScheduleEntry, kind: ScheduleKind, week_starts_on: Weekday = "mon"
) -> ScheduleEntry:
    """Return an entry of another kind with the same date and needs, with three days a week."""
    if kind_of(entry) == kind:
        return entry
    since, needs = entry.since, entry.needs
    if kind == "weekdays":
        return Weekdays(since=since, needs=needs, days=("mon", "wed", "fri"))
    if kind == "weekly":
        return Weekly(since=since, needs=needs, times=3, week_starts_on=week_starts_on)
    return Daily(since=since, needs=needs)


def toggled(entry: ScheduleEntry, day: Weekday) -> ScheduleEntry:
    """Return an entry with a day of the week added, or removed where it was listed.

    Any other kind becomes days of the week, with that day alone.

    Raises:
        InvalidValue: no day would be left.
    """
    before = entry.days if isinstance(entry, Weekdays) else ()
    days = tuple(each for each in WEEKDAYS if (each in before) != (each == day))
    if not days:
        raise InvalidValue("needs at least one day")
    return Weekdays(since=entry.since, needs=entry.needs, days=days)


def with_number(entry: ScheduleEntry, number: int) -> ScheduleEntry:
    """Return an entry changed by a digit: so many days a week, or `toggled`.

    Raises:
        InvalidValue: no day would be left, or it is more than six days a week.
    """
    if isinstance(entry, Weekly):
        if number > MOST_TIMES:
            raise InvalidValue(TAKES_TIMES)
        return replace(entry, times=number)
    return toggled(entry, WEEKDAYS[number - 1])


def with_other_needs(entry: ScheduleEntry) -> ScheduleEntry:
    """Return an entry whose dates are kept by all that is asked, or again by any rep."""
    return replace(entry, needs="any" if entry.needs == "full" else "full")


def postponed(entry: ScheduleEntry, days: int, today: dt.date) -> ScheduleEntry:
    """Return an entry that begins some days later, or earlier; from today to a year ahead."""
    since = max(today, min(entry.since + ONE_DAY * days, today + ONE_DAY * FARTHEST))
    return replace(entry, since=since)


def standing(routine: Routine, today: dt.date) -> ScheduleEntry:
    """Return the entry that governs today, as if it began today and with its days in order."""
    entry = replace(routine.schedule_on(today), since=today)
    if isinstance(entry, Weekdays):
        return replace(entry, days=tuple(day for day in WEEKDAYS if day in entry.days))
    return entry


def planned(routine: Routine, today: dt.date) -> list[ScheduleEntry]:
    """Return the entries that begin after today, the earliest first."""
    return sorted((e for e in routine.schedule if e.since > today), key=lambda e: e.since)


def with_schedule(routine: Routine, entry: ScheduleEntry, *, alone: bool = False) -> Routine:
    """Return the routine with an entry from its date on.

    It replaces an entry of the same date. Earlier entries stay, and so do later ones unless it
    stands ``alone``. An entry that repeats the one before it is left out.
    """
    kept = tuple(
        each
        for each in routine.schedule
        if each.since < entry.since or (each.since > entry.since and not alone)
    )
    if standing(replace(routine, schedule=kept), entry.since) != entry:
        kept = tuple(sorted((*kept, entry), key=lambda each: each.since))
    return routine if kept == routine.schedule else replace(routine, schedule=kept)


def schedule_words(
    entry: ScheduleEntry, today: dt.date, later: Iterable[ScheduleEntry] = ()
) -> str:
    """Return sentences that say from when on an entry holds, for which days, and what keeps one.

    ``later`` are the entries that begin after today; the first one after ``entry`` is named too.
    """
    sentences = [f"{_from(entry.since, today)}: {_which(entry)}.", _keeps(entry)]
    for each in later:
        if each.since > entry.since:
            sentences.append(f"{_from(each.since, today)}, as already planned: {_which(each)}.")
            break
    sentences.append("Earlier days don't change.")
    return " ".join(sentences)


def _from(date: dt.date, today: dt.date) -> str:
    if date == today:
        return "From today"
    year = f" {date.year}" if date.year != today.year else ""
    return f"From {day_words(date)}{year}"


def _which(entry: ScheduleEntry) -> str:
    match entry:
        case Weekdays() if len(set(entry.days)) < 7:
            names = listed(FULL_NAMES[day] for day in WEEKDAYS if day in entry.days)
            return f"{names}; the other days are off"
        case Weekly():
            start = FULL_NAMES[entry.week_starts_on]
            days = "any day" if entry.times == 1 else "any days"
            return f"{_NUMBERS[entry.times]} a week, {days} you like; weeks begin on {start}"
    return "every day"


def _keeps(entry: ScheduleEntry) -> str:
    if entry.needs == "full":
        return "A day counts when all its reps are done."
    return "One rep is enough for a day to count."
