"""``supine merge`` and ``supine merge-driver``: copies of the diary, made one."""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from tui.cli.lines import print_error_line, print_message
from tui.cli.output import print_answer
from tui.cli.support import FINE, NO
from tui.clock import Clock
from tui.diary.atomic_write import replace_file
from tui.diary.copies import decode_copy, read_copy
from tui.diary.copy_merge import MergePlan, MergeResult
from tui.diary.diary import Diary
from tui.diary.errors import Unreadable
from tui.diary.merge import merge as merge_tables
from tui.diary.raw_file import UndecodedTables, encode_tables
from tui.words.copies import NOTHING_NEW, STRANGER, merged_words
from tui.words.merging import merge_lines
from tui.words.session_lines import yes_or_no
from tui.words.visible import visible

UNDO = "To undo: supine undo"
DRY_RUN = "Nothing was written (--dry-run)."
NOT_MERGED = "Nothing was merged."
NOT_ASKED = f"{NOT_MERGED} If it's your own, add --yes."


def merge(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """Merge files into the diary, unless it is a dry run, and say what that brings.

    What may be someone else's is merged only after a yes at the terminal, or with ``--yes``; return
    1 if nothing is merged for want of it.

    Raises:
        Unreadable: one of the files is no diary that can be merged.
        AlreadyRunning: a session is running.
        NotSaved: the diary cannot be written.
    """
    today = clock.now().date()
    files = [Path(os.path.expanduser(name)).absolute() for name in options.sources]  # noqa: PTH111
    plan = diary.plan_merge(files)
    is_refused = is_asked = False
    if any(source.is_stranger for source in plan.sources):
        print_message("supine merge", STRANGER)
        if not (options.yes or options.dry_run):
            is_asked = sys.stdin is not None and sys.stdin.isatty()
            is_refused = not (is_asked and _is_mine(plan, today))
    result = None if options.dry_run or is_refused else diary.merge(plan)
    merged = result.plan if result else plan
    # What was said before the question is said again only if it has changed since.
    is_said = is_asked and merged is plan
    end = DRY_RUN
    if is_refused:
        end = NOT_MERGED if is_asked else NOT_ASKED
    end = merged_words(result, UNDO) if result else end
    print_answer(
        options,
        lambda: _as_json(merged, result, today, options),
        lambda: [*([] if is_said else _preview(merged, today)), end],
    )
    return NO if is_refused else FINE


def _is_mine(plan: MergePlan, today: dt.date) -> bool:
    """Say what merging a diary with nothing in common brings, and ask whether it is one's own."""
    for line in _preview(plan, today):
        print_error_line(line)
    print_error_line(yes_or_no("it's mine, merge it", "leave it"))
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _as_json(
    plan: MergePlan, result: MergeResult | None, today: dt.date, options: argparse.Namespace
) -> dict[str, Any]:
    return {
        "files": [
            {
                "file": str(step.source.path),
                "stranger": step.source.is_stranger,
                "new": step.merged.is_new,
                "changes": [msgspec.to_builtins(change) for change in step.merged.changes],
                "words": merge_lines(step.merged, today),
            }
            for step in plan.steps
        ],
        "dry_run": options.dry_run,
        "written": result is not None and plan.changes_diary,
        "backed_up": result.backup.name if result and result.backup else None,
        "moved": {str(old): str(new) for old, new in result.moved} if result else {},
        "left": {str(path): why for path, why in result.left} if result else {},
    }


def _preview(plan: MergePlan, today: dt.date) -> Iterator[str]:
    for step in plan.steps:
        lines = merge_lines(step.merged, today) or [NOTHING_NEW]
        yield f"{visible(step.source.path.name)}:"
        yield from (f"  {line}" for line in lines)


def merge_driver(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """Merge two versions of a diary for git, and write the result in the place of the first.

    Git hands over three files of its own; the diary itself is not touched.

    Raises:
        Unreadable: one of them is no diary; it says which. Git then keeps its own version, as a
            conflict.
    """
    del diary, clock
    base, ours, theirs = (Path(name) for name in options.versions)
    common: UndecodedTables | None = None
    with contextlib.suppress(Unreadable):  # it is empty where both sides added the file
        common = _read(base)
    mine, other = _read(ours, "your own version"), _read(theirs, "the version of the other side")
    replace_file(ours, encode_tables(merge_tables(mine, other, common).tables))
    return FINE


def _read(path: Path, name: str = "what both began with") -> UndecodedTables:
    try:
        return decode_copy(path, read_copy(path)[0])[1]
    except Unreadable as error:
        raise Unreadable(path, f"that is {name}, and {error.reason}") from error
