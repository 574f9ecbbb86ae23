"""Read text and tables, as programs and spreadsheets write them.

Everything that depends on the program that saved a file is decided here, once for all importers:
encoding, line ends, separator and quoting. Dates and numbers in the cells are read by
`tui.exchange.dates` and `tui.exchange.cells`.

What cannot be decided with certainty is a guess. A guess is always reported (`Text.remarks`).
"""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from tui.exchange.cells import UNGUARDED, unguarded
from tui.exchange.refusals import ImportRefused, quoted

SEPARATORS = (",", ";", "\t")
_SAMPLE_ROWS, _SAMPLE_CHARACTERS = 100, 200_000
"""How much of a text the separator is chosen by."""
_CSV_ERRORS = {
    "unexpected end of data": "a quote is opened and never closed",
    "expected after": "there is something after a closing quote",
    "field larger": "one of its cells is longer than any known program writes",
}
_LOG = "it is the log of a database; import the database, and leave the log beside it"
# The longer marks come first, since the mark of UTF-16 begins that of UTF-32.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NO_TEXTS = {
    b"\xd0\xcf\x11\xe0": "it is a workbook; save it as CSV, and import that",
    b"\x37\x7f\x06\x82": _LOG,
    b"\x37\x7f\x06\x83": _LOG,
    b"\xd9\xd5\x05\xf9": _LOG,
    b"\x1f\x8b": "it is packed with gzip; unpack it, and import what is in it",
}
"""How files begin that a person may take for one to import, and what to do instead."""
_UTF_8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_NOT_WESTERN = re.compile(
    "[À-ÖØ-öø-ÿŠŽŒšžœŸ]{3}|[^\x00-\x7f]{4}"
    "|[¢£¤¥¦§¨¬¯±´µ¶¸×÷ˆ˜†‡‰ƒ][^\x00-\x7f]|[^\x00-\x7f][¢£¤¥¦§¨¬¯±´µ¶¸×÷ˆ˜†‡‰ƒ]"
)
"""What text in another encoding looks like when it is read as Windows-1252: too many letters in a
row that are not ASCII, and signs beside letters."""
_NAMES = {"utf-8": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}


class Text(NamedTuple):
    """The text of a file, and what had to be guessed to read it."""

    text: str
    remarks: tuple[str, ...] = ()


