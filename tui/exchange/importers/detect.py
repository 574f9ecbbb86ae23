"""Read a file of another habit program, whichever it is.

Files are told apart by their content and never by their names. Each importer has a function
`matches` that says whether a file is one of its own, and one that reads it.
"""

from __future__ import annotations

import codecs
import csv

from tui.exchange.importers import csv_list, habitbull, harsh, loop, loop_database, loop_zip
from tui.exchange.importers.habits import ForeignFile
from tui.exchange.read_export import ImportRefused, to_text

_DELIMITERS = ",;\t"
_LONGEST_HEADER = 100_000
"""Characters of the first line that are looked at; a longer one is no header."""


def read_foreign(data: bytes, name: str) -> ForeignFile | None:
    """Return the habits of a file, or None if it may be an export of supine.

    Args:
        data: the file's content.
        name: what to call the file in messages.

    Raises:
        ImportRefused: no importer knows such files, or the file is not valid. The message names the
            first fault.
    """
    try:
        return _read(data)
    except ImportRefused as refused:
        raise ImportRefused(refused.where, refused.reason, name) from refused


def _read(data: bytes) -> ForeignFile | None:
    if loop_database.matches(data):
        return loop_database.read_database(data)
    if loop_zip.matches(data):
        return loop_zip.read_zip(data)
    if data.removeprefix(codecs.BOM_UTF8).lstrip()[:1] in (b"{", b"["):
        return None
    text = to_text(data)
    first_line = next((line for line in text.splitlines() if line.strip()), "")[:_LONGEST_HEADER]
    if not first_line:
        return None
    if harsh.matches(text):
        return harsh.read_log(text)
    for delimiter in _DELIMITERS:
        header = [cell.strip() for cell in next(csv.reader([first_line], delimiter=delimiter), [])]
        if {"session", "exercise"} & set(header):
            return None
        if habitbull.matches(header):
            return habitbull.read_habitbull(text, delimiter)
        if loop.matches(header, delimiter):
            return loop.read_csv(text, header)
        if csv_list.matches(header):
            return csv_list.read_list(text, delimiter)
    raise ImportRefused("", "it is neither an export of supine nor a file of a program known here")
