"""Advice: when someone should be asked, and when another way to practise is suggested."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest

from tests.builders import days_of, nth, record, routine, session
from tui.practice import advice
from tui.practice.advice import Advice, Kind
from tui.practice.day_plan import plan_day
from tui.practice.history import History
from tui.practice.models import (
    Band,
    Daily,
    DayRecord,
    Effort,
    Plan,
    Routine,
    ScheduleEntry,
    Session,
    Weekdays,
    Weekly,
)

CLEAR, MILD, MODERATE, HIGH, WARNING = Band
ASK, NOT_EASIER, SHORTER, KEEPING, WEEKLY = Kind
MON_WED_FRI = Weekdays(since=nth(-99), days=("mon", "wed", "fri"))
EACH_BUT_SUNDAY = Weekdays(since=nth(-99), days=("mon", "tue", "wed", "thu", "fri", "sat"))


def due(
    today: int,
    sessions: Iterable[Session] = (),
    records: Iterable[DayRecord] = (),
    *,
    of: Routine | None = None,
    dismissed: Mapping[Kind, int] | None = None,
) -> Advice | None:
    """What is advised on a calendar day; ``dismissed`` gives days too."""
    of = of or routine()
    date = nth(today)
    known = days_of([each for each in sessions if each.day <= date], records, of=of)
    days = {day: each for day, each in known.items() if day <= date}
    away = {kind.value: nth(day) for kind, day in (dismissed or {}).items()}
    by_day = {each.day: each for each in records}
    return advice.due(of, days, plan_day(of, days, date), History(of, days, date), away, by_day)


def kind(advised: Advice | None) -> Kind | None:
    return None if advised is None else advised.kind


def checks(bands: Mapping[int, Band]) -> list[DayRecord]:
    return [record(nth(day), check=band) for day, band in bands.items()]


class TestAskingSomeone:
    """R3.ask"""

    @pytest.mark.parametrize(
        ("today", "bands", "asks"),
        [
            (14, {1: HIGH, 8: HIGH, 14: HIGH}, True),
            (15, {1: HIGH, 8: HIGH, 14: HIGH}, False),  # the first lies too far back
            (14, {1: HIGH, 8: HIGH, 14: MODERATE}, False),
            (14, {1: MODERATE, 4: MODERATE, 7: HIGH, 9: MODERATE, 14: MODERATE}, True),
            (14, {1: MODERATE, 4: MODERATE, 7: HIGH, 9: MODERATE, 14: MILD}, False),
            (8, dict.fromkeys(range(1, 9), MILD), True),
            (8, dict.fromkeys(range(2, 9), MILD), False),
            (9, dict.fromkeys(range(1, 9), MILD) | {9: CLEAR}, False),
            (29, dict.fromkeys(range(1, 30, 4), MILD), True),  # eight answers, however far apart
            (22, dict.fromkeys(range(1, 9), MILD), False),  # the last one a fortnight ago
            (21, dict.fromkeys(range(1, 9), MILD), True),
        ],
    )
    def test_when(self, today: int, bands: dict[int, Band], asks: bool) -> None:
        assert (kind(due(today, records=checks(bands))) is ASK) == asks

    def test_pain_counts_by_date_however_it_was_said(self) -> None:
        stops = [session(nth(day), target=2, done=1, stop="pain") for day in (3, 3)]
        report = record(nth(5), report=HIGH)
        assert due(5, stops, [report]) is None
        assert due(6, stops, [report, record(nth(6), check=HIGH)]) == Advice(ASK, is_painful=True)

    def test_it_says_whether_it_hurt_or_was_sore(self) -> None:
        assert due(8, records=checks(dict.fromkeys(range(1, 9), MILD))) == Advice(ASK)

    def test_it_is_given_once_in_seven_days(self) -> None:
        sore = checks(dict.fromkeys(range(1, 30), MILD))
        given = [day for day in range(10, 20) if due(day, records=sore, dismissed={ASK: 10})]
        assert given == [17, 18, 19]

    def test_a_lock_has_words_of_its_own(self) -> None:
        assert due(3, records=checks({1: HIGH, 2: HIGH, 3: WARNING})) is None


def practised(
    days: Iterable[int], *, target: int = 2, effort: Effort | None = None
) -> list[Session]:
    return [session(nth(day), target=target, done=target, effort=effort) for day in days]


class TestShorterHolds:
    """R3.suggest: two hard dates in a row, and no more than two reps."""

    def test_when(self) -> None:
        hard = practised((1, 2), effort="hard")
        assert kind(due(3, hard)) is SHORTER
        assert due(2, hard[:1]) is None
        assert due(4, [*hard, *practised([3])]) is None
        assert due(4, [*practised([1], effort="hard"), *practised([2, 3], effort="hard")])

    def test_a_higher_target_falls_instead(self) -> None:
        assert due(12, practised((10, 11), target=6, effort="hard")) is None


class TestKeeping:
    """R3.suggest: the full set for 14 earned dates."""

    FULL = practised(range(1, 15), target=10)

    def test_when(self) -> None:
        assert due(15, self.FULL) == Advice(KEEPING, times=3)
        assert due(14, self.FULL[:13]) is None
        assert due(15, [*self.FULL[:-1], session(nth(14), target=10, done=9)]) is None

    @pytest.mark.parametrize(
        ("entry", "offers"),
        [
            (Daily(since=nth(1)), True),
            (EACH_BUT_SUNDAY, True),
            (MON_WED_FRI, False),
            (Weekly(since=nth(1), times=4), True),
            (Weekly(since=nth(1), times=3), False),
        ],
    )
    def test_only_to_who_practises_more_often(self, entry: ScheduleEntry, offers: bool) -> None:
        of = routine(schedule=(entry,))
        assert (kind(due(15, self.FULL, of=of)) is KEEPING) == offers

    def test_it_is_offered_once(self) -> None:
        more = practised(range(1, 120), target=10)
        assert due(119, more, dismissed={KEEPING: 15}) is None


class TestWeekly:
    """R3.suggest: a quarter to under half of the dates of four weeks."""

    @pytest.mark.parametrize(
        ("kept", "times"), [(5, None), (6, 2), (7, 2), (9, 2), (10, 3), (12, 3), (13, None)]
    )
    def test_it_offers_the_days_a_week_that_were_kept(self, kept: int, times: int | None) -> None:
        first = practised([1])  # the first record, which lies before the four weeks
        lately = practised(30 - 27 * n // kept for n in range(1, kept + 1))
        advised = due(30, [*first, *lately])
        assert advised == (None if times is None else Advice(WEEKLY, times))

    def test_every_fourth_day_gets_two_a_week(self) -> None:
        # R3, the example of every fourth day on a daily schedule
        assert due(29, practised(range(1, 30, 4))) == Advice(WEEKLY, 2)
        assert due(28, practised(range(1, 29, 4))) is None  # the first record is too young

    def test_who_keeps_to_the_schedule_needs_no_other(self) -> None:
        of = routine(schedule=(MON_WED_FRI,))
        listed = [day for day in range(1, 40) if MON_WED_FRI.schedules(nth(day))]
        assert due(39, practised(listed), of=of) is None
        weekly = routine(schedule=(Weekly(since=nth(1), times=5),))
        assert due(39, practised(listed), of=weekly) is None

    def test_who_was_away_for_weeks_needs_no_other_either(self) -> None:
        assert due(31, practised(range(1, 12))) is None

    def test_rest_is_nothing_missed(self) -> None:
        ill = [DayRecord(day=nth(day), rest_reason="ill") for day in range(10, 30)]
        assert due(30, practised([*range(1, 10)]), ill) is None


class TestOneAtATime:
    """R3.suggest"""

    HARD = practised((1, 2), effort="hard")

    def test_asking_comes_first_and_suggestions_in_order(self) -> None:
        sore = checks(dict.fromkeys(range(3, 11), MILD))
        assert kind(due(10, self.HARD, sore)) is ASK
        assert due(11, self.HARD, sore, dismissed={ASK: 10}) is None  # asking is what matters
        assert kind(due(10, self.HARD)) is SHORTER

    @pytest.mark.parametrize("other", [ASK, NOT_EASIER, KEEPING])
    def test_one_a_day_is_enough(self, other: Kind) -> None:
        assert due(3, self.HARD, dismissed={other: 3}) is None

    def test_a_date_that_lies_ahead_dismisses_nothing(self) -> None:
        assert kind(due(3, self.HARD, dismissed={SHORTER: 9})) is SHORTER

    def test_an_answer_that_is_never_easier_comes_before_suggestions(self) -> None:
        # R7.advice
        answers = [record(nth(day), compare="same") for day in (-42, -28, -14, -7)]
        assert kind(due(3, self.HARD, answers)) is NOT_EASIER
        assert kind(due(3, self.HARD, answers, dismissed={NOT_EASIER: 2})) is SHORTER
        pain = checks({1: HIGH, 2: HIGH, 3: HIGH})
        assert kind(due(3, self.HARD, [*answers, *pain])) is ASK
        assert kind(due(3, records=[*answers, *checks({3: HIGH})])) is NOT_EASIER
        assert due(3, records=[*answers, *checks({3: WARNING})]) is None

    def test_none_is_given_on_a_day_of_rest_or_that_had_enough(self) -> None:
        assert due(3, self.HARD, checks({3: HIGH})) is None
        assert due(2, self.HARD, [record(nth(2), report=MODERATE)]) is None

    @pytest.mark.parametrize("earlier", [SHORTER, KEEPING, WEEKLY])
    def test_the_next_waits_for_fourteen_practice_days(self, earlier: Kind) -> None:
        hard = practised(range(1, 40), effort="hard")
        of = routine(plan=Plan(step=0))
        given = [
            day
            for day in range(5, 30)
            if due(day, hard[: day - 1], of=of, dismissed={earlier: 5}) is not None
        ]
        assert given[0] == 20  # dates 6 to 19 were practised by then
        assert given == list(range(20, 30))
