"""Keeps the screen and the machine awake during a session, where the system allows it.

wakepy asks the desktop over D-Bus, and uses caffeinate on macOS and a call of Windows. Where it
finds nothing, `systemd-inhibit` is started, if there is one. Both end with supine, however it
ends: the connection or the pipe closes, and the machine may sleep again.
"""

from __future__ import annotations

import contextlib
import shutil
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from subprocess import Popen
from typing import Protocol

from tui.cues import process
from tui.cues.process import Which

# `cat` ends when its standard input does, and the inhibitor with it.
_INHIBIT = (
    *("--what=idle:sleep", "--who=supine", "--why=a session is running", "--mode=block"),
    "cat",
)
_END_WITHIN_S = 1.0
"""How long to wait for the end of what keeps awake: a desktop may take long to answer."""


class Mode(Protocol):
    """What wakepy tells of an attempt to keep the machine awake."""

    @property
    def active(self) -> bool: ...


Presenting = Callable[[], AbstractContextManager[Mode]]
"""Makes what keeps the screen on while it is entered, in one thread."""


def presenting() -> AbstractContextManager[Mode]:
    """Return wakepy's way for this system. Loading it costs about 0.1 s."""
    from wakepy import keep

    return keep.presenting(on_fail="pass")


class KeepAwake:
    """Keeps the machine awake from `hold` until `release` (rules R4.awake).

    It is done in a thread, as a desktop may take seconds to answer, and Windows keeps awake as long
    as the calling thread lives.

    Args:
        which: finds an installed program.
        presenting: makes what keeps the screen on; None for wakepy's.
    """

    def __init__(self, which: Which = shutil.which, presenting: Presenting | None = None) -> None:
        self._which = which
        self._presenting = presenting
        self._stay: _Stay | None = None

    def hold(self) -> None:
        """Begin to keep the machine awake; does nothing if that has begun.

        `is_held` tells a moment later whether that works.
        """
        if self._stay is None:
            self._stay = _Stay(self._which, self._presenting or presenting)
            self._stay.start()

    @property
    def is_held(self) -> bool:
        """Whether something keeps the machine awake."""
        return self._stay is not None and self._stay.is_held

    def release(self) -> None:
        """Let the machine sleep again; does nothing if it may."""
        stay, self._stay = self._stay, None
        if stay is not None:
            stay.ended.set()
            stay.join(_END_WITHIN_S)


class _Stay(threading.Thread):
    """The thread that keeps awake until `ended` is set."""

    def __init__(self, which: Which, presenting: Presenting) -> None:
        super().__init__(name="keep-awake", daemon=True)
        self.ended = threading.Event()
        self._which = which
        self._presenting = presenting
        self._is_active = False
        self._helper: Popen[bytes] | None = None

    @property
    def is_held(self) -> bool:
        helper = self._helper
        return self._is_active or (helper is not None and helper.poll() is None)

    def run(self) -> None:
        # Whatever a desktop answers, a session goes on without it.
        with contextlib.suppress(Exception), self._presenting() as mode:
            self._is_active = mode.active
            if mode.active:
                self.ended.wait()
            self._is_active = False
        if not self.ended.is_set():
            self._inhibit()

    def _inhibit(self) -> None:
        """Hold systemd's inhibitor, where there is one."""
        path = self._which("systemd-inhibit")
        if path is None:
            return
        try:
            helper = process.start([path, *_INHIBIT], has_pipe=True)
        except OSError:
            return
        self._helper = helper
        self.ended.wait()
        assert helper.stdin is not None
        helper.stdin.close()
        helper.kill()
        process.ends_within(helper, _END_WITHIN_S)
