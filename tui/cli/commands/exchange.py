"""The commands that bring days in and take them out: export, import."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from tui.cli.output import print_json
from tui.cli.support import FINE, USAGE, UsageError
from tui.clock import Clock
from tui.diary import backups
from tui.diary.atomic_write import replace_file
from tui.diary.errors import DiaryError
from tui.diary.import_plan import ImportPlan
from tui.diary.snapshot import Snapshot
from tui.diary.today import Today
from tui.exchange.importers.detect import read_foreign
from tui.exchange.importers.habits import ForeignFile, Habit
from tui.exchange.importers.into_diary import HabitImport
from tui.exchange.merge_plan import plan_import, words
from tui.exchange.read_export import Tables, printable, read_export, read_source
from tui.exchange.to_others import (
    RoutineHistory,
    routine_histories,
    to_calendar,
    to_habitbull,
    to_loop,
)
from tui.exchange.write_export import export_csv, export_json
from tui.words import phrases

_FORMAT_WORDS = {"csv": "CSV", "loop": "CSV", "loop-zip": "a zip", "ics": "a calendar"}
_HABIT_WORDS = {"sessions": "done days", "days": "rest days and notes"}
_ALL_THERE = "Nothing to add: the diary has all of it."


class ExchangingDiary(Protocol):
    """What the commands ask of a diary."""

    @property
    def path(self) -> Path:
        """Where it lies."""

    def read(self) -> Snapshot:
        """The diary as it stands on the disk."""

    def documents(self) -> Tables:
        """All its tables as plain documents by their ids."""

    def import_documents(self, make_plan: Callable[[Tables], ImportPlan]) -> ImportPlan:
        """Back up, and add in one write what the plan made from the tables adds."""


def export(options: argparse.Namespace, diary: ExchangingDiary, clock: Clock) -> int:
    """``supine export [--format F] [-o FILE]``.

    Raises:
        UsageError: there is something at FILE already, or what is asked for contradicts itself.
        NotSaved: FILE cannot be written.
    """
    kind = options.format or "json"
    if options.output is None and options.json and kind != "json":
        what = _FORMAT_WORDS[kind]
        raise UsageError(f"{what} is no JSON object; say -o FILE, or leave out --json")
    if options.output is None and kind == "loop-zip" and sys.stdout and sys.stdout.isatty():
        raise UsageError("a zip is not for the screen; say -o FILE")
    output = Path(options.output) if options.output is not None else None
    if output is not None:
        _check_free(output)
    snapshot = diary.read()
    counted = "sessions", len(snapshot.sessions)
    if kind == "json":
        data = export_json(diary.documents())
    elif kind == "csv":
        data = export_csv(snapshot).encode()
    else:
        found = _pasts(options, snapshot, clock)
        data = _elsewhere(kind, found, clock)
        counted = "days", sum(len(past.practised) for past in found)
    if output is None:
        _print_bytes(data)
    else:
        replace_file(output, data)
    if snapshot.problems:
        left = "an import will leave them out" if kind == "json" else "they are left out"
        print(
            f"supine export: {len(snapshot.problems)} of the records could not be understood "
            f"({snapshot.problems[0]}); {left}",
            file=sys.stderr,
        )
    if output is not None and options.json:
        print_json({"file": str(output), "format": kind, counted[0]: counted[1]})
    elif output is not None:
        print(f"Exported to {output} ({counted[0]}: {counted[1]}).")
    return FINE


def _pasts(options: argparse.Namespace, snapshot: Snapshot, clock: Clock) -> list[RoutineHistory]:
    """The past of the routine that was asked for, else of each."""
    today = Today.now(snapshot, clock, options.routine)
    chosen = [today.routine] if options.routine is not None else snapshot.routines.values()
    return routine_histories(snapshot, chosen, today.date)


def _elsewhere(kind: str, found: Sequence[RoutineHistory], clock: Clock) -> bytes:
    if kind == "loop":
        return to_habitbull(found)
    return to_loop(found) if kind == "loop-zip" else to_calendar(found, clock.now())


def _check_free(output: Path) -> None:
    if os.path.lexists(output):
        raise UsageError(f"{output} is there already, and is left alone; choose another name")
    if not output.parent.is_dir():
        raise UsageError(f"there is no folder {output.parent}")


def _print_bytes(data: bytes) -> None:
    """Write to standard output, whatever its encoding and line ends: it may go into a file."""
    if sys.stdout is None:
        raise UsageError("there is no standard output to write to; say -o FILE")
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def import_(options: argparse.Namespace, diary: ExchangingDiary, clock: Clock) -> int:
    """``supine import FILE [--habit NAME …] [--dry-run]``; FILE is ``options.source``.

    Raises:
        ImportRefused: FILE cannot be read, or something in it is wrong.
        UsageError: it has no such habit.
        NotSaved: the diary cannot be written.
    """
    source = Path(options.source)
    data = read_source(source)
    found = read_foreign(data, str(source))
    if found is not None:
        return _import_habits(options, diary, clock, found)
    if options.habit:
        raise UsageError("an export of supine has no habits to choose from; leave out --habit")
    incoming = read_export(data, str(source))
    if incoming.problems:
        print(
            f"supine import: left out, since not understood: "
            f"{phrases.plural(len(incoming.problems), 'record')} "
            f"({printable(str(incoming.problems[0]))})",
            file=sys.stderr,
        )

    def make_plan(current: Tables) -> ImportPlan:
        return plan_import(current, incoming.tables)

    left_out = [str(problem) for problem in incoming.problems]
    nothing = "Nothing else to add." if left_out else _ALL_THERE
    return _carry_out(options, diary, make_plan, words, nothing, {"left_out": left_out})


def _import_habits(
    options: argparse.Namespace, diary: ExchangingDiary, clock: Clock, found: ForeignFile
) -> int:
    """Bring habits of another program into a routine; where there are several, list them."""
    if not options.habit and len(found.habits) > 1:
        _list_habits(options, found)
        print(
            f"supine import: {options.source} holds {len(found.habits)} habits; "
            "choose with --habit NAME",
            file=sys.stderr,
        )
        return USAGE
    habits = _chosen(options, found)
    today = Today.now(diary.read(), clock, options.routine)
    arrival = HabitImport(
        found, habits, today.routine.id, today.date, clock.now().astimezone(dt.UTC)
    )
    if not options.json:
        names = phrases.listed(_shown(habit.name) for habit in habits if habit.name)
        what = ": ".join(filter(None, (found.program, names)))
        print(f"{what} → {_shown(today.routine.name)} ({_span(arrival.dates)})")
        if found.remark:
            print(f"Please check: {found.remark}.")
        if arrival.later:
            print(f"Left out, since still to come: {phrases.plural(arrival.later, 'date')}.")
    more = {
        "program": found.program,
        "habits": [habit.name for habit in habits],
        "routine": today.routine.id,
        "later": arrival.later,
        "remark": found.remark,
    }
    return _carry_out(
        options, diary, arrival.plan, lambda plan: words(plan, _HABIT_WORDS), _ALL_THERE, more
    )


def _chosen(options: argparse.Namespace, found: ForeignFile) -> list[Habit]:
    """The habits that were asked for, in the file's order; the only one needs no asking."""
    if not options.habit:
        return list(found.habits)
    by_name = {habit.name: habit for habit in found.habits}
    for name in options.habit:
        if name not in by_name:
            known = phrases.listed(_shown(each) for each in by_name if each)
            there = f"there is {known}" if known else "it has no names; leave out --habit"
            raise UsageError(f"{options.source} has no habit {name!r}; {there}")
    return [habit for habit in found.habits if habit.name in options.habit]


