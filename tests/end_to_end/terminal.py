"""The program on a real pseudo-terminal, with an emulator that draws what it sends."""

from __future__ import annotations

import datetime as dt
import os
import re
import select
import sys
import termios
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pexpect
import pyte

ENVIRONMENT = {
    "TERM": "xterm-256color",
    "LANG": "C.UTF-8",
    "PYTHONUTF8": "1",
    "COLORTERM": "truecolor",
}

_MODES = re.compile(rb"\x1b\[(?:(\?[0-9;]+)([hl])|([><])[0-9;]*u|(2[23]);0t)")
_ON_AT_FIRST = frozenset(("?7", "?25"))
"""What a terminal does from the start: it wraps lines and shows its cursor."""
_COMMAND = re.compile(rb"\x1b\][^\x07\x1b]*(\x07|\x1b\\)")


class Modes:
    """The modes that a program has switched on in a terminal, read from what it sends."""

    def __init__(self) -> None:
        self._on = set(_ON_AT_FIRST)
        self._pushed = 0  # keyboard protocols
        self.titles = 0
        self._unread = b""

    def feed(self, data: bytes) -> None:
        """Take in what was sent next."""
        data = self._unread + data
        for modes, how, push, title in _MODES.findall(data):
            if title:
                self.titles += 1 if title == b"22" else -1
            if push:
                self._pushed += 1 if push == b">" else -1
            for number in modes.decode().lstrip("?").split(";") if modes else ():
                (self._on.add if how == b"h" else self._on.discard)(f"?{number}")
        begun = data.rfind(b"\x1b", -16)
        self._unread = data[begun:] if begun >= 0 and not _MODES.match(data[begun:]) else b""

    def is_on(self, mode: str) -> bool:
        """Return whether a mode, such as ``?2004``, is on."""
        return mode in self._on

    @property
    def is_drawing(self) -> bool:
        """Whether the program has the whole screen."""
        return self.is_on("?1049")

    @property
    def left_on(self) -> list[str]:
        """The modes that are not as a program should leave them; empty if all is as it was."""
        differ = sorted(self._on ^ _ON_AT_FIRST)
        pushed = {"keyboard protocols": self._pushed, "titles": self.titles}
        return [*differ, *(f"{count} {what}" for what, count in pushed.items() if count)]


