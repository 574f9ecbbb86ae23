"""The session editor: one session of any date, corrected or filled in afterwards."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from tui.app.base import HEIGHTS, styles
from tui.app.keys import bindings
from tui.app.screens.session_form import SessionForm
from tui.app.widgets.day_weeks import DayWeeks
from tui.app.widgets.fields import ChoiceField, Field, NumberField
from tui.app.widgets.key_footer import KeyFooter, line_rows
from tui.app.widgets.title_bar import TitleBar
from tui.practice.corrections import corrected
from tui.practice.models import EFFORTS, MOST_REPS, Reps, Session
from tui.words import phrases

_ROWS_AROUND = 5
"""Rows for the title, the keys, and the air between."""


class CountField(NumberField):
    """The done or the imagined reps of one exercise; beyond ``full`` it is said what that is."""

    def __init__(
        self,
        exercise: str,
        label: str,
        count: int,
        *,
        full: int,
        aside: str = "",
        is_imagined: bool = False,
    ) -> None:
        # The file may hold more than one would type; it is not cut.
        super().__init__(label, count, most=max(MOST_REPS, count), aside=aside)
        self.exercise = exercise
        self.is_imagined = is_imagined
        self._full, self._usual_aside = full, aside

    def _set_value(self, value: int) -> None:
        is_above = value > self._full
        self.aside = f"full set: {self._full}" if is_above else self._usual_aside
        super()._set_value(value)


class PropsField(Field):
    """What lay under neck and head; stepping opens the list of props, as `p` does."""

    def __init__(self, props: str) -> None:
        super().__init__("Props", id="props")
        self.props = props

    def value_text(self) -> str:
        return self.props

    def action_step(self, step: int) -> None:
        del step
        self.app.call_later(self.screen.run_action, "props")


class SessionEditor(SessionForm, inherit_bindings=False):
    """A session's form with done and imagined reps apart; nothing is written before enter.

    Args:
        session: the session to correct, or one with an empty id to add.
    """

    CSS_PATH = styles("list", "heatmap", "day")
    TITLE = "Session"
    BINDINGS = bindings.SESSION_EDITOR

    def compose(self) -> ComposeResult:
        session = self._session
        day = phrases.day_words(session.day, short=True)
        start = f"{session.start:%H:%M}" if session.start else "added by hand"
        yield TitleBar(f"{day} · {start if session.id else 'a new session'}", "")
        weeks = DayWeeks(can_be_tall=True)
        weeks.disabled = True  # a click would show another date, and the form is about this one
        with VerticalScroll(classes="page", can_focus=False):
            with Vertical(classes="form"):
                yield from self._fields()
            yield weeks
        yield KeyFooter()

    def _fields(self) -> ComposeResult:
        session = self._session
        if session.kept and not session.reps:
            yield Static("Marked as done, without counts.", classes="quiet")
        plan = self.app.today.routine.plan
        full = plan.ceiling * plan.rounds
        for exercise, name in self._exercise_names().items():
            reps = session.reps[exercise]
            asked = f"of {reps.target}" if reps.target is not None else ""
            yield CountField(exercise, name, reps.done, full=full, aside=asked)
            count = CountField(
                exercise, "  and imagined", reps.imagined, full=full, is_imagined=True
            )
            count.add_class("last-of-exercise")
            yield count
        efforts = [("", "not answered"), *((effort, effort) for effort in EFFORTS)]
        yield ChoiceField("Effort", efforts, self._effort or "", id="effort")
        yield PropsField(self._props_words())
        yield self._note_input()

    def on_mount(self) -> None:
        self.query(Field).first().focus()

    def on_resize(self) -> None:
        self.show()

    def draw(self) -> None:
        """Draw the weeks around the date, if the form leaves room."""
        weeks, day, app = self.query_one(DayWeeks), self._session.day, self.app
        height, lines = self.size.height - app.key_rows + 1, len(self.query(".form *"))
        air = lines if height >= HEIGHTS[2][0] else 2  # between them
        rows = _ROWS_AROUND + weeks.rows_with_air + line_rows(app) * lines + air
        weeks.show_around(day, app.today, app.day_look, has_room=height >= rows)

    def on_field_changed(self, event: Field.Changed) -> None:
        if isinstance(event.field, ChoiceField):
            chosen = event.field.value
            self._effort = next((each for each in EFFORTS if each == chosen), None)
        self.refresh_bindings()  # whether there is a rep to save

    def key_words(self, binding: Binding) -> str:
        """Name nothing that would be refused."""
        is_refused = binding.action == "keep" and self._is_empty
        return "" if is_refused else super().key_words(binding)

    @property
    def _is_empty(self) -> bool:
        """Whether it is a new session without any rep, which is not added."""
        return not self._session.id and not any(each.value for each in self.query(CountField))

    def _props_chosen(self) -> None:
        field = self.query_one(PropsField)
        field.props = self._props_words()
        field.refresh()

    def _reps(self) -> dict[str, Reps]:
        counts = {(each.exercise, each.is_imagined): each.value for each in self.query(CountField)}
        return {
            exercise: corrected(reps, counts[exercise, False], counts[exercise, True])
            for exercise, reps in self._session.reps.items()
        }

    async def _keep(self) -> bool:
        new = self.answered()
        if not new.id:
            return await self._add(new)
        if new == self._session and new.confirmed:
            return True
        return await self._confirm(new) is not None

    async def _add(self, new: Session) -> bool:
        if not new.counted:
            self.notify("A session needs at least one rep.", severity="warning")
            return False
        routine = self.app.snapshot.routine(new.routine)
        is_today = new.day == self.app.today.date
        start = self.app.clock.now() if is_today else None
        added = await self.app.change(
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
        return added is not None
