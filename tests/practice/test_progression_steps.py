"""The progression, step by step: what each step of the rules does to a state by itself.

The ids are those of docs/rules.md. `test_progression.py` has whole courses of days.
"""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from tests.builders import nth, routine, session
from tui.practice.days import Day, LockSpan
from tui.practice.models import Band, Plan, Weekdays, Weekly
from tui.practice.progression import (
    AskedTarget,
    ExerciseResult,
    Reason,
    State,
    after,
    before,
    dates_away,
    exercise_result,
    fold,
    is_earned,
    takes_part,
)
from tui.practice.tail import target_was_asked

CLEAR, MILD, MODERATE, HIGH, WARNING = Band
PLAN = Plan(start_reps=2, start_days=2, step=2, ceiling=10)
ROUTINE = routine(plan=PLAN)


def state(**fields: Any) -> State:
    """A state after the practice of calendar day 1: 8 reps asked, a rise to 9 earned."""
    usual: dict[str, Any] = {
        "target": 9,
        "last_target": 8,
        "earned": 2,
        "peak": 8,
        "short": [],
        "last": nth(1),
    }
    return State(**(usual | fields))


def changes(old: State, new: State) -> dict[str, object]:
    """The fields that differ, with their new values."""
    return {
        name: getattr(new, name)
        for name in State.__struct_fields__
        if getattr(new, name) != getattr(old, name)
    }


def step_before(start: State, day: Day, plan: Plan = PLAN) -> tuple[AskedTarget, dict[str, object]]:
    """What `before` returns, and what it changes."""
    old = replace(start, short=list(start.short))
    asked = before(start, routine(plan=plan), day)
    return asked, changes(old, start)


def step_after(
    start: State,
    day: Day,
    result: ExerciseResult | None,
    *,
    was_asked: bool = True,
    plan: Plan = PLAN,
) -> dict[str, object]:
    """What `after` changes."""
    old = replace(start, short=list(start.short))
    after(start, plan, day, result, was_asked=was_asked)
    return changes(old, start)


def done(target: int | None, real: int, **fields: Any) -> ExerciseResult:
    """A result, as asked, confirmed and not hard unless said otherwise."""
    usual: dict[str, Any] = {"asked": target, "imagined": 0, "hard": False, "confirmed": True}
    return ExerciseResult(target=target, real=real, **(usual | fields))


# --- before a date -------------------------------------------------------------------------------


def test_a_locked_exercise_asks_nothing_and_stays_as_it_is() -> None:
    # R3.before.1: nothing further applies, neither days away nor a check-in
    asked, changed = step_before(state(locked=True, hard=1), Day(nth(30), check=MODERATE))
    assert asked == AskedTarget(None, Reason.LOCKED, rise=0)
    assert changed == {}


def test_an_acknowledgement_unlocks_and_begins_small() -> None:
    # R3.before.1
    asked, changed = step_before(state(locked=True), Day(nth(2), ack=True))
    assert asked == AskedTarget(2, Reason.BACK, rise=-6)
    assert changed == {"locked": False, "target": 2, "earned": 0, "wait": 2}
    low, _ = step_before(state(locked=True, target=1), Day(nth(2), ack=True))
    assert low.target == 1


def test_an_acknowledgement_without_a_lock_changes_nothing() -> None:
    asked, changed = step_before(state(), Day(nth(2), ack=True))
    assert (asked.target, changed) == (9, {})


