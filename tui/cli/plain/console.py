"""Lines out, lines in, and timers: all that a plain session needs of the world.

One thread reads what is typed, because Windows cannot wait for a console and a deadline together.
Lines, signals and calls from other threads meet in one queue, and `wait` takes them from there, so
everything else runs on the main thread.
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

from tui.cli.lines import print_line, print_message
from tui.clock import Clock
from tui.words.visible import spoken

_LONGEST_WAIT_MS = 500
"""Waiting is done in pieces of this length, since a signal does not end a wait on every system."""
_READ_BYTES = 4096


class EndRequest(Enum):
    """A request to end the session that is not a typed line.

    ``INTERRUPT`` is ctrl+c or the end of the input: somebody is there and can be asked why.
    ``HANG_UP`` is SIGTERM, SIGHUP or a terminal that is gone: nobody is left to be asked.
    """

    INTERRUPT = auto()
    HANG_UP = auto()


Event = str | EndRequest | Callable[[], object]
"""A typed line, a request to end, or a function to call on the main thread."""


@dataclass
class _Timer:
    at: int
    callback: Callable[[], object]
    is_stopped: bool = False

    def stop(self) -> None:
        """Make sure that the callback is not called any more."""
        self.is_stopped = True


class Console:
    """Prints lines, waits for typed ones, and runs timers meanwhile.

    Args:
        clock: the time by which timers run, in milliseconds.
        out: where lines are printed; None if that is closed.
        bell: a terminal that can ring; None if there is none.
        can_answer: whether somebody can type. It becomes False when nobody can any more.
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

    def print_line(self, text: str) -> None:
        """Print a line at once, without signs that a screen reader does not read well."""
        if self._out is not None:
            print_line(spoken(text), self._out)
            self._out.flush()

    def print_lines(self, *texts: str) -> None:
        """Print several lines."""
        for text in texts:
            self.print_line(text)

    def warn(self, text: str) -> None:
        """Print what is wrong to standard error."""
        print_message("supine practice", text)

    def ring(self) -> None:
        """Ring the terminal's bell once."""
        if self._bell is not None:
            self._bell.write("\a")
            self._bell.flush()

    def call_later(self, seconds: float, callback: Callable[[], object]) -> _Timer:
        """Call a function after some seconds, while `wait` is running; returns a timer to stop."""
        timer = _Timer(self._clock.monotonic() + round(seconds * 1000), callback)
        self._timers.append(timer)
        return timer

    def post(self, event: Event) -> None:
        """Make `wait` return this event, or call it; for other threads and signal handlers."""
        self._events.put(event)

    def run_in_background(self, job: Callable[[], object]) -> Callable[[], object]:
        """Run a job in another thread; returns a function that waits for its end."""
        thread = threading.Thread(target=job, name="supine-keeper")
        thread.start()
        return thread.join

    def wait(self, milliseconds: int | None) -> str | EndRequest | None:
        """Return the next typed line or request to end; None once the time has passed.

        Args:
            milliseconds: how long to wait; None to wait without an end.
        """
        end = None if milliseconds is None else self._clock.monotonic() + milliseconds
        while True:
            now = self._clock.monotonic()
            self._run_due_timers(now)
            if end is not None and now >= end:
                return None
            waits = [_LONGEST_WAIT_MS, *(timer.at - now for timer in self._timers)]
            event = self._next_event(min(waits) if end is None else min(*waits, end - now))
            if callable(event):
                event()
            elif event is EndRequest.HANG_UP:
                self.can_answer = False
                return event
            elif event is not None:
                return event

    def _run_due_timers(self, now: int) -> None:
        due = [timer for timer in self._timers if timer.at <= now]
        self._timers = [timer for timer in self._timers if timer.at > now]
        for timer in due:
            if not timer.is_stopped:
                timer.callback()

    def _next_event(self, milliseconds: int) -> Event | None:
        with suppress(queue.Empty):
            return self._events.get(timeout=milliseconds / 1000)
        return None


@contextmanager
def open_console(clock: Clock, *, to_errors: bool) -> Iterator[Console]:
    """Yield the console of this process; until the end of the block signals become events.

    Args:
        clock: the time by which timers run.
        to_errors: whether lines go to standard error, since a program reads standard output.
    """
    streams = (stream for stream in (sys.stdout, sys.stderr) if stream is not None)
    terminal = next((stream for stream in streams if stream.isatty()), None)
    can_answer = sys.stdin is not None and sys.stdin.isatty()
    out = sys.stderr if to_errors else sys.stdout
    console = Console(clock, out, terminal, can_answer=can_answer)
    requests = {
        "SIGINT": EndRequest.INTERRUPT,
        "SIGTERM": EndRequest.HANG_UP,
        "SIGHUP": EndRequest.HANG_UP,  # Windows has none
    }
    handlers_before = {}
    for name, request in requests.items():
        number = getattr(signal, name, None)
        # A signal that is ignored stays ignored: nohup does that with SIGHUP.
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            with suppress(ValueError):  # only the main thread may set a handler
                handlers_before[number] = signal.signal(
                    number, lambda *_, request=request: console.post(request)
                )
    if can_answer:
        reading = (sys.stdin.fileno(), console.post)
        threading.Thread(target=_read_lines, args=reading, name="supine-lines", daemon=True).start()
    try:
        yield console
    finally:
        for number, handler in handlers_before.items():
            signal.signal(number, handler)


def _read_lines(file: int, post: Callable[[Event], object]) -> None:
    """Read a file descriptor to its end and pass on every line.

    The end of the input (ctrl+d) asks for an end, and a terminal can be read on after it. A second
    end right after the first means that the terminal is gone.
    """
    rest, is_at_end = b"", False
    while True:
        try:
            # Python's own buffered reader could not be closed while this thread waits in it.
            data = os.read(file, _READ_BYTES)
        except OSError:
            post(EndRequest.HANG_UP)
            return
        if not data:
            post(EndRequest.HANG_UP if is_at_end else EndRequest.INTERRUPT)
            if is_at_end:
                return
        is_at_end = not data
        *lines, rest = (rest + data).split(b"\n")
        for line in lines:
            post(line.decode(errors="replace").strip())
