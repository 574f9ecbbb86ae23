"""Words about backups and what they hold, shared by the screens and the command line."""

from __future__ import annotations

from tui.diary.backups import Backup, BackupKind
from tui.diary.snapshot import Snapshot
from tui.practice.dates import LocalTime
from tui.words import phrases

KIND_WORDS: dict[BackupKind, str] = {
    "daily": "before the day's first change",
    "migration": "before a file upgrade",
    "import": "before an import",
    "merge": "before a merge",
    "restore": "before a restore",
    "manual": "made by hand",
}


def backup_words(backup: Backup, local: LocalTime) -> str:
    """Return ``Sun 22 Nov 2026 21:05 · before an import``, in local time."""
    return f"{phrases.moment_words(backup.made, local)} · {KIND_WORDS[backup.kind]}"


def contents_words(snapshot: Snapshot) -> str:
    """Return what a diary or a backup of it holds.

    ``12 sessions, and 3 days with an answer, a rest mark or a note``
    """
    sessions = phrases.plural(len(snapshot.sessions), "session")
    days = phrases.plural(len(snapshot.days), "day")
    return f"{sessions}, and {days} with an answer, a rest mark or a note"
