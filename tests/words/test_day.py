"""A date in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from tui.diary.codec import File
from tui.diary.snapshot import Snapshot
from tui.diary.today import Today
from tui.practice.models import (
    DEFAULT_ROUTINE,
    Band,
    DayRecord,
    Reps,
    Routine,
    ScheduleEntry,
    Session,
    Weekdays,
    Weekly,
)
from tui.words.day import LONGEST_QUOTE, day_line, day_parts, has_content

TODAY = dt.date(2026, 3, 5)  # a Thursday
YESTERDAY = TODAY - dt.timedelta(days=1)
TOMORROW = TODAY + dt.timedelta(days=1)
ENDS_AT = dt.datetime(2026, 3, 6, 3, tzinfo=dt.UTC)
ROUTINE = DEFAULT_ROUTINE.id


def today(
    *sessions: Session,
    days: Sequence[DayRecord] = (),
    schedule: tuple[ScheduleEntry, ...] = (),
) -> Today:
    routine = Routine(
        id=ROUTINE, name="Both", exercises=DEFAULT_ROUTINE.exercises, schedule=schedule
    )
    file = File(
        routines={"1": routine},
        sessions={str(n): each for n, each in enumerate(sessions)},
        days={str(n): each for n, each in enumerate(days)},
    )
    return Today(Snapshot(file), routine, TODAY, ENDS_AT)


def session(
    *counts: tuple[int | None, int, int], day: dt.date = YESTERDAY, **more: object
) -> Session:
    """Return a session with (target, done, imagined) for each exercise."""
    reps = {
        f"e{n}": Reps(target=target, done=done, imagined=imagined)
        for n, (target, done, imagined) in enumerate(counts)
    }
    return Session(**{"id": "s", "routine": ROUTINE, "day": day, "reps": reps, **more})  # type: ignore[arg-type]


FULL = ((4, 4, 0), (4, 4, 0))


def test_the_weekly_answer_is_told_after_what_was_felt() -> None:
    # R7.shown
    record = DayRecord(day=YESTERDAY, check=Band.CLEAR, compare="easier", note="x")
    seen = today(session(*FULL), days=[record])
    assert day_parts(seen, YESTERDAY) == [
        "4 of 4 each",
        "felt as usual",
        "neck easier than a month ago",
        '"x"',
    ]
    alone = today(days=[DayRecord(day=YESTERDAY, compare="same")])
    assert day_parts(alone, YESTERDAY) == ["no reps", "neck the same as a month ago"]
    assert has_content(alone, YESTERDAY)
    assert not has_content(today(days=[DayRecord(day=YESTERDAY, compare_put_off=True)]), YESTERDAY)


@pytest.mark.parametrize(
    ("sessions", "words"),
    [
        ([session(*FULL)], "4 of 4 each"),
        ([session((4, 3, 0), (4, 3, 1))], "3 and 4 of 4, one imagined"),
        ([session((4, 0, 4), (4, 0, 3))], "4 and 3 of 4, all imagined"),
        ([session((9, 1, 7), (9, 9, 0))], "8 and 9 of 9, 7 imagined"),
        ([session((4, 4, 0), (5, 3, 0))], "4 of 4 and 3 of 5"),
        ([session((4, 4, 0), (None, 3, 0))], "4 of 4 and 3"),
        ([session((None, 2, 0), (None, 0, 0))], "2 and 0"),
        ([session((3, 3, 0))], "3 of 3"),
        ([session((3, 3, 0), (3, 2, 0), (3, 1, 0))], "3, 2 and 1 of 3"),
        # Several sessions are summed, and the lowest target is the date's (rules R1.sum).
        (
            [session((4, 1, 0), (4, 0, 1)), session((3, 3, 0), (3, 2, 0), id="t")],
            "4 and 3 of 3, one imagined, in two sessions",
        ),
        ([session(kept=True)], "marked as done"),
        ([session(*FULL), session(kept=True, id="t")], "4 of 4 each · marked as done"),
        ([session(*FULL, effort="light")], "4 of 4 each · light"),
        (
            [
                session((8, 4, 0), effort="hard", props=("towel", "roll")),
                session((8, 4, 0), id="t", effort="right", props=("roll",)),
            ],
            "8 of 8, in two sessions · right and hard · neck roll and folded towel",
        ),
        (
            [session((4, 2, 0), status="stopped", stop_reason="pain")],
            "2 of 4 · stopped because of pain",
        ),
        (
            [session((4, 0, 0), status="stopped", stop_reason="sore")],
            "stopped because of soreness",
        ),
        (
            [session((4, 0, 0), status="stopped", stop_reason="warning")],
            "stopped because of a warning sign",
        ),
        (
            [session((4, 1, 0), status="stopped", stop_reason="enough")],
            "1 of 4 · stopped early",
        ),
        (
            [session((4, 1, 0), status="stopped", stop_reason="interrupted", confirmed=False)],
            "1 of 4 · interrupted · not confirmed yet",
        ),
        # Sessions in which nothing was counted are ignored (rules R1.ignored).
        ([session((4, 0, 0), status="stopped", stop_reason="interrupted")], "nothing recorded"),
        ([session((4, 0, 0), confirmed=False, note="x")], "nothing recorded"),
        # Reps belong to their routine, and stops to the person (rules R1.person).
        ([session(*FULL, routine="legs")], "nothing recorded"),
        (
            [session(*FULL, routine="legs", status="stopped", stop_reason="pain")],
            "painful in another routine",
        ),
        (
            [
                session((4, 1, 0), status="stopped", stop_reason="sore"),
                session(*FULL, id="t", routine="legs", status="stopped", stop_reason="warning"),
            ],
            "1 of 4 · stopped because of soreness · a warning sign in another routine",
        ),
        ([session(*FULL, note="slept well")], '4 of 4 each · "slept well"'),
        (
            [session(*FULL, note=" a\n\tb\x1b[2J\x85c\u2028d ")],
            '4 of 4 each · "a b [2J c d"',
        ),
        ([session(*FULL, note="\n")], "4 of 4 each"),
    ],
)
def test_sessions_are_told_by_counts_stops_effort_props_and_notes(
    sessions: list[Session], words: str
) -> None:
    assert " · ".join(day_parts(today(*sessions), YESTERDAY)) == words


@pytest.mark.parametrize(
    ("record", "alone", "after_reps"),
    [
        (DayRecord(day=YESTERDAY), "nothing recorded", ""),
        (DayRecord(day=YESTERDAY, check=Band.CLEAR), "no reps · felt as usual", "felt as usual"),
        (
            DayRecord(day=YESTERDAY, check=Band.MILD),
            "no reps · felt a bit more sore",
            "felt a bit more sore before",
        ),
        (
            DayRecord(day=YESTERDAY, check=Band.MODERATE),
            "felt clearly more sore",
            "felt clearly more sore before",
        ),
        (
            DayRecord(day=YESTERDAY, check=Band.HIGH),
            "felt very sore or painful",
            "felt very sore or painful before",
        ),
        (
            DayRecord(day=YESTERDAY, check=Band.WARNING),
            "noticed a warning sign",
            "noticed a warning sign",
        ),
        (
            DayRecord(day=YESTERDAY, report=Band.CLEAR),
            "no reps · as usual later",
            "as usual afterwards",
        ),
        (
            DayRecord(day=YESTERDAY, report=Band.MODERATE),
            "clearly more sore later",
            "clearly more sore afterwards",
        ),
        (
            DayRecord(day=YESTERDAY, report=Band.WARNING),
            "a warning sign later",
            "a warning sign afterwards",
        ),
        (
            DayRecord(day=YESTERDAY, check=Band.MILD, report=Band.HIGH, areas=("neck", "jaw\n")),
            "felt a bit more sore · very sore or painful later (neck and jaw)",
            "felt a bit more sore before · very sore or painful afterwards (neck and jaw)",
        ),
        (DayRecord(day=YESTERDAY, areas=("neck",)), "nothing recorded", ""),
        (DayRecord(day=YESTERDAY, rest_reason="ill"), "resting: ill", "marked as rest (ill)"),
        (DayRecord(day=YESTERDAY, rest_reason="other"), "resting", "marked as rest"),
        (
            DayRecord(day=YESTERDAY, rest_reason="sore", check=Band.MODERATE, note="warm bath"),
            'resting: sore or tired · felt clearly more sore · "warm bath"',
            'felt clearly more sore before · marked as rest (sore or tired) · "warm bath"',
        ),
        (
            DayRecord(day=YESTERDAY, ack=True),
            "nothing recorded · someone has looked at the warning sign",
            "someone has looked at the warning sign",
        ),
        (DayRecord(day=YESTERDAY, note="away"), 'nothing recorded · "away"', '"away"'),
    ],
)
def test_answers_and_marks_are_told_with_and_without_reps(
    record: DayRecord, alone: str, after_reps: str
) -> None:
    assert " · ".join(day_parts(today(days=[record]), YESTERDAY)) == alone
    after = day_parts(today(session(*FULL), days=[record]), YESTERDAY)
    assert " · ".join(after) == " · ".join(filter(None, ["4 of 4 each", after_reps]))


def test_dates_under_a_lock_say_so() -> None:
    sign = DayRecord(day=TODAY - dt.timedelta(days=3), check=Band.WARNING)
    here = today(session((None, 0, 2)), days=[sign])
    assert day_parts(here, sign.day) == ["noticed a warning sign"]
    assert day_parts(here, TODAY - dt.timedelta(days=2)) == ["paused after a warning sign"]
    assert day_parts(here, YESTERDAY) == ["2, all imagined", "paused after a warning sign"]
    assert day_parts(here, TODAY) == ["resting is fine today", "paused after a warning sign"]
    assert day_parts(here, TOMORROW) == ["in the future"]


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        ((), "nothing recorded"),
        ((Weekdays(since=dt.date(2026, 1, 1), days=("wed",)),), "nothing recorded"),
        ((Weekdays(since=dt.date(2026, 1, 1), days=("thu",)),), "not planned"),
        ((Weekly(since=dt.date(2026, 1, 1), times=1),), "nothing recorded"),
        ((Weekdays(since=TODAY, days=("thu",)),), "nothing recorded"),
    ],
)
def test_an_empty_date_is_said_kindly(schedule: tuple[ScheduleEntry, ...], words: str) -> None:
    assert day_parts(today(schedule=schedule), YESTERDAY) == [words]
    assert not has_content(today(schedule=schedule), YESTERDAY)
    assert day_parts(today(schedule=schedule), TOMORROW) == ["in the future"]


@pytest.mark.parametrize(
    ("sessions", "days", "words"),
    [
        ([], [], "still time today, until 03:00"),
        ([], [DayRecord(day=TODAY, check=Band.CLEAR)],
         "still time today, until 03:00 · felt as usual"),
        ([], [DayRecord(day=TODAY, check=Band.HIGH)],
         "resting is fine today · felt very sore or painful"),
        ([], [DayRecord(day=TODAY, rest_reason="travel")], "resting: travelling"),
        ([session((4, 1, 0), day=TODAY)], [], "1 of 4"),
    ],
)  # fmt: skip
def test_today_is_told_by_where_it_stands_until_there_are_reps(
    sessions: list[Session], days: list[DayRecord], words: str
) -> None:
    assert " · ".join(day_parts(today(*sessions, days=days), TODAY)) == words


def test_a_date_ahead_is_told_by_its_rest_mark_only() -> None:
    mark = DayRecord(day=TOMORROW, rest_reason="travel", check=Band.HIGH, note="x")
    early = session(*FULL, day=TODAY + dt.timedelta(days=2))  # a clock that was ahead
    here = today(early, days=[mark])
    assert day_parts(here, TOMORROW) == ["resting: travelling"]
    assert day_parts(here, early.day) == ["in the future"]
    assert has_content(here, TOMORROW)
    assert not has_content(here, early.day)


@pytest.mark.parametrize(
    ("sessions", "days", "known"),
    [
        ([session(*FULL)], [], True),
        ([session(kept=True)], [], True),
        ([session((4, 0, 0))], [], False),
        ([session((4, 0, 0), stop_reason="sore")], [], True),
        ([session(*FULL, routine="legs")], [], False),
        ([session(*FULL, routine="legs", stop_reason="sore")], [], True),
        ([], [DayRecord(day=YESTERDAY, check=Band.CLEAR)], True),
        ([], [DayRecord(day=YESTERDAY, report=Band.CLEAR)], True),
        ([], [DayRecord(day=YESTERDAY, ack=True)], True),
        ([], [DayRecord(day=YESTERDAY, rest_reason="ill")], True),
        ([], [DayRecord(day=YESTERDAY, note="x")], True),
        ([], [DayRecord(day=YESTERDAY)], False),
        ([], [DayRecord(day=YESTERDAY - dt.timedelta(days=9), report=Band.WARNING)], True),
    ],
)
def test_a_date_has_content_if_anything_is_recorded_that_concerns_it(
    sessions: list[Session], days: list[DayRecord], known: bool
) -> None:
    assert has_content(today(*sessions, days=days), YESTERDAY) == known


def test_a_line_names_the_date_and_another_year() -> None:
    of_old = session(*FULL, day=dt.date(2024, 2, 29), props=("towel",))
    here = today(session(*FULL), of_old)
    assert day_line(here, YESTERDAY) == "Wed 4 March · 4 of 4 each"
    assert day_line(here, dt.date(2024, 2, 29)) == (
        "Thu 29 February 2024 · 4 of 4 each · folded towel"
    )
    assert day_line(here, dt.date(2027, 1, 1)) == "Fri 1 January 2027 · in the future"


def test_a_long_note_is_cut() -> None:
    (*_, quote) = day_parts(today(session(*FULL, note="word " * 500)), YESTERDAY)
    assert len(quote) <= LONGEST_QUOTE + 2
    assert quote.startswith('"word word ')
    assert quote.endswith('word…"')
    exact = "x" * LONGEST_QUOTE
    assert day_parts(today(session(*FULL, note=exact)), YESTERDAY)[-1] == f'"{exact}"'
