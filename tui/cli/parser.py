"""The commands and their options.

docs/command-line.md describes what they do. The completions of the shells, the manual page and
``supine help`` are made from this parser.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from tui import __version__
from tui.cli.argument_parser import Parser, stands_alone
from tui.cli.support import SETTINGS_ACTIONS


def _shared_options(*, top: bool) -> Parser:
    """Return a parser with the options that work before and after the command.

    With ``top`` it is for the place before the command and sets the defaults. The one for the place
    after the command leaves an option alone that is not given there.
    """
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
        help="colours: auto (follows the terminal and NO_COLOR), always or never",
    )
    shared.add_argument(
        "--debug",
        action="store_true",
        default=False if top else argparse.SUPPRESS,
        help="write a log for a bug report, and say where",
    )
    return shared


def _streak_options(streak: Parser) -> None:
    streak.add_argument(
        "--check", action="store_true", help="exit 1 while today is still open, for reminders"
    )


def _plan_options(plan: Parser) -> None:
    plan.add_argument("--days", metavar="N", help="how many days, starting today (14 if not given)")


def _practice_options(practice: Parser) -> None:
    practice.add_argument(
        "--plain",
        action="store_true",
        help="line by line, nothing redrawn (run supine alone for the full screen)",
    )


def _serve_options(serve: Parser) -> None:
    serve.add_argument("--port", metavar="N", help="the port (7463 if not given; 0: any free one)")
    serve.add_argument(
        "--host", metavar="H", help="the address to listen on (127.0.0.1: this computer only)"
    )
    serve.add_argument(
        "--origin", metavar="URL", help="the https address of a proxy that passes on to this one"
    )
    serve.add_argument("--qr", action="store_true", help="also print the address as a QR code")


def _how_options(how: Parser) -> None:
    how.add_argument("--plain", action="store_true", help="only lines, without the drawings")


def _log_options(log: Parser) -> None:
    log.add_argument("--date", default="today", metavar="D", help="YYYY-MM-DD, today, yesterday")
    log.add_argument(
        "--reps",
        nargs="+",
        action="extend",
        metavar="N",
        help="reps of every exercise (N), or of some (ID=N, such as shoulder-blades=3 neck=2; "
        "supine exercises lists yours); without it, the date's target",
    )
    log.add_argument(
        "--imagined", metavar="N", default="0", help="how many of the reps were imagined"
    )
    log.add_argument("--effort", choices=("light", "right", "hard"), help="how hard it felt")
    log.add_argument(
        "--prop",
        action="extend",
        nargs="+",
        choices=("roll", "pillow", "towel"),
        default=[],
        help="what you had under your neck or head",
    )
    log.add_argument("--note", default="", metavar="T", help="a note, in your own words")


def _forget_options(forget: Parser) -> None:
    forget.add_argument("session", metavar="ID", help="the session's id, or last")


def _check_in_options(check: Parser) -> None:
    check.add_argument(
        "band",
        nargs="?",
        choices=("clear", "mild", "moderate", "high", "warning"),
        help="compared with usual: as usual or better, a bit more sore, clearly more sore, very "
        "sore or painful; or a warning sign",
    )
    check.add_argument("--date", default="today", metavar="D", help="YYYY-MM-DD, today, yesterday")
    check.add_argument(
        "--area", action="extend", nargs="+", default=[], metavar="A", help="where you feel it"
    )
    check.add_argument(
        "--compare",
        choices=("easier", "same", "worse"),
        help="how your neck feels compared with a month ago",
    )
    check.add_argument(
        "--report", action="store_true", help="record it as how you felt after practising"
    )
    check.add_argument(
        "--ack",
        action="store_true",
        help="someone qualified has looked at the warning sign, and practice can go on",
    )


def _rest_options(rest: Parser) -> None:
    rest.add_argument(
        "--date", metavar="D", help="YYYY-MM-DD, today, yesterday; can be in the future"
    )
    rest.add_argument("--from", dest="since", metavar="D", help="the first day of a range")
    rest.add_argument("--to", dest="until", metavar="D", help="the last day of the range")
    rest.add_argument(
        "--reason",
        choices=("sore", "ill", "travel", "other"),
        help="why you rest (sore also stands for tired)",
    )
    rest.add_argument("--clear", action="store_true", help="remove the rest marks")


def _undo_options(undo: Parser) -> None:
    undo.add_argument("--yes", action="store_true", help="remove a session without asking")


def _remind_options(remind: Parser) -> None:
    remind.add_argument(
        "when",
        nargs="*",
        metavar="TIME",
        help="such as 21:30 or 9 pm; off removes it, now rings it; without one, what is set",
    )
    # What schedulers call has it, so that a machine that slept at that time rings no day later.
    remind.add_argument("--due", metavar="TIME", help=argparse.SUPPRESS)


def _calendar_options(calendar: Parser) -> None:
    span = calendar.add_mutually_exclusive_group()
    span.add_argument("--year", metavar="Y", help="a calendar year")
    span.add_argument("--weeks", metavar="N", help="the last N weeks")
    form = calendar.add_mutually_exclusive_group()
    form.add_argument("--list", action="store_true", help="one line a day, in words")
    form.add_argument(
        "--heatmap", action="store_true", help="the heatmap, even where a list would be printed"
    )


def _settings_options(settings: Parser) -> None:
    settings.add_argument(
        "what",
        nargs="?",
        choices=SETTINGS_ACTIONS,
        default="list",
        help="what to do; a KEY alone is shown",
    )
    settings.add_argument("key", nargs="?", metavar="KEY", help="such as plan.step or sound")
    settings.add_argument("value", nargs="*", metavar="VALUE", help="what to set it to")


def _routines_options(routines: Parser) -> None:
    routines.add_argument(
        "what",
        nargs="?",
        choices=("list", "add", "rename", "choose", "archive", "restore", "gentler"),
        default="list",
    )
    routines.add_argument("words", nargs="*", metavar="ID or NAME", help="such as rename ID NAME")
    routines.add_argument(
        "--like", choices=("default", "gentler", "copy"), help="what a new routine starts from"
    )


def _exercises_options(exercises: Parser) -> None:
    exercises.add_argument(
        "what", nargs="?", choices=("list", "add", "rename", "move", "remove"), default="list"
    )
    exercises.add_argument(
        "words", nargs="*", metavar="ID or NAME", help="such as rename ID NAME, or move ID up"
    )


def _doctor_options(doctor: Parser) -> None:
    doctor.add_argument(
        "--report", action="store_true", help="print what a bug report needs; nothing personal"
    )


def _restore_options(restore: Parser) -> None:
    restore.add_argument("name", metavar="NAME", nargs="?", help="a backup's name, or last")
    restore.add_argument("--dry-run", action="store_true", help="only show what it would do")


def _export_options(export: Parser) -> None:
    formats = ("json", "csv", "loop", "loop-zip", "ics")
    formats_help = (
        "what to write (loop: for Loop Habit Tracker; loop-zip: as Loop exports; ics: a calendar)"
    )
    export.add_argument("--format", choices=formats, default="json", help=formats_help)
    export.add_argument("-o", "--output", metavar="FILE", help="write to a new FILE")


def _import_options(import_: Parser) -> None:
    import_.add_argument("source", metavar="FILE")
    import_.add_argument("--habit", metavar="NAME", action="append", help="which habit to import")
    import_.add_argument(
        "--from",
        dest="program",
        choices=("supine", "loop", "habitbull", "harsh", "list"),
        help="the program that wrote it, if that is not clear",
    )
    import_.add_argument(
        "--dates",
        choices=("day-first", "month-first", "year-first"),
        help="how dates are written, if that is not clear",
    )
    import_.add_argument("--dry-run", action="store_true", help="only show what it would add")


def _merge_options(merge: Parser) -> None:
    merge.add_argument("sources", metavar="FILE", nargs="+", help="another copy of the diary")
    merge.add_argument("--dry-run", action="store_true", help="only show what it would bring")
    merge.add_argument("--yes", action="store_true", help="also what may be someone else's")


def _merge_driver_options(driver: Parser) -> None:
    driver.add_argument(
        "versions", metavar="FILE", nargs=3, help="%%O, %%A and %%B, as git names them"
    )


def _completions_options(completions: Parser) -> None:
    completions.add_argument("shell", nargs="?", choices=("bash", "zsh", "fish", "powershell"))
    completions.add_argument(
        "--values",
        choices=("routines", "exercises", "counts", "settings"),
        help=argparse.SUPPRESS,  # for the scripts
    )


def _help_options(help_: Parser) -> None:
    help_.add_argument("topic", nargs="?", metavar="TOPIC", help="a command or a topic")
    help_.add_argument("--man", action="store_true", help="print the manual page, for man -l -")


_COMMANDS: dict[str, tuple[str, Callable[[Parser], None] | None]] = {
    "today": ("today's reps, why, and your streak", None),
    "streak": ("the streak in one line, for a prompt", _streak_options),
    "timetable": ("the next session, second by second", None),
    "plan": ("the numbers for the coming days, if all goes well", _plan_options),
    "practice": (
        "a session line by line, for screen readers and simple terminals",
        _practice_options,
    ),
    "serve": ("the app in a browser, such as a tablet's", _serve_options),
    "how": ("how to do the exercises", _how_options),
    "log": ("add a session you did without the timer, and print its id", _log_options),
    "forget": ("remove a session", _forget_options),
    "check-in": ("record how you feel; after reps, how it felt afterwards", _check_in_options),
    "undo": ("undo the last change that a command made", _undo_options),
    "rest": ("mark rest days; your streak is safe", _rest_options),
    "remind": ("set a daily reminder, say what is set, or remove it", _remind_options),
    "calendar": (
        "the days as a heatmap; in a pipe or a dumb terminal as a list",
        _calendar_options,
    ),
    "stats": (
        "statistics: months, weekdays, best streaks, steadiness, how it felt",
        None,
    ),
    "settings": ("the settings of the app and of the routine", _settings_options),
    "routines": (
        "list, add, rename, choose, archive and restore routines, or make one gentler",
        _routines_options,
    ),
    "exercises": (
        "list, add, rename, move and remove the exercises of a routine",
        _exercises_options,
    ),
    "safety": ("when to call for help, and when to ask a doctor or physiotherapist first", None),
    "path": ("show where the diary file is", None),
    "doctor": ("check the diary and its backups; exit 1 if anything is wrong", _doctor_options),
    "backup": ("make a backup now", None),
    "restore": (
        "list the backups, or restore one (the current file is backed up first)",
        _restore_options,
    ),
    "export": ("write out the whole diary, to keep or to use elsewhere", _export_options),
    "import": ("add what is in an export, or in another habit program's file", _import_options),
    "merge": ("bring another copy of the diary and this one together", _merge_options),
    "merge-driver": ("merge two versions of the diary for git", _merge_driver_options),
    "completions": ("print the completion script of a shell", _completions_options),
    "help": ("the commands, one of them, or a topic such as files or keys", _help_options),
}
"""Every command with its help, and the function that adds its own options."""


def with_settings_action(arguments: Sequence[str]) -> Sequence[str]:
    """Return ``settings KEY`` as ``settings list KEY``; other arguments as they are.

    argparse cannot leave out one of two words in this way.
    """
    words = [at for at, word in enumerate(arguments) if stands_alone(arguments, at, word)]
    if [arguments[at] for at in words[:1]] != ["settings"] or len(words) < 2:
        return arguments
    if arguments[words[1]].casefold() in SETTINGS_ACTIONS:
        return arguments
    return [*arguments[: words[1]], SETTINGS_ACTIONS[0], *arguments[words[1] :]]


def command_among(arguments: Sequence[str]) -> str:
    """Return the command that arguments name, or nothing; they may be wrong otherwise."""
    alone = (word for at, word in enumerate(arguments) if stands_alone(arguments, at, word))
    return next((word for word in alone if word in _COMMANDS), "")


def build_parser(arguments: Sequence[str] | None = None) -> Parser:
    """Return the parser of the whole command line.

    Building all commands takes time. If the arguments are given, only commands that occur among
    them are built, since no other one can be meant; for the help all are.
    """
    parser = Parser(
        prog="supine",
        description="A gentle daily routine for your neck and upper back, done lying down. "
        "Run without a command to open the app.",
        parents=[_shared_options(top=True)],
        epilog="supine help names topics, such as files, prompt and keys. "
        "Not medical advice. supine safety says when to get help.",
    )
    parser.add_argument("-V", "--version", action="version", version=f"supine {__version__}")
    commands = parser.add_subparsers(
        title="commands", dest="command", metavar="COMMAND", parser_class=Parser
    )
    if arguments is None or "-h" in arguments or "--help" in arguments:
        arguments = tuple(_COMMANDS)
    for name, (help_text, add_options) in _COMMANDS.items():
        if name in arguments:
            command = commands.add_parser(
                name, help=help_text, description=help_text, parents=[_shared_options(top=False)]
            )
            if add_options is not None:
                add_options(command)
    # For an unknown command one is suggested, also of those that were not built.
    commands.choices = dict.fromkeys(_COMMANDS, parser) | commands.choices
    return parser
