"""What the schedulers of all systems have in common: the entry that they keep, and its command.

A scheduler is asked what is set. Nothing else remembers it, so what is shown is what will ring.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

NAME = "supine-remind"
"""What the entry is called in every scheduler that gives names."""


class ReminderProblem(Exception):
    """The reminder cannot be read or changed; the message says why. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A reminder as a scheduler keeps it.

    Attributes:
        time: when it rings each day; None if that was changed by hand into something else.
        command: the program that is called, and its arguments; empty if it cannot be read.
        where: the file or the line in which it is written.
        lost: why it will not ring although it is written there, or empty.
        remedy: what makes it ring then; empty where it has to be set again.
    """

    time: dt.time | None
    command: tuple[str, ...]
    where: str
    lost: str = ""
    remedy: str = ""

    @property
    def is_program_missing(self) -> bool:
        """Whether the program that it calls is not there, as after supine was moved."""
        return bool(self.command) and not os.path.exists(self.command[0])  # noqa: PTH110

    def option(self, name: str) -> str:
        """Return the value of an option in the command, or nothing."""
        for word in self.command:
            if word.startswith(f"{name}="):
                return word.partition("=")[2]
        at = self.command.index(name) + 1 if name in self.command else len(self.command)
        return next(iter(self.command[at : at + 1]), "")


class Scheduler(Protocol):
    """A scheduler of the system that can hold one reminder of ours. Each takes nothing but that."""

    @property
    def name(self) -> str:
        """What it is called in a sentence."""

    def read(self) -> Entry | None:
        """Return the reminder that it holds, or None.

        Raises:
            ReminderProblem: it does not say.
        """

    def install(self, time: dt.time, command: Sequence[str]) -> None:
        """Hold a reminder, in place of the one before.

        Raises:
            ReminderProblem: it cannot; the one before is kept.
        """

    def remove(self) -> None:
        """Forget the reminder, if it holds one.

        Raises:
            ReminderProblem: it cannot.
        """


def scheduler_command(diary: Path, routine: str | None, time: dt.time) -> tuple[str, ...]:
    """Return the command that a scheduler calls: this Python, and ``supine remind now``.

    A scheduler knows neither the current folder nor the variables of a shell, so everything is
    named. The folder that it starts in is kept out of what Python imports.
    """
    python = Path(sys.executable)
    if sys.platform == "win32":  # python.exe would open a window
        windowless = python.with_name("pythonw.exe")
        python = windowless if windowless.exists() else python
    options = ["--file", str(diary), *(["--routine", routine] if routine is not None else [])]
    return (str(python), "-P", "-m", "tui", "remind", "now", "--due", f"{time:%H:%M}", *options)
