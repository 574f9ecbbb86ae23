"""Loop Habit Tracker's export: CSV files in a zip, or in the folder that it was unpacked to.

It holds ``Habits.csv`` and a folder for each habit, named by its position there. The
``Checkmarks.csv`` at the top has a column for each habit, but neither notes nor quotes around
names, so it is read only if there are no folders.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import NoReturn

from tui.diary.errors import reason
from tui.exchange.cells import number
from tui.exchange.dates import DateReader
from tui.exchange.importers.habits import ForeignFile, Marks
from tui.exchange.importers.loop import (
    PROGRAM,
    SOURCE,
    YES_NO,
    HabitGoal,
    dates_of,
    read_checkmarks,
    read_csv,
)
from tui.exchange.refusals import ImportRefused, quoted, within
from tui.exchange.source import MOST_BYTES, Source, read_file
from tui.exchange.tables import Table

_SIGNATURES = (b"PK\3\4", b"PK\5\6")
"""How a zip begins, and how an empty one does."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_HABITS, _MARKS = "habits.csv", "checkmarks.csv"
_MAC = "__MACOSX"
"""A folder that macOS adds to a zip, with a file of its own for each of the others."""
_DEPTH, MOST_FOLDERS = 3, 10_000
"""How deep, and how many, folders are looked through."""
_TOO_MUCH = f"over {MOST_BYTES // 1_000_000} MB"
_HABIT_FOLDER = re.compile(r"(\d{3,9})( .*)?", re.ASCII | re.DOTALL)


def matches(source: Source) -> bool:
    """Whether it is a zip or a folder; reading it says whether it is one of Loop."""
    return source.folder is not None or source.data.startswith(_SIGNATURES)


def read_files(source: Source) -> ForeignFile:
    """Return the habits of a zip or folder.

    It needs to hold a ``Checkmarks.csv``, at its top, in a folder for each habit, or in one folder
    that holds these.

    Raises:
        ImportRefused: it is not one of Loop, holds several exports, is damaged, or would take up
            more than `MOST_BYTES`.
    """
    if source.folder is not None:
        kind, files = "folder", _files_of_folder(source.folder)
    else:
        kind, files = "zip", _files_of_zip(source.data)
    marks = [path for path in files if path.name.lower() == _MARKS]
    if not marks:
        raise ImportRefused("", f"it is a {kind}, but not from {PROGRAM}")
    of_habits = _files_of_habits(files)
    tops = {path.parent.parent if path in of_habits else path.parent for path in marks}
    if len(tops) > 1:
        first, second = sorted(map(str, tops))[:2]
        raise ImportRefused("", f"it holds several exports, in {first} and in {second}; import one")
    if not of_habits:
        return _read_single(source, marks[0], files[marks[0]])
    sources = {path: Source(data=files[path]) for path in marks if path in of_habits}
    tables: dict[PurePosixPath, Table] = {}
    for path, file in sources.items():
        with within(path):
            tables[path] = file.table
    dates = DateReader(
        (
            (f"{path}, {where}", text)
            for path, table in tables.items()
            for where, text in dates_of(table)
        ),
        source.order,
    )
    habits = _read_habits(files)
    habit_marks: list[tuple[str, Marks]] = []
    for path, table in tables.items():
        position, _, name = path.parent.name.partition(" ")
        name, goal = habits.get(int(position), (name.strip(), YES_NO))
        with within(path):
            habit_marks.append((name, read_checkmarks(table, dates, goal)))
    remarks = dict.fromkeys(each for one in sources.values() for each in one.text.remarks)
    return ForeignFile.of(PROGRAM, SOURCE, habit_marks, (*remarks, *dates.remarks))


def _files_of_habits(files: Iterable[PurePosixPath]) -> set[PurePosixPath]:
    """Return the files that lie in the folder of a habit, and not in one with a number for a name.

    A folder that holds the list of habits, or folders of habits, is none of these.
    """
    marks = [path for path in files if path.name.lower() == _MARKS]
    lists = {path.parent for path in files if path.name.lower() == _HABITS}
    tops = lists.union(path.parent.parent for path in marks)
    return {
        path
        for path in marks
        if _HABIT_FOLDER.fullmatch(path.parent.name) and path.parent not in tops
    }


