"""Does it help: when the weekly question is asked, and what its answers come to (rules R7)."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.builders import days_of, nth, record, routine
from tests.practice.test_forecast import LAST, routine_histories
from tui.practice.comparison import is_advice_due, is_question_due, recent_answers
from tui.practice.day_plan import plan_day
from tui.practice.history import History
from tui.practice.models import COMPARES, Compare, DayRecord, Session


def answers(given: dict[int, Compare]) -> dict[dt.date, DayRecord]:
    """Answers by calendar day."""
    return {nth(n): record(nth(n), compare=answer) for n, answer in given.items()}


def put_off(day: int) -> dict[dt.date, DayRecord]:
    return {nth(day): DayRecord(day=nth(day), compare_put_off=True)}


@pytest.mark.parametrize(
    ("records", "first", "today", "is_due"),
    [
        ({}, None, 100, False),
        ({}, 1, 28, False),
        ({}, 1, 29, True),  # 28 days after the first record
        ({}, 30, 29, False),
        (answers({29: "easier"}), 1, 35, False),
        (answers({29: "easier"}), 1, 36, True),
        (put_off(29), 1, 35, False),
        (put_off(29), 1, 36, True),
        (answers({29: "same"}) | put_off(36), 1, 42, False),
        (put_off(29) | answers({40: "same"}), 1, 46, False),
        (answers({2: "worse"}), 1, 29, True),
        (answers({60: "same"}) | put_off(61), 1, 29, True),  # of dates ahead
        ({nth(29): record(nth(29))}, 1, 30, True),
    ],
)
def test_the_question_is_asked_after_four_weeks_and_then_once_a_week(
    records: dict[dt.date, DayRecord], first: int | None, today: int, is_due: bool
) -> None:
    # R7.ask
    begun = None if first is None else nth(first)
    assert is_question_due(records, begun, nth(today)) is is_due


def test_the_answers_of_the_last_eight_weeks_are_counted() -> None:
    # R7.sums
    given = answers({1: "worse", 2: "same", 30: "easier", 57: "easier", 58: "worse"}) | put_off(40)
    assert recent_answers(given, nth(57)) == {"easier": 2, "same": 1}
    assert recent_answers({}, nth(57)) == {}


SAME: dict[int, Compare] = {1: "same", 8: "worse", 15: "same", 22: "same"}


@pytest.mark.parametrize(
    ("given_answers", "today", "last_given", "is_due"),
    [
        (SAME, 42, None, False),
        (SAME, 43, None, True),  # six weeks after the first answer
        (SAME, 43, 14, False),
        (SAME, 43, 13, True),  # 30 days after the last time
        (SAME | {22: "easier"}, 43, None, False),
        (SAME | {22: "easier", 29: "same", 36: "worse", 43: "same"}, 50, None, False),
        (SAME | {1: "easier", 29: "same"}, 43, None, True),  # before the last four
        ({1: "same", 8: "same", 15: "same"}, 60, None, False),  # fewer than four
        (SAME | {50: "easier"}, 43, None, True),  # ahead
        (SAME, 50, None, True),
        (SAME, 51, None, False),  # the last answer is too old
        ({}, 43, None, False),
    ],
)
def test_the_advice_to_ask_someone_comes_six_weeks_after_the_first_answer(
    given_answers: dict[int, Compare], today: int, last_given: int | None, is_due: bool
) -> None:
    # R7.advice
    last = None if last_given is None else nth(last_given)
    assert is_advice_due(answers(given_answers), nth(today), last) is is_due


@given(
    routine_histories(),
    st.dictionaries(st.integers(1, LAST + 1), st.sampled_from((*COMPARES, None)), max_size=8),
)
@hypothesis_settings(max_examples=60, deadline=None)
def test_no_answer_changes_a_target_or_a_streak(
    lived: tuple[list[Session], list[DayRecord]], given_answers: dict[int, Compare | None]
) -> None:
    # R7.no-number
    sessions, records = lived
    by_day = {each.day: each for each in records}
    with_answers = dict(by_day)
    for n, answer in given_answers.items():
        old = with_answers.get(nth(n), DayRecord(day=nth(n)))
        with_answers[nth(n)] = replace(old, compare=answer, compare_put_off=answer is None)
    today = nth(LAST + 1)
    plans, sums = [], []
    for each in (by_day, with_answers):
        days = days_of(sessions, each.values())
        plan = plan_day(routine(), days, today)
        plans.append((plan.exercises, plan.is_locked, plan.day))
        history = History(routine(), days, today)
        verdicts = [history.verdict(nth(n)) for n in range(1, LAST + 2)]
        sums.append((history.current, history.longest, history.steadiness, verdicts))
    assert plans[0] == plans[1]
    assert sums[0] == sums[1]
