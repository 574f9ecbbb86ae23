"""The history, case by case: what dates were, the streak, today, the running week, steadiness.

The ids in comments are those of docs/rules.md.
"""

from __future__ import annotations

import datetime as dt

import pytest

from tui.practice.days import Day, LockSpan, gather
from tui.practice.history import History, Level, TodayState, Verdict, Week, judge
from tui.practice.models import (
    Band,
    Daily,
    DayRecord,
    Exercise,
    Needs,
    Reps,
    Routine,
    ScheduleEntry,
    Session,
    StopReason,
    Weekdays,
    Weekly,
)

MONDAY = dt.date(2024, 1, 1)
LONG_AGO = dt.date(2000, 1, 1)
DAILY_FULL = (Daily(since=LONG_AGO, needs="full"),)
MON_WED_FRI = (Weekdays(since=LONG_AGO, days=("mon", "wed", "fri")),)


def weekly(times: int, needs: Needs = "any") -> tuple[ScheduleEntry, ...]:
    """A schedule of so many dates a week, with weeks from Monday, for all dates."""
    return (Weekly(since=LONG_AGO, times=times, needs=needs),)


def after(days: int, start: dt.date = MONDAY) -> dt.date:
    """The date so many days later."""
    return start + dt.timedelta(days=days)


def session(day: dt.date, reps: dict[str, Reps], *, kept: bool = False) -> Session:
    """A session of the routine under test."""
    return Session(id=f"{day}", routine="r", day=day, reps=reps, kept=kept)


SESSIONS: dict[str, dict[str, Reps]] = {
    "F": {"a": Reps(target=2, done=2, held_s=10), "b": Reps(target=2, done=1, imagined=1)},
    "P": {"a": Reps(target=2, done=1, held_s=5), "b": Reps(target=2)},
    "U": {"a": Reps(done=2)},
}
RECORDS: dict[str, DayRecord] = {
    "r": DayRecord(day=MONDAY, rest_reason="ill"),
    "s": DayRecord(day=MONDAY, check=Band.MODERATE),
    "w": DayRecord(day=MONDAY, report=Band.WARNING),
    "a": DayRecord(day=MONDAY, ack=True),
    "m": DayRecord(day=MONDAY, check=Band.MILD),
}


def history(
    marks: str,
    schedule: tuple[ScheduleEntry, ...] = (),
    *,
    start: dt.date = MONDAY,
    ahead: str = "",
) -> History:
    """The history of a row of dates with a letter each. The last letter of ``marks`` is today.

    F: full. P: part. U: counted without targets. K: marked as kept. r: rest. s: moderate check-in.
    w: warning report. a: acknowledged. m: mild check-in. Dot: nothing. Spaces only separate weeks.
    ``ahead`` are the dates after today.
    """
    past, coming = marks.replace(" ", ""), ahead.replace(" ", "")
    today = after(len(past) - 1, start)
    sessions: list[Session] = []
    records: dict[dt.date, DayRecord] = {}
    for offset, mark in enumerate(past + coming):
        day = after(offset, start)
        if mark == "K":
            sessions.append(session(day, {}, kept=True))
        elif mark in SESSIONS:
            sessions.append(session(day, SESSIONS[mark]))
        elif mark in RECORDS:
            records[day] = RECORDS[mark]
    routine = Routine(id="r", name="Routine", schedule=schedule)
    return History(routine, gather("r", sessions, records, today=today), today)