@pytest.mark.parametrize(
    ("away", "changed", "reason"),
    [
        (0, {}, Reason.STEP),
        (2, {}, Reason.STEP),
        (3, {"target": 7}, Reason.AWAY),
        (4, {"target": 7}, Reason.AWAY),
        (5, {"target": 6}, Reason.AWAY),
        (12, {"target": 4}, Reason.AWAY),
        (13, {"target": 3}, Reason.AWAY),
        (14, {"target": 3, "earned": 0}, Reason.BACK),
        (17, {"target": 2, "earned": 0}, Reason.BACK),
        (400, {"target": 2, "earned": 0}, Reason.BACK),
    ],
)
def test_days_away(away: int, changed: dict[str, object], reason: Reason) -> None:
    # R3.before.2
    asked, got = step_before(state(short=[7], hard=1, lowered=2), Day(nth(2 + away)))
    cleared = {"short": [], "hard": 0, "lowered": 0} if away > 2 else {}
    assert (got, asked.reason) == (cleared | changed, reason)
    assert asked.target == changed.get("target", 9)


@pytest.mark.parametrize(
    ("target", "last_target", "away", "expected"),
    [
        (3, 2, 7, 2),  # never below the start
        (4, 3, 7, 2),
        (5, 4, 7, 3),
        (11, 10, 3, 9),
        (11, 10, 4, 9),
        (11, 10, 5, 8),
        (2, 1, 7, 1),  # the last one was below the start
        (2, 8, 7, 2),  # soreness had lowered it more
        (1, 8, 14, 1),
        (4, 8, 3, 4),
    ],
)
def test_days_away_never_raise_a_target(
    target: int, last_target: int, away: int, expected: int
) -> None:
    # R3.before.2
    asked, _ = step_before(state(target=target, last_target=last_target), Day(nth(2 + away)))
    assert asked.target == expected


def test_an_exercise_that_was_never_practised_is_not_away() -> None:
    # R3.before.2
    asked, changed = step_before(State(9, 8, hard=1), Day(nth(400)))
    assert (asked, changed) == (AskedTarget(9, Reason.FIRST, rise=0), {})


def test_the_gap_that_a_schedule_leaves_is_no_time_away() -> None:
    # R3.before.2; nth(1) is a Sunday
    once = routine(schedule=(Weekly(since=nth(1), times=1),))
    sunday_and_monday = routine(schedule=(Weekdays(since=nth(1), days=("sun", "mon")),))
    assert [dates_away(ROUTINE, nth(1), nth(n)) for n in (1, 2, 3, 10)] == [0, 0, 1, 8]
    assert [dates_away(once, nth(1), nth(n)) for n in (8, 9, 11)] == [0, 1, 3]
    assert [dates_away(sunday_and_monday, nth(2), nth(n)) for n in (8, 9)] == [0, 1]


@pytest.mark.parametrize("check", [None, CLEAR])
def test_a_clear_check_in_changes_nothing(check: Band | None) -> None:
    asked, changed = step_before(state(short=[7], hard=1), Day(nth(2), check=check))
    assert (asked, changed) == (AskedTarget(9, Reason.STEP, rise=1), {})


@pytest.mark.parametrize(
    ("check", "asked", "changed"),
    [
        (MILD, AskedTarget(8, Reason.MILD, 0), {}),
        (
            MODERATE,
            AskedTarget(4, Reason.SORE, -4),
            {"target": 4, "wait": 2, "short": [], "soreness": MODERATE},
        ),
        (
            HIGH,
            AskedTarget(None, Reason.REST, 0),
            {"target": 2, "wait": 2, "short": [], "soreness": HIGH, "earned": 0},
        ),
        (
            WARNING,
            AskedTarget(None, Reason.LOCKED, 0),
            {
                "target": 2,
                "wait": 2,
                "short": [],
                "soreness": WARNING,
                "earned": 0,
                "locked": True,
            },
        ),
    ],
)
def test_check_ins(check: Band, asked: AskedTarget, changed: dict[str, object]) -> None:
    # R3.before.3
    assert step_before(state(short=[7], hard=1), Day(nth(2), check=check)) == (asked, changed)


