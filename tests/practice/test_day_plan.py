"""The plan of a day: what is left, and locks."""

from __future__ import annotations

import pytest

from tests.builders import days_of, nth, record, routine, session
from tui.practice.day_plan import DayPlan, plan_day
from tui.practice.models import Band, DayRecord, Plan, Routine, Session, StopReason
from tui.practice.progression import Reason

CLEAR, MILD, MODERATE, HIGH, WARNING = Band


class TestWhatIsLeft:
    """A further session asks for what is left (R3.later)."""

    def left(self, *sessions: Session, records: tuple[DayRecord, ...] = ()) -> tuple[int, ...]:
        plan = plan_day(routine(), days_of(sessions, records), nth(1))
        return tuple(asked.left for asked in plan.exercises)

    def test_what_is_left(self) -> None:
        assert self.left() == (2, 2)
        assert self.left(session(nth(1), target=2, done=1)) == (1, 1)
        assert self.left(session(nth(1), target=2, done=1, imagined=1)) == (0, 0)

    def test_the_recorded_target_is_the_target_of_the_date(self) -> None:
        # R3.recorded
        assert self.left(session(nth(1), target=1, done=1)) == (0, 0)

    def test_an_empty_session_records_no_target(self) -> None:
        # R1.ignored
        assert self.left(session(nth(1), target=1)) == (2, 2)

    @pytest.mark.parametrize("stop", ["sore", "pain", "warning"])
    def test_nothing_is_left_after_a_stop_for_the_body(self, stop: StopReason) -> None:
        assert self.left(session(nth(1), target=2, done=1, stop=stop)) == (0, 0)

    def test_other_stops_leave_the_rest(self) -> None:
        assert self.left(session(nth(1), target=2, done=1, stop="enough")) == (1, 1)

    def test_a_report_of_moderate_leaves_nothing(self) -> None:
        half = session(nth(1), target=2, done=1)
        assert self.left(half, records=(record(nth(1), report=MODERATE),)) == (0, 0)
        assert self.left(half, records=(record(nth(1), report=MILD),)) == (1, 1)

    def test_a_date_marked_kept_asks_nothing_more(self) -> None:
        assert self.left(session(nth(1), target=None, kept=True)) == (0, 0)


def test_a_warning_sign_in_another_routine_locks_this_one() -> None:
    # R3.lock, R1.person
    other = Routine(id="other", name="Other", exercises=routine().exercises)
    stopped = session(nth(1), target=2, done=1, stop="warning", of=other)
    plan = plan_day(routine(), days_of([stopped]), nth(2))
    assert plan.is_locked
    assert plan.can_acknowledge
    assert [asked.target for asked in plan.exercises] == [None, None]


def test_acknowledging_is_offered_from_the_day_after_the_sign() -> None:
    # R3.lock
    days = days_of([session(nth(1), target=2, done=1, stop="warning")])
    assert not plan_day(routine(), days, nth(1)).can_acknowledge
    assert plan_day(routine(), days, nth(2)).can_acknowledge


def test_a_second_sign_is_acknowledged_from_its_own_next_day() -> None:
    # R3.lock
    first = session(nth(1), target=2, done=1, stop="warning")
    days = days_of([first], [record(nth(3), check=WARNING)])
    offered = [plan_day(routine(), days, nth(day)).can_acknowledge for day in (1, 2, 3, 4)]
    assert offered == [False, True, False, True]


def plan_after(reports: dict[int, Band], days: int, *, step: int = 2) -> DayPlan:
    """The plan of the day after so many days done as asked, with reports on some of them."""
    sessions: list[Session] = []
    records = [record(nth(day), report=band) for day, band in reports.items()]
    start = routine(plan=Plan(step=step))
    for day in range(1, days + 1):
        target = plan_day(start, days_of(sessions, records), nth(day)).exercises[0].target
        if target is not None:
            sessions.append(session(nth(day), target=target, done=target))
    return plan_day(start, days_of(sessions, records), nth(days + 1))


