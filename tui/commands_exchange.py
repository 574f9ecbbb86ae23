from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from tui.cli import FINE, UsageError
from tui.clock import Clock
from tui.commands import print_json
from tui.diary.atomic import replace_file
from tui.diary.errors import reason
from tui.diary.exchange import (
    ImportPlan,
    ImportRefused,
    Tables,
    export_csv,
    export_json,
    plan_import,
    read_export,
    words,
)
from tui.diary.snapshot import Snapshot


class ExchangingDiary(Protocol):
    """What the commands ask of a diary."""

    def read(self) -> Snapshot:
        """The diary as it stands on the disk."""

    def raw(self) -> Tables:
        """All its tables as plain documents by their ids."""

    def import_documents(self, make_plan: Callable[[Tables], ImportPlan]) -> ImportPlan:
        """Back up, and add in one write what the plan made from the tables adds."""


def export(options: argparse.Namespace, diary: ExchangingDiary, clock: Clock) -> int:
    """``supine export [--format json|csv] [-o FILE]``.

    Raises:
        UsageError: there is something at FILE already, or what is asked for contradicts itself.
        NotSaved: FILE cannot be written.
    """
    del clock
    is_csv = options.format == "csv"
    if options.output is None and options.json and is_csv:
        raise UsageError("CSV is no JSON object; say -o FILE, or leave out --json")
    output = Path(options.output) if options.output is not None else None
    if output is not None:
        _check_free(output)
    snapshot = diary.read()
    data = export_csv(snapshot).encode() if is_csv else export_json(diary.raw())
    if output is None:
        _print_bytes(data)
    else:
        replace_file(output, data)
    if snapshot.problems:
        left = "they are left out" if is_csv else "an import will refuse the file on their account"
        print(
            f"supine export: {len(snapshot.problems)} of the records could not be understood "
            f"({snapshot.problems[0]}); {left}",
            file=sys.stderr,
        )
    count = len(snapshot.sessions)
    if output is not None and options.json:
        print_json({"file": str(output), "format": options.format or "json", "sessions": count})
    elif output is not None:
        print(f"Exported to {output} (sessions: {count}).")
    return FINE


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
    """``supine import FILE [--dry-run]``; FILE is ``options.source``.

    Raises:
        ImportRefused: FILE cannot be read, or something in it is wrong.
        NotSaved: the diary cannot be written.
    """
    del clock
    source = Path(options.source)
    try:
        data = source.read_bytes()
    except OSError as error:
        raise ImportRefused("", reason(error), str(source)) from error
    incoming = read_export(data, str(source))

    def make_plan(current: Tables) -> ImportPlan:
        return plan_import(current, incoming)

    plan = make_plan(diary.raw())
    preview = words(plan)
    if not options.json:
        print(preview)
    is_written = not plan.is_empty and not options.dry_run
    if is_written:
        plan = diary.import_documents(make_plan)
    if options.json:
        print_json(
            {
                "file": str(source),
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
            }
        )
    elif plan.is_empty:
        print("Nothing to add: the diary has all of it.")
    elif options.dry_run:
        print("Nothing was written (--dry-run).")
    else:
        print("Imported." if words(plan) == preview else f"Imported: {words(plan)}")
    return FINE
