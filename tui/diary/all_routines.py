"""Several routines seen as one: the combined calendar, and what they ask of one body part."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from msgspec.structs import replace

from tui.diary.snapshot import Snapshot
from tui.diary.today import Today
from tui.practice.models import Routine

ALL_ROUTINES = "*"
"""The id of all routines seen as one; no routine of one's own can have it."""


def active_routines(snapshot: Snapshot) -> list[Routine]:
    """The routines that are not archived, in the order in which they were added."""
    return [routine for routine in snapshot.routines.values() if not routine.archived]


def merged(today: Today) -> Today:
    """The same moment with all routines as one, archived ones too.

    Each exercise of each routine is one of its own, so that a date is full when all that its
    sessions asked was done, whichever routine they belong to. Every day is asked for, and any rep
    keeps it.
    """
    snapshot = today.snapshot
    exercises = tuple(
        replace(exercise, id=f"{routine.id}/{exercise.id}", name=f"{exercise.name}, {routine.name}")
        for routine in snapshot.routines.values()
        for exercise in routine.exercises
    )
    everything = Routine(id=ALL_ROUTINES, name="All routines", exercises=exercises)
    sessions = {
        key: replace(
            session,
            routine=ALL_ROUTINES,
            reps={f"{session.routine}/{each}": reps for each, reps in session.reps.items()},
        )
        for key, session in snapshot.file.sessions.items()
    }
    file = replace(snapshot.file, sessions=sessions, routines={ALL_ROUTINES: everything})
    seen = Snapshot(file, snapshot.problems, snapshot.rev, snapshot.schema)
    return Today(seen, everything, today.date, today.ends_at)


def overloaded_areas(routines: Iterable[Today]) -> list[str]:
    """The areas of which several routines together ask more reps on a date than any one may.

    That is more than the highest of their ceilings. What a date leaves free asks nothing.
    """
    asked: dict[str, list[tuple[int, int]]] = {}
    for each in routines:
        if each.status in ("off", "rest", "locked"):
            continue
        routine = each.routine
        areas: dict[str, int] = {}
        for part in each.plan.exercises:
            area = part.exercise.area
            if area:
                areas[area] = max(areas.get(area, 0), 0) + (part.target or 0)
        for area, reps in areas.items():
            asked.setdefault(area, []).append((reps, routine.plan.ceiling))
    return [
        area
        for area, parts in asked.items()
        if len(parts) > 1 and sum(reps for reps, _ in parts) > max(ceiling for _, ceiling in parts)
    ]


def for_each_routine(snapshot: Snapshot, date: dt.date, ends_at: dt.datetime) -> list[Today]:
    """The same moment for every routine in use."""
    return [Today(snapshot, routine, date, ends_at) for routine in active_routines(snapshot)]
