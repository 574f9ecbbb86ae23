"""The command line, called in this process at a fixed moment and on one file."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.clock import ManualClock
from tui.cli.main import main
from tui.cli.support import FINE

BERLIN = ZoneInfo("Europe/Berlin")


@dataclass
class Answer:
    """What one call returned and printed."""

    code: int | str | None
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The JSON object that was printed on one line."""
        assert self.out.count("\n") == 1, "one object on one line"
        return json.loads(self.out)


class CommandLine:
    """Calls the command line. The moment is the evening of Sunday 22 November 2026 until `at`."""

    def __init__(
        self, path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.path = path
        self._capsys = capsys
        self._monkeypatch = monkeypatch
        self.at(2026, 11, 22, 20, 15)

    def at(
        self, *moment: int, zone: dt.tzinfo = BERLIN, fold: int = 0, second: int = 7
    ) -> CommandLine:
        """Set the moment of the next calls: year, month, day, and the time of day if it matters."""
        year, month, day, *time = moment
        hour, minute = (*time, 0, 0)[:2]
        local = dt.datetime(year, month, day, hour, minute, second, 999_999, tzinfo=zone, fold=fold)
        self._monkeypatch.setattr("tui.clock.SystemClock", lambda: ManualClock(local))
        return self

    def call(self, *arguments: str) -> Answer:
        """Call the command line with exactly these arguments."""
        code: int | str | None
        try:
            code = main(list(arguments))
        except SystemExit as exited:
            code = exited.code
        printed = self._capsys.readouterr()
        return Answer(code, printed.out, printed.err)

    def __call__(self, *arguments: str) -> Answer:
        """Call the command line on the file; the exit code must be 0."""
        answer = self.call("--file", str(self.path), *arguments)
        assert answer.code == FINE, answer.err
        return answer

    def fails(self, code: int, *arguments: str) -> str:
        """Call the command line on the file and return its one-line error.

        The exit code must be ``code``, nothing else is printed, and the file stays as it was.
        """
        before = self.path.read_bytes() if self.path.exists() else None
        answer = self.call("--file", str(self.path), *arguments)
        assert answer.code == code, answer
        assert answer.out == ""
        assert answer.err.count("\n") == 1, answer.err
        assert answer.err.startswith("supine")
        assert "Traceback" not in answer.err
        assert (self.path.read_bytes() if self.path.exists() else None) == before
        return answer.err

    @property
    def tables(self) -> dict[str, dict[str, Any]]:
        """The tables of the file."""
        tables: dict[str, dict[str, Any]] = json.loads(self.path.read_bytes())
        return tables

    def records(self, table: str) -> list[dict[str, Any]]:
        """Return the live and the removed records of a table, without the field ``changed``."""
        records = self.tables.get(table, {}).values()
        return [{k: v for k, v in record.items() if k != "changed"} for record in records]
