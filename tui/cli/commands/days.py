"""The commands about days: streak, calendar, rest. A prompt calls the first at every line."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from tui.cli.output import print_json, read_today, streak_json
from tui.cli.support import FINE, NO, UsageError, parse_date
from tui.clock import Clock
from tui.diary.diary import LONGEST_REST, Diary
from tui.diary.today import Today
from tui.practice import dates
from tui.practice.history import TodayState
from tui.words import phrases

if TYPE_CHECKING:
    import argparse

MOST_WEEKS = 5300
"""Weeks that the calendar shows at once: about a hundred years."""
FIRST_YEAR = 1000
"""Years have four digits, so that a slip of the finger is told from a year."""


def streak(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """``supine streak``: one line; with ``--check`` exit 1 while today is pending.

    The line is printed in both cases, for a reminder to show.
    """
    today = read_today(options, diary, clock)
    history = today.history
    if options.json:
        print_json(streak_json(today))
    else:
        print(phrases.streak_words(history, today.ends_at))
    return NO if options.check and history.today_state is TodayState.PENDING else FINE


def calendar(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """``supine calendar``: a heatmap, or with ``--list`` a line for each date that says anything.

    With ``--json`` every date of the weeks shown, up to today; it goes before ``--list``.
    """
    today = read_today(options, diary, clock)
    weeks = _weeks(options, today)
    if options.json:
        shown = (week + dates.ONE_DAY * n for week in weeks for n in range(7))
        days = [_day_json(today, date) for date in shown if date <= today.date]
        print_json({"days": days})
        return FINE
    from tui.cli import calendar_view

    paper = calendar_view.Paper.of(options.color, today.snapshot.settings.glyphs)
    if options.list:
        lines = calendar_view.day_list(today, weeks, paper)
    else:
        if options.year is None and options.weeks is None:
            weeks = weeks[-paper.weeks :]
        lines = calendar_view.heatmap(today, weeks, paper)
    for line in lines:
        print(line)
    return FINE


def _weeks(options: argparse.Namespace, today: Today) -> list[dt.date]:
    """The first dates of the weeks asked for.

    Raises:
        UsageError: the year lies ahead or is none, or the number of weeks makes no sense.
    """
    from tui.practice.models import WEEKDAYS
    from tui.practice.weeks import WEEKS_OF_A_YEAR, weeks_of, weeks_until

    starts_on = WEEKDAYS.index(today.snapshot.settings.week_starts_on)
    if options.year is not None:
        year = _whole(options.year)
        if year is None or not FIRST_YEAR <= year <= today.date.year:
            raise UsageError(
                f"--year takes a year of four digits, {today.date.year} at the latest; "
                f"not {options.year!r}"
            )
        return weeks_of(year, starts_on)
    if options.weeks is None:
        return weeks_until(today.date, WEEKS_OF_A_YEAR, starts_on)
    count = _whole(options.weeks)
    if count is None or not 1 <= count <= MOST_WEEKS:
        raise UsageError(f"--weeks takes a number from 1 to {MOST_WEEKS}; not {options.weeks!r}")
    return weeks_until(today.date, count, starts_on)


def _whole(text: str) -> int | None:
    """A plain whole number of up to four digits; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None


def _day_json(today: Today, date: dt.date) -> dict[str, Any]:
    verdict = today.history.verdict(date)
    return {
        "date": date,
        "level": verdict.level.value,
        "kept": verdict.kept,
        "protected": verdict.protected,
        "reason": verdict.reason,
        "counted": verdict.counted,
        "target": verdict.target,
    }


def rest(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """``supine rest``: marks a date or a range, which may lie ahead, or takes the marks back.

    Raises:
        UsageError: the dates or the reason are missing, or contradict each other.
        Refused: the range ends before it begins, or is too long.
    """
    today = read_today(options, diary, clock)
    if options.clear and options.reason:
        raise UsageError("--clear takes marks back and needs no --reason; say one of the two")
    if not options.clear and not options.reason:
        raise UsageError("say why with --reason sore, ill, travel or other; or --clear")
    first, last = _rest_dates(options, today.date)
    farthest = max(first, last)
    if not options.clear and dates.days_between(today.date, farthest) > LONGEST_REST:
        raise UsageError(f"rest can be marked up to {LONGEST_REST} days ahead; not {farthest}")
    count = dates.days_between(first, last) + 1
    marks = [r.rest_reason for day, r in today.snapshot.days.items() if first <= day <= last]
    is_so = not any(marks) if options.clear else marks.count(options.reason) == count
    changed = 0
    # What is so already is not written again, and taking nothing back makes no file.
    if not (is_so and 1 <= count <= LONGEST_REST):
        changed = len(diary.rest(first, options.reason, last))
    if options.json:
        print_json(
            {
                "from": first,
                "to": last,
                "reason": options.reason,
                "days": count,
                "changed": changed,
            }
        )
        return FINE
    print(_rest_words(first, last, options.reason, changed))
    if not options.clear:
        # Of any routine, as the mark is.
        done = {s.day for s in today.snapshot.sessions if s.has_counted or s.kept}
        practised = sum(first <= day <= min(last, today.date) for day in done)
        which = "that day" if count == 1 else f"{phrases.number_word(practised)} of these days"
        if practised:
            print(f"The practice of {which} still counts.")
    after = Today.now(diary.read(), clock, options.routine)
    print(phrases.streak_words(after.history, after.ends_at))
    return FINE


def _rest_dates(options: argparse.Namespace, today: dt.date) -> tuple[dt.date, dt.date]:
    since, until = options.since, options.until
    if options.date is not None and (since is not None or until is not None):
        raise UsageError("say --date for one day, or --from and --to for several; not both")
    if (since is None) != (until is None):
        raise UsageError("a range needs both --from and --to; one day is --date")
    if since is None:
        since = until = options.date if options.date is not None else "today"
    first, last = (parse_date(text, today, ahead=True) for text in (since, until))
    return first, last


def _rest_words(first: dt.date, last: dt.date, reason: str | None, changed: int) -> str:
    """What came of it; ``changed`` dates were not so before."""
    count = dates.days_between(first, last) + 1
    span = f"{first}" if count == 1 else f"{first} to {last}"
    days = phrases.plural(count, "day")
    if reason is None:
        if not changed:
            return f"Nothing is marked as rest there: {span}."
        if count == 1:
            return f"{span} is no longer marked as rest."
        return f"Took back the rest marks of {phrases.plural(changed, 'day')}: {span}."
    if count == 1:
        return f"{span} {'is now' if changed else 'was already'} marked as rest ({reason})."
    if not changed:
        return f"All {days} were already marked as rest ({reason}): {span}."
    return f"Marked {days} as rest ({reason}): {span}."
