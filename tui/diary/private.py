"""Files and folders for this user only, also where the umask would let others in.

Where others can write in the folder, a name of ours may be taken by a link of theirs. Locks and new
files are opened so that no link is followed; see `refuse_link_of_others` for folders.
(docs/file-format.md, "Where it is")
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


def make_private_folder(folder: Path) -> None:
    """Make a folder, and what is missing above it, for this user only; leave what is there.

    Raises:
        OSError: it cannot be made, or is something else.
    """
    try:
        _make(folder)
    except FileNotFoundError:
        # `parents=True` would make those with whatever mode the umask leaves.
        if folder.parent == folder:
            raise
        make_private_folder(folder.parent)
        _make(folder)  # only once: there are places, such as /proc, where it is said of any folder


def _make(folder: Path) -> None:
    try:
        folder.mkdir(PRIVATE_FOLDER)
    except FileNotFoundError:
        raise
    except OSError:
        if not folder.is_dir():
            raise


def refuse_link_of_others(folder: Path) -> None:
    """Refuse a folder of ours that is a symbolic link which another user has made.

    What is kept there would be written, and removed, where that user wants. Links of this user, and
    of the administrator, are wanted.

    Raises:
        PermissionError: it is one.
    """
    if sys.platform == "win32":
        return
    found = os.lstat(folder)
    if stat.S_ISLNK(found.st_mode) and found.st_uid not in (0, os.geteuid()):
        raise PermissionError(errno.EPERM, "it is a link made by someone else")