class Terminal:
    """One run of the program.

    ``bells`` are the moments, in seconds of ``time.monotonic``, at which it rang. ``is_cooked`` is,
    once it has ended, whether the terminal takes lines and echoes them again.
    """

    def __init__(
        self,
        file: Path,
        *,
        rows: int = 24,
        columns: int = 80,
        command: str | None = None,
        program: Sequence[str] = ("-m", "tui"),
        **environment: str,
    ) -> None:
        known = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "TMPDIR")}
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.output = b""
        self.bells: list[float] = []
        self.is_cooked = False
        self._unread = b""  # a command that has not ended yet
        arguments = [*program, "--file", str(file)]
        self.process = pexpect.spawn(
            command or sys.executable,
            ["--norc", "--noprofile", "-i"] if command else arguments,
            dimensions=(rows, columns),
            env={**known, **ENVIRONMENT, **environment},
            timeout=20,
        )
        self.command = " ".join([sys.executable, *arguments])

    @property
    def text(self) -> str:
        """What stands on the screen, spaces folded."""
        return " ".join(" ".join(self.screen.display).split())

    def read(self, seconds: float = 0.05) -> bool:
        """Take in what the program sends; False once it has ended."""
        try:
            data = self.process.read_nonblocking(65536, timeout=seconds)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            data = self._last_words()
            if not data:
                return False
        self.output += data
        self.bells += [time.monotonic()] * self._rings(data)
        self._stream.feed(data)
        return True

    def _last_words(self) -> bytes:
        """What it sent just before it ended; the terminal may hand it on a moment after the end."""
        if not select.select([self.process.child_fd], [], [], 0.2)[0]:
            return b""
        try:
            return os.read(self.process.child_fd, 65536)
        except OSError:  # so a closed terminal ends on Linux
            return b""

    def _rings(self, data: bytes) -> int:
        """How often it rings, without the bells that only end a command to the terminal."""
        text = _COMMAND.sub(b"", self._unread + data)
        begun = text.rfind(b"\x1b]")
        text, self._unread = (text[:begun], text[begun:]) if begun >= 0 else (text, b"")
        return text.count(b"\x07")

    def until(self, wanted: str, seconds: float = 20) -> Terminal:
        """Wait until something stands on the screen."""
        end = time.monotonic() + seconds
        while wanted not in self.text:
            if time.monotonic() > end or not self.read():
                raise AssertionError(f"no {wanted!r} on:\n" + "\n".join(self.screen.display))
        return self

    def until_rows(self, are_wanted: Callable[[list[str]], bool], seconds: float = 20) -> Terminal:
        """Wait until the rows of the screen, without the spaces at their ends, are as wanted."""
        end = time.monotonic() + seconds
        while not are_wanted([row.rstrip() for row in self.screen.display]):
            if time.monotonic() > end or not self.read():
                raise AssertionError("not as wanted:\n" + "\n".join(self.screen.display))
        return self

    def gone(self, unwanted: str, seconds: float = 20) -> Terminal:
        """Wait until something stands on the screen no longer."""
        end = time.monotonic() + seconds
        while unwanted in self.text:
            if time.monotonic() > end or not self.read():
                raise AssertionError(
                    f"{unwanted!r} is still on:\n" + "\n".join(self.screen.display)
                )
        return self

    @property
    def cells(self) -> list[list[Any]]:
        """Every cell of the screen by row, with its character, its colours and its weight."""
        rows, columns = range(self.screen.lines), range(self.screen.columns)
        return [[self.screen.buffer[row][column] for column in columns] for row in rows]

    def settled(self, quiet_s: float = 0.2, seconds: float = 30) -> Terminal:
        """Wait until nothing more is drawn for a while, and the program has nothing to do."""
        end = time.monotonic() + seconds
        before = len(self.output)
        while self.read(quiet_s) and (len(self.output) > before or self._is_busy):
            if time.monotonic() > end:
                raise AssertionError(
                    f"it draws without end, last {self.output[-400:]!r}, on:\n"
                    + "\n".join(self.screen.display)
                )
            before = len(self.output)
        return self

    @property
    def _is_busy(self) -> bool:
        """Whether a part of the program runs or waits for a processor, where the system tells."""
        tasks = Path(f"/proc/{self.process.pid}/task")
        try:
            states = [each.read_text().rpartition(") ")[2][0] for each in tasks.glob("*/stat")]
        except OSError:  # a thread, or all of it, has ended meanwhile
            return False
        return "R" in states

    def press(self, keys: str) -> Terminal:
        """Type."""
        self.process.send(keys)
        return self

    def end(self, seconds: float = 10) -> int:
        """Wait for the end; the exit code, or minus the signal."""
        end = time.monotonic() + seconds
        while self.read():
            assert time.monotonic() < end, "it does not end"
        flags = termios.tcgetattr(self.process.child_fd)[3]
        self.is_cooked = bool(flags & termios.ICANON and flags & termios.ECHO)
        self.process.close()
        status, signal = self.process.exitstatus, self.process.signalstatus
        return int(status) if status is not None else -int(signal or 0)

    @property
    def is_restored(self) -> bool:
        """Whether the terminal was left as it was found, in all its modes."""
        modes = Modes()
        modes.feed(self.output)
        return b"\x1b[?1049h" in self.output and not modes.left_on


def quick_diary(
    path: Path,
    *,
    start_reps: int = 2,
    prepare_s: float = 0.5,
    is_answered: bool = True,
    **settings: object,
) -> Path:
    """A diary whose routine takes seconds: the shortest that the gentle limits allow.

    Where ``is_answered`` is true, the check-in of the present date is answered, whatever date it is
    here and in the program.
    """
    quick = {"ease_in_s": 1, "hold_s": 2, "ease_out_s": 2, "rest_s": 3}
    tables: dict[str, Any] = {
        "_meta": {"1": {"app": "supine", "schema": 1, "rev": 1, "write": "00000000"}},
        "settings": {"1": {"welcomed": True, "sound": "bell"} | settings},
        "routines": {
            "1": {
                "id": "neck-and-upper-back",
                "name": "Neck and upper back",
                "exercises": [
                    {"id": "shoulder-blades", "name": "Shoulder blades", "word": "SQUEEZE"} | quick,
                    {"id": "neck", "name": "Neck", "word": "PRESS"} | quick,
                ],
                "plan": {"start_reps": start_reps},
                "prepare_s": prepare_s,
                "reposition_s": 0.5,
                "settle_s": 0.5,
            }
        },
    }
    if is_answered:
        dates = (dt.datetime.now(dt.UTC).date() + dt.timedelta(days=n) for n in (-1, 0, 1))
        tables["days"] = {str(d.toordinal()): {"day": str(d), "check": "clear"} for d in dates}
    path.write_bytes(msgspec.json.encode(tables))
    return path


def sessions(path: Path) -> list[dict[str, Any]]:
    """The sessions as they stand on the disk."""
    tables: dict[str, dict[str, Any]] = msgspec.json.decode(path.read_bytes())
    return list(tables.get("sessions", {}).values())
