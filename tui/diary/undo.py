"""Undo and redo.

A change remembers each record it touched, before and after (`tui.diary.journal`). Undo sets these
records to what they were before, on top of whatever else was written meanwhile, also by another
program. Where one of them was changed since, undo refuses rather than lose that change. A warning
sign is taken back only as a slip of the key, within `SLIP` (rules R6.slip).

A merge touches too many records for that. Undo goes back to the backup that was made before it, as
long as nothing at all was written since.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from tui.diary.errors import ChangeRejected, SignStands, Unconfirmed
from tui.diary.journal import (
    CHANGED_AT,
    IDENTITY,
    Document,
    DocumentTables,
    RecordChange,
    signed_date,
)

if TYPE_CHECKING:
    from tui.diary.backups import Backup
    from tui.diary.snapshot import Snapshot
    from tui.diary.store import Change, Replacement, Store
    from tui.diary.transaction import Transaction

T = TypeVar("T")
_DATES = ("changed", "deleted", CHANGED_AT)
MOST_STEPS = 100
"""The number of changes that can be undone; older ones are forgotten."""
SLIP = dt.timedelta(minutes=1)
"""How long after it was recorded a warning sign counts as a slip of the key."""


class UndoStep(Struct, frozen=True):
    """One change that can be undone, with a description that follows "undone: ".

    ``made`` is when it was made, or made again, in UTC. ``write`` is the mark that its last write
    left in the file; empty for a step that makes a change again.

    Where ``backup`` names a backup, going back to it undoes the change, and ``lost_sign`` is the
    date of a warning sign that the backup does not have. ``copies`` are the merged copies, in the
    folder where they stay when the merge is undone.
    """

    description: str
    record_changes: tuple[RecordChange, ...]
    made: dt.datetime
    write: str = ""
    backup: str = ""
    lost_sign: dt.date | None = None
    copies: tuple[str, ...] = ()

    @property
    def day(self) -> dt.date | None:
        """The date the change is about; None for none or several."""
        found = {
            (change.before or {}).get("day", change.after.get("day"))
            for change in self.record_changes
        }
        days = [day for day in found if day is not None]
        return dt.date.fromisoformat(days[0]) if len(days) == 1 else None

    @property
    def sign(self) -> dt.date | None:
        """The date of a warning sign that undoing it would take back; None without one."""
        if self.backup:
            return self.lost_sign
        changes = self.record_changes
        after = {signed_date(change.table, change.after) for change in changes}
        before = {signed_date(change.table, change.before or {}) for change in changes}
        found = after - before - {None}
        return dt.date.fromisoformat(min(filter(None, found))) if found else None

    @property
    def removes_session(self) -> bool:
        """Whether undoing it removes a session: it added one, or brought one back."""
        return any(
            change.table == "sessions"
            and (change.before is None or "deleted" in change.before)
            and "deleted" not in change.after
            for change in self.record_changes
        )


class ChangeHistory:
    """The changes made through this object, newest last, and those that were undone.

    Args:
        store: where the changes are made.
        utc: returns the present time in UTC.
    """

    def __init__(self, store: Store, utc: Callable[[], dt.datetime]) -> None:
        self._store = store
        self._utc = utc
        self._done: list[UndoStep] = []
        self._undone: list[UndoStep] = []
        self._earlier: UndoStep | None = None

    @property
    def undoable(self) -> UndoStep | None:
        """The change that `undo` would undo; None without one."""
        return self._done[-1] if self._done else None

    @property
    def redoable(self) -> UndoStep | None:
        """The change that `redo` would make again; None without one."""
        return self._undone[-1] if self._undone else None

    def take_over(self, step: UndoStep) -> None:
        """Make `undo` undo a step of a program that has ended.

        It does so only as long as nothing at all was written since: whoever wrote later may rely on
        what the step changed.
        """
        with self._store.mutex:
            self._earlier = step
            self._done.append(step)

    def make_change(self, change: Change[T], description: str = "") -> T:
        """Make a change and return its result; without a description it cannot be undone.

        Raises:
            NotSaved, Unconfirmed, Unreadable: as `Store.change`. An unconfirmed change can be
                undone like any other.
        """

        def change_and_journal(
            snapshot: Snapshot, transaction: Transaction
        ) -> tuple[T, tuple[RecordChange, ...], str]:
            result = change(snapshot, transaction)
            return result, tuple(transaction.journal), transaction.snapshot().write

        with self._store.mutex:
            unconfirmed = None
            try:
                result, record_changes, write = self._store.change(change_and_journal)
            except Unconfirmed as error:
                unconfirmed, (result, record_changes, write) = error, error.result
            if description and record_changes:
                self._undone.clear()
                self._done.append(UndoStep(description, record_changes, self._utc(), write))
                del self._done[:-MOST_STEPS]
            if unconfirmed is not None:
                unconfirmed.result = result
                raise unconfirmed
            return result

    def add_replacement(self, description: str, replacement: Replacement) -> None:
        """Make `undo` go back to the backup that was made before the diary was just replaced.

        Where there was no file before, there is nothing to go back to.
        """
        with self._store.mutex:
            if replacement.backup is not None:
                self._undone.clear()
                self._done.append(self._back_to(description, replacement.backup, replacement))
                del self._done[:-MOST_STEPS]

    def name_copies(self, names: Iterable[str]) -> None:
        """Say of the last change, a merge, where the copies are by now."""
        with self._store.mutex:
            self._done[-1:] = [replace(each, copies=tuple(names)) for each in self._done[-1:]]

    def _back_to(self, description: str, backup: Backup, replacement: Replacement) -> UndoStep:
        """Return the step that goes back to what a replacement has replaced."""
        before, after = replacement.before, replacement.after
        lost_sign = min(after.signed_dates - before.signed_dates, default=None)
        return UndoStep(description, (), self._utc(), after.write, backup.name, lost_sign)

    def merge_last_two(self) -> UndoStep:
        """Make the last two changes one step, under the newer description, and return it."""
        with self._store.mutex:
            first, last = self._done[-2:]
            record_changes = first.record_changes + last.record_changes
            merged = replace(last, record_changes=record_changes)
            self._done[-2:] = [merged]
            return merged

    def undo_removes_session(self) -> bool:
        """Whether `undo` would remove a session now, which is worth a question.

        False where it would refuse, since a record was changed elsewhere since.

        Raises:
            Unreadable: as `Store.read`.
        """
        step = self.undoable
        if step is None or not step.removes_session:
            return False
        if self._is_outdated(step, self._store.read()):
            return False
        return _is_current(step, self._store.documents())

    def _is_outdated(self, step: UndoStep, snapshot: Snapshot) -> bool:
        """Return whether something was written since a step of a program that has ended."""
        return step is self._earlier and step.write != snapshot.write

    def undo(self) -> UndoStep | None:
        """Undo the last change made here and return it; None without one.

        Raises:
            ChangeRejected: one of its records was changed since. The step is forgotten, so that
                older ones can be undone.
            SignStands: it would take back a warning sign later than `SLIP` after it was recorded.
                The step is forgotten, too.
            NotSaved, Unconfirmed, Unreadable: as `Store.change`.
        """
        return self._revert_last(self._done, self._undone)

    def redo(self) -> UndoStep | None:
        """Make the change that was undone last again and return it; None without one.

        Raises:
            ChangeRejected: one of its records was changed since. The step is forgotten.
            NotSaved, Unconfirmed, Unreadable: as `Store.change`.
        """
        return self._revert_last(self._undone, self._done)

    def _revert_last(self, source: list[UndoStep], target: list[UndoStep]) -> UndoStep | None:
        """Revert the last step of ``source``; the step that undoes this goes to ``target``."""
        with self._store.mutex:
            if not source:
                return None
            step = source[-1]
            if step.sign and not dt.timedelta(0) <= self._utc() - step.made <= SLIP:
                source.pop()
                raise SignStands(step.sign)

            if step.backup:
                return self._go_back(source, target)

            def revert_step(snapshot: Snapshot, transaction: Transaction) -> UndoStep:
                if self._is_outdated(step, snapshot):
                    raise ChangeRejected(
                        f"can't undo {step.description}: the diary has changed since"
                    )
                return revert(step, transaction, self._utc())

            try:
                reverse = self._store.change(revert_step)
            except ChangeRejected:
                source.pop()
                raise
            except Unconfirmed as error:  # it is reverted all the same
                target.append(error.result)
                error.result = source.pop()
                raise
            source.pop()
            target.append(reverse)
            return step

    def _go_back(self, source: list[UndoStep], target: list[UndoStep]) -> UndoStep:
        """Go back to the backup of the last step of ``source``."""
        from tui.diary import backups

        step = source[-1]
        backup = backups.named(self._store.path, step.backup)
        unconfirmed: Unconfirmed | None = None
        try:
            if backup is None:
                raise ChangeRejected("its backup is gone")
            replacement = self._store.restore(backups.read(backup), only_after=step.write)
        except ChangeRejected as error:
            source.pop()
            raise ChangeRejected(f"can't undo {step.description}: {error}") from error
        except Unconfirmed as error:
            unconfirmed, replacement = error, error.result
        source.pop()
        if replacement.backup is not None:
            reverse = self._back_to(step.description, replacement.backup, replacement)
            target.append(replace(reverse, copies=step.copies))
        if unconfirmed is not None:
            unconfirmed.result = step
            raise unconfirmed
        return step


def revert(step: UndoStep, transaction: Transaction, now: dt.datetime) -> UndoStep:
    """Revert a step within a transaction, and return the step that reverts it again.

    Raises:
        ChangeRejected: one of its records was changed since.
    """
    reverse: list[RecordChange] = []
    for change in reversed(step.record_changes):
        found = transaction.find(change.table, change.identity, change.document_id)
        if found is None or _content(found[1]) != _content(change.after):
            raise ChangeRejected(
                f"can't undo {step.description}: it has been changed elsewhere since"
            )
        key, current = found
        restored = dict(change.before) if change.before is not None else _trace(change)
        if "changed" in current or "changed" in restored or "deleted" in restored:
            restored = _dated(change.table, current, restored, now)
        transaction.put(change.table, key, restored)
        reverse.append(RecordChange(change.table, current, restored, key))
    return UndoStep(step.description, tuple(reverse), now)


def _is_current(step: UndoStep, tables: DocumentTables) -> bool:
    """Return whether all records of a step are still as it left them."""
    # Of several changes of one record, only the last shows.
    last = {(change.table, change.identity): change for change in step.record_changes}
    return all(
        any(
            isinstance(document, dict) and _content(document) == _content(change.after)
            for document in tables.get(table, {}).values()
        )
        for (table, _), change in last.items()
    )


def _trace(change: RecordChange) -> Document:
    """Return what stays of a record that is removed: its identity, and a time to be filled in."""
    return {IDENTITY[change.table]: change.identity, "deleted": ""}


def _dated(table: str, current: Document, restored: Document, now: dt.datetime) -> Document:
    """Return a record as it was, dated as a change of the present one."""
    from tui.diary.change_times import later_than, read_time

    earlier = (read_time(current.get(name)).at for name in ("changed", "deleted"))
    date = later_than(now, *earlier).isoformat().replace("+00:00", "Z")
    kept = {name: value for name, value in restored.items() if name not in _DATES}
    if "deleted" in restored:
        return kept | {"deleted": date}
    dated = kept | {"changed": date}
    if CHANGED_AT not in current:
        return dated
    from tui.diary.fields import without_stale_times

    return without_stale_times(table, current, dated | {CHANGED_AT: current[CHANGED_AT]})


def _content(document: Document) -> Document:
    """Return a document without the times of its changes."""
    return {name: value for name, value in document.items() if name not in _DATES}
