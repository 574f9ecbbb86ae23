"""The entry point. It answers ``supine streak`` with a kept line while that is still the answer.

A shell may ask at every prompt, so that a kept line must cost no more than Python itself. This
module therefore imports only what Python has loaded when it starts, not even `__future__`; for the
same reason there is no `pathlib` here. Whatever is not kept, `tui.cli.main` answers, and hands the
line back to be kept. docs/decisions/kept-line.md says why a kept line is never a wrong one.
"""

# ruff: noqa: PTH116, PTH118

import os
import stat
import sys
import time

from tui import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import NoReturn

FILE_NAME = "streak"
"""The file of kept lines, in the platform's folder for what can be made again."""
MOST_LINES = 8
"""Lines that are kept, newest first: a prompt, a status bar and some more ask differently."""
MOST_BYTES = 65_536
_CHOOSE_THE_FILE = (
    *("SUPINE_FILE", "HOME", "XDG_DATA_HOME"),
    *("USERPROFILE", "HOMEDRIVE", "HOMEPATH", "LOCALAPPDATA", "WIN_PD_OVERRIDE_LOCAL_APPDATA"),
)
"""The environment variables that can choose the diary, here and in platformdirs."""
_COARSE_NS = 2_000_000_000
"""The tick of a file system that keeps no parts of a second."""
_LONGEST_NS = 3 * 86_400_000_000_000
"""More than a practice date lasts, whatever the clocks do."""
_AROUND_S = 3 * 86_400
"""How far before and after a practice date the local time can say when it begins and ends."""
_HOUR_S = 3600
_LEFT_S = 3600
"""The age of a half-written file of kept lines that nobody will finish."""


def cache_folder(platform: str, environ: "Mapping[str, str]") -> str | None:
    """Return the platform's folder for what can be made again, as platformdirs does.

    Return None where the environment does not name it; nothing is kept there.
    """
    if platform == "win32":
        local = environ.get("LOCALAPPDATA", "")
        return f"{local}\\supine\\Cache" if local else None
    for variable, below in (
        ("XDG_CACHE_HOME", ""),
        ("HOME", "/Library/Caches" if platform == "darwin" else "/.cache"),
    ):
        folder = environ.get(variable, "")
        if folder.startswith("/"):
            return f"{folder.rstrip('/')}{below}/supine"
    return None


