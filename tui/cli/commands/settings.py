"""``supine settings``: the same settings, limits and messages as the screen's."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from typing import Any

from tui.cli.output import print_json, read_today
from tui.cli.support import FINE, UsageError
from tui.clock import Clock
from tui.diary.diary import Diary
from tui.diary.snapshot import Snapshot
from tui.settings.registry import all_settings
from tui.settings.schedule import planned, schedule_words
from tui.settings.setting import Setting, find_setting
from tui.settings.value_types import InvalidValue

WIDEST = 24
"""Cells that a value takes of a line at most, so that one long name does not spread them all."""


def settings(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """``supine settings``: list, get, set and reset."""
    today = read_today(options, diary, clock)
    known = all_settings(today.snapshot, today.routine, today.date)
    if options.what == "list":
        return _list(options, known)
    if options.key is None:
        raise UsageError(f"say which setting to {options.what}, such as plan.step")
    row = find_setting(known, options.key)
    if options.what == "set":
        if not options.value:
            raise UsageError(f"say what to set {row.key} to: {row.range}")
        value = _parsed(row, " ".join(options.value))
        row.save(diary.preferences, value)
        if caution := row.caution(value):
            print(f"supine settings: {caution}", file=sys.stderr)
    elif options.value:
        raise UsageError(f"{options.what} takes a setting and nothing else")
    elif options.what == "reset":
        row.reset(diary.preferences)
    if options.what == "get":
        _print_value(options, row)
    else:
        _print_change(options, row, value if options.what == "set" else row.default, diary.read())
    return FINE


def _parsed(row: Setting, text: str) -> Any:
    try:
        return row.parse(text)
    except InvalidValue as error:
        raise UsageError(f"{row.key}: {error}") from error


def _list(options: argparse.Namespace, known: Sequence[Setting]) -> int:
    """All settings, or those whose keys begin with the one that was given."""
    if options.value:
        raise UsageError("list takes at most the beginning of a key, such as plan")
    shown = [row for row in known if row.key.startswith(options.key or "")]
    if not shown:
        find_setting(known, options.key)
    if options.json:
        print_json({"settings": [_json(row) for row in shown]})
        return FINE
    columns = [(row.key, f"{row.text} {row.unit}".strip(), row.range) for row in shown]
    widths = [max(len(line[n]) for line in columns) for n in range(3)]
    widths[1] = min(widths[1], WIDEST)
    # On a terminal each setting keeps its one line.
    room = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for row, line in zip(shown, columns, strict=True):
        cells = "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True))
        whole = f"{'*' if row.is_changed else ' '} {cells}  {row.help}"
        print(whole if room is None or len(whole) <= room else f"{whole[: room - 1]}…")
    return FINE


def _json(row: Setting) -> dict[str, Any]:
    return {
        "key": row.key,
        "value": row.json_value(row.value),
        "default": row.json_value(row.default),
        "range": row.range,
        "unit": row.unit,
        "help": row.help,
    }


def _print_value(options: argparse.Namespace, row: Setting) -> None:
    for said in filter(None, (row.problem, row.note)):
        print(f"supine settings: {row.key}: {said}", file=sys.stderr)
    if options.json:
        print_json(_json(row) | _note(row.note))
    else:
        print(row.text)


def _note(text: str) -> dict[str, str]:
    return {"note": text} if text else {}


def _print_change(options: argparse.Namespace, row: Setting, value: Any, after: Snapshot) -> None:
    text = row.value_type.text(value)
    dropped, kept = _planned_notes(row, value, after)
    if options.json:
        change = {"value": row.json_value(value), "before": row.json_value(row.value)}
        print_json(_json(row) | change | _note("; ".join(filter(None, (dropped, kept)))))
        return
    is_same = text == row.text
    print(f"{row.key}: stays {text}" if is_same else f"{row.key}: {row.text} → {text}")
    if row.section == "Schedule" and not is_same:
        date = row.default.since
        print(schedule_words(value, date, planned(after.routine(row.routine.id), date)))
        kept = ""  # its next one is said already
    for note in filter(None, (dropped, kept)):
        print(f"{note[:1].upper()}{note[1:]}.")


def _planned_notes(row: Setting, value: Any, after: Snapshot) -> tuple[str, str]:
    """Which schedules planned for later were dropped, and which still stand; mostly empty."""
    if row.section != "Schedule":
        return "", ""
    date = row.default.since
    before, now = planned(row.routine, date), planned(after.routine(row.routine.id), date)
    dropped = ", then ".join(row.value_type.text(each) for each in before if each not in now)
    kept = ", then ".join(
        row.value_type.text(each) for each in now if each in before and each != value
    )
    return (
        f"no longer planned: {dropped}" if dropped else "",
        f"already planned: {kept}" if kept else "",
    )
