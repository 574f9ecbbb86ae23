"""Exercises and plan as wholes: what a new name takes, a gentler form, and when to ask first."""

from __future__ import annotations

import dataclasses

from msgspec.structs import replace

from tui.practice.models import Exercise, Routine
from tui.settings.limits import text
from tui.settings.value_types import Text

GENTLER = "Starts with 1 rep, goes up to 5 at most, holds for 3 s and rests for 10 s."
"""What `gentler` does, in a sentence."""


def exercise_name(routine: Routine, but: str = "") -> Text:
    """What the name of a new exercise takes, or that of the one with the id ``but``."""
    taken = tuple(each.name for each in routine.exercises if each.id != but)
    return dataclasses.replace(text(Exercise, "name", required=True), taken=taken)


def gentler(routine: Routine) -> Routine:
    """The routine with less to do and more rest; nothing in it that is gentler already is raised.

    The numbers are the program's own choice.
    """
    plan = replace(routine.plan, start_reps=1, ceiling=min(5, routine.plan.ceiling))
    exercises = tuple(
        replace(each, hold_s=min(3, each.hold_s), rest_s=max(10, each.rest_s))
        for each in routine.exercises
    )
    return replace(routine, plan=plan, exercises=exercises)


def caution(old: Routine, new: Routine) -> str | None:
    """What to say before more is asked than until now; None when nothing needs to be said."""
    start, ceiling = new.plan.start_reps, new.plan.ceiling
    said = []
    if start > old.plan.start_reps:
        said.append(
            f"Starting with {start} asks more on the first days, and each time you come back "
            "after a long break or after pain."
        )
    if ceiling > old.plan.ceiling:
        said.append(
            f"With a ceiling of {ceiling} the reps go on rising beyond {old.plan.ceiling}, and "
            "sessions get longer. More is not better here."
        )
    return " ".join(said) or None
