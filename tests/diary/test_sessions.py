"""Sessions: what each operation writes, what is running, and what is abandoned.

The failed writes of a running session are here too: what the next call makes up for.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.builders import (
    BLADES,
    CHANGED,
    NECK,
    NOW,
    TARGETS,
    TODAY,
    TOMORROW,
    YESTERDAY,
    changed_again,
    contents,
    done,
    make_diary,
    names_beside,
    raw,
    records,
    write,
)
from tests.clock import ManualClock
from tests.diary.faults import Disk
from tui.diary.diary import Diary
from tui.diary.errors import (
    AlreadyRunning,
    NotFound,
    NotSaved,
    Unconfirmed,
    Unreadable,
)
from tui.practice.models import DEFAULT_ROUTINE, Band, Reps

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="breaks the calls made on POSIX")


OPEN = {
    "id": "s1",
    "routine": "neck-and-upper-back",
    "day": "2026-11-22",
    "start": "2026-11-22T22:10:05-05:00",
    "reps": {
        "shoulder-blades": {"target": 2, "hold_s": 5},
        "neck": {"target": 2, "hold_s": 5},
    },
    "status": "open",
    "confirmed": False,
    "host": "here",
    "props": ["towel"],
    "via": "timer",
    "changed": CHANGED,
}


# From the start to the answer


def test_a_session_is_written_at_each_step_from_its_start_to_its_answer(
    path: Path, diary: Diary, clock: ManualClock
) -> None:
    # R4.unattended: it stays unconfirmed until it is answered
    session = diary.start_session(DEFAULT_ROUTINE, TODAY, TARGETS, ["towel"])
    assert records(path, "sessions") == [OPEN]

    clock.wait(minutes=1)
    diary.record_reps("s1", {BLADES: Reps(target=2, done=1, hold_s=5, held_s=5), NECK: Reps()})
    (stored,) = records(path, "sessions")
    assert stored["reps"] == {
        "shoulder-blades": {"target": 2, "done": 1, "hold_s": 5, "held_s": 5},
        "neck": {},
    }
    assert stored["status"] == "open"
    assert stored["changed"] == "2026-11-23T03:11:05Z"

    clock.wait(minutes=2)
    ended = diary.end_session("s1", done(2), None)
    both = {"target": 2, "done": 2, "hold_s": 5, "held_s": 10}
    expected: dict[str, object] = {
        "id": "s1",
        "routine": "neck-and-upper-back",
        "day": "2026-11-22",
        "start": "2026-11-22T22:10:05-05:00",
        "end": "2026-11-22T22:13:05-05:00",
        "reps": {"shoulder-blades": both, "neck": both},
        "confirmed": False,
        "props": ["towel"],
        "via": "timer",
        "changed": "2026-11-23T03:13:05Z",
    }
    assert records(path, "sessions") == [expected]
    assert (ended.status, ended.confirmed, ended.host) == ("finished", False, "")

    answered = diary.answer_session("s1", effort="right", note="fine ·")
    del expected["confirmed"]
    assert records(path, "sessions") == [
        {**expected, "effort": "right", "note": "fine ·", "changed": "2026-11-23T03:13:06Z"}
    ]
    assert diary.read().sessions == (answered,)
    assert session.id == answered.id


def test_an_answer_changes_only_what_it_says(path: Path, diary: Diary) -> None:
    diary.start_session(DEFAULT_ROUTINE, TODAY, TARGETS, ["towel"])
    diary.end_session("s1", done(2), None)
    diary.answer_session("s1", effort="hard", props=["roll", "pillow"], note="a")
    diary.answer_session("s1", reps=done(1))
    (stored,) = records(path, "sessions")
    assert stored["effort"] == "hard"
    assert stored["props"] == ["roll", "pillow"]
    assert stored["note"] == "a"
    assert stored["reps"]["neck"] == {"target": 2, "done": 1, "hold_s": 5, "held_s": 5}
    diary.answer_session("s1", props=[], note="")
    (stored,) = records(path, "sessions")
    assert not {"props", "note"} & set(stored)


def test_an_effort_can_be_taken_back(diary: Diary) -> None:
    session = diary.log_session(DEFAULT_ROUTINE, TODAY, {}, effort="hard")
    assert diary.answer_session(session.id).effort == "hard"
    assert diary.answer_session(session.id, effort=None).effort is None


@pytest.mark.parametrize("reason", ["enough", "interrupted", "sore", "pain", "warning"])
def test_a_stopped_session_has_its_reason(reason: Any, path: Path, diary: Diary) -> None:
    diary.start_session(DEFAULT_ROUTINE, TODAY, TARGETS)
    diary.end_session("s1", done(1), reason)
    (stored,) = records(path, "sessions")
    assert (stored["status"], stored["stop_reason"]) == ("stopped", reason)
    assert stored["confirmed"] is False
    assert "host" not in stored


def test_an_exercise_without_a_target_is_written_without_one(path: Path, diary: Diary) -> None:
    diary.start_session(DEFAULT_ROUTINE, TODAY, {BLADES: None, NECK: 3})
    (stored,) = records(path, "sessions")
    assert stored["reps"] == {"shoulder-blades": {"hold_s": 5}, "neck": {"target": 3, "hold_s": 5}}


def test_a_logged_session_has_its_start_and_a_back_filled_one_has_none(
    path: Path, diary: Diary
) -> None:
    now, late = NOW, NOW.replace(microsecond=0)
    diary.log_session(DEFAULT_ROUTINE, TODAY, done(2), start=now)
    diary.log_session(
        DEFAULT_ROUTINE,
        YESTERDAY,
        done(1, target=None, imagined=1),
        effort="light",
        props=["roll"],
        note="n",
    )
    both = {"target": 2, "done": 2, "hold_s": 5, "held_s": 10}
    fewer = {"done": 1, "imagined": 1, "hold_s": 5, "held_s": 5}
    assert records(path, "sessions") == [
        {
            "id": "s1",
            "routine": "neck-and-upper-back",
            "day": "2026-11-22",
            "start": "2026-11-22T22:10:05-05:00",
            "reps": {"shoulder-blades": both, "neck": both},
            "via": "log",
            "changed": CHANGED,
        },
        {
            "id": "s2",
            "routine": "neck-and-upper-back",
            "day": "2026-11-21",
            "reps": {"shoulder-blades": fewer, "neck": fewer},
            "effort": "light",
            "props": ["roll"],
            "via": "log",
            "note": "n",
            "changed": CHANGED,
        },
    ]
    assert diary.read().sessions[0].start == late


def test_what_is_read_back_is_what_was_written(path: Path, diary: Diary) -> None:
    written = [
        diary.log_session(DEFAULT_ROUTINE, TODAY, done(3), start=NOW, props=["pillow"]),
        diary.log_session(DEFAULT_ROUTINE, YESTERDAY, done(0, target=None, imagined=4)),
    ]
    assert diary.read().sessions == tuple(written)
    assert make_diary(path).read().sessions == tuple(written)


def test_a_daily_session_takes_at_most_360_bytes(path: Path, clock: ManualClock) -> None:
    diary = Diary(path, now=clock.now, host="some-laptop.example.org")
    for day in range(3):
        session = diary.start_session(DEFAULT_ROUTINE, TODAY + dt.timedelta(days=day), TARGETS)
        for reps in (0, 1, 2):
            diary.record_reps(session.id, done(reps))
        clock.wait(minutes=3)
        diary.end_session(session.id, done(2), None)
        diary.answer_session(session.id, effort="right")
        clock.wait(hours=24)
    # Every field of it is asked for by the contract; 85 of its bytes are the two ids.
    assert all(len(each) <= 360 for each in raw(path, "sessions").values())


def test_removing_a_session_leaves_only_its_trace(path: Path, diary: Diary) -> None:
    for day in (YESTERDAY, TODAY):
        diary.log_session(DEFAULT_ROUTINE, day, done(2), note="private")
    gone = diary.remove_session("s1")
    assert (gone.day, gone.counted) == (YESTERDAY, 4)
    assert records(path, "sessions")[0] == {"id": "s1", "deleted": changed_again()}
    assert [session.id for session in diary.read().sessions] == ["s2"]
    assert diary.read().problems == ()
    with pytest.raises(NotFound, match="no session 's1'"):
        diary.remove_session("s1")
    assert diary.remove_session("last").id == "s2"
    with pytest.raises(NotFound, match="no session yet"):
        diary.remove_session("last")
    assert records(path, "sessions") == [
        {"id": "s1", "deleted": changed_again()},
        {"id": "s2", "deleted": changed_again()},
    ]


def test_removing_a_session_removes_its_unknown_fields_too(path: Path, diary: Diary) -> None:
    write(path, sessions={"4": {"id": "x", "day": "2026-11-20", "diary_of_pain": "private"}})
    diary.remove_session("x")
    assert contents(path)["sessions"] == {"4": {"id": "x", "deleted": CHANGED}}


# Running and abandoned


def test_a_second_session_elsewhere_is_refused_until_the_first_is_over(
    path: Path, diary: Diary
) -> None:
    # R4.one-running
    other = make_diary(path, ids="t")
    diary.start_session(DEFAULT_ROUTINE, TODAY, TARGETS)
    data = path.read_bytes()
    with pytest.raises(AlreadyRunning, match="already running in another window"):
        other.start_session(DEFAULT_ROUTINE, TODAY, TARGETS)
    assert path.read_bytes() == data
    other.record_feeling(TODAY, Band.MILD)  # but everything else goes on
    diary.end_session("s1", done(2), None)
    assert other.start_session(DEFAULT_ROUTINE, TODAY, TARGETS).id == "t2"
    with pytest.raises(AlreadyRunning):
        diary.start_session(DEFAULT_ROUTINE, TODAY, TARGETS)


def test_two_names_of_one_file_share_the_running_session(path: Path, diary: Diary) -> None:
    other_name = path.parent / "link.json"
    other_name.symlink_to(path)
    diary.start_session(DEFAULT_ROUTINE, TODAY, TARGETS)
    other = make_diary(other_name)
    with pytest.raises(AlreadyRunning):
        other.start_session(DEFAULT_ROUTINE, TODAY, TARGETS)
    assert [each.id for each in other.read().sessions] == ["s1"]


def test_a_running_session_cannot_be_corrected(path: Path, diary: Diary) -> None:
    targets = {exercise.id: 2 for exercise in DEFAULT_ROUTINE.exercises}
    session = diary.start_session(DEFAULT_ROUTINE, TODAY, targets)
    other = Diary(path, now=lambda: NOW)
    for each in (diary, other):
        with pytest.raises(AlreadyRunning):
            each.answer_session(session.id, effort="light")
    assert records(path, "sessions")[0]["status"] == "open"


def test_a_session_open_on_another_machine_cannot_be_changed_until_its_date_is_over(
    path: Path, diary: Diary
) -> None:
    targets = {exercise.id: 2 for exercise in DEFAULT_ROUTINE.exercises}
    elsewhere = Diary(path, now=lambda: NOW, host="elsewhere")
    session = elsewhere.start_session(DEFAULT_ROUTINE, TODAY, targets)
    elsewhere.release_session()
    with pytest.raises(AlreadyRunning):
        diary.answer_session(session.id, effort="light")
    with pytest.raises(AlreadyRunning):
        diary.remove_session(session.id)
    later = Diary(path, now=lambda: NOW + dt.timedelta(days=2))
    assert later.remove_session(session.id).id == session.id


def test_nothing_is_abandoned_while_a_program_runs_a_session(path: Path, diary: Diary) -> None:
    diary.start_session(DEFAULT_ROUTINE, TODAY, TARGETS)
    data = path.read_bytes()
    assert make_diary(path).close_abandoned(TOMORROW) == []
    assert diary.close_abandoned(TOMORROW) == []
    assert path.read_bytes() == data
    diary.end_session("s1", done(2), None)
    assert diary.close_abandoned(TOMORROW) == []


ABANDONED = {
    "id": "x",
    "routine": "neck-and-upper-back",
    "day": "2026-11-22",
    "start": "2026-11-22T21:00:00-05:00",
    "reps": {"neck": {"target": 2, "done": 1, "hold_s": 5, "held_s": 5, "future": 1}},
    "status": "open",
    "confirmed": False,
    "host": "here",
    "changed": "2026-11-23T02:01:30Z",
    "later": {"kept": True},
}


def test_an_abandoned_session_becomes_interrupted_with_what_was_on_the_disk(
    path: Path, diary: Diary
) -> None:
    # R4.abandoned
    write(path, sessions={"1": ABANDONED, "2": {"id": "y", "day": "2026-11-21"}})
    untouched = raw(path, "sessions")["2"]
    (closed,) = diary.close_abandoned(TODAY)
    assert (closed.id, closed.counted, closed.confirmed) == ("x", 1, False)
    expected = {key: value for key, value in ABANDONED.items() if key != "host"} | {
        "status": "stopped",
        "stop_reason": "interrupted",
        "end": "2026-11-22T21:01:30-05:00",
        "changed": CHANGED,
    }
    assert contents(path)["sessions"]["1"] == expected
    assert raw(path, "sessions")["2"] == untouched
    assert diary.close_abandoned(TODAY) == []
    diary.start_session(DEFAULT_ROUTINE, TODAY, TARGETS)  # and nobody holds it any more


@pytest.mark.parametrize(
    ("host", "today", "is_closed"),
    [
        ("here", TODAY, True),
        ("", TODAY, True),
        ("elsewhere", TODAY, False),
        ("elsewhere", YESTERDAY, False),
        ("elsewhere", TOMORROW, True),
    ],
)
def test_another_machines_session_is_left_until_its_date_is_over(
    host: str, today: dt.date, is_closed: bool, path: Path, diary: Diary
) -> None:
    # R4.abandoned
    data = write(path, sessions={"1": {**ABANDONED, "host": host}})
    closed = diary.close_abandoned(today)
    assert [each.id for each in closed] == (["x"] if is_closed else [])
    stored = contents(path)["sessions"]["1"]
    assert (stored["status"] == "stopped") is is_closed
    if not is_closed:
        assert stored == json.loads(data)["sessions"]["1"]


def test_an_abandoned_session_that_nobody_timed_gets_no_end(path: Path, diary: Diary) -> None:
    write(path, sessions={"1": {"id": "x", "day": "2026-11-20", "status": "open"}})
    (closed,) = diary.close_abandoned(TODAY)
    assert closed.end is None
    assert "end" not in contents(path)["sessions"]["1"]


def test_a_start_waits_until_abandoned_sessions_are_closed(path: Path, clock: ManualClock) -> None:
    # Both take the mark of the running session; the one that ends must not take it from the other.
    write(path, sessions={"1": ABANDONED})
    is_starting = threading.Event()

    def slow_now() -> dt.datetime:
        if threading.current_thread() is not starter and starter.ident is None:
            starter.start()
            is_starting.wait(0.2)
        return clock.now()

    def new_id() -> str:
        is_starting.set()
        return "s1"

    diary = Diary(path, now=slow_now, host="here", new_id=new_id)
    starter = threading.Thread(
        target=diary.start_session, args=(DEFAULT_ROUTINE, TOMORROW, TARGETS)
    )
    assert [each.id for each in diary.close_abandoned(TODAY)] == ["x"]
    starter.join(5)
    assert [each.id for each in diary.read().sessions if each.status == "open"] == ["s1"]
    with pytest.raises(AlreadyRunning):
        make_diary(path).start_session(DEFAULT_ROUTINE, TODAY, TARGETS)


# Failed writes


@posix_only
def test_reps_that_could_not_be_saved_are_in_the_next_call(
    path: Path, diary: Diary, disk: Disk
) -> None:
    diary.start_session(DEFAULT_ROUTINE, TODAY, TARGETS)
    before = path.read_bytes()
    disk.fill()
    for reps in (1, 2):
        with pytest.raises(NotSaved, match="no space left on device"):
            diary.record_reps("s1", done(reps))
    assert path.read_bytes() == before
    assert diary.read().sessions[0].counted == 0, "what is shown is what is stored"
    with pytest.raises(AlreadyRunning):  # it still runs
        make_diary(path).start_session(DEFAULT_ROUTINE, TODAY, TARGETS)
    disk.heal()
    diary.record_reps("s1", done(3))
    assert {key: each["done"] for key, each in records(path, "sessions")[0]["reps"].items()} == {
        BLADES: 3,
        NECK: 3,
    }
    assert diary.read().rev == 2
    assert names_beside(path) == [
        ".supine.json.lock",
        ".supine.json.session",
        "supine.json",
    ]


@posix_only
def test_an_end_that_could_not_be_saved_can_be_tried_again(
    path: Path, diary: Diary, disk: Disk
) -> None:
    diary.start_session(DEFAULT_ROUTINE, TODAY, TARGETS)
    disk.fill()
    with pytest.raises(NotSaved):
        diary.end_session("s1", done(2), None)
    assert diary.read().sessions[0].status == "open"
    with pytest.raises(AlreadyRunning):
        make_diary(path).start_session(DEFAULT_ROUTINE, TODAY, TARGETS)
    disk.heal()
    diary.end_session("s1", done(2), None)
    assert diary.read().sessions[0].status == "finished"
    make_diary(path).start_session(DEFAULT_ROUTINE, TODAY, TARGETS)


@posix_only
def test_a_start_that_could_not_be_saved_holds_no_session(
    path: Path, diary: Diary, disk: Disk
) -> None:
    disk.fill()
    with pytest.raises(NotSaved):
        diary.start_session(DEFAULT_ROUTINE, TODAY, TARGETS)
    assert not path.exists()
    disk.heal()
    make_diary(path).start_session(DEFAULT_ROUTINE, TODAY, TARGETS)


def test_a_start_in_a_damaged_file_holds_no_session(path: Path, diary: Diary) -> None:
    path.write_bytes(b"{")
    with pytest.raises(Unreadable):
        diary.start_session(DEFAULT_ROUTINE, TODAY, TARGETS)
    write(path)
    make_diary(path).start_session(DEFAULT_ROUTINE, TODAY, TARGETS)


def test_a_start_that_fails_does_not_end_what_is_running(path: Path, diary: Diary) -> None:
    diary.start_session(DEFAULT_ROUTINE, TODAY, TARGETS)
    good = path.read_bytes()
    path.write_bytes(b"{")
    with pytest.raises(AlreadyRunning):
        diary.start_session(DEFAULT_ROUTINE, TODAY, TARGETS)
    path.write_bytes(good)
    with pytest.raises(AlreadyRunning):
        make_diary(path).start_session(DEFAULT_ROUTINE, TODAY, TARGETS)


@posix_only
def test_a_change_that_the_disk_did_not_confirm_is_reported_and_is_in_the_file(
    path: Path, diary: Diary, disk: Disk
) -> None:
    disk.lose_confirmation()
    with pytest.raises(Unconfirmed, match="not yet confirmed on disk"):
        diary.log_session(DEFAULT_ROUTINE, TODAY, done(2))
    assert [each.id for each in diary.read().sessions] == ["s1"]
    # A session that was started so runs: it is given along with the doubt.
    with pytest.raises(Unconfirmed) as doubt:
        diary.start_session(DEFAULT_ROUTINE, TODAY, TARGETS)
    assert doubt.value.result.id == "s2"
    assert make_diary(path).close_abandoned(TODAY) == []
    with pytest.raises(Unconfirmed) as doubt:
        diary.end_session("s2", done(2), None)
    assert doubt.value.result.status == "finished"
    disk.heal()
    assert diary.read().session("s2").status == "finished"
    # What was saved without being confirmed can be taken back like anything else.
    step = diary.changes.undo()
    assert step is not None and step.removes_session
    assert [each.id for each in diary.read().sessions] == ["s2"]
    make_diary(path).start_session(DEFAULT_ROUTINE, TODAY, TARGETS)