# --- one date -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sessions", "level", "counted", "target", "score"),
    [
        ((), Level.NONE, 0, None, 0.0),
        (({"a": Reps(target=2, done=2)},), Level.FULL, 2, 2, 1.0),
        (({"a": Reps(target=2, done=1, imagined=1)},), Level.FULL, 2, 2, 1.0),
        (({"a": Reps(target=2, imagined=2)},), Level.FULL, 2, 2, 1.0),
        (({"a": Reps(target=2, imagined=1)},), Level.PART, 1, 2, 0.5),
        (({"a": Reps(target=2, imagined=1)}, {"b": Reps(imagined=1)}), Level.PART, 2, 2, 0.5),
        (({"a": Reps(target=2, done=9)},), Level.FULL, 9, 2, 1.0),
        (({"a": Reps(target=2, done=1, short=1)},), Level.PART, 1, 2, 0.5),
        (({"a": Reps(target=2, done=2), "b": Reps(target=4)},), Level.PART, 2, 6, 0.5),
        (({"a": Reps(target=2, done=6), "b": Reps(target=4, done=1)},), Level.PART, 7, 6, 0.625),
        (({"a": Reps(done=3)},), Level.PART, 3, None, None),
        (({"a": Reps(target=2, done=2), "b": Reps(done=3)},), Level.PART, 5, 2, 1.0),
        (({"a": Reps(target=4, done=2)}, {"a": Reps(target=4, done=2)}), Level.FULL, 4, 4, 1.0),
        (({"a": Reps(target=4, done=2)}, {"a": Reps(target=3, done=1)}), Level.FULL, 3, 3, 1.0),
        (({"a": Reps(target=4, done=1)}, {"a": Reps(done=1)}), Level.PART, 2, 4, 0.5),
        (({"a": Reps(target=1, done=1)}, {"b": Reps(target=2, done=1)}), Level.PART, 2, 3, 0.75),
    ],
)
def test_a_date_is_judged_by_its_own_sessions(
    sessions: tuple[dict[str, Reps], ...],
    level: Level,
    counted: int,
    target: int | None,
    score: float | None,
) -> None:
    day = Day(date=MONDAY, sessions=tuple(session(MONDAY, reps) for reps in sessions))
    # R1.own-reps, R1.sum, R1.counted, R1.level, R2.steadiness.score
    kept = level is not Level.NONE
    imagined = sum(r.imagined for reps in sessions for r in reps.values())
    verdict = Verdict(level, kept, False, None, counted, target, imagined, score)
    assert judge(day, "any", False) == verdict


def test_a_date_marked_kept_is_full_whatever_was_counted() -> None:
    # R1.level, R1.kept
    bare = Day(date=MONDAY, sessions=(session(MONDAY, {}, kept=True),))
    part = Day(date=MONDAY, sessions=(session(MONDAY, {"a": Reps(target=3, done=1)}, kept=True),))
    assert judge(bare, "full", False) == Verdict(Level.FULL, True, False, None, 0, None, 0, 1.0)
    assert judge(part, "full", False) == Verdict(Level.FULL, True, False, None, 1, 3, 0, 1.0)


def test_a_date_of_which_nothing_is_known() -> None:
    # R1.level, R1.protected
    assert judge(None, "any", False) == Verdict(Level.NONE, False, False, None, 0, None, 0, 0.0)
    assert judge(None, "any", True) == Verdict(
        Level.NONE, False, True, "locked", 0, None, False, None
    )


def test_needs_full_keeps_only_full_dates() -> None:
    # R1.kept
    part = Day(date=MONDAY, sessions=(session(MONDAY, SESSIONS["P"]),))
    full = Day(date=MONDAY, sessions=(session(MONDAY, SESSIONS["F"]),))
    verdict = judge(part, "full", False)
    assert (verdict.level, verdict.kept, verdict.score) == (Level.PART, False, 0.0)
    assert judge(full, "full", False).kept


@pytest.mark.parametrize(
    ("day", "locked", "reason"),
    [
        (Day(date=MONDAY), False, None),
        (Day(date=MONDAY, check=Band.CLEAR, report=Band.MILD), False, None),
        (Day(date=MONDAY, check=Band.MODERATE), False, "moderate"),
        (Day(date=MONDAY, check=Band.MODERATE, report=Band.HIGH), False, "high"),
        (Day(date=MONDAY, stop=Band.WARNING), True, "warning"),
        (Day(date=MONDAY, check=Band.MILD), True, "locked"),
        (Day(date=MONDAY, rest="travel", report=Band.HIGH), True, "travel"),
    ],
)
def test_what_protects_a_date(day: Day, locked: bool, reason: str | None) -> None:
    # R1.protected, R1.reason, R1.three-ways
    verdict = judge(day, "any", locked)
    assert (verdict.protected, verdict.reason) == (reason is not None, reason)
    assert verdict.score == (0.0 if reason is None else None)


