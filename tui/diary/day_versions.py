"""Two versions of what is known of a date, into one.

Both devices tell of the same body, so what one of them was told is never lost to the other: of two
bands the worse stands, all areas and all lines of the notes, an acknowledgement that either has,
and the reason of rest that was given later. Only where one side left an answer as it was in their
newest common version, what the other made of it stands, be it milder or gone.
(docs/file-format.md, "How copies merge")
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeVar

import msgspec

from tui.diary.change_times import NEVER, ChangeTime
from tui.diary.fields import Fields, Path, join, record_json
from tui.diary.versions import Version, finished, only_version
from tui.practice.models import COMPARES, LONGEST_NOTE, Band

WORST: dict[str, list[str]] = {
    "check": [band.value for band in Band],
    "report": [band.value for band in Band],
    "compare": [*COMPARES],
}
"""The answers of which the worse stands, from the best to the worst."""
_EITHER = ("ack", "compare_put_off")
_UNTOUCHED, _TAKEN_BACK, _GIVEN = range(3)
"""What a side did to an answer since the base; what is further on stands."""
MORE_NOTE = "more_note"
"""Lines of a note that is longer than a note may be."""
_encode = msgspec.json.encode
_SIGN = _encode(Band.WARNING.value)
T = TypeVar("T")


class _Answer(NamedTuple):
    """What one side says in a field; of two, the greater stands."""

    deed: int
    severity: int
    time: ChangeTime
    value: bytes


def join_days(ours: Version, theirs: Version, base: Version | None) -> Version:
    """Return one version of what is known of a date. Without a base, nothing was taken back."""
    if (only := only_version(ours, theirs, base)) is not None:
        return only
    sides = [ours, theirs]
    at = max(side.at for side in sides)
    old: Fields = base.fields if base else {}
    fields: Fields = {}
    times: dict[str, ChangeTime] = {}
    for path in sorted({*old, *ours.fields, *theirs.fields} - _APART):
        answer = max(_answer(path, side, base) for side in sides)
        value = old.get(path, b"") if answer.deed == _UNTOUCHED else answer.value
        if value:
            fields[path] = value
            if answer.time != at and path[0] not in WORST and path[0] not in _EITHER:
                times[path[0]] = answer.time
    lists = [_areas(each) if each else [] for each in (ours, theirs, base)]
    joined = _joined(*lists)
    if areas := max(_whole(joined, lists, lists[:2], joined), default=joined):
        fields[_AREAS] = _encode(areas)
    texts = [_note(each) if each else "" for each in (ours, theirs, base)]
    lines = [_lines(text) for text in texts]
    joined = _joined(*lines)
    note = "\n".join(joined)
    _put_note(fields, max(_whole(joined, lines, texts[:2], note), default=note))
    if not fields and (ours.deleted or theirs.deleted):
        trace = {"day": _day(ours), "deleted": _encode(at.text)}
        return Version("days", record_json(trace), trace)
    fields[("day",)] = _day(ours)
    return finished("days", join("days", fields), at, times)


_AREAS, _NOTE, _MORE = ("areas",), ("note",), (MORE_NOTE,)
_APART = {("day",), _AREAS, _NOTE, _MORE}


def _answer(path: Path, side: Version, base: Version | None) -> _Answer:
    """Return what a side says in a field, and what it did to it since the base.

    A warning sign was given, unless the side left all of the date as it was in the base.
    """
    value, old = side.fields.get(path, b""), base.fields.get(path, b"") if base else b""
    is_by_time = path[0] not in WORST and path[0] not in _EITHER
    time = side.time_of(path) if is_by_time and value else NEVER
    is_sign = path[0] in ("check", "report") and value == _SIGN
    if value == old and not (is_sign and base and not side.says_the_same_as(base)):
        return _Answer(_UNTOUCHED, 0, time, b"")
    if not value:
        return _Answer(_TAKEN_BACK, 0, NEVER, b"")
    return _Answer(_GIVEN, _severity(path, value), time, value)


def _severity(path: Path, value: bytes) -> int:
    answers = WORST.get(path[0], [])
    plain = msgspec.json.decode(value) if value else None
    return answers.index(plain) + 1 if plain in answers else 0


def _joined(ours: list[str], theirs: list[str], base: list[str]) -> list[str]:
    """Return the items of both lists, without those of the base that one of them lacks.

    Those of the base come first, and then the others in the order of the alphabet, so that the
    order does not depend on who merges.
    """
    kept = [each for each in dict.fromkeys(base) if each in ours and each in theirs]
    return [*kept, *sorted({*ours, *theirs} - {*base})]


def _whole(joined: list[str], lists: list[list[str]], written: list[T], plain: T) -> list[T]:
    """Return of two lists, as they are written, those that have all joined items already.

    They are written in a way of their own, other than ``plain``, and that stays.
    """
    pairs = zip(lists[:2], written, strict=True)
    return [each for items, each in pairs if {*items} == {*joined} and each != plain]


def _areas(version: Version) -> list[str]:
    return _decoded(version.fields.get(_AREAS), list[str], list)


def _note(version: Version) -> str:
    note = _decoded(version.fields.get(_NOTE), str, str)
    return "\n".join([note, *_decoded(version.fields.get(_MORE), list[str], list)])


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _put_note(fields: Fields, text: str) -> None:
    """Put a note in place, the lines that are too many for one in a field of their own."""
    note = ""
    more: list[str] = []
    for number, line in enumerate(text.split("\n")):
        longer = f"{note}\n{line}" if number else line
        if more or len(longer) > LONGEST_NOTE:
            more.append(line)
        else:
            note = longer
    if note:
        fields[_NOTE] = _encode(note)
    if more:
        fields[_MORE] = _encode(more)


def _decoded(value: bytes | None, kind: type[T], empty: Callable[[], T]) -> T:
    try:
        return msgspec.json.decode(value, type=kind) if value else empty()
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return empty()


def _day(version: Version) -> bytes:
    return version.document["day"]
