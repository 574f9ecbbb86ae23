"""An import adds only what is missing, and an export is imported without loss."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

from hypothesis import given, settings

from tests.builders import BLADES, NECK, NOW, ROUTINE_JSON, done, make_diary, write
from tests.exchange.documents import (
    DAY,
    GONE,
    SESSION,
    applied,
    diaries,
    documents,
    snapshot_of,
    tables_of,
)
from tui.diary.import_plan import Count, ImportPlan
from tui.diary.journal import DocumentTables
from tui.diary.snapshot import Snapshot
from tui.exchange.merge_plan import plan_import, summary
from tui.exchange.read_export import read_export
from tui.exchange.source import Source
from tui.exchange.write_export import COLUMNS, export_csv, export_json
from tui.practice.models import DEFAULT_ROUTINE, Band

# Round trips


@given(diaries())
@settings(max_examples=70, deadline=None)
def test_a_diary_imported_into_an_empty_one_is_the_same_diary(tables: DocumentTables) -> None:
    data = export_json(tables)
    assert json.loads(data) == tables, "the export has the file's own form"
    read = read_export(Source("x.json", data)).tables
    assert repr(read) == repr(tables)  # 5 and 5.0 are equal, and yet not the same
    for empty in ({}, tables_of()):
        plan = plan_import(empty, read)
        after = applied(empty, plan)
        assert documents(after) == documents(tables)
        assert plan.repeated == 0
        assert not plan_import(after, read).add, "it is all there already"


@given(diaries(), diaries())
@settings(max_examples=70, deadline=None)
def test_an_import_adds_only_what_is_missing(
    current: DocumentTables, incoming: DocumentTables
) -> None:
    before = copy.deepcopy((current, incoming))
    plan = plan_import(current, incoming)
    after = applied(current, plan)
    assert (current, incoming) == before
    for table, each in current.items():
        assert list(after[table].items())[: len(each)] == list(each.items()), "it stays"
    assert not plan_import(after, incoming).add
    assert not plan_import(after, current).add
    live = {session.id for session in snapshot_of(current).sessions}
    new = {session.id for session in snapshot_of(after).sessions} - live
    gone = {each["id"] for each in current["sessions"].values() if "deleted" in each}
    assert len(new) == plan.sessions.new
    assert not new & gone, "what was removed here stays removed"


@given(diaries())
@settings(max_examples=70, deadline=None)
def test_sessions_and_answers_come_back_from_csv_as_they_were(tables: DocumentTables) -> None:
    # R7.exchange
    snapshot = snapshot_of(tables)
    text = export_csv(snapshot)
    for data in (text.encode(), text.encode("utf-8-sig")):
        read = read_export(Source("x.csv", data)).tables
        again = snapshot_of(tables_of(**read))
        assert repr(again.sessions) == repr(snapshot.sessions)
        answers = {day: each.compare for day, each in snapshot.days.items() if each.compare}
        assert {day: each.compare for day, each in again.days.items()} == answers
    plan = plan_import({}, read)
    assert not plan_import(applied({}, plan), read).add
    assert not plan_import(tables, read).add, "they are known by their ids"


def test_the_lines_of_a_csv_export() -> None:
    sessions = [
        {
            **SESSION,
            "reps": {
                BLADES: {"target": 4, "asked": 6, "done": 4, "hold_s": 5, "held_s": 20},
                NECK: {},
            },
            "start": "2026-11-22T22:10:05-05:00",
            "props": ["roll", "towel"],
            "note": '=cmd, "x"',
        },
        {"id": "s2", "day": "2026-11-23", "kept": True},
        {"id": "s3", "deleted": GONE},
    ]
    days = [
        {"day": "2026-11-24", "compare": "same", "check": "mild"},
        {"day": "2026-11-22", "compare": "easier"},
        {"day": "2026-11-23", "compare_put_off": True},
    ]
    assert export_csv(snapshot_of(tables_of(sessions=sessions, days=days))).split("\r\n") == [
        "date,routine,session,exercise,target,asked,done,imagined,short,skipped,hold_s,held_s,"
        "effort,status,stop_reason,confirmed,kept,props,via,note,start,end,compare",
        f"2026-11-24{',' * 22}same",
        "2026-11-22,neck-and-upper-back,s1,shoulder-blades,4,6,4,0,0,0,5,20,right,finished,,true,"
        'false,roll towel,,"\'=cmd, ""x""",2026-11-22T22:10:05-05:00,,easier',
        "2026-11-22,neck-and-upper-back,s1,neck,,,0,0,0,0,,0,right,finished,,true,"
        'false,roll towel,,"\'=cmd, ""x""",2026-11-22T22:10:05-05:00,,easier',
        "2026-11-23,,s2,,,,,,,,,,,finished,,true,true,,,,,,",
        "",
    ]