def test_a_kept_date_is_never_protected_but_has_a_reason() -> None:
    # R1.protected, R1.reason
    day = Day(date=MONDAY, sessions=(session(MONDAY, SESSIONS["F"]),), report=Band.HIGH)
    verdict = judge(day, "any", False)
    assert (verdict.kept, verdict.protected, verdict.reason) == (True, False, "high")


@pytest.mark.parametrize("reason", ["sore", "pain", "warning"])
def test_a_stop_in_another_routine_protects(reason: StopReason) -> None:
    # R1.person
    stopped = Session(id="x", routine="other", day=after(1), status="stopped", stop_reason=reason)
    sessions = [session(MONDAY, SESSIONS["F"]), stopped]
    today = after(2)
    past = History(Routine(id="r", name="R"), gather("r", sessions, {}, today=today), today)
    assert past.verdict(after(1)).protected
    assert (past.current, past.first_record) == (1, MONDAY)


def test_changing_the_exercises_changes_no_past_date() -> None:
    # R1.own-reps
    days = gather("r", [session(MONDAY, SESSIONS["F"])], {}, today=MONDAY)
    more = Routine(id="r", name="R", exercises=(Exercise(id="new", name="New"),))
    assert History(more, days, MONDAY).verdict(MONDAY).level is Level.FULL


# --- the streak -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("marks", "schedule", "current", "longest", "state", "at_risk"),
    [
        ("", (), 0, 0, TodayState.PENDING, False),
        (".", (), 0, 0, TodayState.PENDING, False),
        ("F", (), 1, 1, TodayState.KEPT, False),
        ("F.", (), 1, 1, TodayState.PENDING, True),
        ("F..", (), 0, 1, TodayState.PENDING, False),
        ("FFF.F", (), 1, 3, TodayState.KEPT, False),
        ("PUK", (), 3, 3, TodayState.KEPT, False),
        ("FmF", (), 1, 1, TodayState.KEPT, False),
        ("rrF.", (), 1, 1, TodayState.PENDING, True),
        ("Frs", (), 1, 1, TodayState.PROTECTED, False),
        ("Frs.", (), 1, 1, TodayState.PENDING, True),
        ("Fr.rF", (), 1, 1, TodayState.KEPT, False),
        ("Fw..", (), 1, 1, TodayState.PROTECTED, False),
        ("Fw..a", (), 1, 1, TodayState.PENDING, True),
        ("Fw..a.", (), 0, 1, TodayState.PENDING, False),
        ("FwF.", (), 2, 2, TodayState.PROTECTED, False),
        ("FPF", DAILY_FULL, 1, 1, TodayState.KEPT, False),
        ("FP", DAILY_FULL, 1, 1, TodayState.PENDING, True),
        ("FKF", DAILY_FULL, 3, 3, TodayState.KEPT, False),
        # R2.miss: under weekdays the other dates are neutral, and practice on them counts.
        ("F.F.F..", MON_WED_FRI, 3, 3, TodayState.OFF, False),
        ("FFFFF..", MON_WED_FRI, 5, 5, TodayState.OFF, False),
        ("F.F.F.. .", MON_WED_FRI, 3, 3, TodayState.PENDING, True),
        ("F.F.F.. ..", MON_WED_FRI, 0, 3, TodayState.OFF, False),
        ("F.F.F.. .F", MON_WED_FRI, 1, 3, TodayState.KEPT, False),
        ("F.F.F.. r.", MON_WED_FRI, 3, 3, TodayState.OFF, False),
        (".F", MON_WED_FRI, 1, 1, TodayState.KEPT, False),
        # R2.miss.week: only a whole week can miss, at the end of its last date.
        ("FFF....", weekly(3), 3, 3, TodayState.OFF, False),
        ("FF....F F", weekly(3), 4, 4, TodayState.KEPT, False),
        ("F......", weekly(3), 1, 1, TodayState.PENDING, False),
        ("F...... .", weekly(3), 0, 1, TodayState.PENDING, False),
        ("F.....F F", weekly(3), 1, 2, TodayState.KEPT, False),
        ("FF.....", weekly(3), 2, 2, TodayState.PENDING, True),
        ("FF....", weekly(3), 2, 2, TodayState.PENDING, False),
        ("F....", weekly(3), 1, 1, TodayState.PENDING, False),
        ("F......", weekly(2), 1, 1, TodayState.PENDING, True),
        ("F.....", weekly(3), 1, 1, TodayState.PENDING, True),
        (".F..... .", weekly(3), 1, 1, TodayState.PENDING, False),
        (".FF....", weekly(3), 2, 2, TodayState.PENDING, False),
        (".F..... ....... .", weekly(3), 0, 1, TodayState.PENDING, False),
        ("Frr.... .", weekly(3), 0, 1, TodayState.PENDING, False),
        ("Frrr... .", weekly(3), 1, 1, TodayState.PENDING, False),
        ("rrrrrrr", weekly(1), 0, 0, TodayState.PROTECTED, False),
        ("F...... rrr.", weekly(1), 1, 1, TodayState.OFF, False),
        ("PPP.... F", weekly(3, "full"), 1, 1, TodayState.KEPT, False),
        ("FFP.... F", weekly(3, "full"), 1, 2, TodayState.KEPT, False),
        ("FFP...K F", weekly(3, "full"), 4, 4, TodayState.KEPT, False),
    ],
)
def test_streak_and_today(
    marks: str,
    schedule: tuple[ScheduleEntry, ...],
    current: int,
    longest: int,
    state: TodayState,
    at_risk: bool,
) -> None:
    # R2.miss, R2.current, R2.longest, R2.today, R2.bridge, R2.at-risk
    past = history(marks, schedule)
    assert (past.current, past.longest, past.today_state, past.at_risk) == (
        current,
        longest,
        state,
        at_risk,
    )


