"""``--debug``: a log of what the program does, for a bug that is hard to tell.

It is a new private file in the platform's folder for logs. It holds versions, the terminal, which
options were given (not their values), the screens and actions of the app, files that are written,
programs that are started, and errors with their traceback. It holds no notes, no names, and no keys
that were pressed. Paths are told from the home folder on.
"""

from __future__ import annotations

import faulthandler
import os
import sys
import threading
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TextIO

from tui.diary.errors import NotSaved, reason
from tui.diary.private import PRIVATE_FILE, make_private_folder, refuse_link_of_others

MOST_KEPT = 10
"""Logs that are kept; of more, the oldest are removed."""
MOST_BYTES = 5_000_000
"""After so much, a log ends."""
_CHANGES = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.link")
_WRITING = os.O_WRONLY | os.O_RDWR


class DebugLog:
    """A log that is open. Each line has the seconds since it was begun, and the thread.

    Raises:
        NotSaved: it cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / f"debug-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.log"
        self._began = time.monotonic()
        self._lock = threading.RLock()
        self._left = MOST_BYTES
        self._is_writing = False
        self._home = str(Path.home())
        try:
            make_private_folder(folder)
            refuse_link_of_others(folder)
            for old in sorted(folder.glob("debug-*.log"))[: -MOST_KEPT + 1]:
                old.unlink(missing_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
            self._file: TextIO | None = os.fdopen(
                os.open(self.path, flags, PRIVATE_FILE), "w", encoding="utf-8", errors="replace"
            )
        except OSError as error:
            raise NotSaved(self.path, reason(error)) from error

    def note(self, event: str, detail: object = "") -> None:
        """Write what happened; of an exception, with its traceback."""
        if isinstance(detail, BaseException):
            detail = "".join(traceback.format_exception(detail)).rstrip()
        thread = threading.current_thread().name
        seconds = time.monotonic() - self._began
        text = f"{seconds:9.3f} {thread} {event}: {detail}\n"
        if len(self._home) > 1:
            text = text.replace(self._home, "~")
        with self._lock, suppress(OSError, ValueError):
            if self._file is None or self._left <= 0:
                return
            self._left -= len(text)
            self._file.write(text if self._left > 0 else "… the log ends here\n")
            self._file.flush()  # the program may crash next

    def watch(self) -> None:
        """Note from now on what the program does with files and programs, and how it fails."""
        assert self._file is not None
        with suppress(OSError, ValueError, RuntimeError):
            faulthandler.enable(self._file)
        sys.addaudithook(self._heed)  # for good: Python has no way to take it away
        threading.excepthook = self._thread_failed
        sys.unraisablehook = self._unraisable

    def _heed(self, event: str, arguments: tuple[object, ...]) -> None:
        if self._file is None or self._is_writing or not event.startswith(("o", "s")):
            return
        if event == "open":
            path, _, flags = (*arguments, None, None, None)[:3]
            if not (isinstance(flags, int) and flags & _WRITING) or path == str(self.path):
                return
            detail: object = path
        elif event == "subprocess.Popen":
            detail = Path(str(arguments[0])).name  # its arguments may hold what is said
        elif event in _CHANGES:
            detail = " ".join(str(each) for each in arguments[:2] if isinstance(each, str | Path))
        else:
            return
        if "__pycache__" in str(detail):  # Python's own
            return
        with self._lock:
            self._is_writing = True
            try:
                self.note(event, detail)
            finally:
                self._is_writing = False

    def _thread_failed(self, failed: threading.ExceptHookArgs) -> None:
        self.note("a thread failed", failed.exc_value or failed.exc_type)
        threading.__excepthook__(failed)

    def _unraisable(self, failed: sys.UnraisableHookArgs) -> None:
        self.note("an error was dropped", failed.exc_value or failed.exc_type)
        sys.__unraisablehook__(failed)

    def __enter__(self) -> DebugLog:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        del kind, trace
        if error is not None:
            self.note("failed", error)
        faulthandler.disable()
        with self._lock:
            file, self._file = self._file, None
        if file is not None:
            with suppress(OSError):
                file.close()


def log_folder() -> Path:
    """Return the platform's folder for logs."""
    from platformdirs import user_log_path

    return user_log_path("supine", appauthor=False)


def given(arguments: Sequence[str]) -> str:
    """Return the command, and which of the options that supine has were given, without values."""
    from tui.cli.argument_parser import commands_of
    from tui.cli.parser import build_parser, command_among

    parser = build_parser()
    parsers = commands_of(parser)
    known = {option for each in (parser, *parsers.values()) for option in each.options}
    words = [argument.partition("=")[0] for argument in arguments]
    named = sorted({word for word in words if word in known})
    return f"{command_among(arguments) or 'the app'}, with {', '.join(named)}"
