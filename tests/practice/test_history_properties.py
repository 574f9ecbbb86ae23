"""The history agrees with a slow transcription of the rules, and keeps some promises always."""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.practice.days import gather
from tui.practice.history import History, TodayState
from tui.practice.models import (
    WEEKDAYS,
    Band,
    Daily,
    DayRecord,
    Needs,
    Reps,
    RestReason,
    Routine,
    ScheduleEntry,
    Session,
    Weekdays,
    Weekly,
)

SPAN = 45
BASES = [dt.date(2024, 2, 5), dt.date(2020, 12, 8), dt.date(2023, 12, 13), dt.date(2100, 2, 1)]
REST: tuple[RestReason, ...] = ("sore", "ill", "travel", "other")


@dataclass
class Diary:
    """Everything that a history is computed from."""

    today: dt.date
    schedule: tuple[ScheduleEntry, ...] = ()
    sessions: list[Session] = field(default_factory=list)
    records: dict[dt.date, DayRecord] = field(default_factory=dict)

    def history(self, today: dt.date | None = None) -> History:
        """The history under test, as of today or another date."""
        today = today or self.today
        routine = Routine(id="r", name="Routine", schedule=self.schedule)
        return History(routine, gather("r", self.sessions, self.records, today=today), today)


# --- diaries --------------------------------------------------------------------------------------

COUNTS = st.builds(
    Reps,
    target=st.sampled_from([None, 1, 2, 2, 3, 4]),
    done=st.sampled_from([0, 1, 2, 2, 3, 5]),
    imagined=st.sampled_from([0, 0, 0, 1, 2]),
)
NEEDS: tuple[Needs, ...] = ("any", "full")


@st.composite
def entries(draw: st.DrawFn, base: dt.date) -> ScheduleEntry:
    """A schedule entry that begins somewhere in the span."""
    since = base + dt.timedelta(draw(st.integers(-3, SPAN)))
    needs = draw(st.sampled_from(NEEDS))
    kind = draw(st.sampled_from(["daily", "weekdays", "weekly", "weekly"]))
    if kind == "daily":
        return Daily(since=since, needs=needs)
    if kind == "weekdays":
        days = draw(st.sets(st.sampled_from(WEEKDAYS), min_size=1))
        return Weekdays(since=since, days=tuple(sorted(days)), needs=needs)
    start = draw(st.sampled_from(WEEKDAYS))
    return Weekly(since=since, times=draw(st.integers(1, 6)), week_starts_on=start, needs=needs)


@st.composite
def diaries(draw: st.DrawFn) -> Diary:
    """A diary of some weeks, sparse or dense, with anything that the rules know."""
    base = draw(st.sampled_from(BASES))
    schedule = draw(st.lists(entries(base), max_size=3))
    # One seed spreads the records: drawing each of them would take most of the time.
    rng = random.Random(draw(st.integers(0, 2**32)))
    practice, soreness = (
        draw(st.sampled_from([0.2, 0.6, 0.95])),
        draw(st.sampled_from([0, 0.1, 0.4])),
    )
    shapes = draw(st.lists(st.dictionaries(st.sampled_from("abc"), COUNTS), min_size=1, max_size=5))
    diary = Diary(base + dt.timedelta(draw(st.integers(10, SPAN))), tuple(schedule))
    for offset in range(SPAN + 5):
        day = base + dt.timedelta(offset)
        while rng.random() < practice:
            diary.sessions.append(
                Session(
                    id=f"{len(diary.sessions)}",
                    routine="r" if rng.random() < 0.9 else "other",
                    day=day,
                    reps=rng.choice(shapes),
                    kept=rng.random() < 0.1,
                    stop_reason=rng.choice(["enough", "sore", "pain", "warning"])
                    if rng.random() < soreness / 4
                    else None,
                )
            )
            if rng.random() < 0.7:
                break
        if rng.random() < soreness:
            diary.records[day] = DayRecord(
                day=day,
                check=rng.choice([None, None, *Band]),
                report=rng.choice([None, None, None, *Band]),
                ack=rng.random() < 0.4,
                rest_reason=rng.choice([None, None, *REST]),
            )
    return diary


