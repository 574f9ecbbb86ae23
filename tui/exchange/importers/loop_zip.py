"""Loop Habit Tracker's export as a zip of CSV files.

It holds ``Habits.csv`` and, for each habit, a folder named by its position there. The
``Checkmarks.csv`` beside them has a column for each habit, but neither notes nor quotes around
names, so it is read only where there are no folders.
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

from tui.exchange.importers.habits import ForeignFile, Marks, shown
from tui.exchange.importers.loop import PROGRAM, SOURCE, YES_NO, Goal, read_checkmarks, read_grid
from tui.exchange.read_export import MOST_BYTES, ImportRefused, csv_rows, to_text

T = TypeVar("T")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_NAMES = ("habits.csv", "checkmarks.csv")


def read_zip(data: bytes) -> ForeignFile:
    """The habits of a zip.

    Raises:
        ImportRefused: it is no zip of Loop's, is damaged, or would unpack to too much.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            texts = _unpacked(archive)
    # A damaged zip can have any of these as its consequence.
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
        raise ImportRefused("", "the zip is damaged or cut short") from error
    names = [member for member in texts if _last(member) == "habits.csv"]
    habits = _within(names[0], texts[names[0]], _read_habits) if names else {}
    found: list[tuple[str, Marks]] = []
    for member, text in texts.items():
        folder = re.fullmatch(r"(\d{3,9})( .*)?", PurePosixPath(member).parent.name, re.ASCII)
        if _last(member) == "checkmarks.csv" and folder is not None:
            name, goal = habits.get(int(folder[1]), ((folder[2] or "").strip(), YES_NO))
            found.append((name, _within(member, text, partial(read_checkmarks, goal=goal))))
    grids = [member for member in texts if _last(member) == "checkmarks.csv"]
    if not grids:
        raise ImportRefused("", f"it is a zip, but not one of {PROGRAM}")
    return ForeignFile.of(PROGRAM, SOURCE, found or _within(grids[0], texts[grids[0]], read_grid))


def _last(member: str) -> str:
    return PurePosixPath(member).name.lower()


def _unpacked(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """The files that matter, in the order of their names."""
    texts: dict[str, bytes] = {}
    left = MOST_BYTES
    for member in sorted(archive.infolist(), key=lambda each: each.filename):
        # macOS adds files of its own beside each of the others.
        if _last(member.filename) not in _NAMES or member.filename.startswith("__MACOSX/"):
            continue
        if member.flag_bits & 1 or member.compress_type not in _METHODS:
            raise ImportRefused(member.filename, "it is encrypted, or packed in an unusual way")
        left -= member.file_size
        if left < 0:
            raise ImportRefused("", f"the zip would unpack to over {MOST_BYTES // 1_000_000} MB")
        texts[member.filename] = archive.read(member)
    return texts


def _within(member: str, data: bytes, read: Callable[[str], T]) -> T:
    """Read one file; what is wrong with it is told with its name."""
    try:
        return read(to_text(data))
    except ImportRefused as refused:
        where = ", ".join(filter(None, (member, refused.where)))
        raise ImportRefused(where, refused.reason) from refused


def _read_habits(text: str) -> Mapping[int, tuple[str, Goal]]:
    """Name and goal of each position; the kind of habit stands there since 2.3.1 only."""
    rows = csv_rows(text)
    _, header = next(rows, ("", []))
    habits = {}
    for line, row in rows:
        cells = dict(zip(header, row, strict=False))
        position, target = cells.get("Position", ""), cells.get("Target Value", "") or "0"
        if not re.fullmatch(r"\d{1,9}", position, re.ASCII):
            raise ImportRefused(line, f"{shown(position)} is no position of a habit")
        if not re.fullmatch(r"\d{1,12}(\.\d{1,12})?(E\d)?", target, re.ASCII):
            raise ImportRefused(line, f"{shown(target)} is no target")
        goal = Goal(
            is_measured=cells.get("Type") == "NUMERICAL",
            target=float(target) * 1000,
            is_most=cells.get("Target Type") == "AT_MOST",
        )
        habits[int(position)] = cells.get("Name", ""), goal
    return habits
