"""How the movements are done: what to do, what it feels like, and what not to do.

The built-in exercises have a text that came with the program. It is told apart by the exercise's id
and not written to the file, so that a better text reaches everybody who has not written another
one. Their drawings are in `tui.words.drawings`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from tui.practice.models import Band, Exercise, Session
from tui.practice.teaching import FIRST_DAYS, taught_exercises

HOW_PARTS = ("do", "feel", "not")
"""What each line of a ``how`` says, in order."""
HowLines = tuple[str, str, str]
"""The lines of an exercise in the order of `HOW_PARTS`; empty where nothing is said."""

_NOTHING: HowLines = ("", "", "")
_BUILT_IN: dict[str, HowLines] = {
    "shoulder-blades": (
        "Arms beside you, palms up. Let your shoulders sink away from your ears, then draw the "
        "blades gently towards your spine.",
        "At most a third of your strength between the blades, and an easy breath.",
        "Shrugging, lifting your chest, pushing with your elbows, holding your breath.",
    ),
    "neck": (
        "Nose to the ceiling, chin level, head still. Press the back of your neck into the pillow, "
        "roll or mattress with about the weight of a hand.",
        "A light effort at the back of the neck; throat, jaw and arms loose.",
        "Tucking your chin or poking it out, tipping your head back, clenching your teeth.",
    ),
}
LABELS = {"do": "Do", "feel": "Feel", "not": "Avoid"}
"""What stands before each line, by its part."""
LABEL_CELLS = 1 + max(map(len, LABELS.values()))
"""Cells of the column of labels, where they stand in one."""
HOW_TO = "How to do it"
"""The heading of the movements, one by one."""
NOTHING_SAID = "These exercises have no instructions yet. You can add some in Settings."
"""What is said where no exercise of the routine has lines."""
PROPS_ARE_FINE = "A neck roll, flat pillow or folded towel under your neck or head is fine."
"""The props that are offered before the first session and before the first reps."""
LYING = "Lie flat on your back, legs straight or knees bent, as you like."
"""How to lie for the built-in movements."""
LIE_FLAT = "Lie flat on your back."
"""The same where there is little room."""
ALWAYS = "If anything hurts, let go. Can't do a movement? Imagine it."
"""What holds for every movement."""
OWN_EFFORT = "In an exercise of your own, use at most a third of your strength."
"""How hard an exercise is to be that a person wrote; the built-in ones say it themselves."""
DONT_MOVE = "Don't move. Just imagine it."
"""How an imagined rep is done."""
WHY = "Why, and what to expect"
"""The heading of `EXPECT`."""
STRONGER = (
    "A stronger back and neck hold you up with less effort; strength comes over weeks, not days."
)
"""What practice is for; said once, at the end of the first week (rules R4.week)."""
EXPECT = f"{STRONGER} If nothing feels easier after about six weeks, ask a physiotherapist."
"""What practice is for, and when to ask someone."""


def built_in_lines(exercise_id: str) -> HowLines:
    """Return the text that came with the program for an exercise; empty lines for any other."""
    return _BUILT_IN.get(exercise_id, _NOTHING)


def is_built_in(exercise: Exercise) -> bool:
    """Return whether an exercise is one of the movements that the program came with."""
    return exercise.id in _BUILT_IN


def how_lines(exercise: Exercise) -> HowLines:
    """Return the lines of an exercise: its own ones, or else the text that came with it."""
    if exercise.how is None:
        return built_in_lines(exercise.id)
    do, feel, avoid, *_ = (*exercise.how, *_NOTHING)
    return do, feel, avoid


def with_line(exercise: Exercise, number: int, text: str) -> tuple[str, ...] | None:
    """Return the ``how`` of an exercise in which one line says something else.

    It is None where that is the text that came with the program. Empty lines at the end are left
    out.
    """
    lines = [*how_lines(exercise)]
    lines[number] = text
    if tuple(lines) == built_in_lines(exercise.id):
        return None
    while lines and not lines[-1]:
        lines.pop()
    return tuple(lines)


def taught_lines(
    exercises: Iterable[Exercise], sessions: Iterable[Session], today: dt.date
) -> dict[str, HowLines]:
    """Return the lines of those exercises that are taught today, by id (rules R4.taught).

    Args:
        exercises: the exercises of a session.
        sessions: all sessions of the diary.
        today: the practice date.
    """
    lines = {each.id: how_lines(each) for each in exercises}
    said = {exercise: each for exercise, each in lines.items() if any(each)}
    taught = taught_exercises(said, sessions, today) if said else ()
    return {exercise: said[exercise] for exercise in taught}


def first_week_words(practice_day: int, session: Session) -> str:
    """Return what practice is for, after a session of the seventh practice day; else nothing.

    After a stop for the body other words come first (rules R4.week).
    """
    is_due = practice_day == FIRST_DAYS and session.stop_band is Band.CLEAR
    return STRONGER if is_due else ""


def with_hold(lines: HowLines, hold_s: float) -> HowLines:
    """Return lines whose first one, if it says anything, ends with how long to hold.

    A voice gets the lines without it, because speech never counts seconds (rules R5.speech).
    """
    do, feel, avoid = lines
    if do:
        stop = "" if do.endswith((".", "!", "?")) else "."
        do = f"{do}{stop} Hold {hold_s:g} {'second' if hold_s == 1 else 'seconds'}."
    return do, feel, avoid


def is_shown_held(exercise: Exercise, second: int) -> bool:
    """Return which drawing of an exercise is shown in a second, where only one is.

    They take turns at the pace of the movement: relaxed as long as it takes to let go and to begin
    again, then held as long as a hold.
    """
    relaxed_s = exercise.ease_out_s + exercise.ease_in_s
    return second % (relaxed_s + exercise.hold_s) >= relaxed_s


def labelled(lines: HowLines) -> Iterator[tuple[str, str]]:
    """Return each line that says something, after its label: ``Do``, ``Feel`` or ``Avoid``."""
    return ((LABELS[part], line) for part, line in zip(HOW_PARTS, lines, strict=True) if line)


def read_aloud(lines: Sequence[str]) -> list[str]:
    """Return lines with their labels, to be read one after another: ``Do: Arms beside you …``"""
    return [f"{LABELS[part]}: {line}" for part, line in zip(HOW_PARTS, lines, strict=False) if line]


def imagined_words(lines: HowLines) -> str:
    """Return how the reps of an exercise are imagined, with what to imagine where that is said."""
    return f"{DONT_MOVE[:-1]}: {lines[0]}" if lines[0] else DONT_MOVE


def opening(exercises: Iterable[Exercise]) -> tuple[str, ...]:
    """Return what is said before some exercises: how to lie, and which props are fine.

    Empty where none of them is a built-in movement of which something is said.
    """
    is_said = any(is_built_in(each) and any(how_lines(each)) for each in exercises)
    return (LYING, PROPS_ARE_FINE) if is_said else ()


def openings(exercise: Exercise, *, is_first: bool) -> tuple[tuple[str, ...], ...]:
    """Return what may be said before one exercise of a session, the fullest first.

    However little room there is, how to lie is said before the first exercise.
    """
    full = opening((exercise,))
    if not full:
        return ((),)
    return (full, full[:1], (LIE_FLAT,)) if is_first else (full, full[1:], ())


def closing(exercises: Iterable[Exercise]) -> tuple[str, ...]:
    """Return what holds for all of some exercises; empty where nothing is said of any of them."""
    taught = [each for each in exercises if any(how_lines(each))]
    if not taught:
        return ()
    return (ALWAYS,) if all(map(is_built_in, taught)) else (ALWAYS, OWN_EFFORT)
