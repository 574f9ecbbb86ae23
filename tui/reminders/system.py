"""The reminder of this machine: found, set and removed with what the system has.

There is at most one. It belongs to the machine and is no part of the diary, which may be shared by
several. Asked are all schedulers that are there, since another one may have been used before.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from tui.reminders.cron import Cron, is_daemon_running
from tui.reminders.launchd import Launchd
from tui.reminders.programs import Run, Which, run
from tui.reminders.scheduler import Entry, ReminderProblem, Scheduler
from tui.reminders.systemd import Systemd, unit_folder
from tui.reminders.task_scheduler import TaskScheduler

NO_SCHEDULER = (
    "there is no scheduler here that could ring: neither a systemd user manager that answers, nor "
    "cron; nothing was changed"
)


class Reminders:
    """The schedulers of a system, the one to use first.

    Args:
        which: finds an installed program.
        run: runs one.
        environ: the variables of the process.
        has_cron: tells whether something heeds crontabs.
    """

    def __init__(
        self,
        which: Which = shutil.which,
        run: Run = run,
        environ: dict[str, str] | None = None,
        has_cron: Callable[[], bool] = is_daemon_running,
    ) -> None:
        environ = dict(os.environ) if environ is None else environ
        home = Path(environ.get("HOME") or Path.home())
        self._usable: list[Scheduler] = []
        self._known: list[Scheduler] = []
        if program := which("launchctl"):
            agents = home / "Library" / "LaunchAgents"
            self._usable.append(Launchd(program, run, agents, getattr(os, "getuid", int)()))
        if program := which("schtasks"):
            self._usable.append(TaskScheduler(program, run))
        if program := which("systemctl"):
            systemd = Systemd(program, run, unit_folder({**environ, "HOME": str(home)}))
            (self._usable if systemd.answers() else self._known).append(systemd)
        if program := which("crontab"):
            self._usable.append(Cron(program, run, has_cron))

    @property
    def names(self) -> list[str]:
        """The schedulers that could hold a reminder."""
        return [scheduler.name for scheduler in self._usable]

    def find(self) -> Entry | None:
        """Return the reminder that is set, or None; one that will ring comes before one lost.

        Raises:
            ReminderProblem: a scheduler does not say, and no other one has any.
        """
        entries = [entry for _, entry in self._found()]
        return min(entries, key=lambda entry: bool(entry.lost), default=None)

    def _found(self) -> list[tuple[Scheduler, Entry]]:
        found: list[tuple[Scheduler, Entry]] = []
        problem: ReminderProblem | None = None
        for scheduler in (*self._usable, *self._known):
            try:
                entry = scheduler.read()
            except ReminderProblem as error:
                problem = problem or error
                continue
            if entry is not None:
                found.append((scheduler, entry))
        if not found and problem is not None:
            raise problem
        return found

    def set(self, time: dt.time, command: Sequence[str]) -> Entry:
        """Set the reminder, in place of any before, and return it as its scheduler tells it.

        Raises:
            ReminderProblem: there is no scheduler, or it refuses, or has forgotten it at once.
        """
        if not self._usable:
            raise ReminderProblem(NO_SCHEDULER)
        first, *others = self._usable
        first.install(time, command)
        for other in (*others, *self._known):
            try:
                other.remove()
            except ReminderProblem:  # it never held any, or says so itself when it is asked
                continue
        entry = first.read()
        if entry is None or entry.time != time:
            raise ReminderProblem(f"{first.name} didn't keep the reminder")
        return entry

    def remove(self) -> Entry | None:
        """Remove the reminder wherever it is, and return it; None if there was none.

        Raises:
            ReminderProblem: a scheduler does not say, or refuses.
        """
        found = self._found()
        for scheduler, _ in found:
            scheduler.remove()
        return found[0][1] if found else None
