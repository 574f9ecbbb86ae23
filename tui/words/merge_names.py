"""What a merge changes, by the names that people know: records, fields, values and dates."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import msgspec

from tui.diary.merge import Merged
from tui.diary.merge_changes import MergeChange
from tui.diary.raw_records import RawTable
from tui.practice.models import Band, Exercise, Plan, Routine, Session, Settings
from tui.words.day import STOP_WORDS
from tui.words.phrases import (
    BAND_WORDS,
    COMPARE_WORDS,
    REST_WORDS,
    counts_words,
    day_words,
    listed,
    plural,
)
from tui.words.visible import visible

_LONGEST_VALUE = 40
"""Characters of a value that are quoted."""
DAY_PARTS = {
    "rest_reason": "rest day",
    "check": "check-in",
    "report": "answer after practice",
    "compare": "weekly answer",
    "ack": "acknowledged sign",
    "note": "note",
}
"""What is told of a date, in the order in which it is said."""
FIELDS = {
    "day_starts_at": "the start of the day",
    "routine": "the routine shown first",
    "sound": "the sound",
    "tick": "the ticks",
    "quiet": "the quieter tones",
    "speech": "the speech",
    "notice": "the notice at the end",
    "motion": "the motion",
    "glyphs": "the symbols",
    "theme": "the theme",
    "week_starts_on": "the start of the week",
    "keys": "your own keys",
    "name": "the name",
    "prepare_s": "the time to get ready",
    "reposition_s": "the time between exercises",
    "settle_s": "the time to settle",
    "props": "the props",
    "archived": "the archived state",
    "start_reps": "the reps to start with",
    "start_days": "the starting days",
    "step": "the step",
    "ceiling": "the ceiling",
    "rounds": "the rounds a day",
    "schedule": "the practice days",
    "exercises": "the order of the exercises",
    "word": "the big word",
    "area": "the area",
    "how": "the instructions",
    "ease_in_s": "the ease in",
    "hold_s": "the hold",
    "ease_out_s": "the ease out",
    "rest_s": "the rest",
    "effort": "the effort",
    "note": "the note",
    "status": "the outcome",
    "areas": "the sore places",
    "compare_put_off": "the weekly question",
} | {name: f"the {words}" for name, words in DAY_PARTS.items() if name != "note"}
MOST_NAMED = 6
"""Things of one kind that are named one by one."""
_RUN = 3
"""Dates in a row that are said as the first and the last."""
_SEVERAL = {
    "rest_reason": "the rest days",
    "check": "the check-ins",
    "report": "the answers after practice",
    "compare": "the weekly answers",
    "ack": "the acknowledged signs",
    "note": "the notes",
}
"""What is said of several dates."""

_SETTINGS, _PLAN, _EXERCISE = Settings(), Plan(), Exercise(id="-", name="-")
_ROUTINE = Routine(id="-")


class Names:
    """What the records of a merged diary are called; looked up only when it is needed."""

    def __init__(self, merged: Merged, today: dt.date) -> None:
        self._merged = merged
        self._today = today

    def session(self, identity: str) -> str:
        """Return ``the session of Sun 22 Nov``."""
        date = self._field("sessions", identity, "day")
        return f"the session of {self.dates([date])}" if date else "a session"

    def dates(self, texts: Iterable[object]) -> str:
        """Return ``Sun 22 Nov``, and three and more dates in a row as ``3 – 9 Nov``.

        Of many, the first are named, and the others counted.
        """
        words: list[tuple[str, int]] = []
        run: list[dt.date] = []
        for text in sorted(map(str, texts)):
            try:
                date = dt.date.fromisoformat(text)
            except ValueError:
                words.append((visible(text), 1))
                continue
            if run and date - run[-1] != dt.timedelta(days=1):
                words += self._run(run)
                run = []
            run.append(date)
        words += self._run(run)
        named, more = words[:MOST_NAMED], sum(count for _, count in words[MOST_NAMED:])
        return listed([*(each for each, _ in named), *([plural(more, "more day")] if more else [])])

    def _run(self, dates: list[dt.date]) -> list[tuple[str, int]]:
        """Return the words of dates in a row, with how many dates they are."""
        if len(dates) < _RUN:
            return [(f"{day_words(each, short=True)}{self._year(each)}", 1) for each in dates]
        first, last = dates[0], dates[-1]
        start = f"{first.day}"
        if first.year != last.year:
            start = f"{first.day} {first:%b} {first.year}"
        elif first.month != last.month:
            start = f"{first.day} {first:%b}"
        is_plain = first.year == last.year
        year = self._year(last) if is_plain else f" {last.year}"
        return [(f"{start} – {last.day} {last:%b}{year}", len(dates))]

    def _year(self, date: dt.date) -> str:
        return "" if date.year == self._today.year else f" {date.year}"

    @property
    def has_several_routines(self) -> bool:
        """Whether a session is told from others by its routine, too."""
        return len(self._merged.tables.get("routines", ())) > 1

    def routine(self, identity: str) -> str:
        """Return a routine's name."""
        return visible(str(self._field("routines", identity, "name") or identity))

    def exercise(self, routine: str, identity: str) -> str:
        """Return an exercise's name."""
        names = (
            each.get("name")
            for exercises in self._values("routines", routine, "exercises")
            for each in exercises
            if each.get("id") == identity
        )
        return visible(str(next(names, identity)))

    def _field(self, table: str, identity: str, name: str) -> Any:
        return next(self._values(table, identity, name), None)

    def _values(self, table: str, identity: str, name: str) -> Iterator[Any]:
        """Yield what a field of a record is: here first, as the person knows it, then merged."""
        merged, wanted = self._merged.tables.get(table, RawTable()), msgspec.json.encode(identity)
        after = (merged.record_json(key) for key in merged)
        for raw in chain((self._merged.ours or {}).get(table, {}).values(), after):
            if wanted in raw:
                with contextlib.suppress(msgspec.MsgspecError, UnicodeDecodeError):
                    document = msgspec.json.decode(raw, type=dict[str, Any])
                    if document.get("id") == identity and document.get(name):
                        yield document[name]