@pytest.mark.parametrize(
    ("days", "reports", "reason", "rise"),
    [
        (1, {}, Reason.STARTING_DAYS, 0),
        (2, {}, Reason.STEP, 2),
        (20, {}, Reason.CEILING, 0),
        (4, {4: MODERATE}, Reason.SORE, -3),
        (4, {4: WARNING}, Reason.LOCKED, 0),
    ],
)
def test_a_rise_is_given_with_its_reason(
    days: int, reports: dict[int, Band], reason: Reason, rise: int
) -> None:
    asked = plan_after(reports, days).exercises
    assert [(each.reason, each.rise) for each in asked] == [(reason, rise)] * 2


@pytest.mark.parametrize("band", [HIGH, WARNING])
def test_a_check_in_without_a_target_gives_no_rise(band: Band) -> None:
    done = [session(nth(day), target=2, done=2) for day in (1, 2)]
    plan = plan_day(routine(), days_of(done, [record(nth(3), check=band)]), nth(3))
    assert [each.rise for each in plan.exercises] == [0, 0]


def test_a_high_check_in_leaves_the_start_to_be_imagined_less_what_is_counted() -> None:
    # R3.rest
    done = [session(nth(day), target=2, done=2) for day in (1, 2)]
    rest = record(nth(3), check=HIGH)
    plan = plan_day(routine(), days_of(done, [rest]), nth(3))
    assert plan.is_rest
    assert not plan.is_locked
    assert [each.reason for each in plan.exercises] == [Reason.REST] * 2
    assert [(each.target, each.left, each.left_to_imagine) for each in plan.exercises] == [
        (None, 0, 2)
    ] * 2
    imagined = session(nth(3), target=None, imagined=1)
    plan = plan_day(routine(), days_of([*done, imagined], [rest]), nth(3))
    assert [(each.counted, each.left_to_imagine) for each in plan.exercises] == [(1, 1)] * 2


def test_a_locked_date_leaves_nothing_to_imagine() -> None:
    plan = plan_day(routine(), days_of([], [record(nth(1), check=WARNING)]), nth(1))
    assert plan.is_locked
    assert [each.left_to_imagine for each in plan.exercises] == [0, 0]


@pytest.mark.parametrize(("recorded", "is_lowered"), [(None, False), (2, False), (1, True)])
def test_a_target_is_lowered_if_a_session_recorded_less_than_the_plan_asks(
    recorded: int | None, is_lowered: bool
) -> None:
    # R3.lowered
    plan = plan_day(routine(), days_of([session(nth(1), target=recorded, done=1)]), nth(1))
    assert [each.is_lowered for each in plan.exercises] == [is_lowered] * 2
    assert [each.target for each in plan.exercises] == [recorded or 2] * 2


@pytest.mark.parametrize(
    ("target", "asked", "known"), [(1, None, 1), (1, 2, 2), (1, 9, 9), (None, None, 2)]
)
def test_what_the_plan_asked_is_what_a_session_recorded_of_it(
    target: int | None, asked: int | None, known: int
) -> None:
    # R3.lowered
    of_date = [session(nth(1), target=target, asked=asked, done=1)]
    plan = plan_day(routine(), days_of(of_date), nth(1))
    assert [each.asked for each in plan.exercises] == [known] * 2
    resting = plan_day(routine(), days_of(of_date, [record(nth(1), check=HIGH)]), nth(1))
    assert [(each.target, each.asked) for each in resting.exercises] == [(None, None)] * 2


def test_the_sums_of_a_plan_are_over_its_exercises() -> None:
    plan = plan_day(routine(), days_of([session(nth(1), target=2, done=1)]), nth(1))
    assert (plan.left, plan.counted) == (2, 2)


def test_later_dates_change_no_plan() -> None:
    done = [session(nth(day), target=2, done=2) for day in (1, 2)]
    ahead = session(nth(4), target=9, done=9)
    assert plan_day(routine(), days_of([*done, ahead]), nth(3)) == plan_day(
        routine(), days_of(done), nth(3)
    )
