"""What becomes of each kind of record when two diaries are merged.

Times are seconds: ``at(3)`` is later than ``at(1)``. What holds of any records is in
`test_merge_laws`, and what diaries of several devices make of it in `test_merge_devices`.
"""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from tests.builders import NOW
from tui.diary.change_times import later_than
from tui.diary.merge import Merged, merge
from tui.diary.merge_changes import MergeChange
from tui.diary.raw_file import encode_tables

Document = dict[str, Any]
DAY, OTHER_DAY = "2026-03-01", "2026-03-02"


def at(second: int) -> str:
    return f"2026-03-03T00:00:{second:02}Z"


def one(table: str, *documents: Document) -> dict[str, dict[str, Document]]:
    """A file with one table."""
    return {table: {str(number): each for number, each in enumerate(documents, 1)}}


def merged(
    table: str, ours: Document | None, theirs: Document | None, base: Document | None = None
) -> list[Document]:
    """The records of a table after a merge, which must not depend on who merges."""
    sides = [one(table, *([each] if each else [])) for each in (ours, theirs)]
    common = one(table, base) if base else None
    results = [merge(sides[0], sides[1], common), merge(sides[1], sides[0], common)]
    assert results[0].tables == results[1].tables
    return documents(results[0], table)


def documents(result: Merged, table: str) -> list[Document]:
    return list(json.loads(encode_tables(result.tables)).get(table, {}).values())


def without_times(document: Document) -> Document:
    return {
        name: value for name, value in document.items() if name not in ("changed", "changed_at")
    }


# Sessions and routines

SESSION: Document = {"id": "s", "day": DAY, "changed": at(1)}
OPEN: Document = {**SESSION, "status": "open", "confirmed": False, "host": "a"}
PAIN: Document = {**SESSION, "status": "stopped", "stop_reason": "pain"}
UNSEEN: Document = {
    **SESSION, "status": "stopped", "stop_reason": "interrupted", "confirmed": False
}  # fmt: skip


def trace(second: int) -> Document:
    return {"id": "s", "deleted": at(second)}


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (SESSION, None, SESSION),
        (SESSION, {**SESSION, "note": "n", "changed": at(2)}, "theirs"),
        (SESSION, trace(2), "theirs"),
        (SESSION, trace(0), "ours"),
        (SESSION, trace(1), "ours"),
        (trace(2), trace(3), "theirs"),
        ({"id": "s", "day": DAY}, {**SESSION, "note": "dated"}, "theirs"),
        ({**OPEN, "changed": at(9)}, PAIN, "theirs"),
        ({**UNSEEN, "changed": at(9)}, PAIN, "theirs"),
        ({**OPEN, "changed": at(9)}, UNSEEN, "theirs"),
        (UNSEEN, {**SESSION, "changed": at(0)}, "theirs"),
        ({**SESSION, "note": "a"}, {**SESSION, "note": "b"}, "theirs"),
        ({**SESSION, "changed": "2026-03-03T01:00:02+01:00"}, {**SESSION, "note": "x"}, "ours"),
    ],
)  # fmt: skip
def test_without_a_base_a_session_is_the_later_one(
    ours: Document, theirs: Document | None, expected: Any
) -> None:
    wanted = {"ours": ours, "theirs": theirs}.get(expected) if isinstance(expected, str) else ours
    assert merged("sessions", ours, theirs) == [wanted]


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ({"note": "a", "changed": at(2)}, {"effort": "hard", "changed": at(3)},
         {"note": "a", "effort": "hard"}),
        ({"note": "a", "changed": at(2)}, {"note": "b", "changed": at(3)}, {"note": "b"}),
        ({"x": 1, "changed": at(2)}, {"y": [2.50], "changed": at(3)}, {"x": 1, "y": [2.50]}),
        ({"props": [], "changed": at(2)}, {"x": 1, "changed": at(3)}, {"props": [], "x": 1}),
        ({"reps": {"neck": {"done": 3}}, "changed": at(2)}, {"note": "b", "changed": at(3)},
         {"reps": {"neck": {"done": 3}}, "note": "b"}),
    ],
)  # fmt: skip
def test_with_a_base_each_field_of_a_session_is_the_later_change(
    ours: Document, theirs: Document, expected: Document
) -> None:
    (found,) = merged("sessions", {**SESSION, **ours}, {**SESSION, **theirs}, SESSION)
    assert without_times(found) == without_times({**SESSION, **expected})
    assert found["changed"] == at(3)


