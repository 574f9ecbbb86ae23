"""``supine settings``: list, get, set and reset.

The settings, their limits and their messages are those of the settings screen; both take them from
`tui.settings`.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from tui.cli.lines import print_message
from tui.cli.output import print_answer, read_today
from tui.cli.support import FINE, SETTINGS_ACTIONS, UsageError
from tui.clock import Clock
from tui.diary.diary import Diary
from tui.diary.snapshot import Snapshot
from tui.settings.registry import all_settings
from tui.settings.schedule import planned, schedule_words
from tui.settings.setting import Setting, find_setting
from tui.settings.value_types import InvalidValue
from tui.words.phrases import capital

WIDEST_VALUE = 24
"""Cells that the column of values takes; ``get`` and ``--json`` do not cut a longer one."""


def settings(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """Print or change settings; ``options.what`` is list, get, set or reset.

    Raises:
        UsageError: the setting or its value is missing or not valid.
        NotFound: there is no such setting.
        NotSaved: the diary cannot be written.
    """
    today = read_today(options, diary, clock)
    known = all_settings(today.snapshot, today.routine, today.date)
    if options.what == "list":
        return _list(options, known)
    if options.key is None:
        raise UsageError(f"name the setting to {options.what}, such as plan.step")
    setting = find_setting(known, options.key)
    if options.what == "set":
        return _set(options, setting, diary)
    if options.value:
        raise UsageError(f"{options.what} needs one setting and nothing else")
    return _get(options, setting) if options.what == "get" else _reset(options, setting, diary)


def _list(options: argparse.Namespace, known: Sequence[Setting]) -> int:
    """Print all settings, the one of a key, or those whose keys begin with the given text."""
    wanted = (options.key or "").casefold()
    shown = [setting for setting in known if setting.key.casefold() == wanted]
    shown = shown or [each for each in known if each.key.casefold().startswith(wanted)]
    if not shown:
        find_setting(known, options.key, also=SETTINGS_ACTIONS)  # raises, and names what is near
    if options.value:
        raise UsageError(
            f"one setting is enough; to change it: supine settings set {options.key} VALUE"
        )
    print_answer(
        options,
        lambda: {"settings": [_setting_json(setting) for setting in shown]},
        lambda: _setting_lines(shown),
    )
    return FINE


def _setting_lines(shown: Sequence[Setting]) -> Iterator[str]:
    rows = [(each.key, _cut(f"{each.text} {each.unit}".strip()), each.range) for each in shown]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    # On a terminal a long line is cut instead of continued on the next one.
    room = shutil.get_terminal_size().columns if sys.stdout and sys.stdout.isatty() else None
    for setting, row in zip(shown, rows, strict=True):
        cells = "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True))
        line = f"{'*' if setting.is_changed else ' '} {cells}  {setting.help}"
        yield line if room is None or len(line) <= room else f"{line[: room - 1]}…"


def _cut(text: str) -> str:
    return text if len(text) <= WIDEST_VALUE else f"{text[: WIDEST_VALUE - 1]}…"


def _setting_json(setting: Setting) -> dict[str, Any]:
    return {
        "key": setting.key,
        "value": setting.json_value(setting.value),
        "default": setting.json_value(setting.default),
        "range": setting.range,
        "unit": setting.unit,
        "help": setting.help,
    }


def _get(options: argparse.Namespace, setting: Setting) -> int:
    for message in filter(None, (setting.problem, setting.note)):
        print_message("supine settings", f"{setting.key}: {message}")
    print_answer(
        options,
        lambda: _setting_json(setting) | _note_json(setting.note),
        lambda: [setting.text],
    )
    return FINE


def _set(options: argparse.Namespace, setting: Setting, diary: Diary) -> int:
    if not options.value:
        raise UsageError(f"say what to set {setting.key} to: {setting.range}")
    try:
        value = setting.parse(" ".join(options.value))
    except InvalidValue as error:
        raise UsageError(f"{setting.key}: {error}") from error
    setting.save(diary.preferences, value)
    if caution := setting.caution(value):
        print_message("supine settings", caution)
    return _print_change(options, setting, value, diary.read())


def _reset(options: argparse.Namespace, setting: Setting, diary: Diary) -> int:
    setting.reset(diary.preferences)
    return _print_change(options, setting, setting.default, diary.read())


def _print_change(
    options: argparse.Namespace, setting: Setting, value: Any, after: Snapshot
) -> int:
    """Print what a change did.

    Args:
        options: the command's options.
        setting: the setting as it was before the change.
        value: its value now.
        after: the diary after the change.
    """
    dropped, still_planned = _planned_notes(setting, value, after)

    def as_json() -> dict[str, Any]:
        change = {"value": setting.json_value(value), "before": setting.json_value(setting.value)}
        note = "; ".join(filter(None, (dropped, still_planned)))
        return _setting_json(setting) | change | _note_json(note)

    def as_text() -> Iterator[str]:
        text = setting.value_type.text(value)
        notes = [dropped, still_planned]
        if text == setting.text:
            yield f"{setting.key}: stays {text}"
        else:
            yield f"{setting.key}: {setting.text} → {text}"
            if setting.section == "Schedule":
                date = setting.default.since
                upcoming = planned(after.routine(setting.routine.id), date)
                yield schedule_words(value, date, upcoming)
                notes = [dropped]  # the line before names the next schedule that is planned
        for note in filter(None, notes):
            yield f"{capital(note)}."

    print_answer(options, as_json, as_text)
    return FINE


def _note_json(text: str) -> dict[str, str]:
    return {"note": text} if text else {}


def _planned_notes(setting: Setting, value: Any, after: Snapshot) -> tuple[str, str]:
    """Return which schedules planned for later were dropped, and which are still planned.

    Both are empty if the setting is not a schedule, or nothing was planned.
    """
    if setting.section != "Schedule":
        return "", ""
    date = setting.default.since
    before = planned(setting.routine, date)
    now = planned(after.routine(setting.routine.id), date)
    text = setting.value_type.text
    dropped = ", then ".join(text(each) for each in before if each not in now)
    kept = ", then ".join(text(each) for each in now if each in before and each != value)
    return (
        f"no longer planned: {dropped}" if dropped else "",
        f"already planned: {kept}" if kept else "",
    )
