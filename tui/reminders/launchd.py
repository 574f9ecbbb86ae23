"""The reminder as an agent of launchd, for macOS: one property list of the user."""

from __future__ import annotations

import datetime as dt
import plistlib
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError

from tui.reminders.programs import Run, why
from tui.reminders.scheduler import Entry, ReminderProblem
from tui.reminders.systemd import not_taken, put_file

LABEL = "supine.remind"
# As ``launchctl print`` tells the time that is loaded.
_HOUR, _MINUTE = re.compile(rb'"Hour" => ([0-9]+)'), re.compile(rb'"Minute" => ([0-9]+)')


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
        loaded = self._run([self._program, "print", service])
        lost = "" if loaded.code == 0 else "launchd doesn't have it loaded"
        hour, minute = _HOUR.search(loaded.out), _MINUTE.search(loaded.out)
        if not lost and time is not None and hour is not None and minute is not None:
            known = (int(hour[1]), int(minute[1]))
            if known != (time.hour, time.minute):
                lost = "it was changed by hand, and launchd hasn't read it since"
        return Entry(time, command, str(self._path), lost)

    def install(self, time: dt.time, command: Sequence[str]) -> None:
        before = self._path.read_bytes() if self._path.exists() else None
        self._unload()
        try:
            put_file(self._path, agent(time, command))
            self._load()
        except ReminderProblem as problem:
            is_kept = False
            with suppress(ReminderProblem):
                put_file(self._path, before)
                if before is not None:
                    self._load()
                is_kept = True
            raise not_taken(problem, is_kept=is_kept) from problem

    def remove(self) -> None:
        if self._path.exists():
            self._unload()
            put_file(self._path, None)

    def _unload(self) -> None:
        self._run([self._program, "bootout", f"{self._domain}/{LABEL}"])

    def _load(self) -> None:
        done = self._run([self._program, "bootstrap", self._domain, str(self._path)])
        if done.code != 0:
            reason = why(done, "launchctl failed")
            raise ReminderProblem(f"launchd didn't take it ({reason})")


def agent(time: dt.time, command: Sequence[str]) -> bytes:
    """Return the property list. launchd's times are those of the wall clock."""
    fields: dict[str, Any] = {
        "Label": LABEL,
        "ProgramArguments": list(command),
        "StartCalendarInterval": {"Hour": time.hour, "Minute": time.minute},
        "ProcessType": "Background",
    }
    return plistlib.dumps(fields)
