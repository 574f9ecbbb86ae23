"""The short form of `tests.torture`: each part for a few seconds."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests import torture
from tests.torture import Outcome

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills and limits as POSIX does")


def check(outcome: Outcome) -> Outcome:
    """Nothing may have been lost; the message says what was."""
    assert outcome.lost == [], str(outcome)
    return outcome


def test_ten_killed_writers_lose_nothing_they_acknowledged(tmp_path: Path) -> None:
    counts = check(torture.kills(tmp_path, 10, seed=1)).counts
    assert counts["kills"] == 10
    assert counts["changes acknowledged"] > 0


def test_three_writers_at_once_lose_nothing_and_a_reader_sees_whole_files(tmp_path: Path) -> None:
    counts = check(torture.crowd(tmp_path, 30)).counts
    assert counts["changes acknowledged"] >= 3 * 30
    assert counts["readings"] > 0


def test_a_full_disk_refuses_changes_and_takes_them_once_there_is_room(tmp_path: Path) -> None:
    outcome = check(torture.full_disk(tmp_path))
    tried = len(torture.CHANGES) * (2 - len(outcome.skipped))
    assert outcome.counts["changes refused"] == tried
    assert outcome.counts["saved with room again"] == tried


def test_three_hundred_damaged_files_are_read_or_refused_and_nothing_of_them_is_gone(
    tmp_path: Path,
) -> None:
    counts = check(torture.mutations(tmp_path, 300, seed=1)).counts
    assert counts["changed"] + counts["refused"] == counts["mutations"] == 300
    assert counts["changed"] > 50 < counts["refused"]
