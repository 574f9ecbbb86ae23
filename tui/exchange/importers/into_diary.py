"""Turn habits of another program into records of a diary.

A done date becomes a session marked as kept, without counts. A skipped date becomes a day marked as
rest. The note of a date that is neither becomes the note of the day.
"""

from __future__ import annotations

import datetime as dt
import functools
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec

from tui.diary.import_plan import ImportPlan
from tui.diary.journal import Document, DocumentTables
from tui.exchange.importers.habits import ForeignFile, ForeignHabit, HabitMark
from tui.exchange.merge_plan import plan_import
from tui.practice.models import Session

_NAMESPACE = uuid.UUID("6f2f8a52-3f0c-4c47-9e0a-2d9b1c1f7a35")
"""Namespace of imported sessions' ids. Changing it would import everything a second time."""


@dataclass(frozen=True, slots=True)
class HabitImport:
    """An import of a file's chosen habits into one routine.

    Args:
        file: the whole file.
        habits: those of its habits that were chosen.
        routine: the id of the routine.
        today: the practice date; later dates are left out.
        now: the present moment in UTC, to which the records' ``changed`` is set.
    """

    file: ForeignFile
    habits: Sequence[ForeignHabit]
    routine: str
    today: dt.date
    now: dt.datetime

    @property
    def dates(self) -> list[dt.date]:
        """The dates with a mark up to today, in order."""
        return sorted({date for each in self.habits for date in each.marks if date <= self.today})

    @property
    def dates_ahead(self) -> int:
        """How many dates are left out because they lie after today."""
        return len({date for each in self.habits for date in each.marks if date > self.today})

    def plan(self, current: DocumentTables) -> ImportPlan:
        """Return what a diary with these tables lacks.

        Sessions are added only on dates on which the routine has none with counted reps or marked
        as kept. Days are added only on dates that have no day record. What was removed stays
        removed. Planning again after the import adds nothing.
        """
        incoming = self._tables()
        practised = _practised(current, self.routine)
        sessions = {
            key: document
            for key, document in incoming["sessions"].items()
            if document["day"] not in practised
        }
        plan = plan_import(current, {**incoming, "sessions": sessions})
        there = len(incoming["sessions"]) - len(sessions) + plan.sessions.there
        return replace(plan, sessions=replace(plan.sessions, there=there))

    def _tables(self) -> dict[str, dict[str, Document]]:
        """Return the documents that the marks become."""
        changed = self.now.replace(microsecond=0).isoformat().replace("+00:00", "Z")
        tables: dict[str, dict[str, Document]] = {"sessions": {}, "days": {}}
        for date in self.dates:
            marks = {habit.name: habit.marks[date] for habit in self.habits if date in habit.marks}
            mark = functools.reduce(HabitMark.joined, marks.values())
            document: Document
            if mark.state == "done":
                first_done = next(name for name, each in marks.items() if each.state == "done")
                document = self._session(first_done, date)
            elif mark.state == "skipped":
                document = {"day": date.isoformat(), "rest_reason": "other"}
            else:
                document = {"day": date.isoformat()}
            document |= ({"note": mark.note} if mark.note else {}) | {"changed": changed}
            table = tables["sessions" if mark.state == "done" else "days"]
            table[str(len(table) + 1)] = document
        return tables

    def _session(self, habit: str, date: dt.date) -> Document:
        # The id is the same each time, so that a done date is recognised, even by the trace that is
        # left when its session was removed.
        name = "\n".join((self.file.source, habit, self.routine, date.isoformat()))
        return {
            "id": str(uuid.uuid5(_NAMESPACE, name)),
            "routine": self.routine,
            "day": date.isoformat(),
            "via": "import",
            "kept": True,
        }


def _practised(current: DocumentTables, routine: str) -> set[str]:
    """Return the dates on which a routine has counted reps or a session marked as kept."""
    dates: set[str] = set()
    for document in current.get("sessions", {}).values():
        try:
            session = msgspec.convert(document, Session)
        except msgspec.ValidationError:
            continue  # not valid, and ignored wherever the diary is read
        if session.routine == routine and (session.kept or session.has_counted):
            dates.add(session.day.isoformat())
    return dates
