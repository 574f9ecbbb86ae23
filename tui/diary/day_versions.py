"""Two versions of what is known of a date, into one.

Both devices tell of the same body, so what one of them was told is never lost to the other: of two
bands the worse stands, all areas and all lines of the notes, and the reason of rest that was given
later. An acknowledgement opens a lock, and so it stands only if the version that was changed last
has it: it may have been taken back there. Only where one side left the whole date as it was in
their newest common version, what the other made of it stands, be it milder or gone.
(docs/file-format.md, "How copies merge")
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import TypeVar

import msgspec

from tui.diary.change_times import NEVER, ChangeTime
from tui.diary.fields import Fields, Path, join, record_json
from tui.diary.versions import Version, finished
from tui.practice.models import COMPARES, LONGEST_NOTE, Band

WORST: dict[str, list[str]] = {
    "check": [band.value for band in Band],
    "report": [band.value for band in Band],
    "compare": [*COMPARES],
}
"""The answers of which the worse stands, from the best to the worst."""
_EITHER = ("compare_put_off",)
MORE_NOTE = "more_note"
"""Lines of a note that is longer than a note may be."""
_encode = msgspec.json.encode
T = TypeVar("T")


def join_days(ours: Version, theirs: Version, base: Version | None) -> Version:
    """Return one version of what is known of a date. Without a base, nothing was taken back.

    With one, the other version stands, with all that it took back, where one side left the whole
    record as it was.
    """
    if ours.says_the_same_as(theirs):
        return ours if ours.raw == theirs.raw else ours.tidy
    if (changed := changed_version(ours, theirs, base)) is not None:
        return changed
    return _union(ours, theirs)


def _union(ours: Version, theirs: Version) -> Version:
    """Return all that two versions say, of two answers the worse or the later."""
    sides = [ours, theirs]
    at = max(side.at for side in sides)
    fields: Fields = {}
    times: dict[str, ChangeTime] = {}
    # Of two versions of one moment, the one without an acknowledgement stands.
    latest = (side.fields.get(_ACK, b"") for side in sides if side.at.at == at.at)
    if ack := min(latest):
        fields[_ACK] = ack
    for path in sorted({*ours.fields, *theirs.fields} - _APART):
        _, time, fields[path] = max(_answer(path, side) for side in sides if path in side.fields)
        if time != at and path[0] not in WORST and path[0] not in _EITHER:
            times[path[0]] = time
    lists = [_areas(each) for each in sides]
    joined = sorted({*chain(*lists)})
    if areas := max(_whole(joined, lists, lists, joined), default=joined):
        fields[_AREAS] = _encode(areas)
    texts = [_note(each) for each in sides]
    lines = [_lines(text) for text in texts]
    joined = sorted({*chain(*lines)})
    note = "\n".join(joined)
    _put_note(fields, max(_whole(joined, lines, texts, note), default=note))
    if ours.deleted and theirs.deleted:
        trace = {"day": _day(ours), "deleted": _encode(at.text)}
        return Version("days", record_json(trace), trace)
    fields[("day",)] = _day(ours)
    return finished("days", join("days", fields), at, times)


def changed_version(ours: Version, theirs: Version, base: Version | None) -> Version | None:
    """Return the version of the only side that has changed a date since the base, if one has.

    A side has not changed it where it says nothing, of no moment, that the base does not.
    """
    if base is None:
        return None
    old = _union(base, base).raw
    is_left = [_union(side, base).raw == old for side in (ours, theirs)]
    if is_left[0] == is_left[1]:
        return None
    return theirs if is_left[0] else ours


_ACK, _AREAS, _NOTE, _MORE = ("ack",), ("areas",), ("note",), (MORE_NOTE,)
_APART = {("day",), _ACK, _AREAS, _NOTE, _MORE}


def _answer(path: Path, side: Version) -> tuple[int, ChangeTime, bytes]:
    """Return what a side says in a field; of two, the greater stands."""
    value = side.fields[path]
    is_by_time = path[0] not in WORST and path[0] not in _EITHER
    return _severity(path, value), side.time_of(path) if is_by_time else NEVER, value


def _severity(path: Path, value: bytes) -> int:
    answers = WORST.get(path[0], [])
    plain = msgspec.json.decode(value) if value else None
    return answers.index(plain) + 1 if plain in answers else 0


def _whole(joined: list[str], lists: list[list[str]], written: list[T], plain: T) -> list[T]:
    """Return of two lists, as they are written, those that have all joined items already.

    They are written in a way of their own, other than ``plain``, and that stays.
    """
    pairs = zip(lists, written, strict=True)
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
