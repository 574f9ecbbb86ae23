"""Warning signs in the diary: what takes one back, and what leaves it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import NOW, TARGETS, TODAY, TOMORROW, YESTERDAY, done, make_diary
from tests.clock import ManualClock
from tui.diary.diary import Diary
from tui.diary.errors import ChangeRejected, SignStands
from tui.practice.days import gather, lock_on, lock_spans
from tui.practice.models import DEFAULT_ROUTINE, Band


def stop_for_a_sign(diary: Diary) -> None:
    session = diary.start_session(DEFAULT_ROUTINE, TODAY, TARGETS)
    diary.end_session(session.id, done(1), "warning")


SIGNS: dict[str, Callable[[Diary], object]] = {
    "check-in": lambda diary: diary.record_feeling(TODAY, Band.WARNING),
    "report": lambda diary: diary.record_feeling(TODAY, Band.WARNING, report=True),
    "earlier": lambda diary: diary.record_feeling(YESTERDAY, Band.WARNING),
    "stop": stop_for_a_sign,
}


def is_locked(diary: Diary) -> bool:
    """Whether a sign locks the coming date."""
    snapshot = diary.read()
    days = gather(DEFAULT_ROUTINE.id, snapshot.sessions, snapshot.days, today=TOMORROW)
    return lock_on(lock_spans(days), TOMORROW) is not None


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize(("seconds", "is_slip"), [(0, True), (60, True), (61, False), (-1, False)])
def test_a_sign_is_taken_back_only_within_a_minute(
    path: Path, sign: str, seconds: int, is_slip: bool
) -> None:
    clock = ManualClock(NOW)
    diary = make_diary(path, clock)
    SIGNS[sign](diary)
    assert is_locked(diary)
    assert diary.changes.undoable is not None
    assert diary.changes.undoable.description == "the warning sign"
    clock.wait(seconds=seconds)
    if is_slip:
        assert diary.changes.undo() is not None
    else:
        with pytest.raises(SignStands, match=r"within a minute.*someone qualified"):
            diary.changes.undo()
        assert diary.changes.undoable is None, "older changes can be undone"
    assert is_locked(diary) is not is_slip


def test_a_sign_that_is_put_back_has_a_minute_of_its_own(path: Path) -> None:
    clock = ManualClock(NOW)
    diary = make_diary(path, clock)
    stop_for_a_sign(diary)
    diary.changes.undo()
    clock.wait(hours=2)
    diary.changes.redo()
    assert is_locked(diary)
    clock.wait(seconds=50)
    diary.changes.undo()
    assert not is_locked(diary)
    diary.changes.redo()
    clock.wait(seconds=61)
    with pytest.raises(SignStands):
        diary.changes.undo()


def test_a_stop_that_is_taken_back_was_interrupted(path: Path) -> None:
    diary = make_diary(path)
    stop_for_a_sign(diary)
    ran = diary.read().session("last")
    diary.changes.undo()
    session = diary.read().session("last")
    assert (session.status, session.stop_reason) == ("stopped", "interrupted")
    assert (session.reps, session.end, session.confirmed) == (ran.reps, ran.end, False)
    assert diary.changes.undoable is None, "the session itself is never taken back"
    diary.start_session(DEFAULT_ROUTINE, TODAY, TARGETS)  # and another one can begin


@pytest.mark.parametrize("sign", SIGNS)
def test_nothing_but_undo_in_time_takes_a_sign_away(path: Path, sign: str) -> None:
    clock = ManualClock(NOW)
    diary = make_diary(path, clock)
    diary.record_feeling(YESTERDAY, Band.MILD)
    SIGNS[sign](diary)
    clock.wait(seconds=61)
    other = make_diary(path, clock, ids="other")
    attempts: list[Callable[[], object]] = [
        *(diary.changes.undo for _ in range(3)),
        *(
            lambda band=band, report=report, day=day: other.record_feeling(day, band, report=report)
            for day in (YESTERDAY, TODAY)
            for band in (Band.HIGH, Band.CLEAR)
            for report in (False, True)
        ),
        lambda: other.acknowledge(YESTERDAY if sign == "earlier" else TODAY),
        lambda: other.rest(YESTERDAY, "ill", TODAY),
        *(
            lambda each=each: other.answer_session(each.id, reps=done(0))
            for each in diary.read().sessions
        ),
        *(lambda each=each: other.remove_session(each.id) for each in diary.read().sessions),
    ]
    for attempt in attempts:
        with contextlib.suppress(ChangeRejected):
            attempt()
        assert is_locked(diary)
    while other.changes.undo() is not None:
        assert is_locked(diary)
    while other.changes.redo() is not None:
        assert is_locked(diary)


def test_a_removed_session_leaves_its_sign_to_the_date(path: Path) -> None:
    diary = make_diary(path)
    diary.record_feeling(TODAY, Band.MILD)
    stop_for_a_sign(diary)
    diary.remove_session("last")
    assert is_locked(diary)
    record = diary.read().days[TODAY]
    assert (record.check, record.report) == (Band.MILD, Band.WARNING)
    diary.changes.undo()
    assert diary.read().session("last").stop_reason == "warning"
    assert diary.read().days[TODAY].report is None
    diary.changes.undo()  # the sign itself, which was a slip
    assert not is_locked(diary)


def test_an_acknowledgement_can_be_taken_back_at_any_time(path: Path) -> None:
    clock = ManualClock(NOW)
    diary = make_diary(path, clock)
    diary.record_feeling(YESTERDAY, Band.WARNING)
    diary.acknowledge(TODAY)
    assert not is_locked(diary)
    clock.wait(hours=1)
    step = diary.changes.undo()
    assert step is not None and step.description == "the note that someone has looked at the sign"
    assert is_locked(diary)


@pytest.mark.parametrize("sign", ["check-in", "stop"])
def test_who_acknowledged_a_sign_has_not_acknowledged_one_that_is_recorded_later(
    path: Path, sign: str
) -> None:
    # R6.acknowledge: whoever looked at the one sign knew nothing of the other.
    clock = ManualClock(NOW)
    diary = make_diary(path, clock)
    diary.record_feeling(YESTERDAY, Band.WARNING)
    diary.acknowledge(TOMORROW)
    assert not is_locked(diary)
    clock.wait(minutes=5)
    SIGNS[sign](diary)
    assert is_locked(diary)
    assert not diary.read().record_of(TOMORROW).ack
    if sign == "check-in":
        diary.changes.undo()
        assert not is_locked(diary), "a slip of the key takes nothing away"
        SIGNS[sign](diary)
    diary.acknowledge(TOMORROW)
    assert not is_locked(diary)
    if sign == "check-in":
        diary.record_feeling(YESTERDAY, Band.WARNING, report=True)
        assert is_locked(diary), "one more sign of a date that had one"
        diary.changes.undo()
        assert not is_locked(diary)
    SIGNS["report"](diary)
    assert is_locked(diary), "one more sign of a date that had one"
