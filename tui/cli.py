"""The command line. Nothing here, nor what it calls, loads the screens unless they are opened."""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import io
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from tui import __version__

if TYPE_CHECKING:
    from tui.diary.diary import Diary

FINE, NO, USAGE, NO_DATA = 0, 1, 2, 3
# Commands that few runs need are loaded from rooms of their own.
_WHERE = {
    "doctor": ("commands_safety", "doctor"),
    "backup": ("commands_safety", "backup"),
    "restore": ("commands_safety", "restore"),
    "export": ("commands_exchange", "export"),
    "import": ("commands_exchange", "import_"),
    "streak": ("commands_days", "streak"),
    "calendar": ("commands_days", "calendar"),
    "rest": ("commands_days", "rest"),
    "settings": ("commands_settings", "settings"),
}


class UsageError(Exception):
    """What was asked for makes no sense; the message says what would."""


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line, and that takes no abbreviations."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where help is, and leave."""
        self.exit(USAGE, f"{self.prog}: {message} (see {self.prog} --help)\n")


def _shared(*, top: bool) -> Parser:
    """The options that work before and after the command."""
    shared = Parser(add_help=False)
    default = None if top else argparse.SUPPRESS
    shared.add_argument("--file", metavar="PATH", default=default, help="the diary to use")
    shared.add_argument("--routine", metavar="ID", default=default, help="the routine to use")
    shared.add_argument(
        "--json",
        action="store_true",
        default=False if top else argparse.SUPPRESS,
        help="print one JSON object",
    )
    shared.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto" if top else argparse.SUPPRESS,
        help="colours: on a terminal without NO_COLOR (auto), always or never",
    )
    return shared


