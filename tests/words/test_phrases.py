"""Sentences about a day that screens and commands share."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from tests.builders import routine, session
from tui.diary.recovery import Recovered
from tui.practice.day_plan import plan_day
from tui.practice.days import gather
from tui.practice.history import History
from tui.practice.models import DayRecord, Plan, RestReason
from tui.words import phrases

TODAY = dt.date(2026, 11, 22)  # a Sunday
CLOSES = dt.datetime(2026, 11, 23, 3, 0)  # noqa: DTZ001 - only its clock time is shown


def standing(marks: dict[int, RestReason]) -> str:
    """Where today stands with rest marked so many days from today."""
    days = {TODAY + dt.timedelta(days=n): why for n, why in marks.items()}
    records = {day: DayRecord(day=day, rest_reason=why) for day, why in days.items()}
    plan = routine()
    known = gather(plan.id, [session(dt.date(2026, 11, 1), target=2, done=2)], records, today=TODAY)
    return phrases.today_words(History(plan, known, TODAY), CLOSES)


@pytest.mark.parametrize(
    ("marks", "words"),
    [
        ({}, "today is open until 03:00"),
        ({0: "ill"}, "resting today"),
        ({0: "travel", 1: "travel", 5: "travel"}, "resting: travel until Monday"),
        (dict.fromkeys(range(6), "travel"), "resting: travel until Friday"),
        (dict.fromkeys(range(7), "other"), "resting until Saturday"),
        (dict.fromkeys(range(13), "ill"), "resting: ill until 4 December"),
        ({0: "ill", 1: "travel"}, "resting today"),
        (dict.fromkeys(range(-5, 2), "sore"), "resting: sore until Monday"),
    ],
)
def test_where_today_stands(marks: dict[int, RestReason], words: str) -> None:
    assert standing(marks) == words


def test_a_backup_is_told_in_the_time_of_the_place() -> None:
    made = dt.datetime(2026, 11, 21, 23, 30, tzinfo=dt.UTC)
    found = Recovered(b"", "backup", made, Path("copy.json"), "name")
    words = phrases.recovered_words(found, ZoneInfo("Europe/Berlin"))
    assert "the backup of Sun 22 Nov 2026 00:30, and nothing that came later" in words
    assert "the damaged copy is copy.json" in words


@pytest.mark.parametrize(
    ("target", "words"),
    [(1, "1 each: as today began."), (2, "2 each: the most your plan asks.")],
)
def test_a_day_that_began_with_fewer_does_not_speak_of_the_ceiling(target: int, words: str) -> None:
    plan = replace(routine(), plan=Plan(ceiling=2))
    before = [session(TODAY - dt.timedelta(days=n), target=2, done=2) for n in range(9, 0, -1)]
    today = session(TODAY, target=target, done=1)
    days = gather(plan.id, [*before, today], {}, today=TODAY)
    assert phrases.because(plan_day(plan, days, TODAY)) == words
