"""Other programs that supine starts: players, voices, and what keeps the machine awake.

Whatever they do, they cannot disturb the terminal or hold supine up. In a session `start` and
`output_of` are the only places where supine starts a program; a reminder has its own
(`tui/reminders/programs.py`).
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence

Which = Callable[[str], str | None]
"""Returns the path of an installed program, or None, as ``shutil.which`` does."""


def start(command: Sequence[str], *, has_pipe: bool = False) -> subprocess.Popen[bytes]:
    """Start a program and return its process at once, without waiting for anything it does.

    The program does not reach the terminal: its output is discarded, there is nothing for it to
    read, and it has a session of its own, so that neither ctrl+c nor ctrl+z is meant for it. On
    Windows no console window opens.

    Args:
        command: the program and its arguments.
        has_pipe: whether its standard input is a pipe from supine instead of empty. The operating
            system closes the pipe when supine ends, however that happens.

    Raises:
        OSError: the program is missing or cannot be started.
    """
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE if has_pipe else subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except ValueError as error:  # an argument with a null byte
        raise OSError(str(error)) from error


def ends_within(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Wait for the end of a process, at most so many seconds, and return whether it has ended."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def output_of(command: Sequence[str], seconds: float) -> str:
    """Run a program and return what it prints, whatever its exit code.

    Raises:
        OSError: it is missing, cannot be started, or was killed because it took too many seconds.
    """
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
            start_new_session=True,
        )
    except subprocess.TimeoutExpired as error:
        raise OSError(str(error)) from error
    return done.stdout.decode(errors="replace")
