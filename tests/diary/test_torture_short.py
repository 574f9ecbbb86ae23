"""The short form of `tests.torture`: each part for a few seconds."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.torture.damage import mutations
from tests.torture.full_disk import CHANGES, full_disk
from tests.torture.outcome import Outcome
from tests.torture.writers import crowd, kills

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills and limits as POSIX does")


def check(outcome: Outcome) -> Outcome:
    """Check that nothing was lost, and return the outcome."""
    assert outcome.lost == [], str(outcome)
    return outcome


def test_ten_killed_writers_lose_nothing_they_acknowledged(tmp_path: Path) -> None:
    counts = check(kills(tmp_path, 10, seed=1)).counts
    assert counts["kills"] == 10
    assert counts["changes acknowledged"] > 0


def test_three_writers_at_once_lose_nothing_and_a_reader_sees_whole_files(tmp_path: Path) -> None:
    counts = check(crowd(tmp_path, 30)).counts
    assert counts["changes acknowledged"] >= 3 * 30
    assert counts["readings"] > 0


def test_a_full_disk_refuses_changes_and_takes_them_once_there_is_room(tmp_path: Path) -> None:
    outcome = check(full_disk(tmp_path))
    tried = len(CHANGES) * (2 - len(outcome.skipped))
    assert outcome.counts["changes refused"] == tried
    assert outcome.counts["saved with room again"] == tried


def test_three_hundred_damaged_files_are_read_or_refused_and_nothing_of_them_is_gone(
    tmp_path: Path,
) -> None:
    counts = check(mutations(tmp_path, 300, seed=1)).counts
    assert counts["changed"] + counts["refused"] == counts["mutations"] == 300
    assert counts["changed"] > 50 < counts["refused"]
