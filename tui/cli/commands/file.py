"""The commands about the file: ``supine doctor``, ``backup`` and ``restore``."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path
from typing import Any

from tui.cli.output import print_json
from tui.cli.support import FINE, NO, UsageError
from tui.clock import Clock
from tui.diary import backups
from tui.diary.backups import Backup
from tui.diary.codec import SCHEMA, decode
from tui.diary.diary import Diary
from tui.diary.errors import DiaryError
from tui.diary.paths import conflict_copies
from tui.diary.raw_file import duplicate_keys, read_bytes
from tui.diary.snapshot import Snapshot
from tui.diary.store import NEWER
from tui.words import phrases


def doctor(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """``supine doctor``: exit 1 when there is something to look at."""
    here = clock.now().tzinfo
    findings = [*_file_findings(diary, here), *_folder_findings(diary.path)]
    known = backups.listed(diary.path)
    if options.json:
        print_json({"path": str(diary.path), "findings": findings, "backups": len(known)})
    else:
        for finding in findings:
            print(f"! {finding}")
        newest = f", the newest of {phrases.moment_words(known[0].made, here)}" if known else ""
        print(f"{diary.path}: {phrases.plural(len(known), 'backup')}{newest}.")
        if not findings:
            print("All is well.")
    return NO if findings else FINE


def _file_findings(diary: Diary, here: dt.tzinfo | None) -> list[str]:
    if not diary.path.exists():
        if backups.listed(diary.path):
            return ["the file is not there, but its backups are: supine restore last"]
        return []
    try:
        snapshot = diary.read()
    except DiaryError as error:
        return [str(error)]
    findings = []
    if snapshot.recovered is not None:
        findings.append(phrases.recovered_words(snapshot.recovered, here))
    findings += [f"stands twice, and only the last counts: {each}" for each in _twins(diary.path)]
    if snapshot.schema > SCHEMA:
        findings.append(NEWER)
    findings += [f"a record could not be understood: {each}" for each in snapshot.problems]
    return findings


def _folder_findings(path: Path) -> list[str]:
    findings = [f"a sync program left a copy: {each}" for each in conflict_copies(path)]
    findings += [
        f"a damaged copy was set aside: {each} (remove it when you no longer need it)"
        for each in sorted(path.parent.glob(f"{path.name}.damaged-*"))
    ]
    folder = backups.folder_of(path)
    if folder.exists() and not folder.is_dir():
        findings.append(f"no backup can be made: {folder} is not a folder")
    for backup in backups.listed(path):
        try:
            decode(backup.path, backups.read(backup))
        except DiaryError as error:
            findings.append(f"a backup is damaged: {error}")
    return findings


def _twins(path: Path) -> list[str]:
    data = read_bytes(path)
    return duplicate_keys(data) if data is not None else []


def backup(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """``supine backup``."""
    del clock
    made = diary.store.make_backup("manual")
    if options.json:
        print_json({"name": made.name if made else None})
    elif made is None:
        print("There is nothing to back up yet.")
    else:
        print(made.path)
    return FINE


def restore(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """``supine restore``: without a name it lists the backups."""
    zone = clock.now().tzinfo
    known = backups.listed(diary.path)
    if options.name is None:
        rows = [_described(each) for each in known]
        if options.json:
            print_json({"backups": rows})
            return FINE
        for row in rows:
            count = row["reason"] or phrases.plural(row["sessions"], "session")
            made = phrases.moment_words(row["made"], zone)
            print(f"{row['name']:<36} {made:>21}  {count}")
        if not rows:
            print("There is no backup yet; one is made before the first change of each day.")
        return FINE
    chosen = next((b for b in known if options.name in (b.name, "last")), None)
    if chosen is None:
        raise UsageError(f"there is no backup {options.name!r}; supine restore lists them")
    there = _counts(Snapshot.of(decode(chosen.path, backups.read(chosen))))
    here = _here(diary)
    before = None if options.dry_run else diary.restore(chosen)
    if options.json:
        print_json(
            {
                "name": chosen.name,
                "restored": not options.dry_run,
                "sessions": there[0],
                "days": there[1],
                "backed_up": before.name if before else None,
            }
        )
        return FINE
    verb = "would hold" if options.dry_run else "holds"
    print(f"The diary {verb} {_words(there)}, as in {chosen.name}; before: {_words(here)}.")
    if before is not None:
        print(f"To take it back: supine restore {before.name}")
    return FINE


def _counts(snapshot: Snapshot) -> tuple[int, int]:
    return len(snapshot.sessions), len(snapshot.days)


def _words(counts: tuple[int, int] | None) -> str:
    if counts is None:
        return "nothing that could be read"
    return f"{phrases.plural(counts[0], 'session')} and {phrases.plural(counts[1], 'day')} of notes"


def _here(diary: Diary) -> tuple[int, int] | None:
    try:
        return _counts(diary.read())
    except DiaryError:
        return None


def _described(backup: Backup) -> dict[str, Any]:
    row: dict[str, Any] = {"name": backup.name, "made": backup.made, "kind": backup.kind}
    try:
        counts = _counts(Snapshot.of(decode(backup.path, backups.read(backup))))
    except DiaryError as error:
        return row | {"sessions": None, "days": None, "reason": str(error)}
    return row | {"sessions": counts[0], "days": counts[1], "reason": None}
