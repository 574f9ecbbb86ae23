"""The kinds of diaries, terminals and surroundings that the monkey gets, and what is true of each.

`KINDS` holds them by name. `Records` reads a diary's file without the program, to see that nothing
in it is lost.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace

from tests import plausible
from tests.end_to_end.terminal import quick_diary
from tui.clock import SystemClock
from tui.diary import backups
from tui.diary.diary import Diary
from tui.practice.models import Band, Exercise, Reps, Settings

NAME: Final = "supine.json"
HOSTILE: Final = (
    "[b]x[/] [@click=app.quit]y[/] $(reboot) -- %s {0}",
    "\u202eright\u200b\u0301 👨‍👩‍👧‍👦 肩甲骨",
    "x" * 80,
    "[/]",
)


@dataclass(frozen=True)
class Kind:
    """A diary, the terminal and what is around.

    Attributes:
        make: writes the diary; None where there is none yet.
        environment: variables that the program gets.
        kitty: whether the terminal speaks kitty's keyboard protocol, and tells of resizes in band.
        is_shared: whether another program changes the diary meanwhile.
        is_read_only: whether the disk takes nothing.
    """

    make: Callable[[Path], object] | None
    environment: Mapping[str, str] = field(default_factory=dict)
    kitty: bool = False
    is_shared: bool = False
    is_read_only: bool = False


def open_diary(path: Path) -> Diary:
    """Return another program's diary over a file, in this time zone."""
    return Diary(path, now=SystemClock().now)


def _today() -> dt.date:
    return SystemClock().now().date()