class Prompt:
    """A question for the streak: the line that is kept for it, and the place to keep it.

    Args:
        arguments: those of the command line, as they were typed.
        environ: the environment variables.
        folder: where lines are kept; None for nowhere.
        now: returns the nanoseconds since 1970.
        localtime: returns the local time at some seconds since 1970, as `time.localtime`.
    """

    def __init__(
        self,
        arguments: "Sequence[str]",
        environ: "Mapping[str, str]",
        folder: str | None,
        *,
        now: "Callable[[], int]" = time.time_ns,
        localtime: "Callable[[float], time.struct_time]" = time.localtime,
    ) -> None:
        variables = [environ.get(name) for name in _CHOOSE_THE_FILE]
        installed = (__version__, __file__, _stamp_of(__file__))
        self._asked = repr((*installed, list(arguments), variables))
        self._path = None if folder is None else os.path.join(folder, FILE_NAME)
        self._zone = environ.get("TZ")
        self._now, self._localtime = now, localtime

    def answer(self) -> tuple[str, int] | None:
        """Return the kept line and the exit code, or None if there is none that is true now.

        A file of lines that cannot be read, is not ours alone or does not make sense holds none.
        """
        try:
            for entry in self._entries():
                asked, path, stamp, mark, marked, begin, end, offsets, code, line = entry.split(
                    "\t"
                )
                if asked != self._asked:
                    continue
                first, after = int(begin), int(end)
                if (
                    first <= self._now() < after <= first + _LONGEST_NS
                    and stamp == _stamp(os.stat(bytes.fromhex(path)))
                    and marked == _stamp_of(bytes.fromhex(mark))
                    and offsets == self._offsets(first, after)
                    and line.isprintable()
                ):
                    return line, int(code)
                return None
        except Exception:  # whatever is wrong, the program can answer without it
            pass
        return None

    def keep(
        self,
        line: str,
        code: int,
        path: str,
        read: os.stat_result,
        ends_at: float,
        mark: tuple[str, os.stat_result | None],
    ) -> None:
        """Keep a line for the next time, if nothing can make it wrong unnoticed.

        Args:
            line: the answer, without the line end.
            code: the exit code.
            path: the diary.
            read: what was found of it before it was read; it must be such that any later change
                would alter it.
            ends_at: when the practice date ends, in seconds since 1970.
            mark: the path of a reminder's mark, and what was found of it before the line was
                made; None if there was none.
        """
        from contextlib import suppress

        with suppress(Exception):
            begin, end = self._now(), int(ends_at) * 1_000_000_000
            stamp, marked = _stamp(read), "" if mark[1] is None else _stamp(mark[1])
            if (
                self._path is None
                or _is_coarse(read.st_mtime_ns)
                or _is_coarse(read.st_ctime_ns)
                or _stamp_of(path) != stamp
                or _stamp_of(mark[0]) != marked
                or not begin < end <= begin + _LONGEST_NS
                or not line.isprintable()
            ):
                return
            where = os.fsencode(path).hex()
            offsets = self._offsets(begin, end)
            of_mark = (os.fsencode(mark[0]).hex(), marked)
            fields = (self._asked, where, stamp, *of_mark, begin, end, offsets, code, line)
            self._write("\t".join(map(str, fields)))

    def _offsets(self, begin: int, end: int) -> str:
        """Return all of the local time that can decide about the time between two moments.

        It names the time zone, as far as that has a name, and the UTC offset at each hour.
        """
        first, last = (moment // 1_000_000_000 // _HOUR_S * _HOUR_S for moment in (begin, end))
        offsets: list[object] = [self._zone, _stamp_of("/etc/localtime")]
        before: int | None = None
        for moment in range(first - _AROUND_S, last + _AROUND_S, _HOUR_S):
            offset = self._localtime(moment).tm_gmtoff
            if offset != before:
                offsets += (moment, offset)
                before = offset
        return repr(offsets)

    def _entries(self) -> "Iterator[str]":
        """Yield what is kept, newest first.

        Raises:
            OSError, ValueError: the file is missing, or not as this class wrote it.
        """
        if self._path is None:
            return
        # Others may have put something else here, such as a pipe that nobody writes to.
        flags = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        handle = os.open(self._path, os.O_RDONLY | flags | getattr(os, "O_BINARY", 0))
        try:
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode) or found.st_size > MOST_BYTES:
                raise ValueError(self._path)
            if sys.platform != "win32" and (
                found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & 0o077
            ):
                raise PermissionError(self._path)
            data = os.read(handle, MOST_BYTES)
        finally:
            os.close(handle)
        for row in data.decode().splitlines():
            sum_, _, entry = row.partition(" ")
            if sum_ != _check_sum(entry):
                raise ValueError(row)
            yield entry

    def _write(self, entry: str) -> None:
        """Put an entry before the others, in the place of one for the same question.

        Raises:
            OSError: the file cannot be written; it is as it was.
        """
        from contextlib import suppress
        from pathlib import Path

        from tui.diary.private import PRIVATE_FILE, make_private_folder, refuse_link_of_others

        assert self._path is not None
        try:
            others = [each for each in self._entries() if each.split("\t")[0] != self._asked]
        except (OSError, ValueError):
            others = []
        rows = [f"{_check_sum(each)} {each}\n" for each in (entry, *others[: MOST_LINES - 1])]
        while rows and sum(len(row.encode()) for row in rows) > MOST_BYTES:
            rows.pop()
        folder = Path(self._path).parent
        make_private_folder(folder)
        refuse_link_of_others(folder)
        for left in folder.glob(f"{FILE_NAME}.*"):
            with suppress(OSError):
                if time.time() - left.stat().st_mtime > _LEFT_S:
                    left.unlink()
        # Without a flush to the disk: what a power cut leaves of it does not make sense.
        new = Path(f"{self._path}.{os.getpid()}")
        try:
            handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.writelines(rows)
            new.replace(self._path)
        except OSError:
            new.unlink(missing_ok=True)  # also one of a program that ended before it was done
            raise


def _stamp(found: os.stat_result) -> str:
    """Return what differs between a file and any other, or itself after a change."""
    times = (found.st_mtime_ns, found.st_ctime_ns)
    return repr((found.st_dev, found.st_ino, found.st_size, *times))


def _is_coarse(changed: int) -> bool:
    """Return whether a change after this one could have the same time, in whole seconds."""
    return changed % 1_000_000_000 == 0 and time.time_ns() - changed <= _COARSE_NS


def _stamp_of(path: str | bytes) -> str:
    """Return the stamp of a file that may be missing."""
    try:
        return _stamp(os.stat(path))
    except OSError:
        return ""


def _check_sum(entry: str) -> str:
    """Return a number that most damage would change; it is not to keep anybody out."""
    return str(int.from_bytes(entry.encode(), "big") % (2**61 - 1))


def run() -> "NoReturn":
    """Run the command line as a whole process and end it with its exit code."""
    keep = None
    if "streak" in sys.argv:
        # The code of a checkout changes without a new version, and nothing cheap says so.
        is_installed = "site-packages" in __file__ or "dist-packages" in __file__
        folder = cache_folder(sys.platform, os.environ) if is_installed else None
        prompt = Prompt(sys.argv[1:], os.environ, folder)
        keep = prompt.keep
        kept = prompt.answer()
        if kept is not None and _is_encodable(kept[0]):
            _leave(*kept)
    from tui.cli.main import run as run_command_line

    run_command_line(keep)


def _is_encodable(line: str) -> bool:
    """Return whether standard output takes a line as it is."""
    if sys.stdout is None:
        return False
    try:
        line.encode(sys.stdout.encoding or "utf-8")
    except (LookupError, UnicodeError):
        return False
    return True


def _leave(line: str, code: int) -> "NoReturn":
    """Print a line, and end the process as `tui.cli.main.run` does."""
    try:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    except OSError as error:
        from tui.cli.main import give_up_output

        code = give_up_output(error)
    if "atexit" in sys.modules:
        sys.exit(code)
    os._exit(code)
