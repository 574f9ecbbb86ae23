"""What the habits of another program add to a diary: done dates, rest days and notes."""

from __future__ import annotations

import datetime as dt
import functools
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from tui.diary.import_plan import ImportPlan
from tui.diary.journal import Document
from tui.exchange.importers.habits import ForeignFile, Habit, HabitMark
from tui.exchange.merge_plan import plan_import
from tui.practice.models import Session

_NAMESPACE = uuid.UUID("6f2f8a52-3f0c-4c47-9e0a-2d9b1c1f7a35")
_Tables = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class HabitImport:
    """The chosen habits of a file, on their way into one routine.

    Args:
        found: the whole file.
        habits: those of its habits that were chosen.
        routine: the id of the routine that they become.
        today: the practice date; what lies after it stays out.
        now: the time, in UTC.
    """

    found: ForeignFile
    habits: Sequence[Habit]
    routine: str
    today: dt.date
    now: dt.datetime

    @property
    def dates(self) -> list[dt.date]:
        """The dates that say something, in order, up to today."""
        return sorted({date for each in self.habits for date in each.marks if date <= self.today})

    @property
    def later(self) -> int:
        """How many dates lie ahead, and stay out."""
        return len({date for each in self.habits for date in each.marks if date > self.today})

    def plan(self, current: _Tables) -> ImportPlan:
        """What a diary with these tables lacks.

        Nothing that is there changes: a date that this routine has practised already, or that
        something is known of apart from sessions, stays as it is, and what was removed stays
        removed. Planned again afterwards, nothing is added.
        """
        incoming = self._tables()
        practised = _practised(current, self.routine)
        sessions = {
            key: each for key, each in incoming["sessions"].items() if each["day"] not in practised
        }
        plan = plan_import(current, {**incoming, "sessions": sessions})
        there = len(incoming["sessions"]) - len(sessions) + plan.sessions.there
        return replace(plan, sessions=replace(plan.sessions, there=there))

    def _tables(self) -> dict[str, dict[str, Document]]:
        """The documents that the marks become."""
        changed = self.now.replace(microsecond=0).isoformat().replace("+00:00", "Z")
        tables: dict[str, dict[str, Document]] = {"sessions": {}, "days": {}}
        for date in self.dates:
            marks = [(each.name, each.marks[date]) for each in self.habits if date in each.marks]
            mark = functools.reduce(HabitMark.joined, (mark for _, mark in marks))
            document: Document
            if mark.state == "done":
                habit = next(name for name, each in marks if each.state == "done")
                document = self._session(habit, date)
            elif mark.state == "skipped":
                document = {"day": date.isoformat(), "rest_reason": "other"}
            else:
                document = {"day": date.isoformat()}
            document |= ({"note": mark.note} if mark.note else {}) | {"changed": changed}
            table = tables["sessions" if mark.state == "done" else "days"]
            table[str(len(table) + 1)] = document
        return tables

    def _session(self, habit: str, date: dt.date) -> Document:
        # The same id each time, so that a done day is known again, also by the trace that its
        # removal leaves.
        name = "\n".join((self.found.source, habit, self.routine, date.isoformat()))
        return {
            "id": str(uuid.uuid5(_NAMESPACE, name)),
            "routine": self.routine,
            "day": date.isoformat(),
            "via": "import",
            "kept": True,
        }


def _practised(current: _Tables, routine: str) -> set[str]:
    """The dates on which a routine has something counted, or a ``kept`` mark."""
    found: set[str] = set()
    for document in current.get("sessions", {}).values():
        try:
            session = msgspec.convert(document, Session)
        except msgspec.ValidationError:
            continue  # passed over here as everywhere; it says nothing
        if session.routine == routine and (session.kept or session.has_counted):
            found.add(session.day.isoformat())
    return found
