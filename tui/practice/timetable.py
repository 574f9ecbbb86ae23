"""The timetable of a session: its phases in order, each with its duration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum

from msgspec import Struct

from tui.practice.models import Exercise, Routine, milliseconds


class Phase(Enum):
    """Where a session is (rules R4.phases). The values are the words of the timetable."""

    PREPARE = "prepare"
    LEAD_IN = "lead-in"
    EASE_IN = "ease-in"
    HOLD = "hold"
    EASE_OUT = "ease-out"
    REST = "rest"
    SETTLE = "settle"
    FINISHED = "finished"
    PAUSED = "paused"
    STOPPED = "stopped"


class ExerciseSet(Struct, frozen=True):
    """The reps that a session asks of one exercise, numbered from ``first`` on."""

    exercise: Exercise
    first: int
    reps: int


def with_reps(sets: Iterable[ExerciseSet]) -> tuple[ExerciseSet, ...]:
    """Return the sets in which there is something to do."""
    return tuple(exercise_set for exercise_set in sets if exercise_set.reps)


def left_of_round(
    targets: Mapping[str, int], counted: Mapping[str, int]
) -> tuple[int, dict[str, int]]:
    """Return how many rounds a date has done, and the reps that are left of the next (R3.rounds).

    Args:
        targets: the date's target by exercise id.
        counted: the reps counted on the date, for each of these exercises.
    """
    done = min((counted[each] // target for each, target in targets.items()), default=0)
    return done, {
        each: max(0, (done + 1) * target - counted[each]) for each, target in targets.items()
    }


class PhaseStep(Struct, frozen=True):
    """One phase of the plan of a session.

    ``duration`` is in milliseconds. ``exercise`` is the id of the exercise, None for settle and
    finished. ``rep`` is the number of the rep, None for phases that belong to no rep.
    """

    phase: Phase
    duration: int
    exercise: str | None = None
    rep: int | None = None


def plan_steps(routine: Routine, sets: Iterable[ExerciseSet]) -> tuple[PhaseStep, ...]:
    """Return the phases of a session in order, or none when no reps are asked."""
    steps: list[PhaseStep] = []
    for exercise_set in sets:
        if exercise_set.reps <= 0:  # R4.numbering
            continue
        exercise = exercise_set.exercise
        # R4.phases: the first exercise has a longer time to prepare.
        prepare = routine.reposition_s if steps else routine.prepare_s
        steps.append(PhaseStep(Phase.PREPARE, milliseconds(prepare), exercise.id))
        last = exercise_set.first + exercise_set.reps - 1
        for rep in range(exercise_set.first, last + 1):  # R4.numbering
            for phase, duration in (
                (Phase.EASE_IN, exercise.ease_in_s),
                (Phase.HOLD, exercise.hold_s),
                (Phase.EASE_OUT, exercise.ease_out_s),
                (Phase.REST, exercise.rest_s),
            ):
                # R4.phases: no rest after the last rep of an exercise.
                if phase is not Phase.REST or rep < last:
                    steps.append(PhaseStep(phase, milliseconds(duration), exercise.id, rep))
    if not steps:
        return ()
    return (
        *steps,
        PhaseStep(Phase.SETTLE, milliseconds(routine.settle_s)),
        PhaseStep(Phase.FINISHED, 0),
    )


def timetable(steps: Sequence[PhaseStep]) -> list[tuple[int, PhaseStep]]:
    """Return each phase with its start, in milliseconds from the start of the session.

    The times hold if nothing interrupts (rules R4.cue-times).
    """
    rows: list[tuple[int, PhaseStep]] = []
    at = 0
    for step in steps:
        rows.append((at, step))
        at += step.duration
    return rows


def length(steps: Sequence[PhaseStep]) -> int:
    """Return how long a session takes if nothing interrupts, in milliseconds."""
    return sum(step.duration for step in steps)
