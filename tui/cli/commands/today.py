"""``supine today`` and ``supine timetable``: what today asks, and the coming session."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from tui.cli.output import print_answer, read_today, streak_json
from tui.cli.support import FINE
from tui.clock import Clock
from tui.diary.diary import Diary
from tui.diary.today import Today
from tui.practice.models import seconds
from tui.words import phrases

if TYPE_CHECKING:
    import argparse

    from tui.practice.day_plan import ExercisePlan
    from tui.practice.timetable import PhaseStep


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
    yield phrases.reason_words(plan)
    if plan.left:
        yield f"{phrases.about_minutes(today.estimate_ms).capitalize()} to go."
    standing = phrases.today_words(history, today.ends_at)
    yield f"{phrases.plural(history.current, 'day')} in a row · {standing}"
    if plan.is_locked:
        from tui.words import safety

        yield safety.SAFETY_STILL_LOCKED
        if plan.can_acknowledge:
            yield f'"{safety.ACKNOWLEDGE}": supine check-in --ack'


def _exercise_words(asked: ExercisePlan) -> str:
    hold = f"{asked.exercise.hold_s:g} s"
    if asked.target is None:
        return f"nothing asked, {asked.counted} done" if asked.counted else "nothing asked"
    if not asked.counted and not asked.left:
        return "no more"
    if not asked.counted:
        return f"{asked.target} × {hold}"
    imagined = f", {asked.imagined} of them imagined" if asked.imagined else ""
    return f"{asked.counted} of {asked.target} × {hold} done{imagined}"


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
        yield phrases.nothing_left(today.plan, today.date)
    names = {exercise.id: exercise.name for exercise in today.routine.exercises}
    for at_ms, step in rows:
        name = names.get(step.exercise or "", "")
        rep = f" · rep {step.rep}" if step.rep is not None else ""
        minutes, rest = divmod(at_ms / 1000, 60)
        yield f"{int(minutes):3}:{rest:04.1f}  {step.phase.value:<9} {name}{rep}".rstrip()