@pytest.mark.parametrize("reason", ["sore", "pain", "warning"])
def test_what_a_session_stopped_for_stands_unless_who_changed_it_knew_it(reason: str) -> None:
    # R6.sign-stands: the other device has caught the session half done, and knows no better.
    began = {**OPEN, "changed": at(1)}
    stopped = {**SESSION, "status": "stopped", "stop_reason": reason, "changed": at(2)}
    confirmed = {**UNSEEN, "confirmed": True, "note": "n", "changed": at(9)}
    milder = {**stopped, "stop_reason": "enough", "changed": at(9)}
    ignorant = [confirmed, milder, {**SESSION, "effort": "light", "changed": at(9)}, trace(9)]
    for other in [*ignorant, {**began, "changed": at(9)}]:
        for base in (None, began):
            assert merged("sessions", stopped, other, base) == [stopped]
            assert merged("sessions", other, stopped, base) == [stopped]
    knew = {**trace(9), "stop_reason": reason}
    for other in (knew, {**stopped, "effort": "hard", "changed": at(9)}):
        for base in (None, began, stopped):
            assert merged("sessions", stopped, other, base) == [other]
    for other in (milder, trace(9)):  # what both began with says that they knew
        assert merged("sessions", stopped, other, stopped) == [other]
    (change,) = merge(one("sessions", milder), one("sessions", stopped)).changes
    assert (change.kind, change.why, change.is_ours) == ("both", "worse", False)


def test_of_three_devices_a_field_is_the_last_change_of_that_field() -> None:
    changed = [("note", "a", 1), ("effort", "hard", 3), ("note", "c", 2)]
    base = {**SESSION, "changed": at(0)}
    files = [
        one("sessions", {**base, field: value, "changed": at(second)})
        for field, value, second in changed
    ]
    both = merge(files[0], files[1], one("sessions", base))
    assert documents(both, "sessions")[0]["changed_at"] == {"effort": at(3), "note": at(1)}
    (found,) = documents(merge(both.tables, files[2], one("sessions", base)), "sessions")
    assert (found["note"], found["effort"]) == ("c", "hard")


def test_a_removal_between_two_changes_takes_the_earlier_one_with_it() -> None:
    base = one("sessions", {**SESSION, "note": "old"})
    one_side = one("sessions", {**SESSION, "note": "lost", "changed": at(2)})
    other = one("sessions", {**SESSION, "note": "old", "effort": "hard", "changed": at(4)})
    removed = one("sessions", trace(3))
    orders = ([one_side, removed, other], [other, one_side, removed], [removed, other, one_side])
    for order in orders:
        first, second, third = order
        result = merge(merge(first, second, base).tables, third, base)
        (found,) = documents(result, "sessions")
        assert (found["note"], found["effort"]) == ("old", "hard")


ROUTINE: Document = {
    "id": "r",
    "name": "R",
    "exercises": [{"id": "n", "name": "N"}, {"id": "m", "name": "M", "hold_s": 4}],
    "plan": {"ceiling": 9},
    "changed": at(1),
}


