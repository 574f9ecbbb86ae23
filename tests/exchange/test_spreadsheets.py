"""What spreadsheets make of a CSV file is read as if they had not touched it, or refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange import spreadsheets
from tests.exchange.documents import SESSION, diaries, snapshot_of, tables_of
from tests.exchange.foreign_files import HABITBULL_HEADER
from tests.exchange.spreadsheets import ALL, Spreadsheet
from tui.diary.journal import DocumentTables
from tui.exchange.dates import DAY_FIRST, MONTH_FIRST, DateOrder
from tui.exchange.importers.detect import read_foreign
from tui.exchange.read_export import read_export
from tui.exchange.refusals import ImportRefused
from tui.exchange.source import Source
from tui.exchange.write_export import COLUMNS, export_csv

SHEETS = pytest.mark.parametrize("sheet", ALL, ids=map(repr, ALL))


def order_of(sheet: Spreadsheet) -> DateOrder:
    """Return what a person has to say of the dates, if they can be read in several ways."""
    return MONTH_FIRST if sheet is spreadsheets.AMERICAN else DAY_FIRST


def read_back(data: bytes, sheet: Spreadsheet) -> DocumentTables:
    """Return what is read of an export, with the order of its dates if it is asked for."""
    source = Source("x", data)
    try:
        assert read_foreign(source) is None
        return read_export(source).tables
    except ImportRefused as refused:
        assert " could be " in str(refused), refused
        return read_export(replace(source, order=order_of(sheet))).tables


@given(diaries(), st.sampled_from(ALL))
@settings(max_examples=200, deadline=None)
def test_an_export_that_a_spreadsheet_has_saved_gives_the_same_sessions(
    tables: DocumentTables, sheet: Spreadsheet
) -> None:
    snapshot = snapshot_of(tables)
    saved = sheet.save(export_csv(snapshot).encode())
    read = read_back(saved, sheet)
    assert snapshot_of(tables_of(**read)).sessions == snapshot.sessions


@SHEETS
def test_an_export_saved_a_second_time_still_gives_the_same_sessions(sheet: Spreadsheet) -> None:
    sessions = [
        {**SESSION, "id": f"s{day}", "day": f"2026-11-{day:02}", "note": note}
        for day, note in enumerate(
            ("=1+1", "'", 'a; b, "c"', "two\nlines", "\x1b[2J", "-", "x\r\ny"), 9
        )
    ]
    snapshot = snapshot_of(tables_of(sessions=sessions))
    once = sheet.save(export_csv(snapshot).encode())
    twice = once
    if sheet.encoding.startswith("utf-8"):
        twice = replace(sheet, date=dt.date.isoformat).save(once, sheet.separator)
    for data in (once, twice):
        assert snapshot_of(tables_of(**read_back(data, sheet))).sessions == snapshot.sessions


def test_the_encoding_of_windows_is_guessed_and_the_guess_is_named() -> None:
    snapshot = snapshot_of(tables_of(sessions=[{**SESSION, "note": "Schön – „gut“"}]))
    saved = spreadsheets.ON_WINDOWS.save(export_csv(snapshot).encode())
    export = read_export(Source("x", saved))
    assert snapshot_of(tables_of(**export.tables)).sessions == snapshot.sessions
    assert export.remarks == ("read as text in Windows-1252, such as 'Schön'",)


SIX = (
    "\ufeffdate;routine;session;exercise;target;done;imagined;short;skipped;hold_s;held_s;effort;"
    "status;stop_reason;confirmed;kept;props;via;note;start;end\r\n"
    '2026-11-24;r;a8;blades;2;2;0;0;0;5;10;;finished;;TRUE;FALSE;;log;"a; b, ""c""";;\r\n'
    '2026-11-24;r;a8;neck;2;2;0;0;0;5;10;;finished;;TRUE;FALSE;;log;"a; b, ""c""";;\r\n'
    "2026-11-25;r;b2;blades;2;2;0;0;0;5;10;light;finished;;TRUE;FALSE;towel;log;;;\r\n"
    "2026-11-25;r;b2;neck;2;2;0;0;0;7,5;15;light;finished;;TRUE;FALSE;towel;log;;;\r\n"
)


def test_an_export_with_semicolons_gives_its_sessions() -> None:
    export = read_export(Source("x", SIX.encode()))
    assert export.remarks == ()
    first, second = export.tables["sessions"].values()
    reps = {"target": 2, "done": 2, "hold_s": 5, "held_s": 10}
    assert first == {
        "id": "a8",
        "routine": "r",
        "day": "2026-11-24",
        "reps": {"blades": reps, "neck": reps},
        "via": "log",
        "note": 'a; b, "c"',
    }
    assert second["day"] == "2026-11-25"
    assert second["reps"]["neck"] == {"target": 2, "done": 2, "hold_s": 7.5, "held_s": 15}
    assert (second["effort"], list(second["props"])) == ("light", ["towel"])