def test_the_running_week() -> None:
    # R2.need, R2.at-risk
    assert history("F.F", weekly(3)).week == Week(kept=2, need=3, left=1, is_tight=False)
    assert history("FFFF", weekly(3)).week == Week(kept=4, need=3, left=0, is_tight=False)
    assert history("FF.....", weekly(3)).week == Week(kept=2, need=3, left=1, is_tight=True)
    assert history("FF").week is None


def test_rest_days_ahead_leave_fewer_dates_and_a_smaller_need() -> None:
    # R2.need, R2.at-risk
    # Seven dates, four of them off: three times a week asks for one, and one is left today.
    past = history("FFF.... ...", weekly(3), ahead="rrrr")
    assert past.week == Week(kept=0, need=1, left=1, is_tight=True)
    assert past.at_risk
    past = history("F...... ...", weekly(1), ahead="rr..")
    assert past.week == Week(kept=0, need=0, left=0, is_tight=False)
    assert past.today_state is TodayState.OFF
    past = history("FFFFF.. FF..", weekly(5), ahead="r..")
    assert past.week == Week(kept=2, need=4, left=2, is_tight=False)
    past = history("FFFFF.. FF...", weekly(5), ahead="r.")
    assert past.week == Week(kept=2, need=4, left=2, is_tight=True)
    assert past.at_risk


def test_the_week_begins_where_the_entry_says() -> None:
    # R2.miss.week
    schedule = (Weekly(since=LONG_AGO, times=2, week_starts_on="thu"),)
    # From Monday on: the rest of a week in which nothing can miss, then Thursday to Wednesday.
    assert history("F.. F......", schedule).current == 2
    assert history("F.. F...... .", schedule).current == 0
    weeks = [history("F.. F......"[:end], schedule).week for end in (1, 3, 5, 11)]
    assert weeks == [
        Week(kept=1, need=2, left=1, is_tight=False),
        Week(kept=1, need=2, left=1, is_tight=False),
        Week(kept=1, need=2, left=1, is_tight=False),
        Week(kept=1, need=2, left=1, is_tight=True),
    ]


def test_a_week_under_two_entries_cannot_miss() -> None:
    # R2.miss.week
    daily_again = (Weekly(since=LONG_AGO, times=6), Daily(since=after(6)))
    assert history("F.....F.", daily_again).current == 2
    weekly_anew = (Weekly(since=LONG_AGO, times=6), Weekly(since=after(3), times=6))
    assert history("F...... .", weekly_anew).current == 1
    assert history("F...... ....... .", weekly_anew).current == 0