def of_exercises(*names: str, **fields: Any) -> Document:
    known = {each["id"]: each for each in ROUTINE["exercises"]}
    exercises = [{**known.get(name, {"id": name, "name": name}), **fields} for name in names]
    return {"exercises": exercises}


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ({"plan": {"ceiling": 8}}, {"plan": {"ceiling": 9, "step": 2}},
         {"plan": {"step": 2, "ceiling": 8}}),
        # How much is asked at first and at most fit together, so they are one choice.
        ({"plan": {"ceiling": 9, "start_reps": 5}}, {"plan": {"ceiling": 4}},
         {"plan": {"ceiling": 4}}),
        (of_exercises("n", "m", "x"), of_exercises("n", "m", "a"),
         of_exercises("n", "m", "a", "x")),
        (of_exercises("x", "n", "m"), {"name": "S"}, {**of_exercises("x", "n", "m"), "name": "S"}),
        (of_exercises("m", "n"), of_exercises("n", "m", "x"), of_exercises("m", "n", "x")),
        (of_exercises("n"), of_exercises("n", "m", rest_s=9), of_exercises("n", rest_s=9)),
        ({"schedule": [{"kind": "daily", "from": DAY}]}, {"plan": {}},
         {"schedule": [{"kind": "daily", "from": DAY}], "plan": None}),
    ],
)  # fmt: skip
def test_with_a_base_a_routine_is_merged_by_its_plan_and_exercises(
    ours: Document, theirs: Document, expected: Document
) -> None:
    first, second = {**ROUTINE, **ours, "changed": at(2)}, {**ROUTINE, **theirs, "changed": at(3)}
    (found,) = merged("routines", first, second, ROUTINE)
    wanted = {name: value for name, value in {**ROUTINE, **expected}.items() if value is not None}
    assert without_times(found) == without_times(wanted)


def test_a_removal_that_a_record_has_outlived_is_not_later_than_its_last_change() -> None:
    # The file may say otherwise if it was edited by hand, and must not lose the record for it.
    hand_made = {**ROUTINE, "changed_at": {"deleted": "2099-01-01T00:00:00Z"}}
    for base in (None, ROUTINE):
        (found,) = merged("routines", hand_made, {**ROUTINE, "changed": at(2), "name": "S"}, base)
        assert (found["id"], found["name"], found["plan"]) == ("r", "S", {"ceiling": 9})


# The settings


@pytest.mark.parametrize(
    ("ours", "theirs", "base", "expected"),
    [
        ({"sound": "off", "changed": at(2)}, {"theme": "x", "changed": at(3)}, None,
         {"sound": "off", "theme": "x"}),
        ({"sound": "off", "changed": at(2)}, {"sound": "bell", "changed": at(3)}, None,
         {"sound": "bell"}),
        ({"sound": "off"}, {"sound": "bell", "changed": at(0)}, None, {"sound": "bell"}),
        ({"changed": at(2)}, {"sound": "bell", "theme": "x", "changed": at(3)}, {"sound": "bell"},
         {"theme": "x"}),
        ({"keys": {"a.b": "x"}}, {"keys": {"c": "y"}, "changed": at(3)}, None,
         {"keys": {"a.b": "x", "c": "y"}}),
        ({"welcomed": True, "changed": at(9)}, {"sound": "bell", "welcomed": True}, None,
         {"sound": "bell", "welcomed": True}),
    ],
)  # fmt: skip
def test_settings_are_merged_choice_by_choice(
    ours: Document, theirs: Document, base: Document | None, expected: Document
) -> None:
    (found,) = merged("settings", ours, theirs, base)
    assert without_times(found) == expected


