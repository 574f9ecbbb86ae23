"""``supine streak``, ``calendar`` and ``rest``: the commands about days.

A shell prompt may call ``streak`` every time it is shown, so nothing else is imported at the top.
"""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.cli.lines import Line, print_line
from tui.cli.output import has_remarks, json_line, print_answer, read_today, streak_json
from tui.cli.support import FINE, NO, UsageError, parse_date, parse_number
from tui.clock import Clock
from tui.diary.diary import LONGEST_REST, Diary, days_of_rest
from tui.diary.paths import is_absolute, reminder_mark_path
from tui.diary.raw_file import is_settled
from tui.diary.today import Today
from tui.practice import dates
from tui.practice.history import TodayState
from tui.words import phrases

if TYPE_CHECKING:
    import argparse

MOST_WEEKS = 5300
"""Weeks that the calendar shows at most, about a hundred years."""


def streak(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """Print the streak in one line; with ``--check`` return 1 while today is pending.

    The line is printed in both cases, so that a reminder can show it.
    """
    at = time.time_ns()
    read = _found(diary.path)
    mark = reminder_mark_path(diary.path)
    marked = _found(mark)
    today = read_today(options, diary, clock)
    history = today.history
    line = (
        json_line(streak_json(today))
        if options.json
        else _streak_words(today, diary, may_be_marked=marked is not None)
    )
    code = NO if options.check and history.today_state is TodayState.PENDING else FINE
    print_line(line)
    if (
        options.keep is not None
        and read is not None
        and is_settled(read, at)
        # What is kept must not depend on the current folder, where a prompt seldom stays.
        and is_absolute(options.file)
        and not has_remarks(diary, today.snapshot)
    ):
        ends_at = today.ends_at.timestamp()
        options.keep(line, code, str(diary.path), read, ends_at, (str(mark), marked))
    return code


def _found(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


def _streak_words(today: Today, diary: Diary, *, may_be_marked: bool) -> str:
    """Return where the streak stands, or with it what a reminder says that rang without a desktop.

    ``may_be_marked`` is False if there is nothing where such a reminder leaves its mark.
    """
    if may_be_marked:
        from tui.reminders.ring import is_marked  # nearly never needed
        from tui.words.reminding import reminder_words

        if is_marked(diary.path, today):
            # The number always comes first, as `phrases.streak_words` has it.
            days = phrases.plural(today.history.current, "day")
            return phrases.joined(days, reminder_words(today))
    return phrases.streak_words(today.history, today.ends_at)


def calendar(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """Print the days as a heatmap, or as a list with one line for each date that says anything.

    In a pipe and on a dumb terminal it is the list unless ``--heatmap`` is given or colours are
    asked for. With ``--json`` every date of these weeks up to today is printed in any case.

    Raises:
        UsageError: the year or the number of weeks is out of range.
    """
    today = read_today(options, diary, clock)
    weeks = _weeks(options, today)
    print_answer(
        options,
        lambda: _calendar_json(today, weeks),
        lambda: _calendar_lines(options, today, weeks),
    )
    return FINE


def _calendar_json(today: Today, weeks: Sequence[dt.date]) -> dict[str, Any]:
    shown = (week + dates.ONE_DAY * n for week in weeks for n in range(7))
    return {"days": [_day_json(today, date) for date in shown if date <= today.date]}


def _calendar_lines(
    options: argparse.Namespace, today: Today, weeks: Sequence[dt.date]
) -> Iterator[Line]:
    from tui.cli import calendar_view

    look = today.snapshot.settings
    style = calendar_view.OutputStyle.of_stdout(options.color, look.glyphs, look.theme)
    if options.list or not (style.is_drawn or options.heatmap):
        return calendar_view.day_list(today, weeks, style)
    if options.year is None and options.weeks is None:
        weeks = weeks[-calendar_view.weeks_in(style) :]
    return calendar_view.heatmap(today, weeks, style)


def _weeks(options: argparse.Namespace, today: Today) -> list[dt.date]:
    """Return the first dates of the weeks that the options ask for.

    Raises:
        UsageError: the year or the number of weeks is out of range.
    """
    from tui.practice.weeks import WEEKS_OF_A_YEAR, weeks_of, weeks_until

    starts_on = today.snapshot.settings.first_weekday
    if options.year is not None:
        first, last = dates.FIRST_DATE.year, today.date.year
        year = parse_number(options.year, "--year", last, least=first, noun="year")
        return weeks_of(year, starts_on)
    if options.weeks is None:
        return weeks_until(today.date, WEEKS_OF_A_YEAR, starts_on)
    count = parse_number(options.weeks, "--weeks", MOST_WEEKS, least=1)
    return weeks_until(today.date, count, starts_on)


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
        "shade": today.history.shade(date),
    }


def rest(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """Mark a date or a range, which may lie ahead, as rest, or take the marks back.

    Raises:
        UsageError: the dates or the reason are missing, or contradict each other.
        ChangeRejected: the range ends before it begins, or is too long.
        NotSaved: the diary cannot be written.
    """
    today = read_today(options, diary, clock)
    first, last = _rest_dates(options, today.date)
    # What is wrong in what was given is said before what is missing.
    count = days_of_rest(first, last)
    if not options.clear and dates.days_between(today.date, last) > LONGEST_REST:
        raise UsageError(
            f"rest can be marked up to {LONGEST_REST} days ahead; {last} is too far ahead"
        )
    if options.clear and options.reason:
        raise UsageError("--clear removes rest marks and needs no --reason; use one or the other")
    if not options.clear and not options.reason:
        raise UsageError("give a --reason: sore, ill, travel or other; or --clear")
    marks = [r.rest_reason for day, r in today.snapshot.days.items() if first <= day <= last]
    is_so_already = not any(marks) if options.clear else marks.count(options.reason) == count
    changed = 0
    # Nothing is written if nothing would change, and so taking back no mark makes no file.
    if not is_so_already:
        changed = len(diary.rest(first, options.reason, last))

    def as_text() -> Iterator[str]:
        yield _rest_words(first, last, options.reason, changed)
        if not options.clear:
            # Practice of any routine, since the mark is for all routines.
            done = {s.day for s in today.snapshot.sessions if s.has_counted or s.kept}
            practised = sum(first <= day <= min(last, today.date) for day in done)
            which = "that day" if count == 1 else f"{phrases.number_word(practised)} of these days"
            if practised:
                yield f"What you practised on {which} still counts."
        after = Today.now(diary.read(), clock, options.routine)
        yield phrases.streak_words(after.history, after.ends_at)

    print_answer(
        options,
        lambda: {
            "from": first,
            "to": last,
            "reason": options.reason,
            "days": count,
            "changed": changed,
        },
        as_text,
    )
    return FINE


def _rest_dates(options: argparse.Namespace, today: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first and the last date that the options name; today if they name none."""
    since, until = options.since, options.until
    if options.date is not None and (since is not None or until is not None):
        raise UsageError("use --date for one day, or --from and --to for several, not both")
    if (since is None) != (until is None):
        raise UsageError("a range needs both --from and --to; one day is --date")
    if since is None:
        since = until = options.date if options.date is not None else "today"
    first, last = (parse_date(text, today, ahead=True) for text in (since, until))
    return first, last


def _rest_words(first: dt.date, last: dt.date, reason: str | None, changed: int) -> str:
    """Return what was done to a range of dates, of which ``changed`` were different before."""
    count = dates.days_between(first, last) + 1
    span = f"{first}" if count == 1 else f"{first} to {last}"
    days = phrases.plural(count, "day")
    if reason is None:
        if not changed:
            if count == 1:
                return f"{span} was not a rest day."
            return f"There were no rest days from {span}."
        if count == 1:
            return f"{span} is no longer a rest day."
        return f"Removed {phrases.plural(changed, 'rest day')}: {span}."
    if count == 1:
        return f"{span} {'is now' if changed else 'was already'} marked as rest ({reason})."
    if not changed:
        return f"All {days} were already marked as rest ({reason}): {span}."
    return f"Marked {days} as rest ({reason}): {span}."
