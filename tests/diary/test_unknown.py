"""What supine does not understand: it stays in the file, and what does not fit is named.

(docs/file-format.md, "What supine does not understand")
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests.builders import (
    CHANGED,
    TODAY,
    contents,
    done,
    make_diary,
    raw,
    records,
    write,
)
from tui.diary.diary import Diary
from tui.practice.models import DEFAULT_ROUTINE, Band, Plan, Reps, Settings, Weekdays

# Fields and tables


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


def test_schedules_are_read_in_their_kinds(path: Path, diary: Diary) -> None:
    write(path, **UNKNOWN)
    schedule = diary.read().routine().schedule
    assert [type(each).__name__ for each in schedule] == ["Daily", "Weekdays", "Weekly"]
    assert schedule[1] == Weekdays(since=dt.date(2026, 2, 1), days=("mon",))


# Records


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


def test_a_record_that_does_not_fit_is_left_out_and_named_and_stays(
    path: Path, diary: Diary
) -> None:
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


@pytest.mark.parametrize("key", ["-1", "01", "1_0", " 7", "x"])
def test_a_record_under_another_key_than_an_id_is_named_and_stays_and_hides_nothing(
    key: str, path: Path
) -> None:
    odd = {"id": "odd", "day": "2026-11-20"}
    write(path, sessions={"1": {"id": "s", "day": "2026-11-21"}, key: odd})
    diary = make_diary(path)
    assert [each.id for each in diary.read().sessions] == ["s"]
    (problem,) = diary.read().problems
    assert (problem.table, problem.key) == ("sessions", key)
    diary.remove_session("s")
    assert contents(path)["sessions"][key] == odd


# Settings and routines, field by field


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


def test_each_setting_that_does_not_fit_is_a_problem_of_its_own(path: Path, diary: Diary) -> None:
    write(path, settings={"1": {"sound": "loud", "day_starts_at": "25:00", "tick": "all"}})
    snapshot = diary.read()
    assert (snapshot.settings.sound, snapshot.settings.tick) == ("auto", "all")
    assert [each.reason.partition("at ")[2] for each in snapshot.problems] == [
        "`$.day_starts_at`",
        "`$.sound`",
    ]


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


@pytest.mark.parametrize("asked", [4, 5])
def test_what_was_asked_is_read_where_it_fits(asked: int, path: Path, diary: Diary) -> None:
    reps = {"neck": {"target": 4, "asked": asked, "done": 4}}
    write(path, sessions={"1": {"id": "a", "day": "2026-11-20", "reps": reps}})
    assert diary.read().sessions[0].reps["neck"].asked == asked
    assert diary.read().problems == ()


@pytest.mark.parametrize(
    ("reps", "problem"),
    [
        (
            {"target": 5, "asked": 4, "done": 3},
            "4 reps of neck were asked for, which is below the target 5",
        ),
        ({"asked": 4, "done": 4}, "4 reps of neck were asked for, but no target is recorded"),
    ],
)
def test_what_was_asked_is_left_out_alone_where_it_does_not_fit(
    reps: dict[str, int], problem: str, path: Path, diary: Diary
) -> None:
    # The rest of the session holds a warning sign, which must not be lost.
    both = {"neck": reps, "shoulder-blades": {"target": 2, "asked": 3, "done": 2}}
    sign = {"status": "stopped", "stop_reason": "warning"}
    write(path, sessions={"1": {"id": "a", "day": "2026-11-20", "reps": both, **sign}})
    (session,) = diary.read().sessions
    assert session.stop_reason == "warning"
    assert (session.reps["neck"].asked, session.reps["shoulder-blades"].asked) == (None, 3)
    assert [each.reason for each in diary.read().problems] == [problem]
    diary.answer_session("a")
    assert records(path, "sessions")[0]["reps"] == both


def test_rounds_out_of_range_are_named_and_the_rest_of_the_plan_stays(
    path: Path, diary: Diary
) -> None:
    plan = {"rounds": 4, "step": 2}
    write(path, routines={"1": {"id": "r", "name": "R", "plan": plan}})
    assert diary.read().routine().plan == Plan(step=2)
    (problem,) = diary.read().problems
    assert str(problem).endswith(" at `$.plan.rounds`")


def test_a_weekly_answer_of_another_word_is_named_and_the_rest_of_its_date_stays(
    path: Path, diary: Diary
) -> None:
    # R7.answer
    hand_edited = {"day": "2026-11-22", "check": "high", "compare": "better"}
    wrong_check = {"day": "2026-11-21", "check": "bad", "compare": "better"}
    write(path, days={"1": hand_edited, "2": wrong_check})
    snapshot = diary.read()
    assert list(snapshot.days) == [TODAY]
    assert (snapshot.days[TODAY].check, snapshot.days[TODAY].compare) == (Band.HIGH, None)
    assert [(each.key, str(each).rpartition(" at ")[2]) for each in snapshot.problems] == [
        ("1", "`$.compare`"),
        ("2", "`$.check`"),
    ]
    diary.rest(TODAY, "ill")
    assert records(path, "days")[0] == {**hand_edited, "rest_reason": "ill", "changed": CHANGED}
    assert diary.changes.undo() is not None
    assert diary.read().days[TODAY].check is Band.HIGH
    diary.record_feeling(TODAY, None, compare="same")
    assert records(path, "days")[0]["compare"] == "same"
    assert [each.key for each in make_diary(path).read().problems] == ["2"]


def test_records_before_1900_are_named_and_left(tmp_path: Path) -> None:
    # R1.earliest
    path = tmp_path / "supine.json"
    write(
        path,
        sessions={
            "1": {"id": "a", "day": "0001-01-02", "kept": True},
            "2": {"id": "b", "day": "1900-01-01", "kept": True},
            "3": {"id": "c"},
            "4": {"id": "d", "deleted": CHANGED},
        },
        days={
            "1": {"day": "1899-12-31", "check": "mild"},
            "2": {"day": "1900-01-01", "note": "x"},
            "3": {"day": "0001-01-02", "deleted": CHANGED},
        },
    )
    before = {table: raw(path, table) for table in ("sessions", "days")}
    diary = make_diary(path)
    snapshot = diary.read()
    assert [session.id for session in snapshot.sessions] == ["b"]
    assert list(snapshot.days) == [dt.date(1900, 1, 1)]
    assert [str(problem) for problem in snapshot.problems] == [
        "sessions 1: its day 0001-01-02 is before 1900",
        "sessions 3: it has no day",
        "days 1: its day 1899-12-31 is before 1900",
    ]
    diary.record_feeling(TODAY, Band.MILD)
    for table, records_before in before.items():
        after = raw(path, table)
        assert {key: after[key] for key in records_before} == records_before
