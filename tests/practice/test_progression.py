"""The progression: the examples of the rules, the reasons, and what must always be true.

The ids in comments are those of docs/rules.md.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import days_of, nth, record, routine, session
from tui.practice.day_plan import plan_day
from tui.practice.days import lock_spans
from tui.practice.models import (
    Band,
    Daily,
    DayRecord,
    Effort,
    Plan,
    Routine,
    ScheduleEntry,
    Session,
    StopReason,
    Weekdays,
    Weekly,
)
from tui.practice.progression import Reason, State, before, fold, fold_tail

CLEAR, MILD, MODERATE, HIGH, WARNING = Band
Target = int | Literal["rest", "locked"]


@dataclass
class Did:
    """What a person does on one calendar day; by default exactly what is asked.

    ``real`` and ``imagined`` are counts, ``rest`` and ``all`` the rest or all of what is asked.
    ``fewer`` lowers the target before the session. ``absent`` leaves the day out, ``nothing``
    records answers only. ``plan`` is a plan that applies from this day on.
    """

    real: int | None = None
    imagined: int | Literal["rest", "all"] = 0
    check: Band | None = None
    report: Band | None = None
    stop: StopReason | None = None
    effort: Effort | None = None
    confirmed: bool = True
    fewer: int = 0
    ack: bool = False
    absent: bool = False
    nothing: bool = False
    plan: Plan | None = None


AWAY = Did(absent=True)


@dataclass
class Calendar:
    """A diary that grows day by day. The targets that it records are those of the day plan."""

    routine: Routine
    sessions: list[Session] = field(default_factory=list)
    records: list[DayRecord] = field(default_factory=list)

    def live(self, day: int, did: Did) -> Target:
        """Record what is done on a calendar day, and return what it asked."""
        date = nth(day)
        if did.plan is not None:
            self.routine = routine(plan=did.plan, schedule=self.routine.schedule)
        if did.absent:
            return 0
        if did.check is not None or did.ack:
            self.records.append(record(date, check=did.check, ack=did.ack))
        asked = self.ask(date)
        target = asked if isinstance(asked, int) else None
        recorded = None if target is None else target - did.fewer
        if not did.nothing and (recorded is not None or did.real or did.imagined):
            self.sessions.append(self._session(date, recorded, did))
        if did.report is not None:
            known = [r for r in self.records if r.day == date]
            self.records = [r for r in self.records if r.day != date]
            before = known[0] if known else record(date)
            self.records.append(record(date, check=before.check, report=did.report, ack=before.ack))
        return asked

    def ask(self, date: dt.date) -> Target:
        """Return what a date asks of each exercise."""
        plan = plan_day(self.routine, days_of(self.sessions, self.records), date)
        first = plan.exercises[0]
        assert all(other.target == first.target for other in plan.exercises)
        if first.target is not None:
            return first.target
        return "locked" if plan.is_locked else "rest"

    def _session(self, date: dt.date, target: int | None, did: Did) -> Session:
        asked = target or 0
        if did.imagined == "all":
            real, imagined = 0, asked
        elif did.imagined == "rest":
            real = did.real or 0
            imagined = asked - real
        else:
            real = asked if did.real is None else did.real
            imagined = did.imagined
        return session(
            date,
            target=target,
            done=real,
            imagined=imagined,
            stop=did.stop,
            effort=did.effort,
            confirmed=did.confirmed,
        )


def targets(course: dict[int, Did], last: int, start: Routine) -> dict[int, Target]:
    """Return what each day up to ``last`` asks; days without an entry are done as asked."""
    calendar = Calendar(start)
    return {day: calendar.live(day, course.get(day, Did())) for day in range(1, last + 1)}


def away(first: int, last: int) -> dict[int, Did]:
    return dict.fromkeys(range(first, last + 1), AWAY)


def only_on(*days: int) -> dict[int, Did]:
    """Absent on every calendar day up to the last of these but on these."""
    return {day: AWAY for day in range(1, max(days)) if day not in days}


# The examples of the rules. Of each: what happens, and the targets by day with step 1 and step 2.
TABLE: list[tuple[str, dict[int, Did], str]] = [
    # R3.before.0, R3.after.4
    (
        "no setbacks",
        {},
        "1:2/2 2:2/2 3:3/4 4:4/6 5:5/8 6:6/10 7:7/10 8:8/10 9:9/10 10:10/10 11:10/10",
    ),
    # R3.before.2
    ("one day missed", {5: AWAY}, "4:4/6 6:5/8 7:6/10"),
    ("three missed", away(6, 8), "5:5/8 9:5/8 10:6/10"),
    ("four missed", away(6, 9), "5:5/8 10:5/8 11:6/10"),
    ("seven missed", away(11, 17), "10:10/10 18:6/6 19:7/7 20:8/8"),
    ("eight missed", away(9, 16), "8:8/10 17:5/6 18:6/7 19:7/8"),
    ("thirteen missed", away(11, 23), "10:10/10 24:6/6 25:7/7 26:8/8"),
    ("twenty missed", away(11, 30), "10:10/10 31:2/2 32:2/2 33:3/3 34:4/4"),
    ("every third day", only_on(1, 4, 7, 10, 13), "1:2/2 4:2/2 7:3/4 10:4/6 13:5/8"),
    ("every fourth day", only_on(1, 5, 9, 13, 17), "1:2/2 5:2/2 9:2/2 13:2/2 17:2/2"),
    # R3.before.3, R3.rest, R3.lock
    (
        "check-in high, then a warning report",
        {6: Did(check=HIGH, report=WARNING, nothing=True)},
        "6:rest 7:locked",
    ),
    ("check-in mild", {5: Did(check=MILD)}, "4:4/6 5:4/6 6:4/6 7:5/8"),
    (
        "check-in mild every day",
        dict.fromkeys(range(1, 31), Did(check=MILD)),
        "1:2/2 2:2/2 3:2/2 4:2/2 30:2/2",
    ),
    (
        "check-in moderate",
        {6: Did(check=MODERATE)},
        "5:5/8 6:2/4 7:2/4 8:2/4 9:2/4 10:3/5 11:4/6",
    ),
    # R3.after.2
    (
        "report moderate after a full day",
        {6: Did(report=MODERATE)},
        "6:6/10 7:3/5 8:3/5 9:3/5 10:4/6",
    ),
    ("report mild after a full day", {6: Did(report=MILD)}, "6:6/10 7:6/10 8:7/10"),
    (
        "stopped for pain, then check-ins high and mild",
        {
            6: Did(real=3, stop="pain"),
            7: Did(check=HIGH, nothing=True),
            8: Did(check=MILD),
        },
        "6:6/10 7:rest 8:2/2 9:2/2 10:2/2 11:2/2 12:3/3 13:4/4",
    ),
    (
        "check-in high twice with imagined reps",
        {6: Did(check=HIGH, real=0, imagined=2), 7: Did(check=HIGH, real=0, imagined=1)},
        "6:rest 7:rest 8:2/2 9:2/2 10:2/2 11:3/3",
    ),
    # R3.before.1
    (
        "stopped for a warning sign, acknowledged two days later",
        {6: Did(real=2, stop="warning"), 7: Did(nothing=True), 8: Did(ack=True)},
        "7:locked 8:2/2 9:2/2 10:2/2 11:3/3 12:4/4",
    ),
    # R3.after.7
    (
        "imagined reps",
        {4: Did(imagined="all"), 5: Did(real=2, imagined="rest")},
        "4:4/6 5:4/6 6:4/6 7:5/8",
    ),
    # R3.after.6
    ("two short days", {6: Did(real=3), 7: Did(real=4)}, "6:6/10 7:6/10 8:4/4 9:5/5"),
    # R3.after.5
    (
        "two hard days",
        {5: Did(effort="hard"), 6: Did(effort="hard")},
        "5:5/8 6:5/8 7:4/6 8:5/7",
    ),
    # R3.after.4: what earns nothing
    ("twenty reps on one day", {4: Did(real=20)}, "4:4/6 5:4/6 6:5/8"),
    ("an unconfirmed day", {4: Did(confirmed=False)}, "4:4/6 5:4/6 6:5/8"),
    # R3.lowered
    ("lowered by one", {5: Did(fewer=1)}, "5:5/8 6:5/9 7:6/10"),
]


def expected(text: str, column: int) -> dict[int, Target]:
    """Read one column of a row of the table."""
    result: dict[int, Target] = {}
    for entry in text.split():
        day, _, values = entry.partition(":")
        parts = values.split("/")
        value = parts[column] if len(parts) == 2 else parts[0]
        match value:
            case "rest" | "locked":
                result[int(day)] = value
            case _:
                result[int(day)] = int(value)
    return result


@pytest.mark.parametrize("step", [1, 2])
@pytest.mark.parametrize(("course", "text"), [pytest.param(s, t, id=n) for n, s, t in TABLE])
def test_example_table(course: dict[int, Did], text: str, step: int) -> None:
    wanted = expected(text, step - 1)
    got = targets(course, max(wanted), routine(plan=Plan(step=step)))
    assert {day: got[day] for day in wanted} == wanted


def test_the_gap_of_a_weekly_schedule_is_no_time_away() -> None:
    # R3.before.2
    weekly = routine(schedule=(Weekly(since=nth(1), times=1),))
    calendar = Calendar(weekly)
    assert [calendar.live(day, Did()) for day in (1, 8, 15, 22, 29)] == [2, 2, 3, 4, 5]


def test_a_step_of_none_holds_the_target() -> None:
    changed = {7: Did(plan=Plan(step=0))}
    got = targets(changed, 9, routine())
    # R3.fold: day 6 earned a rise, and it is folded with the plan of today.
    assert [got[day] for day in (6, 7, 8, 9)] == [6, 6, 6, 6]


def test_a_step_of_none_holds_the_target_after_steps_of_two() -> None:
    got = targets({7: Did(plan=Plan(step=0))}, 9, routine(plan=Plan(step=2)))
    assert [got[day] for day in (7, 8, 9)] == [10, 10, 10]


def test_a_start_raised_later_leaves_a_running_target() -> None:
    # R3.fold
    assert targets({7: Did(plan=Plan(start_reps=4))}, 7, routine())[7] == 7


# R3.reasons: what happens, the day, and the reason that it gives.
REASONS: list[tuple[str, dict[int, Did], int, str]] = [
    ("the first day", {}, 1, "first"),
    ("the second day", {}, 2, "starting-days"),
    ("a rise", {}, 3, "step"),
    ("at the ceiling", {}, 12, "ceiling"),
    ("mild today", {5: Did(check=MILD)}, 5, "mild"),
    ("moderate today", {5: Did(check=MODERATE)}, 5, "sore"),
    ("high today", {5: Did(check=HIGH)}, 5, "rest"),
    ("warning today", {5: Did(check=WARNING)}, 5, "locked"),
    ("a day after a warning", {5: Did(real=1, stop="warning")}, 6, "locked"),
    ("acknowledged", {5: Did(stop="warning"), 6: Did(ack=True)}, 6, "back-after-a-break"),
    ("waiting after a warning", {5: Did(stop="warning"), 6: Did(ack=True)}, 7, "after-pain"),
    ("stopped as sore yesterday", {5: Did(real=2, stop="sore")}, 6, "sore"),
    ("sore report yesterday", {5: Did(report=MODERATE)}, 6, "sore"),
    ("still waiting after sore", {5: Did(report=MODERATE)}, 7, "sore"),
    ("no longer waiting", {5: Did(report=MODERATE)}, 9, "step"),
    ("stopped for pain yesterday", {5: Did(real=2, stop="pain")}, 6, "after-pain"),
    ("waiting after a high check-in", {5: Did(check=HIGH, nothing=True)}, 6, "after-pain"),
    ("mild report yesterday", {5: Did(report=MILD)}, 6, "sore"),
    ("one hard day", {5: Did(effort="hard")}, 6, "hard"),
    ("too many", {5: Did(real=9)}, 6, "too-many"),
    ("a short day", {5: Did(real=2)}, 6, "short"),
    ("unconfirmed", {5: Did(confirmed=False)}, 6, "unconfirmed"),
    ("imagined", {5: Did(imagined="all")}, 6, "imagined"),
    ("three missed", away(5, 7), 8, "away"),
    ("two missed", away(5, 6), 7, "step"),
    ("fourteen missed", away(5, 18), 19, "back-after-a-break"),
    ("mild after the last practice", {5: Did(check=MILD)}, 6, "as-last-time"),
]


@pytest.mark.parametrize(
    ("course", "day", "reason"), [pytest.param(s, d, r, id=n) for n, s, d, r in REASONS]
)
def test_reasons(course: dict[int, Did], day: int, reason: str) -> None:
    calendar = Calendar(routine())
    for earlier in range(1, day):
        calendar.live(earlier, course.get(earlier, Did()))
    did = course.get(day, Did())
    if did.check is not None or did.ack:
        calendar.records.append(record(nth(day), check=did.check, ack=did.ack))
    plan = plan_day(calendar.routine, days_of(calendar.sessions, calendar.records), nth(day))
    assert {asked.reason for asked in plan.exercises} == {Reason(reason)}


# What must always be true (R3.always, R3.tail)

bands = st.none() | st.sampled_from(list(Band))
deeds = st.builds(
    Did,
    real=st.none() | st.integers(0, 25),
    imagined=st.sampled_from([0, 0, 0, 1, 3, "rest", "all"]),
    check=st.none() | bands,
    report=st.none() | bands,
    stop=st.sampled_from([None, None, None, "enough", "interrupted", "sore", "pain", "warning"]),
    effort=st.sampled_from([None, "right", "light", "hard"]),
    confirmed=st.sampled_from([True, True, True, False]),
    ack=st.booleans(),
    nothing=st.sampled_from([False, False, False, True]),
)
clean = st.just(Did())
plans = st.builds(
    Plan,
    start_reps=st.integers(1, 5),
    start_days=st.integers(1, 5),
    step=st.integers(0, 2),
    ceiling=st.integers(5, 20),
)
schedules: st.SearchStrategy[tuple[ScheduleEntry, ...]] = st.sampled_from(
    [
        (),
        (Weekdays(since=nth(1), days=("mon", "thu")),),
        (Weekly(since=nth(1), times=2),),
        (Weekly(since=nth(1), times=1), Daily(since=nth(20))),
    ]
)


@st.composite
def histories(draw: st.DrawFn) -> Calendar:
    """A diary with runs of clean days, with anything at all between them, and with gaps."""
    calendar = Calendar(routine(plan=draw(plans), schedule=draw(schedules)))
    day = 1
    for _ in range(draw(st.integers(0, 6))):
        for did in draw(st.lists(clean, max_size=9)) + draw(st.lists(deeds, max_size=4)):
            calendar.live(day, did)
            day += draw(st.sampled_from([1, 1, 1, 1, 1, 2, 4, 8, 15]))
    return calendar


@settings(max_examples=300, deadline=None)
@given(histories())
def test_the_tail_gives_what_the_whole_fold_gives(calendar: Calendar) -> None:
    days = days_of(calendar.sessions, calendar.records)
    in_order, spans = list(days.values()), lock_spans(days)
    tail = fold_tail(calendar.routine, "neck", in_order, spans)
    assert tail == fold(calendar.routine, "neck", in_order)


@settings(max_examples=150, deadline=None)
@given(histories())
def test_targets_stay_in_range_and_replay_gives_the_same(calendar: Calendar) -> None:
    days = days_of(calendar.sessions, calendar.records)
    again = days_of(list(reversed(calendar.sessions)), list(reversed(calendar.records)))
    last = max(days, default=nth(1))
    for ahead in range(1, 40):
        date = last + dt.timedelta(days=ahead)
        plan = plan_day(calendar.routine, days, date)
        assert plan == plan_day(calendar.routine, again, date)
        for asked in plan.exercises:
            assert asked.target is None or 1 <= asked.target <= calendar.routine.plan.ceiling


@settings(max_examples=150, deadline=None)
@given(histories())
def test_missed_dates_never_raise_a_target(calendar: Calendar) -> None:
    days = days_of(calendar.sessions, calendar.records)
    last = max(days, default=nth(1))
    asked = [
        plan_day(calendar.routine, days, last + dt.timedelta(days=ahead)).exercises[0].target or 0
        for ahead in range(1, 40)
    ]
    assert asked == sorted(asked, reverse=True)


@settings(max_examples=150, deadline=None)
@given(histories(), st.integers(1, 12), st.booleans())
def test_only_an_earned_day_raises_the_target(
    calendar: Calendar, real: int, confirmed: bool
) -> None:
    days = days_of(calendar.sessions, calendar.records)
    date = max(days, default=nth(1)) + dt.timedelta(days=1)
    target = plan_day(calendar.routine, days, date).exercises[0].target
    if target is None:
        return
    practised = session(date, target=target, done=real, confirmed=confirmed)
    later = days_of([*calendar.sessions, practised], calendar.records)
    following = plan_day(calendar.routine, later, date + dt.timedelta(days=1)).exercises[0].target
    assert following is not None
    earned = confirmed and target <= real <= target + 2
    assert following <= (target + calendar.routine.plan.step if earned else target)


@settings(max_examples=100, deadline=None)
@given(histories(), st.integers(1, 5))
def test_a_second_session_never_raises_its_own_target(calendar: Calendar, done: int) -> None:
    if not calendar.sessions:
        return
    last = max(s.day for s in calendar.sessions)
    days = days_of(calendar.sessions, calendar.records)
    more = [*calendar.sessions, session(last, target=20, done=done)]
    before_it = plan_day(calendar.routine, days, last).exercises[0]
    after_it = plan_day(calendar.routine, days_of(more, calendar.records), last).exercises[0]
    if before_it.counted and before_it.target is not None:
        assert after_it.target is not None and after_it.target <= before_it.target


def test_without_any_date_the_start_is_asked() -> None:
    # R3.before.0
    plan = Plan(start_reps=3)
    days = days_of([])
    assert plan_day(routine(plan=plan), days, nth(1)).exercises[0].target == 3
    fresh = State(3, 3)
    assert before(fresh, routine(plan=plan), days_of([], [record(nth(1))])[nth(1)]).target == 3
