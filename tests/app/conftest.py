"""Fixtures of the screens' tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.app_support import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """An app over a file that does not exist yet."""
    return Bench(tmp_path)


@pytest.fixture(autouse=True)
def _many_colors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let dates be drawn by colours, whatever terminal the tests run in."""
    monkeypatch.setenv("COLORTERM", "truecolor")