@pytest.mark.parametrize(
    ("check", "target", "last_target", "expected"),
    [
        (MODERATE, 7, 8, 3),
        (MODERATE, 9, 5, 2),
        (MODERATE, 1, 1, 1),
        (HIGH, 1, 8, 1),
        (WARNING, 1, 8, 1),
    ],
)
def test_a_check_in_lowers_the_lower_of_two_targets(
    check: Band, target: int, last_target: int, expected: int
) -> None:
    # R3.before.3
    start = state(target=target, last_target=last_target)
    step_before(start, Day(nth(2), check=check))
    assert start.target == expected


@pytest.mark.parametrize(
    ("target", "last_target", "asked"), [(9, 8, 8), (7, 8, 7), (1, 1, 1), (12, 11, 10)]
)
def test_a_mild_check_in_asks_the_lower_of_two_targets_and_keeps_the_other(
    target: int, last_target: int, asked: int
) -> None:
    # R3.before.4
    start = state(target=target, last_target=last_target)
    assert step_before(start, Day(nth(2), check=MILD))[0].target == asked
    assert start.target == min(target, 10)


@pytest.mark.parametrize(("limit", "asked"), [(None, 9), (9, 9), (5, 5), (1, 1)])
def test_no_more_is_asked_than_the_limit(limit: int | None, asked: int) -> None:
    # R3.before.4, R3.limit
    start = state(limit=limit)
    reason = Reason.STEP if limit is None else Reason.BELOW_WHAT_HURT
    assert step_before(start, Day(nth(2)))[0] == AskedTarget(asked, reason, asked - 8)
    assert start.target == start.allowed_target == asked


def test_where_nothing_is_asked_the_limit_waits() -> None:
    # R3.before.4: it is for targets, and what is imagined stays within it all the same
    start = state(target=2, limit=1)
    step_before(start, Day(nth(2), check=HIGH))
    assert (start.target, start.allowed_target) == (2, 1)


@pytest.mark.parametrize(("target", "expected"), [(-1, 1), (0, 1), (1, 1), (10, 10), (11, 10)])
def test_a_target_is_brought_into_its_range(target: int, expected: int) -> None:
    # R3.before.4
    start = state(target=target, last_target=20)
    assert step_before(start, Day(nth(2)))[0].target == start.target == expected


def test_the_rise_is_the_difference_to_the_last_target() -> None:
    assert step_before(state(target=9, last_target=6), Day(nth(2)))[0].rise == 3
    assert step_before(state(target=10, last_target=8), Day(nth(2)))[0] == AskedTarget(
        10, Reason.CEILING, rise=2
    )


# --- after a date --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "real", "peak", "expected"),
    [(6, 6, 0, 6), (6, 4, 0, 4), (6, 8, 0, 6), (6, 6, 7, 7), (14, 14, 9, 10), (14, 12, 0, 10)],
)
def test_the_peak_is_what_was_asked_and_done_up_to_the_ceiling(
    target: int, real: int, peak: int, expected: int
) -> None:
    # R3.after.1
    start = state(peak=peak)
    step_after(start, Day(nth(2)), done(target, real))
    assert start.peak == expected


def test_a_date_on_which_no_target_was_asked_only_says_when_it_was() -> None:
    # R3.after.1, R3.after.3
    changed: dict[str, object] = {"last": nth(2), "took_part": nth(2)}
    assert step_after(state(hard=1), Day(nth(2)), done(6, 6), was_asked=False) == changed
    assert step_after(state(hard=1), Day(nth(2)), done(None, 6)) == changed


def test_a_date_without_practice_changes_nothing() -> None:
    # R3.after.3
    changed = step_after(state(hard=1, short=[3]), Day(nth(2), check=MILD), None)
    assert changed == {"took_part": nth(2)}


PRACTISED: dict[str, object] = {"last": nth(2), "took_part": nth(2), "last_target": 6}
LIMITED: dict[str, object] = {"limit": 5, "hurts": 1}
LOWERED: dict[str, object] = {"wait": 2, "short": []}


