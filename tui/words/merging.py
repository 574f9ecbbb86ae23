"""What a merge brings, in words: before it is made, and on the command line."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from tui.diary.merge import Merged
from tui.diary.merge_changes import MergeChange
from tui.diary.raw_records import RawTable
from tui.practice.models import Band, Exercise, Plan, Routine, Settings
from tui.words.phrases import (
    BAND_WORDS,
    COMPARE_WORDS,
    REST_WORDS,
    capital,
    day_words,
    listed,
    plural,
)
from tui.words.visible import visible

UNKNOWN = "It has entries that this version of supine can't read. They're kept as they are."
SIGN_COMES = "It has a warning sign that isn't here yet"
"""How the line begins that must be seen first."""
_MOST_NAMED = 6
"""Changes of one kind that are named one by one."""
_DAY_PARTS = {
    "rest_reason": "rest day",
    "check": "check-in",
    "report": "answer after practice",
    "compare": "weekly answer",
    "ack": "acknowledged sign",
    "note": "note",
}
"""What is told of a date, in the order in which it is said."""
_PLURALS = {
    "unknown entry": "unknown entries",
    "entry": "entries",
    "answer after practice": "answers after practice",
}
_FIELDS = {
    "day_starts_at": "the start of the day",
    "routine": "the routine shown first",
    "sound": "the sound",
    "tick": "the ticks",
    "quiet": "the quieter tones",
    "speech": "the speech",
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
} | {name: f"the {words}" for name, words in _DAY_PARTS.items() if name != "note"}
_UNTOLD = {"welcomed", "dismissed", "compare_put_off"}
"""Fields that a person has not chosen."""
_SETTINGS, _PLAN, _EXERCISE = Settings(), Plan(), Exercise(id="-", name="-")
_ROUTINE = Routine(id="-")


def merge_lines(merged: Merged) -> list[str]:
    """Return what a merge brings to this diary, a sentence each; empty where it brings nothing.

    What is said first is what matters most to the body.
    """
    changes = [each for each in merged.changes if (each.field or ("",))[0] not in _UNTOLD]
    names = _Names(merged)
    lines = [
        *_sign_lines(changes),
        *_counted("Only in the copy: {}.", _additions(changes)),
        *_named("Changed only in the copy: {}.", _news(changes, names)),
        *_counted("Also removed in the copy: {}.", _taken_back(changes)),
        *_counted("Removed in the copy: {}.", _records(changes, "removed")),
        *_counted("Removed here, but changed later in the copy, so back again: {}.",
                  _records(changes, "returned")),
    ]  # fmt: skip
    conflicts = [each for each in changes if each.kind == "both"]
    conflicts.sort(key=lambda each: each.table != "days")  # how it felt comes before any setting
    both = [_both_words(each, names) for each in conflicts]
    lines += both[:_MOST_NAMED]
    if len(both) > _MOST_NAMED:
        lines.append(f"Changed in both: {len(both) - _MOST_NAMED} more; the later changes stay.")
    return lines or ([UNKNOWN] if merged.is_new else [])


class _Names:
    """What the records of a merged diary are called; looked up only when it is needed."""

    def __init__(self, merged: Merged) -> None:
        self._tables = merged.tables

    def session(self, identity: str) -> str:
        """Return ``the session of Sun 22 Nov``."""
        date = self._field("sessions", identity, "day")
        return f"the session of {_date_words(date)}" if date else "a session"

    def routine(self, identity: str) -> str:
        """Return a routine's name."""
        return visible(str(self._field("routines", identity, "name") or identity))

    def exercise(self, routine: str, identity: str) -> str:
        """Return an exercise's name."""
        exercises = self._field("routines", routine, "exercises") or []
        names = [each.get("name") for each in exercises if each.get("id") == identity]
        return visible(str(names[0])) if names else visible(identity)

    def _field(self, table: str, identity: str, name: str) -> Any:
        records, wanted = self._tables.get(table, RawTable()), msgspec.json.encode(identity)
        for key in records:
            if wanted in (raw := records.record_json(key)):
                document = msgspec.json.decode(raw)
                if document.get("id") == identity:
                    return document.get(name)
        return None


def _sign_lines(changes: Iterable[MergeChange]) -> Iterator[str]:
    """Yield that a warning sign comes with the copy, with its dates."""
    dates = set()
    for each in changes:
        if each.is_ours or not isinstance(each.kept, dict | str):
            continue
        record = each.kept if isinstance(each.kept, dict) else {each.field[-1]: each.kept}
        says = {record.get("check"), record.get("report"), record.get("stop_reason")}
        if "warning" in says:
            dates.add(record.get("day", each.identity))
    if dates:
        when = listed(_date_words(date) for date in sorted(dates))
        yield (
            f"{SIGN_COMES}, from {when}. Practice pauses until someone qualified has looked at it."
        )


def _additions(changes: Iterable[MergeChange]) -> dict[str, int]:
    """Return what only the copy has, counted by its name."""
    found: Counter[str] = Counter()
    for each in changes:
        if each.kind == "added" and each.table in ("sessions", "routines"):
            found[each.table[:-1]] += 1
        elif each.kind == "added" and each.table == "days":
            found.update(words for name, words in _DAY_PARTS.items() if each.kept.get(name))
        elif each.kind == "added" and each.table != "settings":
            found["unknown entry"] += 1
        elif _is_addition(each):
            found[_part(each)] += 1
    return dict(sorted(found.items(), key=lambda item: _ORDER.get(item[0], len(_ORDER))))


