"""Files of other habit programs are told apart by their content, and read whole or not at all."""

from __future__ import annotations

import datetime as dt
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.foreign_files import (
    DAY_MS,
    HABITBULL_HEADER,
    HABITS_HEADER,
    HABITS_TABLE,
    OLD_HABITS_HEADER,
    REPETITIONS_TABLE,
    VALUED,
    database,
    loop_backup,
    zipped,
)
from tui.exchange.importers import loop_database
from tui.exchange.importers.detect import read_foreign
from tui.exchange.importers.habits import ForeignFile, HabitMark
from tui.exchange.refusals import ImportRefused, UnclearFormat
from tui.exchange.source import MOST_BYTES, Source
from tui.exchange.write_export import COLUMNS
from tui.words.visible import visible

DONE, SKIPPED = HabitMark("done"), HabitMark("skipped")
LOOP = "Loop Habit Tracker"
MarksByHabit = dict[str, dict[str, HabitMark]]


def read(data: bytes | str) -> ForeignFile:
    found = read_foreign(Source("x", data.encode() if isinstance(data, str) else data))
    assert found is not None
    return found


def marks_by_habit(found: ForeignFile) -> MarksByHabit:
    """Return the marks of every habit, dates in order."""
    return {
        habit.name: {str(date): habit.marks[date] for date in sorted(habit.marks)}
        for habit in found.habits
    }


