"""Fixtures of the diary's tests: an empty place for a file, a clock, a diary, a disk that fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import NOW, make_diary
from tests.clock import ManualClock
from tests.diary.faults import Disk
from tests.diary.made_up_schema import present_schema_is_2
from tui.diary.diary import Diary


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the diary's file will be; it does not exist yet."""
    return tmp_path / "supine.json"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def diary(path: Path, clock: ManualClock) -> Diary:
    return make_diary(path, clock)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


@pytest.fixture
def schema_2() -> Iterator[None]:
    """The program as it would be with a made-up schema 2."""
    with present_schema_is_2():
        yield