def values_of(change: MergeChange, names: Names) -> tuple[str, str]:
    """Return what stands and what is lost, in words."""
    kept, lost = (_value_words(change, value, names) for value in (change.kept, change.lost))
    return kept, lost


def session_words(change: MergeChange, names: Names) -> str:
    """Return a session and how it went: ``the session of Sun 22 Nov (Neck, finished, 6 reps)``."""
    document = change.lost or change.kept or {}
    routine = document.get("routine")
    parts = [names.routine(routine)] if routine and names.has_several_routines else []
    if session := _session_of(document):
        parts.append(_ending_words(session))
        parts += [plural(session.counted, "rep")] if session.counted else []
    date = document.get("day")
    who = f"the session of {names.dates([date])}" if date else "a session"
    return f"{who} ({', '.join(parts)})" if parts else who


def subject_of(change: MergeChange, dates: list[str], names: Names) -> str:
    path = change.field
    words = FIELDS.get(path[-1] if path[0] in ("plan", "exercises") else path[0])
    if path[0] == "exercises" and len(path) == 2:
        words = f"the exercise {names.exercise(change.identity, path[1])}"
    elif path[0] == "exercises" and len(path) == 3:
        of = names.exercise(change.identity, path[1])
        words = f"{words or visible(path[2])} of {of}"
    words = words or f"the entry {visible(path[-1])}"
    match change.table:
        case "sessions":
            return f"{words} of {names.session(change.identity)}"
        case "days":
            several = _SEVERAL.get(path[0], words) if len(dates) > 1 else words
            return f"{several} of {names.dates(dates)}"
        case "routines" if path[0] in ("name", "archived", "schedule", "exercises"):
            return f"{words} of {names.routine(change.identity)}"
    return words


def _value_words(change: MergeChange, value: Any, names: Names) -> str:
    """Return a value in words; empty for one that is too long to be said."""
    name = change.field[-1]
    if value is None:
        value = _default(change)
    if change.table == "settings" and name == "routine" and value:
        return names.routine(str(value))
    if change.table == "sessions" and name == "status":
        return _outcome_words(value)
    if isinstance(value, bool):
        return "on" if value else "off"
    if name in ("check", "report") and value in {band.value for band in Band}:
        return BAND_WORDS[Band(value)]
    if change.table == "days" and isinstance(value, str):
        known: list[tuple[str, str]] = [*COMPARE_WORDS.items(), *REST_WORDS.items()]
        return dict(known).get(value, "")
    if isinstance(value, int | float):
        return f"{value} s" if name.endswith("_s") else str(value)
    if isinstance(value, str):
        text = visible(value)[:_LONGEST_VALUE]
        text = text if len(value) <= _LONGEST_VALUE else f"{text}…"
        return f'"{text}"' if name in ("note", "how", "area") and text else text
    return ""


def _outcome_words(value: Any) -> str:
    """Return how a session went: ``finished (3 each)``."""
    session = _session_of(value)
    if session is None:
        return ""
    counts = counts_words(reps.counted for reps in session.reps.values())
    return f"{_ending_words(session)} ({counts})" if counts else _ending_words(session)


def _session_of(value: Any) -> Session | None:
    parts = value if isinstance(value, dict) else {}
    with contextlib.suppress(msgspec.ValidationError, ValueError):
        return msgspec.convert({"id": "-", **parts}, Session)
    return None


def _ending_words(session: Session) -> str:
    if session.stop_reason is not None:
        return STOP_WORDS[session.stop_reason]
    return "still running" if session.status == "open" else "finished"


def _default(change: MergeChange) -> Any:
    """Return what an absent field means."""
    record: Any = {"settings": _SETTINGS, "routines": _ROUTINE}.get(change.table)
    if change.field[0] == "plan":
        record = _PLAN
    elif change.field[0] == "exercises" and len(change.field) == 3:
        record = _EXERCISE
    default = getattr(record, change.field[-1], None)
    return default if isinstance(default, bool | int | float | str) else None
