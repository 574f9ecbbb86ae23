"""Fixtures of the plain session's tests."""

from __future__ import annotations

import pytest

from tests.cli.command_line import CommandLine
from tests.cli.plain.person import PlainPractice


@pytest.fixture
def practice(supine: CommandLine, monkeypatch: pytest.MonkeyPatch) -> PlainPractice:
    return PlainPractice(supine, monkeypatch)