# --- the rules, date by date ----------------------------------------------------------------------


class RulesAsWritten:
    """The rules of docs/rules.md as they are written, date by date, without regard for speed."""

    def __init__(self, diary: Diary) -> None:
        self.diary = diary
        self.today = diary.today
        own = [s.day for s in diary.sessions if s.routine == "r" and self.counts(s)]
        self.first = min(own, default=None)
        self.dates: list[dt.date] = []
        if self.first is not None:
            length = (self.today - self.first).days + 1
            self.dates = [self.first + dt.timedelta(n) for n in range(length)]

    def counts(self, session: Session) -> bool:
        counted = sum(reps.done + reps.imagined for reps in session.reps.values())
        hurt = session.stop_reason in ("sore", "pain", "warning")
        return session.day <= self.today and (counted > 0 or session.kept or hurt)

    def sessions(self, day: dt.date) -> list[Session]:
        return [
            s for s in self.diary.sessions if s.routine == "r" and s.day == day and self.counts(s)
        ]

    def entry_index(self, day: dt.date) -> int:
        """Which entry governs a date; -1 before the first."""
        governing = -1
        for index, entry in enumerate(self.diary.schedule):
            if entry.since <= day and (
                governing < 0 or self.diary.schedule[governing].since <= entry.since
            ):
                governing = index
        return governing

    def entry(self, day: dt.date) -> ScheduleEntry:
        index = self.entry_index(day)
        return self.diary.schedule[index] if index >= 0 else Daily(since=dt.date.min)

    def exercises(self, day: dt.date) -> dict[str, tuple[int, int | None]]:
        """Per exercise of the date's sessions: reps counted, and the lowest target."""
        result: dict[str, tuple[int, int | None]] = {}
        for name in {name for s in self.sessions(day) for name in s.reps}:
            reps = [s.reps[name] for s in self.sessions(day) if name in s.reps]
            targets = [each.target for each in reps if each.target is not None]
            counted = sum(each.done + each.imagined for each in reps)
            result[name] = (counted, min(targets) if targets else None)
        return result

    def is_marked(self, day: dt.date) -> bool:
        return any(s.kept for s in self.sessions(day))

    def level(self, day: dt.date) -> str:
        exercises = self.exercises(day).values()
        if self.is_marked(day):
            return "full"
        if sum(counted for counted, _ in exercises) == 0:
            return "none"
        met = all(target is not None and counted >= target for counted, target in exercises)
        return "full" if met else "part"

    def kept(self, day: dt.date) -> bool:
        level = self.level(day)
        return level == "full" or (level == "part" and self.entry(day).needs == "any")

    def bands(self, day: dt.date) -> set[str]:
        """Everything that was said of a date in any of the three ways."""
        bands: set[str] = set()
        record = self.diary.records.get(day)
        if day > self.today:
            return bands
        if record is not None:
            bands |= {band.value for band in (record.check, record.report) if band is not None}
        words = {"sore": "moderate", "pain": "high", "warning": "warning"}
        for session in self.diary.sessions:
            if session.day == day and session.stop_reason in words:
                bands.add(words[session.stop_reason])
        return bands

    def locked(self, day: dt.date) -> bool:
        sign: dt.date | None = None
        date = min([day, *self.diary.records, *(s.day for s in self.diary.sessions)])
        while date <= day:
            record = self.diary.records.get(date)
            ack = record is not None and record.ack and date <= self.today
            if sign is not None and date > sign and ack:
                sign = None
            if sign is None and "warning" in self.bands(date):
                sign = date
            date += dt.timedelta(days=1)
        return sign is not None

    def reason(self, day: dt.date) -> str | None:
        record = self.diary.records.get(day)
        if record is not None and record.rest_reason is not None:
            return record.rest_reason
        for word in ("warning", "high", "moderate"):
            if word in self.bands(day):
                return word
        return "locked" if self.locked(day) else None

    def protected(self, day: dt.date) -> bool:
        return not self.kept(day) and self.reason(day) is not None

    def week(self, last: dt.date) -> list[dt.date]:
        return [last - dt.timedelta(days=6 - n) for n in range(7)]

    def can_miss(self, week: list[dt.date]) -> bool:
        one_entry = len({self.entry_index(day) for day in week}) == 1
        return self.first is not None and one_entry and week[0] >= self.first

    def need(self, entry: Weekly, week: list[dt.date]) -> int:
        protected = sum(self.protected(day) for day in week)
        return math.floor(entry.times * (7 - protected) / 7)

    def ends_week(self, day: dt.date) -> bool:
        entry = self.entry(day)
        tomorrow = WEEKDAYS[(day + dt.timedelta(days=1)).weekday()]
        return isinstance(entry, Weekly) and tomorrow == entry.week_starts_on

    def is_miss(self, day: dt.date) -> bool:
        """Whether a miss falls on a date, or at the end of it."""
        if day >= self.today or self.first is None or day < self.first:
            return False
        entry = self.entry(day)
        if isinstance(entry, Weekly):
            week = self.week(day)
            is_short = sum(map(self.kept, week)) < self.need(entry, week)
            return self.ends_week(day) and self.can_miss(week) and is_short
        return self.scheduled(day) and not self.kept(day) and not self.protected(day)

    def scheduled(self, day: dt.date) -> bool:
        entry = self.entry(day)
        if isinstance(entry, Weekdays):
            return WEEKDAYS[day.weekday()] in entry.days
        return isinstance(entry, Daily)

    def runs(self) -> list[int]:
        """The kept dates between misses, the last of them the current run."""
        runs = [0]
        for day in self.dates:
            runs[-1] += self.kept(day)
            if self.is_miss(day):
                runs.append(0)
        return runs

    def value(self, day: dt.date) -> float | None:
        if not self.kept(day):
            return 0.0
        if self.is_marked(day):
            return 1.0
        shares = [min(1.0, c / target) for c, target in self.exercises(day).values() if target]
        return sum(shares) / len(shares) if shares else None

    def steadiness(self) -> float:
        score = 0.0
        for day in self.dates:
            entry, is_over = self.entry(day), day < self.today
            if isinstance(entry, Weekly):
                week = self.week(day)
                if not (is_over and self.ends_week(day) and self.can_miss(week)):
                    continue
                need = self.need(entry, week)
                if need == 0:
                    continue
                value: float | None = min(1.0, sum(self.value(d) or 0.0 for d in week) / need)
                multiplier = 0.5 ** (7 * math.sqrt(entry.times / 7) / 13)
            else:
                if not self.scheduled(day) or self.protected(day):
                    continue
                if not is_over and self.level(day) != "full":
                    continue
                value = self.value(day)
                share = len(entry.days) / 7 if isinstance(entry, Weekdays) else 1
                multiplier = 0.5 ** (1 / (13 * math.sqrt(share)))
            if value is not None:
                score = score * multiplier + value * (1 - multiplier)
        return score

    def this_week(self) -> list[dt.date]:
        last = self.today
        while WEEKDAYS[(last + dt.timedelta(days=1)).weekday()] != self.week_start():
            last += dt.timedelta(days=1)
        return self.week(last)

    def week_start(self) -> str:
        entry = self.entry(self.today)
        assert isinstance(entry, Weekly)
        return entry.week_starts_on

    def state(self) -> str:
        entry = self.entry(self.today)
        if self.kept(self.today):
            return "kept"
        if self.protected(self.today):
            return "protected"
        if isinstance(entry, Weekly):
            week = self.this_week()
            return "off" if sum(map(self.kept, week)) >= self.need(entry, week) else "pending"
        return "pending" if self.scheduled(self.today) else "off"

    def at_risk(self) -> bool:
        if self.runs()[-1] == 0 or self.state() != "pending":
            return False
        entry = self.entry(self.today)
        if not isinstance(entry, Weekly):
            return True
        week = self.this_week()
        left = sum(day >= self.today and not self.protected(day) for day in week)
        missing = self.need(entry, week) - sum(map(self.kept, week))
        return self.can_miss(week) and left == missing