def test_an_empty_diary_is_exported_and_read_back() -> None:
    data = export_json({})
    assert json.loads(data) == {"_meta": {"1": {"app": "supine", "schema": 1}}}
    assert plan_import({}, read_export(Source("x", data)).tables).add == ()
    assert export_csv(Snapshot()).encode() == (",".join(COLUMNS) + "\r\n").encode()
    assert read_export(Source("x", export_csv(Snapshot()).encode())).tables == {"sessions": {}}


def test_an_export_is_a_file_that_the_program_opens(tmp_path: Path) -> None:
    mine = make_diary(tmp_path / "mine.json")
    mine.log_session(DEFAULT_ROUTINE, NOW.date(), done(2), note="ö")
    mine.record_feeling(NOW.date(), Band.MILD)
    mine.remove_session(mine.log_session(DEFAULT_ROUTINE, NOW.date(), done(1)).id)
    data = mine.path.read_bytes()
    tables = read_export(Source("mine.json", data)).tables
    (tmp_path / "copy.json").write_bytes(export_json(tables))
    theirs = make_diary(tmp_path / "copy.json").read()
    assert (theirs.sessions, theirs.days) == (mine.read().sessions, mine.read().days)
    past = re.compile(rb',"past":\[[^]]*\]')
    assert past.search(data)
    assert export_json(tables) == past.sub(b"", data)


# The plan


def test_a_plan_counts_what_it_adds_and_leaves() -> None:
    gone = {"id": "s2", "deleted": GONE}
    current = tables_of(
        sessions=[SESSION, gone],
        days=[{"day": "2026-11-20"}, {"day": "2026-11-19", "deleted": GONE}],
        routines=[{**ROUTINE_JSON, "prepare_s": 20}],
        settings=[{"quiet": True}],
        **{"x-songs": [{"a": 1}]},
    )
    incoming = tables_of(
        sessions=[
            {**SESSION, "effort": "hard"},
            {**SESSION, "id": "s2"},
            {**SESSION, "id": "s3"},
            {**SESSION, "id": "s3", "note": "the later one"},
            {**SESSION, "id": "s4"},
            {"id": "s4", "deleted": GONE},
        ],
        days=[DAY, {**DAY, "check": "high"}, DAY, {"day": "2026-11-20"}, {"day": "2026-11-19"}],
        routines=[{**ROUTINE_JSON, "name": "Other"}, {**ROUTINE_JSON, "id": "r2"}],
        settings=[{"quiet": False}],
        **{"x-songs": [{"a": 2}], "x-moods": [{"b": 1}], "x-none": []},
    )
    plan = plan_import(current, incoming)
    assert plan == ImportPlan(
        add=(
            ("sessions", {**SESSION, "id": "s3", "note": "the later one"}),
            ("sessions", {"id": "s4", "deleted": GONE}),
            ("days", DAY),
            ("days", {**DAY, "check": "high"}),
            ("routines", {**ROUTINE_JSON, "id": "r2"}),
        ),
        new_tables=(("x-moods", {"1": {"b": 1}}),),
        sessions=Count(new=1, there=1, removed=1),
        days=Count(new=1, there=1, removed=1),
        routines=Count(new=1, there=1),
        settings_taken=False,
        removals=1,
        repeated=3,
    )
    assert summary(plan) == (
        "sessions: 1 new, 1 already there, 1 already removed from this diary · "
        "days: 1 new, 1 already there, 1 already removed from this diary · "
        "routines: 1 new, 1 already there · settings: yours are kept · "
        "other parts added: x-moods · removed in the export: 1 · duplicates skipped: 3"
    )
    fresh = plan_import({}, tables_of(settings=[{"quiet": False}]))
    assert summary(fresh) == "settings: imported"
    assert summary(plan_import({}, tables_of())) == "nothing in it"


def test_an_invalid_record_of_the_diary_counts_as_there() -> None:
    broken: list[Any] = [{**SESSION, "effort": 7}, "text", {"id": 7}, {}]
    plan = plan_import(tables_of(sessions=broken), tables_of(sessions=[SESSION]))
    assert (plan.add, plan.sessions) == ((), Count(there=1)), "it may be mended, so it wins"


