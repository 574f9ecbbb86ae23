"""Dates: check-ins and reports, rest, acknowledgements, and two documents of one date."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.builders import (
    CHANGED,
    TARGETS,
    TODAY,
    TOMORROW,
    YESTERDAY,
    changed_again,
    contents,
    done,
    make_diary,
    records,
    write,
)
from tui.diary.diary import Diary
from tui.diary.errors import (
    ChangeRejected,
)
from tui.practice.models import DEFAULT_ROUTINE, Band, Reps, Routine


def test_a_check_in_becomes_a_report_once_the_date_has_counted_reps(
    path: Path, diary: Diary
) -> None:
    # R1.report
    diary.record_feeling(TODAY, Band.CLEAR)
    assert records(path, "days") == [{"day": "2026-11-22", "check": "clear", "changed": CHANGED}]
    diary.log_session(DEFAULT_ROUTINE, TODAY, done(0))
    diary.log_session(DEFAULT_ROUTINE, YESTERDAY, done(2))
    diary.record_feeling(TODAY, Band.MILD, areas=["upper back"])
    expected: dict[str, object] = {"day": "2026-11-22", "check": "mild", "areas": ["upper back"]}
    assert records(path, "days") == [{**expected, "changed": changed_again()}]
    diary.log_session(DEFAULT_ROUTINE, TODAY, done(0, imagined=1))
    diary.record_feeling(TODAY, Band.HIGH)
    assert records(path, "days") == [{**expected, "report": "high", "changed": changed_again(2)}]


def unconfirmed_session(
    diary: Diary, day: dt.date, *, reps: int = 2, of: Routine = DEFAULT_ROUTINE
) -> str:
    """Record a session that ran unattended, and return its id."""
    targets = dict.fromkeys((exercise.id for exercise in of.exercises), 2)
    session = diary.start_session(of, day, targets)
    diary.end_session(session.id, {each: Reps(target=2, done=reps) for each in targets}, None)
    return session.id


def test_a_clear_check_in_confirms_the_sessions_of_the_seven_dates_before_it(
    diary: Diary,
) -> None:
    # R3.unconfirmed
    evening = replace(DEFAULT_ROUTINE, id="evening", exercises=DEFAULT_ROUTINE.exercises[:1])
    days = [TODAY - dt.timedelta(days=n) for n in (8, 7, 1)]
    old, week_ago, yesterday = (unconfirmed_session(diary, day) for day in days)
    other = unconfirmed_session(diary, YESTERDAY, of=evening)
    empty = unconfirmed_session(diary, YESTERDAY, reps=0)
    running = diary.start_session(evening, YESTERDAY, TARGETS).id

    def unconfirmed_ids() -> set[str]:
        return {each.id for each in diary.read().sessions if not each.confirmed}

    all_of_them = {old, week_ago, yesterday, other, empty, running}
    for band in (Band.MILD, Band.MODERATE):
        assert diary.record_feeling(TODAY, band).confirmed == ()
    assert diary.record_feeling(TODAY, Band.CLEAR, report=True).confirmed == ()
    assert unconfirmed_ids() == all_of_them
    confirmed = diary.record_feeling(TODAY, Band.CLEAR).confirmed
    assert [each.id for each in confirmed] == [week_ago, yesterday, other]
    assert unconfirmed_ids() == {old, empty, running}
    assert diary.record_feeling(TODAY, Band.CLEAR).confirmed == ()


def test_confirming_is_one_step_of_undo(path: Path, diary: Diary) -> None:
    # R3.unconfirmed
    name = unconfirmed_session(diary, YESTERDAY)
    before = contents(path)["_meta"]["1"]["rev"]
    diary.record_feeling(TODAY, Band.CLEAR)
    assert contents(path)["_meta"]["1"]["rev"] == before + 1, "one write"
    diary.changes.undo()
    assert not diary.read().session(name).confirmed
    assert diary.read().days.get(TODAY) is None or diary.read().days[TODAY].check is None
    diary.changes.redo()
    assert diary.read().session(name).confirmed


def test_a_feeling_can_be_recorded_as_a_report_in_any_case(path: Path, diary: Diary) -> None:
    diary.record_feeling(TODAY, Band.WARNING, report=True, areas=["arm"])
    assert records(path, "days") == [
        {"day": "2026-11-22", "report": "warning", "areas": ["arm"], "changed": CHANGED}
    ]


def test_a_date_keeps_its_acknowledgement_when_rest_is_marked_and_taken_back(
    path: Path, diary: Diary
) -> None:
    assert diary.acknowledge(TODAY).ack is True
    diary.rest(TODAY, "ill")
    assert records(path, "days") == [
        {"day": "2026-11-22", "ack": True, "rest_reason": "ill", "changed": changed_again()}
    ]
    diary.rest(TODAY, None)
    assert records(path, "days") == [
        {"day": "2026-11-22", "ack": True, "changed": changed_again(2)}
    ]
    diary.rest(TOMORROW, "travel")
    assert [each["day"] for each in records(path, "days")] == ["2026-11-22", "2026-11-23"]


def test_a_removed_date_can_be_recorded_again(path: Path, diary: Diary) -> None:
    write(path, days={"1": {"day": "2026-11-22", "deleted": "2026-11-22T10:00:00Z"}})
    assert dict(diary.read().days) == {}
    diary.record_feeling(TODAY, Band.MILD)
    assert contents(path)["days"] == {
        "1": {"day": "2026-11-22", "check": "mild", "changed": CHANGED}
    }


# The weekly question


def test_a_weekly_answer_is_kept_with_its_date_changed_and_taken_back(
    path: Path, diary: Diary
) -> None:
    # R7.answer
    stored = {"day": "2026-11-22", "check": "mild"}

    def is_stored(times: int, **answer: object) -> bool:
        """Whether the date says this after so many changes."""
        changed = changed_again(times - 1)
        return records(path, "days") == [{**stored, **answer, "changed": changed}]

    diary.record_feeling(TODAY, Band.MILD, compare="easier")
    assert is_stored(1, compare="easier")
    diary.record_feeling(TODAY, None, compare="worse")
    assert is_stored(2, compare="worse")
    diary.record_feeling(TODAY, None, compare=None)
    assert is_stored(3, compare_put_off=True)
    diary.record_feeling(TODAY, None, compare="same")
    assert is_stored(4, compare="same")
    before: list[dict[str, object]] = [
        {"compare_put_off": True}, {"compare": "worse"}, {"compare": "easier"}
    ]  # fmt: skip
    for times, answer in enumerate(before, 5):
        assert diary.changes.undo() is not None
        assert is_stored(times, **answer)
    diary.changes.redo()
    assert is_stored(8, compare="worse")


def test_putting_the_question_off_is_no_change_to_undo(path: Path, diary: Diary) -> None:
    # R7.ask
    diary.record_feeling(YESTERDAY, Band.CLEAR)
    before = diary.changes.undoable
    diary.put_off_comparison(TODAY)
    assert records(path, "days")[-1] == {
        "day": "2026-11-22",
        "compare_put_off": True,
        "changed": CHANGED,
    }
    assert diary.changes.undoable is before


# Ranges of rest


def test_a_range_of_rest_is_one_change(path: Path, diary: Diary) -> None:
    diary.rest(TODAY, "ill")
    marked = diary.rest(TODAY, "travel", TOMORROW)
    assert [record.day for record in marked] == [TODAY, TOMORROW]
    assert [each["rest_reason"] for each in records(path, "days")] == ["travel", "travel"]
    assert diary.changes.undo() is not None
    assert [(day, r.rest_reason) for day, r in diary.read().days.items()] == [(TODAY, "ill")]
    assert [record.day for record in diary.rest(TODAY, None, TOMORROW)] == [TODAY]


def test_rest_that_is_marked_already_is_no_change_to_undo(diary: Diary) -> None:
    diary.rest(TODAY, "ill")
    before = diary.changes.undoable
    assert diary.rest(TODAY, "ill") == []
    assert diary.changes.undoable is before


@pytest.mark.parametrize(
    ("last", "why"),
    [
        (TODAY - dt.timedelta(days=1), "before it begins"),
        (TODAY + dt.timedelta(days=366), "367 dates at once are too many"),
    ],
)
def test_a_range_of_rest_is_in_order_and_a_year_at_most(
    path: Path, diary: Diary, last: dt.date, why: str
) -> None:
    with pytest.raises(ChangeRejected, match=why):
        diary.rest(TODAY, "ill", last)
    assert not path.exists()


# Two documents of one date


TWO = {
    "1": {
        "day": "2026-11-22",
        "check": "mild",
        "compare": "easier",
        "areas": ["neck"],
        "note": "a",
        "odd": 1,
    },
    "2": {
        "day": "2026-11-22",
        "check": "high",
        "report": "clear",
        "compare": "same",
        "areas": ["arm", "neck"],
        "ack": True,
        "rest_reason": "ill",
        "note": "b",
    },
    "3": {"day": "2026-11-21", "check": "clear"},
}


def test_two_documents_of_one_date_are_read_as_one(path: Path, diary: Diary) -> None:
    write(path, days=TWO)
    day = diary.read().days[TODAY]
    assert (day.check, day.report) == (Band.HIGH, Band.CLEAR)
    assert day.areas == ("neck", "arm")
    assert (day.ack, day.rest_reason, day.note) == (True, "ill", "a\nb")
    assert day.compare == "same", "the worse answer"
    assert len(diary.read().days) == 2


def test_changing_a_date_with_two_documents_joins_them(path: Path, diary: Diary) -> None:
    write(path, days=TWO)
    joined, _ = diary.record_feeling(TODAY, Band.MODERATE, report=True)
    assert (joined.check, joined.report) == (Band.HIGH, Band.MODERATE)
    stored = contents(path)["days"]
    assert stored == {
        "1": {
            "day": "2026-11-22",
            "check": "high",
            "report": "moderate",
            "compare": "same",
            "areas": ["neck", "arm"],
            "ack": True,
            "rest_reason": "ill",
            "note": "a\nb",
            "odd": 1,
            "changed": CHANGED,
        },
        "2": {"day": "2026-11-22", "deleted": CHANGED},
        "3": {"day": "2026-11-21", "check": "clear"},
    }
    assert diary.read().days[TODAY] == joined


def test_undo_takes_two_joined_documents_of_one_date_apart_again(path: Path) -> None:
    both = [{"day": str(TODAY), "check": "mild"}, {"day": str(TODAY), "areas": ["neck"]}]
    write(path, days={"1": both[0], "2": both[1]})
    diary = make_diary(path)
    diary.record_feeling(TODAY, Band.MODERATE)
    assert diary.changes.undo() is not None
    left = [{k: v for k, v in each.items() if k != "changed"} for each in records(path, "days")]
    assert left == both