@settings(max_examples=150, deadline=None)
@given(diaries())
def test_agrees_with_the_rules_followed_date_by_date(diary: Diary) -> None:
    past, rules = diary.history(), RulesAsWritten(diary)
    assert past.first_record == rules.first
    for offset in range(-SPAN, 8):
        day = diary.today + dt.timedelta(offset)
        verdict = past.verdict(day)
        assert (verdict.level.value, verdict.kept, verdict.protected, verdict.reason) == (
            rules.level(day),
            rules.kept(day),
            rules.protected(day),
            rules.reason(day),
        )
    runs = rules.runs()
    assert (past.current, past.longest) == (runs[-1], max(runs))
    assert past.steadiness == pytest.approx(rules.steadiness(), abs=1e-12)
    assert past.today_state.value == rules.state()
    assert past.at_risk == rules.at_risk()
    month = [diary.today - dt.timedelta(n) for n in range(30)]
    assert past.last_30 == sum(map(rules.kept, month))
    before = [day for day in rules.dates if day < diary.today and rules.level(day) != "none"]
    assert past.practice_day == 1 + len(before)


# --- what is always true --------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(diaries(), st.integers(0, SPAN))
def test_one_more_kept_date_never_shortens_the_streak(diary: Diary, offset: int) -> None:
    before = diary.history()
    if before.first_record is None:
        return
    day = min(diary.today, before.first_record + dt.timedelta(offset))
    diary.sessions.append(Session(id="more", routine="r", day=day, kept=True))
    after = diary.history()
    assert after.current >= before.current
    assert after.longest >= before.longest


