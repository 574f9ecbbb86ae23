"""What a file of another habit program says: its habits, and for each at most one mark a date.

Every importer reads its format into a `ForeignFile`; `tui.exchange.importers.into_diary` turns
chosen habits into records of a diary. The functions below check single cells and name the place of
a cell that is wrong.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from tui.exchange.read_export import ImportRefused
from tui.practice.models import LONGEST_NOTE

State = Literal["done", "skipped", "open"]
"""What a mark says of a date: done, skipped on purpose, or neither."""
_RANK: tuple[State, ...] = ("open", "skipped", "done")
EARLIEST = dt.date(1900, 1, 1)
"""Dates before this one are refused as typing errors. A streak over them would span centuries."""


class HabitMark(NamedTuple):
    """One date of a habit."""

    state: State
    note: str = ""

    def joined(self, other: HabitMark) -> HabitMark:
        """Return two marks of one date as one: done wins over skipped, skipped over open."""
        notes = dict.fromkeys(filter(None, (self.note, other.note)))
        state = max(self.state, other.state, key=_RANK.index)
        return HabitMark(state, "\n".join(notes)[:LONGEST_NOTE])


Marks = Mapping[dt.date, HabitMark]


@dataclass(frozen=True, slots=True)
class ForeignHabit:
    """A habit and its marks; the name is empty if the file gives none."""

    name: str
    marks: Marks

    @property
    def dates(self) -> list[dt.date]:
        """The dates done or skipped, in order."""
        return sorted(date for date, mark in self.marks.items() if mark.state != "open")

    def count(self, state: State) -> int:
        """Return how many dates have this state."""
        return sum(mark.state == state for mark in self.marks.values())


@dataclass(frozen=True, slots=True)
class ForeignFile:
    """The habits of a file of another program.

    Args:
        program: the program's name, as people write it.
        source: the program's name as part of record ids. It must never change, since imported
            sessions are recognised by their ids.
        habits: its habits; no two have the same name.
        remark: what had to be guessed; empty if nothing.
    """

    program: str
    source: str
    habits: tuple[ForeignHabit, ...]
    remark: str = ""

    @classmethod
    def of(
        cls, program: str, source: str, habits: Iterable[tuple[str, Marks]], remark: str = ""
    ) -> ForeignFile:
        """Make a file from names and marks, without the marks that say nothing.

        Of several habits with one name the later ones get a number, since they may be different
        things and each can then be chosen.
        """
        by_name: dict[str, ForeignHabit] = {}
        for name, marks in habits:
            free_name, number = name, 2
            while free_name in by_name:
                free_name, number = f"{name} ({number})", number + 1
            telling = {date: mark for date, mark in marks.items() if mark != HabitMark("open")}
            by_name[free_name] = ForeignHabit(free_name, telling)
        return cls(program, source, tuple(by_name.values()), remark)


def quoted(text: str) -> str:
    """Return a text of a foreign file in quotes for a message, shortened to 40 characters."""
    return repr(text if len(text) <= 40 else f"{text[:39]}…")


def parse_iso_date(text: str, where: str) -> dt.date:
    """Return the date that ``YYYY-MM-DD`` names.

    Raises:
        ImportRefused: the text is no such date, or the date is before `EARLIEST`.
    """
    year, month, day = text[:4], text[5:7], text[8:]
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        raise ImportRefused(where, f"{quoted(text)} is not a date like 2026-11-22")
    return make_date(int(year), int(month), int(day), where)


def make_date(year: int, month: int, day: int, where: str) -> dt.date:
    """Return a date from its parts.

    Raises:
        ImportRefused: there is no such date, or it is before `EARLIEST`.
    """
    try:
        date = dt.date(year, month, day)
    except ValueError as error:
        raise ImportRefused(where, f"there is no date {year}-{month:02}-{day:02}") from error
    if date < EARLIEST:
        raise ImportRefused(where, f"{date} is too long ago")
    return date


def checked_note(text: str, where: str) -> str:
    """Return a note without the space around it.

    Raises:
        ImportRefused: it is longer than a diary allows.
    """
    note = text.strip()
    if len(note) > LONGEST_NOTE:
        raise ImportRefused(where, f"its note is longer than {LONGEST_NOTE} characters")
    return note
