"""What Finish and the session editor share: one form for counts, props and note of a session."""

from __future__ import annotations

from msgspec.structs import replace
from textual.widgets import Input

from tui.app.base import SupineScreen, one_at_a_time
from tui.app.dialogs.props import PropsDialog
from tui.app.widgets.fields import Field, NumberField, label_cells
from tui.app.widgets.inline_input import NoteInput
from tui.practice.models import LONGEST_NOTE, Effort, Prop, Reps, Session
from tui.words import phrases


class SessionForm(SupineScreen[None]):
    """A form with a field a count, then the rest, and the note as its last line.

    Enter keeps the form and escape leaves it, except that both only leave the note while that is
    typed. `answered` is the session as the form stands; nothing is written before `keep`.

    Args:
        session: the session as it is in the diary, or one with an empty id that is not in it yet.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._effort: Effort | None = session.effort
        self._props: tuple[Prop, ...] = session.props

    def on_mount(self) -> None:
        # All values stand in one column.
        column = label_cells(self._exercise_names().values())
        for field in self.query(Field):
            field.column = column

    def _exercise_names(self) -> dict[str, str]:
        """Return the names of the session's exercises; of one that was removed, its id."""
        routine = self.app.snapshot.routines.get(self._session.routine)
        names = {each.id: each.name for each in routine.exercises} if routine else {}
        return {exercise: names.get(exercise, exercise) for exercise in self._session.reps}

    def _note_input(self) -> Input:
        return NoteInput(
            self._session.note,
            placeholder="a note" if self.app.is_touched else "n  a note",
            id="note",
            compact=True,
            max_length=LONGEST_NOTE,
        )

    def _props_words(self) -> str:
        return phrases.props_words(self._props)

    def answered(self) -> Session:
        """Return the session as the form stands."""
        note = self.query_one("#note", Input).value
        return replace(
            self._session,
            reps=self._reps(),
            effort=self._effort,
            props=self._props,
            note=note if note == self._session.note else note.strip(),
        )

    # What each of the two forms does in its own way

    def _reps(self) -> dict[str, Reps]:
        """Return the reps of each exercise as the form stands."""
        raise NotImplementedError

    def _props_chosen(self) -> None:
        """Show the props that were chosen."""
        raise NotImplementedError

    async def _keep(self) -> bool:
        """Write the form as it stands; return whether it can be left."""
        raise NotImplementedError

    async def _can_leave(self) -> bool:
        """Return whether the form can be left without keeping it."""
        return True

    async def _confirm(self, new: Session) -> Session | None:
        """Write the form as the session, which is confirmed by it; None if that failed."""
        return await self.app.change(
            lambda diary: diary.answer_session(
                new.id, reps=new.reps, effort=new.effort, props=new.props, note=new.note
            )
        )

    # What keys do

    def _leave_note(self) -> bool:
        """Go from the note to the first field if it is being typed; return whether it was."""
        if not isinstance(self.focused, Input):
            return False
        self.query(Field).first().focus()
        return True

    def on_input_submitted(self) -> None:
        """Leave the note; only a second enter keeps the form."""
        self._leave_note()

    @one_at_a_time
    async def action_keep(self) -> None:
        """Write the form as it stands, and leave it; not while a number is typed that is none."""
        if self._leave_note():
            return
        wrong = next((field for field in self.query(NumberField) if field.is_wrong), None)
        if wrong is not None:
            self.notify(wrong.wrong_words, severity="warning", markup=False)
        elif await self._keep():
            self.dismiss()

    @one_at_a_time
    async def action_leave(self) -> None:
        """Leave the form without keeping it."""
        if not self._leave_note() and await self._can_leave():
            self.dismiss()

    @one_at_a_time
    async def action_props(self) -> None:
        """Choose what lay under neck and head this time."""
        self._props = await self.app.push_screen_wait(PropsDialog(self._props))
        self._props_chosen()

    def action_note(self) -> None:
        """Write a note."""
        self.query_one("#note", Input).focus()
