"""``supine completions``: the script with which a shell completes commands, options and values."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Iterable

from tui.cli.output import print_answer, read_today
from tui.cli.support import FINE, UsageError
from tui.clock import Clock
from tui.diary.diary import Diary


def completions(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """Print the script of a shell; with ``--values`` print what a script asks for at a tab.

    Raises:
        UsageError: no shell is named.
        Unreadable: the values are in the diary, and that cannot be read.
    """
    if options.values is not None:
        # A line that is printed with escapes would be offered with them.
        found = [each for each in _values(options, diary, clock) if each.isprintable()]
        print_answer(options, lambda: {"values": found}, lambda: found)
        return FINE
    if options.shell is None:
        raise UsageError("name the shell: bash, zsh, fish or powershell")
    from tui.cli.completions.grammar import grammar

    text: str = importlib.import_module(f"tui.cli.completions.{options.shell}").script(grammar())
    print_answer(options, lambda: {"shell": options.shell, "script": text}, text.splitlines)
    return FINE


def _values(options: argparse.Namespace, diary: Diary, clock: Clock) -> Iterable[str]:
    """Return the words that only the diary knows."""
    today = read_today(options, diary, clock)
    match options.values:
        case "routines":
            return today.snapshot.routines
        case "settings":
            from tui.settings.registry import all_settings

            return (row.key for row in all_settings(today.snapshot, today.routine, today.date))
        case "counts":
            return (f"{exercise.id}=" for exercise in today.routine.exercises)
        case _:
            return (exercise.id for exercise in today.routine.exercises)
