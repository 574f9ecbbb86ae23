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
    given = wanted or os.environ.get(FILE_VARIABLE)
    if given:
        # Path.expanduser raises for the home of an unknown user; this leaves such a name as it is.
        return Path(os.path.expanduser(given)).absolute()  # noqa: PTH111
    from platformdirs import user_data_path

    return user_data_path("supine", appauthor=False) / "supine.json"


def entries_named(folder: Path, pattern: re.Pattern[str]) -> list[Path]:
    """Return the entries of a folder whose whole name matches a pattern, sorted by name.

    Raises:
        OSError: the folder cannot be listed.
    """
    return sorted(entry for entry in folder.iterdir() if pattern.fullmatch(entry.name))