@pytest.mark.parametrize(
    ("schedule", "at_risk"),
    [
        ((Weekly(since=after(7), times=6),), True),
        ((Weekly(since=after(8), times=6),), False),
        ((Weekly(since=after(7), times=6), Daily(since=after(14))), True),
        ((Weekly(since=after(7), times=6), Daily(since=after(13))), False),
    ],
)
def test_only_a_week_that_can_miss_puts_a_streak_at_risk(
    schedule: tuple[ScheduleEntry, ...], at_risk: bool
) -> None:
    # R2.at-risk
    past = history("FFFFFFF FFFF..", schedule)
    assert (past.current, past.today_state, past.at_risk) == (11, TodayState.PENDING, at_risk)


def test_before_the_first_entry_any_rep_keeps_a_date() -> None:
    # R2.default, R2.past
    schedule = (Weekly(since=after(7), times=1, needs="full"),)
    past = history("PP.PPPP P......", schedule)
    assert (past.current, past.longest) == (4, 4)
    assert past.verdict(after(6)).kept
    assert not past.verdict(after(7)).kept


def test_of_two_entries_with_one_date_the_later_governs() -> None:
    # R2.entries
    schedule = (Daily(since=LONG_AGO), Weekdays(since=LONG_AGO, days=("mon",)))
    assert history("F......", schedule).current == 1
    assert history("F......", schedule[::-1]).current == 0


def test_nothing_before_the_first_record_counts() -> None:
    # R2.first-record
    past = history("...s.FF")
    assert past.first_record == after(5)
    assert (past.current, past.practice_day) == (2, 2)
    assert history("rr").first_record is None


def test_totals() -> None:
    # R2.practice-day
    past = history("FP.KUr")
    assert (past.practised, past.counted, past.held_s) == (4, 4 + 1 + 2, 15)
    assert past.practice_day == 5
    assert history("F").practice_day == 1
    assert history("F.").practice_day == 2


def test_last_30() -> None:
    # R2.last-30
    assert history("F" * 40).last_30 == 30
    assert history("F" * 11 + "." * 29).last_30 == 1
    assert history("F" * 11 + "." * 30).last_30 == 0


def test_a_session_after_today_is_ignored() -> None:
    # R1.ignored
    past = history("F.", ahead="FF")
    assert (past.current, past.longest, past.practised) == (1, 1, 1)


# --- steadiness -----------------------------------------------------------------------------------

DAY = 0.5 ** (1 / 13)
"""What one date of a daily schedule leaves of steadiness (R2.steadiness.step)."""


@pytest.mark.parametrize(("day", "reading"), [(30, 0.80), (60, 0.96)])
def test_a_perfect_daily_run(day: int, reading: float) -> None:
    # R2.steadiness
    assert round(history("F" * day).steadiness, 2) == reading
    # R2.steadiness.today: today makes its step only once it is full.
    waiting = history("F" * (day - 1) + ".").steadiness
    assert waiting == history("F" * (day - 1)).steadiness


@pytest.mark.parametrize(
    ("marks", "schedule", "expected"),
    [
        ("", (), 0.0),
        ("r.", (), 0.0),
        ("F", (), 1 - DAY),
        ("P", (), 0.0),
        ("P.", (), 0.25 * (1 - DAY)),
        ("K", (), 1 - DAY),
        ("F.", (), 1 - DAY),
        ("F..", (), (1 - DAY) * DAY),
        ("FrswU.", (), 1 - DAY),
        ("P.", DAILY_FULL, 0.0),
        ("FP.", DAILY_FULL, (1 - DAY) * DAY),
        # Only listed dates make a step.
        ("FF", MON_WED_FRI, 1 - 0.5 ** (1 / (13 * (3 / 7) ** 0.5))),
        ("FF.", MON_WED_FRI, 1 - 0.5 ** (1 / (13 * (3 / 7) ** 0.5))),
        # A week makes its step when it is over.
        ("FFF....", weekly(3), 0.0),
        ("FFF.... .", weekly(3), 1 - 0.5 ** (7 * (3 / 7) ** 0.5 / 13)),
        ("FFFFF.. .", weekly(3), 1 - 0.5 ** (7 * (3 / 7) ** 0.5 / 13)),
        ("FP..... .", weekly(3), 1.25 / 3 * (1 - 0.5 ** (7 * (3 / 7) ** 0.5 / 13))),
        ("Frrrr.. .", weekly(3), 1 - 0.5 ** (7 * (3 / 7) ** 0.5 / 13)),
        ("FUU.... .", weekly(3), 1 / 3 * (1 - 0.5 ** (7 * (3 / 7) ** 0.5 / 13))),
        (".FF.... .", weekly(1), 0.0),
        ("F...... rrrrrr. .", weekly(1), 1 - 0.5 ** (7 * (1 / 7) ** 0.5 / 13)),
    ],
)
def test_steadiness(marks: str, schedule: tuple[ScheduleEntry, ...], expected: float) -> None:
    # R2.steadiness.score, R2.steadiness.step
    assert history(marks, schedule).steadiness == pytest.approx(expected, abs=1e-12)


