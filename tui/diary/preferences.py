"""What a person chose: the settings and the routines, changed one choice at a time.

Ids are never given twice. An exercise or routine that is called like one that was removed must not
inherit its past.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tui.diary.errors import ChangeRejected, NotFound
from tui.practice.models import DEFAULT_ROUTINE, Exercise, Prop, Routine, Settings, Weekday

if TYPE_CHECKING:
    from tui.diary.snapshot import Snapshot
    from tui.diary.transaction import Transaction
    from tui.diary.undo import ChangeHistory
    from tui.practice.advice import Kind

LONGEST_ID = 40
"""Characters of an id that is made from a name, before a number that tells it from others."""


class Preferences:
    """Settings and routines. Every change is one durable write.

    Errors are those of every operation of a `Diary`, apart from what a method names itself.

    Args:
        changes: where the changes are made, so that they can be undone.
        utc: returns the present time in UTC.
    """

    def __init__(self, changes: ChangeHistory, utc: Callable[[], dt.datetime]) -> None:
        self._changes = changes
        self._utc = utc

    def welcome(self, week_starts_on: Weekday = "mon") -> None:
        """Remember that the first-run text was accepted; this cannot be undone.

        Weeks begin as given, if nothing was set yet.
        """

        def change(old: Settings) -> Settings:
            first = week_starts_on if old == Settings() else old.week_starts_on
            return replace(old, welcomed=True, week_starts_on=first)

        self.change_settings(change)

    def dismiss_advice(self, kind: Kind, today: dt.date) -> None:
        """Remember that advice was dismissed on a date (rules R3.ask, R3.suggest)."""
        self.change_settings(lambda old: _dismissed(old, kind, today), "dismissing a message")

    def follow_advice(
        self, routine: str, edit: Callable[[Routine], Routine], kind: Kind, today: dt.date
    ) -> Routine:
        """Write the routine that ``edit`` makes, as advice suggests, and dismiss the advice.

        Raises:
            NotFound, ChangeRejected: as `change_routine`.
        """

        def change(snapshot: Snapshot, transaction: Transaction) -> Routine:
            old = transaction.snapshot().settings
            self._put_settings(transaction, old, _dismissed(old, kind, today))
            return self._put_routine(snapshot, transaction, edit(snapshot.routine(routine)))

        return self._changes.make_change(change, "the schedule")

    def set_props(self, routine: str, props: Sequence[Prop]) -> Routine:
        """Set the usual props of a routine, given by its id."""
        return self.change_routine(
            routine, lambda old: replace(old, props=tuple(props)), "the props"
        )

    def change_settings(
        self,
        edit: Callable[[Settings], Settings],
        description: str = "",
        *,
        intermediate: Callable[[Settings], Settings] | None = None,
    ) -> Settings:
        """Write the settings that ``edit`` makes of those in the file, and return them.

        A value that does not fit stays in the file while the default stands in for it. With
        ``intermediate``, other settings are written first within the same change, so that even the
        default is then written over what did not fit.
        """

        def change(_: Snapshot, transaction: Transaction) -> Settings:
            for each in (intermediate, edit):
                if each is not None:
                    old = transaction.snapshot().settings
                    self._put_settings(transaction, old, each(old))
            return transaction.snapshot().settings

        return self._changes.make_change(change, description)

    def change_routine(
        self, routine: str, edit: Callable[[Routine], Routine], description: str = ""
    ) -> Routine:
        """Write the routine that ``edit`` makes of the one in the file, and return it.

        Raises:
            NotFound: no routine has this id.
            ChangeRejected: its record in the file could not be understood. Writing it would add a
                second one of the same id.
        """

        def change(snapshot: Snapshot, transaction: Transaction) -> Routine:
            return self._put_routine(snapshot, transaction, edit(snapshot.routine(routine)))

        return self._changes.make_change(change, description)

    # Routines

    def add_routine(self, name: str, like: Routine, today: dt.date) -> Routine:
        """Add a routine like another one, show it, and return it.

        It has the exercises, plan and pauses of the other, and its schedule of ``today`` from today
        on. Its id is made from its name, and none that any routine or session has used, so that it
        begins without a past.
        """

        def change(snapshot: Snapshot, transaction: Transaction) -> Routine:
            transaction.store_built_in_routine()  # or the new one would take its place
            used = {known.id for known in snapshot.file.routines.values()}
            used.update(snapshot.routines, (session.routine for session in snapshot.sessions))
            new = replace(
                like,
                id=fresh_id(name, used, "routine"),
                name=name,
                archived=False,
                schedule=(replace(like.schedule_on(today), since=today),) if like.schedule else (),
                changed=self._utc(),
            )
            transaction.insert("routines", new)
            self._show(transaction, new.id)
            return new

        return self._changes.make_change(change, f"the new routine {name}")

    def show_routine(self, routine: str) -> Routine:
        """Make a routine the one that is shown first.

        Raises:
            NotFound: no routine has this id.
        """

        def change(snapshot: Snapshot, transaction: Transaction) -> Routine:
            wanted = snapshot.routine(routine)
            self._show(transaction, routine)
            return wanted

        return self._changes.make_change(change, "the shown routine")

    def archive_routine(self, routine: str, *, archived: bool = True) -> Routine:
        """Archive a routine with all its days, or bring it back and show it.

        Raises:
            NotFound: no routine has this id.
            ChangeRejected: it is the only one that is not archived.
        """

        def change(snapshot: Snapshot, transaction: Transaction) -> Routine:
            old = snapshot.routine(routine)
            known = snapshot.routines.values()
            others = [each for each in known if each.id != routine and not each.archived]
            if archived and not others:
                raise ChangeRejected(
                    f"{old.name} is the only routine in use; add another one first"
                )
            new = self._put_routine(snapshot, transaction, replace(old, archived=archived))
            if not archived:
                self._show(transaction, routine)
            elif snapshot.routine().id == routine:
                self._show(transaction, others[0].id)
            return new

        description = "archiving a routine" if archived else "restoring a routine"
        return self._changes.make_change(change, description)

    def _show(self, transaction: Transaction, routine: str) -> None:
        old = transaction.snapshot().settings
        self._put_settings(transaction, old, replace(old, routine=routine))

    def _put_settings(self, transaction: Transaction, old: Settings, new: Settings) -> None:
        transaction.replace("settings", old, replace(new, changed=self._utc()))

    # Exercises

    def add_exercise(self, routine: str, exercise: Exercise) -> Exercise:
        """Add an exercise at the end of a routine, and return it with its id.

        The id is made from its name, and none that the routine or any of its sessions has used, so
        that its progression begins anew. Nor is it the id of a built-in exercise, which is taught
        with a text and drawings of its own (rules R4.taught).

        Raises:
            NotFound: no routine has this id.
        """

        def change(snapshot: Snapshot, transaction: Transaction) -> Exercise:
            old = snapshot.routine(routine)
            used = {known.id for known in (*DEFAULT_ROUTINE.exercises, *old.exercises)}
            for session in snapshot.sessions:
                if session.routine == routine:
                    used.update(session.reps)
            new = replace(exercise, id=fresh_id(exercise.name, used))
            changed = replace(old, exercises=(*old.exercises, new))
            self._put_routine(snapshot, transaction, changed)
            return new

        return self._changes.make_change(change, f"the new exercise {exercise.name}")

    def remove_exercise(self, routine: str, exercise: Exercise) -> Routine:
        """Remove an exercise from a routine; its sessions stay as they are.

        Raises:
            NotFound: no routine, or no exercise of it, has this id.
            ChangeRejected: it is the routine's only exercise.
        """

        def without(old: Routine) -> Routine:
            removed = exercise_of(old, exercise.id)
            remaining = tuple(known for known in old.exercises if known is not removed)
            if not remaining:
                raise ChangeRejected(f"{removed.name} is the only exercise; add another first")
            return replace(old, exercises=remaining)

        return self.change_routine(routine, without, f"the removal of {exercise.name}")

    def move_exercise(self, routine: str, exercise: Exercise, by: int) -> Routine:
        """Move an exercise down in its routine by so many places, or up where ``by`` is below 0.

        It stops at the end.

        Raises:
            NotFound: no routine, or no exercise of it, has this id.
            ChangeRejected: it is at that end already.
        """

        def reordered(old: Routine) -> Routine:
            moved = exercise_of(old, exercise.id)
            order = [known for known in old.exercises if known is not moved]
            place = max(0, min(len(order), old.exercises.index(moved) + by))
            order.insert(place, moved)
            if tuple(order) == old.exercises:
                raise ChangeRejected(f"{moved.name} is already {'last' if by > 0 else 'first'}")
            return replace(old, exercises=tuple(order))

        return self.change_routine(routine, reordered, f"the place of {exercise.name}")

    def _put_routine(self, snapshot: Snapshot, transaction: Transaction, new: Routine) -> Routine:
        old = snapshot.routine(new.id)
        is_in_file = any(known is old for known in snapshot.file.routines.values())
        problem = next((each for each in snapshot.problems if each.table == "routines"), None)
        if problem is not None and not is_in_file:
            raise ChangeRejected(
                f"the routine in the file couldn't be read, so it was not changed ({problem})"
            )
        return transaction.replace("routines", old, replace(new, changed=self._utc()))


def _dismissed(old: Settings, kind: Kind, today: dt.date) -> Settings:
    return replace(old, dismissed={**old.dismissed, kind.value: today})


def exercise_of(routine: Routine, exercise_id: str) -> Exercise:
    """Return the exercise of an id, which may differ in case.

    Raises:
        NotFound: the routine has none; the message names those it has.
    """
    for exercise in routine.exercises:
        if exercise.id == exercise_id:
            return exercise
    from tui.diary.names import known_name  # only what a person types needs it

    ids = [exercise.id for exercise in routine.exercises]
    meant = known_name(exercise_id, ids)
    if meant is not None:
        return routine.exercises[ids.index(meant)]
    known = " or ".join(exercise.id for exercise in routine.exercises)
    hint = f"; choose {known}" if known else "; the routine has none"
    raise NotFound(f"there is no exercise {exercise_id!r}{hint}")


def fresh_id(name: str, used: Collection[str], otherwise: str = "exercise") -> str:
    """Return an id made from a name, in plain small letters, that is none of those in use.

    ``otherwise`` is the id for a name without any such letters.
    """
    letters = unicodedata.normalize("NFKD", name.casefold())
    base_letters = (each for each in letters if not unicodedata.combining(each))
    words = "".join(
        each if each.isascii() and each.isalnum() else " " for each in base_letters
    ).split()
    slug = "-".join(words)[:LONGEST_ID].strip("-") or otherwise
    new, number = slug, 2
    while new in used:
        new, number = f"{slug}-{number}", number + 1
    return new
