"""Fixtures of the tests of settings."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the path of a diary that does not exist yet."""
    return tmp_path / "supine.json"
