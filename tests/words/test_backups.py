"""What is said about backups."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from tests.builders import FIRST_DAY, session
from tests.clock import in_zone
from tui.diary.backups import KINDS, Backup
from tui.diary.codec import File
from tui.diary.snapshot import Snapshot
from tui.practice.models import DayRecord
from tui.words.backups import KIND_WORDS, backup_words, contents_words


def test_every_kind_of_backup_has_words() -> None:
    assert [*KIND_WORDS] == [*KINDS]


def test_a_backup_is_told_by_its_local_time_and_its_kind() -> None:
    made = dt.datetime(2026, 11, 23, 3, 10, 5, tzinfo=dt.UTC)
    eastern = dt.timezone(dt.timedelta(hours=-5))
    backup = Backup(Path("x.json.gz"), made, "import")
    assert backup_words(backup, in_zone(eastern)) == "Sun 22 Nov 2026 22:10 · before an import"


def test_a_diary_is_told_by_its_sessions_and_days() -> None:
    days_of = "with an answer, a rest mark or a note"
    assert contents_words(Snapshot()) == f"0 sessions, and 0 days {days_of}"
    file = File(
        sessions={"1": session(FIRST_DAY, target=2, done=2)}, days={"1": DayRecord(day=FIRST_DAY)}
    )
    assert contents_words(Snapshot(file)) == f"1 session, and 1 day {days_of}"
