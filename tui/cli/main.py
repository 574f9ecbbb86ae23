"""The command line. Nothing here, nor what it calls, loads the screens unless they are opened."""

from __future__ import annotations

import gc
import importlib
import io
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NoReturn, cast

from tui.cli.support import FINE, NO_DATA, USAGE, UsageError

if TYPE_CHECKING:
    import argparse
    from types import ModuleType

    from tui.clock import Clock
    from tui.diary.diary import Diary

# Each command's module in `tui.cli.commands` (or `tui.cli.plain`), loaded only when it is called.
_MODULES = {
    "today": "commands.today",
    "timetable": "commands.today",
    "log": "commands.record",
    "forget": "commands.record",
    "check-in": "commands.record",
    "streak": "commands.days",
    "calendar": "commands.days",
    "rest": "commands.days",
    "settings": "commands.settings",
    "path": "commands.path",
    "doctor": "commands.file",
    "backup": "commands.file",
    "restore": "commands.file",
    "export": "commands.exchange",
    "import": "commands.exchange",
    "practice": "plain.practice",
}
_FUNCTIONS = {"import": "import_"}
"""The functions that are not called like their command."""

# What a plain call may say besides the command: a switch, or an option with a word.
_SWITCHES = {"--json": "json", "--check": "check"}
_WITH_A_WORD = {"--file": "file", "--routine": "routine"}


def quick_options(words: Sequence[str]) -> argparse.Namespace | None:
    """The options of a plain ``supine`` or ``supine streak``, as the parser would read them.

    None for all else. A prompt waits for it at every line, and argparse takes longer than judging
    years of days.
    """
    found: dict[str, Any] = {"command": None, "file": None, "routine": None}
    found |= {"json": False, "color": "auto"}
    left = iter(words)
    for word in left:
        if word in _WITH_A_WORD:
            found[_WITH_A_WORD[word]] = value = next(left, "-")
            if value.startswith("-"):
                return None  # to be explained, or taken apart, by those who know how
        elif word == "streak" and found["command"] is None:
            found |= {"command": word, "check": False}
        elif word in _SWITCHES and _SWITCHES[word] in found:
            found[_SWITCHES[word]] = True
        else:
            return None
    return cast("argparse.Namespace", SimpleNamespace(**found))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give back the exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # better a "?" than no answer
    words = sys.argv[1:] if arguments is None else arguments
    code = FINE
    try:
        try:
            return _run(quick_options(words) or _parsed(words))
        finally:
            if sys.stdout is not None:  # it is None where it was closed from the start
                sys.stdout.flush()  # at Python's own end it would be too late to say nothing
    except OSError as error:
        if not isinstance(error, BrokenPipeError):
            print(f"supine: the answer cannot be written: {error.strerror}", file=sys.stderr)
            code = NO_DATA
        # The reader of a pipe has gone; Python would complain once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return code


def _parsed(words: Sequence[str]) -> argparse.Namespace:
    from tui.cli.parser import build_parser

    return build_parser(words).parse_args(words)


def run() -> NoReturn:
    """The whole program: `main`, and then the end of the process.

    What a command has read is in use until it ends, so neither is the memory searched for garbage
    meanwhile nor taken apart piece by piece at the end: of years of sessions that is a third of the
    time for which a prompt would wait.
    """
    gc.disable()
    with _hidden("typing_extensions"):  # msgspec takes from it what Python's own typing has as well
        import msgspec  # noqa: F401
    code = main()
    if "atexit" in sys.modules:  # something may be left to do in order; the app, sounds
        sys.exit(code)
    os._exit(code)


@contextmanager
def _hidden(name: str) -> Iterator[None]:
    """Let what is loaded meanwhile do without a module that it can do without, and that is slow."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = cast("ModuleType", None)  # as Python has it: an import then fails
    try:
        yield
    finally:
        del sys.modules[name]


def _run(options: argparse.Namespace) -> int:
    from tui.clock import SystemClock
    from tui.diary.diary import Diary
    from tui.diary.errors import ChangeRejected, DiaryError, NotFound
    from tui.diary.paths import diary_path

    clock = SystemClock()
    diary = Diary(diary_path(options.file), now=clock.now)
    prog = f"supine {options.command}" if options.command else "supine"
    try:
        if options.command is None:
            return _open_app(options, diary)
        module = importlib.import_module(f"tui.cli.{_MODULES[options.command]}")
        name = _FUNCTIONS.get(options.command, options.command.replace("-", "_"))
        run: Callable[..., int] = getattr(module, name)
        code = run(options, diary, clock)
        _say_what_happened(diary, clock)
        return code
    except (UsageError, NotFound, ChangeRejected) as error:
        print(f"{prog}: {error}", file=sys.stderr)
        return USAGE
    except DiaryError as error:
        print(f"{prog}: {error}", file=sys.stderr)
        return NO_DATA


def _say_what_happened(diary: Diary, clock: Clock) -> None:
    """What there is to say about the file, whichever command met it."""
    from tui.words.phrases import recovered_words

    if diary.store.recovered is not None:
        words = recovered_words(diary.store.recovered, clock.now().tzinfo)
        print(f"supine: {words}", file=sys.stderr)
    if diary.store.backup_problem:
        print(f"supine: {diary.store.backup_problem}", file=sys.stderr)


def _open_app(options: argparse.Namespace, diary: Diary) -> int:
    if options.json:
        raise UsageError("--json needs a command, such as supine today --json")
    if os.environ.get("TERM") == "dumb" or not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            "this is not a terminal that can be drawn on; try supine practice --plain, supine "
            "today, or supine --help"
        )
    # Read before the screens are loaded, so that its bytes are gone when they need the room.
    diary.read()
    diary.store.drop_bytes()
    with _hidden("ssl"):  # no connection is ever made
        import asyncio  # noqa: F401
    from tui.app.main import run_app

    if not gc.isenabled():  # see `run`; what is there by now stays, and need not be looked at
        gc.freeze()
        gc.enable()
    return run_app(diary, options.routine)
