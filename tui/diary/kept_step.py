"""The last change of a program that has ended, kept beside the diary so that it can be undone.

A command of the command line ends with its change. What undoes the change is therefore kept in a
file of its own: a copy of each record before and after, or the name of the backup to go back to,
and the mark of the write that made it (``write`` in the table ``_meta``). It counts only while the
diary has that mark, so that a change whose step was not kept, or any later one, makes it void.
(docs/file-format.md, "Where it is")
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import msgspec

from tui.diary.atomic_write import write_new_file
from tui.diary.errors import DiaryError
from tui.diary.raw_file import read_bytes
from tui.diary.undo import UndoStep


def kept_step_path(diary: Path) -> Path:
    """Return where the step of a diary is kept."""
    real = Path(os.path.realpath(diary))
    return real.parent / f".{real.name}.undo"


def keep_step(diary: Path, step: UndoStep) -> None:
    """Keep the step of the last change, in place of the one that is kept.

    Raises:
        NotSaved: it was not kept.
        Unconfirmed: it was, but the disk did not confirm it.
    """
    write_new_file(kept_step_path(diary), msgspec.json.encode(step))


def read_step(diary: Path) -> UndoStep | None:
    """Return the step that is kept; None without one, or where the file holds none."""
    with contextlib.suppress(DiaryError, msgspec.MsgspecError, UnicodeError, RecursionError):
        data = read_bytes(kept_step_path(diary))
        return None if data is None else msgspec.json.decode(data, type=UndoStep)
    return None


def forget_step(diary: Path) -> None:
    """Forget the step that is kept; what cannot be removed is void after the next change."""
    with contextlib.suppress(OSError):
        kept_step_path(diary).unlink(missing_ok=True)
