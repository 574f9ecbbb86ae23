"""Fixtures of the command line's tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command_line import CommandLine


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "diary.json"


@pytest.fixture
def supine(
    path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> CommandLine:
    # A call without --file must not touch the diary of the person who runs the tests.
    monkeypatch.setenv("SUPINE_FILE", str(path.parent / "not-this-one.json"))
    return CommandLine(path, capsys, monkeypatch)
