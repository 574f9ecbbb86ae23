"""``supine import`` with files of other programs, and ``supine export`` for them."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.command_line import CommandLine
from tests.exchange.foreign_files import HABITBULL_HEADER, loop_backup, zipped
from tui.cli.support import NO_DATA, USAGE

ROUTINE = "neck-and-upper-back"
DATES = [dt.date(2026, 11, 21) - dt.timedelta(days=n) for n in range(174)]
YEARS = "Date,Value,Notes\n" + "".join(
    f"{date},{'SKIP' if date.day == 13 else 'YES_MANUAL'},{'ö' if date.day == 1 else ''}\n"
    for date in DATES
)
BACKUP = {
    "Habits.csv": "Position,Name\n001,Read\n002,Neck\n003,Back\n",
    "001 Read/Checkmarks.csv": "2026-11-20,2\n2026-11-19,2\n",
    "002 Neck/Checkmarks.csv": YEARS,
    "003 Back/Checkmarks.csv": "",
}


@pytest.fixture
def put(path: Path) -> Callable[[str, str | bytes], str]:
    """Return a function that writes a file beside the diary and returns its path."""

    def put(name: str, content: str | bytes) -> str:
        target = path.parent / name
        target.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(target)

    return put


Put = Callable[[str, str | bytes], str]


@pytest.fixture
def loop(put: Put) -> str:
    return put("no name that says anything", zipped(BACKUP))


def test_several_habits_are_listed_and_nothing_is_written(supine: CommandLine, loop: str) -> None:
    answer = supine.call("--file", str(supine.path), "import", loop)
    assert answer.code == USAGE
    assert answer.out == (
        "Loop Habit Tracker:\n"
        "  Read  2026-11-19 to 2026-11-20, 2 days done\n"
        "  Neck  2026-06-01 to 2026-11-21, 168 days done, 6 skipped\n"
        "  Back  no dates, 0 days done\n"
    )
    assert answer.err == f"supine import: {loop} holds 3 habits; choose with --habit NAME\n"
    listed = supine.call("--file", str(supine.path), "import", loop, "--json", "--dry-run")
    assert listed.code == USAGE
    assert listed.json["habits"][1:] == [
        {"name": "Neck", "first": "2026-06-01", "last": "2026-11-21", "done": 168, "skipped": 6},
        {"name": "Back", "first": None, "last": None, "done": 0, "skipped": 0},
    ]
    assert not supine.path.exists()


def test_years_of_one_habit_are_imported_once(supine: CommandLine, loop: str) -> None:
    preview = (
        "Loop Habit Tracker: Neck → Neck and upper back (2026-06-01 to 2026-11-21)\n"
        "days done: 168 new · days with a rest mark or a note: 6 new\n"
    )
    only = supine("import", loop, "--habit", "Neck", "--dry-run")
    assert only.out == f"{preview}Nothing was written (--dry-run).\n"
    assert not supine.path.exists()
    assert supine("import", loop, "--habit", "neck").out == f"{preview}Imported.\n"
    assert supine("streak", "--json").json["current"] == 168
    assert supine("today", "--json").json["practice_day"] == 169
    data = supine.path.read_bytes()
    again = supine("import", "--habit", "Neck", loop)
    assert again.out.endswith(
        "days done: 168 already there · days with a rest mark or a note: 6 already there\n"
        "Nothing to add: everything is already in the diary.\n"
    )
    assert supine.path.read_bytes() == data
    both = supine("import", loop, "--habit", "Back", "--habit", "Read", "--habit", "Neck")
    assert "Loop Habit Tracker: Read, Neck and Back → " in both.out
    assert supine.path.read_bytes() == data


def test_an_import_is_taken_back_by_a_restore(supine: CommandLine, loop: str) -> None:
    supine("log", "--reps", "2")
    before = supine.records("sessions")
    answer = supine("import", loop, "--habit", "Neck")
    assert answer.out.endswith("Imported.\nTo undo: supine restore last\n")
    supine("restore", "last")
    assert supine.records("sessions") == before
    assert supine.records("days") == []


def test_the_routine_can_be_chosen(supine: CommandLine, loop: str, put: Put) -> None:
    evening = {"id": "evening", "name": "Evening"}
    own = {"_meta": {"1": {"app": "supine", "schema": 1}}, "routines": {"1": evening}}
    supine("log", "--reps", "2")
    supine("import", put("own.json", json.dumps(own)))
    answer = supine("import", loop, "--habit", "Read", "--routine", "evening", "--json").json
    assert answer == {
        "file": loop,
        "dry_run": False,
        "written": True,
        "documents": 2,
        "sessions": {"new": 2, "there": 0, "removed": 0},
        "days": {"new": 0, "there": 0, "removed": 0},
        "routines": {"new": 0, "there": 0, "removed": 0},
        "settings_taken": None,
        "tables": [],
        "removals": 0,
        "repeated": 0,
        "acks_removed": 0,
        "program": "Loop Habit Tracker",
        "habits": ["Read"],
        "routine": "evening",
        "later": 0,
        "remark": "",
    }
    kept = [each for each in supine.records("sessions") if each.get("kept")]
    assert [(each["routine"], each["day"], each["via"]) for each in kept] == [
        ("evening", "2026-11-19", "import"),
        ("evening", "2026-11-20", "import"),
    ]
    assert supine("import", loop, "--habit", "Read").out.endswith("Imported.\n" + HINT)
    assert "there is no routine 'x'" in supine.fails(
        USAGE, "import", loop, "--habit", "Read", "--routine", "x"
    )


HINT = "To undo: supine restore last\n"


def test_guesses_and_dates_that_lie_ahead_are_named(supine: CommandLine, put: Put) -> None:
    rows = "H,,,11/2/2026,1,\nH,,,11/13/2026,1,\nH,,,12/1/2026,1,\nH,,,12/2/2026,0,a\n"
    answer = supine("import", put("x", HABITBULL_HEADER + rows))
    assert answer.out == (
        "HabitBull: H → Neck and upper back (2026-11-02 to 2026-11-13)\n"
        "Left out, because they're in the future: 2 dates.\n"
        "days done: 2 new\n"
        "Imported.\n"
    )
    assert answer.err == (
        "supine import: read 11/2/2026 as 2 November 2026, because of 11/13/2026\n"
    )
    # At 02:59 the date of the 13th lies still ahead.
    supine.at(2026, 11, 13, 2, 59)
    tomorrow = put("y", "date\n2026-11-12\n2026-11-13\n")
    assert "in the future: 1 date.\n" in supine("import", tomorrow).out


def test_the_name_of_the_file_does_not_matter(supine: CommandLine, put: Put) -> None:
    for name, data in (
        ("a.csv", loop_backup([(1, "Neck")], [(1, 20_000, 2, "")])),
        ("a.json", "2024-10-05 : Neck : y :  : 0\n"),
        ("a.zip", "date\n2024-10-06\n"),
        ("a.db", zipped({"001 Neck/Checkmarks.csv": "2024-10-07,2\n"})),
    ):
        assert "days done: 1 new\n" in supine("import", put(name, data)).out
    days = [each["day"] for each in supine.records("sessions")]
    assert days == ["2024-10-04", "2024-10-05", "2024-10-06", "2024-10-07"]


@pytest.mark.parametrize(
    ("content", "options", "code", "reason"),
    [
        ("date\n2026-11-20\n2026-11-31\n", [], NO_DATA, "line 3: there is no date 2026-11-31"),
        (zipped(BACKUP)[:-9], [], NO_DATA, "the zip is damaged or cut short"),
        ("some text\n", [], NO_DATA, "it is neither a supine export nor from a program"),
        (
            zipped(BACKUP),
            ["--habit", "Legs"],
            USAGE,
            "has no habit 'Legs'; choose Read, Neck or Back",
        ),
        (zipped(BACKUP), ["--habit", "nekc"], USAGE, "has no habit 'nekc'; did you mean Neck?"),
        (
            "date\n2026-11-20\n",
            ["--habit", "Neck"],
            USAGE,
            "has no habit 'Neck'; it has no names; leave out --habit",
        ),
        (
            '{"_meta": {"1": {"app": "supine", "schema": 1}}}',
            ["--habit", "Neck"],
            USAGE,
            "a supine export has no habits to choose from; leave out --habit",
        ),
    ],
    ids=["no date", "cut short", "a text", "no such habit", "mistyped", "no names", "an export"],
)
def test_what_cannot_be_imported_is_said_in_a_line(
    supine: CommandLine,
    put: Put,
    content: str | bytes,
    options: list[str],
    code: int,
    reason: str,
) -> None:
    supine("log", "--reps", "2")
    assert reason in supine.fails(code, "import", put("x", content), *options)


def test_a_pipe_or_a_folder_is_not_waited_for(supine: CommandLine) -> None:
    pipe = supine.path.with_name("pipe")
    os.mkfifo(pipe)
    for source, reason in (
        (pipe, "it is not a file"),
        (supine.path.parent, "it is a folder, but not from Loop Habit Tracker"),
    ):
        assert supine.fails(NO_DATA, "import", str(source)) == (
            f"supine import: cannot import {source}: {reason}\n"
        )


def test_every_form_for_other_programs_can_be_exported_and_imported_again(
    supine: CommandLine,
    loop: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    supine("import", loop, "--habit", "Neck")
    supine("log", "--reps", "2")
    printed = supine("export", "--format", "loop").out.splitlines()
    assert printed[0] + "\n" == HABITBULL_HEADER
    assert len(printed) == 170
    calendar = supine("export", "--format", "ics", "--routine", ROUTINE).out
    assert calendar.count("BEGIN:VEVENT") == 169
    for form in ("loop", "loop-zip", "ics"):
        target = str(supine.path.with_name(f"mine.{form}"))
        answer = supine("export", "--format", form, "-o", target)
        assert answer.out == f"Exported to {target} (days: 169).\n"
        other = supine("export", "--format", form, "-o", f"{target}2", "--json").json
        assert other == {"file": f"{target}2", "format": form, "days": 169}
    there = CommandLine(supine.path.with_name("there.json"), capsys, monkeypatch)
    # The CSV that Loop imports has no rest days, so the streak is shorter there.
    for form, longest in (("loop", 30), ("loop-zip", 169)):
        there("import", str(supine.path.with_name(f"mine.{form}")))
        assert there("streak", "--json").json["longest"] == longest


@pytest.mark.parametrize(("form", "what"), [("ics", "a calendar"), ("loop-zip", "a zip")])
def test_a_form_that_is_no_json_is_refused_with_json(
    supine: CommandLine, form: str, what: str
) -> None:
    error = supine.fails(USAGE, "export", "--format", form, "--json")
    assert f"{what} is not JSON; use -o FILE, or leave out --json" in error
