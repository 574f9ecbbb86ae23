"""Where the diary lies, and what sync programs leave beside it."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path

FILE_VARIABLE = "SUPINE_FILE"


def diary_path(asked: str | None = None) -> Path:
    """The file that was asked for, else ``$SUPINE_FILE``, else one in the user's data folder."""
    given = asked or os.environ.get(FILE_VARIABLE)
    if given:
        return Path(os.path.expanduser(given)).absolute()  # noqa: PTH111 - an unknown ~user stays
    from platformdirs import user_data_path

    return user_data_path("supine", appauthor=False) / "supine.json"


def conflict_copies(path: Path) -> list[Path]:
    """The copies of this diary that sync programs have left beside it, by name.

    ``supine.sync-conflict-….json`` (Syncthing) and ``supine (… conflicted copy …).json``
    (Dropbox, Nextcloud). None when the folder cannot be looked into.
    """
    real = Path(os.path.realpath(path))
    # "supine-work (conflicted copy).json" is a copy of another diary.
    name = re.compile(
        rf"{re.escape(real.stem)}(?:\.sync-conflict-.*{re.escape(real.suffix)}"
        r"|[ (.].*(?i:conflicted copy).*)"
    )
    with contextlib.suppress(OSError):
        return [each for each in named(real.parent, name) if each.is_file()]
    return []


def named(folder: Path, name: re.Pattern[str]) -> list[Path]:
    """What in a folder is called so, by name.

    Raises:
        OSError: the folder cannot be looked into.
    """
    return sorted(each for each in folder.iterdir() if name.fullmatch(each.name))
