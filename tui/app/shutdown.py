"""The end of a program that was told to end, whatever holds it up.

A signal is heard by a thread of its own, since the event loop may never come to rest, and a handler
in the main thread may never have its turn. The thread tells the app to end. If the process has not
ended after some seconds, or if it is told again, the thread restores the terminal and ends it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, NoReturn

FAILED = 3
"""The exit code after a forced end, and after a mistake of supine itself; as the command line's."""
ONE_TELLING_S = 0.25
"""A terminal that closes often sends several signals; within so many seconds they count as one."""
_LAST_RESORT_S = 0.5
"""How long the terminal may take to be restored; it may take nothing any more."""
_LEAVE = (
    "\x18\x1b[?2026l\x1b[0m"  # whatever was being written
    "\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"  # mouse
    "\x1b[?2004l\x1b[?2048l\x1b[?1004l\x1b[?7h"  # paste, resize, focus, wrap
    "\x1b[?1049l\x1b[?25h"  # the other screen, cursor
)
"""What ends all that Textual has asked of a terminal, for when Textual itself cannot."""
_LEAVE_KEYS = "\x1b[<u\x1b[23;0t"
"""What ends its keyboard protocol and its title. A second time, it would end those of a shell."""


class EndWatch:
    """Sees to it that a process that is told to end does so.

    Args:
        seconds: how long it may take.
        force: ends the process at once.
    """

    def __init__(self, seconds: float, force: Callable[[], object]) -> None:
        self._seconds = seconds
        self._force = force
        self._tell: Callable[[], object] | None = None
        self._told_at: float | None = None
        self._lock = threading.Lock()

    def connect(self, tell: Callable[[], object]) -> None:
        """Call ``tell``, in the watching thread, when the process is told to end; or now."""
        self._tell = tell
        if self._told_at is not None:
            tell()

    def begin(self) -> bool:
        """Let the seconds run; return whether they did not before."""
        with self._lock:
            if self._told_at is not None:
                return False
            self._told_at = time.monotonic()
        self._force_after(self._seconds)
        return True

    def told(self) -> None:
        """Take note that the process is to end; the second time, force it."""
        if self.begin():
            if self._tell is not None:
                self._tell()
        elif self._told_at is not None:
            self._force_after(max(0, self._told_at + ONE_TELLING_S - time.monotonic()))

    def _force_after(self, seconds: float) -> None:
        timer = threading.Timer(seconds, self._force)
        timer.daemon = True
        timer.start()

    def listen(self) -> None:
        """Heed SIGTERM, SIGHUP and SIGINT from now on, unless they are ignored.

        To be called in the main thread. Windows ends programs without asking them.
        """
        if sys.platform == "win32":
            return
        numbers = {signal.SIGTERM, signal.SIGHUP, signal.SIGINT}
        numbers = {each for each in numbers if signal.getsignal(each) is not signal.SIG_IGN}
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        for number in numbers:
            # Python hears only of signals that have a handler. The byte is written in any case.
            signal.signal(number, lambda *_: None)
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)

        def hear() -> None:
            while data := os.read(reading, 64):
                for number in data:
                    if number in numbers:
                        self.told()

        threading.Thread(target=hear, name="end", daemon=True).start()


def ignore_stops() -> None:
    """Let ctrl+z stop this process no longer, since it is about to leave the terminal.

    Textual leaves the terminal when it is stopped, and takes it again when it goes on. While it
    ends it would do both twice, and leave the terminal half taken.
    """
    if sys.platform != "win32" and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTSTP, signal.SIG_IGN)
        signal.signal(signal.SIGCONT, signal.SIG_DFL)


def force_exit(restore: Callable[[], None]) -> NoReturn:
    """Restore the terminal and end this process, without waiting for anything.

    A disk that does not answer holds up a normal exit, for which Python waits for all its threads,
    and a loop that does not rest never comes to one.
    """
    last_resort = threading.Timer(_LAST_RESORT_S, os._exit, (FAILED,))
    last_resort.daemon = True
    last_resort.start()
    with contextlib.suppress(Exception):  # the terminal may have gone
        restore()
    os._exit(FAILED)


def terminal_restorer() -> Callable[[], None]:
    """Return what makes the terminal as it is now again, and says why.

    It uses nothing of Textual, whose threads may hang. How much Textual has restored nobody knows,
    so all that may be done twice is done.
    """
    attributes = _attributes()

    def restore() -> None:
        leave = ""
        if attributes is not None:
            leave = _LEAVE if attributes == _attributes() else _LEAVE_KEYS + _LEAVE
            _set_attributes(attributes)
        if sys.__stderr__ is not None:
            text = (
                "supine was closed before it could finish its work. Every rep shown as done is "
                "saved."
            )
            os.write(sys.__stderr__.fileno(), f"{leave}{text}\n".encode())

    return restore


def _attributes() -> list[Any] | None:
    """Return how the terminal treats input; None where there is none, and on Windows."""
    if sys.platform == "win32" or sys.__stdin__ is None:
        return None
    import termios

    try:
        return termios.tcgetattr(sys.__stdin__)
    except (OSError, ValueError, termios.error):
        return None


def _set_attributes(attributes: list[Any]) -> None:
    if sys.platform != "win32" and sys.__stdin__ is not None:
        import termios

        # In the background this process would be stopped for it.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})
        termios.tcsetattr(sys.__stdin__, termios.TCSANOW, attributes)
