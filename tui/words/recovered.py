"""What became of a damaged diary, in words."""

from __future__ import annotations

import datetime as dt

from tui.diary.recovery import Recovered
from tui.practice.dates import LocalTime
from tui.words import phrases
from tui.words.merging import conflict_lines


def recovered_words(recovered: Recovered, local: LocalTime, today: dt.date) -> str:
    """Return what was damaged, where the records come from, and where the damaged copy is.

    Of what both sides of a conflict of git changed, it says what stands and what does not.
    """
    if recovered.source == "salvage":
        what = "the diary was damaged; everything that could be read has been kept"
    elif recovered.source == "conflict":
        what = "git left two versions of the diary in its file; they've been merged"
    elif recovered.source == "duplicates":
        what = "some records were in the diary twice; the later ones are used"
    else:
        assert recovered.backup_made is not None
        made = phrases.moment_words(recovered.backup_made, local)
        what = (
            f"the diary was damaged; restored from the backup of {made}; changes made after that "
            "are missing"
        )
    name = "file with both" if recovered.source == "conflict" else "damaged copy"
    copy = (
        f"the {name} is {recovered.damaged_copy}"
        if recovered.damaged_copy
        else "the damaged file hasn't been copied yet"
    )
    said = f"{what} ({copy})"
    conflicts = conflict_lines(recovered.merged, today) if recovered.merged else []
    return " ".join([f"{said}.", *conflicts]) if conflicts else said
