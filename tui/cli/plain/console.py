"""Lines out, lines in, and the time between them: what a session needs where nothing is drawn.

One thread waits for what is typed, so that the same code serves every system: a console of Windows
cannot be waited for together with a deadline.
"""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum, auto
from typing import TextIO

from tui.clock import Clock

_LOOK_EVERY_MS = 500
"""The longest wait in one piece: where a signal does not end a wait, it is seen after so long."""
_LINE_BYTES = 4096


class Signal(Enum):
    """What is no line: ``INTERRUPT`` asks for an end, ``LEAVE`` leaves nobody to ask."""

    INTERRUPT = auto()
    LEAVE = auto()


Event = str | Signal | Callable[[], object]


@dataclass
class _Timer:
    at: int
    callback: Callable[[], object]
    is_stopped: bool = False

    def stop(self) -> None:
        """Never fire again."""
        self.is_stopped = True


class Console:
    """Where lines are said and typed.

    Args:
        clock: what time it is.
        out: where lines are said; None where that is closed.
        bell: a terminal that can ring; None for none.
        can_answer: whether somebody can type.
    """

    def __init__(
        self, clock: Clock, out: TextIO | None, bell: TextIO | None, *, can_answer: bool
    ) -> None:
        self.can_answer = can_answer
        self._clock = clock
        self._out = out
        self._bell = bell
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._timers: list[_Timer] = []

    def say(self, text: str) -> None:
        """Say a line, now. What a voice would stumble over is said otherwise."""
        text = text.replace(" · ", "; ").replace(" …", " and the like")
        _write(self._out, text + "\n")

    def warn(self, text: str) -> None:
        """Say what is wrong."""
        _write(sys.stderr, f"supine practice: {text}\n")

    def ring(self) -> None:
        """Ring the terminal's bell once."""
        _write(self._bell, "\a")

    def later(self, seconds: float, callback: Callable[[], object]) -> _Timer:
        """Call back after some seconds, while `heard` waits."""
        timer = _Timer(self._clock.monotonic() + round(seconds * 1000), callback)
        self._timers.append(timer)
        return timer

    def soon(self, event: Event) -> None:
        """Let `heard` take this, or call it back; from any thread, or from a signal."""
        self._events.put(event)

    def in_background(self, job: Callable[[], object]) -> Callable[[], object]:
        """Do a job beside all else; gives back what waits for its end."""
        thread = threading.Thread(target=job, name="supine-keeper")
        thread.start()
        return thread.join

    def heard(self, milliseconds: int | None) -> str | Signal | None:
        """Wait for a line or a signal; None once so much time has passed, which may be endless."""
        end = None if milliseconds is None else self._clock.monotonic() + milliseconds
        while True:
            now = self._clock.monotonic()
            self._fire(now)
            if end is not None and now >= end:
                return None
            waits = [_LOOK_EVERY_MS, *(timer.at - now for timer in self._timers)]
            event = self._next(min(waits) if end is None else min(*waits, end - now))
            if callable(event):
                event()
            elif event is Signal.LEAVE:
                self.can_answer = False
                return event
            elif event is not None:
                return event

    def _fire(self, now: int) -> None:
        due = [timer for timer in self._timers if timer.at <= now]
        self._timers = [timer for timer in self._timers if timer.at > now]
        for timer in due:
            if not timer.is_stopped:
                timer.callback()

    def _next(self, milliseconds: int) -> Event | None:
        with suppress(queue.Empty):
            return self._events.get(timeout=milliseconds / 1000)
        return None


@contextmanager
def open_console(clock: Clock, *, to_errors: bool) -> Iterator[Console]:
    """The console of this process; meanwhile signals come as events, and lines are read.

    Args:
        clock: what time it is.
        to_errors: whether lines go to standard error, since standard output is for a program.
    """
    terminals = (each for each in (sys.stdout, sys.stderr) if each is not None and each.isatty())
    can_answer = sys.stdin is not None and sys.stdin.isatty()
    out = sys.stderr if to_errors else sys.stdout
    console = Console(clock, out, next(terminals, None), can_answer=can_answer)
    wanted = {"SIGINT": Signal.INTERRUPT, "SIGTERM": Signal.LEAVE, "SIGHUP": Signal.LEAVE}
    before = {}
    for name, event in wanted.items():
        number = getattr(signal, name, None)
        # Whoever runs it under nohup wants no hang-up; and only a main thread may ask for any.
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            with suppress(ValueError):
                before[number] = signal.signal(number, lambda *_, event=event: console.soon(event))
    if can_answer:
        reading = (sys.stdin.fileno(), console.soon)
        threading.Thread(target=_read_lines, args=reading, name="supine-lines", daemon=True).start()
    try:
        yield console
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _write(stream: TextIO | None, text: str) -> None:
    if stream is not None:
        stream.write(text)
        stream.flush()


def _read_lines(file: int, take: Callable[[Event], object]) -> None:
    """Hand over every line; the end of the input asks for an end, and twice in a row is one."""
    left, is_ending = b"", False
    while True:
        try:
            # Not through Python's own buffer, which could not be closed while this waits.
            read = os.read(file, _LINE_BYTES)
        except OSError:
            take(Signal.LEAVE)
            return
        if not read:
            take(Signal.LEAVE if is_ending else Signal.INTERRUPT)
            if is_ending:
                return
        is_ending = not read
        *lines, left = (left + read).split(b"\n")
        for line in lines:
            take(line.decode(errors="replace").strip())
