"""The reminder as one line of the user's crontab. All other lines stay byte for byte.

The line comes first, so that no variable that the crontab sets, such as SHELL or CRON_TZ, is meant
for it. It ends with a comment by which it is found again.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shlex
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from tui.reminders.programs import Done, Run, why
from tui.reminders.scheduler import Entry, ReminderProblem

MARK = "# supine remind"
_MARKED = re.compile(rb"[ \t]*[^#\s][^\r\n]*# supine remind[ \t]*\r?")
_LINE = re.compile(rb"\s*(@\S+|\S+(?:\s+\S+){4})\s+(.*)")
_DAILY = re.compile(rb"([0-9]{1,2})\s+([0-9]{1,2})\s+\*\s+\*\s+\*")
_NONE_YET = re.compile(
    r"(?:crontab: )?no crontab for \S+"
    r"|crontab: can't open '[^'/]+': No such file or directory",  # busybox
)
"""All that the programs called crontab say where a user has none yet.

Nothing else may be taken for it, since what cannot be read would be overwritten.
"""
# In a crontab a percent sign ends the command. Not all crons take the backslash before it away, and
# a shell has another way to say it.
_PERCENT = "\"$(printf '\\045')\""
_START_CRON = "It rings once cron is started."
_DAEMONS = {"cron", "crond", "fcron", "dcron", "anacron", "bcron-sched", "busybox"}


def is_daemon_running(proc: Path = Path("/proc")) -> bool:
    """Return whether a program runs that heeds crontabs; True where that cannot be seen."""
    try:
        (proc / "1" / "comm").read_bytes()  # not so where processes of others are hidden
        names = list(proc.glob("[0-9]*/comm"))
    except OSError:
        return True
    found = set()
    for name in names:
        with suppress(OSError):  # it has just ended
            found.add(name.read_text(encoding="utf-8", errors="replace").strip())
    return bool(found & _DAEMONS)


class Cron:
    """The crontab of the user.

    Args:
        program: the path of ``crontab``.
        run: runs it.
        is_running: tells whether something heeds crontabs.
    """

    name = "cron"

    def __init__(
        self, program: str, run: Run, is_running: Callable[[], bool] = is_daemon_running
    ) -> None:
        self._program = program
        self._run = run
        self._is_running = is_running

    def read(self) -> Entry | None:
        marked = [line for line in self._lines() if _MARKED.fullmatch(line.rstrip(b"\n"))]
        if not marked:
            return None
        time, command = _parsed(marked[0])
        where = _where(marked[0])
        if self._is_running():
            return Entry(time, command, where)
        return Entry(time, command, where, "cron doesn't seem to be running here", _START_CRON)

    def install(self, time: dt.time, command: Sequence[str]) -> None:
        line = crontab_line(time, command)
        before = self._lines()
        ours = [n for n, each in enumerate(before) if _MARKED.fullmatch(each.rstrip(b"\n"))]
        place = ours[0] if ours else 0
        after = [each for n, each in enumerate(before) if n not in ours]
        end = b"\r\n" if ours and before[place].endswith(b"\r\n") else b"\n"
        after.insert(place, line + end)
        self._write(b"".join(after))

    def remove(self) -> None:
        before = self._lines()
        after = [each for each in before if not _MARKED.fullmatch(each.rstrip(b"\n"))]
        if after == before:
            return
        if after:
            self._write(b"".join(after))
        else:
            self._checked(self._run([self._program, "-r"]))

    def _lines(self) -> list[bytes]:
        """Return the lines of the crontab with their ends; only ``\\n`` ends one.

        Raises:
            ReminderProblem: it cannot be read, byte for byte.
        """
        done = self._run([self._program, "-l"])
        if done.code == 0:
            return re.findall(rb"[^\n]*\n|[^\n]+", self._exact(done.out))
        if not done.out and _NONE_YET.fullmatch(done.error.strip()):
            return []
        raise ReminderProblem(
            f"can't read your crontab ({why(done, 'crontab -l failed')}); nothing was changed"
        )

    def _exact(self, listed: bytes) -> bytes:
        """Return the crontab of which this is the list, byte for byte.

        Debian lists a carriage return as ``\\r``, as it does these two characters. An editor is
        given the bytes themselves.
        """
        if b"\\r" not in listed:
            return listed
        done = self._run([self._program, "-e"], environ={"VISUAL": "cat", "EDITOR": "cat"})
        if done.out.replace(b"\r", b"\\r") != listed.replace(b"\r", b"\\r"):
            raise ReminderProblem("can't read your crontab byte for byte; nothing was changed")
        return done.out

    def _write(self, content: bytes) -> None:
        self._checked(self._run([self._program, "-"], content))

    def _checked(self, done: Done) -> None:
        if done.code != 0:
            raise ReminderProblem(
                f"can't change your crontab ({why(done, 'crontab failed')}); nothing was changed"
            )


def crontab_line(time: dt.time, command: Sequence[str]) -> bytes:
    """Return the line without its end.

    Raises:
        ReminderProblem: a path has a line break, which no crontab can hold.
    """
    text = f"{time.minute} {time.hour} * * * {' '.join(map(_quoted, command))} {MARK}"
    if "\n" in text or "\r" in text:
        raise ReminderProblem("cron can't call a path with a line break in it")
    return os.fsencode(text)


def _quoted(argument: str) -> str:
    """Return an argument for the shell, without any percent sign."""
    return _PERCENT.join(shlex.quote(part) if part else "" for part in argument.split("%")) or "''"


def _parsed(line: bytes) -> tuple[dt.time | None, tuple[str, ...]]:
    """Return when a line rings, and what it calls; None and nothing for what we did not write."""
    found = _LINE.fullmatch(line.rstrip(b"\r\n"))
    if found is None:
        return None, ()
    daily = _DAILY.fullmatch(found[1])
    is_time = daily is not None and int(daily[1]) < 60 and int(daily[2]) < 24
    time = dt.time(int(daily[2]), int(daily[1])) if daily is not None and is_time else None
    text = os.fsdecode(found[2]).replace(_PERCENT, "%")
    try:
        return time, tuple(shlex.split(text, comments=True))
    except ValueError:
        return time, ()


def _where(line: bytes) -> str:
    return f"your crontab: {os.fsdecode(line).strip()}"
