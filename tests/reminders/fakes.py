"""Stand-ins for the programs that a reminder talks to."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from tui.reminders.programs import Done


def words_of(command: Sequence[str | bytes]) -> list[str]:
    """Return a command as texts."""
    return [os.fsdecode(word) for word in command]


class System:
    """Programs by name, each with what it does with its arguments and with what it reads.

    ``crontab`` and ``systemctl`` behave as those of Debian do, in memory. A call that begins with
    the words in ``failing`` fails with their message. ``calls`` are all calls that were made.
    """

    def __init__(self, *programs: str, crontab: bytes | None = None) -> None:
        self.programs = set(programs)
        self.crontab = crontab
        self.active: set[str] = set()
        self.failing: dict[str, str] = {}
        self.calls: list[list[str]] = []
        self.environ: Mapping[str, str] = {}
        self.tasks: dict[str, bytes] = {}

    def which(self, name: str) -> str | None:
        """Return where a program is, if it is there."""
        return f"/bin/{name}" if name in self.programs else None

    def run(
        self,
        command: Sequence[str | bytes],
        given: bytes = b"",
        environ: Mapping[str, str] | None = None,
    ) -> Done:
        """Do what a program would, and remember the call."""
        path, *arguments = words_of(command)
        name = Path(path).name
        self.calls.append([name, *arguments])
        self.environ = environ or {}
        for words, message in self.failing.items():
            if [name, *arguments][: len(words.split())] == words.split():
                return Done(1, error=message)
        act = getattr(self, f"_{name}", None)
        done: Done = act(arguments, given) if act else Done(0)
        return done

    def _crontab(self, arguments: list[str], given: bytes) -> Done:
        match arguments:
            case ["-l"]:
                if self.crontab is None:
                    return Done(1, error="no crontab for mia\n")
                return Done(0, self.crontab.replace(b"\r", b"\\r"))
            case ["-e"]:  # with an editor that only prints it
                assert self.environ["VISUAL"] == self.environ["EDITOR"] == "cat"
                return Done(0, self.crontab or b"", "No modification made\n")
            case ["-r"]:
                self.crontab = None
            case _:
                self.crontab = given
        return Done(0)

    def _systemctl(self, arguments: list[str], given: bytes) -> Done:
        del given
        match arguments[1:]:
            case ["restart", name]:
                self.active.add(name)
            case ["disable", "--now", name]:
                self.active.discard(name)
            case ["is-active", "--quiet", name]:
                return Done(0 if name in self.active else 3)
        return Done(0)

    def _launchctl(self, arguments: list[str], given: bytes) -> Done:
        del given
        match arguments:
            case ["bootstrap", _, name]:
                self.active.add(Path(name).stem)
            case ["bootout" | "print" as act, name]:
                label = name.rpartition("/")[2]
                known = label in self.active
                if act == "bootout":
                    self.active.discard(label)
                return Done(0 if known else 113)
        return Done(0)

    def _schtasks(self, arguments: list[str], given: bytes) -> Done:
        del given
        name = arguments[arguments.index("/TN") + 1]
        match arguments[0]:
            case "/Create":
                self.tasks[name] = Path(arguments[-1]).read_bytes()
            case "/Delete":
                del self.tasks[name]
            case "/Query" if name not in self.tasks:
                return Done(1, error="ERROR: The system cannot find the file specified.")
            case "/Query":
                return Done(0, self.tasks[name])
        return Done(0)
