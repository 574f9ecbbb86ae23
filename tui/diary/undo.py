"""Taking changes back, and doing them again.

A change remembers what each record it touched said before and after. Taking it back sets the
records to what they said before, on top of whatever else was written meanwhile, also by another
program; where a touched record was changed since, it refuses rather than lose that change.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from tui.diary.errors import ChangeRejected, Unconfirmed
from tui.diary.journal import IDENTITY, Document, RecordChange

if TYPE_CHECKING:
    from tui.diary.snapshot import Snapshot
    from tui.diary.store import Change, Store
    from tui.diary.transaction import Transaction

T = TypeVar("T")
MOST_STEPS = 100
"""How many changes can be taken back."""


class UndoStep(Struct, frozen=True):
    """One change of a person, described so that "undone: " can precede it."""

    description: str
    record_changes: tuple[RecordChange, ...]

    @property
    def day(self) -> dt.date | None:
        """The one date that it is about, if there is one."""
        said = {
            (each.before or {}).get("day", each.after.get("day")) for each in self.record_changes
        }
        days = [day for day in said if day is not None]
        return dt.date.fromisoformat(days[0]) if len(days) == 1 else None

    @property
    def removes_session(self) -> bool:
        """Whether taking it back removes a session."""
        return any(each.table == "sessions" and each.before is None for each in self.record_changes)


class ChangeHistory:
    """The changes made here, newest last, and those that were taken back.

    Args:
        book: where they are made.
        utc: the time.
    """

    def __init__(self, store: Store, utc: Callable[[], dt.datetime]) -> None:
        self._store = store
        self._utc = utc
        self._done: list[UndoStep] = []
        self._undone: list[UndoStep] = []

    @property
    def undoable(self) -> UndoStep | None:
        """What `undo` would take back; None when there is nothing."""
        return self._done[-1] if self._done else None

    @property
    def redoable(self) -> UndoStep | None:
        """What `redo` would do again; None when there is nothing."""
        return self._undone[-1] if self._undone else None

    def apply(self, apply: Change[T], words: str = "") -> T:
        """Make a change; without words it is none that a person can take back."""

        def noted(
            snapshot: Snapshot, transaction: Transaction
        ) -> tuple[T, tuple[RecordChange, ...]]:
            result = apply(snapshot, transaction)
            return result, tuple(transaction.journal)

        with self._store.mutex:
            doubt = None
            try:
                result, entries = self._store.change(noted)
            except Unconfirmed as error:  # made all the same
                doubt, (result, entries) = error, error.result
            if words and entries:
                self._undone.clear()
                self._done.append(UndoStep(words, entries))
                del self._done[:-MOST_STEPS]
            if doubt is not None:
                doubt.result = result
                raise doubt
            return result

    def merge_last_two(self) -> UndoStep:
        """Let the last two changes be taken back as one."""
        with self._store.mutex:
            first, last = self._done[-2:]
            self._done[-2:] = [
                UndoStep(last.description, first.record_changes + last.record_changes)
            ]
            return self._done[-1]

    def undo(self) -> UndoStep | None:
        """Take back the last change made here, whatever others have written since.

        Raises:
            Refused: what it changed was changed since; it is forgotten, so that older ones can go.
        """
        return self._revert(self._done, self._undone)

    def redo(self) -> UndoStep | None:
        """Do again what was taken back last.

        Raises:
            Refused: what it changed was changed since; it is forgotten.
        """
        return self._revert(self._undone, self._done)

    def _revert(self, source: list[UndoStep], target: list[UndoStep]) -> UndoStep | None:
        with self._store.mutex:
            if not source:
                return None
            step = source[-1]
            try:
                back = self._store.change(
                    lambda _, transaction: revert(step, transaction, self._utc())
                )
            except ChangeRejected:
                source.pop()
                raise
            except Unconfirmed as error:  # taken back all the same
                target.append(error.result)
                error.result = source.pop()
                raise
            source.pop()
            target.append(back)
            return step


def revert(step: UndoStep, transaction: Transaction, now: dt.datetime) -> UndoStep:
    """Take a step back within a change; the result, taken back in turn, does it again.

    Raises:
        Refused: one of its records was changed since.
    """
    back: list[RecordChange] = []
    for entry in reversed(step.record_changes):
        found = transaction.find(entry.table, entry.identity, entry.key)
        if found is None or _said(found[1]) != _said(entry.after):
            raise ChangeRejected(
                f"cannot take back {step.description}: it was changed elsewhere since"
            )
        key, current = found
        restored = dict(entry.before) if entry.before is not None else _gone(entry, now)
        if "changed" in current or "changed" in restored:
            restored["changed"] = now.isoformat().replace("+00:00", "Z")
            if "deleted" in restored:
                del restored["changed"]
        transaction.put(entry.table, key, restored)
        back.append(RecordChange(entry.table, current, restored, key))
    return UndoStep(step.description, tuple(back))


def _gone(entry: RecordChange, now: dt.datetime) -> Document:
    name = IDENTITY[entry.table]
    return {name: entry.identity, "deleted": now.isoformat().replace("+00:00", "Z")}


def _said(document: Document) -> Document:
    """A record without the time of its last change, which says nothing of its content."""
    return {key: value for key, value in document.items() if key not in ("changed", "deleted")}
