"""Files of other habit programs, told apart by what is in them and not by their names."""

from __future__ import annotations

import codecs
import csv
import re

from tui.exchange.importers import csv_list, habitbull, harsh, loop
from tui.exchange.importers.habits import ForeignFile
from tui.exchange.read_export import ImportRefused, to_text

_DATABASE = b"SQLite format 3\0"
_ZIPS = (b"PK\3\4", b"PK\5\6")
_DELIMITERS = ",;\t"
_LONGEST_HEADER = 100_000


def read_foreign(data: bytes, name: str) -> ForeignFile | None:
    """What a file of another program holds; None for one that may be an export of ours.

    Args:
        data: the file's content.
        name: what to call the file in messages.

    Raises:
        ImportRefused: the first thing that is wrong with it, or no program is known that makes
            such files.
    """
    try:
        return _read(data)
    except ImportRefused as refused:
        raise ImportRefused(refused.where, refused.reason, name) from refused


def _read(data: bytes) -> ForeignFile | None:
    if data.startswith(_DATABASE):
        from tui.exchange.importers import loop_database  # few files need what it loads

        return loop_database.read_database(data)
    if data.startswith(_ZIPS):
        from tui.exchange.importers import loop_zip

        return loop_zip.read_zip(data)
    if data.removeprefix(codecs.BOM_UTF8).lstrip()[:1] in (b"{", b"["):
        return None
    text = to_text(data)
    first = next((line for line in text.splitlines() if line.strip()), "")[:_LONGEST_HEADER]
    if not first:
        return None
    lines = (line.rstrip("\r") for line in text.split("\n"))
    if harsh.is_log(next(filter(harsh.is_said, lines), "")):
        return harsh.read_log(text)
    for delimiter in _DELIMITERS:
        header = [cell.strip() for cell in next(csv.reader([first], delimiter=delimiter), [])]
        if {"session", "exercise"} & set(header):
            return None
        if header[:5] == list(habitbull.COLUMNS[:5]):
            return habitbull.read_habitbull(text, delimiter)
        if delimiter == "," and _is_of_loop(header):
            return _loop(text, header)
        if "date" in map(str.lower, header):
            return csv_list.read_list(text, delimiter)
    raise ImportRefused("", "it is neither an export of supine nor a file of a program known here")


def _is_of_loop(header: list[str]) -> bool:
    has_header = header[:2] == ["Date", "Value"] or (header[0] == "Date" and header[-1] == "")
    bare = r"\d{4}-\d\d-\d\d,(-?\d+|[A-Z_]+)"
    return has_header or re.fullmatch(bare, ",".join(header[:2]), re.ASCII) is not None


def _loop(text: str, header: list[str]) -> ForeignFile:
    is_grid = header[0] == "Date" and header[1] != "Value"
    habits = loop.read_grid(text) if is_grid else [("", loop.read_checkmarks(text))]
    return ForeignFile.of(loop.PROGRAM, loop.SOURCE, habits)
