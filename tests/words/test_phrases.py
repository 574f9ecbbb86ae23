"""Sentences that the screens and the command line share."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from tests.builders import days_of, record, routine, session
from tests.clock import in_zone
from tui.diary.recovery import Recovered
from tui.practice.day_plan import plan_day
from tui.practice.days import gather
from tui.practice.history import History
from tui.practice.models import Band, Compare, DayRecord, Plan, RestReason, Session, StopReason
from tui.words import phrases
from tui.words.recovered import recovered_words
from tui.words.targets import nothing_left, reason_words

MILD, MODERATE = Band.MILD, Band.MODERATE
TODAY = dt.date(2026, 11, 22)  # a Sunday
ENDS_AT = dt.datetime(2026, 11, 23, 3, 0)  # noqa: DTZ001 - only its clock time is shown


def today_words_with_rest(marks: dict[int, RestReason]) -> str:
    """Return where today stands with rest marked so many days from today."""
    days = {TODAY + dt.timedelta(days=n): why for n, why in marks.items()}
    records = {day: DayRecord(day=day, rest_reason=why) for day, why in days.items()}
    plan = routine()
    known = gather(plan.id, [session(dt.date(2026, 11, 1), target=2, done=2)], records, today=TODAY)
    return phrases.today_words(History(plan, known, TODAY), ENDS_AT)


@pytest.mark.parametrize(
    ("marks", "words"),
    [
        ({}, "still time today, until 03:00"),
        ({0: "ill"}, "resting today"),
        ({0: "travel", 1: "travel", 5: "travel"}, "resting to the end of Monday (travelling)"),
        (dict.fromkeys(range(6), "travel"), "resting to the end of Friday (travelling)"),
        (dict.fromkeys(range(7), "other"), "resting to the end of Saturday"),
        (dict.fromkeys(range(13), "ill"), "resting to the end of 4 December (ill)"),
        ({0: "ill", 1: "travel"}, "resting today"),
        (dict.fromkeys(range(-5, 2), "sore"), "resting to the end of Monday (sore or tired)"),
    ],
)
def test_a_rest_mark_is_told_with_its_end(marks: dict[int, RestReason], words: str) -> None:
    assert today_words_with_rest(marks) == words


def test_a_recovery_names_the_backup_in_local_time() -> None:
    made = dt.datetime(2026, 11, 21, 23, 30, tzinfo=dt.UTC)
    found = Recovered(b"", "backup", made, Path("copy.json"))
    words = recovered_words(found, in_zone(ZoneInfo("Europe/Berlin")), dt.date(2026, 11, 22))
    assert (
        "restored from the backup of Sun 22 Nov 2026 00:30; changes made after that are missing"
        in words
    )
    assert "the damaged copy is copy.json" in words


@pytest.mark.parametrize(
    ("target", "words"),
    [(1, "1 each: you started today with fewer."), (2, "2 each: your full set.")],
)
def test_a_day_that_began_with_fewer_does_not_speak_of_the_ceiling(target: int, words: str) -> None:
    plan = replace(routine(), plan=Plan(ceiling=2))
    before = [session(TODAY - dt.timedelta(days=n), target=2, done=2) for n in range(9, 0, -1)]
    today = session(TODAY, target=target, done=1)
    days = gather(plan.id, [*before, today], {}, today=TODAY)
    assert reason_words(plan_day(plan, days, TODAY)) == words


FULL_DAY = session(TODAY, target=2, done=2)
EARLIER = TODAY - dt.timedelta(days=1)
SAID_HIGH = record(TODAY, check=Band.HIGH)
SAID_WARNING = record(TODAY, check=Band.WARNING)


@pytest.mark.parametrize(
    ("sessions", "records", "date", "words"),
    [
        ([FULL_DAY], [], TODAY, "Done for today. See you tomorrow."),
        (
            [session(TODAY, target=2, done=1, stop="pain")],
            [],
            TODAY,
            "That's enough for today. See how it feels tomorrow.",
        ),
        (
            [],
            [SAID_HIGH],
            TODAY,
            "Today is for rest. If you like, press i for an imagined session.",
        ),
        ([session(TODAY, target=None, imagined=2)], [SAID_HIGH], TODAY, "Today is for rest."),
        ([], [SAID_WARNING], TODAY, "Paused after a warning sign."),
        (
            [session(EARLIER, target=2, done=2)],
            [],
            EARLIER,
            "That day is already done; to open it, press enter.",
        ),
        (
            [],
            [record(EARLIER, check=Band.HIGH)],
            EARLIER,
            "That day was for rest, because you were very sore.",
        ),
    ],
    ids=["done", "enough", "rest", "rest-imagined", "locked", "earlier-done", "earlier-rest"],
)
def test_a_session_that_cannot_start_says_why(
    sessions: list[Session], records: list[DayRecord], date: dt.date, words: str
) -> None:
    plan = plan_day(routine(), days_of(sessions, records), date)
    assert nothing_left(plan, TODAY, imagine_way="press i", open_way="press enter") == words
    without_keys = words.replace("; to open it, press enter", "").partition(" If you like")[0]
    assert nothing_left(plan, TODAY) == without_keys


@pytest.mark.parametrize(
    ("date", "stop", "words"),
    [
        (TODAY, None, "Today's session was saved as 2 each."),
        (
            EARLIER,
            "interrupted",
            f"{EARLIER:%A}'s interrupted session was saved as 2 each.",
        ),
    ],
)
def test_an_unconfirmed_session_says_what_is_kept(
    date: dt.date, stop: StopReason | None, words: str
) -> None:
    ran = session(date, target=4, done=2, stop=stop, confirmed=False)
    assert phrases.unconfirmed_words(ran, TODAY) == words


def test_a_date_that_is_marked_as_done_gives_no_numbers() -> None:
    marked = days_of([session(TODAY, target=None, kept=True)])
    assert reason_words(plan_day(routine(), marked, TODAY)) == "Marked as done."


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"easier": 5, "same": 2}, "neck easier 5 times, the same twice, in the last 8 weeks"),
        ({"worse": 1, "easier": 1}, "neck easier once, worse once, in the last 8 weeks"),
        ({"same": 1, "worse": 3}, "neck the same once, worse 3 times, in the last 8 weeks"),
        ({}, ""),
    ],
)
def test_weekly_answers_are_summed_up_from_the_best_on(
    answers: dict[Compare, int], words: str
) -> None:
    # R7.sums
    assert phrases.comparisons_words(answers) == words


def test_without_a_key_that_imagines_none_is_named() -> None:
    plan = plan_day(routine(), days_of([], [SAID_HIGH]), TODAY)
    assert nothing_left(plan, TODAY) == "Today is for rest."


def test_a_routine_without_exercises_says_so() -> None:
    plan = plan_day(routine(exercises=0), {}, TODAY)
    assert nothing_left(plan, TODAY) == "This routine has no exercises yet."


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59.9, "59 s"), (60, "1 min"), (3599, "59 min"), (3600, "1 h 0 min"),
     (24_065, "6 h 41 min"), (36_000_000, "10,000 h 0 min")],
)  # fmt: skip
def test_a_length_is_rounded_down(seconds: float, words: str) -> None:
    assert phrases.length_words(seconds) == words


def reason_after(*before: Session, check: Band | None = None) -> str:
    """Return the reason for today's number, after sessions of the days before it."""
    records = {TODAY: DayRecord(day=TODAY, check=check)}
    plan = routine()
    return reason_words(plan_day(plan, gather(plan.id, before, records, today=TODAY), TODAY))