# A habit with every value of Loop, in both layouts, and two habits in columns.
WORDS = '''Date,Value,Notes
2015-01-25,YES_MANUAL,"two
lines"
2015-01-24,NO,"Ill, in bed"
2015-01-23,SKIP,
2015-01-22,YES_AUTO,"said ""no"""
2015-01-21,UNKNOWN,
2015-01-20,YES_MANUAL,
'''
INTEGERS = "2015-01-25,2\n2015-01-24,0\n2015-01-23,3\n2015-01-22,1\n2015-01-21,-1\n2015-01-20,2\n"
IN_WORDS = {
    "2015-01-20": DONE,
    "2015-01-22": HabitMark("open", 'said "no"'),
    "2015-01-23": SKIPPED,
    "2015-01-24": HabitMark("open", "Ill, in bed"),
    "2015-01-25": HabitMark("done", "two\nlines"),
}
IN_INTEGERS = {"2015-01-20": DONE, "2015-01-23": SKIPPED, "2015-01-25": DONE}
GRID = "Date,Wake up,Sleep,\n2015-01-25,YES_MANUAL,UNKNOWN,\n2015-01-24,SKIP,30000,\n"
OLD_GRID = "Date,Wake up,Sleep,\n2015-01-25,2,-1,\n2015-01-24,3,30000,\n"
IN_GRID = {
    "Wake up": {"2015-01-24": SKIPPED, "2015-01-25": DONE},
    "Sleep": {"2015-01-24": DONE},
}
ENTRIES = (
    "Date,Neck,Walk,\n"
    "2026-11-20,Entry(timestamp=2026-11-20, value=2),Entry(timestamp=2026-11-20, value=7000),\n"
    "2026-11-19,Entry(timestamp=2026-11-19, value=-1),Entry(timestamp=2026-11-19, value=0),\n"
)
IN_ENTRIES = {"Neck": {"2026-11-20": DONE}, "Walk": {"2026-11-20": DONE}}
HABITS = HABITS_HEADER + (
    '001,"Wake up, ""early""",YES_NO,"Did\nyou?",,2,3,#00897B,,,,false\n'
    "002,Walk,NUMERICAL,,,1,1,#00897B,km,AT_LEAST,2.5,false\n"
    "003,Smoke,NUMERICAL,,,1,1,#00897B,,AT_MOST,1.0E1,true\n"
)
ZIP = {
    "Habits.csv": HABITS,
    "001 Wake up early/Checkmarks.csv": WORDS,
    "001 Wake up early/Scores.csv": "Date,Score\n2015-01-25,0.2557\n",
    "002 Walk/Checkmarks.csv": "Date,Value,Notes\n2015-01-05,2500,\n2015-01-04,2499,\n"
    "2015-01-03,NO,\n2015-01-02,SKIP,knee\n2015-01-01,UNKNOWN,\n",
    "003 Smoke/Checkmarks.csv": "Date,Value,Notes\n2015-01-04,10000,\n2015-01-03,10001,\n"
    "2015-01-02,NO,\n2015-01-01,UNKNOWN,\n",
    "Checkmarks.csv": "not looked at",
}
IN_ZIP: MarksByHabit = {
    'Wake up, "early"': IN_WORDS,
    "Walk": {"2015-01-02": HabitMark("skipped", "knee"), "2015-01-05": DONE},
    "Smoke": {"2015-01-02": DONE, "2015-01-04": DONE},
}
OLD_ZIP = {
    "Habits.csv": OLD_HABITS_HEADER + "001,早起き,,,1,1,#FF8F00\n002,Walk,,,1,1,#FF8F00\n",
    "001/Checkmarks.csv": INTEGERS,
    "002 Walk/Checkmarks.csv": "2015-01-02,2500\n2015-01-01,0\n",
    "Checkmarks.csv": "not looked at",
}
IN_OLD_ZIP: MarksByHabit = {"早起き": IN_INTEGERS, "Walk": {"2015-01-02": DONE}}
DATABASE = loop_backup(
    [(1, "Wake up"), (2, "Walk", 1, 0, 2.5), (3, "Smoke", 1, 1, 10), (4, "Wake up"), (5, None)],
    [
        *((1, 16454 + value, value, "") for value in range(-1, 4)),
        (1, 16459, 0, " ill "),
        *((2, 16454 + n, value, None) for n, value in enumerate((-1, 0, 3, 2499, 2500, 9999))),
        *((3, 16454 + n, value, None) for n, value in enumerate((-1, 0, 3, 10000, 10001))),
        (4, 16456, 3, "holiday"),
        (4, 16459, 2, ""),
        (99, 16454, 2, "of a habit that is gone"),
    ],
)
IN_DATABASE: MarksByHabit = {
    "Wake up": {
        "2015-01-21": DONE,
        "2015-01-22": SKIPPED,
        "2015-01-24": HabitMark("open", "ill"),
    },
    "Wake up (2)": {"2015-01-21": HabitMark("skipped", "holiday"), "2015-01-24": DONE},
    "Walk": {"2015-01-21": SKIPPED, "2015-01-23": DONE, "2015-01-24": DONE},
    "Smoke": {"2015-01-20": DONE, "2015-01-21": SKIPPED, "2015-01-22": DONE},
    "": {},
}
OLD_DATABASE = database(
    HABITS_TABLE.format(""),
    REPETITIONS_TABLE.format("").replace("Repetitions", "repetitions").replace(" not null", ""),
    rows={
        "Habits (id, name)": [(7, "Old")],
        "Repetitions (habit, timestamp)": [
            *((7, 0), (7, DAY_MS + 1), (7, 2 * DAY_MS - 1)),
            *((7, None), (None, 0)),  # old versions left such rows
        ],
    },
)
IN_OLD_DATABASE: MarksByHabit = {"Old": {"1970-01-01": DONE, "1970-01-02": DONE}}
HABITBULL = HABITBULL_HEADER + (
    '"Wake up, early",why,Health,2016-03-18,1,"text, too"\n'
    '"Wake up, early",why,Health,2016-03-19,0,tired\n'
    '"Wake up, early",why,Health,2016-03-20,1\n'
    "Pushups,,Fitness,2016-03-18,30,\n"
    "Pushups,,Fitness,2016-03-19,-2150000000,\n"
    "Pushups,,Fitness,2016-03-20,-2.15E+09,\n"
)
IN_HABITBULL: MarksByHabit = {
    "Wake up, early": {
        "2016-03-18": HabitMark("done", "text, too"),
        "2016-03-19": HabitMark("open", "tired"),
        "2016-03-20": DONE,
    },
    "Pushups": {"2016-03-18": DONE},
}
HARSH = """# a remark

2025-01-01 : Gym : y : Leg day : 1.5
2025-01-02 : Gym : n : Too tired : 0
2025-01-03 : Gym : s :  :{}
2025-01-04 : Gym : y
2025-01-04 : Gym : n : a slip : 0
2025-01-05 : Gym : n
2025-01-05 : Gym : y : at last: 9 : 10 : 3
2025-01-06 : Gym : y : at night
2025-01-01 : Read : y :  : 20
""".replace("{}", " ")
IN_HARSH: MarksByHabit = {
    "Gym": {
        "2025-01-01": HabitMark("done", "Leg day"),
        "2025-01-02": HabitMark("open", "Too tired"),
        "2025-01-03": SKIPPED,
        "2025-01-04": HabitMark("open", "a slip"),
        "2025-01-05": HabitMark("done", "at last: 9 : 10"),
        "2025-01-06": HabitMark("done", "at night"),
    },
    "Read": {"2025-01-01": DONE},
}
LIST = (
    "date,done,note\n2026-01-01,yes,\n2026-01-02,No,\n2026-01-03,,tired\n2026-01-04,3,\n"
    "2026-01-05,0,\n2026-01-06,skip,\n2026-01-07,X,so good\n2026-01-08,no,a\n2026-01-08,yes,b\n"
)
IN_LIST: MarksByHabit = {
    "": {
        "2026-01-01": DONE,
        "2026-01-03": HabitMark("open", "tired"),
        "2026-01-04": DONE,
        "2026-01-06": SKIPPED,
        "2026-01-07": HabitMark("done", "so good"),
        "2026-01-08": HabitMark("done", "a\nb"),
    }
}
IN_DATES: MarksByHabit = {"": {"2026-01-01": DONE, "2026-01-03": DONE}}
READ: dict[str, tuple[str, bytes | str, MarksByHabit]] = {
    "zip": (LOOP, zipped(ZIP), IN_ZIP),
    "zip, not compressed": (LOOP, zipped(ZIP, zipfile.ZIP_STORED), IN_ZIP),
    "zip, packed again on a Mac": (
        LOOP,
        zipped(
            {f"Loop/{name}": text for name, text in ZIP.items()}
            | {"__MACOSX/Loop/001 Wake up early/._Checkmarks.csv": b"\xff"}
            | {"__MACOSX/Loop/001 Wake up early/Checkmarks.csv": b"\xff"}
        ),
        IN_ZIP,
    ),
    "old zip": (LOOP, zipped(OLD_ZIP), IN_OLD_ZIP),
    "zip without names": (
        LOOP,
        zipped({"002 Walk/Checkmarks.csv": WORDS, "003/Checkmarks.csv": INTEGERS}),
        {"Walk": IN_WORDS, "": IN_INTEGERS},
    ),
    "zip with nothing but the grid": (LOOP, zipped({"Checkmarks.csv": GRID}), IN_GRID),
    "grid": (LOOP, GRID, IN_GRID),
    "old grid": (LOOP, OLD_GRID, IN_GRID),
    "grid of 2.0": (LOOP, ENTRIES, IN_ENTRIES),
    "grid of 2.0, saved with semicolons": (LOOP, ENTRIES.replace(",", ";"), IN_ENTRIES),
    "grid of 2.0, in quotes": (
        LOOP,
        'Date,Neck\n2026-11-20,"Entry(timestamp=2026-11-20, value=2, notes=a (b), c)"\n',
        {"Neck": {"2026-11-20": DONE}},
    ),
    "grid of 2.0, with moments": (
        LOOP,
        "Date,Neck,\n2026-11-20,Entry(timestamp=Timestamp(unixTime=1606780800000), value=3),\n",
        {"Neck": {"2026-11-20": SKIPPED}},
    ),
    "grid without its last comma": (LOOP, GRID.replace(",\n", "\n"), IN_GRID),
    "grid of flags": (
        LOOP,
        GRID.replace("YES_MANUAL", "TRUE").replace("UNKNOWN", "FALSE"),
        IN_GRID,
    ),
    "grid of amounts": (
        LOOP,
        "Date;A;B;C;D;E;F\n20.11.2026;7,5;7.000;1,000;0,0;2,0;-1\n",
        {name: {"2026-11-20": DONE} for name in "ABCE"} | {"D": {}, "F": {}},
    ),
    "marks of one habit": (LOOP, WORDS, {"": IN_WORDS}),
    "marks of one habit, without notes": (
        LOOP,
        "Date;Value;Notes\r\n25.01.2015;YES_MANUAL\r\n24.01.2015;NO\r\n",
        {"": {"2015-01-25": DONE}},
    ),
    "old marks of one habit": (LOOP, INTEGERS, {"": IN_INTEGERS}),
    "database": (LOOP, DATABASE, IN_DATABASE),
    "database with a log": (LOOP, DATABASE[:18] + b"\2\2" + DATABASE[20:], IN_DATABASE),
    "old database": (LOOP, OLD_DATABASE, IN_OLD_DATABASE),
    "HabitBull": ("HabitBull", HABITBULL, IN_HABITBULL),
    "HabitBull, month first": (
        "HabitBull",
        HABITBULL_HEADER + "H,,,11/5/2020,1,\nH,,,4/13/2019,1,\n",
        {"H": {"2019-04-13": DONE, "2020-11-05": DONE}},
    ),
    "HabitBull, day first": (
        "HabitBull",
        HABITBULL_HEADER + "H,,,11/5/2020,1,\nH,,,13/4/2019,1,\n",
        {"H": {"2019-04-13": DONE, "2020-05-11": DONE}},
    ),
    "HabitBull, of a spreadsheet": (
        "HabitBull",
        (HABITBULL_HEADER + "H,,,2020-11-05,2,a\n").replace(",", ";").replace(";2;", ";1,5;"),
        {"H": {"2020-11-05": HabitMark("done", "a")}},
    ),
    "harsh": ("harsh", HARSH, IN_HARSH),
    "harsh, spaces trimmed": ("harsh", HARSH.replace(" : \n", " :\n"), IN_HARSH),
    "list": ("Plain list", LIST, IN_LIST),
    "list with semicolons": ("Plain list", LIST.replace(",", ";"), IN_LIST),
    "list with tabs": ("Plain list", LIST.replace(",", "\t"), IN_LIST),
    "quoted list": (
        "Plain list",
        '"Note","Date"\n"a, ""b""","2026-01-01"\n',
        {"": {"2026-01-01": HabitMark("done", 'a, "b"')}},
    ),
    "dates alone": ("Plain list", "\ndate\n2026-01-01\n\n2026-01-03\n", IN_DATES),
    "dates alone, none of them": ("Plain list", "Date\n", {"": {}}),
}