@pytest.mark.parametrize(
    ("day", "changed"),
    [
        (Day(nth(2), report=MODERATE), {"target": 3, "soreness": MODERATE}),
        (Day(nth(2), stop=MODERATE), {"target": 3, "soreness": MODERATE}),
        (Day(nth(2), check=MILD, stop=MODERATE), {"target": 3, "soreness": MODERATE}),
        (Day(nth(2), report=HIGH), LIMITED | {"target": 2, "soreness": HIGH, "earned": 0}),
        (
            Day(nth(2), stop=HIGH, report=MILD),
            LIMITED | {"target": 2, "soreness": HIGH, "earned": 0},
        ),
        (
            Day(nth(2), check=MODERATE, stop=HIGH),
            LIMITED | {"target": 2, "soreness": HIGH, "earned": 0},
        ),
        (
            Day(nth(2), report=WARNING),
            LIMITED | {"target": 2, "soreness": WARNING, "earned": 0, "locked": True},
        ),
    ],
)
def test_what_is_said_later_lowers_the_target_that_was_asked(
    day: Day, changed: dict[str, object]
) -> None:
    # R3.after.2: it is worse than the check-in, and no further step applies
    expected = PRACTISED | LOWERED | {"later_band": day.later_band} | changed
    assert step_after(state(short=[3]), day, done(6, 6)) == expected


@pytest.mark.parametrize(
    ("target", "band", "expected"),
    [(1, MODERATE, 1), (3, MODERATE, 1), (1, HIGH, 1), (1, WARNING, 1)],
)
def test_a_lowered_target_is_at_least_one(target: int, band: Band, expected: int) -> None:
    # R3.after.2
    start = state()
    step_after(start, Day(nth(2), report=band), done(target, target))
    assert start.target == expected


@pytest.mark.parametrize(
    ("check", "report"), [(MODERATE, MODERATE), (HIGH, MODERATE), (HIGH, HIGH), (MILD, MILD)]
)
def test_what_is_no_worse_than_the_check_in_lowers_nothing(check: Band, report: Band) -> None:
    # R3.after.2
    changed = step_after(state(), Day(nth(2), check=check, report=report), None)
    assert changed == {"took_part": nth(2)}


def test_a_lock_that_stands_stays_after_a_high_report() -> None:
    # R3.after.2
    start = state(locked=True)
    step_after(start, Day(nth(2), report=HIGH), None)
    assert start.locked


def test_a_mild_report_without_practice_takes_back_a_rise() -> None:
    # R3.after.2
    changed = step_after(state(), Day(nth(2), report=MILD), None)
    assert changed == {"target": 8, "later_band": MILD, "took_part": nth(2)}


def test_pain_without_practice_or_without_a_target_sets_no_limit() -> None:
    # R3.after.2, R3.limit
    for result, was_asked in ((None, True), (done(6, 6), False), (done(None, 6), True)):
        start = state()
        step_after(start, Day(nth(2), report=HIGH), result, was_asked=was_asked)
        assert (start.target, start.limit, start.hurts) == (2, None, 0)


@pytest.mark.parametrize(("target", "limit"), [(6, 5), (2, 1), (1, 1)])
def test_pain_limits_to_one_less_and_counts(target: int, limit: int) -> None:
    # R3.limit
    start = state(limit=8, hurts=2, tries=7)
    step_after(start, Day(nth(2), stop=HIGH), done(target, target, asked=9))
    assert (start.limit, start.hurts, start.tries) == (limit, 3, 0)


