"""Each operation of the diary, and what the file says after it."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import threading
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests.clock import ManualClock
from tests.diary.faults import Disk
from tests.diary.files import (
    BLADES,
    CHANGED,
    NECK,
    NOW,
    ROUTINE_JSON,
    TARGETS,
    TODAY,
    TOMORROW,
    YESTERDAY,
    contents,
    done,
    make_diary,
    names_beside,
    raw,
    records,
    write,
)
from tui.diary.diary import Diary, uuid7
from tui.diary.errors import (
    AlreadyRunning,
    ChangeRejected,
    NotFound,
    NotSaved,
    Unconfirmed,
    Unreadable,
)
from tui.practice.models import DEFAULT_ROUTINE, Band, Plan, Reps, Settings, Weekdays

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


# Reading


def test_reading_never_makes_the_file_or_anything_beside_it(path: Path, diary: Diary) -> None:
    snapshot = diary.read()
    assert snapshot.sessions == ()
    assert snapshot.settings == Settings()
    assert list(snapshot.routines.values()) == [DEFAULT_ROUTINE]
    assert diary.close_abandoned(TODAY) == []
    assert list(path.parent.iterdir()) == []
    nowhere = make_diary(path.parent / "no" / "folder" / "supine.json")
    assert nowhere.read().rev == 0
    assert list(path.parent.iterdir()) == []


def test_reading_does_not_change_the_file(path: Path, diary: Diary) -> None:
    data = write(path, days={"3": {"day": "2026-11-20", "check": "mild"}})
    before = path.stat().st_mtime_ns
    diary.read()
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (data, before)
    assert list(path.parent.iterdir()) == [path]


def test_an_unchanged_file_is_not_read_again(path: Path, diary: Diary) -> None:
    write(path)
    old = path.stat().st_mtime_ns - 10**9
    os.utime(path, ns=(old, old))
    assert diary.read() is diary.read()


# The first change, and numbering


def test_the_first_change_writes_the_routine_and_whose_file_it_is(path: Path, diary: Diary) -> None:
    diary.rest(TODAY, "travel")
    meta = records(path, "_meta")
    assert [{**meta[0], "write": ""}] == [{"app": "supine", "schema": 1, "rev": 1, "write": ""}]
    assert int(meta[0]["write"], 16) < 2**32
    assert len(meta[0]["write"]) == 8
    assert records(path, "routines") == [ROUTINE_JSON]
    assert records(path, "days") == [
        {"day": "2026-11-22", "rest_reason": "travel", "changed": CHANGED}
    ]
    assert set(contents(path)) == {"_meta", "routines", "days"}
    assert path.stat().st_mode & 0o777 == 0o600 or sys.platform == "win32"


def test_every_write_is_numbered_and_told_from_every_other(path: Path, diary: Diary) -> None:
    marks = []
    for number, reason in enumerate(("sore", "ill", "travel", "other", None), start=1):
        diary.rest(TODAY, reason)  # type: ignore[arg-type]
        (meta,) = records(path, "_meta")
        assert meta["rev"] == number == diary.read().rev
        marks.append(meta["write"])
    assert len(set(marks)) == 5
    assert records(path, "routines") == [ROUTINE_JSON]


def test_ids_are_uuids_that_sort_by_time() -> None:
    ids = [uuid7() for _ in range(50)]
    assert len(set(ids)) == 50
    assert {uuid.UUID(each).version for each in ids} == {7}
    assert {uuid.UUID(each).variant for each in ids} == {uuid.RFC_4122}
    assert [each[:13] for each in ids] == sorted(each[:13] for each in ids)


# Sessions


def test_a_session_from_start_to_answer(path: Path, diary: Diary, clock: ManualClock) -> None:
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
    assert records(path, "sessions") == [{**expected, "effort": "right", "note": "fine ·"}]
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


@pytest.mark.parametrize("reason", ["enough", "interrupted", "sore", "pain", "warning"])
def test_a_stopped_session_says_why(reason: Any, path: Path, diary: Diary) -> None:
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


def test_a_logged_session_of_today_and_a_back_filled_one(path: Path, diary: Diary) -> None:
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


def test_what_is_read_back_is_what_was_said(path: Path, diary: Diary) -> None:
    said = [
        diary.log_session(DEFAULT_ROUTINE, TODAY, done(3), start=NOW, props=["pillow"]),
        diary.log_session(DEFAULT_ROUTINE, YESTERDAY, done(0, target=None, imagined=4)),
    ]
    assert diary.read().sessions == tuple(said)
    assert make_diary(path).read().sessions == tuple(said)


def test_a_plain_daily_session_is_small(path: Path, clock: ManualClock) -> None:
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


def test_forgetting_leaves_the_trace_alone(path: Path, diary: Diary) -> None:
    for day in (YESTERDAY, TODAY):
        diary.log_session(DEFAULT_ROUTINE, day, done(2), note="private")
    gone = diary.remove_session("s1")
    assert (gone.day, gone.counted) == (YESTERDAY, 4)
    assert records(path, "sessions")[0] == {"id": "s1", "deleted": CHANGED}
    assert [session.id for session in diary.read().sessions] == ["s2"]
    assert diary.read().problems == ()
    with pytest.raises(NotFound, match="no session 's1'"):
        diary.remove_session("s1")
    assert diary.remove_session("last").id == "s2"
    with pytest.raises(NotFound, match="no session yet"):
        diary.remove_session("last")
    assert records(path, "sessions") == [
        {"id": "s1", "deleted": CHANGED},
        {"id": "s2", "deleted": CHANGED},
    ]


def test_forgetting_takes_unknown_fields_along(path: Path, diary: Diary) -> None:
    write(path, sessions={"4": {"id": "x", "day": "2026-11-20", "diary_of_pain": "private"}})
    diary.remove_session("x")
    assert contents(path)["sessions"] == {"4": {"id": "x", "deleted": CHANGED}}


@pytest.mark.parametrize(
    "change",
    [
        lambda diary: diary.record_reps("nobody", {}),
        lambda diary: diary.end_session("nobody", {}, None),
        lambda diary: diary.answer_session("nobody"),
        lambda diary: diary.remove_session("nobody"),
        lambda diary: diary.preferences.set_props("nothing", []),
    ],
)
def test_what_is_not_there_is_not_found_and_nothing_is_written(
    change: Callable[[Diary], object], path: Path, diary: Diary
) -> None:
    data = write(path)
    with pytest.raises(NotFound):
        change(diary)
    assert path.read_bytes() == data


# Running sessions


def test_a_second_session_elsewhere_is_refused_until_the_first_is_over(
    path: Path, diary: Diary
) -> None:
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
def test_a_start_that_could_not_be_saved_runs_nothing(path: Path, diary: Diary, disk: Disk) -> None:
    disk.fill()
    with pytest.raises(NotSaved):
        diary.start_session(DEFAULT_ROUTINE, TODAY, TARGETS)
    assert not path.exists()
    disk.heal()
    make_diary(path).start_session(DEFAULT_ROUTINE, TODAY, TARGETS)


def test_a_start_in_a_damaged_file_runs_nothing(path: Path, diary: Diary) -> None:
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
def test_what_the_disk_did_not_confirm_is_said_and_is_there(
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


@pytest.mark.parametrize(
    "change",
    [
        lambda diary: diary.log_session(DEFAULT_ROUTINE, TODAY, done(2), note="x" * 10_001),
        lambda diary: diary.log_session(DEFAULT_ROUTINE, TODAY, done(1000)),
        lambda diary: diary.log_session(DEFAULT_ROUTINE, TODAY, {NECK: Reps(held_s=float("nan"))}),
        lambda diary: diary.log_session(DEFAULT_ROUTINE, TODAY, done(2), note="\udcff"),
        lambda diary: diary.log_session(DEFAULT_ROUTINE, TODAY, done(2), effort="huge"),
        lambda diary: diary.answer_session("x", note="x" * 10_001),
        lambda diary: diary.record_feeling(TODAY, Band.MILD, areas=["\udcff"]),
        lambda diary: diary.rest(TODAY, "lazy"),
        lambda diary: diary.preferences.set_props("neck-and-upper-back", ["brick"]),
    ],
)
def test_what_would_be_passed_over_when_read_again_is_not_acknowledged(
    change: Callable[[Diary], object], path: Path, diary: Diary
) -> None:
    data = write(path, sessions={"1": {"id": "x", "day": "2026-11-20"}})
    with pytest.raises(NotSaved) as raised:
        change(diary)
    assert "\n" not in str(raised.value)
    assert path.read_bytes() == data


# Days


def test_a_check_in_becomes_a_report_once_the_date_has_counted_reps(
    path: Path, diary: Diary
) -> None:
    diary.record_feeling(TODAY, Band.CLEAR)
    assert records(path, "days") == [{"day": "2026-11-22", "check": "clear", "changed": CHANGED}]
    diary.log_session(DEFAULT_ROUTINE, TODAY, done(0))
    diary.log_session(DEFAULT_ROUTINE, YESTERDAY, done(2))
    diary.record_feeling(TODAY, Band.MILD, areas=["upper back"])
    expected: dict[str, object] = {"day": "2026-11-22", "check": "mild", "areas": ["upper back"]}
    assert records(path, "days") == [{**expected, "changed": CHANGED}]
    diary.log_session(DEFAULT_ROUTINE, TODAY, done(0, imagined=1))
    diary.record_feeling(TODAY, Band.HIGH)
    assert records(path, "days") == [{**expected, "report": "high", "changed": CHANGED}]


def test_a_report_can_be_said_outright(path: Path, diary: Diary) -> None:
    diary.record_feeling(TODAY, Band.WARNING, report=True, areas=["arm"])
    assert records(path, "days") == [
        {"day": "2026-11-22", "report": "warning", "areas": ["arm"], "changed": CHANGED}
    ]


def test_acknowledging_and_resting_and_taking_rest_back(path: Path, diary: Diary) -> None:
    assert diary.acknowledge(TODAY).ack is True
    diary.rest(TODAY, "ill")
    assert records(path, "days") == [
        {"day": "2026-11-22", "ack": True, "rest_reason": "ill", "changed": CHANGED}
    ]
    diary.rest(TODAY, None)
    assert records(path, "days") == [{"day": "2026-11-22", "ack": True, "changed": CHANGED}]
    diary.rest(TOMORROW, "travel")
    assert [each["day"] for each in records(path, "days")] == ["2026-11-22", "2026-11-23"]


TWO = {
    "1": {"day": "2026-11-22", "check": "mild", "areas": ["neck"], "note": "a", "odd": 1},
    "2": {
        "day": "2026-11-22",
        "check": "high",
        "report": "clear",
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
    assert len(diary.read().days) == 2


def test_changing_a_date_with_two_documents_joins_them(path: Path, diary: Diary) -> None:
    write(path, days=TWO)
    joined = diary.record_feeling(TODAY, Band.MODERATE, report=True)
    assert (joined.check, joined.report) == (Band.HIGH, Band.MODERATE)
    stored = contents(path)["days"]
    assert stored == {
        "1": {
            "day": "2026-11-22",
            "check": "high",
            "report": "moderate",
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


def test_a_removed_date_can_be_spoken_of_again(path: Path, diary: Diary) -> None:
    write(path, days={"1": {"day": "2026-11-22", "deleted": "2026-11-22T10:00:00Z"}})
    assert dict(diary.read().days) == {}
    diary.record_feeling(TODAY, Band.MILD)
    assert contents(path)["days"] == {
        "1": {"day": "2026-11-22", "check": "mild", "changed": CHANGED}
    }


# Settings and routines


def test_the_welcome_is_remembered_beside_the_other_settings(path: Path, diary: Diary) -> None:
    write(path, settings={"5": {"sound": "bell", "theme": "mine", "future": [1]}})
    diary.preferences.welcome()
    assert contents(path)["settings"] == {
        "5": {"sound": "bell", "theme": "mine", "future": [1], "welcomed": True}
    }
    diary.preferences.welcome()
    assert diary.read().settings == Settings(sound="bell", theme="mine", welcomed=True)


def test_the_first_setting_makes_the_table(path: Path, diary: Diary) -> None:
    diary.preferences.welcome()
    assert contents(path)["settings"] == {"1": {"welcomed": True}}


def test_the_usual_props_of_the_built_in_routine_write_it_once(path: Path, diary: Diary) -> None:
    diary.preferences.set_props("neck-and-upper-back", ["roll", "towel"])
    assert records(path, "routines") == [
        {**ROUTINE_JSON, "props": ["roll", "towel"], "changed": CHANGED}
    ]
    diary.preferences.set_props("neck-and-upper-back", [])
    assert records(path, "routines") == [{**ROUTINE_JSON, "changed": CHANGED}]


def test_a_file_with_a_routine_is_not_given_another(path: Path, diary: Diary) -> None:
    write(path, routines={"2": {"id": "legs", "name": "Legs"}})
    diary.rest(TODAY, "ill")
    assert contents(path)["routines"] == {"2": {"id": "legs", "name": "Legs"}}
    assert diary.read().routine().id == "legs"
    with pytest.raises(NotFound, match="there is no routine 'arms'; there is legs"):
        diary.read().routine("arms")


# What is not understood stays


UNKNOWN: dict[str, Any] = {
    "settings": {"1": {"sound": "bell", "new": {"a": [1]}, "keys": {"quit": "x"}}},
    "routines": {
        "1": {
            "id": "neck-and-upper-back",
            "name": "Mine",
            "exercises": [
                {"id": "neck", "name": "Neck", "hold_s": 4.5, "video": "a.mp4", "word": "PUSH"},
                {"id": "arms", "name": "Arms", "video": None},
            ],
            "plan": {"shape": "wave"},
            "schedule": [
                {"from": "2026-01-01", "kind": "daily", "why": 1},
                {"from": "2026-02-01", "kind": "weekdays", "days": ["mon"], "why": 2},
                {"from": "2026-03-01", "kind": "weekly", "times": 3, "why": 3},
            ],
            "colour": "blue",
        }
    },
    "sessions": {
        "1": {
            "id": "x",
            "routine": "neck-and-upper-back",
            "day": "2026-11-22",
            "reps": {
                "neck": {"target": 2, "pulse": 61},
                "arms": {"pulse": 62},
            },
            "weather": {"rain": 1.0},
        }
    },
    "days": {"9": {"day": "2026-11-22", "check": "mild", "mood": 3}},
    "future": {"7": {"anything": [1, 2]}, "not-a-number": {"a": 1}},
}


def changed_from(path: Path, table: str, key: str = "1") -> Any:
    record = contents(path)[table][key]
    record.pop("changed", None)
    return record


def test_unknown_fields_survive_a_change_of_the_same_record(path: Path, diary: Diary) -> None:
    write(path, **UNKNOWN)
    old = diary.read().sessions[0].reps
    diary.answer_session("x", effort="hard")
    assert changed_from(path, "sessions") == {**UNKNOWN["sessions"]["1"], "effort": "hard"}
    diary.answer_session("x", reps={**old, "neck": Reps(target=2, done=2)})
    stored = changed_from(path, "sessions")["reps"]
    assert stored == {"neck": {"target": 2, "pulse": 61, "done": 2}, "arms": {"pulse": 62}}
    diary.preferences.set_props("neck-and-upper-back", ["roll"])
    assert changed_from(path, "routines") == {**UNKNOWN["routines"]["1"], "props": ["roll"]}
    diary.record_feeling(TODAY, Band.HIGH)
    assert changed_from(path, "days", "9") == {**UNKNOWN["days"]["9"], "report": "high"}
    diary.preferences.welcome()
    assert changed_from(path, "settings") == {**UNKNOWN["settings"]["1"], "welcomed": True}
    assert contents(path)["future"] == UNKNOWN["future"]


def test_unknown_fields_of_the_file_itself_survive(path: Path, diary: Diary) -> None:
    meta = {"app": "supine", "schema": 1, "rev": 7, "write": "0", "machine": "m"}
    path.write_text(json.dumps({"_meta": {"3": meta}, "future": {"1": {"a": 1}}}))
    diary.rest(TODAY, "ill")
    (stored,) = records(path, "_meta")
    assert (stored["machine"], stored["rev"]) == ("m", 8)
    assert list(contents(path)["_meta"]) == ["3"]


def test_a_change_leaves_every_other_record_byte_for_byte(path: Path, diary: Diary) -> None:
    write(path, **UNKNOWN)
    data = path.read_bytes().replace(b'"sessions": {', b'"sessions": {"5": {"id" :"y",  "a":1e5},')
    path.write_bytes(data)
    before = {table: raw(path, table) for table in UNKNOWN}
    diary.answer_session("x", effort="hard")
    for table, expected in before.items():
        for key, value in expected.items():
            assert raw(path, table)[key] == value or (table, key) == ("sessions", "1")


BAD = {
    "1": {"id": "good", "day": "2026-11-20", "reps": {"neck": {"target": 2, "done": 2}}},
    "2": {"id": "a", "day": "2026-02-30"},
    "3": {"id": "b", "day": "2026-11-20", "status": "asleep"},
    "4": {"id": "c", "day": "2026-11-20", "reps": {"neck": {"done": -1}}},
    "5": {"id": "d", "day": "2026-11-20", "start": "2026-11-20T10:00:00"},
    "6": {"day": "2026-11-20"},
    "7": {"id": "e", "reps": {}},
    "8": "not a record",
    "no": {"id": "f", "day": "2026-11-20"},
}


def test_a_bad_record_is_passed_over_and_named_and_stays(path: Path, diary: Diary) -> None:
    write(path, sessions=BAD, days={"1": {"day": "yesterday"}, "2": {"day": "2026-11-20"}})
    before = {table: raw(path, table) for table in ("sessions", "days")}
    snapshot = diary.read()
    assert [session.id for session in snapshot.sessions] == ["good"]
    assert list(snapshot.days) == [dt.date(2026, 11, 20)]
    named = {(each.table, each.key): each.reason for each in snapshot.problems}
    assert set(named) == {
        ("sessions", key) for key in ("2", "3", "4", "5", "6", "7", "8", "no")
    } | {("days", "1")}
    assert "Invalid enum value 'asleep' - at `$.status`" in named["sessions", "3"]
    assert str(snapshot.problems[0]).startswith("sessions 2: ")
    assert named["sessions", "7"] == "it has no day"
    assert named["sessions", "no"] == "its key is not a document id"

    diary.log_session(DEFAULT_ROUTINE, TODAY, done(2))
    diary.answer_session("good", effort="right")
    diary.record_feeling(TODAY, Band.CLEAR)
    diary.close_abandoned(TODAY)
    for table, expected in before.items():
        after = raw(path, table)
        for key, value in expected.items():
            assert after[key] == value or (table, key) == ("sessions", "1")
    assert {(each.table, each.key) for each in diary.read().problems} == set(named)
    assert [session.id for session in diary.read().sessions] == ["good", "s1"]


def test_bad_settings_fall_back_field_by_field(path: Path, diary: Diary) -> None:
    write(
        path,
        settings={
            "1": {
                "day_starts_at": "25:00",
                "sound": "loud",
                "tick": "all",
                "quiet": "yes",
                "motion": "none",
                "week_starts_on": 1,
                "theme": "mine",
                "keys": ["a"],
                "welcomed": True,
            }
        },
    )
    snapshot = diary.read()
    expected = Settings(tick="all", motion="none", theme="mine", welcomed=True)
    assert snapshot.settings == expected
    assert {(each.table, each.key) for each in snapshot.problems} == {("settings", "1")}
    assert len(snapshot.problems) == 5


@pytest.mark.parametrize(
    "data",
    [
        b'"settings": {"x": {"sound": "bell"}}',
        b'"settings": {"": {"sound": "loud"}}',
        b'"settings": {"1": {"sound": "loud", "theme": "\xff"}}',
    ],
)
def test_settings_that_cannot_be_found_or_read_are_the_defaults(
    data: bytes, path: Path, diary: Diary
) -> None:
    path.write_bytes(b'{"_meta": {"1": {"app": "supine"}}, ' + data + b"}")
    assert diary.read().settings == Settings()
    assert [each.table for each in diary.read().problems] == ["settings"]
    diary.rest(TODAY, "ill")
    assert data.split(b": ", 2)[2][:-1] in path.read_bytes()


@pytest.mark.parametrize("settings", [[1], "x", None, 5])
def test_settings_that_are_no_record_at_all_are_the_defaults(
    settings: object, path: Path, diary: Diary
) -> None:
    write(path, settings={"1": settings})
    assert diary.read().settings == Settings()
    assert len(diary.read().problems) == 1
    before = raw(path, "settings")
    diary.preferences.welcome()
    assert raw(path, "settings")["1"] == before["1"]


def test_schedules_are_read_in_their_kinds(path: Path, diary: Diary) -> None:
    write(path, **UNKNOWN)
    schedule = diary.read().routine().schedule
    assert [type(each).__name__ for each in schedule] == ["Daily", "Weekdays", "Weekly"]
    assert schedule[1] == Weekdays(since=dt.date(2026, 2, 1), days=("mon",))


# Newer files


def newer(path: Path) -> bytes:
    data = write(path, sessions={"1": {"id": "x", "day": "2026-11-20", "status": "dreamt"}})
    data = data.replace(b'"schema": 1', b'"schema": 2')
    path.write_bytes(data)
    return data


@pytest.mark.parametrize(
    "change",
    [
        lambda diary: diary.start_session(DEFAULT_ROUTINE, TODAY, TARGETS),
        lambda diary: diary.log_session(DEFAULT_ROUTINE, TODAY, done(2)),
        lambda diary: diary.record_feeling(TODAY, Band.CLEAR),
        lambda diary: diary.preferences.welcome(),
        lambda diary: diary.preferences.set_props("neck-and-upper-back", []),
    ],
)
def test_a_newer_file_is_read_and_not_written(
    change: Callable[[Diary], object], path: Path, diary: Diary
) -> None:
    data = newer(path)
    assert diary.read().schema == 2
    assert len(diary.read().problems) == 1
    with pytest.raises(NotSaved, match="newer supine, so it is only read"):
        change(diary)
    assert path.read_bytes() == data
    write(path)
    make_diary(path).start_session(DEFAULT_ROUTINE, TODAY, TARGETS)  # nobody holds it


# Links and folders


def test_a_linked_diary_stays_a_link(tmp_path: Path) -> None:
    real = tmp_path / "sync" / "real.json"
    link = tmp_path / "supine.json"
    link.symlink_to(real)
    diary = make_diary(link)
    diary.rest(TODAY, "ill")
    assert link.is_symlink()
    assert records(real, "days")[0]["rest_reason"] == "ill"
    assert sorted(each.name for each in real.parent.iterdir()) == [".real.json.lock", "real.json"]
    assert [each.name for each in tmp_path.glob(".*")] == []


def test_a_folder_in_the_files_place_is_unreadable(tmp_path: Path) -> None:
    for place in (tmp_path, Path("/"), tmp_path / ".."):
        with pytest.raises(Unreadable, match="cannot read"):
            make_diary(place).read()


def test_a_folder_that_cannot_be_made_is_not_saved(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    diary = make_diary(tmp_path / "file" / "supine.json")
    with pytest.raises((NotSaved, Unreadable)):
        diary.rest(TODAY, "ill")
    with pytest.raises((NotSaved, Unreadable)):
        diary.start_session(DEFAULT_ROUTINE, TODAY, TARGETS)


def test_a_range_of_rest_is_one_change(path: Path, diary: Diary) -> None:
    diary.rest(TODAY, "ill")
    marked = diary.rest(TODAY, "travel", TOMORROW)
    assert [record.day for record in marked] == [TODAY, TOMORROW]
    assert [each["rest_reason"] for each in records(path, "days")] == ["travel", "travel"]
    assert diary.changes.undo() is not None
    assert [(day, r.rest_reason) for day, r in diary.read().days.items()] == [(TODAY, "ill")]
    assert [record.day for record in diary.rest(TODAY, None, TOMORROW)] == [TODAY]


def test_rest_that_is_marked_already_changes_nothing_to_take_back(diary: Diary) -> None:
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
def test_a_range_of_rest_that_makes_no_sense(
    path: Path, diary: Diary, last: dt.date, why: str
) -> None:
    with pytest.raises(ChangeRejected, match=why):
        diary.rest(TODAY, "ill", last)
    assert not path.exists()


def test_an_effort_that_was_said_can_be_taken_back(diary: Diary) -> None:
    session = diary.log_session(DEFAULT_ROUTINE, TODAY, {}, effort="hard")
    assert diary.answer_session(session.id).effort == "hard"
    assert diary.answer_session(session.id, effort=None).effort is None


def test_a_running_session_is_not_corrected_by_anybody_else(path: Path, diary: Diary) -> None:
    targets = {exercise.id: 2 for exercise in DEFAULT_ROUTINE.exercises}
    session = diary.start_session(DEFAULT_ROUTINE, TODAY, targets)
    other = Diary(path, now=lambda: NOW)
    for each in (diary, other):
        with pytest.raises(AlreadyRunning):
            each.answer_session(session.id, effort="light")
    assert records(path, "sessions")[0]["status"] == "open"


def test_each_setting_that_does_not_fit_is_a_problem_of_its_own(path: Path, diary: Diary) -> None:
    write(path, settings={"1": {"sound": "loud", "day_starts_at": "25:00", "tick": "all"}})
    snapshot = diary.read()
    assert (snapshot.settings.sound, snapshot.settings.tick) == ("auto", "all")
    assert [each.reason.partition("at ")[2] for each in snapshot.problems] == [
        "`$.day_starts_at`",
        "`$.sound`",
    ]


def test_a_routine_keeps_what_fits_and_the_rest_is_named(path: Path, diary: Diary) -> None:
    routine = {
        "id": "r",
        "name": "R",
        "exercises": [
            {"id": "a", "name": "A", "hold_s": 50, "rest_s": 9},
            {"name": "without an id"},
            {"id": "b", "name": "B", "hold_s": 7},
        ],
        "plan": {"start_reps": 3, "ceiling": 2},
        "prepare_s": "long",
    }
    write(path, routines={"1": routine})
    before = path.read_bytes()
    shown = diary.read().routine()
    assert [(e.id, e.hold_s, e.rest_s) for e in shown.exercises] == [("a", 5, 9), ("b", 7, 6)]
    assert (shown.plan, shown.prepare_s) == (Plan(), 30)
    assert [str(each).rpartition(" at ")[2] for each in diary.read().problems] == [
        "`$.exercises[a].hold_s`",
        "`$.exercises`",
        "`$.plan`",
        "`$.prepare_s`",
    ]
    assert path.read_bytes() == before
    diary.preferences.change_routine("r", lambda old: replace(old, name="S"), "the name")
    assert records(path, "routines") == [{**routine, "name": "S", "changed": CHANGED}]
    diary.changes.undo()
    assert diary.read().routine().name == "R"


def test_a_session_open_on_another_machine_is_left_alone_until_its_date_is_over(
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