# Days


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ({"check": "mild"}, {"check": "high"}, {"check": "high"}),
        ({"check": "mild", "changed": at(9)}, {"report": "warning"},
         {"check": "mild", "report": "warning"}),
        ({"compare": "worse"}, {"compare": "easier"}, {"compare": "worse"}),
        ({"areas": ["neck"]}, {"areas": ["arm", "neck"]}, {"areas": ["arm", "neck"]}),
        ({"areas": ["neck"]}, {"areas": ["arm"]}, {"areas": ["arm", "neck"]}),
        ({"note": "b"}, {"note": "a\nb"}, {"note": "a\nb"}),
        ({"note": "b\n\nc"}, {"note": "a"}, {"note": "a\nb\nc"}),
        ({"note": "b\n\nc"}, {"check": "mild"}, {"note": "b\n\nc", "check": "mild"}),
        ({"ack": True}, {"changed": at(9)}, {}),
        ({"ack": True}, {"deleted": at(9)}, {}),
        ({"ack": True}, {"ack": False}, {"ack": False}),
        ({"ack": True, "changed": at(9)}, {"note": "n", "changed": at(9)}, {"note": "n"}),
        ({"ack": True, "changed": at(9)}, {"note": "n"}, {"note": "n", "ack": True}),
        ({"rest_reason": "ill", "changed": at(2)}, {"rest_reason": "travel", "changed": at(3)},
         {"rest_reason": "travel"}),
        ({"rest_reason": "ill"}, {"deleted": at(9)}, {"rest_reason": "ill"}),
        ({"x": [1]}, {"y": {}}, {"x": [1], "y": {}}),
    ],
)  # fmt: skip
def test_without_a_base_a_date_has_all_that_either_side_says(
    ours: Document, theirs: Document, expected: Document
) -> None:
    (found,) = merged("days", {"day": DAY, **ours}, {"day": DAY, **theirs})
    assert without_times(found) == {"day": DAY, **expected}


def test_an_acknowledgement_that_stands_twice_in_one_file_is_that_of_the_later_record() -> None:
    later, earlier = ({"day": DAY, "ack": True, "changed": at(second)} for second in (2, 1))
    for ours in (one("days", later, earlier), one("days", earlier, later)):
        for theirs in ({}, one("days", {"day": OTHER_DAY, "check": "mild"})):
            assert documents(merge(ours, theirs), "days")[0]["ack"] is True


BASE_DAY: Document = {
    "day": DAY, "check": "moderate", "areas": ["neck", "jaw"], "note": "a\nb",
    "rest_reason": "ill", "changed": at(1),
}  # fmt: skip


GONE: Document = {"check": None, "areas": ["jaw"], "note": "b", "rest_reason": None}
"""What one side took back and made milder."""


@pytest.mark.parametrize(
    ("theirs", "expected"),
    [
        (None, GONE),
        ({}, BASE_DAY),
        ({"check": "mild"}, {**BASE_DAY, "check": "mild"}),
        ({"check": "high"}, {**BASE_DAY, "check": "high"}),
        ({"areas": ["neck", "arm"]}, {**BASE_DAY, "areas": ["arm", "jaw", "neck"]}),
        ({"note": "c\na"}, {**BASE_DAY, "note": "a\nb\nc"}),
        ({"rest_reason": "travel"}, {**BASE_DAY, "rest_reason": "travel"}),
        ({**GONE, "x": 1}, {**GONE, "x": 1}),
    ],
)
def test_what_one_side_took_back_of_a_date_is_gone_if_the_other_left_all_of_it(
    theirs: Document | None, expected: Document
) -> None:
    def changed(fields: Document, second: int) -> Document:
        both = {**BASE_DAY, **fields, "changed": at(second)}
        return {name: value for name, value in both.items() if value is not None}

    other = BASE_DAY if theirs is None else changed(theirs, 3)
    (found,) = merged("days", changed(GONE, 2), other, BASE_DAY)
    assert without_times(found) == without_times(changed(expected, 3))


def test_a_removed_date_is_gone_unless_the_other_side_added_to_it() -> None:
    removed, added = {"day": DAY, "deleted": at(2)}, {**BASE_DAY, "report": "high"}
    assert merged("days", removed, BASE_DAY, BASE_DAY) == [removed]
    (found,) = merged("days", removed, {**added, "changed": at(3)}, BASE_DAY)
    assert without_times(found) == without_times(added)


