"""One session, corrected or filled in afterwards: counts, effort, props and a note."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from tui.app.base import SupineScreen, one_at_a_time, styles
from tui.app.dialogs.props import PropsDialog
from tui.app.keys import bindings
from tui.app.widgets.fields import Chooser, Field, Stepper, label_cells
from tui.app.widgets.inline_input import StillInput
from tui.app.widgets.key_footer import KeyFooter
from tui.app.widgets.title_bar import TitleBar
from tui.practice.corrections import corrected
from tui.practice.models import EFFORTS, LONGEST_NOTE, MOST_REPS, Effort, Prop, Reps, Session
from tui.words import phrases


class PropsField(Field):
    """What lay under neck and head; the arrows and p open the list."""

    def __init__(self, props: Sequence[Prop]) -> None:
        super().__init__("Props", id="props")
        self.value = tuple(props)

    def shown(self) -> str:
        """The props in words."""
        return phrases.props_words(self.value)

    def action_step(self, step: int) -> None:
        """There is no next one, but a list."""
        del step
        self.app.call_later(self.screen.run_action, "props")


class SessionForm(SupineScreen[None], inherit_bindings=False):
    """A session's form; nothing is written before enter keeps it.

    Args:
        session: the session as it stands, or one with an empty id that is not in the diary yet.
    """

    CSS_PATH = styles("day")
    TITLE = "Session"
    BINDINGS = bindings.SESSION_FORM

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session

    def compose(self) -> ComposeResult:
        """Done and imagined reps of each exercise, then what else is kept of a session."""
        session = self._session
        routine = self.app.snapshot.routines.get(session.routine)
        names = {e.id: e.name for e in routine.exercises} if routine else {}
        day = phrases.day_words(session.day, short=True)
        began = f"{session.start:%H:%M}" if session.start else "added by hand"
        yield TitleBar(f"{day} · {began if session.id else 'a new session'}", "")
        with VerticalScroll(id="editor", can_focus=False):
            if session.kept and not session.reps:
                yield Static("Marked as done, without counts.", classes="quiet")
            for exercise, reps in session.reps.items():
                asked = f"of {reps.target}" if reps.target is not None else ""
                label = names.get(exercise, exercise)
                # What is in the file may be beyond what one would type; it is not cut.
                most = max(MOST_REPS, reps.done, reps.imagined)
                yield Counts(exercise, label, reps.done, most, asked)
                yield Counts(exercise, "  and imagined", reps.imagined, most, "", imagined=True)
            yield Chooser(
                "Effort",
                [("", "not said"), *((effort, effort) for effort in EFFORTS)],
                session.effort or "",
                id="effort",
            )
            yield PropsField(session.props)
            yield StillInput(
                session.note,
                placeholder="n  a note",
                id="note",
                compact=True,
                max_length=LONGEST_NOTE,
            )
        yield KeyFooter()

    def on_mount(self) -> None:
        """The first count is what is corrected most; all values stand in one column."""
        column = label_cells(each.label for each in self.query(Counts))
        for field in self.query(Field):
            field.column = column
        self.query(Field).first().focus()

    def _reps(self) -> dict[str, Reps]:
        counts = {(each.exercise, each.imagined): each.value for each in self.query(Counts)}
        return {
            exercise: corrected(reps, counts[exercise, False], counts[exercise, True])
            for exercise, reps in self._session.reps.items()
        }

    def _answered(self) -> Session:
        effort = self.query_one("#effort", Chooser).value
        return replace(
            self._session,
            reps=self._reps(),
            effort=next((e for e in get_args(Effort) if e == effort), None),
            props=self.query_one(PropsField).value,
            note=self.query_one("#note", Input).value.strip(),
        )

    @one_at_a_time
    async def action_keep(self) -> None:
        """Write it as it stands; a new one without any reps is not worth adding."""
        if isinstance(self.focused, Input):
            self.query(Field).first().focus()
            return
        new = self._answered()
        if not new.id and not new.counted:
            self.notify("A session without any reps is not worth adding.", severity="warning")
            return
        if new == self._session and new.id and new.confirmed:
            self.app.pop_screen()
            return
        kept = await (self._add(new) if not new.id else self._correct(new))
        if kept is not None:
            self.app.pop_screen()

    async def _add(self, new: Session) -> Session | None:
        routine = self.app.snapshot.routine(new.routine)
        is_today = new.day == self.app.today.date
        start = self.app.clock.now() if is_today else None
        return await self.app.change(
            lambda diary: diary.log_session(
                routine,
                new.day,
                new.reps,
                start=start,
                effort=new.effort,
                props=new.props,
                note=new.note,
            )
        )

    async def _correct(self, new: Session) -> Session | None:
        return await self.app.change(
            lambda diary: diary.answer_session(
                new.id, reps=new.reps, effort=new.effort, props=new.props, note=new.note
            )
        )

    @one_at_a_time
    async def action_props(self) -> None:
        """Say what lay under neck and head."""
        field = self.query_one(PropsField)
        field.value = await self.app.push_screen_wait(PropsDialog(field.value))
        field.changed()

    def action_note(self) -> None:
        """Write a note."""
        self.query_one("#note", Input).focus()

    def on_input_submitted(self) -> None:
        """Enter leaves the field; a second one keeps the session."""
        self.query(Field).first().focus()

    def action_leave(self) -> None:
        """Leave the field, else leave without keeping anything."""
        if isinstance(self.focused, Input):
            self.query(Field).first().focus()
        else:
            self.app.pop_screen()


class Counts(Stepper):
    """How many reps of one exercise were done, or imagined."""

    def __init__(
        self,
        exercise: str,
        label: str,
        value: int,
        most: int,
        aside: str,
        *,
        imagined: bool = False,
    ) -> None:
        super().__init__(label, value, most=most, aside=aside)
        self.exercise = exercise
        self.imagined = imagined