def _list_habits(options: argparse.Namespace, found: ForeignFile) -> None:
    if options.json:
        rows = [
            {
                "name": habit.name,
                "first": min(habit.dates, default=None),
                "last": max(habit.dates, default=None),
                "done": habit.count("done"),
                "skipped": habit.count("skipped"),
            }
            for habit in found.habits
        ]
        print_json({"file": options.source, "program": found.program, "habits": rows})
        return
    print(f"{found.program}:")
    width = max(len(_shown(habit.name)) for habit in found.habits)
    for habit in found.habits:
        skipped = f", {habit.count('skipped')} skipped" if habit.count("skipped") else ""
        done = phrases.plural(habit.count("done"), "done day")
        print(f"  {_shown(habit.name):<{width}}  {_span(habit.dates)}, {done}{skipped}")


def _shown(name: str) -> str:
    return printable(name) or "(no name)"


def _span(dates: Sequence[dt.date]) -> str:
    if len(dates) < 2:
        return str(dates[0]) if dates else "no dates"
    return f"{dates[0]} to {dates[-1]}"


def _carry_out(
    options: argparse.Namespace,
    diary: ExchangingDiary,
    make_plan: Callable[[Tables], ImportPlan],
    in_words: Callable[[ImportPlan], str],
    nothing: str,
    more: dict[str, Any],
) -> int:
    """Preview a plan, carry it out unless it is a dry run, and say what came of it."""
    plan = make_plan(diary.documents())
    preview = in_words(plan)
    if not options.json:
        print(preview)
    is_written = not plan.is_empty and not options.dry_run
    before = _newest_backup(diary.path)
    if is_written:
        plan = diary.import_documents(make_plan)
    if options.json:
        print_json(
            {
                "file": options.source,
                "dry_run": options.dry_run,
                "written": is_written,
                "documents": len(plan.add) + len(plan.replace),
                "sessions": plan.sessions,
                "days": plan.days,
                "routines": plan.routines,
                "settings_taken": plan.settings_taken,
                "tables": plan.tables,
                "removals": plan.removals,
                "repeated": plan.repeated,
                **more,
            }
        )
    elif plan.is_empty:
        print(nothing)
    elif options.dry_run:
        print("Nothing was written (--dry-run).")
    else:
        print("Imported." if in_words(plan) == preview else f"Imported: {in_words(plan)}")
        if _newest_backup(diary.path) not in (None, before):
            print("To take it back: supine restore last")
    return FINE


def _newest_backup(path: Path) -> str | None:
    with suppress(DiaryError):
        return next((backup.name for backup in backups.listed(path)), None)
    return None
