"""The other programs that a reminder needs: schedulers, and what shows a notification.

`run` is the only place of this room that starts a program, so a test that gives another one starts
none.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

Which = Callable[[str], str | None]
"""Returns the path of an installed program, or None, as ``shutil.which`` does."""
_LONGEST_S = 15.0
"""How long a program may take; one that waits for something longer counts as failed."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a program answered. ``code`` is 0 if it did what it was asked."""

    code: int
    out: bytes = b""
    error: str = ""


def run(
    command: Sequence[str | bytes], given: bytes = b"", environ: Mapping[str, str] | None = None
) -> Done:
    """Run a program to its end, without the terminal, and return what it answered.

    A program that is missing, cannot be started or takes too long has failed. Its messages are in
    English, since some of them have to be understood.

    Args:
        command: the program and its arguments.
        given: what it reads.
        environ: variables beside those of this process.
    """
    try:
        done = subprocess.run(
            command,
            input=given,
            capture_output=True,
            timeout=_LONGEST_S,
            check=False,
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            env={**os.environ, "LC_ALL": "C", **(environ or {})},
        )
    except subprocess.TimeoutExpired:
        return Done(-1, error="it doesn't answer")
    except (OSError, ValueError) as error:
        return Done(-1, error=getattr(error, "strerror", None) or str(error))
    return Done(done.returncode, done.stdout, done.stderr.decode(errors="replace"))


class Run(Protocol):
    """Runs a program, as `run` does."""

    def __call__(
        self,
        command: Sequence[str | bytes],
        given: bytes = b"",
        environ: Mapping[str, str] | None = None,
    ) -> Done:
        """Return what the program answered."""


def why(done: Done, otherwise: str) -> str:
    """Return the last line of a failed program's messages, or ``otherwise`` if it said nothing."""
    lines = [line.strip() for line in done.error.splitlines() if line.strip()]
    return lines[-1] if lines else otherwise
