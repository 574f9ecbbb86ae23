"""What a file of another habit program says: its habits, and for each at most one mark a date.

Every importer reads its format into a `ForeignFile`; `tui.exchange.importers.into_diary` turns
chosen habits into records of a diary.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from tui.exchange.refusals import ImportRefused
from tui.practice.models import LONGEST_NOTE

State = Literal["done", "skipped", "open"]
"""What a mark says of a date: done, skipped on purpose, or neither."""
_RANK: tuple[State, ...] = ("open", "skipped", "done")


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
        remarks: what had to be guessed.
    """

    program: str
    source: str
    habits: tuple[ForeignHabit, ...]
    remarks: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        program: str,
        source: str,
        habits: Iterable[tuple[str, Marks]],
        remarks: tuple[str, ...] = (),
    ) -> ForeignFile:
        """Make a file from names and marks, without the marks that say nothing.

        Of several habits with one name the later ones get a number, since they may be different
        things and each can then be chosen.
        """
        by_name: dict[str, ForeignHabit] = {}
        numbers: dict[str, int] = {}
        for name, marks in habits:
            free_name = name
            while free_name in by_name:
                numbers[name] = numbers.get(name, 1) + 1
                free_name = f"{name} ({numbers[name]})"
            telling = {date: mark for date, mark in marks.items() if mark != HabitMark("open")}
            by_name[free_name] = ForeignHabit(free_name, telling)
        return cls(program, source, tuple(by_name.values()), remarks)


def checked_note(text: str, where: str) -> str:
    """Return a note without the space around it.

    Raises:
        ImportRefused: it is longer than a diary allows.
    """
    note = text.strip()
    if len(note) > LONGEST_NOTE:
        raise ImportRefused(where, f"its note is longer than {LONGEST_NOTE} characters")
    return note
