"""The reminder as a task of the Windows Task Scheduler, described in XML."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from tui.reminders.programs import Done, Run, why
from tui.reminders.scheduler import NAME, Entry, ReminderProblem

_SPACE = "http://schemas.microsoft.com/windows/2004/02/mit/task"


class TaskScheduler:
    """The Task Scheduler.

    Args:
        program: the path of ``schtasks``.
        run: runs it.
    """

    name = "the Task Scheduler"

    def __init__(self, program: str, run: Run) -> None:
        self._program = program
        self._run = run

    def read(self) -> Entry | None:
        done = self._run([self._program, "/Query", "/TN", NAME, "/XML"])
        if done.code != 0:  # its messages are in the language of the system
            return None
        try:
            task = ElementTree.fromstring(_decoded(done.out))
        except ElementTree.ParseError:
            return Entry(None, (), f"the task {NAME}")

        def text(name: str) -> str:
            return task.findtext(f".//{{{_SPACE}}}{name}") or ""

        try:
            time = dt.datetime.fromisoformat(text("StartBoundary")).time()
        except ValueError:
            time = None
        is_daily = text("DaysInterval") == "1"
        is_off = "false" in (task.findtext(f"./{{{_SPACE}}}Settings/{{{_SPACE}}}Enabled") or "")
        command = (text("Command"), *_words(text("Arguments")))
        lost = "the task is switched off" if is_off else ""
        return Entry(time if is_daily else None, command, f"the task {NAME}", lost)

    def install(self, time: dt.time, command: Sequence[str]) -> None:
        with tempfile.TemporaryDirectory(prefix="supine-") as folder:
            path = Path(folder, "task.xml")
            path.write_bytes(task(time, command).encode("utf-16"))
            create = [self._program, "/Create", "/F", "/TN", NAME, "/XML", str(path)]
            self._checked(self._run(create))

    def remove(self) -> None:
        if self.read() is not None:
            self._checked(self._run([self._program, "/Delete", "/F", "/TN", NAME]))

    def _checked(self, done: Done) -> None:
        if done.code != 0:
            reason = why(done, "schtasks failed")
            raise ReminderProblem(
                f"the Task Scheduler didn't take it ({reason}); nothing was changed"
            )


def _words(line: str) -> list[str]:
    """Return the arguments of which ``subprocess.list2cmdline`` makes a line."""
    words: list[str] = []
    word: str | None = None
    is_quoted = False
    for slashes, character in re.findall(r"(\\*)(.|\Z)", line, re.DOTALL):
        if character == '"':
            word = (word or "") + slashes[: len(slashes) // 2]
            if len(slashes) % 2:
                word += '"'
            else:
                is_quoted = not is_quoted
            continue
        if slashes:
            word = (word or "") + slashes
        if character and (is_quoted or character not in " \t"):
            word = (word or "") + character
        elif word is not None:
            words.append(word)
            word = None
    return words


def _decoded(data: bytes) -> str:
    """Return the XML of a task without its declaration, which may name another encoding."""
    is_wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = data.decode("utf-16" if is_wide else "utf-8", "replace").lstrip("\ufeff\r\n ")
    return text.partition("?>")[2] if text.startswith("<?xml") else text


def task(time: dt.time, command: Sequence[str]) -> str:
    """Return a task that calls a command each day. Its time is that of the wall clock."""
    program, *arguments = command
    return f"""<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="{_SPACE}">
  <RegistrationInfo><Description>A reminder from supine</Description></RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      <StartBoundary>2026-01-01T{time:%H:%M}:00</StartBoundary>
      <ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay>
    </CalendarTrigger>
  </Triggers>
  <Settings>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT5M</ExecutionTimeLimit>
  </Settings>
  <Actions>
    <Exec>
      <Command>{escape(program)}</Command>
      <Arguments>{escape(subprocess.list2cmdline(arguments))}</Arguments>
    </Exec>
  </Actions>
</Task>
"""