@pytest.mark.parametrize(
    ("target", "hurts", "tries", "limit", "after_it"),
    [
        (4, 1, 12, 5, (5, 1, 12, 5)),  # below the limit nothing is tried
        (5, 1, 12, 5, (5, 1, 13, 5)),
        (5, 1, 13, 5, (6, 1, 0, 6)),
        (5, 2, 13, 5, (5, 2, 14, 5)),
        (5, 2, 27, 5, (6, 2, 0, 6)),
        (9, 3, 41, 9, (None, 0, 0, 10)),  # at the ceiling it is forgotten
        (12, 1, 0, 12, (None, 0, 0, 10)),  # the ceiling was lowered meanwhile
    ],
)
def test_earned_dates_at_the_limit_raise_it(
    target: int, hurts: int, tries: int, limit: int, after_it: tuple[int | None, int, int, int]
) -> None:
    # R3.limit
    start = state(limit=limit, hurts=hurts, tries=tries)
    step_after(start, Day(nth(2)), done(target, target), plan=replace(PLAN, step=1))
    assert (start.limit, start.hurts, start.tries, start.target) == after_it


@pytest.mark.parametrize("calm", [{"wait": 1}, {"earned": 0}, {"lowered": 0}])
def test_only_a_date_that_could_raise_the_target_tries_the_limit(calm: dict[str, int]) -> None:
    # R3.limit
    start = state(limit=5, hurts=1, tries=3, **calm)
    step_after(start, Day(nth(2)), done(5, 5, asked=6 if "lowered" in calm else 5))
    assert start.tries == 3


def test_what_was_said_later_is_forgotten_by_the_next_date() -> None:
    changed = step_after(state(later_band=HIGH), Day(nth(2), check=CLEAR), None)
    assert changed == {"later_band": CLEAR, "took_part": nth(2)}


@pytest.mark.parametrize(
    ("day", "result", "earned"),
    [
        (Day(nth(2)), done(6, 6), True),
        (Day(nth(2)), done(6, 8), True),
        (Day(nth(2)), done(6, 9), False),
        (Day(nth(2)), done(6, 5, imagined=1), False),
        (Day(nth(2)), done(6, 6, imagined=5), True),
        (Day(nth(2)), done(6, 6, hard=True), False),
        (Day(nth(2)), done(6, 6, confirmed=False), False),
        (Day(nth(2)), done(None, 6), False),
        (Day(nth(2), check=CLEAR, report=CLEAR), done(6, 6), True),
        (Day(nth(2), check=MILD), done(6, 6), True),
        (Day(nth(2), check=MODERATE), done(6, 6), False),
        (Day(nth(2)), done(4, 4, asked=6), True),
    ],
)
def test_what_earns(day: Day, result: ExerciseResult, earned: bool) -> None:
    # R3.after.4
    assert is_earned(PLAN, day, result) is earned


@pytest.mark.parametrize(("rounds", "most"), [(1, 8), (2, 14), (3, 20)])
def test_as_many_rounds_earn_as_the_plan_offers(rounds: int, most: int) -> None:
    # R3.rounds
    plan = replace(PLAN, rounds=rounds)
    assert is_earned(plan, Day(nth(2)), done(6, most))
    assert not is_earned(plan, Day(nth(2)), done(6, most + 1))


@pytest.mark.parametrize(("lowered", "kept", "left"), [(0, 6, 1), (1, 6, 2), (2, 4, 0)])
def test_the_third_lowered_date_in_a_row_is_followed(lowered: int, kept: int, left: int) -> None:
    # R3.after.1
    for day in (Day(nth(2)), Day(nth(2), report=MILD)):
        start = state(lowered=lowered)
        step_after(start, day, done(4, 4, asked=6))
        assert (start.target, start.last_target, start.lowered) == (kept, kept, left)
        assert (start.setback, start.peak, start.earned) == (Reason.LOWERED, 8, 2)
    mild = state(lowered=lowered)
    step_after(mild, Day(nth(2), check=MILD), done(4, 4, asked=6))
    assert (mild.target, mild.last_target) == (9 if lowered < 2 else 4, kept)


def test_a_date_done_as_asked_ends_a_row_of_lowered_ones() -> None:
    # R3.after.1
    start = state(lowered=2)
    step_after(start, Day(nth(2)), done(6, 6))
    assert (start.lowered, start.setback) == (0, None)


