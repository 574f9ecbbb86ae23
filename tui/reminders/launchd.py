"""The reminder as an agent of launchd, for macOS: one property list of the user."""

from __future__ import annotations

import datetime as dt
import plistlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError

from tui.reminders.programs import Run, why
from tui.reminders.scheduler import Entry, ReminderProblem
from tui.reminders.systemd import put_file

LABEL = "supine.remind"


class Launchd:
    """The launchd of a user.

    Args:
        program: the path of ``launchctl``.
        run: runs it.
        folder: where the user's agents are.
        user: the number of the user.
    """

    name = "launchd"

    def __init__(self, program: str, run: Run, folder: Path, user: int) -> None:
        self._program = program
        self._run = run
        self._path = folder / f"{LABEL}.plist"
        self._domain = f"gui/{user}"

    def read(self) -> Entry | None:
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise ReminderProblem(f"can't read {self._path}: {error.strerror}") from error
        try:
            agent = plistlib.loads(content)
            command = tuple(map(str, agent["ProgramArguments"]))
            at = agent["StartCalendarInterval"]
            time = dt.time(at["Hour"], at["Minute"]) if at.keys() == {"Hour", "Minute"} else None
        except (plistlib.InvalidFileException, ExpatError, AttributeError, LookupError, TypeError,
                ValueError):  # fmt: skip
            command, time = (), None
        service = f"{self._domain}/{LABEL}"
        is_loaded = self._run([self._program, "print", service]).code == 0
        return Entry(
            time, command, str(self._path), "" if is_loaded else "launchd doesn't have it loaded"
        )

    def install(self, time: dt.time, command: Sequence[str]) -> None:
        before = self._path.read_bytes() if self._path.exists() else None
        self._unload()
        try:
            put_file(self._path, agent(time, command))
            self._load()
        except ReminderProblem:
            with suppress(ReminderProblem):
                put_file(self._path, before)
                if before is not None:
                    self._load()
            raise

    def remove(self) -> None:
        if self._path.exists():
            self._unload()
            put_file(self._path, None)

    def _unload(self) -> None:
        self._run([self._program, "bootout", f"{self._domain}/{LABEL}"])

    def _load(self) -> None:
        done = self._run([self._program, "bootstrap", self._domain, str(self._path)])
        if done.code != 0:
            raise ReminderProblem(f"launchd didn't take it ({why(done, 'launchctl failed')})")


def agent(time: dt.time, command: Sequence[str]) -> bytes:
    """Return the property list. launchd's times are those of the wall clock."""
    fields: dict[str, Any] = {
        "Label": LABEL,
        "ProgramArguments": list(command),
        "StartCalendarInterval": {"Hour": time.hour, "Minute": time.minute},
        "ProcessType": "Background",
    }
    return plistlib.dumps(fields)