REMARKS = {
    "HabitBull, month first": ("read 11/5/2020 as 5 November 2020, because of 4/13/2019",),
    "HabitBull, day first": ("read 11/5/2020 as 11 May 2020, because of 13/4/2019",),
}
"""What had to be guessed."""


@pytest.mark.parametrize("name", READ)
def test_each_format_is_known_by_its_content(name: str) -> None:
    program, data, expected = READ[name]
    found = read(data)
    assert (found.program, marks_by_habit(found)) == (program, expected)
    assert found.remarks == REMARKS.get(name, ())


TEXTS = [name for name, (_, data, _) in READ.items() if isinstance(data, str)]


@pytest.mark.parametrize("name", TEXTS)
def test_a_byte_order_mark_and_windows_line_ends_change_nothing(name: str) -> None:
    _, data, expected = READ[name]
    assert isinstance(data, str)
    windows = b"\xef\xbb\xbf" + data.replace("\n", "\r\n").encode()
    # Within quotes a line end belongs to the note.
    assert {
        habit: {
            date: HabitMark(mark.state, mark.note.replace("\r", "")) for date, mark in marks.items()
        }
        for habit, marks in marks_by_habit(read(windows)).items()
    } == expected
    unfinished = data.rstrip("\n")
    assert marks_by_habit(read(unfinished)) == expected