class Row(NamedTuple):
    """A row of a table, with the line on which it begins, such as ``line 3``."""

    where: str
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table that are not blank; a row may take several lines.

    Empty cells at the end are removed from the first row, and from the other rows as far as they
    are longer than the first.

    Args:
        rows: the rows; none of them is empty. The first one may be a header.
        has_empty_end: whether every row ended with an empty cell.
        cut: the place of the last row, if it is shorter than all others and has no line end.
    """

    rows: list[Row] = field(default_factory=list)
    has_empty_end: bool = False
    cut: str = ""

    @property
    def header(self) -> list[str]:
        """The cells of the first row without the space around them; empty without any row."""
        return [cell.strip() for cell in self.rows[0].cells] if self.rows else []

    @property
    def body(self) -> Iterator[Row]:
        """The rows after the first."""
        return itertools.islice(self.rows, 1, None)


def decode_text(data: bytes) -> Text:
    """Decode a file that is UTF-8, UTF-16 or Windows-1252.

    The two first need no mark at the beginning. Windows-1252 is guessed where the bytes are not
    UTF-8, and what they would mean looks like words of western Europe.

    Raises:
        ImportRefused: the bytes are not text, or in an encoding that is not known here.
    """
    for start, reason in _NO_TEXTS.items():
        if data.startswith(start):
            raise ImportRefused("", reason)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return Text(_decoded(data.removeprefix(mark), encoding))
    if unmarked := _unmarked_utf_16(data):
        return Text(_decoded(data, unmarked), ("read as text in UTF-16",))
    try:
        return Text(data.decode())
    except UnicodeDecodeError as error:
        return _western_text(data, error)


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        # Counted in the text, since a line end has a width of its own in each encoding.
        before = data[: error.start].decode(encoding, "replace")
        kind = _NAMES.get(encoding, "UTF-32")
        raise ImportRefused(line_at(before, len(before)), f"it is not text in {kind}") from error


def _unmarked_utf_16(data: bytes) -> str | None:
    """Return the encoding of text in UTF-16 without a mark; None if it is something else.

    It is obvious from the first four characters, if these are ASCII.
    """
    first, second = data[:8:2], data[1:8:2]
    if len(data) >= 8 and not any(second) and all(first):
        return "utf-16-le"
    if len(data) >= 8 and not any(first) and all(second):
        return "utf-16-be"
    return None


def _western_text(data: bytes, error: UnicodeDecodeError) -> Text:
    """Decode Windows-1252, as spreadsheets write it on Windows.

    Raises:
        ImportRefused: the bytes are rather damaged UTF-8, another encoding, or no text.
    """
    where = line_at(data.decode("latin-1"), error.start)
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        text = "\0"
    if re.search(r"[\x00-\x08\x0e-\x1f]", text):
        raise ImportRefused(where, "it is not text in UTF-8") from error
    # Two characters of Windows-1252 are one in UTF-8 by chance only. If most are, the file is
    # UTF-8 that was damaged.
    in_utf_8 = _UTF_8.findall(data)
    others = sum(byte > 0x7F for byte in data) - sum(map(len, in_utf_8))
    if len(in_utf_8) >= others or _NOT_WESTERN.search(text):
        reason = "it is not text in UTF-8; save it as UTF-8 (in a spreadsheet: CSV UTF-8)"
        raise ImportRefused(where, reason) from error
    word = re.search(r"\w*[^\x00-\x7f]\w*", text)
    return Text(text, (f"read as text in Windows-1252, such as {quoted(word[0] if word else '')}",))


def line_at(text: str | bytes, position: int) -> str:
    """Return the line of a position, such as ``line 3``."""
    start = text[:position]
    ends = re.findall(r"\r\n?|\n", start) if isinstance(start, str) else start.split(b"\n")[1:]
    return f"line {len(ends) + 1}"


def lines_of(text: str) -> Iterator[str]:
    """Yield the lines of a text without their ends, which may be those of any system."""
    for line in io.StringIO(text, newline=""):
        yield line.rstrip("\r\n")


def read_table(text: str) -> Table:
    """Return the rows of CSV with any of the usual separators.

    The separator is the one that gives the header and the rows below it the same number of cells.
    A first line such as ``sep=;``, which spreadsheets understand, names it.

    Raises:
        ImportRefused: the text is not CSV.
    """
    named = re.match(r'\s*"?sep=([,;\t])"?\s*?(?:\r\n?|\n)', text, re.IGNORECASE)
    # The line is kept, so that the lines are counted as an editor shows them.
    separator = named[1] if named else _separator(text)
    rows = list(_rows(text, separator))[1 if named else 0 :]
    if not rows:
        return Table()
    first = rows[0].cells
    has_empty_end = len(first) > 1 and all(not row.cells[-1].strip() for row in rows)
    while len(first) > 1 and not first[-1].strip():
        first.pop()
    for _, cells in rows:
        while len(cells) > len(first) and not cells[-1].strip():
            cells.pop()
    others = (len(row.cells) for row in rows[1:-1])
    is_cut = not text.endswith(("\r", "\n")) and len(rows[-1].cells) < min(others, default=0)
    if UNGUARDED.search(text):
        rows = [Row(where, list(map(unguarded, cells))) for where, cells in rows]
    return Table(rows, has_empty_end, rows[-1].where if is_cut else "")


def _separator(text: str) -> str:
    sample = text[:_SAMPLE_CHARACTERS]

    def fit(separator: str) -> tuple[int, int]:
        """Return how many rows have as many cells as the first, and how many these are."""
        widths: list[int] = []
        try:
            for row in itertools.islice(_rows(sample, separator), _SAMPLE_ROWS):
                widths.append(len(row.cells))
        except ImportRefused:
            pass  # said where the whole table is read
        first = widths[0] if widths else 1
        return sum(first > 1 and 1 < width <= first + 1 for width in widths), first

    return max(SEPARATORS, key=fit)


def _rows(text: str, separator: str) -> Iterator[Row]:
    """Yield every row that is not blank.

    Raises:
        ImportRefused: the text is not CSV.
    """
    # A space before a quote would make the quote a part of the cell.
    has_spaces = re.match(rf'[^"\r\n]*{separator} +"|"[^"\r\n]*"{separator} +"', text) is not None
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=separator,
        strict=True,
        skipinitialspace=has_spaces,
    )
    number = 1
    try:
        for cells in reader:
            if any(cells) and any(cell.strip() for cell in cells):
                yield Row(f"line {number}", cells)
            number = reader.line_num + 1
    except csv.Error as error:
        reasons = (words for start, words in _CSV_ERRORS.items() if start in str(error))
        reason = next(reasons, "its quotes or line ends are not those of CSV")
        raise ImportRefused(f"line {number}", f"it is not CSV: {reason}") from error
