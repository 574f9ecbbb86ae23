"""What a person chose: the settings and the routines, changed one choice at a time."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tui.diary.errors import ChangeRejected, NotFound
from tui.practice.models import Exercise, Prop, Routine, Settings

if TYPE_CHECKING:
    from tui.diary.snapshot import Snapshot
    from tui.diary.transaction import Transaction
    from tui.diary.undo import ChangeHistory

LONGEST_ID = 40


class Preferences:
    """Settings and routines; every change is one durable write, which a person can take back.

    Args:
        changes: where they are made.
        utc: the time.
    """

    def __init__(self, changes: ChangeHistory, utc: Callable[[], dt.datetime]) -> None:
        self._changes = changes
        self._utc = utc

    def welcome(self) -> None:
        """Remember that the first-run screen was answered; nobody takes that back."""
        self.change_settings(lambda old: replace(old, welcomed=True))

    def set_props(self, routine: str, props: Sequence[Prop]) -> Routine:
        """Remember the usual props of a routine."""
        return self.change_routine(
            routine, lambda old: replace(old, props=tuple(props)), "the props"
        )

    def change_settings(
        self,
        how: Callable[[Settings], Settings],
        undo: str = "",
        *,
        intermediate: Callable[[Settings], Settings] | None = None,
    ) -> Settings:
        """Write the settings that ``how`` makes of those that stand.

        A value that does not fit stays in the file while the default stands in for it. With
        ``intermediate``, other settings are written first within the same change, so that even the
        default is then written over what did not fit.
        """

        def change(_: Snapshot, transaction: Transaction) -> Settings:
            for each in (intermediate, how):
                if each is not None:
                    old = transaction.snapshot().settings
                    transaction.replace("settings", old, each(old))
            return transaction.snapshot().settings

        return self._changes.make_change(change, undo)

    def change_routine(
        self, routine: str, how: Callable[[Routine], Routine], undo: str = ""
    ) -> Routine:
        """Write the routine that ``how`` makes of the one that stands.

        Raises:
            NotFound: there is no such routine.
            Refused: its record in the file could not be understood, and would get a twin.
        """

        def change(snapshot: Snapshot, transaction: Transaction) -> Routine:
            return self._put_routine(snapshot, transaction, how(snapshot.routine(routine)))

        return self._changes.make_change(change, undo)

    # Routines

    def add_routine(self, name: str, like: Routine, today: dt.date) -> Routine:
        """Add a routine with the exercises, plan, schedule and pauses of another, and show it.

        Its id is made from its name, and none that any routine or session has used: it begins
        without a past. The other's schedule of ``today`` goes on for it.
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
        """Show another routine first.

        Raises:
            NotFound: there is no such routine.
        """

        def change(snapshot: Snapshot, transaction: Transaction) -> Routine:
            wanted = snapshot.routine(routine)
            self._show(transaction, routine)
            return wanted

        return self._changes.make_change(change, "the shown routine")

    def archive_routine(self, routine: str, *, archived: bool = True) -> Routine:
        """Put a routine away with all its days, or bring it back and show it.

        Raises:
            NotFound: there is no such routine.
            Refused: it is the only one in use.
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

        done = "putting a routine away" if archived else "bringing a routine back"
        return self._changes.make_change(change, done)

    @staticmethod
    def _show(transaction: Transaction, routine: str) -> None:
        old = transaction.snapshot().settings
        transaction.replace("settings", old, replace(old, routine=routine))

    # Exercises

    def add_exercise(self, routine: str, exercise: Exercise) -> Exercise:
        """Add an exercise at the end of a routine; its id is made from its name.

        The id is none that the routine or any of its sessions has used, so that the new exercise
        starts at the start even if it is called like one that was removed.

        Raises:
            NotFound: there is no such routine.
        """

        def change(snapshot: Snapshot, transaction: Transaction) -> Exercise:
            old = snapshot.routine(routine)
            used = {known.id for known in old.exercises}
            for session in snapshot.sessions:
                if session.routine == routine:
                    used.update(session.reps)
            new = replace(exercise, id=fresh_id(exercise.name, used))
            self._put_routine(snapshot, transaction, replace(old, exercises=(*old.exercises, new)))
            return new

        return self._changes.make_change(change, f"the new exercise {exercise.name}")

    def remove_exercise(self, routine: str, exercise: Exercise) -> Routine:
        """Remove an exercise from a routine; its sessions stay as they are.

        Raises:
            NotFound: there is no such routine or exercise.
            Refused: it is the routine's only one.
        """

        def without(old: Routine) -> Routine:
            one = exercise_of(old, exercise.id)
            left = tuple(known for known in old.exercises if known is not one)
            if not left:
                raise ChangeRejected(f"{one.name} is the only exercise; add another one first")
            return replace(old, exercises=left)

        return self.change_routine(routine, without, f"the removal of {exercise.name}")

    def move_exercise(self, routine: str, exercise: Exercise, by: int) -> Routine:
        """Move an exercise so many places down in its routine, or up (below 0); to an end at most.

        Raises:
            NotFound: there is no such routine or exercise.
            Refused: it is at that end already.
        """

        def moved(old: Routine) -> Routine:
            one = exercise_of(old, exercise.id)
            order = [known for known in old.exercises if known is not one]
            place = max(0, min(len(order), old.exercises.index(one) + by))
            order.insert(place, one)
            if tuple(order) == old.exercises:
                raise ChangeRejected(f"{one.name} is {'last' if by > 0 else 'first'} already")
            return replace(old, exercises=tuple(order))

        return self.change_routine(routine, moved, f"the place of {exercise.name}")

    def _put_routine(self, snapshot: Snapshot, transaction: Transaction, new: Routine) -> Routine:
        old = snapshot.routine(new.id)
        is_stored = any(known is old for known in snapshot.file.routines.values())
        bad = next((each for each in snapshot.problems if each.table == "routines"), None)
        if bad is not None and not is_stored:
            raise ChangeRejected(
                f"the routine in the file could not be understood, so it is not changed ({bad})"
            )
        new = replace(new, changed=self._utc())
        transaction.replace("routines", old, new)
        return new


def exercise_of(routine: Routine, wanted: str) -> Exercise:
    """The exercise of an id.

    Raises:
        NotFound: the routine has none.
    """
    for exercise in routine.exercises:
        if exercise.id == wanted:
            return exercise
    known = ", ".join(exercise.id for exercise in routine.exercises)
    raise NotFound(f"there is no exercise {wanted!r}; there is {known}")


def fresh_id(name: str, used: Collection[str], otherwise: str = "exercise") -> str:
    """An id that says the name in plain small letters, and is none of those in use."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    bare = (each for each in letters if not unicodedata.combining(each))
    plain = "".join(each if each.isascii() and each.isalnum() else " " for each in bare)
    slug = "-".join(plain.split())[:LONGEST_ID].strip("-") or otherwise
    new, number = slug, 2
    while new in used:
        new, number = f"{slug}-{number}", number + 1
    return new