UNREADABLE = {
    "a count that became a date": (
        ";7,5;",
        ";07. Mai;",
        "'07. Mai' in hold_s is not a number of sec",
    ),
    "a date without its year": (
        "2026-11-25;r;b2;bl",
        "25. Nov;r;b2;bl",
        "'25. Nov' is not a whole d",
    ),
    "a date as a number": (
        "2026-11-24;r;a8;ne",
        "46350;r;a8;ne",
        "'46350' is a number: format the",
    ),
    "a narrow column": (
        "2026-11-24;r;a8;ne",
        "########;r;a8;ne",
        "'########' is not a date: a colu",
    ),
    "a time without its offset": (
        ";;;\r\n",
        ";;24.11.2026 22:10;\r\n",
        "'24.11.2026 22:10' in start is not a time such as 2026-11-22T22:10:05+01:00; if a "
        "spreadsheet has dropped the UTC offset, empty the cell or import the JSON export",
    ),
    "a number that may have thousands": (
        ";7,5;15;",
        ";5;1,015;",
        "'1,015' in held_s could be 1.015 or 1015 seconds",
    ),
    "a word for an effort": (
        ";light;",
        ";leicht;",
        "'leicht' in effort is not one of light, right, ",
    ),
    "a prop": (";towel;", ";towel rug;", "'rug' in props is not one of roll, pillow, towel"),
    "half a rep": (";2;2;0;", ";2;1,5;0;", "'1,5' in done is not a whole number from 0 to 999"),
    "no target": (";neck;2;", ";neck;0;", "'0' in target is not a whole number from 1 to 999"),
    "a flag": ("FALSE", "maybe", "'maybe' in kept is neither true nor false"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_a_spreadsheet_made_unreadable_is_named_in_plain_words(name: str) -> None:
    old, new, reason = UNREADABLE[name]
    assert old in SIX
    with pytest.raises(ImportRefused) as refused:
        read_export(Source("x", SIX.replace(old, new).encode()))
    assert reason in str(refused.value)
    for word in ("RFC3339", "Expected", "Invalid", "$", "msgspec"):
        assert word not in str(refused.value)


def test_cells_that_were_dropped_at_the_end_were_empty_unless_the_file_is_cut() -> None:
    head, *rows = SIX.split("\r\n")[:-1]
    dropped = [row.rstrip(";") for row in rows]
    whole = read_export(Source("x", SIX.encode())).tables
    for text in ("\r\n".join([head, *dropped, ""]), "\r\n".join([head, *dropped])):
        assert read_export(Source("x", text.encode())).tables == whole
    cut = "\r\n".join([head, *rows])
    for text in (cut[:-2], cut[:-12], cut[:-40]):
        with pytest.raises(ImportRefused, match=r"^cannot import x: line 5: "):
            read_export(Source("x", text.encode()))
    with pytest.raises(ImportRefused, match="line 5: it has 12 cells instead of 21"):
        read_export(Source("x", ("\r\n".join([head, *rows[:3], rows[3][:40]]) + "\r\n").encode()))


# Files of other programs

GRID = "Date,Neck,Read,\n2026-11-20,YES_MANUAL,NO,\n2026-11-19,SKIP,YES_MANUAL,\n"
OLD_GRID = "Date,Neck,Read,\n2026-11-20,2,0,\n2026-11-19,3,2,\n"
ONE_HABIT = 'Date,Value,Notes\n2026-11-20,YES_MANUAL,"a; b, c"\n2026-11-19,SKIP,\n'
ENTRIES = (
    "Date,Neck,Walk,\n"
    "2026-11-20,Entry(timestamp=2026-11-20, value=2),Entry(timestamp=2026-11-20, value=7000),\n"
    "2026-11-19,Entry(timestamp=2026-11-19, value=-1),Entry(timestamp=2026-11-19, value=0),\n"
)
HABITBULL = HABITBULL_HEADER + 'A,why,"x, y",2026-11-20,1,"a; b"\nA,why,,2026-11-19,1.5,\n'
LIST = 'date,done,note\n2026-11-20,yes,"a; b"\n2026-11-19,true,\n2026-11-18,false,\n'
FILES = {
    "grid": GRID,
    "grid of integers": OLD_GRID,
    "one habit": ONE_HABIT,
    "grid of 2.0": ENTRIES,
    "HabitBull": HABITBULL,
    "list": LIST,
}


@SHEETS
@pytest.mark.parametrize("name", FILES)
def test_a_file_of_another_program_means_the_same_after_a_spreadsheet(
    name: str, sheet: Spreadsheet
) -> None:
    before = read_foreign(Source("x", FILES[name].encode()))
    after = read_foreign(Source("x", sheet.save(FILES[name].encode())))
    assert before is not None
    assert after is not None
    assert after.habits == before.habits
    assert after.program == before.program


def test_an_export_of_an_earlier_version_lacks_two_columns_only() -> None:
    header = SIX.splitlines()[0].removeprefix("\ufeff").split(";")
    assert header == [name for name in COLUMNS if name not in ("asked", "compare")]
