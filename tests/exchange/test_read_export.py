"""What is wrong with an export is named, and what is only unusual is understood."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import BLADES, NECK, ROUTINE_JSON
from tests.diary.made_up_schema import present_schema_is_2
from tests.exchange.documents import (
    DAY,
    SESSION,
    applied,
    diaries,
    snapshot_of,
    tables_of,
)
from tui.diary.journal import DocumentTables
from tui.exchange.merge_plan import plan_import
from tui.exchange.read_export import read_export
from tui.exchange.refusals import ImportRefused
from tui.exchange.source import MOST_BYTES, Source, read_source
from tui.exchange.write_export import COLUMNS, export_csv, export_json

# What is refused


def with_invalid_record(table: str, **changes: Any) -> bytes:
    """Return an export whose second record of a table has these changes."""
    kinds: dict[str, dict[str, Any]] = {"sessions": SESSION, "days": DAY, "routines": ROUTINE_JSON}
    good = kinds.get(table, {})
    return json.dumps(tables_of(**{table: [good, {**good, **changes}]})).encode()


def csv_line(**cells: Any) -> str:
    """Return a line of CSV with these cells."""
    text = io.StringIO(newline="")
    usual = {"date": "2026-11-22", "session": "s1", "exercise": NECK, "done": 2}
    csv.DictWriter(text, COLUMNS).writerow({**usual, **cells})
    return text.getvalue()


HEADER = ",".join(COLUMNS) + "\r\n"
GOOD = export_json(tables_of(sessions=[SESSION]))
DEEP = 100_000
REFUSED: dict[str, tuple[bytes, str]] = {
    "empty": (b" \n", "it is empty"),
    "not JSON": (b'{\n"a": nope}', "line 2: JSON is malformed"),
    "cut": (GOOD[:-20], "Input data was truncated"),
    "stale tail": (GOOD + b"}", "JSON is malformed: trailing characters"),
    "NaN": (b'{"sessions": {"1": {"x": NaN}}}', "line 1: JSON is malformed"),
    "too large a number": (
        b'{"sessions": {"1": {"id": "s1", "x": 1e400}}}',
        "sessions 1: a value in it cannot be read",
    ),
    "a key twice": (b'{"days": {"1": {}, "1": {"day": "x"}}}', "'1' is there twice in one object"),
    "deep": (b'{"a":' * DEEP + b"1" + b"}" * DEEP, "it is nested too deeply"),
    "encoding": (b'{\n"\xe4": {}}', "line 2: it is not text in UTF-8"),
    "UTF-16, cut": (HEADER.encode("utf-16")[:-1], "line 2: it is not text in UTF-16"),
    "a list": (b"[]", "it is a list, not a diary"),
    "a table that is none": (b'{"days": []}', "days: it is not a table of records"),
    "a record that is none": (b'{"days": {"3": 7}}', "days 3: Expected `object`, got `int`"),
    "a strange name": (b'{"a\\u001b\\n": []}', "x.txt: a\x1b\n: it is not a table"),
    "another program": (
        b'{"_meta": {"1": {"app": "todo"}}}',
        "it belongs to another program (todo)",
    ),
    "a broken mark": (b'{"_meta": {"1": {"schema": "2"}}}', "_meta 1: Expected `int`, got `str`"),
    "a mark of no text": (
        GOOD.replace(b'"00c0ffee"', b'"00c0ffee","x":"\xe4"'),
        "_meta 1: a value in it cannot be read",
    ),
    "other tables": (b'{"_default": {"1": {"task": "x"}}}', "it is not a supine diary"),
    "a newer schema": (
        b'{"_meta": {"1": {"app": "supine", "schema": 2}}}',
        "this supine does not know its schema (2); a newer version may",
    ),
    "no schema": (b'{"_meta": {"1": {"schema": -1}}}', "Expected `int` >= 1"),
    "no day": (
        json.dumps(tables_of(sessions=[{"id": "s1"}])).encode(),
        "sessions 1: it has no day",
    ),
    "unknown column": (
        (HEADER.strip() + ",mood\r\n").encode(),
        "line 1: an export has no column 'mood'",
    ),
    "missing column": (
        HEADER.replace(",note", "").encode(),
        "line 1: the column 'note' is missing",
    ),
    "doubled column": (
        (HEADER.strip() + ",note\r\n").encode(),
        "line 1: the column 'note' is twice",
    ),
    "too few cells": (
        (HEADER + "2026-11-22,x\r\n").encode(),
        "line 2: it has 2 cells instead of 23",
    ),
    "too many cells": (
        (HEADER + csv_line(note="two\r\nlines") + csv_line().strip() + ",x\r\n").encode(),
        "line 4: it has 24 cells instead of 23",
    ),
    "an open quote": ((HEADER + '"2026').encode(), "line 2: it is not CSV: a quote is opened and"),
    "a date cell": (
        (HEADER + csv_line(date="22.11.")).encode(),
        "line 2: '22.11.' is not a date like 2026-11-22",
    ),
    "no date cell": ((HEADER + csv_line(date="")).encode(), "line 2: '' is not a date like"),
    "no session cell": (
        (HEADER + csv_line(session="")).encode(),
        "line 2: its session has no id",
    ),
    "a count cell": (
        (HEADER + csv_line() + "\r\n" + csv_line(session="s2", done="many")).encode(),
        "line 4: 'many' in done is not a whole number from 0 to 999",
    ),
    "an asked cell below its target": (
        (HEADER + csv_line(target=5, asked=4)).encode(),
        "line 2: 4 in asked is below the target",
    ),
    "a weekly answer of another word": (
        (HEADER + csv_line(compare="better")).encode(),
        "line 2: 'better' in compare is not one of easier, same, worse",
    ),
    "two weekly answers of one date": (
        (HEADER + csv_line(compare="same") + csv_line(session="s2", compare="worse")).encode(),
        "line 3: compare differs from line 2, which has the same date",
    ),
    "a line with a weekly answer and no session": (
        (HEADER + csv_line(session="", compare="same")).encode(),
        "line 2: its session has no id",
    ),
    "an asked cell without a target": (
        (HEADER + csv_line(asked=4)).encode(),
        "line 2: 4 in asked has no target",
    ),
    "a large count cell": (
        (HEADER + csv_line(done=1000)).encode(),
        "line 2: '1000' in done is not a whole number from 0 to 999",
    ),
    "an infinite cell": (
        (HEADER + csv_line(hold_s="1e999")).encode(),
        "line 2: '1e999' in hold_s is not a number of seconds",
    ),
    "a flag cell": (
        (HEADER + csv_line(kept="maybe")).encode(),
        "line 2: 'maybe' in kept is neither true nor false",
    ),
    "contradicting lines": (
        (HEADER + csv_line() + csv_line(exercise=BLADES, note="x")).encode(),
        "line 3: note differs from line 2, which is of the same session",
    ),
    "contradicting reps": (
        (HEADER + csv_line() + csv_line(done=3)).encode(),
        "line 3: exercise differs from line 2, which is of the same session",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_first_fault_of_an_export_is_named(name: str) -> None:
    data, reason = REFUSED[name]
    with pytest.raises(ImportRefused) as refused:
        read_export(Source("x.txt", data))
    message = str(refused.value)
    assert message.startswith("cannot import x.txt: ")
    assert reason in message


LEFT_OUT: dict[str, tuple[bytes, str]] = {
    "a wrong type": (
        with_invalid_record("sessions", effort=3),
        "sessions 2: Expected `str | null`, got `int`",
    ),
    "an impossible date": (
        with_invalid_record("sessions", day="2026-02-30"),
        "sessions 2: Invalid RFC3339",
    ),
    "no day": (with_invalid_record("sessions", day="0001-01-01"), "sessions 2: it has no day"),
    "a count out of range": (
        with_invalid_record("sessions", reps={NECK: {"done": 1000}}),
        "sessions 2: Expected `int` <= 999 - at `$.reps[...].done`",
    ),
    "not UTF-8": (
        with_invalid_record("sessions", note="~").replace(b"~", b"\xe4"),
        "sessions 2: it is not text",
    ),
    "too large a number": (
        with_invalid_record("sessions", x=7).replace(b'"x": 7', b'"x": 1e400'),
        "sessions 2: a value in it cannot be read",
    ),
    "no record": (b'{"days": {"1": {"day": "2026-11-22"}, "3": 7}}', "days 3: Expected `object`"),
    "a band": (
        with_invalid_record("days", check="hm"),
        "days 2: Invalid enum value 'hm' - at `$.check`",
    ),
    "a routine": (with_invalid_record("routines", prepare_s=-1), "routines 2: Expected"),
    "a setting": (
        json.dumps(tables_of(sessions=[SESSION], settings=[{"motion": "wild"}])).encode(),
        "settings 1: Invalid enum value 'wild'",
    ),
}


@pytest.mark.parametrize("name", LEFT_OUT)
def test_an_invalid_record_of_json_is_left_out_and_the_others_are_read(name: str) -> None:
    data, reason = LEFT_OUT[name]
    export = read_export(Source("x.json", data))
    assert [str(each)[: len(reason)] for each in export.problems] == [reason]
    assert len(plan_import({}, export.tables).add) == 1


def test_only_a_regular_file_up_to_50_mb_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"abc")
    assert read_source(path).data == b"abc"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    os.mkfifo(tmp_path / "pipe")
    for source, reason in (
        (path, "it is larger than 50 MB"),
        (tmp_path / "pipe", "it is not a file"),
        (Path(os.devnull), "it is not a file"),
        (tmp_path / "gone", "no such file or directory"),
        (path / "x", "not a directory"),
    ):
        with pytest.raises(ImportRefused, match=f"^cannot import {source}: {reason}$"):
            read_source(source)


def test_what_spreadsheets_change_in_csv_is_understood() -> None:
    text = (
        HEADER + csv_line(kept="FALSE", confirmed="TRUE", hold_s="5.5") + ",,,\r\n" * 2 + csv_line()
    )
    text = text.replace(",5.5,", ",,")
    usual = {"1": {"id": "s1", "day": "2026-11-22", "reps": {NECK: {"done": 2}}}}
    quoted = io.StringIO(newline="")
    csv.writer(quoted, quoting=csv.QUOTE_ALL).writerows(csv.reader(io.StringIO(text)))
    for variant in (text, text.replace("\r\n", "\n"), "\ufeff" + text, quoted.getvalue()):
        assert read_export(Source("x.csv", variant.encode())).tables == {"sessions": usual}
    columns = io.StringIO(newline="")
    writer = csv.DictWriter(columns, sorted(COLUMNS))
    writer.writeheader()
    writer.writerows(csv.DictReader(io.StringIO(text, newline="")))
    assert read_export(Source("x.csv", columns.getvalue().encode())).tables == {"sessions": usual}
    marked = b"\xef\xbb\xbf" + GOOD.replace(b"\n", b"\r\n")
    assert read_export(Source("x", marked)).tables == json.loads(GOOD)


def test_an_older_schema_is_brought_to_the_present_form() -> None:
    old = {
        "_meta": {"1": {"app": "supine", "schema": 1}},
        "sessions": {"1": {"id": "s1", "date": "2026-11-22", "kept": True}},
    }
    with present_schema_is_2():
        read = read_export(Source("old.json", json.dumps(old).encode())).tables
    session = {"id": "s1", "day": "2026-11-22", "kept": True}
    assert plan_import({}, read).add == (("sessions", session),)


@given(diaries(), st.data())
@settings(max_examples=70, deadline=None)
def test_a_mutated_export_is_read_or_refused(tables: DocumentTables, draw: st.DataObject) -> None:
    good = draw.draw(
        st.sampled_from([export_json(tables), export_csv(snapshot_of(tables)).encode()])
    )
    data = bytearray(good)
    for _ in range(draw.draw(st.integers(1, 3))):
        data[draw.draw(st.integers(0, len(data) - 1))] = draw.draw(st.integers(0, 255))
    try:
        read = read_export(Source("x", bytes(data))).tables
    except ImportRefused:
        return
    after = applied({}, plan_import({}, read))
    assert not snapshot_of(tables_of(**after)).problems
