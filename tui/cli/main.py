"""The entry point: parse the arguments, run one command or open the app, and end the process.

`supine streak` may run at every shell prompt, so start and end are kept short. Every command's
module is imported when the command is called, and the screens only when the app is opened.
docs/decisions/exits.md gives what each of the measures below saves and how to measure it.
"""

from __future__ import annotations

import gc
import importlib
import io
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NoReturn, cast

from tui.cli.lines import print_error_line, print_message
from tui.cli.support import FINE, INTERRUPTED, NO_DATA, USAGE, UsageError

if TYPE_CHECKING:
    import argparse
    from types import ModuleType

    from tui.clock import Clock
    from tui.diary.diary import Diary

Keep = Callable[[str, int, str, os.stat_result, float, tuple[str, os.stat_result | None]], None]
"""Takes what `tui.prompt.Prompt.keep` takes."""

Tell = Callable[[str, object], None]
"""Is told of what happens in the app, and of what, for ``--debug``."""

_COMMANDS = {
    "today": ("commands.today", "today"),
    "timetable": ("commands.today", "timetable"),
    "plan": ("commands.today", "plan"),
    "log": ("commands.record", "log"),
    "forget": ("commands.record", "forget"),
    "check-in": ("commands.record", "check_in"),
    "undo": ("commands.undo", "undo"),
    "streak": ("commands.days", "streak"),
    "calendar": ("commands.days", "calendar"),
    "stats": ("commands.stats", "stats"),
    "rest": ("commands.days", "rest"),
    "remind": ("commands.remind", "remind"),
    "settings": ("commands.settings", "settings"),
    "routines": ("commands.routines", "routines"),
    "exercises": ("commands.routines", "exercises"),
    "safety": ("commands.safety", "safety"),
    "how": ("commands.how", "how"),
    "path": ("commands.path", "path"),
    "doctor": ("commands.file", "doctor"),
    "backup": ("commands.file", "backup"),
    "restore": ("commands.file", "restore"),
    "export": ("commands.exchange", "export"),
    "import": ("commands.exchange", "import_file"),
    "merge": ("commands.merge", "merge"),
    "merge-driver": ("commands.merge", "merge_driver"),
    "completions": ("commands.completions", "completions"),
    "help": ("commands.help", "help_"),
    "practice": ("plain.practice", "practice"),
    "serve": ("commands.serve", "serve"),
}
"""The module of `tui.cli` that holds each command, and the function that runs it.

A function is called with the parsed options, the diary and the clock, and returns the exit code.
"""

# Options that `options_without_argparse` knows: switches, and options with one value.
_SWITCHES = {"--json": "json", "--check": "check"}
_VALUE_OPTIONS = {"--file": "file", "--routine": "routine"}


def options_without_argparse(arguments: Sequence[str]) -> argparse.Namespace | None:
    """Return the options of a plain ``supine`` or ``supine streak``, as the parser would.

    Return None for anything else, including everything that is wrong or has to be explained; the
    parser then takes over. Importing argparse takes longer than judging years of days.
    """
    options: dict[str, Any] = {"command": None, "file": None, "routine": None}
    options |= {"json": False, "color": "auto", "debug": False}
    remaining = iter(arguments)
    for argument in remaining:
        if argument in _VALUE_OPTIONS:
            options[_VALUE_OPTIONS[argument]] = value = next(remaining, "-")
            if value.startswith("-"):
                return None
        elif argument == "streak" and options["command"] is None:
            options |= {"command": argument, "check": False}
        elif argument in _SWITCHES and _SWITCHES[argument] in options:
            options[_SWITCHES[argument]] = True
        else:
            return None
    return cast("argparse.Namespace", SimpleNamespace(**options))


