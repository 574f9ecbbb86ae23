"""``supine export`` and ``supine import``: files for and from elsewhere.

An import is planned, the plan is put into words, and then it is carried out unless ``--dry-run`` is
given. `tui.exchange` knows the file formats; the diary writes.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tui.cli.lines import print_line, print_message
from tui.cli.output import print_answer
from tui.cli.support import FINE, USAGE, UsageError
from tui.cli.text_width import cell_width, padded
from tui.clock import Clock
from tui.diary import backups
from tui.diary.atomic_write import write_new_file
from tui.diary.diary import Diary
from tui.diary.import_plan import ImportPlan
from tui.diary.journal import DocumentTables
from tui.diary.merge import merge
from tui.diary.names import known_name, near_names
from tui.diary.snapshot import Snapshot
from tui.diary.today import Today
from tui.exchange.importers.detect import read_foreign
from tui.exchange.importers.habits import ForeignFile, ForeignHabit
from tui.exchange.importers.into_diary import HabitImport
from tui.exchange.merge_plan import plan_import, summary
from tui.exchange.read_export import read_export
from tui.exchange.refusals import UnclearFormat
from tui.exchange.source import read_source
from tui.exchange.to_others import (
    RoutineHistory,
    routine_histories,
    to_calendar,
    to_habitbull,
    to_loop,
)
from tui.exchange.write_export import export_csv, export_json
from tui.words import imports, phrases

_FORMAT_WORDS = {"csv": "CSV", "loop": "CSV", "loop-zip": "a zip", "ics": "a calendar"}


def export(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """Write the diary in another form to a new file, or to standard output.

    Raises:
        UsageError: the file exists already, its folder does not exist, or options contradict each
            other.
        NotSaved: the file cannot be written.
    """
    form = options.format or "json"
    if options.output is None and options.json and form != "json":
        what = _FORMAT_WORDS[form]
        raise UsageError(f"{what} is not JSON; use -o FILE, or leave out --json")
    if options.output is None and form == "loop-zip" and sys.stdout and sys.stdout.isatty():
        raise UsageError("a zip can't be shown on the screen; use -o FILE")
    output = Path(options.output) if options.output is not None else None
    if output is not None:
        _check_is_new(output)
    snapshot = diary.read()
    unit, count = "sessions", len(snapshot.sessions)
    if form == "json":
        data = export_json(diary.documents())
    elif form == "csv":
        data = export_csv(snapshot).encode()
    else:
        histories = _histories(options, snapshot, clock)
        data = _for_others(form, histories, clock)
        unit, count = "days", sum(len(history.practised) for history in histories)
    if output is None:
        _print_bytes(data)
    else:
        write_new_file(output, data)
    if snapshot.problems:
        left = "an import will leave them out" if form == "json" else "they are left out"
        print_message(
            "supine export",
            f"{phrases.plural(len(snapshot.problems), 'record')} couldn't be read "
            f"({snapshot.problems[0]}); {left}",
        )
    if output is not None:
        print_answer(
            options,
            lambda: {"file": str(output), "format": form, unit: count},
            lambda: [f"Exported to {output} ({unit}: {count})."],
        )
    return FINE


def _histories(
    options: argparse.Namespace, snapshot: Snapshot, clock: Clock
) -> list[RoutineHistory]:
    """Return the history of the routine that ``--routine`` names, or of all routines."""
    today = Today.now(snapshot, clock, options.routine)
    chosen = [today.routine] if options.routine is not None else snapshot.routines.values()
    return routine_histories(snapshot, chosen, today.date)


def _for_others(form: str, histories: Sequence[RoutineHistory], clock: Clock) -> bytes:
    if form == "loop":
        return to_habitbull(histories)
    return to_loop(histories) if form == "loop-zip" else to_calendar(histories, clock.now())


def _check_is_new(output: Path) -> None:
    if os.path.lexists(output):
        raise UsageError(f"{output} already exists; choose another name")
    if not output.parent.is_dir():
        raise UsageError(f"there is no folder {output.parent}")


def _print_bytes(data: bytes) -> None:
    """Write to standard output; exactly these bytes, unless it is a terminal.

    It may be redirected into a file that has to be read back, so neither the encoding nor the line
    ends of the text output apply.
    """
    if sys.stdout is None:
        raise UsageError("there is no standard output to write to; use -o FILE")
    if sys.stdout.isatty():
        for line in data.decode().splitlines():
            print_line(line)
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def import_file(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """Add what an export of supine, or a file of another habit program, holds.

    Raises:
        ImportRefused: the file cannot be read, or is not valid.
        UsageError: it has no such habit, or several programs may have written it.
        NotSaved: the diary cannot be written.
    """
    source = read_source(Path(options.source), options.dates)
    try:
        foreign = read_foreign(source, options.program)
    except UnclearFormat as unclear:
        raise UsageError(str(unclear)) from unclear
    if foreign is not None:
        _print_remarks(foreign.remarks)
        return _import_habits(options, diary, clock, foreign)
    if options.habit:
        raise UsageError("a supine export has no habits to choose from; leave out --habit")
    incoming = read_export(source)
    _print_remarks(incoming.remarks)
    left_out = [str(problem) for problem in incoming.problems]
    if left_out:
        print_message(
            "supine import",
            imports.left_out_words(left_out),
        )
    dropped: list[str] = []
    if incoming.is_diary:
        merged = merge(diary.documents(), incoming.tables)
        dropped = imports.dropped_lines(merged, options.source, clock.now().date())
    _print_remarks(dropped)
    return _carry_out(
        options,
        diary,
        lambda current: plan_import(current, incoming.tables),
        summary,
        if_empty=imports.NOTHING_ELSE if left_out or dropped else imports.ALL_THERE,
        fields={"left_out": left_out, "only_merged": dropped},
    )


def _print_remarks(remarks: Sequence[str]) -> None:
    """Say what had to be guessed, so that it can be checked before anything is relied on."""
    for remark in remarks:
        print_message("supine import", remark)


def _import_habits(
    options: argparse.Namespace, diary: Diary, clock: Clock, foreign: ForeignFile
) -> int:
    """Import habits of another program into a routine.

    If the file has several habits and none was chosen, they are listed instead.
    """
    if not options.habit and len(foreign.habits) > 1:
        print_answer(
            options,
            lambda: {
                "file": options.source,
                "program": foreign.program,
                "habits": [_habit_json(habit) for habit in foreign.habits],
            },
            lambda: _habit_list(foreign),
        )
        print_message(
            "supine import",
            f"{options.source} holds {len(foreign.habits)} habits; choose with --habit NAME",
        )
        return USAGE
    habits = _chosen_habits(options, foreign)
    today = Today.now(diary.read(), clock, options.routine)
    now = clock.now().astimezone(dt.UTC)
    habit_import = HabitImport(foreign, habits, today.routine.id, today.date, now)
    ahead = habit_import.dates_ahead
    heading = imports.from_to_words(
        foreign.program,
        (habit.name for habit in habits),
        today.routine.name,
        habit_import.dates,
        ahead,
    )
    return _carry_out(
        options,
        diary,
        habit_import.plan,
        lambda plan: summary(plan, imports.HABIT_WORDS),
        if_empty=imports.ALL_THERE if habit_import.dates else imports.NO_DATES,
        heading=heading,
        fields={
            "program": foreign.program,
            "habits": [habit.name for habit in habits],
            "routine": today.routine.id,
            "later": ahead,
            "remark": "; ".join(foreign.remarks),
        },
    )


def _chosen_habits(options: argparse.Namespace, foreign: ForeignFile) -> list[ForeignHabit]:
    """Return the habits that ``--habit`` names, in the file's order; without it, all of them."""
    if not options.habit:
        return list(foreign.habits)
    names = [habit.name for habit in foreign.habits]
    if not names:
        raise UsageError(f"{options.source} holds no habits; leave out --habit")
    meant = {typed: known_name(typed, names) for typed in options.habit}
    for typed, name in meant.items():
        if name is None:
            likely = [imports.shown_name(each) for each in near_names(typed, names)]
            known = phrases.listed((imports.shown_name(each) for each in names if each), "or")
            there = f"choose {known}" if known else "it has no names; leave out --habit"
            if likely:
                there = f"did you mean {phrases.listed(likely, 'or')}?"
            raise UsageError(f"{options.source} has no habit {typed!r}; {there}")
    return [habit for habit in foreign.habits if habit.name in meant.values()]