@settings(max_examples=150, deadline=None)
@given(diaries(), st.integers(-SPAN, 8), st.sampled_from(REST))
def test_a_rest_mark_never_shortens_the_streak(
    diary: Diary, offset: int, reason: RestReason
) -> None:
    before = diary.history()
    day = diary.today + dt.timedelta(offset)
    known = diary.records.get(day, DayRecord(day=day))
    diary.records[day] = DayRecord(
        day=day, check=known.check, report=known.report, ack=known.ack, rest_reason=reason
    )
    after = diary.history()
    assert after.current >= before.current
    assert after.longest >= before.longest


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_new_schedule_entry_changes_nothing_before_its_date(data: st.DataObject) -> None:
    diary = data.draw(diaries())
    entry = data.draw(entries(diary.today - dt.timedelta(days=SPAN // 2)))
    changed = Diary(diary.today, (*diary.schedule, entry), diary.sessions, diary.records)
    for days in (1, 2, 5, 9):
        day = min(diary.today, entry.since - dt.timedelta(days))
        before, after = diary.history(day), changed.history(day)
        assert (after.current, after.longest, after.steadiness, after.practised) == (
            before.current,
            before.longest,
            before.steadiness,
            before.practised,
        )


def summary(past: History) -> Sequence[object]:
    """Everything that a history says of the past."""
    return (
        *(past.first_record, past.current, past.longest, past.last_30, past.steadiness),
        *(past.today_state, past.at_risk, past.practice_day, past.practised, past.counted),
        *(past.week, past.held_s),
    )


@settings(max_examples=150, deadline=None)
@given(diaries(), st.randoms(use_true_random=False))
def test_the_order_of_the_records_does_not_matter(diary: Diary, rng: random.Random) -> None:
    before = summary(diary.history())
    rng.shuffle(diary.sessions)
    records = list(diary.records.items())
    rng.shuffle(records)
    diary.records = dict(records)
    assert summary(diary.history()) == before


@settings(max_examples=150, deadline=None)
@given(diaries())
def test_the_numbers_stay_within_their_ranges(diary: Diary) -> None:
    past = diary.history()
    assert 0 <= past.current <= past.longest <= past.practised
    assert 0 <= past.last_30 <= min(30, past.practised)
    assert 0.0 <= past.steadiness <= 1.0
    assert 1 <= past.practice_day <= past.practised + 1
    assert not past.at_risk or (past.current > 0 and past.today_state is TodayState.PENDING)
