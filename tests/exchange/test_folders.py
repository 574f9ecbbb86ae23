"""An export of Loop is read from a zip of any system, and from the folder it was unpacked to."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.exchange.foreign_files import zipped
from tui.exchange.importers.detect import read_foreign
from tui.exchange.importers.habits import ForeignFile
from tui.exchange.refusals import ImportRefused
from tui.exchange.source import MOST_BYTES, Source, read_source

EXPORT = {
    "Habits.csv": "Position,Name\n001,Neck\n002,Read 🧘\n",
    "Checkmarks.csv": "Date,Neck,Read 🧘,\n2026-11-20,2,0,\n",
    "Scores.csv": "Date,Neck,Read,\n2026-11-20,0.1,0.2,\n",
    "001 Neck/Checkmarks.csv": "Date,Value,Notes\n2026-11-20,YES_MANUAL,fine\n2026-11-19,NO,\n",
    "001 Neck/Scores.csv": "Date,Score\n2026-11-20,0.1\n",
    "002 Read/Checkmarks.csv": "Date,Value,Notes\n2026-11-20,NO,\n2026-11-19,YES_MANUAL,\n",
}
MAC = {"__MACOSX/._Habits.csv": b"\xff", "__MACOSX/001 Neck/Checkmarks.csv": b"\xff"}


def unpacked(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def found_in(path: Path) -> ForeignFile:
    found = read_foreign(read_source(path))
    assert found is not None
    return found


def found_in_zip(files: Mapping[str, str | bytes]) -> ForeignFile:
    found = read_foreign(Source("x", zipped(files)))
    assert found is not None
    return found


def inside(top: str, files: Mapping[str, str | bytes], sign: str = "/") -> dict[str, str | bytes]:
    return {f"{top}/{name}".replace("/", sign): content for name, content in files.items()}


def test_folder_and_zip_say_the_same(tmp_path: Path) -> None:
    expected = found_in_zip(EXPORT)
    assert [habit.name for habit in expected.habits] == ["Neck", "Read 🧘"]
    assert [len(habit.dates) for habit in expected.habits] == [1, 1]
    assert found_in(unpacked(tmp_path / "a", EXPORT)) == expected
    assert found_in(unpacked(tmp_path / "b", inside("Loop Habits 2026", EXPORT))) == expected
    assert found_in(tmp_path / "b" / "Loop Habits 2026") == expected
    assert found_in(unpacked(tmp_path / "c", {**EXPORT, **MAC})) == expected
    (tmp_path / "link").symlink_to(tmp_path / "a")
    assert found_in(tmp_path / "link") == expected


@pytest.mark.parametrize(
    "files",
    [
        inside("Loop", EXPORT, "\\"),
        inside("Loop", {**EXPORT, **MAC}, "\\"),
        inside("Loop", EXPORT) | MAC,
        inside("2026 backup", EXPORT),
        inside(".", EXPORT),
        inside("", EXPORT),
        inside("C:\\Users\\me", EXPORT, "\\"),
        {name.upper(): content for name, content in EXPORT.items()},
    ],
    ids=["backslashes", "both", "mac", "number", "dot", "slash", "drive", "capitals"],
)
def test_a_zip_of_any_system_is_read(files: Mapping[str, str | bytes]) -> None:
    assert found_in_zip(files) == found_in_zip(EXPORT)


def test_a_zip_of_one_program_packed_by_a_mac_is_read_from_its_folder(tmp_path: Path) -> None:
    both = inside("Loop", EXPORT) | inside("__MACOSX/Loop", EXPORT)
    assert found_in(unpacked(tmp_path, both)) == found_in_zip(EXPORT)


def test_files_that_a_spreadsheet_has_saved_are_read_with_one_order_of_dates() -> None:
    respelled = EXPORT | {
        "001 Neck/Checkmarks.csv": "Date;Value;Notes\r\n20/11/2026;YES_MANUAL;fine\r\n",
        "002 Read/Checkmarks.csv": "Date;Value\r\n03/04/2026;YES_MANUAL\r\n",
    }
    found = found_in_zip(respelled)
    assert [list(map(str, habit.dates)) for habit in found.habits] == [
        ["2026-11-20"],
        ["2026-04-03"],
    ]
    assert found.remarks == ("read 03/04/2026 as 3 April 2026, because of 20/11/2026",)


def test_the_folder_of_one_habit_is_read_with_its_name(tmp_path: Path) -> None:
    unpacked(tmp_path, EXPORT)
    found = found_in(tmp_path / "001 Neck")
    assert [habit.name for habit in found.habits] == ["Neck"]
    (tmp_path / "001 Neck").rename(tmp_path / "neck")
    assert [habit.name for habit in found_in(tmp_path / "neck").habits] == [""]


def test_a_table_at_the_top_is_read_if_there_are_no_folders(tmp_path: Path) -> None:
    top = {name: content for name, content in EXPORT.items() if "/" not in name}
    assert found_in(unpacked(tmp_path, top)) == found_in_zip(top)
    assert [habit.name for habit in found_in(tmp_path).habits] == ["Neck", "Read 🧘"]


TWO = inside("a", EXPORT) | inside("b", EXPORT)


def test_what_is_no_export_of_loop_is_refused(tmp_path: Path) -> None:
    for name, files, reason in (
        ("empty", {}, "it is a folder, but not from Loop Habit Tracker"),
        ("photos", {"a.jpg": b"x"}, "it is a folder, but not from Loop Habit Tracker"),
        ("deep", inside("1/2/3/4", EXPORT), "it is a folder, but not from Loop Habit Tracker"),
        ("two", TWO, "it holds several exports, in a and in b; import one"),
        (
            "wrong",
            EXPORT | {"001 Neck/Checkmarks.csv": "Date,Value,Notes\n2026-11-20,MAYBE,\n"},
            "001 Neck/Checkmarks.csv, line 2: 'MAYBE' is not a Loop value, such as YES_MANUAL",
        ),
        (
            "unclear",
            {"001 Neck/Checkmarks.csv": "Date,Value,Notes\n03/04/2026,NO,\n"},
            "001 Neck/Checkmarks.csv, line 2: 03/04/2026 could be 3 April 2026 or 4 March 2026",
        ),
    ):
        folder = tmp_path / name
        folder.mkdir()
        unpacked(folder, files)
        with pytest.raises(ImportRefused) as refused:
            found_in(folder)
        assert str(refused.value).startswith(f"cannot import {folder}: {reason}")


def test_a_zip_that_is_none_of_loop_says_what_it_is() -> None:
    for files, reason in (
        (TWO, "it holds several exports, in a and in b; import one"),
        ({"xl/workbook.xml": "<x/>"}, "it is a workbook; save it as CSV, and import that"),
        ({"content.xml": "<x/>"}, "it is a workbook; save it as CSV, and import that"),
        ({"a/Checkmarks.csv": "", "a\\Checkmarks.csv": ""}, "a/Checkmarks.csv: it is in the zip"),
    ):
        with pytest.raises(ImportRefused) as refused:
            found_in_zip(files)
        assert str(refused.value).startswith(f"cannot import x: {reason}")


def test_a_folder_is_read_within_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = unpacked(tmp_path / "x", EXPORT)
    (folder / "003 Loop").symlink_to(folder)
    assert len(found_in(folder).habits) == 2, "links to folders are not followed"
    os.mkfifo(folder / "002 Read" / "habits.csv")
    with pytest.raises(ImportRefused, match=r"002 Read/habits\.csv: it is not a file"):
        found_in(folder)
    (folder / "002 Read" / "habits.csv").unlink()
    with (folder / "Checkmarks.csv").open("wb") as file:
        file.truncate(MOST_BYTES)
    with pytest.raises(ImportRefused, match="its files take up over 50 MB"):
        found_in(folder)
    (folder / "Checkmarks.csv").unlink()
    monkeypatch.setattr("tui.exchange.importers.loop_export.MOST_FOLDERS", 2)
    with pytest.raises(ImportRefused, match="it holds over 2 folders"):
        found_in(folder)
    with pytest.raises(ImportRefused, match="it holds over 2 habits"):
        found_in_zip(EXPORT)
