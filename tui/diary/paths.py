"""Where the diary is, and the copies of it that sync programs leave beside it."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path

FILE_VARIABLE = "SUPINE_FILE"
"""The environment variable that names the diary's file."""


def diary_path(wanted: str | None = None) -> Path:
    """Return the diary's path: ``wanted``, else ``$SUPINE_FILE``, else one in the data folder.

    A leading ``~`` is expanded; a relative path is relative to the current folder.
    """
    given = wanted or os.environ.get(FILE_VARIABLE)
    if given:
        # Path.expanduser raises for the home of an unknown user; this leaves such a name as it is.
        return Path(os.path.expanduser(given)).absolute()  # noqa: PTH111
    from platformdirs import user_data_path

    return user_data_path("supine", appauthor=False) / "supine.json"


def conflict_copies(path: Path) -> list[Path]:
    """Return the copies of this diary that sync programs left beside it, sorted by name.

    They are called ``supine.sync-conflict-….json`` (Syncthing) and
    ``supine (… conflicted copy …).json`` (Dropbox, Nextcloud). Empty when the folder cannot be
    listed.
    """
    real = Path(os.path.realpath(path))
    # "supine-work (conflicted copy).json" is a copy of another diary.
    pattern = re.compile(
        rf"{re.escape(real.stem)}(?:\.sync-conflict-.*{re.escape(real.suffix)}"
        r"|[ (.].*(?i:conflicted copy).*)"
    )
    with contextlib.suppress(OSError):
        return [copy for copy in entries_named(real.parent, pattern) if copy.is_file()]
    return []


def entries_named(folder: Path, pattern: re.Pattern[str]) -> list[Path]:
    """Return the entries of a folder whose whole name matches a pattern, sorted by name.

    Raises:
        OSError: the folder cannot be listed.
    """
    return sorted(entry for entry in folder.iterdir() if pattern.fullmatch(entry.name))