_ORDER = {name: n for n, name in enumerate(["session", *_DAY_PARTS.values(), "routine"])}


def _part(change: MergeChange) -> str:
    """Return as what a field that they changed is counted; empty if it is told by its name."""
    if change.kind != "changed":
        return ""
    if change.table == "routines":
        return "exercise" if change.field[0] == "exercises" and len(change.field) == 2 else ""
    return _DAY_PARTS.get(change.field[0], "") if change.table == "days" else ""


def _is_addition(change: MergeChange) -> bool:
    return bool(_part(change)) and change.lost is None


def _is_taken_back(change: MergeChange) -> bool:
    return bool(_part(change)) and change.kept is None


def _taken_back(changes: Iterable[MergeChange]) -> Counter[str]:
    """Return what the copy took back of a date or a routine, counted by its name."""
    return Counter(_part(each) for each in changes if _is_taken_back(each))


def _records(changes: Iterable[MergeChange], kind: str) -> Counter[str]:
    words = {"sessions": "session", "days": "date", "routines": "routine"}
    return Counter(words.get(each.table, "entry") for each in changes if each.kind == kind)


def _news(changes: Iterable[MergeChange], names: _Names) -> list[str]:
    """Return what the copy changed of what is here, each by its name."""
    found: dict[str, None] = {}
    sessions = set()
    for each in changes:
        if each.kind == "added" and each.table == "settings":
            chosen = {*each.kept} & {*Settings.__struct_fields__} - _UNTOLD - {"changed"}
            found |= dict.fromkeys(_FIELDS[name] for name in sorted(chosen))
        if each.kind != "changed" or _is_addition(each) or _is_taken_back(each):
            continue
        if each.table == "sessions":
            sessions.add(each.identity)
            continue
        kept, lost = (_value_words(each, value, names) for value in (each.kept, each.lost))
        if kept and kept == lost:  # a default that was written down
            continue
        values = f" (from {lost} to {kept})" if kept and lost else ""
        found[f"{_subject(each, names)}{values}"] = None
    told = [*found]
    return [*told, plural(len(sessions), "session")] if sessions else told


def _both_words(change: MergeChange, names: _Names) -> str:
    """Return what became of a field that both changed."""
    subject = _subject(change, names)
    kept, lost = (_value_words(change, value, names) for value in (change.kept, change.lost))
    if change.table == "days" and change.field[0] in ("check", "report", "compare"):
        return f"{capital(subject)} differs: {kept}, the worse of the two, stays."
    if not kept or not lost:
        return f"Changed in both: {subject}. The later change stays."
    return f"Changed in both: {subject}. The later change stays: {kept}, not {lost}."


def _subject(change: MergeChange, names: _Names) -> str:
    path = change.field
    words = _FIELDS.get(path[-1] if path[0] in ("plan", "exercises") else path[0])
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
            return f"{words} of {_date_words(change.identity)}"
        case "routines" if path[0] in ("name", "archived", "schedule", "exercises"):
            return f"{words} of {names.routine(change.identity)}"
    return words


def _value_words(change: MergeChange, value: Any, names: _Names) -> str:
    """Return a value in words; empty for one that is too long to be said."""
    name = change.field[-1]
    if value is None:
        value = _default(change)
    if change.table == "settings" and name == "routine" and value:
        return names.routine(str(value))
    if isinstance(value, bool):
        return "on" if value else "off"
    if name in ("check", "report") and value in {band.value for band in Band}:
        return BAND_WORDS[Band(value)]
    if change.table == "days" and isinstance(value, str):
        known: list[tuple[str, str]] = [*COMPARE_WORDS.items(), *REST_WORDS.items()]
        return dict(known).get(value, "")
    if isinstance(value, int | float):
        return f"{value} s" if name.endswith("_s") else str(value)
    if isinstance(value, str) and name not in ("note", "how", "area"):
        return visible(value)[:40]
    return ""


def _default(change: MergeChange) -> Any:
    """Return what an absent field means."""
    record: Any = {"settings": _SETTINGS, "routines": _ROUTINE}.get(change.table)
    if change.field[0] == "plan":
        record = _PLAN
    elif change.field[0] == "exercises" and len(change.field) == 3:
        record = _EXERCISE
    default = getattr(record, change.field[-1], None)
    return default if isinstance(default, bool | int | float | str) else None


def _date_words(date: object) -> str:
    try:
        return day_words(dt.date.fromisoformat(str(date)), short=True)
    except ValueError:
        return visible(str(date))


def _counted(sentence: str, counts: Mapping[str, int]) -> Iterator[str]:
    if counts:
        parts = (
            f"{count:,} {_PLURALS[name]}" if count > 1 and name in _PLURALS else plural(count, name)
            for name, count in counts.items()
        )
        yield sentence.format(listed(parts))


def _named(sentence: str, names: list[str]) -> Iterator[str]:
    if names:
        more = len(names) - _MOST_NAMED
        told = [*names[:_MOST_NAMED], *([f"{more} more"] if more > 0 else [])]
        yield sentence.format(listed(told))
