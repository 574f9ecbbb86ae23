"""Keeps screen and machine awake for a session, where something here can do that.

A helper program holds the inhibitor and waits on a pipe whose other end is ours: however this
program ends, the pipe closes, the helper ends, and the machine may sleep again.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence

from tui.cues.players import Which

_WHY = "a session is running"
# Each waits for the end of its standard input, which `cat` reads.
_HELPERS: tuple[tuple[str, ...], ...] = (
    ("systemd-inhibit", "--what=idle:sleep", "--who=supine", f"--why={_WHY}", "--mode=block"),
    (
        *("gnome-session-inhibit", "--inhibit", "idle:suspend"),
        *("--app-id", "supine", "--reason", _WHY),
    ),
    ("caffeinate", "-di"),
)
# Windows: from now on, the system and the display are needed.
_CONTINUOUS, _SYSTEM, _DISPLAY = 0x80000000, 0x1, 0x2
_END_S = 1.0


class KeepAwake:
    """Holds every inhibitor that there is, from `hold` until `release`.

    Args:
        which: finds an installed program.
        set_state: what tells Windows; found by itself where it is None.
    """

    def __init__(
        self, which: Which = shutil.which, set_state: Callable[[int], int] | None = None
    ) -> None:
        self._which = which
        self._set_state = set_state or _windows_set_state()
        self._is_set = False
        self._helpers: list[subprocess.Popen[bytes]] = []

    def hold(self) -> None:
        """Keep awake; whether that works shows a moment later. On Windows it is for this thread."""
        if self._set_state is not None:
            self._is_set = self._set_state(_CONTINUOUS | _SYSTEM | _DISPLAY) != 0
        for name, *options in _HELPERS:
            path, cat = self._which(name), self._which("cat")
            if path is not None and cat is not None:
                with contextlib.suppress(OSError):
                    self._helpers.append(_start([path, *options, cat]))

    @property
    def is_held(self) -> bool:
        """Whether something keeps the machine awake."""
        return self._is_set or any(helper.poll() is None for helper in self._helpers)

    def release(self) -> None:
        """Let the machine sleep again."""
        if self._set_state is not None and self._is_set:
            self._set_state(_CONTINUOUS)
            self._is_set = False
        helpers, self._helpers = self._helpers, []
        for helper in helpers:
            assert helper.stdin is not None
            helper.stdin.close()
            helper.kill()
            with contextlib.suppress(subprocess.TimeoutExpired):
                helper.wait(_END_S)


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # a key for the terminal is not for it
    )


def _windows_set_state() -> Callable[[int], int] | None:
    if sys.platform != "win32":
        return None
    import ctypes

    def set_state(flags: int) -> int:
        return int(ctypes.windll.kernel32.SetThreadExecutionState(ctypes.c_uint(flags)))

    return set_state