def _habit_json(habit: ForeignHabit) -> dict[str, Any]:
    return {
        "name": habit.name,
        "first": min(habit.dates, default=None),
        "last": max(habit.dates, default=None),
        "done": habit.count("done"),
        "skipped": habit.count("skipped"),
    }


def _habit_list(foreign: ForeignFile) -> Iterator[str]:
    yield f"{foreign.program}:"
    width = max(cell_width(imports.shown_name(habit.name)) for habit in foreign.habits)
    for habit in foreign.habits:
        held = imports.habit_words(habit.dates, habit.count("done"), habit.count("skipped"))
        yield f"  {padded(imports.shown_name(habit.name), width)}  {held}"


def _carry_out(
    options: argparse.Namespace,
    diary: Diary,
    make_plan: Callable[[DocumentTables], ImportPlan],
    in_words: Callable[[ImportPlan], str],
    *,
    if_empty: str,
    heading: Sequence[str] = (),
    fields: Mapping[str, Any],
) -> int:
    """Carry out an import unless it is a dry run, and print what it adds.

    Args:
        options: the command's options.
        diary: where the records go.
        make_plan: plans the import for a diary with the given documents.
        in_words: puts a plan into one line.
        if_empty: what to say if there is nothing to add.
        heading: the first lines of the answer.
        fields: further fields of the JSON object.
    """
    plan = make_plan(diary.documents())
    preview = in_words(plan)
    is_written = not plan.is_empty and not options.dry_run
    newest_before = backups.newest(diary.path)
    if is_written:
        # Planned again while the diary is locked, since another program may have changed it.
        plan = diary.import_documents(make_plan)

    def as_json() -> dict[str, Any]:
        return {
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
            "acks_removed": len(plan.blind_acks),
            **fields,
        }

    def as_text() -> Iterator[str]:
        yield from heading
        yield preview
        if plan.is_empty:
            yield if_empty
        elif options.dry_run:
            yield "Nothing was written (--dry-run)."
        else:
            yield "Imported." if in_words(plan) == preview else f"Imported: {in_words(plan)}"
            if backups.newest(diary.path) not in (None, newest_before):
                yield "To undo: supine restore last"

    print_answer(options, as_json, as_text)
    return FINE