@pytest.mark.parametrize(
    "data",
    [
        b"[]",
        b'\xef\xbb\xbf{"_meta": {}}',
        (",".join(COLUMNS) + "\r\n").encode(),
    ],
)
def test_what_may_be_an_export_of_supine_is_no_foreign_file(data: bytes) -> None:
    assert read_foreign(Source("x", data)) is None


@pytest.mark.parametrize("data", [b"", b" \n", b"\x1c", b"\xef\xbb\xbf", b",,,\r\n;\t\r\n", b'""'])
def test_an_empty_file_is_called_empty(data: bytes) -> None:
    with pytest.raises(ImportRefused, match=r"^cannot import x: it is empty$"):
        read_foreign(Source("x", data))


LONG = "x" * 10_001
VIEW = (
    "create view Repetitions as with recursive n(i) as (select 1 union all select i + 1 from n) "
    "select i as habit, i as timestamp from n"
)


def bomb() -> bytes:
    return zipped({"Checkmarks.csv": bytes(MOST_BYTES + 1)})


def encrypted() -> bytes:
    data = bytearray(zipped({"Checkmarks.csv": GRID}))
    data[data.rindex(b"PK\1\2") + 8] |= 1
    return bytes(data)


REFUSED: dict[str, tuple[bytes | str, str]] = {
    "nothing known": ("root:x:0:0\n", "it is neither a supine export nor from a program"),
    "another list": ("day,done\n2026-01-01,1\n", "it is neither a supine export nor from"),
    "not text": (b"date\n\x81\n", "line 2: it is not text in UTF-8"),
    "one endless line": (
        "x" * 200_000,
        "line 1: it is not CSV: one of its cells is longer than any",
    ),
    # Loop
    "another zip": (zipped({"a.txt": "x"}), "it is a zip, but not from Loop Habit Tracker"),
    "an empty zip": (zipped({}), "it is a zip, but not from Loop Habit Tracker"),
    "a cut zip": (zipped(ZIP)[:-30], "the zip is damaged or cut short"),
    "a bomb": (bomb(), "the zip would unpack to over 50 MB"),
    "an encrypted zip": (encrypted(), "Checkmarks.csv: it is encrypted, or packed in an unusual"),
    "an unusual zip": (
        zipped({"Checkmarks.csv": GRID}, zipfile.ZIP_LZMA),
        "Checkmarks.csv: it is encrypted, or packed in an unusual way",
    ),
    "a zip of no text": (
        zipped({"001 A/Checkmarks.csv": b"2015-01-25,2\n\x81"}),
        "001 A/Checkmarks.csv, line 2: it is not text in UTF-8",
    ),
    "a word in a zip": (
        zipped({"001 A/Checkmarks.csv": "Date,Value,Notes\n2015-01-25,MAYBE,\n"}),
        "001 A/Checkmarks.csv, line 2: 'MAYBE' is not a Loop value, such as YES_MANUAL or 2",
    ),
    "a date in a zip": (
        zipped({"001 A/Checkmarks.csv": "2015-01-25,2\n2015-02-30,2\n"}),
        "001 A/Checkmarks.csv, line 2: there is no date 2015-02-30",
    ),
    "cells in a zip": (
        zipped({"001 A/Checkmarks.csv": "2015-01-25,2,a,b\n"}),
        "001 A/Checkmarks.csv, line 1: it has 4 instead of 3 cells",
    ),
    "a position": (
        zipped({"Habits.csv": "Position,Name\nI,A\n", "001 A/Checkmarks.csv": WORDS}),
        "Habits.csv, line 2: 'I' is not a habit's position",
    ),
    "a target": (
        zipped({"Habits.csv": HABITS.replace("2.5", "inf"), "001 A/Checkmarks.csv": WORDS}),
        "Habits.csv, line 4: 'inf' is not a target",
    ),
    "control characters in a name": (
        zipped({"a\x1b[2J\n/001 A/Checkmarks.csv": "2015-01-25,x\n"}),
        "a\x1b[2J\n/001 A/Checkmarks.csv, line 1: 'x' is not a Loop value",
    ),
    "commas in names of the grid": (
        "Date,a,b,\n2015-01-25,2,\n",
        "line 2: it has 1 value for 2 habits; a comma in a habit's name can cause this",
    ),
    "no database": (DATABASE[:100], "the database cannot be read: "),
    "a cut database": (DATABASE[:-4096], "the database cannot be read: "),
    "another database": (
        database("create table tasks (id)"),
        "it is a database, but not from Loop Habit Tracker",
    ),
    "a view": (
        database(HABITS_TABLE.format(""), VIEW),
        "it is a database, but not from Loop Habit Tracker",
    ),
    "a value that is none": (
        database(
            HABITS_TABLE.format(""),
            "create table Repetitions (habit, timestamp, value)",
            rows={"Habits (id, name)": [(1, "A")], "Repetitions (habit, timestamp)": [(1, 0)]},
        ),
        "repetition 1: 'None' is not a number",
    ),
    "a date in a database": (
        loop_backup([(1, "A")], [(1, 10**7, 2, "")]),
        "repetition 1: 864000000000000 is not a Loop date",
    ),
    "a value in a database": (
        loop_backup([(1, "A")], [(1, 1, 2, ""), (1, 2, "many", "")]),
        "repetition 2: 'many' is not a number",
    ),
    "a target in a database": (
        loop_backup([(3, "A", 1, 0, "many")], []),
        "habit 3: 'many' is not a number",
    ),
    "a note in a database": (
        loop_backup([(1, "A")], [(1, 1, 2, LONG)]),
        "repetition 1: its note is longer than 10000 characters",
    ),
    "no text in a database": (
        database(
            HABITS_TABLE.format(""),
            REPETITIONS_TABLE.format(VALUED),
            "insert into Habits (name) values (cast(x'61ff1b' as text))",
        ),
        "the database cannot be read: Could not decode to UTF-8 column 'name' with text 'a",
    ),
    "no text in the form of a database": (
        DATABASE.replace(b"CREATE TABLE Habits", b"CREATE \xff\xff\xff\xff\xff Habits"),
        "the database cannot be read: it is not text in UTF-8",
    ),
    # HabitBull
    "cells": (HABITBULL_HEADER + "H,,,2020-11-05\n", "line 2: it has 4 instead of 6 cells"),
    "an amount": (HABITBULL_HEADER + "H,,,2020-11-05,nan,\n", "line 2: 'nan' is not a number"),
    "months both ways": (
        HABITBULL_HEADER + "H,,,11/13/2020,1,\nH,,,13/11/2020,1,\n",
        "11/13/2020 (line 2) has the month first and 13/11/2020 (line 3) has the day first",
    ),
    "months either way": (
        HABITBULL_HEADER + "H,,,4/11/2019,1,\nH,,,2019-04-12,1,\n",
        "line 2: 4/11/2019 could be 4 November 2019 or 11 April 2019; "
        "choose with --dates day-first or --dates month-first",
    ),
    # harsh
    "an answer": (
        "2025-01-01 : Gym : y :  : \n2025-01-02 : Gym : maybe :  : \n",
        "line 2: 'maybe' is not an answer; answers are y, n and s",
    ),
    "half a line": (
        "2025-01-01 : Gym : y :  : \n2025-01-02 : Gym\n",
        "line 2: '2025-01-02 : Gym' is not a date, habit and answer",
    ),
    "no habit": (
        "2025-01-01 : Gym : y\n2025-01-02 :  : y\n",
        "line 2: '2025-01-02 :  : y' is not a date, habit and answer",
    ),
    "a date of a log": ("2025-13-01 : Gym : y :  : \n", "line 1: there is no date 2025-13-01"),
    # A list
    "another column": (
        "date,status\n2026-01-01,missed\n",
        "line 1: 'status' is not a column of a plain list; its columns are date, done and note",
    ),
    "a column twice": ("date,note,Note\n", "line 1: the column 'note' is there twice"),
    "too few cells": ("date,done\n2026-01-01\n", "line 2: it has 1 instead of 2 cells"),
    "a word": ("date,done\n\n2026-01-01,perhaps\n", "line 3: 'perhaps' is neither yes nor no"),
    "an open quote": (
        'date,note\n2026-01-01,"x\n',
        "line 2: it is not CSV: a quote is opened and never",
    ),
    "no date": ("date,note\n,x\n", "line 2: '' is not a date like 2026-11-22"),
    "a date and time": (
        "date\n2026-01-01T00:00:00.000000000000000000000000\n",
        "line 2: '2026-01-01T00:00:00.0000000000000000000…' is not a date like 2026-11-22",
    ),
    "a week": ("date\n2026-W01-1\n", "line 2: '2026-W01-1' is not a date like 2026-11-22"),
    "other digits": ("date\n２０２６-01-01\n", "line 2: '２０２６-01-01' is not a date like"),
    "a year too few": ("date\n0206-01-01\n", "line 2: 0206-01-01 is before 1900"),
    "a long note": (f"date,note\n2026-01-01,{LONG}\n", "line 2: its note is longer than 10000"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_wrong_is_named_with_its_place(name: str) -> None:
    data, reason = REFUSED[name]
    with pytest.raises(ImportRefused) as refused:
        read(data)
    message = str(refused.value)
    assert message.startswith(f"cannot import x: {reason}")
    assert visible(message).isprintable()  # what the command prints (test_hostile.py)


def test_reading_a_database_is_interrupted_when_it_takes_too_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(loop_database, "STEPS", 1)
    monkeypatch.setattr(loop_database, "MOST_ROUNDS", 20)
    with pytest.raises(ImportRefused, match="the database cannot be read: interrupted"):
        read(DATABASE)


@given(st.sampled_from(list(READ)), st.data())
@settings(max_examples=300, deadline=None)
def test_a_mutated_file_is_read_or_refused(name: str, draw: st.DataObject) -> None:
    good = READ[name][1]
    data = bytearray(good.encode() if isinstance(good, str) else good)
    for _ in range(draw.draw(st.integers(1, 3))):
        data[draw.draw(st.integers(0, len(data) - 1))] = draw.draw(st.integers(0, 255))
    try:
        found = read_foreign(Source("x", bytes(data)))
    except (ImportRefused, UnclearFormat) as refused:
        assert visible(str(refused)).isprintable()
        return
    for habit in found.habits if found else ():
        assert all(isinstance(date, dt.date) for date in habit.marks)