def test_lines_that_are_too_many_for_a_note_are_kept_beside_it() -> None:
    ours, theirs = ({"day": DAY, "note": letter * 9_000} for letter in "ab")
    (found,) = merged("days", ours, theirs)
    assert found == {"day": DAY, "note": "a" * 9_000, "more_note": ["b" * 9_000]}
    assert merged("days", found, theirs) == [found]


# What is not understood, and what numbers the file


def test_what_cannot_be_read_is_kept_from_both_byte_for_byte() -> None:
    ours = {
        "sessions": {"1": msgspec.Raw(b'{"id": 7 , "x":1.50}'), "k": msgspec.Raw(b"[ 1 ]")},
        "future": {"1": msgspec.Raw(b'{"a" :1}'), "2": msgspec.Raw(b"2")},
    }
    theirs = {
        "sessions": {"1": msgspec.Raw(b'{"id":"s","day":"soon"}'), "2": ours["sessions"]["1"]},
        "future": {"1": msgspec.Raw(b'{"b": 2}')},
        "more": {},
    }
    data = encode_tables(merge(ours, theirs).tables)
    for table in (ours, theirs):
        for records in table.values():
            for raw in records.values():
                assert bytes(raw) in data
    assert data.count(b'{"id": 7 , "x":1.50}') == 1
    assert {*json.loads(data)} == {"sessions", "future", "more"}
    assert json.loads(data)["future"]["2"] == 2


def test_ids_of_documents_and_the_numbers_of_writes_are_no_conflict() -> None:
    sides: list[dict[str, dict[str, Document]]] = [
        {
            "_meta": {"1": {"app": "supine", "schema": 1, "rev": rev, "write": write}},
            "sessions": {"1": {"id": name, "day": day}},
        }
        for rev, write, name, day in ((3, "bb", "z", DAY), (5, "aa", "a", OTHER_DAY))
    ]
    result = merge(sides[0], sides[1])
    tables = json.loads(encode_tables(result.tables))
    assert tables["_meta"] == {"1": {"app": "supine", "schema": 1, "rev": 5, "write": "aa"}}
    assert [(key, each["id"]) for key, each in tables["sessions"].items()] == [
        ("1", "z"),
        ("2", "a"),
    ]
    assert [change.kind for change in result.changes] == ["added"]


def test_several_records_of_one_identity_become_one() -> None:
    ours = one("sessions", SESSION, {**SESSION, "note": "later", "changed": at(2)})
    ours |= one("days", {"day": DAY, "check": "mild"}, {"day": DAY, "check": "high"})
    result = merge(ours, one("sessions", {"id": "t", "day": DAY}))
    assert documents(result, "sessions") == [
        {**SESSION, "note": "later", "changed": at(2)},
        {"id": "t", "day": DAY},
    ]
    assert documents(result, "days") == [{"day": DAY, "check": "high"}]


# What is told


def test_the_changes_say_what_is_new_and_what_was_changed_on_both() -> None:
    ours = one("routines", {**ROUTINE, "plan": {"ceiling": 6}, "changed": at(2)})
    ours |= one("sessions", {"id": "gone", "day": DAY, "changed": at(1)})
    theirs = one("routines", {**ROUTINE, "plan": {"ceiling": 8, "step": 2}, "changed": at(3)})
    theirs |= one("days", {"day": DAY, "check": "mild"})
    theirs |= one("sessions", {"id": "gone", "deleted": at(2)})
    base = one("routines", ROUTINE) | one("sessions", {"id": "gone", "day": DAY, "changed": at(1)})
    result = merge(ours, theirs, base)
    assert result.is_new
    assert [*result.changes] == [
        MergeChange("routines", "r", "both", ("plan", "ceiling"), 8, 6, why="later"),
        MergeChange("routines", "r", "changed", ("plan", "step"), 2, None),
        MergeChange(
            "sessions", "gone", "removed", lost={"id": "gone", "day": DAY, "changed": at(1)}
        ),
        MergeChange("days", DAY, "added", kept={"day": DAY, "check": "mild"}),
    ]
    assert merge(ours, base, base).changes == ()
    back = merge(theirs, ours, base).changes
    assert [(each.kind, each.is_ours) for each in back] == [("both", True)]