@pytest.mark.parametrize(
    ("result", "target"),
    [
        (done(4, 2, asked=6), 6),  # short of what was set out to do
        (done(4, 9, asked=6), 6),
        (done(4, 4, asked=6, confirmed=False), 6),
        (done(4, 4, asked=6, hard=True), 6),
    ],
)
def test_what_is_kept_of_a_lowered_date_is_what_the_plan_asked(
    result: ExerciseResult, target: int
) -> None:
    # R3.after.1
    start = state()
    step_after(start, Day(nth(2)), result)
    assert (start.target, start.last_target) == (target, 6)


@pytest.mark.parametrize(
    ("earned", "peak", "target", "step", "expected"),
    [
        (0, 6, 6, 2, 6),  # not yet start_days
        (1, 6, 6, 2, 8),
        (2, 6, 6, 2, 8),
        (2, 8, 6, 2, 7),  # below the peak by one
        (2, 8, 8, 2, 10),
        (2, 8, 6, 0, 6),
        (2, 6, 6, 0, 6),
        (2, 9, 9, 2, 10),  # up to the ceiling
        (2, 10, 10, 1, 10),
    ],
)
def test_the_rise_after_an_earned_date(
    earned: int, peak: int, target: int, step: int, expected: int
) -> None:
    # R3.after.4
    start = state(earned=earned, peak=peak, short=[3], hard=1, setback=Reason.SHORT)
    step_after(start, Day(nth(2)), done(target, target), plan=replace(PLAN, step=step))
    assert (start.target, start.last_target) == (expected, target)
    assert start.earned == min(earned + 1, 2)
    assert (start.short, start.hard, start.setback) == ([], 0, None)


@pytest.mark.parametrize(("wait", "soreness"), [(2, HIGH), (1, CLEAR)])
def test_no_rise_while_waiting_after_soreness(wait: int, soreness: Band) -> None:
    # R3.after.4
    start = state(wait=wait, soreness=HIGH)
    step_after(start, Day(nth(2)), done(6, 6))
    assert (start.target, start.wait, start.soreness) == (6, wait - 1, soreness)


@pytest.mark.parametrize(
    ("hard_before", "target", "step", "expected", "hard"),
    [
        (0, 6, 1, 6, 1),
        (1, 6, 1, 5, 0),
        (1, 6, 2, 4, 0),
        (1, 6, 0, 5, 0),
        (1, 2, 2, 1, 0),
        (1, 1, 1, 1, 0),
    ],
)
def test_two_hard_dates_in_a_row_lower_the_target(
    hard_before: int, target: int, step: int, expected: int, hard: int
) -> None:
    # R3.after.5
    start = state(hard=hard_before, short=[3])
    result = done(target, target, hard=True)
    step_after(start, Day(nth(2)), result, plan=replace(PLAN, step=step))
    assert (start.target, start.last_target, start.hard) == (expected, target, hard)
    assert (start.short, start.setback, start.earned) == ([], Reason.HARD, 2)


@pytest.mark.parametrize(
    ("short", "real", "imagined", "target", "left"),
    [
        ([], 3, 2, 6, [3]),
        ([], 0, 1, 6, [0]),
        ([4], 3, 0, 4, []),
        ([3], 4, 0, 4, []),
        ([9], 3, 0, 6, []),  # a higher target was asked then
        ([0], 0, 1, 1, []),
    ],
)
def test_two_short_dates_in_a_row_lower_the_target(
    short: list[int], real: int, imagined: int, target: int, left: list[int]
) -> None:
    # R3.after.6
    start = state(short=list(short))
    step_after(start, Day(nth(2)), done(6, real, imagined=imagined))
    assert (start.target, start.short, start.setback) == (target, left, Reason.SHORT)
    assert (start.earned, start.hard) == (2, 0)


