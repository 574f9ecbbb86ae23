"""The commands that record: ``supine log``, ``forget`` and ``check-in``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tui.cli.output import print_json, read_today
from tui.cli.support import FINE, UsageError, parse_date
from tui.clock import Clock
from tui.diary.diary import Diary
from tui.diary.today import Today
from tui.practice.models import LONGEST_NOTE, MOST_REPS, Band, Reps
from tui.words import care, phrases

if TYPE_CHECKING:
    import argparse


def log(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """``supine log``."""
    today = read_today(options, diary, clock)
    date = parse_date(options.date, today.date)
    is_today = date == today.date
    if not is_today:
        today = Today(today.snapshot, today.routine, date, today.ends_at)
    reps = _logged_reps(options, today)
    if len(options.note) > LONGEST_NOTE:
        raise UsageError(f"--note takes at most {LONGEST_NOTE} characters")
    session = diary.log_session(
        today.routine,
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


def _logged_reps(options: argparse.Namespace, today: Today) -> dict[str, Reps]:
    targets = today.targets()
    counts = _named_counts(options.reps, list(targets)) if options.reps else None
    if counts is None:
        closed = today.plan.is_enough or today.plan.day.is_marked_kept
        if closed or all(target is None for target in targets.values()):
            raise UsageError(
                f"nothing more is asked on {today.date} "
                f"({phrases.reason_words(today.plan)[:-1]}); say --reps if you did more"
            )
        left = {part.exercise.id: part.reps for part in today.sets_left()}
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
    holds = {exercise.id: exercise.hold_s for exercise in today.routine.exercises}
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
            raise UsageError(f"there is no exercise {name!r}; there is {phrases.listed(exercises)}")
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
    session = diary.remove_session(wanted)
    if options.json:
        print_json({"id": session.id, "date": session.day})
    else:
        counted = phrases.plural(session.counted, "rep")
        print(f"Removed the session of {session.day} with {counted} ({session.id}).")
    return FINE


def check_in(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """``supine check-in``."""
    today = read_today(options, diary, clock)
    date = parse_date(options.date, today.date)
    if options.band is None and options.area and options.area[-1] in [b.value for b in Band]:
        options.band = options.area.pop()  # the last area took it along
    if options.band is None and not options.ack:
        raise UsageError("say how it feels: clear, mild, moderate, high or warning")
    if options.ack:
        on_date = Today(today.snapshot, today.routine, date, today.ends_at)
        if options.band == Band.WARNING.value or not on_date.plan.can_acknowledge:
            raise UsageError(
                f"there is no warning sign to acknowledge on {date} (it is offered from the day "
                "after the sign)"
            )
    band = Band(options.band) if options.band is not None else None
    record = diary.record_feeling(
        date, band, areas=options.area, report=options.report, ack=options.ack
    )
    if band is Band.WARNING:
        for text in care.SIGN:
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
        print(care.ACKNOWLEDGED)
    if band is not None:
        has_reps = any(s.day == date and s.counted for s in today.snapshot.sessions)
        is_report = options.report or has_reps
        kind = "report" if is_report else "check-in"
        print(f"Noted for {date}: {phrases.BAND_WORDS[band]} ({kind}).")
    after = Today.now(diary.read(), clock, options.routine)
    if date == after.date:
        print(phrases.reason_words(after.plan))
    return FINE
