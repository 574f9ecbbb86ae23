"""Where the diary is, and the copies of it that sync programs leave beside it."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path

FILE_VARIABLE = "SUPINE_FILE"
"""The environment variable that names the diary's file."""
_HEAD_BYTES = 1024
"""How many bytes of a file are looked at for the mark of a diary; it is the first record."""


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

    Most have the word conflict in their names, in one language or another, as in
    ``supine.sync-conflict-….json`` (Syncthing) or ``supine (… conflicted copy …).json`` (Dropbox,
    Nextcloud). Others have a number, ``supine 2.json`` (iCloud) or ``supine (1).json`` (Google
    Drive), or the name of a computer, ``supine-DESKTOP-AB12.json`` (OneDrive). A person may give a
    file such a name, too, so these are copies only if they hold a diary. Empty when the folder
    cannot be listed.
    """
    real = Path(os.path.realpath(path))
    stem, suffix = re.escape(real.stem), re.escape(real.suffix)
    # "supine-work (conflicted copy).json" is a copy of another diary.
    certain = re.compile(
        rf"{stem}(?:\.sync-conflict-.*{suffix}"
        r"|[ (_].*(?i:conflict|conflit|konflikt).*|\..*(?i:conflicted copy).*)"
    )
    likely = re.compile(rf"{stem}(?: \d+| \(\d+\)|-[A-Z0-9][A-Z0-9-]*){suffix}")
    with contextlib.suppress(OSError):
        copies = [copy for copy in entries_named(real.parent, certain) if copy.is_file()]
        copies += [copy for copy in entries_named(real.parent, likely) if _is_diary(copy)]
        return sorted(copies)
    return []


def _is_diary(path: Path) -> bool:
    """Return whether a file begins as a diary does, with the mark of this program."""
    try:
        with path.open("rb") as file:
            return b'"supine"' in file.read(_HEAD_BYTES)
    except OSError:
        return False


def entries_named(folder: Path, pattern: re.Pattern[str]) -> list[Path]:
    """Return the entries of a folder whose whole name matches a pattern, sorted by name.

    Raises:
        OSError: the folder cannot be listed.
    """
    return sorted(entry for entry in folder.iterdir() if pattern.fullmatch(entry.name))
