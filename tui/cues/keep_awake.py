"""Keeps the screen and the machine awake during a session, where the system allows it.

On Linux and macOS a helper program holds an inhibitor while it waits on a pipe from supine. However
supine ends, the pipe closes, the helper ends, and the machine may sleep again. On Windows the
system is told.
"""

from __future__ import annotations

import contextlib
import shutil
import sys
from collections.abc import Callable
from subprocess import Popen

from tui.cues import process
from tui.cues.process import Which

_REASON = "a session is running"
# Each helper runs a program and inhibits until that ends. The program is `cat`, which ends when its
# standard input does.
_HELPERS: tuple[tuple[str, ...], ...] = (
    ("systemd-inhibit", "--what=idle:sleep", "--who=supine", f"--why={_REASON}", "--mode=block"),
    (
        *("gnome-session-inhibit", "--inhibit", "idle:suspend"),
        *("--app-id", "supine", "--reason", _REASON),
    ),
    ("caffeinate", "-di"),
)
# Flags of SetThreadExecutionState: from now on, the system and the display are needed.
_CONTINUOUS, _SYSTEM, _DISPLAY = 0x80000000, 0x1, 0x2
_END_WITHIN_S = 1.0
"""How long to wait for the end of a helper that was killed."""


class KeepAwake:
    """Holds every inhibitor that is installed, from `hold` until `release` (rules R4.awake).

    Args:
        which: finds an installed program.
        set_state: tells Windows what is needed, and returns 0 on failure; None for Windows' own
            function, where there is one.
    """

    def __init__(
        self, which: Which = shutil.which, set_state: Callable[[int], int] | None = None
    ) -> None:
        self._which = which
        self._set_state = set_state or _windows_set_state()
        self._is_set = False
        self._helpers: list[Popen[bytes]] = []

    def hold(self) -> None:
        """Begin to keep the machine awake.

        `is_held` tells a moment later whether that works. On Windows it lasts as long as the
        calling thread.
        """
        if self._set_state is not None:
            self._is_set = self._set_state(_CONTINUOUS | _SYSTEM | _DISPLAY) != 0
        for name, *options in _HELPERS:
            path, cat = self._which(name), self._which("cat")
            if path is not None and cat is not None:
                with contextlib.suppress(OSError):
                    self._helpers.append(process.start([path, *options, cat], has_pipe=True))

    @property
    def is_held(self) -> bool:
        """Whether something keeps the machine awake."""
        return self._is_set or any(helper.poll() is None for helper in self._helpers)

    def release(self) -> None:
        """Let the machine sleep again; does nothing if it may."""
        if self._set_state is not None and self._is_set:
            self._set_state(_CONTINUOUS)
            self._is_set = False
        helpers, self._helpers = self._helpers, []
        for helper in helpers:
            assert helper.stdin is not None
            helper.stdin.close()
            helper.kill()
            process.ends_within(helper, _END_WITHIN_S)


def _windows_set_state() -> Callable[[int], int] | None:
    """Return Windows' function that keeps the machine awake; None on other systems."""
    if sys.platform != "win32":
        return None
    import ctypes

    def set_state(flags: int) -> int:
        return int(ctypes.windll.kernel32.SetThreadExecutionState(ctypes.c_uint(flags)))

    return set_state
