"""Several routines seen as one: the combined calendar, and what they ask of one body part."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from tui.diary.snapshot import Snapshot
from tui.diary.today import Today
from tui.practice.models import Plan, Routine

ALL_ROUTINES = "*"
"""The id of all routines seen as one. An id made from a name cannot contain it."""


def active_routines(snapshot: Snapshot) -> list[Routine]:
    """Return the routines that are not archived, in the order in which they were added."""
    return [routine for routine in snapshot.routines.values() if not routine.archived]


def merged(today: Today) -> Today:
    """Return the same moment with all routines seen as one (rules R2.all-routines), archived too.

    Each exercise of each routine becomes an exercise of its own, so that a date is full when all
    that its sessions asked was done, of whichever routine. The schedule is daily, and any counted
    rep keeps a date.
    """
    snapshot = today.snapshot
    exercises = tuple(
        replace(exercise, id=f"{routine.id}/{exercise.id}", name=f"{exercise.name}, {routine.name}")
        for routine in snapshot.routines.values()
        for exercise in routine.exercises
    )
    # No set is fuller than the highest ceiling allows (rules R1.shade).
    ceilings = (each.plan.ceiling for each in snapshot.routines.values())
    routine = Routine(
        id=ALL_ROUTINES, name="All routines", exercises=exercises, plan=Plan(ceiling=max(ceilings))
    )
    sessions = {
        key: replace(
            session,
            routine=ALL_ROUTINES,
            reps={f"{session.routine}/{name}": reps for name, reps in session.reps.items()},
        )
        for key, session in snapshot.file.sessions.items()
    }
    file = replace(snapshot.file, sessions=sessions, routines={ALL_ROUTINES: routine})
    combined = Snapshot(file, snapshot.problems, snapshot.rev, snapshot.schema)
    return Today(combined, routine, today.date, today.ends_at)


def overloaded_areas(routines: Iterable[Today]) -> list[str]:
    """Return the areas of which routines together ask more than any one may (rules R3.areas).

    That is more reps on the date than the highest of their ceilings. A routine that is off, resting
    or locked on the date asks nothing.

    Args:
        routines: the same moment of several routines, as `for_each_routine` returns.
    """
    asked: dict[str, list[tuple[int, int]]] = {}  # by area, the reps and the ceiling of each
    for today in routines:
        if today.status in ("off", "rest", "locked"):
            continue
        reps_by_area: dict[str, int] = {}
        for exercise_plan in today.plan.exercises:
            area = exercise_plan.exercise.area
            if area:
                reps_by_area[area] = reps_by_area.get(area, 0) + (exercise_plan.target or 0)
        for area, reps in reps_by_area.items():
            asked.setdefault(area, []).append((reps, today.routine.plan.ceiling))
    return [
        area
        for area, parts in asked.items()
        if len(parts) > 1 and sum(reps for reps, _ in parts) > max(ceiling for _, ceiling in parts)
    ]


def for_each_routine(today: Today) -> list[Today]:
    """Return the same moment of every routine that is not archived."""
    return [today.of(routine) for routine in active_routines(today.snapshot)]
