"""How much of the full set was counted on a date, in steps (rules R1.shade).

The level of a date says whether its own target was reached (rules R1.level), which is as true of
two reps as of ten. The shade says how far the routine has grown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

STEPS = 4
"""The number of steps; the last one is the full set."""


def full_set(exercises: Iterable[str], most_asked: Mapping[str, int], ceiling: int) -> int:
    """Return the reps of a full set of some exercises.

    Args:
        exercises: the ids of the exercises that a date asks for.
        most_asked: the most reps that were ever asked on a date, by exercise id.
        ceiling: the ceiling of the plan, which counts for an exercise without an entry, or with a
            higher one.
    """
    return sum(min(ceiling, most_asked.get(exercise, ceiling)) for exercise in exercises)


def shade(counted: int, full: int) -> int:
    """Return the step of counted reps: 0 for none, else 1 to `STEPS`, rounded up."""
    if not counted:
        return 0
    return min(STEPS, -(-STEPS * counted // full)) if full else STEPS
