"""``supine routines`` and ``supine exercises``: list, add, rename, choose, order, archive, remove.

They change what the routines and settings screens change, through the same operations and with the
same checks.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from tui.cli.output import print_answer, read_today
from tui.cli.support import FINE, UsageError
from tui.clock import Clock
from tui.diary.diary import Diary
from tui.diary.preferences import exercise_of
from tui.diary.snapshot import Snapshot
from tui.diary.today import Today
from tui.practice.models import DEFAULT_ROUTINE, Exercise, Routine
from tui.settings.presets import GENTLER, exercise_name, gentler
from tui.settings.registry import all_settings, routine_name
from tui.settings.setting import find_setting
from tui.settings.value_types import InvalidValue, Text
from tui.words.phrases import listed

TO_UNDO = "To undo: supine undo"
_Change = Callable[[argparse.Namespace, Diary, Today], tuple[str, str]]
"""Makes one change; it returns the id of what changed, and what to say."""


def routines(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """List the routines, or add, rename, choose, archive or restore one, or make it gentler.

    Raises:
        UsageError: an argument is missing, or the name is not valid.
        NotFound: there is no such routine.
        ChangeRejected: the only routine in use would be archived.
        NotSaved: the diary cannot be written.
    """
    today = read_today(options, diary, clock)
    changes: Mapping[str, _Change] = {
        "add": _add_routine,
        "rename": _rename_routine,
        "choose": _choose_routine,
        "archive": _archive_routine,
        "restore": _restore_routine,
        "gentler": _make_gentler,
    }
    if options.like is not None and options.what != "add":
        raise UsageError("--like goes with add")
    return _carry_out(options, diary, today, changes, _routines_json, _lines)


def _carry_out(
    options: argparse.Namespace,
    diary: Diary,
    today: Today,
    changes: Mapping[str, _Change],
    as_json: Callable[[Snapshot], dict[str, Any]],
    as_lines: Callable[[Snapshot], Iterable[str]],
) -> int:
    """Print the list, or make a change and print what it did; with JSON the list after it, too."""
    if options.what == "list":
        _refuse_more(options, 0)
        snapshot = today.snapshot
        print_answer(options, lambda: as_json(snapshot), lambda: as_lines(snapshot))
        return FINE
    changed, words = changes[options.what](options, diary, today)
    after = diary.read()
    print_answer(options, lambda: {"id": changed} | as_json(after), lambda: [words])
    return FINE


def _lines(snapshot: Snapshot) -> Iterator[str]:
    for routine in snapshot.routines.values():
        state = ", shown" if routine is snapshot.routine() else ""
        state += ", archived" if routine.archived else ""
        names = listed(exercise.name for exercise in routine.exercises) or "no exercises"
        yield f"{routine.id}: {routine.name}{state}; {names}"


def _routines_json(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "routines": [
            {
                "id": routine.id,
                "name": routine.name,
                "shown": routine is snapshot.routine(),
                "archived": routine.archived,
                "exercises": [exercise.id for exercise in routine.exercises],
            }
            for routine in snapshot.routines.values()
        ]
    }


def _add_routine(options: argparse.Namespace, diary: Diary, today: Today) -> tuple[str, str]:
    name = _name(options, 0, routine_name(today.snapshot))
    like = {
        "default": DEFAULT_ROUTINE,
        "gentler": gentler(DEFAULT_ROUTINE),
        "copy": today.routine,
    }[options.like or "default"]
    new = diary.preferences.add_routine(name, like, today.date)
    return new.id, f"Added {new.name} ({new.id}). Now showing it. {TO_UNDO}"


def _rename_routine(options: argparse.Namespace, diary: Diary, today: Today) -> tuple[str, str]:
    routine = _routine(options, today.snapshot)
    name = _name(options, 1, routine_name(today.snapshot, but=routine.id))
    _save(diary, today, routine, "name", name)
    return routine.id, f"{routine.name} is now called {name}."


def _choose_routine(options: argparse.Namespace, diary: Diary, today: Today) -> tuple[str, str]:
    """Show a routine first; as on the screen, an archived one comes back."""
    routine = _routine(options, today.snapshot, is_last=True)
    if routine.archived:
        return _restore_routine(options, diary, today)
    if routine is not today.snapshot.routine():
        diary.preferences.show_routine(routine.id)
    return routine.id, f"Now showing {routine.name}."


def _archive_routine(options: argparse.Namespace, diary: Diary, today: Today) -> tuple[str, str]:
    routine = _routine(options, today.snapshot, is_last=True)
    if not routine.archived:
        diary.preferences.archive_routine(routine.id)
    shown = diary.read().routine().name
    return routine.id, f"{routine.name} is archived; its history is kept. Now showing {shown}."


def _restore_routine(options: argparse.Namespace, diary: Diary, today: Today) -> tuple[str, str]:
    routine = _routine(options, today.snapshot, is_last=True)
    if not routine.archived:
        return routine.id, f"{routine.name} isn't archived."
    diary.preferences.archive_routine(routine.id, archived=False)
    return routine.id, f"{routine.name} is restored. Now showing it."


def _make_gentler(options: argparse.Namespace, diary: Diary, today: Today) -> tuple[str, str]:
    routine = _routine(options, today.snapshot, is_last=True) if options.words else today.routine
    if gentler(routine) == routine:
        return routine.id, f"{routine.name} is already the gentler version."
    diary.preferences.change_routine(routine.id, gentler, "the gentler version")
    return routine.id, f"{routine.name}: {GENTLER} {TO_UNDO}"


def exercises(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """List the exercises of a routine, or add, rename, move or remove one.

    Raises:
        UsageError: an argument is missing, or the name or the place is not valid.
        NotFound: there is no such exercise.
        ChangeRejected: it is at that end already, or the only one.
        NotSaved: the diary cannot be written.
    """
    today = read_today(options, diary, clock)
    changes: Mapping[str, _Change] = {
        "add": _add_exercise,
        "rename": _rename_exercise,
        "move": _move_exercise,
        "remove": _remove_exercise,
    }
    routine = today.routine.id
    return _carry_out(
        options,
        diary,
        today,
        changes,
        lambda snapshot: _exercises_json(snapshot.routine(routine)),
        lambda snapshot: _exercise_lines(snapshot.routine(routine)),
    )


def _exercise_lines(routine: Routine) -> Iterator[str]:
    for place, exercise in enumerate(routine.exercises, 1):
        area = f", {exercise.area}" if exercise.area else ""
        hold = f"{exercise.hold_s:g} s"
        yield f"{place} {exercise.id}: {exercise.name}{area}, held for {hold}"
    if not routine.exercises:
        yield f"{routine.name} has no exercises yet."


def _exercises_json(routine: Routine) -> dict[str, Any]:
    fields = ("id", "name", "area", "word", "ease_in_s", "hold_s", "ease_out_s", "rest_s")
    return {
        "routine": routine.id,
        "exercises": [
            {field: getattr(exercise, field) for field in fields} for exercise in routine.exercises
        ],
    }


def _add_exercise(options: argparse.Namespace, diary: Diary, today: Today) -> tuple[str, str]:
    name = _name(options, 0, exercise_name(today.routine))
    new = diary.preferences.add_exercise(today.routine.id, Exercise(id="-", name=name))
    hint = f"To see its times: supine settings list exercises.{new.id}."
    return new.id, f"Added {new.name} ({new.id}) at the end. {hint}"


def _rename_exercise(options: argparse.Namespace, diary: Diary, today: Today) -> tuple[str, str]:
    exercise = _exercise(options, today.routine)
    name = _name(options, 1, exercise_name(today.routine, but=exercise.id))
    _save(diary, today, today.routine, f"exercises.{exercise.id}.name", name)
    return exercise.id, f"{exercise.name} is now called {name}."


def _move_exercise(options: argparse.Namespace, diary: Diary, today: Today) -> tuple[str, str]:
    exercise, count = _exercise(options, today.routine), len(today.routine.exercises)
    _refuse_more(options, 2)
    place = today.routine.exercises.index(exercise) + 1
    wanted = options.words[1] if len(options.words) > 1 else ""
    places = {"up": place - 1, "down": place + 1} | {str(n): n for n in range(1, count + 1)}
    if wanted not in places:
        raise UsageError(f"say where to move it: up, down, or a place from 1 to {count}")
    if places[wanted] != place:
        diary.preferences.move_exercise(today.routine.id, exercise, places[wanted] - place)
    order = listed(each.name for each in diary.read().routine(today.routine.id).exercises)
    return exercise.id, f"The order is now {order}."


def _remove_exercise(options: argparse.Namespace, diary: Diary, today: Today) -> tuple[str, str]:
    exercise = _exercise(options, today.routine)
    _refuse_more(options, 1)
    diary.preferences.remove_exercise(today.routine.id, exercise)
    return exercise.id, f"Removed {exercise.name}. Past days keep its reps. {TO_UNDO}"


# Arguments


def _refuse_more(options: argparse.Namespace, most: int) -> None:
    if len(options.words) > most:
        raise UsageError(f"{options.what}: {options.words[most]!r} is one word too many")


def _routine(options: argparse.Namespace, snapshot: Snapshot, *, is_last: bool = False) -> Routine:
    """Return the routine whose id is the first word; ``is_last`` refuses more words."""
    if not options.words:
        raise UsageError(_which(options.what, "routine", list(snapshot.routines)))
    if is_last:
        _refuse_more(options, 1)
    return snapshot.routine(options.words[0])


def _exercise(options: argparse.Namespace, routine: Routine) -> Exercise:
    """Return the exercise whose id is the first word."""
    if not options.words:
        known = [exercise.id for exercise in routine.exercises]
        raise UsageError(_which(options.what, "exercise", known))
    return exercise_of(routine, options.words[0])


def _which(what: str, noun: str, known: Sequence[str]) -> str:
    return f"say which {noun} to {what}: {listed(known, 'or')}"


def _name(options: argparse.Namespace, first: int, value_type: Text) -> str:
    """Return the name that the words from ``first`` on make, checked as on the screen."""
    if len(options.words) <= first:
        raise UsageError(
            f"{options.what} needs the new name, too" if first else f"{options.what} needs a name"
        )
    try:
        return str(value_type.parse(" ".join(options.words[first:])))
    except InvalidValue as error:
        raise UsageError(f"a name {error}") from error


def _save(diary: Diary, today: Today, routine: Routine, key: str, value: str) -> None:
    known = all_settings(today.snapshot, routine, today.date)
    find_setting(known, key).save(diary.preferences, value)
