"""The shade of a date: how much of the full set was counted (rules R1.shade)."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.builders import routine, session
from tui.practice.days import gather
from tui.practice.history import History
from tui.practice.models import Plan, Session
from tui.practice.shades import STEPS, full_set, shade

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("counted", "full", "step"),
    [
        (0, 20, 0),
        (1, 20, 1),
        (5, 20, 1),
        (6, 20, 2),
        (10, 20, 2),
        (11, 20, 3),
        (15, 20, 3),
        (16, 20, 4),
        (20, 20, 4),
        (35, 20, 4),
        (1, 1, 4),
        (1, 2, 2),
        (1, 4, 1),
        (1, 0, 4),
    ],
)
def test_the_steps_are_quarters_of_the_full_set_rounded_up(
    counted: int, full: int, step: int
) -> None:
    assert shade(counted, full) == step


@given(st.integers(1, 60), st.integers(0, 100), st.integers(0, 100))
def test_more_reps_are_never_a_lower_step(full: int, one: int, more: int) -> None:
    assert 0 <= shade(one, full) <= shade(one + more, full) <= STEPS


@pytest.mark.parametrize(
    ("asked", "ceiling", "expected"),
    [
        ({}, 10, 20),
        ({"a": 10, "b": 10}, 10, 20),
        ({"a": 4, "b": 10}, 10, 14),
        ({"a": 12, "b": 3}, 10, 13),
    ],
)
def test_the_full_set_is_the_ceiling_or_the_most_that_was_ever_asked_if_that_is_lower(
    asked: dict[str, int], ceiling: int, expected: int
) -> None:
    assert full_set(("a", "b"), asked, ceiling) == expected


def shades_of(*sessions: Session, ceiling: int = 10) -> list[int]:
    plan = replace(routine(), plan=Plan(ceiling=ceiling))
    history = History(plan, gather(plan.id, sessions, {}, today=TODAY), TODAY)
    return [history.shade(each.day) for each in sessions]


def test_a_date_is_shaded_by_what_was_counted_and_not_by_its_own_target() -> None:
    days = [TODAY - dt.timedelta(days=n) for n in range(6)]
    assert shades_of(
        session(days[5], target=2, done=2),
        session(days[4], target=8, done=8),
        session(days[3], target=8, done=2, imagined=2),
        session(days[2], target=8, done=0),
        session(days[1], target=None, kept=True),
        session(days[0], target=None, done=5),
    ) == [1, 4, 2, 0, 4, 3]


def test_a_lower_ceiling_makes_the_full_set_smaller() -> None:
    many = session(TODAY, target=10, done=4)
    assert (shades_of(many), shades_of(many, ceiling=4)) == ([2], [4])


def test_what_the_plan_asked_counts_where_the_person_lowered_it() -> None:
    day = TODAY - dt.timedelta(days=1)
    lowered = session(day, target=4, done=4)
    reps = {exercise: replace(each, asked=8) for exercise, each in lowered.reps.items()}
    lowered = replace(lowered, reps=reps)
    assert shades_of(lowered) == [2]
