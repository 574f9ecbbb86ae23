"""Where the diary lies."""

from __future__ import annotations

import os
from pathlib import Path

FILE_VARIABLE = "SUPINE_FILE"


def diary_path(asked: str | None = None) -> Path:
    """The file that was asked for, else ``$SUPINE_FILE``, else one in the user's data folder."""
    given = asked or os.environ.get(FILE_VARIABLE)
    if given:
        return Path(os.path.expanduser(given)).absolute()  # noqa: PTH111 - an unknown ~user stays
    from platformdirs import user_data_path

    return user_data_path("supine", appauthor=False) / "supine.json"