def _read_single(source: Source, path: PurePosixPath, data: bytes) -> ForeignFile:
    """Read the only file of an export: a grid, or the marks of the habit of this folder."""
    with within(path):
        found = read_csv(Source(data=data, order=source.order))
    folder = _HABIT_FOLDER.fullmatch(source.folder.resolve().name) if source.folder else None
    if folder is None or [habit.name for habit in found.habits] != [""]:
        return found
    name = (folder[2] or "").strip()
    return ForeignFile.of(PROGRAM, SOURCE, [(name, found.habits[0].marks)], found.remarks)


def _files_of_zip(data: bytes) -> dict[PurePosixPath, bytes]:
    """Return the contents of the files that are read, in the order of their names.

    Raises:
        ImportRefused: the zip is damaged, encrypted, packed in an unusual way, or too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _unpacked(archive)
    # Reading a damaged zip can raise any of these.
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
        raise ImportRefused("", "the zip is damaged or cut short") from error


def _unpacked(archive: zipfile.ZipFile) -> dict[PurePosixPath, bytes]:
    files: dict[PurePosixPath, bytes] = {}
    left = MOST_BYTES
    for member in sorted(archive.infolist(), key=lambda each: each.filename):
        # Some programs of Windows write backslashes, against the rules for zips.
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if path.name in ("workbook.xml", "content.xml"):
            raise ImportRefused("", "it is a workbook; save it as CSV, and import that")
        if path.name.lower() not in (_HABITS, _MARKS) or _MAC in path.parts:
            continue
        if member.flag_bits & 1 or member.compress_type not in _METHODS:
            raise ImportRefused(member.filename, "it is encrypted, or packed in an unusual way")
        if path in files:
            raise ImportRefused(str(path), "it is in the zip twice")
        left -= member.file_size
        if left < 0:
            raise ImportRefused("", f"the zip would unpack to {_TOO_MUCH}")
        if len(files) >= MOST_FOLDERS:
            raise ImportRefused("", f"it holds over {MOST_FOLDERS} habits")
        files[path] = archive.read(member)
    return files


def _files_of_folder(folder: Path) -> dict[PurePosixPath, bytes]:
    """Return the contents of the files that are read, in the order of their names.

    Links to folders are not followed, and only a few levels are looked through.

    Raises:
        ImportRefused: a folder or file cannot be read, or they are too many or too large.
    """
    found: list[PurePosixPath] = []
    for count, (name, folders, names) in enumerate(os.walk(folder, onerror=_refuse)):
        if count >= MOST_FOLDERS:
            raise ImportRefused("", f"it holds over {MOST_FOLDERS} folders")
        path = PurePosixPath(Path(name).relative_to(folder).as_posix())
        is_deep = len(path.parts) >= _DEPTH
        folders[:] = [] if is_deep else [each for each in folders if each != _MAC]
        found += [path / each for each in names if each.lower() in (_HABITS, _MARKS)]
    files: dict[PurePosixPath, bytes] = {}
    left = MOST_BYTES
    for path in sorted(found):
        with within(path):
            files[path] = read_file(folder / path)
        left -= len(files[path])
        if left < 0:
            raise ImportRefused("", f"its files take up {_TOO_MUCH}")
    return files


def _refuse(error: OSError) -> NoReturn:
    where = Path(error.filename).name if error.filename else ""
    raise ImportRefused(where, reason(error)) from error


def _read_habits(files: Mapping[PurePosixPath, bytes]) -> dict[int, tuple[str, HabitGoal]]:
    """Return the name and goal of each position; none without a ``Habits.csv``.

    Raises:
        ImportRefused: the file is not valid.
    """
    for path, data in files.items():
        if path.name.lower() == _HABITS:
            with within(path):
                return _habits_in(Source(data=data).table)
    return {}


def _habits_in(table: Table) -> dict[int, tuple[str, HabitGoal]]:
    """Return the name and goal of each position.

    Before 2.3.1 the file says nothing about goals, and every habit is one of yes or no.
    """
    habits = {}
    for line, row in table.body:
        cells = dict(zip(table.header, row, strict=False))
        position, target = cells.get("Position", "").strip(), cells.get("Target Value", "").strip()
        if not re.fullmatch(r"\d{1,9}", position, re.ASCII):
            raise ImportRefused(line, f"{quoted(position)} is not a habit's position")
        amount = number(target or "0")
        if amount is None or not 0 <= amount < 1e12:
            raise ImportRefused(line, f"{quoted(target)} is not a target")
        goal = HabitGoal(
            is_measured=cells.get("Type") == "NUMERICAL",
            target=amount * 1000,
            is_most=cells.get("Target Type") == "AT_MOST",
        )
        habits[int(position)] = cells.get("Name", ""), goal
    return habits
