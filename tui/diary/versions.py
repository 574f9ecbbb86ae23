"""Two versions of one record, and what both began with if it is known, into one version.

Each join here is the same whoever calls it and in whichever order: joining is commutative,
associative and idempotent, so that devices which have seen the same versions hold the same bytes.
It never reads a clock. (docs/file-format.md, "How copies merge")
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import msgspec

from tui.diary.change_times import NEVER, ChangeTime, read_time, read_times
from tui.diary.fields import (
    ORDER,
    SESSION,
    Fields,
    Path,
    canonical,
    join,
    read_document,
    record_json,
    split,
    text_of,
)
from tui.diary.journal import CHANGED_AT
from tui.diary.marks import PAST, newest_marks, read_past
from tui.practice.models import STOP_BANDS, Band

_OPEN, _ABANDONED, _ANSWERED = range(3)
"""How much the end of a session says: it runs, nobody saw its end, or it was ended."""
_META = ("app", "schema", "rev", "write")
Reason = Literal["", "later", "ended", "worse", "whole", "content"]
"""Why one of two values stands: it was changed later; the session has ended there, and still ran in
the other; it is the worse answer or outcome, or goes with that; or nothing but what they are told
them apart."""
_encode = msgspec.json.encode


@dataclass(frozen=True, eq=False)
class Version:
    """One record as one of the files has it. ``raw`` are its bytes, ``document`` JSON by name."""

    table: str
    raw: bytes
    document: Mapping[str, bytes]

    @cached_property
    def changed(self) -> ChangeTime:
        """When it was changed last."""
        return read_time(_plain(self.document.get("changed")))

    @cached_property
    def deleted(self) -> ChangeTime | None:
        """When it was removed; None for a record that is there."""
        value = self.document.get("deleted")
        return None if value in (None, b"null") else read_time(_plain(value))

    @cached_property
    def times(self) -> dict[str, ChangeTime]:
        """When single fields were changed, by place, as far as the record says so."""
        return read_times(_plain(self.document.get(CHANGED_AT)))

    @cached_property
    def removal(self) -> ChangeTime:
        """The last removal that the record knows of: its own, or one that it has outlived."""
        outlived = self.times.get("deleted", NEVER)
        return self.deleted or min(outlived, self.changed, key=lambda time: time.at)

    @property
    def at(self) -> ChangeTime:
        """When it was changed or removed last."""
        return self.deleted or self.changed

    @cached_property
    def fields(self) -> Fields:
        """What it says, field by field; nothing when it was removed."""
        return {} if self.deleted else split(self.table, self.document)

    @cached_property
    def tidy(self) -> Version:
        """The same as merging writes it, which is the same bytes for all that say the same."""
        document = join(self.table, self.fields, _ids(self.fields.get(ORDER)) or ())
        if self.deleted:
            document = join(self.table, split(self.table, self.document))
        for name in ("deleted", "changed", CHANGED_AT):
            if name in self.document:
                document[name] = canonical(self.document[name])
        return Version(self.table, record_json(document), document)

    def says_the_same_as(self, other: Version) -> bool:
        """Return whether two versions differ at most in how they are written."""
        return self.raw == other.raw or self.tidy.raw == other.tidy.raw

    def time_of(self, path: Path) -> ChangeTime:
        """Return when a field was changed."""
        return self.times.get(text_of(path), self.changed)

    @cached_property
    def severity(self) -> int:
        """How bad the reason is for which a session stopped, as far as this version knows of it.

        The trace of a removed session knows of it, too.
        """
        reason = _plain(self.document.get("stop_reason"))
        is_known = self.table == "sessions" and isinstance(reason, str)
        return STOP_BANDS.get(str(reason), Band.CLEAR).severity if is_known else 0

    @cached_property
    def precedence(self) -> tuple[object, ...]:
        """The order of versions of a session or routine; of two, the higher one is the later.

        A session that stopped for soreness, pain or a warning sign comes after versions that do not
        know it. One that was ended comes after one that runs, or whose end nobody saw, whatever the
        clocks say. A merged version comes after those that it was merged of.
        """
        merged = [time.at for name, time in self.times.items() if name != "deleted"]
        return (
            self.severity,
            _ANSWERED if self.deleted or self.times else _rank(SESSION, self.fields.get(SESSION)),
            self.at.at,
            self.removal.at if not self.deleted else NEVER.at,
            len(merged),
            sum(at.timestamp() for at in merged),
            not self.deleted,
            self.tidy.raw,
        )


def join_versions(ours: Version, theirs: Version, base: Version | None) -> Version:
    """Return one version of a session, routine or of the settings.

    With a base, the later change of each field stands. Without one nothing counts as taken back: of
    the settings and of a routine, what only one side has is taken; of a session, which is of one
    piece, the later version.

    A session that stopped for soreness, pain or a warning sign since the base is of one piece, too.
    What the other side made of it without knowing that, be it a removal, does not stand.
    """
    if (only := _only_version(ours, theirs, base)) is not None:
        return only
    if is_one_piece(ours, theirs, base):
        return max(ours, theirs, key=lambda version: version.precedence)
    return _join_fields([ours, theirs], base)


def is_one_piece(ours: Version, theirs: Version, base: Version | None) -> bool:
    """Return whether one of two versions is taken as a whole, and not field by field."""
    if ours.table != "sessions":
        return False
    return base is None or max(ours.severity, theirs.severity) > base.severity


def reason_of(path: Path, kept: Version, lost: Version, *, is_whole: bool) -> Reason:
    """Return why a field stands as one of two versions has it, and not as the other one does.

    Args:
        path: the field.
        kept: the version whose value stands.
        lost: the other one.
        is_whole: the version was taken as a whole.
    """
    if kept.table == "sessions" and (is_whole or path == SESSION):
        ranks = [_rank(SESSION, side.fields.get(SESSION)) for side in (kept, lost)]
        if ranks[0] > ranks[1]:
            return "ended"
        if kept.severity > lost.severity:
            return "worse" if path == SESSION else "whole"
    times = [(side.at if is_whole else side.time_of(path)).at for side in (kept, lost)]
    return "later" if times[0] > times[1] else "content"


def _only_version(ours: Version, theirs: Version, base: Version | None) -> Version | None:
    """Return the version that stands where both say the same, or one is as it was in the base."""
    if ours.says_the_same_as(theirs):
        return ours if ours.raw == theirs.raw else ours.tidy
    if base and theirs.says_the_same_as(base):
        return ours
    return theirs if base and ours.says_the_same_as(base) else None


def join_metas(ours: Version, theirs: Version, base: Version | None) -> Version:
    """Return one document of ``_meta``: that of the higher write, with the past of both and their
    unknown fields.

    Which write a file is of says nothing about a person, so it is never a conflict.
    """
    *_, known = max(_known_meta(side) for side in (ours, theirs))
    old = base.document if base else {}
    document = {name: value for name, value in zip(_META, known, strict=True) if value}
    marks = [*map(_past, (ours, theirs))]
    if any(marks):
        document[PAST] = _encode(newest_marks({*marks[0], *marks[1]}))
    for name in sorted({*ours.document, *theirs.document, *old} - {*_META, PAST}):
        values = [side.document.get(name, b"") for side in (ours, theirs)]
        new = [value for value in values if value and value != old.get(name)]
        document[name] = max(new, default=old.get(name, b""))
    return Version(ours.table, record_json(document), document)


def _past(version: Version) -> frozenset[str]:
    return read_past(_plain(version.document.get(PAST)))


def _known_meta(version: Version) -> tuple[int, bytes, list[bytes]]:
    rev = _plain(version.document.get("rev"))
    values = [version.document.get(name, b"") for name in _META]
    return (rev if isinstance(rev, int) else 0, values[-1], values)


def _join_fields(sides: list[Version], base: Version | None) -> Version:
    table = sides[0].table
    live = [side for side in sides if not side.deleted]
    removal = max(side.removal for side in sides)
    changed = max((side.changed for side in live), default=NEVER)
    removed = [side for side in sides if side.deleted]
    if removed and (not live or removal.at > changed.at):
        return max(removed, key=lambda side: (side.removal, side.tidy.raw))
    old = base.fields if base else {}
    fields: Fields = {}
    times: dict[str, ChangeTime] = {}
    for path in sorted({*old, *(path for side in live for path in side.fields)}):
        candidates = []
        for side in live:
            value, time = side.fields.get(path), side.time_of(path)
            is_dated = text_of(path) in side.times and (base is None or path == ORDER)
            if base is None and value is None and not is_dated:
                continue  # without a base, what is absent was never there
            if is_dated or _is_touched(path, side, base, value, old.get(path)):
                rank = _rank(path, value)
                if removal == NEVER or (rank, time.at) >= (_ANSWERED, removal.at):
                    candidates.append((rank, time, value or b""))
        is_settings = table == "settings"
        if candidates:
            _, time, fields[path] = max(candidates)
            is_usual = time == changed and fields[path] not in (b"", old.get(path))
            is_said = not (is_settings and is_usual)
        else:
            fields[path] = old.get(path, b"")
            time = max(side.time_of(path) for side in live)
            is_said = is_settings and time != changed and fields[path] != b""
        of_gone_exercise = table == "routines" and len(path) == 3 and not fields.get(path[:2])
        if is_said and not of_gone_exercise:
            times[text_of(path)] = time
    fields = {path: value for path, value in fields.items() if value}
    exercises = _exercise_order(sides, base, fields) if table == "routines" else ()
    document = join(table, fields, exercises)
    if removal != NEVER:
        times["deleted"] = removal
    return finished(table, document, changed, times)


def finished(
    table: str, document: Mapping[str, bytes], changed: ChangeTime, times: Mapping[str, ChangeTime]
) -> Version:
    """Return the version of a merged document, with its times."""
    document = dict(document)
    if changed != NEVER:
        document["changed"] = _encode(changed.text)
    if times:
        texts = {name: time.text for name, time in sorted(times.items())}
        document[CHANGED_AT] = _encode(texts)
    return Version(table, record_json(document), document)


def _is_touched(
    path: Path, side: Version, base: Version | None, value: bytes | None, old: bytes | None
) -> bool:
    """Return whether a side has changed a field since the base."""
    if side.table != "routines" or path[0] != "exercises" or base is None:
        return value != old
    if path == ORDER:
        ours, theirs = _ids(value or b"[]"), _ids(old or b"[]")
        if ours is None or theirs is None:
            return value != old
        return [each for each in ours if each in theirs] != [
            each for each in theirs if each in ours
        ]
    if len(path) == 3 and (*ORDER, path[1]) not in side.fields:
        return False  # the exercise was removed, which is a change of its own
    return value != old


def _exercise_order(sides: list[Version], base: Version | None, fields: Fields) -> list[str]:
    """Return the ids of a routine's exercises in order, and take out those that are removed.

    Those of the base come first, in the order that was chosen last, and then the added ones by id.
    Where only one side has changed which there are, or their order, it stays as it is there.
    """
    there = {path[1] for path in fields if path[:1] == ORDER and len(path) == 2}
    old = _ids(base.fields.get(ORDER) if base else None) or []
    lists = {tuple(_ids(side.fields.get(ORDER)) or ()) for side in sides if not side.deleted}
    lists.discard(tuple(old))
    has_outlived = any(side.removal != NEVER for side in sides)
    if not has_outlived and len(lists) == 1 and {*(only := next(iter(lists)))} == there:
        return list(only)
    chosen = _ids(fields.get(ORDER)) or []
    order = [each for each in chosen if each in old] + [each for each in old if each not in chosen]
    return [
        *(each for each in order if each in there),
        *sorted(each for each in there if each not in old),
    ]


def _ids(value: bytes | None) -> list[str] | None:
    try:
        return msgspec.json.decode(value, type=list[str]) if value else None
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _rank(path: Path, value: bytes | None) -> int:
    """Return how much the end of a session says; for any other field the most."""
    if path != SESSION or value is None:
        return _ANSWERED
    found = read_document(value) or {}
    status, reason = found.get("status"), found.get("stop_reason")
    if status == b'"open"':
        return _OPEN
    is_unseen = status == b'"stopped"' and reason == b'"interrupted"'
    return _ABANDONED if is_unseen and found.get("confirmed") == b"false" else _ANSWERED


def _plain(value: bytes | None) -> object:
    try:
        return msgspec.json.decode(value or b"null")
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
