"""One run of the program on a pseudo-terminal, as fast as it takes what is done to it.

Nothing is drawn: what it sends is read for the modes of the terminal alone, and its end is kept.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.end_to_end.terminal import ENVIRONMENT, Modes
from tests.monkey import probe
from tests.monkey.events import (
    Click,
    Event,
    Focus,
    Hover,
    Key,
    Paste,
    Raw,
    Resize,
    Suspend,
    Wait,
)

ROOT: Final = Path(__file__).parents[2]
ANSWER_WITHIN_S: Final = 10.0
"""How long it may take to answer, on a machine with other things to do."""
KEY_WITHIN_S: Final = 0.1
"""How much longer for each key that was sent since the last answer."""
END_WITHIN_S: Final = 5.0
"""How long it may take to end when it is told to."""
_AGAIN_S: Final = 1.2
"""After so long it is asked again: what is typed while it is stopped is thrown away."""
_KEPT: Final = 100_000
"""How many bytes of what it sent last are kept."""
_PEAK: Final = re.compile(r"VmHWM:\s*(\d+) kB")


LATE_OUTPUT_S = 3.0
"""How long after its end the last output may take to come."""


class Ended(Exception):
    """The program has ended."""


class Stuck(Exception):
    """The program does not answer; holds where its threads are."""


@dataclass
class End:
    """How a run ended: its exit code or minus a signal, and what it left behind."""

    code: int
    left_on: list[str]
    is_cooked: bool
    traceback: str


class Program:
    """The program over a diary.

    Args:
        path: the diary.
        home: an empty folder, its working directory.
        kitty: whether the terminal speaks kitty's keyboard protocol.
        largest_file: in bytes; None for any size.
        environment: further variables.
    """

    def __init__(
        self,
        path: Path,
        home: Path,
        columns: int,
        rows: int,
        *,
        kitty: bool = False,
        largest_file: int | None = None,
        environment: dict[str, str] | None = None,
    ) -> None:
        self.peak_mb = 0.0
        self.longest_s = 0.0
        self.output = b""
        self.is_asked_to_end = False
        self._kitty = kitty
        self._size = (columns, rows)
        self._modes = Modes()
        self._told = b""
        self._keys = 0  # since the last answer
        self._status: int | None = None
        self._master, self._slave = os.openpty()
        os.set_blocking(self._master, False)
        self._before = termios.tcgetattr(self._slave)
        self.resize(columns, rows)
        self._pipe, its_pipe = os.pipe()
        known = {"HOME": str(home), "PATH": str(home), "PYTHONPATH": str(ROOT), "ESCDELAY": "5"}
        known |= {probe.PIPE: str(its_pipe)}
        if largest_file is not None:
            known[probe.LARGEST_FILE] = str(largest_file)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.monkey.probe", str(path)],
            stdin=self._slave,
            stdout=self._slave,
            stderr=self._slave,
            cwd=home,
            env=ENVIRONMENT | known | (environment or {}),
            pass_fds=(its_pipe,),
            start_new_session=True,
        )
        os.close(its_pipe)

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    # What it says

    def _pump(self, seconds: float) -> None:
        """Take in what it sends, for at most so long, until there is something."""
        ready, _, _ = select.select([self._master, self._pipe], [], [], seconds)
        if self._master in ready:
            with contextlib.suppress(OSError):
                data = os.read(self._master, 1 << 16)
                self.output = (self.output + data)[-_KEPT:]
                self._modes.feed(data)
        if self._pipe in ready:
            data = os.read(self._pipe, 1 << 16)
            self._told += data
            if not data:
                time.sleep(0.001)  # it is ending
        self._wait()

    def _wait(self) -> None:
        """Look whether it has stopped, and let it go on; raise `Ended` if it has ended."""
        if self._status is None:
            pid, status, usage = os.wait4(self.pid, os.WNOHANG | os.WUNTRACED)
            if pid and os.WIFSTOPPED(status):
                os.kill(self.pid, signal.SIGCONT)
            elif pid:
                self._status = self._process.returncode = os.waitstatus_to_exitcode(status)
                if sys.platform == "darwin":  # Linux counts in what this process had before
                    self.peak_mb = usage.ru_maxrss / 1e6
        if self._status is not None:
            raise Ended

    def until_drawn(self) -> None:
        """Wait until it has the terminal."""
        end = time.monotonic() + ANSWER_WITHIN_S
        while not self._modes.is_drawing:
            self._pump(0.05)
            if time.monotonic() > end:
                raise Stuck("it never drew anything")

    def answer(self) -> float:
        """Ask it, and wait until it answers; return after how many seconds it did."""
        began = asked = time.monotonic()
        within_s = ANSWER_WITHIN_S + KEY_WITHIN_S * self._keys
        self._keys = 0
        self._told = self._told.replace(probe.ANSWER, b"")
        self._send(probe.HEARTBEAT_SENT)
        while probe.ANSWER not in self._told:
            self._pump(0.05)
            now = time.monotonic()
            if now - began > within_s:
                raise Stuck(self._stacks())
            if now - asked > _AGAIN_S:
                asked = now
                self._send(probe.HEARTBEAT_SENT)
        took = time.monotonic() - began
        self.longest_s = max(self.longest_s, took)
        return took

    def measure(self) -> None:
        """Take in how much memory it has had at most, where the system says so."""
        with contextlib.suppress(OSError):
            found = _PEAK.search(Path(f"/proc/{self.pid}/status").read_text())
            self.peak_mb = int(found[1]) / 1000 if found else self.peak_mb

    def _stacks(self) -> str:
        self._told = b""
        os.kill(self.pid, signal.SIGUSR1)
        end = time.monotonic() + 0.5
        while time.monotonic() < end:
            self._pump(0.05)
        stacks, self._told = self._told, b""
        return stacks.decode(errors="replace")

    # What is done to it

    def _send(self, data: bytes) -> None:
        end = time.monotonic() + ANSWER_WITHIN_S
        while data:
            with contextlib.suppress(BlockingIOError):
                data = data[os.write(self._master, data[:1024]) :]
            self._pump(0.01 if data else 0)
            if data and time.monotonic() > end:
                raise Stuck("it takes no input\n" + self._stacks())

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        self._size = columns, rows
        size = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, size)

    def _pass(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._pump(left)

    def do(self, event: Event) -> None:
        """Let an event happen.

        Raises:
            Ended: it has ended, because of this or of what was before.
        """
        match event:
            case Key(name, times):
                data = event.sent(kitty=self._kitty).encode()
                self._keys += times
                for _ in range(times):
                    self._send(data)
                if name == "escape" and not self._kitty:
                    self._pass(0.012)  # else it and the next key were one with alt
            case Paste(text):
                self._send(b"\x1b[200~" + text.replace("\x1b", "").encode() + b"\x1b[201~")
            case Raw(data):
                self._send(data)
            case Click(x, y, to):
                self._send(f"\x1b[<0;{x + 1};{y + 1}M".encode())
                if to is not None:
                    for part in (1, 2, 3, 4):
                        over = x + (to[0] - x) * part // 4 + 1, y + (to[1] - y) * part // 4 + 1
                        self._send(f"\x1b[<32;{over[0]};{over[1]}M".encode())
                    x, y = to
                self._send(f"\x1b[<0;{x + 1};{y + 1}m".encode())
            case Hover(x, y, wheel):
                button = {0: 35, 1: 65, -1: 64}[wheel]
                self._send(f"\x1b[<{button};{x + 1};{y + 1}M".encode())
            case Resize(columns, rows):
                self.resize(columns, rows)
                if self._kitty and self._modes.is_on("?2048"):
                    self._send(f"\x1b[48;{rows};{columns};{rows * 20};{columns * 10}t".encode())
            case Focus(is_there):
                self._send(b"\x1b[I" if is_there else b"\x1b[O")
            case Suspend():
                os.kill(self.pid, signal.SIGTSTP)
                self._pass(0.03)
            case Wait(ms):
                self._pass(ms / 1000)

    # The end

    def end(self) -> End:
        """Tell it to end; return how it did.

        Raises:
            Stuck: it did not; it was killed.
        """
        self.is_asked_to_end = True
        with contextlib.suppress(Ended):
            os.kill(self.pid, signal.SIGTERM)
            self._pass(END_WITHIN_S)
            stacks = self._stacks()
            raise Stuck(stacks)
        return self.ended()

    def ended(self) -> End:
        """Return how it ended, once it has."""
        assert self._status is not None
        # On a busy machine the kernel passes on what was written last only after the end.
        late = time.monotonic() + LATE_OUTPUT_S
        while True:
            size = len(self.output), len(self._told)
            with contextlib.suppress(Ended):
                self._pump(0.01)
            is_quiet = size == (len(self.output), len(self._told))
            if is_quiet and (not self._modes.left_on or time.monotonic() > late):
                break
        return End(
            code=self._status,
            left_on=self._modes.left_on,
            is_cooked=termios.tcgetattr(self._slave) == self._before,
            traceback=self._told.decode(errors="replace").replace("\x06", ""),
        )

    def close(self) -> None:
        """Kill it if it still runs, and close the terminal."""
        if self._status is None:
            os.kill(self.pid, signal.SIGKILL)
            _, status, _ = os.wait4(self.pid, 0)
            self._status = self._process.returncode = os.waitstatus_to_exitcode(status)
        for each in (self._master, self._slave, self._pipe):
            os.close(each)
