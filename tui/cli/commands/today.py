"""``supine today`` and ``supine timetable``: what today asks, and the coming session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tui.cli.output import print_json, read_today, streak_json
from tui.cli.support import FINE
from tui.clock import Clock
from tui.diary.diary import Diary
from tui.practice.models import seconds
from tui.words import phrases

if TYPE_CHECKING:
    import argparse

    from tui.practice.day_plan import ExercisePlan


def today(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """``supine today``."""
    today = read_today(options, diary, clock)
    if options.json:
        print_json(
            {
                "date": today.date,
                "routine": today.routine.id,
                "practice_day": today.history.practice_day,
                "status": today.status,
                "exercises": [_asked_json(asked) for asked in today.plan.exercises],
                "estimate_s": seconds(today.estimate_ms),
                "streak": streak_json(today),
            }
        )
        return FINE
    plan, history = today.plan, today.history
    print(f"{phrases.day_words(today.date)} · practice day {history.practice_day}")
    for asked in plan.exercises:
        print(f"  {asked.exercise.name}: {_asked_words(asked)}")
    print(phrases.reason_words(plan))
    if plan.left:
        print(f"{phrases.about_minutes(today.estimate_ms).capitalize()} to go.")
    standing = phrases.today_words(history, today.ends_at)
    print(f"{phrases.plural(history.current, 'day')} in a row · {standing}")
    if plan.is_locked:
        from tui.words import safety

        print(safety.SAFETY_STILL_LOCKED)
        if plan.can_acknowledge:
            print(f'"{safety.ACKNOWLEDGE}": supine check-in --ack')
    return FINE


def _asked_words(asked: ExercisePlan) -> str:
    hold = f"{asked.exercise.hold_s:g} s"
    if asked.target is None:
        return f"nothing asked, {asked.counted} done" if asked.counted else "nothing asked"
    if not asked.counted:
        return f"{asked.target} × {hold}"
    imagined = f", {asked.imagined} of them imagined" if asked.imagined else ""
    return f"{asked.counted} of {asked.target} × {hold} done{imagined}"


def _asked_json(asked: ExercisePlan) -> dict[str, Any]:
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


def timetable(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """``supine timetable``."""
    from tui.practice.timetable import timetable as rows_of

    today = read_today(options, diary, clock)
    rows = rows_of(today.steps())
    if options.json:
        print_json(
            {
                "rows": [
                    {
                        "at": at / 1000,
                        "phase": step.phase.value,
                        "exercise": step.exercise,
                        "rep": step.rep,
                    }
                    for at, step in rows
                ]
            }
        )
        return FINE
    if not rows:
        plan = today.plan
        why = phrases.reason_words(plan) if plan.is_enough or plan.is_rest or plan.is_locked else ""
        print(f"Nothing is left to do today. {why}".strip())
    names = {exercise.id: exercise.name for exercise in today.routine.exercises}
    for at, step in rows:
        what = names.get(step.exercise or "", "")
        rep = f" · rep {step.rep}" if step.rep is not None else ""
        minutes, rest = divmod(at / 1000, 60)
        print(f"{int(minutes):3}:{rest:04.1f}  {step.phase.value:<9} {what}{rep}".rstrip())
    return FINE
