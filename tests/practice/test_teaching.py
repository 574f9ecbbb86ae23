"""When a movement is taught (rules R4.taught)."""

from __future__ import annotations

import pytest

from tests.builders import nth, session
from tui.practice.models import Reps, Session
from tui.practice.teaching import taught_exercises

EXERCISES = ("shoulder-blades", "neck")


@pytest.mark.parametrize(
    ("practised", "today", "is_taught"),
    [
        ([], 1, True),
        (range(1, 7), 7, True),
        (range(1, 8), 7, True),  # what was done today does not end its own lesson
        (range(1, 8), 8, False),
        (range(1, 14, 2), 15, False),  # practice days, however far apart
        (range(1, 31), 44, False),  # 13 dates without it
        (range(1, 31), 45, True),  # 14 dates
        ([*range(1, 31), 45], 46, False),
        (range(9, 40), 8, True),  # dates to come
    ],
)
def test_an_exercise_is_taught_on_its_first_seven_days_and_after_two_weeks_away(
    practised: list[int], today: int, is_taught: bool
) -> None:
    sessions = [session(nth(day), target=2, done=2) for day in practised]
    expected = frozenset(EXERCISES) if is_taught else frozenset()
    assert taught_exercises(EXERCISES, sessions, nth(today)) == expected


def test_each_exercise_has_days_of_its_own_and_only_counted_reps_make_one() -> None:
    def both(day: int, neck: Reps, routine: str) -> Session:
        reps = {"shoulder-blades": Reps(done=2), "neck": neck}
        return Session(id=f"s{day}", routine=routine, day=nth(day), reps=reps)

    sessions = [both(day, Reps(short=2), "another") for day in range(1, 9)]
    assert taught_exercises(EXERCISES, sessions, nth(9)) == {"neck"}
    sessions += [both(day, Reps(imagined=1), "b") for day in range(9, 16)]
    assert taught_exercises(EXERCISES, sessions, nth(16)) == frozenset()
