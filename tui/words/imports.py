"""An import in words: what a file brings, before it is added and after."""

from __future__ import annotations

import datetime as dt
import shlex
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from tui.diary.merge import Merged
from tui.diary.merge_changes import ChangeKind
from tui.words import phrases
from tui.words.merging import merge_lines
from tui.words.visible import visible

HABIT_WORDS = {"sessions": "days done", "days": "days with a rest mark or a note"}
"""What the records of a habit are called."""
ALL_THERE = "Nothing to add: everything is already in the diary."
NO_DATES = "Nothing to add: it has no dates."
NOTHING_ELSE = "Nothing else to add."


def shown_name(name: str) -> str:
    """Return the name of a habit or routine, without control characters."""
    return visible(name) or "(no name)"


def span_words(dates: Sequence[dt.date]) -> str:
    """Return the first and the last of some dates: ``2026-01-01 to 2026-03-04``."""
    if len(dates) < 2:
        return str(dates[0]) if dates else "no dates"
    return f"{dates[0]} to {dates[-1]}"


def habit_words(dates: Sequence[dt.date], done: int, skipped: int) -> str:
    """Return what a habit holds: its dates, and how many were done and skipped."""
    skipped_words = f", {skipped} skipped" if skipped else ""
    return f"{span_words(dates)}, {phrases.plural(done, 'day')} done{skipped_words}"


def from_to_words(
    program: str, habits: Iterable[str], routine: str, dates: Sequence[dt.date], ahead: int
) -> list[str]:
    """Return where habits come from and where they go, and how many dates are left out."""
    names = phrases.listed(shown_name(name) for name in habits if name)
    source = ": ".join(filter(None, (program, names)))
    lines = [f"{source} → {shown_name(routine)} ({span_words(dates)})"]
    if ahead:
        left_out = phrases.plural(ahead, "date")
        lines.append(f"Left out, because they're in the future: {left_out}.")
    return lines


_LEFT_OUT: dict[str, ChangeKind] = {
    "changed": "changed",
    "both": "changed",
    "removed": "removed",
    "returned": "gone",
}
"""What a merge would bring and an import does not, and as what it is said: nothing stands by it."""
SIGN_LEFT_OUT = (
    "It has a warning sign that isn't here, and an import doesn't bring it. A merge does: practice "
    "then pauses until someone qualified has looked at it."
)


def _is_sign(value: object) -> bool:
    """Return whether a value of a merge tells of a warning sign: an answer, an end, or a record."""
    fields = ("check", "report", "stop_reason")
    found = [value.get(name) for name in fields] if isinstance(value, dict) else [value]
    return "warning" in found


def dropped_lines(merged: Merged, file: str, today: dt.date) -> list[str]:
    """Return what an import of a diary leaves out that a merge would take in, and the command.

    An import only adds records. Empty where it leaves nothing out.
    """
    left_out = [
        replace(each, kind=_LEFT_OUT[each.kind])
        for each in merged.changes
        if each.kind in _LEFT_OUT and not each.is_ours
    ]
    lines = merge_lines(Merged(merged.tables, tuple(left_out), is_new=False), today)
    if not lines:
        return []
    command = f"supine merge {shlex.quote(file)}"
    has_sign = any(_is_sign(each.kept) and not _is_sign(each.lost) for each in left_out)
    return [
        *([SIGN_LEFT_OUT] if has_sign else []),
        "An import only adds. It leaves this out, which a merge would bring:",
        *(f"  {line}" for line in lines),
        f"To bring both together: {visible(command)}",
    ]


def left_out_words(problems: Sequence[str]) -> str:
    """Return how many records could not be read, and the first fault."""
    records = phrases.plural(len(problems), "record")
    return f"skipped {records} that couldn't be read ({problems[0]})"