@pytest.mark.parametrize(
    ("result", "setback"),
    [
        (done(6, 4, imagined=2), Reason.IMAGINED),
        (done(6, 9), Reason.TOO_MANY),
        (done(6, 6, confirmed=False), Reason.UNCONFIRMED),
        (done(6, 6, hard=True), Reason.HARD),
    ],
)
def test_anything_else_keeps_the_target_and_ends_a_row_of_short_dates(
    result: ExerciseResult, setback: Reason
) -> None:
    # R3.after.7, and R3.after.5 for a single hard date
    start = state(short=[3])
    step_after(start, Day(nth(2)), result)
    assert (start.target, start.short, start.setback, start.earned) == (6, [], setback, 2)


def test_a_mild_check_in_keeps_what_was_earned_for_the_next_clear_date() -> None:
    # R3.after.4: it counts towards the starting days, and a wait goes on
    start = state(setback=Reason.SHORT, earned=0, wait=1)
    step_after(start, Day(nth(2), check=MILD), done(6, 6))
    assert (start.target, start.earned, start.wait, start.setback) == (9, 1, 1, None)


def test_a_mild_report_takes_a_rise_back_and_a_wait_goes_on() -> None:
    # R3.after.4
    start = state(earned=0, wait=1)
    step_after(start, Day(nth(2), report=MILD), done(6, 6))
    assert (start.target, start.earned, start.wait) == (6, 1, 1)


# --- what the fold reads --------------------------------------------------------------------------


def test_the_sessions_with_reps_of_an_exercise_give_its_result() -> None:
    # R3.takes-part, R1.sum
    sessions = (
        session(nth(1), target=4, asked=6, done=1, imagined=1, effort="hard"),
        session(nth(1), target=3, asked=4, done=2, confirmed=False),
        session(nth(1), target=1, stop="sore", effort="light"),
        session(nth(1), target=None, done=1),
    )
    result = exercise_result(Day(nth(1), sessions=sessions), "neck")
    assert result == ExerciseResult(
        target=3, asked=6, real=4, imagined=1, hard=True, confirmed=False
    )
    one = exercise_result(Day(nth(1), sessions=sessions[1:2]), "neck")
    assert one == ExerciseResult(3, 4, 2, 0, hard=False, confirmed=False)
    assert exercise_result(Day(nth(1), sessions=sessions[2:3]), "neck") is None
    calm = Day(nth(1), sessions=sessions[3:])
    assert exercise_result(calm, "neck") == ExerciseResult(
        None, None, 1, 0, hard=False, confirmed=True
    )


@pytest.mark.parametrize(
    ("day", "result", "expected"),
    [
        (Day(nth(1)), None, False),
        (Day(nth(1), rest="ill"), None, False),
        (Day(nth(1)), done(6, 6), True),
        (Day(nth(1), check=CLEAR), None, True),
        (Day(nth(1), report=CLEAR), None, True),
        (Day(nth(1), stop=MODERATE), None, True),
        (Day(nth(1), ack=True), None, True),
    ],
)
def test_which_dates_take_part(day: Day, result: ExerciseResult | None, expected: bool) -> None:
    # R3.takes-part
    assert takes_part(day, result) is expected


def test_dates_that_do_not_take_part_leave_the_state_alone() -> None:
    assert fold(ROUTINE, "neck", [Day(nth(1)), Day(nth(2), rest="ill")]) == State(2, 2)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (Day(nth(1)), True),
        (Day(nth(1), check=MODERATE), True),
        (Day(nth(1), check=HIGH), False),
        (Day(nth(1), check=WARNING), False),
        (Day(nth(1), report=HIGH), True),
        (Day(nth(5)), True),  # the sign was said after the reps
        (Day(nth(6)), False),
        (Day(nth(8)), False),
        (Day(nth(9)), True),
    ],
)
def test_which_dates_asked_a_target(day: Day, expected: bool) -> None:
    # R3.rest, R3.lock
    assert target_was_asked(day, [LockSpan(nth(5), nth(9))]) is expected
