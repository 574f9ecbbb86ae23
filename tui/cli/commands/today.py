"""``supine today``, ``timetable`` and ``plan``: what today, a session and the coming dates ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from tui.cli.output import print_answer, read_today, streak_json
from tui.cli.support import FINE, parse_number
from tui.clock import Clock
from tui.diary.diary import Diary
from tui.diary.today import Today
from tui.practice.models import seconds
from tui.words import phrases
from tui.words.targets import forecast_words, nothing_left, reason_words

if TYPE_CHECKING:
    import argparse

    from tui.practice.day_plan import ExercisePlan
    from tui.practice.forecast import ForecastDay
    from tui.practice.timetable import PhaseStep

MOST_DAYS = 366
"""Dates that the plan shows at most, about a year."""


def today(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """Print today's targets with their reason, how long they take, and the streak."""
    now = read_today(options, diary, clock)
    print_answer(options, lambda: _today_json(now), lambda: _today_lines(now))
    return FINE


def _today_json(today: Today) -> dict[str, Any]:
    return {
        "date": today.date,
        "routine": today.routine.id,
        "practice_day": today.history.practice_day,
        "status": today.status,
        "exercises": [_exercise_json(asked) for asked in today.plan.exercises],
        "estimate_s": seconds(today.estimate_ms),
        "streak": streak_json(today),
    }


def _exercise_json(asked: ExercisePlan) -> dict[str, Any]:
    return {
        "id": asked.exercise.id,
        "name": asked.exercise.name,
        "target": asked.target,
        "reason": asked.reason.value,
        "done": asked.done,
        "imagined": asked.imagined,
        "left": asked.left,
        "hold_s": asked.exercise.hold_s,
    }


def _today_lines(today: Today) -> Iterator[str]:
    plan, history = today.plan, today.history
    yield f"{phrases.day_words(today.date)} · practice day {history.practice_day}"
    for asked in plan.exercises:
        yield f"  {asked.exercise.name}: {_exercise_words(asked)}"
    yield reason_words(plan)
    if plan.left:
        yield f"{phrases.about_minutes(today.estimate_ms).capitalize()}."
    lead = phrases.streak_lead(today, f"{phrases.plural(history.current, 'day')} in a row")
    standing = phrases.joined(lead, phrases.today_words(history, today.ends_at))
    yield phrases.capital(standing)
    if today.advice is not None and today.advice.times is None:  # a schedule is offered elsewhere
        from tui.words.advice import advice_words

        yield advice_words(today.advice)
    if plan.is_locked:
        from tui.words import safety

        yield from safety.paused_paragraphs(can_acknowledge=plan.can_acknowledge)
        if plan.can_acknowledge:
            yield f'To say "{safety.ACKNOWLEDGE}": supine check-in --ack'


def _exercise_words(asked: ExercisePlan) -> str:
    hold = f"{asked.exercise.hold_s:g} s"
    if asked.target is None:
        return f"nothing asked, {asked.counted} done" if asked.counted else "nothing asked"
    if not asked.counted and not asked.left:
        return "nothing left today"
    if not asked.counted:
        return f"{asked.target} × {hold}"
    imagined = f", {asked.imagined} of them imagined" if asked.imagined else ""
    is_over = asked.counted > asked.target
    done = str(asked.counted) if is_over else f"{asked.counted} of {asked.target}"
    return f"{done} × {hold} done{imagined}"


def timetable(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """Print when each phase of the coming session begins, in seconds from its start."""
    from tui.practice import timetable as timetables

    now = read_today(options, diary, clock)
    rows = timetables.timetable(now.steps())
    print_answer(options, lambda: _timetable_json(rows), lambda: _timetable_lines(now, rows))
    return FINE


def _timetable_json(rows: Sequence[tuple[int, PhaseStep]]) -> dict[str, Any]:
    return {
        "rows": [
            {
                "at": at_ms / 1000,
                "phase": step.phase.value,
                "exercise": step.exercise,
                "rep": step.rep,
            }
            for at_ms, step in rows
        ]
    }


def _timetable_lines(today: Today, rows: Sequence[tuple[int, PhaseStep]]) -> Iterator[str]:
    if not rows:
        yield nothing_left(today.plan, today.date)
    names = {exercise.id: exercise.name for exercise in today.routine.exercises}
    for at_ms, step in rows:
        name = names.get(step.exercise or "", "")
        rep = f" · rep {step.rep}" if step.rep is not None else ""
        minutes, rest = divmod(at_ms / 1000, 60)
        yield f"{int(minutes):3}:{rest:04.1f}  {step.phase.value:<9} {name}{rep}".rstrip()


def plan(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """Print what today and the dates after it ask if all goes well (rules R3.forecast).

    Raises:
        UsageError: the number of days is out of range.
    """
    from tui.practice.forecast import TWO_WEEKS, forecast

    now = read_today(options, diary, clock)
    count = TWO_WEEKS
    if options.days is not None:
        count = parse_number(options.days, "--days", MOST_DAYS, least=1)
    coming = forecast(now.routine, now.days, now.date, count)
    print_answer(options, lambda: _plan_json(now, coming), lambda: _plan_lines(now, coming))
    return FINE


def _plan_json(today: Today, coming: Sequence[ForecastDay]) -> dict[str, Any]:
    names = [exercise.id for exercise in today.routine.exercises]
    return {
        "days": [
            {
                "date": each.date,
                "targets": dict(zip(names, each.targets, strict=False)),
                "estimate_s": seconds(each.length),
            }
            for each in coming
        ]
    }


def _plan_lines(today: Today, coming: Sequence[ForecastDay]) -> Iterator[str]:
    from tui.words.day import date_words

    if not today.routine.exercises:
        yield reason_words(today.plan)
        return
    days = "Today" if len(coming) == 1 else f"The next {len(coming)} days"
    yield f"{days}, if all goes well:"
    dates = [date_words(each.date, today.date) for each in coming]
    cells = max(map(len, dates))
    for date, each in zip(dates, coming, strict=True):
        yield f"{date:<{cells}}  {forecast_words(each)}"
