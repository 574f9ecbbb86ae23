"""What each command of the command line does: human words, or with ``--json`` one object."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from tui import wording
from tui.cli import FINE, UsageError, parse_date
from tui.clock import Clock
from tui.diary.book import NEWER
from tui.diary.codec import SCHEMA
from tui.diary.diary import Diary
from tui.practice.models import LONGEST_NOTE, Band, Reps, seconds
from tui.situation import Situation

if TYPE_CHECKING:
    import argparse

    from tui.practice.asking import Asked

_ASKING = ("today", "timetable", "streak", "calendar")
MOST_REPS = 100
"""More reps than this in one session is a slip of the finger."""


def situation_of(options: argparse.Namespace, diary: Diary, clock: Clock) -> Situation:
    """Today as the options want it; what there is to say about the file goes to standard error.

    Raises:
        Unreadable: the file is no diary.
        NotFound: there is no such routine.
    """
    snapshot = diary.read()
    if snapshot.problems:
        count = wording.many(len(snapshot.problems), "record")
        print(
            f"supine: passed over {count} in {diary.path} that could not be understood "
            f"({snapshot.problems[0]})",
            file=sys.stderr,
        )
    if snapshot.schema > SCHEMA and options.command in _ASKING:
        print(f"supine: {diary.path}: {NEWER}", file=sys.stderr)  # a change says so as it fails
    return Situation.now(snapshot, clock, options.routine)


def print_json(value: Mapping[str, Any]) -> None:
    """One object on one line of standard output."""
    print(msgspec.json.encode(value).decode())


def today(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """``supine today``."""
    situation = situation_of(options, diary, clock)
    if options.json:
        print_json(
            {
                "date": situation.date,
                "routine": situation.routine.id,
                "practice_day": situation.history.practice_day,
                "status": situation.status,
                "exercises": [_asked_json(asked) for asked in situation.plan.exercises],
                "estimate_s": seconds(situation.estimate),
                "streak": streak_json(situation),
            }
        )
        return FINE
    plan, history = situation.plan, situation.history
    print(f"{wording.day_words(situation.date)} · practice day {history.practice_day}")
    for asked in plan.exercises:
        print(f"  {asked.exercise.name}: {_asked_words(asked)}")
    print(wording.because(plan))
    if plan.left:
        print(f"{wording.about(situation.estimate).capitalize()} to go.")
    standing = wording.today_words(history, situation.closes)
    print(f"{wording.many(history.current, 'day')} in a row · {standing}")
    if plan.is_locked:
        print(wording.SAFETY_STILL_LOCKED)
        if plan.can_acknowledge:
            print(f'"{wording.ACKNOWLEDGE}": supine check-in --ack')
    return FINE


def _asked_words(asked: Asked) -> str:
    hold = f"{asked.exercise.hold_s:g} s"
    if asked.target is None:
        return f"nothing asked, {asked.counted} done" if asked.counted else "nothing asked"
    if not asked.counted:
        return f"{asked.target} × {hold}"
    imagined = f", {asked.imagined} of them imagined" if asked.imagined else ""
    return f"{asked.counted} of {asked.target} × {hold} done{imagined}"


def _asked_json(asked: Asked) -> dict[str, Any]:
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


def streak_json(situation: Situation) -> dict[str, Any]:
    """The streak of a routine as one JSON object."""
    history = situation.history
    return {
        "date": situation.date,
        "current": history.current,
        "longest": history.longest,
        "last_30": history.last_30,
        "today": history.today_state.value,
        "at_risk": history.at_risk,
        "at_risk_until": situation.closes.isoformat() if history.at_risk else None,
        "steadiness": round(history.steadiness, 9),
    }


def timetable(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """``supine timetable``."""
    from tui.practice.timetable import timetable as rows_of

    situation = situation_of(options, diary, clock)
    rows = rows_of(situation.steps())
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
        plan = situation.plan
        why = wording.because(plan) if plan.is_enough or plan.is_rest or plan.is_locked else ""
        print(f"Nothing is left to do today. {why}".strip())
    names = {exercise.id: exercise.name for exercise in situation.routine.exercises}
    for at, step in rows:
        what = names.get(step.exercise or "", "")
        rep = f" · rep {step.rep}" if step.rep is not None else ""
        minutes, rest = divmod(at / 1000, 60)
        print(f"{int(minutes):3}:{rest:04.1f}  {step.phase.value:<9} {what}{rep}".rstrip())
    return FINE


def log(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """``supine log``."""
    situation = situation_of(options, diary, clock)
    date = parse_date(options.date, situation.date)
    is_today = date == situation.date
    if not is_today:
        situation = Situation(situation.snapshot, situation.routine, date, situation.closes)
    reps = _logged_reps(options, situation)
    if len(options.note) > LONGEST_NOTE:
        raise UsageError(f"--note takes at most {LONGEST_NOTE} characters")
    session = diary.log_session(
        situation.routine,
        date,
        reps,
        start=clock.now() if is_today else None,
        effort=options.effort,
        props=tuple(dict.fromkeys(options.prop)),
        note=options.note,
    )
    if options.json:
        print_json({"id": session.id, "date": date})
    else:
        print(session.id)
    return FINE


def _logged_reps(options: argparse.Namespace, situation: Situation) -> dict[str, Reps]:
    targets = situation.targets()
    counts = _named_counts(options.reps, list(targets)) if options.reps else None
    if counts is None:
        closed = situation.plan.is_enough or situation.plan.day.is_kept_mark
        if closed or all(target is None for target in targets.values()):
            raise UsageError(
                f"nothing more is asked on {situation.date} "
                f"({wording.because(situation.plan)[:-1]}); say --reps if you did more"
            )
        left = {part.exercise.id: part.reps for part in situation.work()}
        if any(left.values()):
            counts = left
        else:
            print("supine log: the target was reached already; these reps come on top (to take "
                  "them back: supine forget last)", file=sys.stderr)  # fmt: skip
            counts = {exercise: target or 0 for exercise, target in targets.items()}
    imagined = _count(options.imagined, "--imagined")
    if imagined > max(counts.values(), default=0):
        raise UsageError(f"--imagined {imagined} is more than the reps themselves")
    if not any(counts.values()):
        raise UsageError("a session without any reps is not worth adding")
    holds = {exercise.id: exercise.hold_s for exercise in situation.routine.exercises}
    result: dict[str, Reps] = {}
    for exercise, target in targets.items():
        pretended = min(imagined, counts[exercise])
        done = counts[exercise] - pretended
        hold = holds[exercise]
        result[exercise] = Reps(
            target=target, done=done, imagined=pretended, hold_s=hold, held_s=done * hold
        )
    return result


def _named_counts(words: list[str], exercises: list[str]) -> dict[str, int]:
    if len(words) == 1 and "=" not in words[0]:
        return dict.fromkeys(exercises, _count(words[0], "--reps"))
    counts = dict.fromkeys(exercises, 0)
    said: set[str] = set()
    for word in words:
        name, equals, number = word.rpartition("=")
        if not equals:
            raise UsageError(f"--reps takes one number, or ID=N for each exercise; not {word!r}")
        if name in said:
            raise UsageError(f"--reps says {name!r} twice")
        said.add(name)
        if name not in counts:
            raise UsageError(f"there is no exercise {name!r}; there is {wording.listed(exercises)}")
        counts[name] = _count(number, "--reps")
    return counts


def _count(text: str, option: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 9 and int(text) <= MOST_REPS):
        raise UsageError(f"{option} takes a number from 0 to {MOST_REPS}; not {text!r}")
    return int(text)


def forget(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """``supine forget``."""
    del clock
    wanted = options.session
    if options.routine is not None:
        snapshot = diary.read()
        wanted = snapshot.session(wanted, snapshot.routine(options.routine).id).id
    session = diary.forget_session(wanted)
    if options.json:
        print_json({"id": session.id, "date": session.day})
    else:
        counted = wording.many(session.counted, "rep")
        print(f"Removed the session of {session.day} with {counted} ({session.id}).")
    return FINE


def check_in(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """``supine check-in``."""
    situation = situation_of(options, diary, clock)
    date = parse_date(options.date, situation.date)
    if options.band is None and options.area and options.area[-1] in [b.value for b in Band]:
        options.band = options.area.pop()  # the last area took it along
    if options.band is None and not options.ack:
        raise UsageError("say how it feels: clear, mild, moderate, high or warning")
    if options.ack:
        on_date = Situation(situation.snapshot, situation.routine, date, situation.closes)
        if options.band == Band.WARNING.value or not on_date.plan.can_acknowledge:
            raise UsageError(
                f"there is no warning sign to acknowledge on {date} (it is offered from the day "
                "after the sign)"
            )
    band = Band(options.band) if options.band is not None else None
    record = diary.say(date, band, areas=options.area, report=options.report, ack=options.ack)
    if band is Band.WARNING:
        for text in (wording.SAFETY_NOW, wording.SAFETY_SIGNS, wording.SAFETY_LOCKED):
            print(text, file=sys.stderr)
    if options.json:
        print_json(
            {
                "date": date,
                "check": record.check,
                "report": record.report,
                "ack": record.ack,
            }
        )
        return FINE
    if options.ack:
        print("Noted. The steps are open again, starting small.")
    if band is not None:
        has_reps = any(s.day == date and s.counted for s in situation.snapshot.sessions)
        is_report = options.report or has_reps
        kind = "report" if is_report else "check-in"
        print(f"Noted for {date}: {wording.BAND_WORDS[band]} ({kind}).")
    after = Situation.now(diary.read(), clock, options.routine)
    if date == after.date:
        print(wording.because(after.plan))
    return FINE


def path(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """``supine path``."""
    del clock
    if options.json:
        print_json({"path": str(diary.path), "exists": diary.path.exists()})
    else:
        print(diary.path)
    return FINE
