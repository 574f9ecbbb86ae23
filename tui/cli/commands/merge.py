"""``supine merge`` and ``supine merge-driver``: copies of the diary, made one."""

from __future__ import annotations

import argparse
import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from tui.cli.lines import print_message
from tui.cli.output import print_answer
from tui.cli.support import FINE
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
from tui.words.visible import visible

UNDO = "To undo: supine undo"


def merge(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """Merge files into the diary, unless it is a dry run, and say what that brings.

    Raises:
        Unreadable: one of the files is no diary that can be merged.
        AlreadyRunning: a session is running.
        NotSaved: the diary cannot be written.
    """
    del clock
    files = [Path(os.path.expanduser(name)).absolute() for name in options.sources]  # noqa: PTH111
    plan = diary.plan_merge(files)
    if any(source.is_stranger for source in plan.sources):
        print_message("supine merge", STRANGER)
    result = None if options.dry_run else diary.merge(plan)
    plan = result.plan if result else plan
    print_answer(options, lambda: _as_json(plan, result), lambda: _as_text(plan, result))
    return FINE


def _as_json(plan: MergePlan, result: MergeResult | None) -> dict[str, Any]:
    return {
        "files": [
            {
                "file": str(step.source.path),
                "stranger": step.source.is_stranger,
                "new": step.merged.is_new,
                "changes": [msgspec.to_builtins(change) for change in step.merged.changes],
                "words": merge_lines(step.merged),
            }
            for step in plan.steps
        ],
        "dry_run": result is None,
        "written": result is not None and plan.changes_diary,
        "backed_up": result.backup.name if result and result.backup else None,
        "moved": {str(old): str(new) for old, new in result.moved} if result else {},
        "left": {str(path): why for path, why in result.left} if result else {},
    }


def _as_text(plan: MergePlan, result: MergeResult | None) -> Iterator[str]:
    for step in plan.steps:
        lines = merge_lines(step.merged) or [NOTHING_NEW]
        yield f"{visible(step.source.path.name)}:"
        yield from (f"  {line}" for line in lines)
    if result is None:
        yield "Nothing was written (--dry-run)."
    else:
        yield merged_words(result, UNDO)


def merge_driver(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """Merge two versions of a diary for git, and write the result in the place of the first.

    Git hands over three files of its own; the diary itself is not touched.

    Raises:
        Unreadable: one of them is no diary. Git then keeps its own version, as a conflict.
    """
    del diary, clock
    base, ours, theirs = (Path(name) for name in options.versions)
    common: UndecodedTables | None = None
    with contextlib.suppress(Unreadable):  # it is empty where both sides added the file
        common = _read(base)
    replace_file(ours, encode_tables(merge_tables(_read(ours), _read(theirs), common).tables))
    return FINE


def _read(path: Path) -> UndecodedTables:
    return decode_copy(path, read_copy(path)[0])[1]
