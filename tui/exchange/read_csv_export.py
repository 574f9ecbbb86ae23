"""Read sessions and weekly answers of a CSV export, also after a spreadsheet has saved it.

A spreadsheet may change the separator, the order of a date's numbers, the words for true and false
and the decimal points, and drop empty cells at the end of a row. What it changes beyond recognition
is refused, with the cell that is wrong. CSV is often edited by hand, so the first invalid line
refuses the whole file.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any, get_args

import msgspec
from msgspec.structs import replace

from tui.diary.codec import read_back
from tui.diary.journal import Document, DocumentTables
from tui.exchange.cells import flag, may_be_thousands, number, unspelled
from tui.exchange.dates import DateReader
from tui.exchange.refusals import ImportRefused, quoted
from tui.exchange.source import Source
from tui.exchange.tables import Row, Table
from tui.exchange.write_export import COLUMNS, REP_COLUMNS
from tui.practice.models import (
    COMPARES,
    LONGEST_NOTE,
    PROPS,
    Effort,
    Reps,
    Session,
    Status,
    StopReason,
    Via,
)

_NEEDED = {"date", "routine", "session", "exercise"}
_CHOICES: dict[str, tuple[str, ...]] = {
    "effort": get_args(Effort),
    "status": get_args(Status),
    "stop_reason": get_args(StopReason),
    "via": get_args(Via),
}
_DROPPABLE = {"effort", "stop_reason", "props", "via", "note", "start", "end", "compare"}
"""Columns whose cells may be empty, and may therefore be missing at the end of a row."""
_SHARED = tuple(name for name in COLUMNS if name not in ("exercise", *REP_COLUMNS))
"""Columns that are the same in all rows of one session."""
_LATER = ("asked", "compare")
"""Columns that exports of earlier versions do not have."""
_MOST_REPS, _LONGEST_ID = 999, 80
_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?) ?(Z|[+-]\d\d:\d\d)",
    re.ASCII | re.IGNORECASE,
)


def matches(source: Source) -> bool:
    """Whether a file is a CSV export of supine.

    It is if the header has the columns date, routine, session and exercise, at least half of all
    columns, and no column ``Date``, which other programs write. Reading it says what is missing.
    """
    names = set(source.table.header)
    has_half = len(names & set(COLUMNS)) * 2 >= len(COLUMNS)
    return names >= _NEEDED and has_half and "Date" not in names


def read_sessions(source: Source) -> tuple[DocumentTables, tuple[str, ...]]:
    """Return the tables of sessions and of dates, and what had to be guessed.

    Raises:
        ImportRefused: the first line that is not valid.
    """
    table = source.table
    header = _checked_header(table)
    rows = [Row(where, _whole(cells, header, where, table.cut)) for where, cells in table.body]
    if absent := [name for name in _LATER if name not in header]:
        header = [*header, *absent]
        rows = [Row(where, [*cells, *[""] * len(absent)]) for where, cells in rows]
    place = {name: position for position, name in enumerate(header)}
    dates = DateReader(((row.where, row.cells[place["date"]]) for row in rows), source.order)
    first_rows: dict[str, Row] = {}
    sessions: dict[str, Session] = {}
    reps: dict[str, dict[str, Reps]] = {}
    # Every row of a session repeats it, and most sessions have the counts of others. What is the
    # same is not read again.
    shared = itemgetter(*(place[name] for name in _SHARED))
    counts = itemgetter(*(place[name] for name in REP_COLUMNS))
    known_counts: dict[tuple[str, ...], Reps] = {}
    compared: dict[str, tuple[str, Row]] = {}
    of_dates = (place["date"], place["compare"])
    for row in rows:
        where, cells = row
        if answer := cells[place["compare"]].strip():
            day = dates.read(cells[place["date"]], where).isoformat()
            _one_of(answer, COMPARES, "compare", where)
            other = compared.setdefault(day, (answer, row))
            if other[0] != answer:
                what = f"compare differs from {other[1].where}, which has the same date"
                raise ImportRefused(where, what)
            if not any(map(str.strip, (c for n, c in enumerate(cells) if n not in of_dates))):
                continue
        identity = cells[place["session"]]
        first = first_rows.setdefault(identity, row)
        if first is row or shared(cells) != shared(first.cells):
            new = _session(dict(zip(header, cells, strict=True)), where, dates)
            old = sessions.setdefault(identity, new)
            if old is not new and (differs := _difference(old, new)):
                raise _contradiction(where, differs, first)
        exercise, texts = unspelled(cells[place["exercise"]]), counts(cells)
        if exercise or any(map(str.strip, texts)):
            if (found := known_counts.get(texts)) is None:
                found = known_counts[texts] = _reps(texts, where)
            if reps.setdefault(identity, {}).setdefault(exercise, found) != found:
                raise _contradiction(where, "exercise", first)
    documents = (
        msgspec.to_builtins(replace(session, reps=reps.get(identity, {})))
        for identity, session in sessions.items()
    )
    tables: DocumentTables = {"sessions": {str(n): each for n, each in enumerate(documents, 1)}}
    if compared:
        days = ({"day": day, "compare": answer} for day, (answer, _) in sorted(compared.items()))
        tables["days"] = {str(n): each for n, each in enumerate(days, 1)}
    return tables, source.text.remarks + dates.remarks


def _checked_header(table: Table) -> list[str]:
    """Return the column names of an export, each of which is there exactly once.

    Raises:
        ImportRefused: a column is missing, there twice, or not known.
    """
    header = table.header
    if not header:
        raise ImportRefused("", "it is empty")
    line = table.rows[0].where
    for name in (*header, *COLUMNS):
        if name in _LATER and name not in header:
            continue
        if name not in COLUMNS:
            raise ImportRefused(line, f"an export has no column {quoted(name)}")
        if header.count(name) != 1:
            how = "twice" if name in header else "missing"
            raise ImportRefused(line, f"the column {name!r} is {how}")
    return header


def _whole(cells: list[str], header: Sequence[str], where: str, cut: str) -> list[str]:
    """Return the cells of a row with those that were dropped at its end, since they were empty."""
    if len(cells) == len(header):
        return cells
    missing = header[len(cells) :]
    if where == cut:
        raise ImportRefused(where, "the file ends in the middle of this row")
    if len(cells) > len(header) or not _DROPPABLE.issuperset(missing):
        raise ImportRefused(where, f"it has {len(cells)} cells instead of {len(header)}")
    return cells + [""] * len(missing)


def _session(cells: Mapping[str, str], where: str, dates: DateReader) -> Session:
    """Return the session of a row, without reps."""
    document: Document = {
        "id": _text(cells, "session", where, _LONGEST_ID),
        "day": dates.read(cells["date"], where),
        "routine": unspelled(cells["routine"]),
        "note": _text(cells, "note", where, LONGEST_NOTE),
        "props": cells["props"].split(),
    }
    if not document["id"]:
        raise ImportRefused(where, "its session has no id")
    for name, choices in _CHOICES.items():
        if value := cells[name].strip():
            document[name] = _one_of(value, choices, name, where)
    for prop in document["props"]:
        _one_of(prop, PROPS, "props", where)
    for name in ("confirmed", "kept"):
        if cells[name].strip():
            document[name] = is_so = flag(cells[name])
            if is_so is None:
                reason = f"{quoted(cells[name])} in {name} is neither true nor false"
                raise ImportRefused(where, reason)
    for name in ("start", "end"):
        if cells[name].strip():
            document[name] = _moment(cells[name].strip(), name, where)
    try:
        return read_back(document, Session)
    except (msgspec.MsgspecError, ValueError) as error:
        raise ImportRefused(where, "it is not a session that the diary can hold") from error


def _text(cells: Mapping[str, str], name: str, where: str, longest: int) -> str:
    text = unspelled(cells[name])
    if len(text) > longest:
        raise ImportRefused(where, f"its {name} is longer than {longest} characters")
    return text


def _one_of(value: str, choices: Sequence[str], name: str, where: str) -> str:
    if value not in choices:
        raise ImportRefused(where, f"{quoted(value)} in {name} is not one of {', '.join(choices)}")
    return value


def _moment(cell: str, name: str, where: str) -> str:
    """Return a local time with its UTC offset as the file writes it."""
    if found := _MOMENT.fullmatch(cell):
        moment = f"{found[1]}T{found[2]}{found[3].upper()}"
        try:
            return dt.datetime.fromisoformat(moment).isoformat()
        except ValueError:
            pass  # a date, hour or offset that does not exist
    raise ImportRefused(
        where,
        f"{quoted(cell)} in {name} is not a time such as 2026-11-22T22:10:05+01:00; if a "
        "spreadsheet has dropped the UTC offset, empty the cell or import the JSON export",
    )


def _reps(texts: Sequence[str], where: str) -> Reps:
    """Return what a row says of one exercise."""
    numbers: dict[str, Any] = {}
    for name, text in zip(REP_COLUMNS, texts, strict=True):
        if text.strip():
            read = _seconds if name in ("hold_s", "held_s") else _count
            numbers[name] = read(text, name, where)
    reps = Reps(**numbers)
    if reps.asked is not None and reps.asked < (reps.target or reps.asked + 1):
        what = "is below the target" if reps.target else "has no target"
        raise ImportRefused(where, f"{reps.asked} in asked {what}")
    return reps


def _count(cell: str, name: str, where: str) -> int:
    least = 1 if name in ("target", "asked") else 0
    value = number(cell)
    if value is None or not least <= value <= _MOST_REPS or value != int(value):
        reason = f"{quoted(cell)} in {name} is not a whole number from {least} to {_MOST_REPS}"
        raise ImportRefused(where, reason)
    return int(value)


def _seconds(cell: str, name: str, where: str) -> int | float:
    value = number(cell)
    if value is None or value < 0:
        raise ImportRefused(where, f"{quoted(cell)} in {name} is not a number of seconds")
    if may_be_thousands(cell):
        thousands = cell.strip().replace(",", "")
        reason = f"{quoted(cell)} in {name} could be {value} or {thousands} seconds"
        raise ImportRefused(where, reason)
    return value


def _difference(old: Session, new: Session) -> str | None:
    """Return the first column in which two lines of one session contradict each other, or None."""
    columns = {"id": "session", "day": "date"}
    names = (name for name in Session.__struct_fields__ if name != "reps")
    different = next((name for name in names if getattr(old, name) != getattr(new, name)), None)
    return columns.get(different, different) if different else None


def _contradiction(where: str, column: str, first: Row) -> ImportRefused:
    return ImportRefused(
        where, f"{column} differs from {first.where}, which is of the same session"
    )