# What is in the past


def test_a_change_is_dated_after_what_it_replaces() -> None:
    assert later_than(NOW) == later_than(NOW, None) == NOW
    far = NOW.replace(year=2099, microsecond=0)
    assert (later_than(NOW, far) - far).total_seconds() == 1
    last = NOW.replace(year=9999, month=12, day=31, hour=23, minute=59, second=59)
    assert later_than(NOW, last) == last


def test_who_acknowledged_a_sign_has_not_acknowledged_one_they_never_saw() -> None:
    # R6.acknowledge: the lock of the sign that came from the other device stays.
    old = {"day": "2026-11-09", "check": "warning", "changed": at(1)}
    ours = one("days", old, {"day": "2026-11-12", "ack": True, "changed": at(3)})
    theirs = one("days", old, {"day": "2026-11-11", "check": "warning", "changed": at(2)})
    merged = merge(ours, theirs)
    wanted = [
        old,
        {"day": "2026-11-11", "check": "warning", "changed": at(2)},
        {"day": "2026-11-12", "changed": at(3)},
    ]
    assert documents(merged, "days") == documents(merge(theirs, ours), "days") == wanted
    assert not merge(merged.tables, ours).is_new and not merge(merged.tables, theirs).is_new
    # Who knew of both opens the lock, on either side.
    knew = one("days", *wanted[:2], {"day": "2026-11-12", "ack": True, "changed": at(4)})
    for pair in ((merged.tables, knew), (knew, ours)):
        assert documents(merge(*pair), "days")[-1]["ack"]
    # One more sign of a date that had one is not known, either.
    stop = {**SESSION, "day": old["day"], "status": "stopped", "stop_reason": "warning"}
    for more in (one("days", {**old, "report": "warning"}), one("sessions", stop)):
        for pair in ((ours, more), (more, ours)):
            assert not documents(merge(*pair), "days")[-1].get("ack")
    # Nor does another acknowledgement, which may be taken back, cover what the later one missed.
    first = {"day": "2026-11-10", "ack": True, "changed": at(2)}
    other = one("days", old, {**old, "day": "2026-11-08"}, first)
    for pair in ((ours, other), (other, ours)):
        found = documents(merge(*pair), "days")
        assert [each["day"] for each in found if each.get("ack")] == [first["day"]]


def test_an_acknowledgement_that_was_taken_back_does_not_come_back() -> None:
    sign = {"day": DAY, "check": "warning", "changed": at(1)}
    acked = {"day": OTHER_DAY, "ack": True, "changed": at(3)}
    for back in ({"day": OTHER_DAY, "deleted": at(4)}, {"day": OTHER_DAY, "changed": at(4)}):
        for base in (None, one("days", sign)):
            sides = one("days", sign, acked), one("days", sign, back)
            for pair in (sides, sides[::-1]):
                found = documents(merge(*pair, base), "days")
                assert not any(each.get("ack") for each in found)
                assert merge(pair[0], pair[1], base).tables == merge(*sides, base).tables
    again = one("days", sign, {**acked, "changed": at(5)})
    assert documents(merge(one("days", sign, back), again), "days")[-1]["ack"]


def test_tables_that_are_not_known_are_kept_from_both() -> None:
    ours, theirs = {"foo": {"1": {"x": 1}}}, {"foo": {"1": {"x": 2}}, "bar": {"1": {}}}
    for pair in ((ours, theirs), (theirs, ours)):
        found = documents(merge(*pair), "foo")
        assert sorted(each["x"] for each in found) == [1, 2]
        assert documents(merge(*pair), "bar") == [{}]
