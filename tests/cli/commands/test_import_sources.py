"""``supine import`` with files as they really are: respelled, unclear, broken or hostile."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.builders import write
from tests.cli.command_line import CommandLine
from tests.exchange.documents import SESSION, snapshot_of, tables_of
from tests.exchange.foreign_files import (
    DAY_MS,
    HABITBULL_HEADER,
    HABITS_HEADER,
    HABITS_TABLE,
    MEASURED,
    REPETITIONS_TABLE,
    VALUED,
    database,
    loop_backup,
    zipped,
)
from tui.cli.main import main
from tui.cli.support import NO_DATA, USAGE
from tui.cli.text_width import cell_width
from tui.exchange.write_export import export_csv, export_json

GRID = "Date,Neck,Read,\n2026-11-20,YES_MANUAL,NO,\n2026-11-19,NO,YES_MANUAL,\n"
EXPORT = export_csv(snapshot_of(tables_of(sessions=[SESSION])))
Put = Callable[[str, str | bytes], str]


@pytest.fixture
def put(path: Path) -> Put:
    """Return a function that writes a file beside the diary and returns its path."""

    def put(name: str, content: str | bytes) -> str:
        target = path.parent / name
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(target)

    return put


def test_what_was_guessed_is_said_before_the_plan(supine: CommandLine, put: Put) -> None:
    source = put("x.csv", "date;done\r\n03/04/2026;ja\r\n27/04/2026;größtenteils nein\r\n")
    assert "line 3: 'größtenteils nein' is neither" in supine.fails(NO_DATA, "import", source)
    source = put("x.csv", "date;note\r\n03/04/2026;groß\r\n27/04/2026;\r\n".encode("cp1252"))
    answer = supine("import", source, "--dry-run")
    assert answer.err.splitlines() == [
        "supine import: read as text in Windows-1252, such as 'groß'",
        "supine import: read 03/04/2026 as 3 April 2026, because of 27/04/2026",
    ]
    assert "(2026-04-03 to 2026-04-27)" in answer.out
    fields = supine("import", source, "--dry-run", "--json").json
    assert fields["remark"] == (
        "read as text in Windows-1252, such as 'groß'; "
        "read 03/04/2026 as 3 April 2026, because of 27/04/2026"
    )


def test_what_was_guessed_of_our_own_export_is_said(supine: CommandLine, put: Put) -> None:
    respelled = EXPORT.replace(",", ";").replace("2026-11-22", "22/11/26")
    answer = supine("import", put("x.csv", respelled))
    assert answer.err == "supine import: read 22/11/26 as 22 November 2026\n"
    assert [each["day"] for each in supine.records("sessions")] == ["2026-11-22"]


def test_dates_that_stay_unclear_can_be_said(supine: CommandLine, put: Put) -> None:
    source = put("x.csv", "date\n03/04/2026\n05/04/2026\n")
    assert supine.fails(NO_DATA, "import", source) == (
        f"supine import: cannot import {source}: line 2: 03/04/2026 could be 3 April 2026 or "
        "4 March 2026; choose with --dates day-first or --dates month-first\n"
    )
    assert "(2026-04-03 to 2026-04-05)" in supine("import", source, "--dates", "day-first").out
    again = supine("import", source, "--dates", "month-first", "--dry-run")
    assert "(2026-03-04 to 2026-05-04)" in again.out
    assert "invalid choice: 'x'" in supine.fails(USAGE, "import", source, "--dates", "x")


def test_a_file_that_several_programs_may_have_written_is_a_question(
    supine: CommandLine, put: Put
) -> None:
    source = put("x.csv", "Date,done\n2026-11-20,3\n2026-11-19,0\n")
    assert supine.fails(USAGE, "import", source) == (
        f"supine import: {source} could be from Loop Habit Tracker or a plain list; "
        "choose with --from loop or --from list\n"
    )
    assert (
        "days with a rest mark or a note: 1 new" in supine("import", source, "--from", "loop").out
    )
    assert "days done: 1 new" in supine("import", source, "--from", "list", "--dry-run").out
    assert "line 1: 'Date,done' is not a date, habit" in supine.fails(
        NO_DATA, "import", source, "--from", "harsh"
    )


@pytest.mark.parametrize("content", ["", "\n", "\ufeff", ",,,\r\n", ";", "sep=;\r\n"])
def test_an_empty_file_is_called_empty_whatever_is_asked_of_it(
    supine: CommandLine, put: Put, content: str
) -> None:
    source = put("empty.csv", content)
    for options in ([], ["--habit", "x"], ["--from", "loop"], ["--from", "supine"]):
        assert supine.fails(NO_DATA, "import", source, *options) == (
            f"supine import: cannot import {source}: it is empty\n"
        )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (HABITBULL_HEADER, "holds no habits"),
        (zipped({"Checkmarks.csv": "Date,\n"}), "holds no habits"),
        ("date\n", "has no habit 'x'; it has no names; leave out --habit"),
    ],
)
def test_a_file_without_habits_says_so(
    supine: CommandLine, put: Put, content: str | bytes, reason: str
) -> None:
    source = put("x", content)
    assert reason in supine.fails(USAGE, "import", source, "--habit", "x")
    assert supine("import", source).out.splitlines()[-1] == "Nothing to add: it has no dates."


def test_columns_are_counted_in_cells_of_the_terminal(supine: CommandLine, put: Put) -> None:
    names = ["Neck", "🧘 Rücken", "早起き", "🧘🏽‍♀️", "🇩🇪 x", "e\u0301\u0301", "❤️"]
    header = ",".join(["Date", *names, ""])
    row = ",".join(["2026-11-20", *["YES_MANUAL"] * len(names), ""])
    answer = supine.call("--file", str(supine.path), "import", put("x", f"{header}\n{row}\n"))
    assert answer.code == USAGE
    lines = answer.out.splitlines()[1:]
    assert [line.split("  ")[1] for line in lines] == names
    assert {cell_width(line.partition("2026")[0]) for line in lines} == {2 + 9 + 2}


def test_a_folder_is_imported_like_the_zip_it_came_from(supine: CommandLine, put: Put) -> None:
    files = {"Loop/001 Neck/Checkmarks.csv": "2026-11-20,2\n2026-11-19,0\n"}
    for name, text in files.items():
        (supine.path.parent / name).parent.mkdir(parents=True)
        put(name, text)
    folder = str(supine.path.parent / "Loop")
    assert "Loop Habit Tracker: Neck → " in supine("import", folder).out
    zip_of_windows = put("x.zip", zipped({k.replace("/", "\\"): v for k, v in files.items()}))
    assert "1 already there" in supine("import", zip_of_windows).out


def test_a_database_is_imported_with_its_log(supine: CommandLine, put: Put) -> None:
    source = put("x.db", loop_backup([(1, "Neck")], [(1, 20_000, 2, "")]))
    put("x.db-wal", b"nothing that SQLite knows" * 4)
    assert supine.fails(NO_DATA, "import", source) == (
        f"supine import: cannot import {source}: its log x.db-wal is damaged or cut short, "
        "and some of its dates are only there\n"
    )
    put("x.db-wal", b"")
    assert "days done: 1 new" in supine("import", source).out


HOSTILE = '=HYPERLINK("http://x")\n\x1b]52;c;aGk=\x07\x9b2J\r\t\\x1b'


@pytest.mark.parametrize("form", ["csv", "loop"])
def test_an_exported_table_holds_nothing_that_a_terminal_or_spreadsheet_obeys(
    supine: CommandLine, form: str
) -> None:
    sessions = {
        str(number): {**SESSION, "id": f"{start}s{number}", "note": start + HOSTILE, "day": day}
        for number, (start, day) in enumerate(
            (("", "2026-11-20"), ("+", "2026-11-19"), ("\t", "2026-11-18"), ("\r", "2026-11-17"))
        )
    }
    routine = {"id": "@x", "name": "-1+1"}
    write(
        supine.path,
        sessions=sessions | {"9": {**SESSION, "id": "-9", "routine": "@x", "day": "2026-11-20"}},
        routines={"1": {**ROUTINE, "name": "=1"}, "2": routine},
    )
    text = supine("export", "--format", form).out
    assert [c for c in text if (c < " " and c not in "\r\n\t") or "\x7f" <= c <= "\x9f"] == []
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert [cell for cell in cells if cell[:1] in {*"=+-@\t\r＝＋－＠"}] == []


ROUTINE = {"id": SESSION["routine"], "name": "Neck"}


def test_texts_of_an_export_are_imported_as_they_were(supine: CommandLine, put: Put) -> None:
    session = {
        **SESSION,
        "id": "=s1",
        "routine": "+r",
        "note": HOSTILE,
        "reps": {"@a\x1b": {"done": 2}},
    }
    write(supine.path, sessions={"1": session})
    source = put("export.csv", supine("export", "--format", "csv").out.encode())
    supine.path.unlink()
    supine("import", source)
    (record,) = supine.records("sessions")
    assert record == session


def test_hostile_names_reach_the_terminal_as_plain_text(supine: CommandLine, put: Put) -> None:
    name = "\x1b]0;x\x07\x9b2J\x1b[31m"
    source = put("x", HABITBULL_HEADER + f'"{name}",,,2026-11-20,1,\n{name}b,,,2026-11-20,1,\n')
    for options in ([], ["--habit", "y"], ["--habit", name]):
        answer = supine.call("--file", str(supine.path), "import", source, *options)
        printed = answer.out + answer.err
        assert [c for c in printed if (c < " " and c != "\n") or "\x7f" <= c <= "\x9f"] == []


def outcome(content: bytes, name: str, *options: str) -> tuple[int, str, str]:
    """Return the exit code and what is printed when a file is imported into a new diary."""
    out, err = io.StringIO(), io.StringIO()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / name
        source.write_bytes(content)
        diary = str(Path(folder) / "diary.json")
        with redirect_stdout(out), redirect_stderr(err):
            code = main(["--file", diary, "import", str(source), *options])
    return code, out.getvalue(), err.getvalue()


PARTS = st.sampled_from([
    *(b"Date", b"date", b"done", b"note", b"Value", b"Notes", b"2026-11-20", b"20/11/26"),
    *(b",", b";", b"\t", b"\n", b"\r", b"\r\n", b'"', b" : ", b"y", b"YES_MANUAL", b"TRUE", b"1,5"),
    *(b"Entry(", b")", b"value=2", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xe4", b"\x81", b"'="),
    *(b"PK\3\4", b"SQLite format 3\0", b"{", b"[", b'"_meta"', b"sep=;", b"session", b"exercise"),
    *(HABITBULL_HEADER.encode(), EXPORT.encode()[:200], GRID.encode(), b"\x1b[2J", b"\xc2\x9b"),
])  # fmt: skip
OPTIONS = st.sampled_from(
    [
        [],
        ["--json"],
        ["--habit", "Neck"],
        ["--dates", "day-first"],
        *(["--from", key] for key in ("supine", "loop", "habitbull", "harsh", "list")),
    ]
)


@given(st.binary(max_size=200) | st.lists(PARTS, max_size=12).map(b"".join), OPTIONS)
@example(b"\xff\xfe", [])
@example(b'date\n"', ["--from", "harsh"])
@settings(max_examples=250, deadline=None)
def test_any_bytes_are_a_plan_or_refused_in_one_clear_line(
    content: bytes, options: list[str]
) -> None:
    code, out, err = outcome(content, "x", "--dry-run", *options)
    assert code in (0, USAGE, NO_DATA)
    assert "Traceback" not in err
    assert all(line.startswith("supine import: ") for line in err.splitlines())
    assert err.isascii() or err.replace("\n", "").isprintable()
    if code == 0:
        assert out
    else:
        assert len(err.splitlines()[-1]) > 20
        listed = [line for line in err.splitlines() if "choose with --habit" in line]
        assert bool(out) == bool(listed)


GOOD = [
    EXPORT.encode(),
    EXPORT.replace(",", ";").encode("utf-16"),
    export_json(tables_of(sessions=[SESSION])),
    GRID.encode(),
    (HABITBULL_HEADER + "A,,,11/20/2026,1,\n").encode(),
    b"2026-11-20 : Gym : y : a : 1\n",
    "date;done;note\r\n20.11.26;ja;gut\r\n".encode("cp1252"),
    zipped({"Loop\\001 Neck\\Checkmarks.csv": "2026-11-20,2\n"}),
    loop_backup([(1, "Neck")], [(1, 20_000, 2, "")]),
]


@given(st.sampled_from(GOOD), st.data())
@settings(max_examples=250, deadline=None)
def test_a_file_that_was_damaged_is_a_plan_or_refused_in_one_clear_line(
    content: bytes, draw: st.DataObject
) -> None:
    data = bytearray(content)
    for _ in range(draw.draw(st.integers(1, 4))):
        place = draw.draw(st.integers(0, len(data)))
        if draw.draw(st.booleans()):
            data[place : place + draw.draw(st.integers(0, 3))] = draw.draw(st.binary(max_size=3))
        else:
            del data[place:]
        if not data:
            break
    code, _, err = outcome(bytes(data), "x", "--dry-run")
    assert code in (0, USAGE, NO_DATA)
    assert "Traceback" not in err
    assert all(line.startswith("supine import: ") for line in err.splitlines())


def test_json_that_a_shell_of_windows_redirected_is_read(supine: CommandLine, put: Put) -> None:
    text = export_json(tables_of(sessions=[SESSION])).decode().replace("\n", "\r\n")
    for content in (text.encode("utf-16"), b"\xff\xfe" + text.encode("utf-16-le")):
        answer = supine("import", put("x.json", content), "--dry-run")
        assert answer.out.startswith("sessions: 1 new\n")
    assert json.loads(text)


def test_no_name_in_a_zip_leads_anywhere(supine: CommandLine, put: Put, path: Path) -> None:
    marks = "Date,Value,Notes\n2026-11-20,YES_MANUAL,\n"
    names = ("../../evil.csv", f"{path.parent}/evil.csv", "C:\\evil.csv", "001 Neck/../evil.csv")
    habits = f"{HABITS_HEADER}001,Neck,YES_NO,,,1,1,#FF8F00,,,,false\n"
    files = {"Habits.csv": habits, "001 Neck/Checkmarks.csv": marks} | dict.fromkeys(names, "x")
    source = put("slip.zip", zipped(files))
    before = sorted(path.parent.parent.iterdir()), sorted(path.parent.iterdir())
    assert "1 new" in supine("import", source, "--dry-run").out
    assert (sorted(path.parent.parent.iterdir()), sorted(path.parent.iterdir())) == before


def test_what_a_database_would_run_is_not_run(supine: CommandLine, put: Put) -> None:
    """Triggers only run on a change, and views only where they are asked."""
    backup = database(
        HABITS_TABLE.format(MEASURED),
        REPETITIONS_TABLE.format(VALUED),
        "create view Other as select hex(zeroblob(1000000000))",
        rows={
            "Habits (id, name, type, target_type, target_value)": [(1, "Neck", 0, 0, 0)],
            "Repetitions (habit, timestamp, value, notes)": [(1, 20412 * DAY_MS, 2, None)],
        },
        then=(
            "create trigger a after insert on Repetitions begin delete from Habits; end",
            "create trigger b after delete on Habits begin select load_extension('x'); end",
        ),
    )
    assert "1 new" in supine("import", put("trigger.db", backup), "--dry-run").out
