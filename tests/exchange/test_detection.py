"""Which importer a file belongs to follows from all that it holds, and is never a guess."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.documents import SESSION, snapshot_of, tables_of
from tests.exchange.foreign_files import HABITBULL_HEADER, zipped
from tui.exchange.importers import csv_list, habitbull
from tui.exchange.importers.detect import PROGRAMS, read_foreign
from tui.exchange.importers.habits import ForeignFile
from tui.exchange.read_export import read_export
from tui.exchange.refusals import ImportRefused, UnclearFormat
from tui.exchange.source import Source
from tui.exchange.write_export import COLUMNS, export_csv, export_json

LOOP, LIST = "Loop Habit Tracker", "Plain list"


def found_in(text: str, program: str | None = None) -> ForeignFile:
    found = read_foreign(Source("x", text.encode()), program)
    assert found is not None
    return found


def done_dates(found: ForeignFile) -> dict[str, list[str]]:
    """Return the done dates of each habit."""
    return {
        habit.name: [str(date) for date in habit.dates if habit.marks[date].state == "done"]
        for habit in found.habits
    }


# Every word that means something to an importer.
WORDS = sorted({
    *(*COLUMNS, *csv_list.COLUMNS, *habitbull.COLUMNS, "Date", "Value", "Notes", "Position"),
    *("yes", "no", "TRUE", "1", "2026-11-20", "Entry", "sep=", "supine", "{", "_meta"),
})  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=25, unique=True))
@settings(max_examples=200, deadline=None)
def test_a_grid_is_one_of_loop_whatever_its_habits_are_called(names: list[str]) -> None:
    header = ",".join(["Date", *names, ""])
    first = ["YES_MANUAL" if number % 2 else "NO" for number in range(len(names))]
    second = ["UNKNOWN" if number % 2 else "YES_MANUAL" for number in range(len(names))]
    rows = [["2026-11-20", *first, ""], ["2026-11-19", *second, ""]]
    found = found_in("\n".join([header, *map(",".join, rows), ""]))
    assert found.program == LOOP
    expected = {
        name: ["2026-11-20" if number % 2 else "2026-11-19"] for number, name in enumerate(names)
    }
    assert done_dates(found) == expected


@pytest.mark.parametrize("name", WORDS)
def test_so_it_is_without_its_last_comma(name: str) -> None:
    if name in ("Value", "sep="):
        return  # a file of one habit; a line for spreadsheets
    found = found_in(f"Date,{name}\r\n2026-11-20,YES_MANUAL\r\n2026-11-19,NO\r\n")
    assert (found.program, done_dates(found)) == (LOOP, {name: ["2026-11-20"]})


BOTH = {"Neck": ["2026-11-20"], "Walk": ["2026-11-20"]}


@pytest.mark.parametrize(
    ("text", "program", "expected"),
    [
        ("Date,exercise,\n2026-11-20,YES_MANUAL,\n", LOOP, {"exercise": ["2026-11-20"]}),
        ("Date,Value,\n2026-11-20,2,\n", LOOP, {"Value": ["2026-11-20"]}),
        ("Date,Value,Notes,\n2026-11-20,2,-1,\n", LOOP, {"Value": ["2026-11-20"], "Notes": []}),
        ("Date,Value,Notes,\n2026-11-20,2,fine,\n", LOOP, {"": ["2026-11-20"]}),
        ("Date,Value,Notes,\n2026-11-20,YES_MANUAL,,\n", LOOP, {"": ["2026-11-20"]}),
        ("Date,done,note,\n2026-11-20,2,,\n", LIST, {"": ["2026-11-20"]}),
        ("Date,done\n2026-11-20,5\n2026-11-19,0\n", LIST, {"": ["2026-11-20"]}),
        ("Date,Neck,Walk\n2026-11-20,2,7000\n2026-11-19,-1,0\n", LOOP, BOTH),
        ("Date,Neck,Walk\n2026-11-20,2,2\n2026-11-19,0,1\n", LOOP, BOTH),
        ("Date;Neck;Walk\n2026-11-20;YES_MANUAL;7,5\n2026-11-19;NO;0\n", LOOP, BOTH),
        ("Date,Value,Notes\n2026-11-20,2,NO\n", LOOP, {"": ["2026-11-20"]}),
        ("Date,Value\n2026-11-20,TRUE\n", LOOP, {"": ["2026-11-20"]}),
        ("Date,Neck\n2026-11-20,TRUE\n", LOOP, {"Neck": ["2026-11-20"]}),
        ("Date,Neck,\n2026-11-20,1,\n", LOOP, {"Neck": []}),
        ("Date,Neck,\n", LOOP, {"Neck": []}),
        ("Date,done\n2026-11-20,1\n", LIST, {"": ["2026-11-20"]}),
        ("Date,done\n2026-11-20,TRUE\n", LIST, {"": ["2026-11-20"]}),
        ("Date,done,\n2026-11-20,yes,\n", LIST, {"": ["2026-11-20"]}),
        ("date,done\n2026-11-20,2\n", LIST, {"": ["2026-11-20"]}),
        ("Note;Done;Date\nfine;ja;20.11.2026\n;nein;21.11.2026\n", LIST, {"": ["2026-11-20"]}),
    ],
)
def test_tables_that_look_alike_are_told_apart(
    text: str, program: str, expected: dict[str, list[str]]
) -> None:
    found = found_in(text)
    assert (found.program, done_dates(found)) == (program, expected)


@pytest.mark.parametrize(
    "text",
    [
        "Date,done\n2026-11-20,3\n2026-11-19,0\n",
        "Date,done,\n2026-11-20,1,\n",
        "Date,done,note\n2026-11-20,2,2\n",
        "Date,note\n2026-11-20,NO\n",
    ],
)
def test_a_file_that_two_importers_claim_is_a_question(text: str) -> None:
    with pytest.raises(UnclearFormat) as unclear:
        found_in(text)
    assert str(unclear.value) == (
        "x could be from Loop Habit Tracker or a plain list; choose with --from loop or --from list"
    )
    for program in ("loop", "list"):
        assert PROGRAMS[program].lower().endswith(found_in(text, program).program.lower())


@pytest.mark.parametrize(
    "text",
    [
        "Date,Weight\n2026-11-20,72.5\n",
        "Date,Tea\n2026-11-20,3\n2026-11-19,5\n",
        "Date,Neck\n2026-11-20,1\n2026-11-19,0\n",
        "Date,Score\n2026-11-20,0.5\n",
    ],
)
def test_amounts_alone_may_be_of_any_program(text: str) -> None:
    with pytest.raises(UnclearFormat) as unclear:
        found_in(text)
    assert str(unclear.value) == (
        "x could be from Loop Habit Tracker or from a program supine doesn't know; "
        "if it is from Loop, use --from loop"
    )


def test_what_is_asked_for_is_read_or_refused_with_a_reason() -> None:
    table = "Date,a,b\n2026-11-20,maybe,perhaps\n"
    csv = export_csv(snapshot_of(tables_of(sessions=[SESSION])))
    for text, program, reason in (
        (table, "loop", "line 2: 'maybe' is not a Loop value, such as YES_MANUAL or 2"),
        (
            table,
            "list",
            "line 1: 'a' is not a column of a plain list; its columns are date, done and note",
        ),
        ("done\nyes\n", "list", "line 1: a plain list needs a column 'date'"),
        (table, "habitbull", "line 1: the columns are not those of HabitBull, which are HabitNam"),
        (table, "harsh", "line 1: 'Date,a,b' is not a date, habit and answer"),
        (csv, "loop", "line 1: the first column is not called 'Date'"),
        ("{}", "loop", "it is not in the format of Loop Habit Tracker"),
        ("", "loop", "it is empty"),
    ):
        with pytest.raises(ImportRefused) as refused:
            found_in(text, program)
        assert str(refused.value).startswith(f"cannot import x: {reason}")
    packed = Source("x", zipped({"001 A/Checkmarks.csv": "2026-11-20,2\n"}))
    with pytest.raises(ImportRefused, match="it is not in the format of a plain list"):
        read_foreign(packed, "list")
    source = Source("x", table.encode())
    assert read_foreign(source, "supine") is None
    with pytest.raises(ImportRefused, match="x: line 1: an export has no column 'Date'"):
        read_export(source)


def test_an_export_of_supine_is_told_by_most_of_its_columns() -> None:
    whole = export_csv(snapshot_of(tables_of(sessions=[SESSION])))
    for text in (
        whole,
        whole.replace("note,start,end", "note,start,mood"),
        ",".join(COLUMNS[:12]) + "\n",
        export_json(tables_of(sessions=[SESSION])).decode(),
    ):
        assert read_foreign(Source("x", text.encode())) is None
    with pytest.raises(ImportRefused, match="neither a supine export nor from a program"):
        found_in("session,exercise\nx,y\n")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "Date,Neck,\n2026-11-20,0.5,\n2026-11-19,1,\n",
            "these are Loop's scores; import the",
        ),
        ("2026-11-20,0.25\n2026-11-19,0.2\n", "line 1: its first row is a date; a list needs"),
        ("2026-11-20,yes\n", "line 1: its first row is a date; a list needs a row above it with"),
        ("Date,Neck,\n2026-11-20,often,\n", "line 2: 'often' is not a Loop value"),
        ("Date,Neck,\n2026-11-20,Entry(x),\n", "line 2: 'Entry(x)' is not a Loop value"),
        (
            "Date,Neck,\n2026-11-20,Entry(timestamp=1,\n",
            "line 2: 'Entry(timestamp=1' is not a Loop value",
        ),
        (HABITBULL_HEADER.replace("Value", "Amount"), "it is neither a supine export nor"),
    ],
)
def test_what_nobody_claims_is_refused_with_the_reason_of_the_nearest(
    text: str, reason: str
) -> None:
    with pytest.raises(ImportRefused) as refused:
        found_in(text)
    assert str(refused.value).startswith(f"cannot import x: {reason}")


def test_a_log_with_any_quotes_is_no_table() -> None:
    found = found_in('2026-11-20 : Gym : y : say "x" and "y\n2026-11-19 : Gym : y : "\n')
    assert (found.program, done_dates(found)) == ("harsh", {"Gym": ["2026-11-19", "2026-11-20"]})
