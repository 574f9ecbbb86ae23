"""Loop Habit Tracker's export as a zip of CSV files.

It holds ``Habits.csv`` and a folder for each habit, named by its position there. The
``Checkmarks.csv`` at the top has a column for each habit, but neither notes nor quotes around
names, so it is read only if there are no folders.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import PurePosixPath
from typing import TypeVar

from tui.exchange.importers.habits import ForeignFile, Marks, quoted
from tui.exchange.importers.loop import (
    PROGRAM,
    SOURCE,
    YES_NO,
    HabitGoal,
    read_checkmarks,
    read_grid,
)
from tui.exchange.read_export import MOST_BYTES, ImportRefused, csv_rows, to_text

T = TypeVar("T")
_SIGNATURES = (b"PK\3\4", b"PK\5\6")
"""How a zip begins, and how an empty one does."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_NAMES = ("habits.csv", "checkmarks.csv")


def matches(data: bytes) -> bool:
    """Whether a file is a zip."""
    return data.startswith(_SIGNATURES)


def read_zip(data: bytes) -> ForeignFile:
    """Return the habits of a zip.

    Raises:
        ImportRefused: it is not a zip of Loop, is damaged, or would unpack to more than
            `MOST_BYTES`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            texts = _unpacked(archive)
    # Reading a damaged zip can raise any of these.
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
        raise ImportRefused("", "the zip is damaged or cut short") from error
    lists = [member for member in texts if _file_name(member) == "habits.csv"]
    habits = _read_member(lists[0], texts[lists[0]], _read_habits) if lists else {}
    marks: list[tuple[str, Marks]] = []
    for member, text in texts.items():
        folder = re.fullmatch(r"(\d{3,9})( .*)?", PurePosixPath(member).parent.name, re.ASCII)
        if _file_name(member) == "checkmarks.csv" and folder is not None:
            name, goal = habits.get(int(folder[1]), ((folder[2] or "").strip(), YES_NO))
            marks.append((name, _read_member(member, text, partial(read_checkmarks, goal=goal))))
    grids = [member for member in texts if _file_name(member) == "checkmarks.csv"]
    if not grids:
        raise ImportRefused("", f"it is a zip, but not one of {PROGRAM}")
    return ForeignFile.of(
        PROGRAM, SOURCE, marks or _read_member(grids[0], texts[grids[0]], read_grid)
    )


def _file_name(member: str) -> str:
    return PurePosixPath(member).name.lower()


def _unpacked(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """Return the contents of the files that are read, by their names, in the order of these."""
    texts: dict[str, bytes] = {}
    left = MOST_BYTES
    for member in sorted(archive.infolist(), key=lambda each: each.filename):
        # macOS adds a file of its own for each of the others.
        if _file_name(member.filename) not in _NAMES or member.filename.startswith("__MACOSX/"):
            continue
        if member.flag_bits & 1 or member.compress_type not in _METHODS:
            raise ImportRefused(member.filename, "it is encrypted, or packed in an unusual way")
        left -= member.file_size
        if left < 0:
            raise ImportRefused("", f"the zip would unpack to over {MOST_BYTES // 1_000_000} MB")
        texts[member.filename] = archive.read(member)
    return texts


def _read_member(member: str, data: bytes, read: Callable[[str], T]) -> T:
    """Read one file of the zip.

    Raises:
        ImportRefused: it is not valid; ``where`` begins with the file's name.
    """
    try:
        return read(to_text(data))
    except ImportRefused as refused:
        where = ", ".join(filter(None, (member, refused.where)))
        raise ImportRefused(where, refused.reason) from refused


def _read_habits(text: str) -> Mapping[int, tuple[str, HabitGoal]]:
    """Return the name and goal of each position.

    Before 2.3.1 the file says nothing about goals, and every habit is one of yes or no.
    """
    rows = csv_rows(text)
    _, header = next(rows, ("", []))
    habits = {}
    for line, row in rows:
        cells = dict(zip(header, row, strict=False))
        position, target = cells.get("Position", ""), cells.get("Target Value", "") or "0"
        if not re.fullmatch(r"\d{1,9}", position, re.ASCII):
            raise ImportRefused(line, f"{quoted(position)} is no position of a habit")
        if not re.fullmatch(r"\d{1,12}(\.\d{1,12})?(E\d)?", target, re.ASCII):
            raise ImportRefused(line, f"{quoted(target)} is no target")
        goal = HabitGoal(
            is_measured=cells.get("Type") == "NUMERICAL",
            target=float(target) * 1000,
            is_most=cells.get("Target Type") == "AT_MOST",
        )
        habits[int(position)] = cells.get("Name", ""), goal
    return habits
