"""``supine log``, ``forget`` and ``check-in``: the commands that record what was done and felt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import UNSET
from msgspec.structs import replace

from tui.cli.lines import print_error_line, print_message
from tui.cli.output import print_answer, read_today
from tui.cli.support import FINE, UsageError, parse_date, parse_number
from tui.clock import Clock
from tui.diary.diary import Diary
from tui.diary.names import known_name
from tui.diary.today import Today
from tui.practice.models import LONGEST_NOTE, MOST_REPS, Band, Reps
from tui.words import care, phrases, safety
from tui.words.targets import above_words, nothing_left, reason_words

if TYPE_CHECKING:
    import argparse


def log(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """Add a session that was done without the timer, and print its id.

    Raises:
        UsageError: the date, the counts or the note are not valid, or nothing is asked on the date
            and no counts are given.
        NotSaved: the diary cannot be written.
    """
    today = read_today(options, diary, clock)
    date = parse_date(options.date, today.date)
    is_today = date == today.date
    reps = _reps_to_log(options, today.on(date), today.date)
    today = today.on(date)
    if len(options.note) > LONGEST_NOTE:
        raise UsageError(f"--note can have at most {LONGEST_NOTE} characters")
    if words := above_words((each.counted for each in reps.values()), today.routine.plan):
        print_message("supine log", f"{words} (to undo: supine forget last)")
    session = diary.log_session(
        today.routine,
        date,
        reps,
        start=clock.now() if is_today else None,
        effort=options.effort,
        props=tuple(dict.fromkeys(options.prop)),
        note=options.note,
    )
    print_answer(options, lambda: {"id": session.id, "date": date}, lambda: [session.id])
    return FINE


def _reps_to_log(options: argparse.Namespace, today: Today, now: dt.date) -> dict[str, Reps]:
    """Return the reps of every exercise: as ``--reps`` gives them, else what the date asks.

    ``now`` is the practice date of the present moment.
    """
    targets = today.targets()
    imagined = parse_number(options.imagined, "--imagined", MOST_REPS)
    if options.reps:
        counts = _given_counts(options.reps, list(targets))
    elif imagined and today.plan.is_rest and not today.plan.is_enough:
        counts = dict.fromkeys(targets, imagined)  # what a rest date leaves (rules R3.rest)
    else:
        counts = _asked_counts(today, now)
    if imagined > max(counts.values(), default=0):
        raise UsageError("--imagined can't be more than the reps")
    if not any(counts.values()):
        raise UsageError("a session needs at least one rep")
    reps: dict[str, Reps] = {}
    for exercise, begun in today.reps_to_do().items():
        exercise_imagined = min(imagined, counts[exercise])
        done = counts[exercise] - exercise_imagined
        held_s = done * (begun.hold_s or 0)
        reps[exercise] = replace(begun, done=done, imagined=exercise_imagined, held_s=held_s)
    return reps


def _asked_counts(today: Today, now: dt.date) -> dict[str, int]:
    """Return what is left of the date's targets, or the targets once more if nothing is left.

    Raises:
        UsageError: nothing is asked on the date (rules R3.later, R3.rest, R3.lock).
    """
    targets = today.targets()
    is_closed = today.plan.is_enough or today.plan.day.is_marked_kept
    if is_closed or all(target is None for target in targets.values()):
        why = nothing_left(today.plan, now)
        # Nobody is invited to do more after a warning sign.
        how = "" if today.plan.is_locked else " If you practised anyway, record it with --reps."
        raise UsageError(f"{why[0].lower()}{why[1:]}{how}")
    left = {exercise_set.exercise.id: exercise_set.reps for exercise_set in today.sets_left()}
    if any(left.values()):
        return left
    print_message(
        "supine log",
        "today's reps were already done; these are extra, and the number may not go up tomorrow "
        "(to undo: supine forget last)",
    )
    return {exercise: target or 0 for exercise, target in targets.items()}


def _given_counts(words: list[str], exercises: list[str]) -> dict[str, int]:
    """Return the counts that ``--reps`` gives: one number for all exercises, or ``ID=N`` for some.

    Exercises that are not named get 0.
    """
    if len(words) == 1 and "=" not in words[0]:
        return dict.fromkeys(exercises, parse_number(words[0], "--reps", MOST_REPS))
    counts = dict.fromkeys(exercises, 0)
    named: set[str] = set()
    for word in words:
        if "," in word:
            raise UsageError(f"--reps needs spaces between: {' '.join(word.split(','))}")
        name, equals, number = word.rpartition("=")
        if not equals:
            raise UsageError(f"--reps must be one number, or ID=N for each exercise, not {word!r}")
        meant = known_name(name, exercises)
        if meant is None:
            known = phrases.listed(exercises, "or")
            raise UsageError(f"there is no exercise {name!r}; choose {known}")
        if meant in named:
            raise UsageError(f"--reps lists {meant!r} twice")
        named.add(meant)
        counts[meant] = parse_number(number, "--reps", MOST_REPS)
    return counts


def forget(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """Remove a session, given by its id or as ``last``.

    Raises:
        NotFound: there is no such session.
        NotSaved: the diary cannot be written.
    """
    del clock
    wanted = options.session
    if options.routine is not None:
        snapshot = diary.read()
        wanted = snapshot.session(wanted, snapshot.routine(options.routine).id).id
    session = diary.remove_session(wanted)
    counted = phrases.plural(session.counted, "rep")
    removed = f"Removed the session of {session.day} with {counted} ({session.id})."
    sign_stays = [safety.SIGN_STAYS] if session.stop_reason == "warning" else []
    print_answer(
        options,
        lambda: {"id": session.id, "date": session.day},
        lambda: [removed, *sign_stays],
    )
    return FINE


def check_in(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """Record how a date feels, a weekly answer, an acknowledgement, or several of these.

    Raises:
        UsageError: there is no answer, or no sign to acknowledge on the date.
        SignStands: the answer is milder than the warning sign of the date.
        NotSaved: the diary cannot be written.
    """
    today = read_today(options, diary, clock)
    date = parse_date(options.date, today.date)
    if options.band is None and options.area and options.area[-1] in [b.value for b in Band]:
        # argparse took the answer for one more area: --area neck mild
        options.band = options.area.pop()
    if options.band is None and not options.ack and options.compare is None:
        raise UsageError(
            "say how it feels: clear (as usual or better), mild (a bit more sore), moderate "
            "(clearly more sore), high (very sore or painful) or warning (a warning sign)"
        )
    plan = today.on(date).plan
    if options.ack and (options.band == Band.WARNING.value or not plan.can_acknowledge):
        if plan.is_locked or options.band == Band.WARNING.value:
            raise UsageError("not yet: --ack can be used from the day after a warning sign")
        raise UsageError(f"practice isn't paused on {date}, so --ack isn't needed")
    band = Band(options.band) if options.band is not None else None
    record, confirmed = diary.record_feeling(
        date,
        band,
        areas=options.area,
        report=options.report,
        ack=options.ack,
        compare=UNSET if options.compare is None else options.compare,
    )
    if band is Band.WARNING:
        for paragraph in safety.sign_paragraphs(is_today=date == today.date):
            print_error_line(paragraph)

    def as_text() -> Iterator[str]:
        if options.ack:
            yield care.ACKNOWLEDGED
        if band is not None:
            is_report = options.report or today.snapshot.has_counted_on(date)
            kind = "report" if is_report else "check-in"
            yield f"Saved for {date}: {phrases.BAND_WORDS[band]} ({kind})."
            if band is Band.WARNING:
                yield safety.slip_words("run supine undo")
        if confirmed:
            yield phrases.confirmed_words(confirmed, date)
        if options.compare is not None:
            yield f"Saved for {date}: {phrases.comparison_words(options.compare)}."
        after = Today.now(diary.read(), clock, options.routine)
        if date == after.date and (band is not None or options.ack) and band is not Band.WARNING:
            yield reason_words(after.plan)

    print_answer(
        options,
        lambda: {
            "date": date,
            "check": record.check,
            "report": record.report,
            "ack": record.ack,
            "compare": record.compare,
            "confirmed": [session.id for session in confirmed],
        },
        as_text,
    )
    return FINE
