"""``supine doctor --report``: what a report of a bug needs, and nothing personal.

It holds no name, note, date of practice or path, and of the environment only variables about the
terminal and the language, if their values look like one. What is found in the file is counted.
"""

from __future__ import annotations

import argparse
import datetime as dt
import locale
import os
import platform
import re
import shutil
import stat
import sys
from collections.abc import Iterator, Mapping
from importlib import metadata
from typing import Any

from tui import __version__
from tui.cli.output import print_answer
from tui.cli.support import FINE
from tui.cues.players import find_players
from tui.cues.remote import is_remote
from tui.cues.speech import find_voices
from tui.cues.tones import Tones
from tui.diary import backups
from tui.diary.codec import SCHEMA
from tui.diary.diary import Diary
from tui.diary.errors import DiaryError, Unreadable
from tui.practice.models import Settings
from tui.reminders.scheduler import ReminderProblem
from tui.reminders.system import Reminders
from tui.words.phrases import listed, plural

LIBRARIES = (
    *("textual", "rich", "tinydb", "msgspec", "platformdirs", "wakepy"),
    *("aiohttp", "segno", "textual-serve"),
)
_SHOWN = ("TERM", "COLORTERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "LANG", "LC_ALL", "LC_CTYPE")
_NAMED = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TMUX", "STY", "TEXTUAL_DRIVER")
_HARMLESS = re.compile(r"[\w.@+-]{1,40}", re.ASCII)
_LOOKS = ("sound", "tick", "quiet", "speech", "notice", "theme", "motion", "glyphs")
"""Settings that say nothing about the person."""


def report(options: argparse.Namespace, diary: Diary) -> int:
    """Print what a report of a bug needs."""
    found = {
        **facts(),
        "sound": _sound(),
        "reminder": _reminder(),
        "file": _file(diary),
    }

    def as_text() -> Iterator[str]:
        for name, facts in found.items():
            yield f"{name.capitalize()}:"
            yield from (f"  {key}: {_words(value)}" for key, value in facts.items())
        yield "Nothing here is personal, so it can be added to a bug report as it is."

    print_answer(options, lambda: found, as_text)
    return FINE


def facts() -> dict[str, dict[str, Any]]:
    """Return what does not depend on the diary: versions and the terminal."""
    return {"versions": _versions(), "terminal": _terminal(os.environ)}


def _words(value: Any) -> str:
    if isinstance(value, list):
        return listed(map(str, value)) or "none"
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "unknown"}[value]
    return str(value)


def _versions() -> dict[str, Any]:
    found: dict[str, Any] = {
        "supine": __version__,
        "python": f"{platform.python_version()} ({platform.python_implementation()})",
        "system": f"{platform.system()} {platform.release()} ({platform.machine()})",
    }
    for name in LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


def _terminal(environ: Mapping[str, str]) -> dict[str, Any]:
    shown = {name: environ[name] for name in _SHOWN if environ.get(name)}
    columns, lines = shutil.get_terminal_size()
    offset = dt.datetime.now().astimezone().utcoffset() or dt.timedelta()
    return {
        **{name: _harmless(value) for name, value in shown.items()},
        "set": [name for name in _NAMED if environ.get(name)],
        "size": f"{columns} x {lines}",
        "is a terminal": [
            name
            for name, stream in (("input", sys.stdin), ("output", sys.stdout))
            if stream is not None and stream.isatty()
        ],
        "encoding": getattr(sys.stdout, "encoding", None),
        "file names": sys.getfilesystemencoding(),
        "locale": locale.setlocale(locale.LC_CTYPE, None),
        "over the network": is_remote(environ),
        "UTC offset in minutes": round(offset.total_seconds() / 60),
    }


def _harmless(value: object) -> str:
    """Return a value that somebody may have chosen, unless it could be any text."""
    return str(value) if _HARMLESS.fullmatch(str(value)) else "something else"


def _sound() -> dict[str, Any]:
    return {
        "players": [each.name for each in find_players(shutil.which, Tones(quiet=False))],
        "voices": [each.name for each in find_voices(shutil.which, quiet=False)],
    }


def _reminder() -> dict[str, Any]:
    reminders = Reminders()
    try:
        entry = reminders.find()
    except ReminderProblem:
        return {"schedulers": reminders.names, "set": None}
    is_lost = entry is not None and bool(entry.lost or entry.is_program_missing)
    return {"schedulers": reminders.names, "set": entry is not None, "lost": is_lost}


def _file(diary: Diary) -> dict[str, Any]:
    path = diary.path
    try:
        found = path.stat()
    except FileNotFoundError:
        return {"is there": False, "backups": _backups(diary)}
    except OSError as error:
        return {"is there": None, "problem": error.strerror}
    facts: dict[str, Any] = {
        "is there": True,
        "bytes": found.st_size,
        "mode": f"{stat.S_IMODE(found.st_mode):04o}",
        "is a link": path.is_symlink(),
        "folder can be written": os.access(path.parent, os.W_OK),
        "backups": _backups(diary),
        "damaged copies": len(list(path.parent.glob(f"{path.name}.damaged-*"))),
    }
    try:
        snapshot = diary.read()
    except Unreadable as error:
        return facts | {"problem": error.reason}
    except DiaryError as error:
        return facts | {"problem": type(error).__name__}
    file = snapshot.file
    defaults, settings = Settings(), snapshot.settings
    changed = [name for name in _LOOKS if getattr(settings, name) != getattr(defaults, name)]
    return facts | {
        "schema": f"{snapshot.schema} (this supine: {SCHEMA})",
        "writes": snapshot.rev,
        "records": [
            plural(len(table), noun)
            for table, noun in (
                (file.sessions, "session"),
                (file.days, "day"),
                (file.routines, "routine"),
            )
        ],
        "records that can't be read": len(snapshot.problems),
        "recovered from": diary.store.recovered.source if diary.store.recovered else "nothing",
        "settings": [f"{name}={_harmless(getattr(settings, name))}" for name in changed],
        "changed keys": len(settings.keys),
    }


def _backups(diary: Diary) -> int | None:
    try:
        return len(backups.listed(diary.path))
    except DiaryError:
        return None
