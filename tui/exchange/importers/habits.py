"""What another program says: habits, and of each at most one mark a date."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from tui.exchange.read_export import ImportRefused
from tui.practice.models import LONGEST_NOTE

State = Literal["done", "skipped", "open"]
_RANK: tuple[State, ...] = ("open", "skipped", "done")
EARLIEST = dt.date(1900, 1, 1)
"""Before it a date is a slip of the pen: a streak would have to be looked for over centuries."""


class HabitMark(NamedTuple):
    """One date of a habit: done, skipped on purpose, or neither."""

    state: State
    note: str = ""

    def joined(self, other: HabitMark) -> HabitMark:
        """Two marks of one date as one: done goes before skipped."""
        notes = dict.fromkeys(filter(None, (self.note, other.note)))
        state = max(self.state, other.state, key=_RANK.index)
        return HabitMark(state, "\n".join(notes)[:LONGEST_NOTE])


Marks = Mapping[dt.date, HabitMark]


@dataclass(frozen=True, slots=True)
class Habit:
    """A habit and what was said of its dates; its name may be empty where the file has none."""

    name: str
    marks: Marks

    @property
    def dates(self) -> list[dt.date]:
        """The dates done or skipped, in order."""
        return sorted(date for date, mark in self.marks.items() if mark.state != "open")

    def count(self, state: State) -> int:
        """How many dates have this mark."""
        return sum(mark.state == state for mark in self.marks.values())


@dataclass(frozen=True, slots=True)
class ForeignFile:
    """What a file holds: which program it is from, in words and as part of ids, and its habits.

    ``remark`` says what had to be guessed, if anything.
    """

    program: str
    source: str
    habits: tuple[Habit, ...]
    remark: str = ""

    @classmethod
    def of(
        cls, program: str, source: str, habits: Iterable[tuple[str, Marks]], remark: str = ""
    ) -> ForeignFile:
        """Marks that say nothing are left out; of habits with one name the later are numbered.

        Two of them may well be two things, and each can then be chosen.
        """
        said: dict[str, Habit] = {}
        for name, marks in habits:
            free, number = name, 2
            while free in said:
                free, number = f"{name} ({number})", number + 1
            known = {date: mark for date, mark in marks.items() if mark != HabitMark("open")}
            said[free] = Habit(free, known)
        return cls(program, source, tuple(said.values()), remark)


def shown(text: str) -> str:
    """A text of a foreign file as a message quotes it: short."""
    return repr(text if len(text) <= 40 else f"{text[:39]}…")


def iso_date(text: str, where: str) -> dt.date:
    """A date from ``YYYY-MM-DD``.

    Raises:
        ImportRefused: it is none, or lies before `EARLIEST`.
    """
    year, month, day = text[:4], text[5:7], text[8:]
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        raise ImportRefused(where, f"{shown(text)} is not a date like 2026-11-22")
    return make_date(int(year), int(month), int(day), where)


def make_date(year: int, month: int, day: int, where: str) -> dt.date:
    """A date from its parts.

    Raises:
        ImportRefused: there is no such date, or it lies before `EARLIEST`.
    """
    try:
        date = dt.date(year, month, day)
    except ValueError as error:
        raise ImportRefused(where, f"there is no date {year}-{month:02}-{day:02}") from error
    if date < EARLIEST:
        raise ImportRefused(where, f"{date} is too long ago")
    return date


def note_of(text: str, where: str) -> str:
    """A note without the space around it.

    Raises:
        ImportRefused: it is longer than a diary takes.
    """
    note = text.strip()
    if len(note) > LONGEST_NOTE:
        raise ImportRefused(where, f"its note is longer than {LONGEST_NOTE} characters")
    return note