def days_before(*targets: int, last: int = 1, **options: Any) -> list[Session]:
    return [
        session(TODAY - dt.timedelta(days=ago), target=target, done=target, **options)
        for ago, target in zip(range(last + len(targets) - 1, last - 1, -1), targets, strict=True)
    ]


@pytest.mark.parametrize(
    ("before", "check", "words"),
    [
        (days_before(2, 2, 3, last=5), None, "2 each: fewer, after a few days off."),
        (days_before(2, last=5), None, "2 each: same as last time, after a few days off."),
        (days_before(2, 2, 3, last=20), None, "2 each: fewer on purpose, after a break."),
        (days_before(2, last=20), None, "2 each: a gentle start after a break."),
        (days_before(20, last=200), None, "2 each: fewer on purpose, after a break."),
        (days_before(2, 2, 3, 4), MODERATE, "2 each: fewer until it has felt fine for two days."),
        (
            days_before(2, 2, 3),
            MILD,
            "3 each: same as last time, while you're a bit more sore.",
        ),
        (
            days_before(4, 4, effort="hard"),
            None,
            "3 each: fewer for now, because it felt hard twice.",
        ),
        (
            days_before(4, effort="hard"),
            None,
            "4 each: same as last time, because that felt hard.",
        ),
        (
            [session(TODAY - dt.timedelta(days=ago), target=4, done=3) for ago in (2, 1)],
            None,
            "3 each: fewer for now.",
        ),
        (
            [session(TODAY - dt.timedelta(days=1), target=4, done=3)],
            None,
            "4 each: same as last time for now.",
        ),
    ],
)
def test_a_reason_says_whether_the_number_fell(
    before: list[Session], check: Band | None, words: str
) -> None:
    assert reason_after(*before, check=check) == words
