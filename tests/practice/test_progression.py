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
from tui.practice.days import lock_spans, pain_indices
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
from tui.practice.progression import (
    Reason,
    State,
    before,
    dates_away,
    exercise_result,
    fold,
)
from tui.practice.tail import fold_tail

CLEAR, MILD, MODERATE, HIGH, WARNING = Band
Target = int | Literal["rest", "locked"]


@dataclass
class Did:
    """What a person does on one calendar day; by default exactly what is asked.

    ``real`` and ``imagined`` are counts, ``rest`` and ``all`` the rest or all of what is asked.
    ``fewer`` lowers the target before the session, and ``rounds`` is how often it is done.
    ``absent`` leaves the day out, ``nothing`` records answers only. ``plan`` is a plan that applies
    from this day on.
    """

    real: int | None = None
    imagined: int | Literal["rest", "all"] = 0
    check: Band | None = None
    report: Band | None = None
    stop: StopReason | None = None
    effort: Effort | None = None
    confirmed: bool = True
    fewer: int = 0
    rounds: int = 1
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
        if not did.nothing and (target is not None or did.real or did.imagined):
            self.sessions.append(self._session(date, target, did))
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

    def _session(self, date: dt.date, asked: int | None, did: Did) -> Session:
        target = asked if asked is None or not did.fewer else max(1, asked - did.fewer)
        all_of_it = (target or 0) * did.rounds
        if did.imagined == "all":
            real, imagined = 0, all_of_it
        elif did.imagined == "rest":
            real = did.real or 0
            imagined = max(0, all_of_it - real)
        else:
            real = all_of_it if did.real is None else did.real
            imagined = did.imagined
        return session(
            date,
            target=target,
            asked=asked if target != asked else None,
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
    ("four missed", away(6, 9), "5:5/8 10:4/7 11:5/8 12:6/10"),
    ("eight missed", away(9, 16), "8:8/10 17:5/7 18:6/8 19:7/9 20:8/10"),
    ("thirteen missed", away(11, 23), "10:10/10 24:4/4 25:5/5 26:6/6"),
    ("twenty missed", away(11, 30), "10:10/10 31:2/2 32:2/2 33:3/3 34:4/4"),
    ("every fourth day", only_on(1, 5, 9, 13, 17), "1:2/2 5:2/2 9:2/2 13:2/2 17:2/2"),
    # R3.before.3, R3.rest, R3.lock
    (
        "check-in high, then a warning report",
        {6: Did(check=HIGH, report=WARNING, nothing=True)},
        "6:rest 7:locked",
    ),
    ("check-in mild", {5: Did(check=MILD)}, "4:4/6 5:4/6 6:5/8 7:6/10"),
    (
        "check-in mild every other day",
        dict.fromkeys((3, 5, 7, 9), Did(check=MILD)),
        "2:2/2 3:2/2 4:3/4 5:3/4 6:4/6 7:4/6 8:5/8 9:5/8 10:6/10",
    ),
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
    # R3.limit
    (
        "stopped for pain, then check-ins high and mild",
        {
            6: Did(real=3, stop="pain"),
            7: Did(check=HIGH, nothing=True),
            8: Did(check=MILD),
        },
        "6:6/10 7:rest 8:2/2 9:2/2 10:2/2 11:2/2 12:3/3 13:4/4 14:5/5 15:5/6 16:5/7 17:5/8 "
        "18:5/9 19:5/9",
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
        "7:locked 8:2/2 9:2/2 10:2/2 11:3/3 12:4/4 13:5/5 14:5/6",
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
    ("lowered by one", {5: Did(fewer=1)}, "5:5/8 6:5/8 7:6/10"),
    (
        "lowered by two on three days in a row",
        dict.fromkeys((6, 7, 8), Did(fewer=2)),
        "6:6/10 7:6/10 8:6/10 9:4/8 10:5/10",
    ),
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


def test_two_rounds_earn_where_the_plan_offers_two() -> None:
    # R3.rounds
    twice = dict.fromkeys(range(1, 7), Did(rounds=2))
    assert list(targets(twice, 6, routine(plan=Plan(rounds=2))).values()) == [2, 2, 3, 4, 5, 6]
    assert list(targets(twice, 6, routine()).values()) == [2, 2, 3, 3, 3, 3]


@dataclass
class HurtsAt:
    """Somebody whom a number of reps hurts each time that it is asked, and who else is fine."""

    number: int
    calendar: Calendar

    def days_that_hurt(self, last: int) -> list[int]:
        return [day for day in range(1, last + 1) if self._live(day)]

    def _live(self, day: int) -> bool:
        hurts = self.calendar.ask(nth(day)) == self.number
        self.calendar.live(day, Did(stop="pain" if hurts else None))
        return hurts


def test_what_hurt_is_asked_again_only_after_twice_as_long_each_time() -> None:
    # R3.limit
    somebody = HurtsAt(5, Calendar(routine()))
    assert somebody.days_that_hurt(120) == [5, 24, 57, 104]


def test_a_limit_that_has_risen_to_the_ceiling_is_forgotten() -> None:
    # R3.limit
    start = routine(plan=Plan(ceiling=6))
    calendar = Calendar(start)
    asked = [calendar.live(day, Did(stop="pain" if day == 5 else None)) for day in range(1, 45)]
    assert asked[:10] == [2, 2, 3, 4, 5, 2, 2, 2, 3, 4]
    assert asked[9:23] == [4] * 14, "one less than what hurt, on fourteen days"
    assert asked[23:37] == [5] * 14
    assert asked[37:] == [6] * 7
    state = fold(start, "neck", list(days_of(calendar.sessions).values()))
    assert (state.limit, state.hurts, state.tries) == (None, 0, 0)


@pytest.mark.parametrize(("days", "asked"), [(13, 1), (14, 2)])
def test_an_exercise_that_was_never_practised_starts_afresh_after_fourteen_dates(
    days: int, asked: int
) -> None:
    # R3.afresh
    sore = Did(check=MODERATE, nothing=True)
    calendar = Calendar(routine())
    assert calendar.live(1, sore) == 1
    assert calendar.ask(nth(1 + days)) == asked
    locked = Calendar(routine())
    locked.live(1, Did(check=WARNING, nothing=True))
    assert locked.ask(nth(1 + days)) == "locked"


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
    ("lowered", {5: Did(fewer=1)}, 6, "lowered"),
    ("lowered and imagined", {5: Did(fewer=1, imagined="all")}, 6, "imagined"),
    ("no longer lowered", {5: Did(fewer=1)}, 7, "step"),
    ("at what did not hurt", {5: Did(stop="pain")}, 10, "below-what-hurt"),
    ("at the ceiling after pain", {12: Did(stop="pain")}, 50, "ceiling"),
    ("three missed", away(5, 7), 8, "away"),
    ("two missed", away(5, 6), 7, "step"),
    ("fourteen missed", away(5, 18), 19, "back-after-a-break"),
    ("a rise that waited for a clear day", {5: Did(check=MILD)}, 6, "step"),
    ("mild on a day that earned no rise", {5: Did(check=MILD, effort="hard")}, 6, "hard"),
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
    fewer=st.sampled_from([0, 0, 0, 1, 2, 30]),
    rounds=st.sampled_from([1, 1, 1, 2, 3]),
)
fewer = st.builds(Did, fewer=st.just(1), check=st.sampled_from([None, None, MILD]))
clean = st.sampled_from([Did(), Did(), Did(), Did(check=CLEAR), Did(rounds=2)])
painful = st.builds(
    Did, stop=st.sampled_from(["pain", "warning"]), ack=st.booleans(), real=st.none() | st.just(1)
)
plans = st.builds(
    Plan,
    start_reps=st.integers(1, 5),
    start_days=st.integers(1, 5),
    step=st.integers(0, 2),
    ceiling=st.integers(5, 20),
    rounds=st.sampled_from([1, 1, 2, 3]),
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
        run = draw(st.lists(clean, max_size=9))
        others = st.lists(deeds, max_size=4) | st.lists(fewer, max_size=4)
        for did in run + draw(others | st.lists(painful, max_size=1)):
            calendar.live(day, did)
            day += draw(st.sampled_from([1, 1, 1, 1, 1, 2, 4, 8, 15]))
    return calendar


@settings(max_examples=300, deadline=None)
@given(histories())
def test_the_tail_gives_what_the_whole_fold_gives(calendar: Calendar) -> None:
    days = days_of(calendar.sessions, calendar.records)
    in_order, spans = list(days.values()), lock_spans(days)
    tail = fold_tail(calendar.routine, "neck", in_order, spans, pain_indices(in_order))
    assert tail == fold(calendar.routine, "neck", in_order)


@settings(max_examples=100, deadline=None)
@given(histories())
def test_targets_stay_in_range_replay_gives_the_same_and_missed_dates_raise_nothing(
    calendar: Calendar,
) -> None:
    days = days_of(calendar.sessions, calendar.records)
    again = days_of(list(reversed(calendar.sessions)), list(reversed(calendar.records)))
    last = max(days, default=nth(1))
    state = fold(calendar.routine, "neck", list(days.values()))
    most = min(calendar.routine.plan.ceiling, state.limit or 20)
    before_it: int | None = None
    for ahead in [*range(1, 20), 25, 40]:
        date = last + dt.timedelta(days=ahead)
        plan = plan_day(calendar.routine, days, date)
        assert plan == plan_day(calendar.routine, again, date)
        target = plan.exercises[0].target
        assert target is None or 1 <= target <= most
        if state.last is not None and target is not None:
            assert before_it is None or target <= before_it
            if dates_away(calendar.routine, state.last, date) > 2:
                assert target <= state.last_target
            before_it = target


@settings(max_examples=150, deadline=None)
@given(histories(), deeds, st.integers(1, 5))
def test_only_an_earned_day_after_the_starting_days_raises_the_target(
    calendar: Calendar, did: Did, gap: int
) -> None:
    days = days_of(calendar.sessions, calendar.records)
    date = max(days, default=nth(1)) + dt.timedelta(days=gap)
    old = fold(calendar.routine, "neck", list(days.values()))
    day = (date - nth(1)).days + 1
    target = calendar.live(day, did)
    later = days_of(calendar.sessions, calendar.records)
    following = plan_day(calendar.routine, later, date + dt.timedelta(days=1)).exercises[0].target
    if not isinstance(target, int) or following is None or date not in later:
        return
    result = exercise_result(later[date], "neck")
    plan = calendar.routine.plan
    is_earned = (
        result is not None
        and target <= result.real <= target * plan.rounds + 2
        and later[date].worst_band is CLEAR
        and not (did.effort == "hard" or not did.confirmed or result.is_lowered)
        and old.earned + 1 >= plan.start_days
        and old.wait == 0
    )
    # A mild check-in asks the lower of two targets, and keeps the other for the next clear day.
    kept = old.target if did.check is MILD else target
    assert following <= (target + plan.step if is_earned else max(kept, target))


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
