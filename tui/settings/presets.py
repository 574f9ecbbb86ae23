"""Settings as a whole: the gentler version, a caution before more is asked, exercise names."""

from __future__ import annotations

import dataclasses

from msgspec.structs import replace

from tui.practice.models import Exercise, Routine
from tui.settings.limits import text
from tui.settings.value_types import Text

GENTLER = "Starts with 1 rep, goes up to 5 at most, once a day, holds for 3 s and rests for 10 s."
"""What `gentler` does, in a sentence."""


def exercise_name(routine: Routine, but: str = "") -> Text:
    """Return the type of a new exercise's name, or of the name of the exercise with the id ``but``.

    It refuses the names of all other exercises of the routine.
    """
    taken = tuple(each.name for each in routine.exercises if each.id != but)
    return dataclasses.replace(text(Exercise, "name", required=True), taken=taken)


def gentler(routine: Routine) -> Routine:
    """Return the routine with fewer reps, shorter holds and longer rests.

    Numbers that are gentler already stay. The numbers are the program's own choice.
    """
    plan = replace(routine.plan, start_reps=1, ceiling=min(5, routine.plan.ceiling), rounds=1)
    exercises = tuple(
        replace(each, hold_s=min(3, each.hold_s), rest_s=max(10, each.rest_s))
        for each in routine.exercises
    )
    return replace(routine, plan=plan, exercises=exercises)


def caution(old: Routine, new: Routine) -> str | None:
    """Return what to say before a routine asks for more reps than before, or None."""
    start, ceiling = new.plan.start_reps, new.plan.ceiling
    sentences = []
    if start > old.plan.start_reps:
        sentences.append(
            f"Starting with {start} means more on the first days, and whenever you return "
            "after a long break or after pain."
        )
    if ceiling > old.plan.ceiling:
        sentences.append(
            f"With a ceiling of {ceiling} the number keeps growing past {old.plan.ceiling}, and "
            "sessions get longer. More is not better here."
        )
    return " ".join(sentences) or None
