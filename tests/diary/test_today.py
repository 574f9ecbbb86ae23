"""Today: what a session started now would ask, and what the day after would."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from msgspec.structs import replace

from tests.builders import FIRST_DAY, nth, record, session
from tui.diary.codec import File
from tui.diary.snapshot import Snapshot
from tui.diary.today import Today, targets_after
from tui.practice.models import (
    DEFAULT_ROUTINE,
    WEEKDAYS,
    Band,
    Daily,
    DayRecord,
    Plan,
    ScheduleEntry,
    Session,
    StopReason,
    Weekdays,
    Weekly,
)
from tui.words import phrases
from tui.words.targets import outlook_words

ENDS_AT = dt.datetime(2026, 3, 6, 3, tzinfo=dt.UTC)
# Two days of two reps are behind; the third asks for three.
TWO_DAYS = [session(nth(day), target=2, done=2) for day in (1, 2)]


def snapshot(*sessions: Session, days: tuple[DayRecord, ...] = ()) -> Snapshot:
    return Snapshot(
        File(
            sessions={str(key): each for key, each in enumerate(sessions, 1)},
            days={str(key): each for key, each in enumerate(days, 1)},
        )
    )


def today(
    *sessions: Session, lowered_by: int = 0, days: tuple[DayRecord, ...] = (), rounds: int = 1
) -> Today:
    routine = replace(DEFAULT_ROUTINE, plan=Plan(rounds=rounds))
    return Today(snapshot(*sessions, days=days), routine, nth(3), ENDS_AT, lowered_by)


@pytest.mark.parametrize(
    ("said", "stop", "is_asked"),
    [
        ({}, None, True),
        ({"check": Band.MODERATE}, "sore", True),
        ({"check": Band.HIGH}, None, False),
        ({"report": Band.HIGH}, None, False),
        ({"report": Band.WARNING}, None, False),
        ({}, "pain", False),
        ({}, "warning", False),
        ({"compare": "same"}, None, False),
    ],
)
def test_how_it_compares_is_asked_on_no_date_with_pain_or_a_sign(
    said: dict[str, Any], stop: StopReason | None, is_asked: bool
) -> None:
    # R7.ask
    first = session(nth(3 - 28), target=2, done=2)
    seen = today(
        first, session(nth(3), target=2, done=1, stop=stop), days=(record(nth(3), **said),)
    )
    assert seen.asks_comparison is is_asked


def test_how_it_compares_is_not_asked_while_practice_is_paused() -> None:
    first = session(nth(3 - 28), target=2, done=2)
    sign = record(nth(2), check=Band.WARNING)
    assert not today(first, days=(sign,)).asks_comparison
    assert today(first, days=(sign, record(nth(3), ack=True))).asks_comparison


def reps_left(seen: Today) -> list[int]:
    return [part.reps for part in seen.sets_left()]


@pytest.mark.parametrize(("lowered_by", "target"), [(0, 3), (1, 2), (2, 1), (9, 1)])
def test_a_target_is_lowered_to_one_at_least(lowered_by: int, target: int) -> None:
    # R3.lowered
    seen = today(*TWO_DAYS, lowered_by=lowered_by)
    assert set(seen.targets().values()) == {target}
    assert reps_left(seen) == [target, target]
    assert [part.first for part in seen.sets_left()] == [1, 1]


def test_a_target_is_not_lowered_below_what_is_counted() -> None:
    # R3.lowered, R3.later
    begun = session(nth(3), target=3, done=2)
    assert reps_left(today(*TWO_DAYS, begun)) == [1, 1]
    seen = today(*TWO_DAYS, begun, lowered_by=2)
    assert set(seen.targets().values()) == {2}
    assert reps_left(seen) == [0, 0]
    assert [part.first for part in seen.sets_left()] == [3, 3]


@pytest.mark.parametrize(("lowered_by", "asked"), [(0, None), (1, 3), (2, 3)])
def test_what_the_plan_asked_is_recorded_only_where_it_was_lowered(
    lowered_by: int, asked: int | None
) -> None:
    # R3.lowered
    for reps in (
        today(*TWO_DAYS, lowered_by=lowered_by).reps_to_do(),
        today(*TWO_DAYS, lowered_by=lowered_by).completed_reps(),
    ):
        assert {(each.target, each.asked) for each in reps.values()} == {(3 - lowered_by, asked)}


def test_a_further_session_of_a_lowered_date_records_what_was_asked_first() -> None:
    # R3.lowered, R3.recorded
    begun = session(nth(3), target=2, asked=3, done=1)
    reps = today(*TWO_DAYS, begun).reps_to_do()
    assert {(each.target, each.asked) for each in reps.values()} == {(2, 3)}
    of_old = session(nth(3), target=2, done=1)  # of a version that did not record it
    reps = today(*TWO_DAYS, of_old).reps_to_do()
    assert {(each.target, each.asked) for each in reps.values()} == {(2, None)}


def next_round(*sessions: Session, rounds: int = 2, report: Band | None = None) -> list[int]:
    days = () if report is None else (record(nth(3), report=report),)
    return [
        part.reps
        for part in today(*TWO_DAYS, *sessions, rounds=rounds, days=days).sets_of_next_round()
    ]


def test_a_further_round_is_offered_while_the_day_has_one() -> None:
    # R3.rounds
    done = session(nth(3), target=3, done=3)
    assert next_round(done, rounds=1) == []
    assert next_round() == [], "the first round is no further one"
    assert next_round(session(nth(3), target=3, done=2)) == []
    assert next_round(done) == [3, 3]
    begun = session(nth(3), target=3, done=1, imagined=1)
    assert next_round(done, begun) == [1, 1], "a round that was begun goes on"
    assert next_round(done, done) == []
    assert next_round(done, done, rounds=3) == [3, 3]
    assert [part.first for part in today(*TWO_DAYS, done, rounds=2).sets_of_next_round()] == [4, 4]


def test_no_further_round_after_enough_on_a_day_of_rest_or_where_it_is_marked_done() -> None:
    # R3.rounds, R3.later
    done = session(nth(3), target=3, done=3)
    assert next_round(done, report=Band.MODERATE) == []
    assert next_round(session(nth(3), target=3, done=3, stop="sore")) == []
    assert next_round(session(nth(3), target=None, kept=True)) == []
    assert next_round(done, report=Band.MILD) == [3, 3]


def test_a_finished_date_can_be_repeated_and_a_sore_one_cannot() -> None:
    # R3.repeat, R3.rest
    done = session(nth(3), target=3, done=3)
    assert [part.reps for part in today(*TWO_DAYS, done).sets_to_repeat()] == [3, 3]
    assert today(*TWO_DAYS).sets_to_repeat() == ()
    sore = (record(nth(3), report=Band.MODERATE),)
    assert today(*TWO_DAYS, done, days=sore).sets_to_repeat() == ()


def test_a_session_without_the_timer_completes_what_is_left() -> None:
    reps = today(*TWO_DAYS).completed_reps()
    assert {(each.target, each.done, each.held_s) for each in reps.values()} == {(3, 3, 15)}


def test_another_date_is_seen_as_that_date_saw_it() -> None:
    seen = today(*TWO_DAYS, lowered_by=1)
    assert seen.on(nth(3)) is seen
    assert set(seen.on(nth(1)).targets().values()) == {2}
    assert seen.on(nth(1)).history.current == 1
    assert seen.of(replace(DEFAULT_ROUTINE, id="other")).days == {}


def test_the_day_after_asks_what_follows_from_a_date_and_from_nothing_later() -> None:
    later = session(nth(4), target=9, done=9)
    shown = snapshot(*TWO_DAYS, later)
    assert targets_after(shown, DEFAULT_ROUTINE, FIRST_DAY) == [2, 2]
    assert targets_after(shown, DEFAULT_ROUTINE, nth(2)) == [3, 3]


def test_a_correction_shows_what_the_day_after_would_then_ask() -> None:
    first, second = TWO_DAYS
    neck = DEFAULT_ROUTINE.exercises[1].id
    shorter = {**second.reps, neck: replace(second.reps[neck], done=1)}
    corrected = replace(second, reps=shorter)
    shown = snapshot(first, second)
    assert targets_after(shown, DEFAULT_ROUTINE, nth(2), corrected) == [3, 2]
    assert targets_after(shown, DEFAULT_ROUTINE, nth(2)) == [3, 3]


def test_a_locked_day_asks_for_nothing() -> None:
    # R3.lock
    warned = snapshot(*TWO_DAYS, days=(record(nth(2), report=Band.WARNING),))
    assert targets_after(warned, DEFAULT_ROUTINE, nth(2)) == []


ASKED_SCENES: dict[str, tuple[list[Session], list[DayRecord], bool]] = {
    "the first date of all": ([], [], True),
    "practice on the days before": (TWO_DAYS, [], True),
    "practice a year ago": ([session(nth(-360), target=2, done=2)], [], True),
    "an answer of yesterday": ([], [record(nth(2), check=Band.CLEAR)], True),
    "answered": (TWO_DAYS, [record(nth(3), check=Band.CLEAR)], False),
    "reported": (TWO_DAYS, [record(nth(3), report=Band.CLEAR)], False),
    "acknowledged only": (TWO_DAYS, [record(nth(3), ack=True)], True),
    "begun": ([session(nth(3), target=2, done=1)], [], False),
    "begun without a rep": ([session(nth(3), target=2)], [], True),
    "begun in another routine": (
        [session(nth(3), target=2, done=1, of=replace(DEFAULT_ROUTINE, id="evening"))],
        [],
        False,
    ),
}


@pytest.mark.parametrize(
    ("sessions", "days", "asks"), ASKED_SCENES.values(), ids=ASKED_SCENES.keys()
)
def test_the_check_in_is_asked_until_it_is_answered_or_anything_is_counted(
    sessions: list[Session], days: list[DayRecord], asks: bool
) -> None:
    # R3.ask-check-in
    assert today(*sessions, days=tuple(days)).asks_check_in() is asks


# What comes next, and a return


def of_schedule(
    *sessions: Session, entry: ScheduleEntry, days: tuple[DayRecord, ...] = ()
) -> Today:
    routine = replace(DEFAULT_ROUTINE, schedule=(entry,))
    return Today(snapshot(*sessions, days=days), routine, nth(3), ENDS_AT)


DONE = [*TWO_DAYS, session(nth(3), target=3, done=3)]
EVERY_DAY = Daily(since=nth(1))
THIRD = nth(3)


@pytest.mark.parametrize(
    ("sessions", "entry", "days", "words"),
    [
        (DONE, EVERY_DAY, [], "tomorrow: 4 each, if today feels fine"),
        ([*TWO_DAYS, session(THIRD, target=3, done=3, confirmed=False)], EVERY_DAY, [],
         "tomorrow: 4 each, if today feels fine"),
        (DONE, EVERY_DAY, [record(THIRD, report=Band.MODERATE)], "tomorrow: 1 each"),
        (DONE, EVERY_DAY, [record(THIRD, report=Band.WARNING)], ""),
        (DONE, EVERY_DAY, [DayRecord(day=nth(4), rest_reason="travel")],
         "next time: 4 each, if today feels fine"),
        (DONE, EVERY_DAY, [DayRecord(day=nth(n), rest_reason="travel") for n in range(4, 10)],
         "next time: 2 each, if today feels fine"),
        (DONE, EVERY_DAY, [DayRecord(day=nth(n), rest_reason="travel") for n in range(4, 20)], ""),
        (DONE, Weekly(since=nth(1), times=3), [], "next time: 4 each, if today feels fine"),
        (DONE, Weekdays(since=nth(1), days=(WEEKDAYS[nth(4).weekday()],)), [],
         "tomorrow: 4 each, if today feels fine"),
        (DONE, Weekdays(since=nth(1), days=(WEEKDAYS[nth(5).weekday()],)), [],
         "next time: 4 each, if today feels fine"),
    ],
)  # fmt: skip
def test_what_comes_next_is_said_where_it_is_known(
    sessions: list[Session], entry: ScheduleEntry, days: list[DayRecord], words: str
) -> None:
    # R3.outlook
    seen = of_schedule(*sessions, entry=entry, days=tuple(days))
    assert outlook_words(seen) == words
    if words:
        counts = words.partition(": ")[2].partition(",")[0]
        is_far = len(days) > 1
        assert (
            outlook_words(seen, is_over=True) == f"the next day: {'4 each' if is_far else counts}"
        )


@pytest.mark.parametrize(
    ("last", "entry", "days", "is_return"),
    [
        (2, EVERY_DAY, [], False),
        (-1, EVERY_DAY, [], True),
        (0, EVERY_DAY, [], False),
        (-1, Weekdays(since=nth(-90), days=(WEEKDAYS[nth(3).weekday()],)), [], False),
        (-30, Weekdays(since=nth(-90), days=(WEEKDAYS[nth(3).weekday()],)), [], True),
        (-1, EVERY_DAY, [DayRecord(day=nth(n), rest_reason="ill") for n in (0, 1, 2)], False),
        (3, EVERY_DAY, [], False),
    ],
)
def test_a_return_is_after_days_away_without_a_streak(
    last: int, entry: ScheduleEntry, days: list[DayRecord], is_return: bool
) -> None:
    # R2.quiet
    seen = of_schedule(session(nth(last), target=2, done=2), entry=entry, days=tuple(days))
    assert seen.is_return is is_return
    welcome = "Welcome back · 1 day practised so far"
    lead = phrases.streak_lead(seen, "the number")
    assert (lead == welcome) is is_return
