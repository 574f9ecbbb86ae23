"""Spreadsheets of several languages, as far as they change a CSV file that is opened and saved.

They know the cells that they respell by their look, as real ones do. A cell that a real one would
run as a formula is an error here.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Spreadsheet:
    """How one writes what it has read.

    Args:
        separator: what stands between cells.
        date: how it writes a date.
        decimals: the sign before decimals.
        flags: its words for true and false.
        encoding: of the file; with ``-sig`` and in UTF-16 there is a mark at the beginning.
        line_end: what ends a row.
        quoting: which cells get quotes, a constant of `csv`.
        ends: what becomes of the end of rows: empty cells are ``kept`` or ``dropped``, or a further
            one is ``added``.
    """

    separator: str = ","
    date: Callable[[dt.date], str] = dt.date.isoformat
    decimals: str = "."
    flags: tuple[str, str] = ("TRUE", "FALSE")
    encoding: str = "utf-8"
    line_end: str = "\r\n"
    quoting: int = csv.QUOTE_MINIMAL
    ends: str = "kept"

    def save(self, data: bytes, separator: str = ",") -> bytes:
        """Return a file as this spreadsheet saves it."""
        text = io.StringIO(newline="")
        writer = csv.writer(
            text,
            delimiter=self.separator,
            lineterminator=self.line_end,
            quoting=self.quoting,  # type: ignore[arg-type]
        )
        source = io.StringIO(data.decode("utf-8-sig"), newline="")
        for row in csv.reader(source, delimiter=separator):
            cells = [self._respelled(cell) for cell in row]
            while self.ends == "dropped" and cells and not cells[-1]:
                cells.pop()
            writer.writerow(cells + [""] * (self.ends == "added"))
        return text.getvalue().encode(self.encoding)

    def _respelled(self, cell: str) -> str:
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "\t", "\r")) or is_number(cell)
        if re.fullmatch(r"\d{4}-\d\d-\d\d", cell, re.ASCII):
            return self.date(dt.date.fromisoformat(cell))
        if cell.lower() in ("true", "false"):
            return self.flags[cell.lower() == "false"]
        if re.fullmatch(r"-?\d+\.\d+", cell, re.ASCII):
            return cell.replace(".", self.decimals)
        return cell.replace("\r\n", "\n")

    def __repr__(self) -> str:
        return f"{self.separator!r} {self.date(dt.date(2026, 11, 20))} {self.encoding} {self.ends}"


def is_number(cell: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", cell, re.ASCII) is not None


def day_first(sign: str, year: str = "%Y") -> Callable[[dt.date], str]:
    return lambda date: date.strftime(f"%d{sign}%m{sign}{year}")


def american(date: dt.date) -> str:
    return f"{date.month}/{date.day}/{date.year}"


def named(date: dt.date) -> str:
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return f"{date.day}-{months[date.month - 1]}-{date.year % 100:02}"


AMERICAN = Spreadsheet(date=american)
BRITISH = Spreadsheet(date=day_first("/"), encoding="utf-8-sig")
GERMAN = Spreadsheet(";", day_first("."), ",", ("WAHR", "FALSCH"), "utf-8-sig")
FRENCH = Spreadsheet(";", day_first("/"), ",", ("VRAI", "FAUX"), ends="dropped")
DUTCH = Spreadsheet(";", day_first("-"), ",", ("WAAR", "ONWAAR"), ends="added")
SWEDISH = Spreadsheet(";", dt.date.isoformat, ",", ("SANT", "FALSKT"))
UNICODE_TEXT = Spreadsheet("\t", named, encoding="utf-16")
OLD_MAC = Spreadsheet(line_end="\r", quoting=csv.QUOTE_ALL)
FREE = Spreadsheet(date=day_first("/", "%y"), line_end="\n", ends="added")
ALL = (AMERICAN, BRITISH, GERMAN, FRENCH, DUTCH, SWEDISH, UNICODE_TEXT, OLD_MAC, FREE)
ON_WINDOWS = replace(GERMAN, encoding="cp1252")
"""The encoding that spreadsheets choose without being asked, which has few characters."""