@cache
def _bytes_of(make: Callable[..., None], today: dt.date) -> bytes:
    """Return a diary's bytes, which take a while to make."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / NAME
        make(path, today=today)
        return path.read_bytes()


def _year(path: Path) -> None:
    path.write_bytes(_bytes_of(plausible.year, _today()))


def _fifty_years(path: Path) -> None:
    path.write_bytes(_bytes_of(plausible.fifty_years, _today()))


def _changed_settings(path: Path, change: Callable[[Settings], Settings]) -> None:
    open_diary(path).preferences.change_settings(change)


def _damaged(path: Path) -> None:
    """Records that do not fit, under keys and in tables that are none, and two of one id."""
    _year(path)
    tables = json.loads(path.read_bytes())
    sessions, days = tables["sessions"], tables["days"]
    keys = list(sessions)
    sessions[keys[-1]]["day"] = "soon"
    sessions[keys[-2]]["reps"] = [1, 2]
    sessions[keys[-3]]["id"] = sessions[keys[-4]]["id"]
    sessions["-7"] = sessions.pop(keys[-5])
    days[list(days)[-1]]["check"] = "awful"
    tables["settings"]["1"] |= {"keys": {"app.quit": "q,w", "x": 3}, "motion": 7}
    tables["future"] = {"1": {"a": [1.5, None]}, "key": 1}
    path.write_text(json.dumps(tables))


def _hostile(path: Path) -> None:
    _year(path)
    diary = open_diary(path)
    routine = diary.read().routine()
    named = tuple(
        replace(each, name=name, word=name[:8], area=name[:40])
        for each, name in zip(routine.exercises, HOSTILE, strict=False)
    )
    diary.preferences.change_routine(
        routine.id, lambda old: replace(old, name=HOSTILE[1], exercises=named)
    )
    for name in HOSTILE:
        diary.preferences.add_routine(name[:80], diary.read().routine(), _today())
        diary.log_session(routine, _today(), {}, note=name)
        diary.record_feeling(_today(), Band.MILD, areas=[name])


def _remapped(path: Path) -> None:
    quick_diary(path)
    keys = {"app.calendar": "j", "routine.down": "c", "session.pause": "x", "app.quit": "Q"}
    _changed_settings(path, lambda old: replace(old, keys=keys, sound="off"))


def _interrupted(path: Path) -> None:
    """A session that nobody has closed, with a rep that was done, in a routine of seconds."""
    quick_diary(path, start_reps=3)
    diary = open_diary(path)
    routine = diary.read().routine()
    session = diary.start_session(routine, _today(), {e.id: 3 for e in routine.exercises})
    reps = {exercise: replace(each, done=1) for exercise, each in session.reps.items()}
    diary.record_reps(session.id, reps)
    diary.release_session()


def _quick(path: Path) -> None:
    quick_diary(path, start_reps=3)


def _ascii(path: Path) -> None:
    _year(path)
    _changed_settings(path, lambda old: replace(old, glyphs="ascii", motion="none"))


KINDS: Final[Mapping[str, Kind]] = {
    "empty": Kind(None),
    "typical": Kind(_year),
    "fifty years": Kind(_fifty_years),
    "damaged": Kind(_damaged),
    "read-only": Kind(_year, is_read_only=True),
    "two programs": Kind(_year, is_shared=True),
    "hostile names": Kind(_hostile),
    "remapped keys": Kind(_remapped),
    "session under way": Kind(_interrupted),
    "ascii, no colours": Kind(_ascii, {"NO_COLOR": "1", "TERM": "linux", "COLORTERM": ""}),
    "quick, kitty": Kind(_quick, kitty=True),
}


# What another program does


def _log(diary: Diary) -> None:
    routine = diary.read().routine()
    diary.log_session(routine, _today(), {e.id: Reps(target=2, done=2) for e in routine.exercises})


def _remove_last(diary: Diary) -> None:
    if diary.read().sessions:
        diary.remove_session("last")


def _rename(diary: Diary) -> None:
    routine = diary.read().routine()
    name = f"{routine.name}+"[-40:]
    diary.preferences.change_routine(routine.id, lambda old: replace(old, name=name))


def _other_routine(diary: Diary) -> None:
    routines = list(diary.read().routines.values())
    if len(routines) < 6:
        diary.preferences.add_routine("Another", routines[0], _today())
    else:
        diary.preferences.show_routine(routines[0].id)


def _archive(diary: Diary) -> None:
    routines = list(diary.read().routines.values())
    if len([each for each in routines if not each.archived]) > 1:
        diary.preferences.archive_routine(routines[-1].id)


def _exercise(diary: Diary) -> None:
    snapshot = diary.read()
    routine = snapshot.routine()
    if len(routine.exercises) > 2:
        diary.preferences.remove_exercise(routine.id, routine.exercises[-1])
    else:
        diary.preferences.add_exercise(routine.id, Exercise(id="-", name="Other"))


def _look(diary: Diary) -> None:
    diary.preferences.change_settings(
        lambda old: replace(
            old,
            glyphs="ascii" if old.glyphs != "ascii" else Settings().glyphs,
            week_starts_on="sun" if old.week_starts_on != "sun" else "mon",
        )
    )


CHANGES: Final[Mapping[str, Callable[[Diary], object]]] = {
    "log": _log,
    "remove": _remove_last,
    "rest": lambda diary: diary.rest(_today(), "ill"),
    "feel": lambda diary: diary.record_feeling(_today(), Band.MILD, areas=["neck"]),
    "rename": _rename,
    "routine": _other_routine,
    "archive": _archive,
    "exercise": _exercise,
    "look": _look,
}


# What must still be there


class Records:
    """What was ever seen in a diary's file, and what of it is lost.

    Sessions keep their place for ever: one that is removed leaves a trace with its id, and a
    backup that is restored leaves one of what was there. The reps of a running session only grow,
    up to the end of the session; from then on they may be corrected.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._ids: set[str] = set()
        self._running: dict[str, dict[str, int]] = {}
        self._stamp = (0, 0)

    def look(self) -> str:
        """Look at the file; return in words what is lost, or an empty string."""
        try:
            stat = self._path.stat()
        except FileNotFoundError:
            return "the file is gone" if self._ids else ""
        if self._stamp == (stat.st_mtime_ns, stat.st_ino):
            return ""
        self._stamp = stat.st_mtime_ns, stat.st_ino
        try:
            there = list(_sessions(self._path.read_bytes()))
        except ValueError as error:
            return f"the file cannot be read: {error}"
        ids = {str(each["id"]) for each in there if "id" in each}
        gone = self._ids - ids
        if gone:
            gone -= self._kept_elsewhere()
        wrong = f"sessions are gone: {sorted(gone)}" if gone else ""
        self._ids |= ids
        for session in there:
            wrong = wrong or self._fewer_reps(session)
        return wrong

    def _kept_elsewhere(self) -> set[str]:
        ids = set()
        for backup in backups.listed(self._path):
            data = gzip.decompress(backup.path.read_bytes())
            ids |= {str(each["id"]) for each in _sessions(data) if "id" in each}
        return ids

    def _fewer_reps(self, session: dict[str, Any]) -> str:
        name, reps = str(session.get("id")), session.get("reps")
        if "deleted" in session or not isinstance(reps, dict):
            return ""
        done = {exercise: int(each.get("done", 0)) for exercise, each in reps.items()}
        before = self._running.pop(name, {})
        is_answered = session.get("confirmed", True)
        if not is_answered and any(done.get(each, 0) < count for each, count in before.items()):
            return f"reps of {name} are gone: {before} were there, and {done} are"
        if session.get("status") == "open":
            self._running[name] = done
        return ""


def _sessions(data: bytes) -> Iterator[dict[str, Any]]:
    """Yield the sessions of a file, also those that were removed."""
    tables = json.loads(data)
    for each in tables.get("sessions", {}).values():
        if isinstance(each, dict):
            yield each
