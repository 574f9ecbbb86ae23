"""Read a file of another habit program, whichever it is.

Files are told apart by their content and never by their names. The function `matches` of each
importer says everything that it needs to see. If several importers claim a file, the person is
asked, and nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from tui.exchange import read_csv_export
from tui.exchange.dates import looks_like_date
from tui.exchange.importers import csv_list, habitbull, harsh, loop, loop_database, loop_export
from tui.exchange.importers.habits import ForeignFile
from tui.exchange.refusals import ImportRefused, UnclearFormat, named
from tui.exchange.source import Source

OURS = "supine"
"""The name of our own exports, which `tui.exchange.read_export` reads."""


class Importer(NamedTuple):
    """A way to read files of one program.

    Args:
        key: what ``--from`` calls the program.
        program: what to call it in messages.
        matches: whether a file is of this kind.
        read: reads it; None for our own exports.
    """

    key: str
    program: str
    matches: Callable[[Source], bool]
    read: Callable[[Source], ForeignFile] | None


_FILES = (
    Importer("loop", loop.PROGRAM, loop_database.matches, loop_database.read_database),
    Importer("loop", loop.PROGRAM, loop_export.matches, loop_export.read_files),
    Importer(OURS, "supine", lambda source: source.is_json, None),
)
"""Kinds of files that are recognised by how they begin, so that no two of them claim one."""
_LOG = Importer("harsh", "harsh", harsh.matches, harsh.read_log)
_LOOP = Importer("loop", loop.PROGRAM, loop.matches, loop.read_csv)
_LIST = Importer("list", "a plain list", csv_list.matches, csv_list.read_list)
_TABLES = (
    Importer(OURS, "supine", read_csv_export.matches, None),
    _LOOP,
    Importer("habitbull", "HabitBull", habitbull.matches, habitbull.read_habitbull),
    _LIST,
)
PROGRAMS = {each.key: each.program for each in (*_TABLES, _LOG)}
"""What ``--from`` takes, and the program that each stands for."""


def read_foreign(source: Source, program: str | None = None) -> ForeignFile | None:
    """Return the habits of a file or folder, or None if it is an export of supine.

    Args:
        source: the file or folder.
        program: the program it comes from, a key of `PROGRAMS`, if the person said so.

    Raises:
        ImportRefused: no importer knows such files, or the file is not valid. The message names the
            first fault.
        UnclearFormat: several importers claim it.
    """
    with named(source.name):
        importer = _importer(source, program)
        return importer.read(source) if importer.read is not None else None


def _importer(source: Source, program: str | None) -> Importer:
    for each in _FILES:
        if each.matches(source):
            if program in (None, each.key):
                return each
            raise ImportRefused("", f"it is not in the format of {PROGRAMS[program]}")
    if re.fullmatch(r'\s*("?sep=[,;\t])?[\s,;"]*', source.text.text, re.IGNORECASE):
        raise ImportRefused("", "it is empty")
    if program is not None:
        return next(each for each in (_LOG, *_TABLES) if each.key == program)
    found = [_LOG] if _LOG.matches(source) else []
    try:
        found += [each for each in _TABLES if each.matches(source)]
    except ImportRefused:
        # A log is no table, and may hold any quotes.
        if not found:
            raise
    if len(found) > 1:
        names = " or ".join(each.program for each in found)
        choices = " or ".join(f"--from {each.key}" for each in found)
        raise UnclearFormat(
            f"{source.name} could be from {names}; choose with {choices}",
            {each.key: each.program for each in found},
        )
    return found[0] if found else _nearest(source)


def _nearest(source: Source) -> Importer:
    """Return the importer that can say best what is wrong with a table that nobody claims.

    Raises:
        ImportRefused: there is none.
        UnclearFormat: it may be of Loop, or of a program that is not known here.
    """
    header = source.table.header
    if loop.may_be_grid(source.table):
        raise UnclearFormat(
            f"{source.name} could be from {loop.PROGRAM} or from a program supine doesn't know; "
            "if it is from Loop, use --from loop",
            {_LOOP.key: loop.PROGRAM},
        )
    if header[0] == "Date" and source.table.has_empty_end:
        return _LOOP
    if "date" in map(str.lower, header):
        return _LIST
    if looks_like_date(header[0]):
        reason = "its first row is a date; a list needs a row above it with date, done and note"
        raise ImportRefused(source.table.rows[0].where, reason)
    raise ImportRefused("", "it is neither a supine export nor from a program that supine knows")