def test_steadiness_goes_on_through_a_change_of_schedule() -> None:
    # R2.steadiness.step
    schedule = (Daily(since=LONG_AGO), Weekdays(since=after(2), days=("wed",)))
    step = 0.5 ** (1 / (13 * (1 / 7) ** 0.5))
    two_days = (1 - DAY) * DAY + (1 - DAY)
    expected = two_days * step + (1 - step)
    assert history("FFF.", schedule).steadiness == pytest.approx(expected, abs=1e-12)


def test_listing_a_weekday_twice_changes_nothing() -> None:
    twice = (Weekdays(since=LONG_AGO, days=("mon", "mon", "wed", "fri")),)
    assert history("F.F.F..", twice).steadiness == history("F.F.F..", MON_WED_FRI).steadiness


# --- the calendar ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "start",
    [
        dt.date(2024, 2, 20),  # a leap day ahead
        dt.date(2100, 2, 20),  # a century that has none
        dt.date(2023, 12, 20),
        dt.date(2020, 12, 20),  # out of a year of 53 weeks
        dt.date(2026, 12, 20),  # into and out of another
        dt.date(2024, 3, 25),  # clocks change in Europe
    ],
)
def test_runs_across_awkward_dates(start: dt.date) -> None:
    # R1.civil
    run = history("F" * 30, start=start)
    assert (run.current, run.last_30, run.practice_day) == (30, 30, 30)
    assert round(run.steadiness, 2) == 0.80
    assert history("F" * 15 + "." + "F" * 14, start=start).current == 14
    weeks = history("F.F.F.." * 5, weekly(3), start=start)
    assert weeks.current == 15


def test_every_whole_week_of_28_years_can_miss_once() -> None:
    # The calendar repeats after 28 years, so these hold every kind of year, also of 53 weeks.
    start = dt.date(2001, 1, 1)
    weeks = (dt.date(2029, 1, 1) - start).days // 7
    past = history("F......" * weeks + ".", weekly(2), start=start)
    assert (past.current, past.longest, past.practised) == (0, 1, weeks)


FIFTY_YEARS = 18_250


def test_years_of_dates_that_are_alike_are_judged_once(monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[Day | None] = []

    def counting(day: Day | None, needs: Needs, locked: bool) -> Verdict:
        judged.append(day)
        return judge(day, needs, locked)

    monkeypatch.setattr("tui.practice.history.judge", counting)
    past = history("F" * FIFTY_YEARS, start=dt.date(1977, 1, 1))
    assert past.current == past.longest == past.practised == FIFTY_YEARS
    assert past.steadiness == pytest.approx(1.0)
    # Once in the walk, then today and each of the last 30.
    assert len(judged) <= 32


def test_years_of_warning_signs_are_not_searched_for_each_date(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_at: list[dt.date] = []
    holds = LockSpan.holds

    def counting(span: LockSpan, date: dt.date) -> bool:
        looked_at.append(date)
        return holds(span, date)

    monkeypatch.setattr(LockSpan, "holds", counting)
    weeks = 500
    past = history("FFFFwFa" * weeks)
    assert past.practised == 5 * weeks
    # At most one span for each date, in the walk and again for today and the last 30.
    assert len(looked_at) <= 7 * weeks + 31
