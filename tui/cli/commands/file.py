"""``supine doctor``, ``backup`` and ``restore``: the commands about the file and its backups."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tui.cli.output import print_answer
from tui.cli.support import FINE, NO, UsageError
from tui.clock import Clock
from tui.diary import backups
from tui.diary.backups import Backup
from tui.diary.codec import SCHEMA
from tui.diary.diary import Diary
from tui.diary.errors import DiaryError
from tui.diary.names import known_name
from tui.diary.raw_file import duplicate_keys, read_bytes
from tui.diary.snapshot import Snapshot
from tui.diary.store import NEWER
from tui.practice.dates import LocalTime
from tui.words import phrases
from tui.words.backups import contents_words


def doctor(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """Check the file and its backups, and print what was found; return 1 if anything was.

    With ``--report``, print what a report of a bug needs instead.
    """
    if options.report:
        from tui.cli.commands.report import report  # few need it

        return report(options, diary)
    findings = [
        *_file_findings(diary, clock),
        *_copy_findings(diary),
        *_folder_findings(diary.path),
    ]
    known = backups.listed(diary.path)

    def as_text() -> Iterator[str]:
        for finding in findings:
            yield f"! {finding}"
        newest = (
            f", the newest from {phrases.moment_words(known[0].made, clock.local)}" if known else ""
        )
        yield f"{diary.path}: {phrases.plural(len(known), 'backup')}{newest}."
        if not findings:
            yield "No problems found."

    print_answer(
        options,
        lambda: {"path": str(diary.path), "findings": findings, "backups": len(known)},
        as_text,
    )
    return NO if findings else FINE


def _file_findings(diary: Diary, clock: Clock) -> list[str]:
    if not diary.path.exists():
        if backups.listed(diary.path):
            return ["the file is missing, but there are backups: supine restore last"]
        return []
    try:
        snapshot = diary.read()
    except DiaryError as error:
        return [str(error)]
    findings = []
    if diary.store.recovered is not None:
        from tui.words.recovered import recovered_words

        findings.append(recovered_words(diary.store.recovered, clock.local, clock.now().date()))
    data = read_bytes(diary.path)
    duplicates = duplicate_keys(data) if data is not None else []
    findings += [f"twice in the file; only the later one is used: {each}" for each in duplicates]
    if snapshot.schema > SCHEMA:
        findings.append(NEWER)
    findings += [f"a record couldn't be read: {each}" for each in snapshot.problems]
    return findings


def _copy_findings(diary: Diary) -> Iterator[str]:
    """Yield what copies of the diary wait, what is in them, and the command that merges each."""
    from tui.words.copies import found_words

    for copy in diary.find_copies():
        yield found_words(copy)


def _folder_findings(path: Path) -> list[str]:
    findings = [
        f"a damaged copy was set aside: {each} (remove it when you no longer need it)"
        for each in sorted(path.parent.glob(f"{path.name}.damaged-*"))
    ]
    folder = backups.folder_of(path)
    if folder.exists() and not folder.is_dir():
        findings.append(f"no backup can be made: {folder} is not a folder")
    for backup in backups.listed(path):
        try:
            backups.snapshot_of(backup)
        except DiaryError as error:
            findings.append(f"a backup is damaged: {error}")
    return findings


def backup(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """Make a backup of the file as it is, and print where."""
    del clock
    made = diary.store.make_backup("manual")
    print_answer(
        options,
        lambda: {"name": made.name if made else None},
        lambda: [str(made.path) if made else "There is nothing to back up yet."],
    )
    return FINE


def restore(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """Go back to a backup, given by its name or as ``last``; without a name, list the backups.

    Raises:
        UsageError: there is no such backup.
        Unreadable: the backup is damaged.
        NotSaved: the diary cannot be written.
    """
    known = backups.listed(diary.path)
    if options.name is None:
        rows = [_backup_json(each) for each in known]
        print_answer(options, lambda: {"backups": rows}, lambda: _backup_lines(rows, clock.local))
        return FINE
    meant = known_name(options.name, ["last", *(each.name for each in known)])
    chosen = next((each for each in known if meant in (each.name, "last")), None)
    if chosen is None:
        raise UsageError(f"there is no backup {options.name!r}; supine restore lists them")
    there = backups.snapshot_of(chosen)
    here = _readable(diary)
    before = None if options.dry_run else diary.restore(chosen)

    def as_text() -> Iterator[str]:
        verb = "would hold" if options.dry_run else "holds"
        now = contents_words(here) if here is not None else "nothing that could be read"
        yield f"The diary {verb} {contents_words(there)}, as in {chosen.name}; before: {now}."
        if before is not None:
            yield f"To undo: supine restore {before.name}"

    print_answer(
        options,
        lambda: {
            "name": chosen.name,
            "restored": not options.dry_run,
            "sessions": len(there.sessions),
            "days": len(there.days),
            "backed_up": before.name if before else None,
        },
        as_text,
    )
    return FINE


def _readable(diary: Diary) -> Snapshot | None:
    """Return the diary, or None if it cannot be read; a restore replaces it all the same."""
    try:
        return diary.read()
    except DiaryError:
        return None


def _backup_lines(rows: Sequence[dict[str, Any]], local: LocalTime) -> Iterator[str]:
    for row in rows:
        contents = row["reason"] or phrases.plural(row["sessions"], "session")
        made = phrases.moment_words(row["made"], local)
        yield f"{row['name']:<36} {made:>21}  {contents}"
    if not rows:
        yield "There is no backup yet; one is made before the first change of each day."


def _backup_json(backup: Backup) -> dict[str, Any]:
    row: dict[str, Any] = {"name": backup.name, "made": backup.made, "kind": backup.kind}
    try:
        snapshot = backups.snapshot_of(backup)
    except DiaryError as error:
        return row | {"sessions": None, "days": None, "reason": str(error)}
    counts = {"sessions": len(snapshot.sessions), "days": len(snapshot.days)}
    return row | counts | {"reason": None}