def test_the_built_in_routine_and_fresh_settings_are_replaced(tmp_path: Path) -> None:
    old = make_diary(tmp_path / "old.json")
    old.log_session(DEFAULT_ROUTINE, NOW.date(), done(2))
    old.preferences.set_props(DEFAULT_ROUTINE.id, ["towel"])
    text = old.path.read_text().replace(
        '"sessions":{', '"settings":{"1":{"day_starts_at":"04:30","mine":1}},"sessions":{'
    )
    fresh = make_diary(tmp_path / "fresh.json")
    fresh.preferences.welcome()
    fresh.rest(NOW.date(), "ill")

    def plan(current: dict[str, dict[str, Any]]) -> ImportPlan:
        return plan_import(current, read_export(Source("old.json", text.encode())).tables)

    assert "replaces what you hadn't changed: settings, routines" in summary(
        fresh.import_documents(plan)
    )
    assert fresh.read().settings.day_starts_at == "04:30"
    assert fresh.read().settings.welcomed
    assert fresh.read().routine().props == ("towel",)
    assert fresh.read().file == make_diary(fresh.path).read().file
    assert b'"mine":1' in fresh.path.read_bytes()
    assert plan(fresh.documents()).is_empty


def test_a_record_that_cannot_be_decoded_is_exported_as_it_is(tmp_path: Path) -> None:
    diary = make_diary(tmp_path / "d.json")
    diary.log_session(DEFAULT_ROUTINE, NOW.date(), done(2))
    broken = b'{"id":"\xe4","day":"2026-11-22"}'
    data = diary.path.read_bytes().replace(
        b'"sessions":{\n', b'"sessions":{\n"7":' + broken + b",\n"
    )
    diary.path.write_bytes(data)
    assert broken in export_json(make_diary(diary.path).documents())


def test_unknown_fields_of_meta_and_unknown_tables_are_imported(
    tmp_path: Path,
) -> None:
    old = tmp_path / "old.json"
    write(old, moods={"abc": {"a": 1}}, sessions={"1": SESSION})
    text = old.read_text().replace('"rev": 7', '"rev": 7, "device": "phone"')
    fresh = make_diary(tmp_path / "fresh.json")
    incoming = read_export(Source("old.json", text.encode())).tables
    fresh.import_documents(lambda current: plan_import(current, incoming))
    tables = fresh.documents()
    assert tables["_meta"]["1"]["device"] == "phone"
    assert tables["moods"] == {"abc": {"a": 1}}
    assert plan_import(tables, incoming).is_empty
    fresh.rest(NOW.date(), "ill")
    assert fresh.documents()["_meta"]["1"]["device"] == "phone"


def test_an_acknowledgement_does_not_cover_a_sign_that_an_import_brings(
    tmp_path: Path,
) -> None:
    path = tmp_path / "supine.json"
    sign, old = {"day": "2026-11-09", "check": "warning"}, {"day": "2026-11-05", "check": "warning"}
    ack = {"day": "2026-11-12", "ack": True, "note": "n"}
    stopped = {"id": "x", "day": "2026-11-09", "status": "stopped", "stop_reason": "warning"}

    def days(*records: dict[str, Any]) -> DocumentTables:
        return {"days": {str(number): each for number, each in enumerate(records, 1)}}

    for incoming in (days(old, sign), {"sessions": {"1": stopped}}):
        plan = plan_import(days(old, ack), incoming)
        assert {key: each["day"] for key, each in plan.blind_acks.items()} == {"2": ack["day"]}
        assert "acknowledgements that knew nothing of a warning sign in it" in summary(plan)
        path.write_bytes(export_json(days(old, ack)))
        diary = make_diary(path)
        diary.import_documents(lambda here, new=incoming: plan_import(here, new))  # type: ignore[misc]
        assert {"day": ack["day"], "note": "n"} in diary.documents()["days"].values()
        assert len(diary.read().signed_dates) == 2
        assert plan_import(diary.documents(), incoming).is_empty
        # Who gave it knew of both.
        assert not plan_import(days(old), incoming | days(old, sign, ack)).blind_acks
        knew = plan_import({}, days(old, sign, ack))
        assert ("days", ack) in knew.add
    # The other one knew nothing of the sign that is here.
    (added,) = (each for _, each in plan_import(days(old, sign), days(old, ack)).add)
    assert added == {"day": ack["day"], "note": "n"}
