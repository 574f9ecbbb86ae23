"""Where the diary is, and the names of files beside it."""

from __future__ import annotations

import os
import re
from pathlib import Path

FILE_VARIABLE = "SUPINE_FILE"
"""The environment variable that names the diary's file."""


def diary_path(wanted: str | None = None) -> Path:
    """Return the diary's path: ``wanted``, else ``$SUPINE_FILE``, else one in the data folder.

    A leading ``~`` is expanded; a relative path is relative to the current folder.
    """
    given = _given(wanted)
    if given is not None:
        return given.absolute()
    from platformdirs import user_data_path

    return user_data_path("supine", appauthor=False) / "supine.json"


def is_absolute(wanted: str | None = None) -> bool:
    """Return whether `diary_path` is the same whatever the current folder is."""
    given = _given(wanted)
    return given is None or given.is_absolute()


def _given(wanted: str | None) -> Path | None:
    given = wanted or os.environ.get(FILE_VARIABLE)
    # Path.expanduser raises for the home of an unknown user; this leaves such a name as it is.
    return Path(os.path.expanduser(given)) if given else None  # noqa: PTH111


def reminder_mark_path(diary: Path) -> Path:
    """Return where a reminder leaves the date on which it rang without a desktop.

    ``supine streak`` says the reminder as long as that date is today and still open, so a kept
    line of it (`tui.prompt`) is kept for this file, too.
    """
    real = Path(os.path.realpath(diary))
    return real.parent / f".{real.name}.reminder"


def entries_named(folder: Path, pattern: re.Pattern[str]) -> list[Path]:
    """Return the entries of a folder whose whole name matches a pattern, sorted by name.

    Raises:
        OSError: the folder cannot be listed.
    """
    return sorted(entry for entry in folder.iterdir() if pattern.fullmatch(entry.name))