def main(arguments: Sequence[str] | None = None, keep: Keep | None = None) -> int:
    """Run the command line and return the exit code.

    Args:
        arguments: those of the process if they are not given.
        keep: is given the line of ``supine streak``, to print it the next time (`tui.prompt`).

    Raises:
        SystemExit: the arguments are wrong, or ask for the help or the version.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # print "?" where the encoding lacks a character
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        try:
            try:
                options = options_without_argparse(arguments) or _parse(arguments)
            except SystemExit as exited:
                if exited.code == USAGE and "--debug" in arguments:
                    _with_log(arguments, lambda _: USAGE)
                raise
            if options.debug:
                options.keep = None  # a kept line would be printed without a log
                return _with_log(arguments, lambda tell: _run(options, tell))
            options.keep = keep
            return _run(options)
        finally:
            # Flushed here, where an error can still be reported. Python's own flush at the end
            # would print a traceback. Standard output is None if it was closed from the start.
            if sys.stdout is not None:
                sys.stdout.flush()
    except OSError as error:
        return give_up_output(error)


def give_up_output(error: OSError) -> int:
    """Say why standard output cannot be written, unless nobody reads it; return the exit code."""
    code = FINE
    if not isinstance(error, BrokenPipeError):
        print_message("supine", f"can't write output: {error.strerror}")
        code = NO_DATA
    # Otherwise Python would try to flush the same output again at its end, and complain.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    from tui.cli.parser import build_parser, with_settings_action

    arguments = with_settings_action(arguments)
    return build_parser(arguments).parse_args(arguments)


def run(keep: Keep | None = None) -> NoReturn:
    """Run the command line as a whole process and end it with its exit code.

    A command uses all that it has read until it ends. So the garbage collector, which would search
    hundreds of thousands of records while they are made, is off, and the process ends by `os._exit`
    without taking them apart one by one. With fifty years of sessions the two save about 6 and
    21 ms of the 146 that ``supine streak`` takes. Leaving out typing_extensions, from which msgspec
    takes only what `typing` has as well, saves about 10 ms.
    """
    gc.disable()
    with _module_hidden("typing_extensions"):
        import msgspec  # noqa: F401
    try:
        code = main(keep=keep)
    except KeyboardInterrupt:
        code = INTERRUPTED
    except Exception as error:
        # Python would print a traceback, in which the message of the error is obeyed.
        from tui.words.mistakes import mistake_words

        print_error_line(mistake_words(error))
        code = NO_DATA
    # `os._exit` skips exit handlers. Only what loads `atexit` can have registered any: the app,
    # and the players of sounds.
    if "atexit" in sys.modules:
        sys.exit(code)
    os._exit(code)


@contextmanager
def _module_hidden(name: str) -> Iterator[None]:
    """Make the import of a module fail inside the block, unless it is loaded already.

    It is for optional modules that are slow to load. Other modules can import it afterwards.
    """
    if name in sys.modules:
        yield
        return
    # None in place of a module is Python's own way to make its import raise ImportError.
    sys.modules[name] = cast("ModuleType", None)
    try:
        yield
    finally:
        del sys.modules[name]


def _with_log(arguments: Sequence[str], act: Callable[[Tell], int]) -> int:
    """Run what the arguments ask for with a log of what it does (``--debug``)."""
    from tui.cli.commands.report import facts
    from tui.cli.debug_log import DebugLog, given, log_folder
    from tui.diary.errors import NotSaved

    try:
        log = DebugLog(log_folder())
    except NotSaved as error:
        print_message("supine", f"no debug log: {error}")
        return NO_DATA
    with log:
        for name, found in facts().items():
            log.note(name, found)
        log.note("asked for", given(arguments))
        log.watch()
        # Said first, since nothing is known of the end. When the app leaves, it is on the screen.
        print_message("supine", f"debug log: {log.path} (look through it before you share it)")
        code = act(log.note)
        log.note("exit code", code)
        return code


def _run(options: argparse.Namespace, tell: Tell | None = None) -> int:
    from tui.clock import SystemClock
    from tui.diary.diary import Diary
    from tui.diary.errors import ChangeRejected, DiaryError, NotFound
    from tui.diary.paths import diary_path

    clock = SystemClock()
    diary = Diary(diary_path(options.file), now=clock.now, local=clock.local)
    prog = f"supine {options.command}" if options.command else "supine"
    try:
        if options.command is None:
            return _open_app(options, diary, tell)
        module, function = _COMMANDS[options.command]
        command: Callable[..., int] = getattr(
            importlib.import_module(f"tui.cli.{module}"), function
        )
        try:
            code = command(options, diary, clock)
        finally:
            if options.command != "undo":
                _keep_undo_step(diary)
        _print_file_warnings(diary, clock)
        return code
    except (UsageError, NotFound, ChangeRejected) as error:
        print_message(prog, str(error))
        return USAGE
    except DiaryError as error:
        print_message(prog, str(error))
        return NO_DATA


def _keep_undo_step(diary: Diary) -> None:
    """Keep what undoes the command's last change, for ``supine undo`` (rules R6.slip)."""
    step = diary.changes.undoable
    if step is None:
        return
    from tui.diary.errors import NotSaved, Unconfirmed
    from tui.diary.kept_step import keep_step

    with suppress(Unconfirmed):  # then a power cut may lose it, and nothing else
        try:
            keep_step(diary.path, step)
        except NotSaved as error:
            print_message("supine", f"supine undo can't undo this: {error}")


def _print_file_warnings(diary: Diary, clock: Clock) -> None:
    """Report on standard error what went wrong with the file without making the command fail."""
    if diary.store.recovered is not None:
        from tui.words.recovered import recovered_words

        words = recovered_words(diary.store.recovered, clock.local, clock.now().date())
        print_message("supine", words)
    if diary.store.backup_problem:
        print_message("supine", diary.store.backup_problem)


def _can_draw() -> bool:
    """Return whether there is a terminal that can be drawn on, or a page in a browser.

    A page is written to by pipes, so Textual is asked about it.
    """
    if "TEXTUAL_DRIVER" in os.environ:
        from tui.app.page import is_in_a_page

        if is_in_a_page():
            return True
    return os.environ.get("TERM") != "dumb" and sys.stdin.isatty() and sys.stdout.isatty()


def _open_app(options: argparse.Namespace, diary: Diary, tell: Tell | None) -> int:
    if options.json:
        raise UsageError("--json needs a command, such as supine today --json")
    if not _can_draw():
        raise UsageError(
            "this terminal can't show the full-screen app; try supine practice --plain, supine "
            "today, or supine --help"
        )
    # Read, and drop the file's bytes, before the screens are imported: both together would raise
    # the peak of memory.
    diary.read()
    diary.store.drop_bytes()
    # asyncio imports ssl if it can. No connection is ever made; without it, 13 ms and 4 MB less.
    with _module_hidden("ssl"):
        import asyncio  # noqa: F401
    from tui.app.main import run_app

    # The app runs long, so the collector is on again. What is loaded by now stays to the end, and
    # `freeze` keeps the collector from looking at it.
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
    code = run_app(diary, options.routine, options.color, tell)
    try:
        sys.stderr.flush()
    except OSError:
        # The terminal has gone while it was drawn on. Python would flush the rest again at its
        # end, and exit with 120.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    return code