def build_parser() -> Parser:
    """The whole command line."""
    parser = Parser(
        prog="supine",
        description="A gentle daily routine for upper back and neck, done lying down. "
        "Without a command it opens the app.",
        parents=[_shared(top=True)],
        epilog="Not medical advice: the app and the README say when to stop and ask someone.",
    )
    parser.add_argument("--version", action="version", version=f"supine {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)

    def add(name: str, help_text: str) -> argparse.ArgumentParser:
        return commands.add_parser(
            name, help=help_text, description=help_text, parents=[_shared(top=False)]
        )

    add("today", "today's repetitions, and where the day stands")
    streak = add("streak", "the streak in one line, for a prompt")
    streak.add_argument(
        "--check", action="store_true", help="exit 1 while today is still open, for reminders"
    )
    add("timetable", "the coming session second by second")
    log = add("log", "add a session that was done without the timer, and print its id")
    log.add_argument("--date", default="today", metavar="D", help="YYYY-MM-DD, today, yesterday")
    log.add_argument(
        "--reps",
        nargs="+",
        metavar="N",
        help="reps of every exercise (N), or of some (ID=N); without it, the date's target",
    )
    log.add_argument(
        "--imagined", metavar="N", default="0", help="how many of the reps were imagined"
    )
    log.add_argument("--effort", choices=("light", "right", "hard"))
    log.add_argument(
        "--prop", action="extend", nargs="+", choices=("roll", "pillow", "towel"), default=[]
    )
    log.add_argument("--note", default="", metavar="T")
    forget = add("forget", "remove a session")
    forget.add_argument("session", metavar="ID", help="the session's id, or last")
    check = add("check-in", "record how it feels; after reps it counts as a report")
    check.add_argument(
        "band",
        nargs="?",
        choices=("clear", "mild", "moderate", "high", "warning"),
        help="fine, a little sore, sore, very sore or painful, a warning sign",
    )
    check.add_argument("--date", default="today", metavar="D", help="YYYY-MM-DD, today, yesterday")
    check.add_argument(
        "--area", action="extend", nargs="+", default=[], metavar="A", help="where it is felt"
    )
    check.add_argument("--report", action="store_true", help="say it of after the reps")
    check.add_argument(
        "--ack",
        action="store_true",
        help="a warning sign has been looked into, or has gone; unlocks the steps",
    )
    rest = add("rest", "mark days as rest; they bridge the streak")
    rest.add_argument("--date", metavar="D", help="YYYY-MM-DD, today, yesterday; may lie ahead")
    rest.add_argument("--from", dest="since", metavar="D", help="the first day of a range")
    rest.add_argument("--to", dest="until", metavar="D", help="its last day")
    rest.add_argument("--reason", choices=("sore", "ill", "travel", "other"))
    rest.add_argument("--clear", action="store_true", help="take the marks back")
    calendar = add("calendar", "the days as a heatmap")
    span = calendar.add_mutually_exclusive_group()
    span.add_argument("--year", metavar="Y", help="a calendar year")
    span.add_argument("--weeks", metavar="N", help="the last N weeks")
    calendar.add_argument("--list", action="store_true", help="one line a day")
    settings = add("settings", "the settings of the app and of the routine")
    settings.add_argument(
        "what", nargs="?", choices=("list", "get", "set", "reset"), default="list"
    )
    settings.add_argument("key", nargs="?", metavar="KEY", help="such as plan.step or sound")
    settings.add_argument("value", nargs="*", metavar="VALUE", help="what to set it to")
    add("path", "where the diary lies")
    add("doctor", "whether the diary and its backups are well; exit 1 with findings")
    add("backup", "make a backup now")
    restore = add("restore", "list the backups, or go back to one (what is there is backed up)")
    restore.add_argument("name", metavar="NAME", nargs="?", help="a backup's name, or last")
    restore.add_argument("--dry-run", action="store_true", help="only say what it would do")
    export = add("export", "the whole diary, to keep or to take elsewhere")
    formats = ("json", "csv", "loop", "loop-zip", "ics")
    meant = "loop: what Loop Habit Tracker imports; loop-zip: as it exports; ics: a calendar"
    export.add_argument("--format", choices=formats, default="json", help=meant)
    export.add_argument("-o", "--output", metavar="FILE", help="write to FILE, which must be new")
    bring = add("import", "add what an export, or a file of another habit program, holds")
    bring.add_argument("source", metavar="FILE")
    bring.add_argument("--habit", metavar="NAME", action="append", help="which of its habits")
    bring.add_argument("--dry-run", action="store_true", help="only say what it would add")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give back the exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # better a "?" than no answer
    code = FINE
    try:
        try:
            return _run(build_parser().parse_args(arguments))
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


def _run(options: argparse.Namespace) -> int:
    from tui.clock import SystemClock
    from tui.diary.diary import Diary
    from tui.diary.errors import DiaryError, NotFound, Refused
    from tui.diary.place import diary_path

    clock = SystemClock()
    diary = Diary(diary_path(options.file), now=clock.now)
    prog = f"supine {options.command}" if options.command else "supine"
    try:
        if options.command is None:
            return _open_app(options, diary)
        module, name = _WHERE.get(options.command, ("commands", options.command))
        found = importlib.import_module(f"tui.{module}")
        run: Callable[..., int] = getattr(found, name.replace("-", "_"))
        code = run(options, diary, clock)
        _say_what_happened(diary)
        return code
    except (UsageError, NotFound, Refused) as error:
        print(f"{prog}: {error}", file=sys.stderr)
        return USAGE
    except DiaryError as error:
        print(f"{prog}: {error}", file=sys.stderr)
        return NO_DATA


def _say_what_happened(diary: Diary) -> None:
    """What there is to say about the file, whichever command met it."""
    from tui.wording import recovered_words

    if diary.book.recovered is not None:
        print(f"supine: {recovered_words(diary.book.recovered)}", file=sys.stderr)
    if diary.book.trouble:
        print(f"supine: {diary.book.trouble}", file=sys.stderr)


def _open_app(options: argparse.Namespace, diary: Diary) -> int:
    if options.json:
        raise UsageError("--json needs a command, such as supine today --json")
    if os.environ.get("TERM") == "dumb" or not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            "this is not a terminal that can be drawn on; try supine today, or supine --help"
        )
    from tui.app import run_app

    return run_app(diary, options.routine)


def parse_date(text: str, today: dt.date, *, ahead: bool = False) -> dt.date:
    """A date as the command line takes it; with ``ahead`` one after today too.

    Raises:
        UsageError: it is none, or it lies ahead where it must not.
    """
    if text in ("today", "yesterday"):
        return today - dt.timedelta(days=text == "yesterday")
    try:
        date = dt.date.fromisoformat(text)
    except ValueError:
        date = None
    # It reads weeks and dates without hyphens too; and the first of all dates stands for none.
    if date is None or date.isoformat() != text or date == dt.date.min:
        raise UsageError(f"{text!r} is not a date; dates are YYYY-MM-DD, today or yesterday")
    if date > today and not ahead:
        raise UsageError(f"{date} lies ahead; today is {today}")
    return date
