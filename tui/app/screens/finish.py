"""After a session: what was counted, how hard it was; left unanswered it stays unconfirmed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from msgspec.structs import replace
from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from tui.app.base import SupineScreen, styles
from tui.app.dialogs.props import PropsDialog
from tui.app.keys import bindings
from tui.app.widgets.fields import LABEL_CELLS, label_cells, labelled
from tui.app.widgets.inline_input import StillInput
from tui.app.widgets.key_footer import KeyFooter
from tui.app.widgets.title_bar import QUIET, TitleBar
from tui.diary.today import targets_after
from tui.practice.corrections import recounted
from tui.practice.dates import days_between
from tui.practice.models import EFFORTS, Effort, Prop, Reps, Session
from tui.words import phrases
from tui.words.care import BODY_STOPS, STOPPED


class Counter(Widget, can_focus=True):
    """How many reps of one exercise were counted, corrected with the arrow keys."""

    DEFAULT_CSS = "Counter { height: 1; width: 1fr; }"
    BINDINGS = bindings.COUNTER

    class Changed(Message):
        """A count was corrected."""

    def __init__(self, exercise: str, label: str, reps: Reps, asked: int) -> None:
        super().__init__()
        self.exercise = exercise
        self._label = label
        self._before = reps
        self._asked = asked
        self.counted = reps.counted
        self.column = LABEL_CELLS

    @property
    def most(self) -> int:
        """The most that can be said here: what was asked, or more where more was counted."""
        return max(self._asked, self._before.counted)

    @property
    def reps(self) -> Reps:
        """The reps with the corrected count; real ones are taken off before imagined ones."""
        return recounted(self._before, self.counted)

    def action_step(self, step: int) -> None:
        """One fewer or one more."""
        counted = max(0, min(self.most, self.counted + step))
        if counted != self.counted:
            self.counted = counted
            self.refresh()
            self.post_message(self.Changed())

    def render(self) -> Content:
        """The name, the number between its arrows, and what was asked."""
        return labelled(
            self._label,
            f"{self.counted:>2}",
            f"of {self._asked}" if self._asked else "",
            column=self.column,
            width=self.size.width,
            has_focus=self.has_focus,
        )


def _session_of(day: dt.date, today: dt.date) -> str:
    """``Friday's session`` in the week before today, else ``Session of 13 November``."""
    if 0 < days_between(day, today) < 7:
        return f"{day:%A}'s session"
    year = "" if day.year == today.year else f" {day.year}"
    return f"Session of {day.day} {day:%B}{year}"


class FinishScreen(SupineScreen[None]):
    """How it was.

    Args:
        session: what was done, already on the disk.
        troubles: what was to be heard and was not, a sentence each.
        is_just_over: whether it has ended this moment, perhaps past the end of its day.
    """

    CSS_PATH = styles("finish")
    TITLE = "Finish"
    BINDINGS = bindings.FINISH

    AUTO_FOCUS = ""

    def __init__(
        self, session: Session, warnings: Sequence[str] = (), *, is_just_over: bool = False
    ) -> None:
        super().__init__()
        self._session = session
        self._troubles = warnings
        self._is_just_over = is_just_over
        self._effort: Effort | None = session.effort
        if self._effort is None and session.stop_reason not in BODY_STOPS:
            self._effort = "right"
        self._said = session.effort
        self._props: tuple[Prop, ...] = session.props
        self._corrected = session

    def compose(self) -> ComposeResult:
        """Counts, effort, props and note, and what tomorrow would ask."""
        yield TitleBar()
        with VerticalScroll(id="finish", can_focus=False):
            if self._session.stop_reason in BODY_STOPS:
                yield Static(BODY_STOPS[self._session.stop_reason], id="care")
            if self._troubles:
                yield Static(Content("\n".join(self._troubles)), id="troubles")
            routine = self.app.snapshot.routines.get(self._session.routine)
            names = {e.id: e.name for e in routine.exercises} if routine else {}
            names = {each: names.get(each, each) for each in self._session.reps}
            column = label_cells(names.values())
            for exercise, reps in self._session.reps.items():
                counter = Counter(exercise, names[exercise], reps, self._share(exercise))
                counter.column = column
                yield counter
            yield Static(id="effort")
            with Horizontal(id="extras"):
                yield Static(id="props")
                yield StillInput(
                    self._session.note, placeholder="n  a note", id="note", compact=True
                )
            yield Static(id="tomorrow")
        yield KeyFooter()

    def _share(self, exercise: str) -> int:
        """What this session was asked for: the date's target less what others counted."""
        own = self._session
        others = sum(
            session.reps[exercise].counted
            for session in self.app.snapshot.sessions
            if (session.day, session.routine) == (own.day, own.routine)
            and session.id != own.id
            and exercise in session.reps
        )
        return max(0, (own.reps[exercise].target or 0) - others)

    def on_mount(self) -> None:
        """Show it, with the first count ready to be corrected."""
        self._show()
        # What is said after a stop is read first.
        is_told = self._session.stop_reason in BODY_STOPS
        self.query(Counter).first().focus(scroll_visible=not is_told)

    async def on_unmount(self) -> None:
        """Whatever way it is left, what was corrected is."""
        await self._keep_corrections()

    async def _keep_corrections(self) -> bool:
        """Write what was corrected where nobody kept it: it is as unconfirmed as before.

        Whether nothing is left to be written.
        """
        old, new = self._session, replace(self._corrected, effort=self._said)
        names = ("reps", "effort", "props", "note")
        changed = {n: getattr(new, n) for n in names if getattr(new, n) != getattr(old, n)}
        if not changed:
            return True
        kept = await self.app.change(
            lambda diary: diary.answer_session(old.id, confirmed=False, **changed)
        )
        self._session = kept or old
        return kept is not None

    def on_input_changed(self) -> None:
        """Another note."""
        self._corrected = self._answered()

    def on_counter_changed(self) -> None:
        """Another count, perhaps another tomorrow."""
        self._show()

    def _answered(self) -> Session:
        note = self.query_one("#note", Input).value
        return replace(
            self._session,
            reps={counter.exercise: counter.reps for counter in self.query(Counter)},
            effort=self._effort,
            props=self._props,
            confirmed=True,
            note=note if note == self._session.note else note.strip(),
        )

    def _show(self) -> None:
        self._corrected = self._answered()
        counts = [str(counter.counted) for counter in self.query(Counter)]
        is_narrow = self.size.width < 64
        day, today = self._session.day, self.app.today.date
        if self._is_just_over or day == today:
            title = STOPPED.get(self._session.stop_reason, "Done")
            aside = "" if is_narrow else "stay lying as long as you like"
        else:
            title, aside = _session_of(day, today), ""
        self.query_one(TitleBar).show_text(f"{title}. {phrases.listed(counts)}.", aside)
        parts: list[Content | str | tuple[str, str]] = ["How was it?"]
        for number, effort in enumerate(EFFORTS, 1):
            chosen = effort == self._effort
            # Brackets too, for those who see no colours.
            style = "bold $background on $primary" if chosen else QUIET
            parts += [
                "" if is_narrow else "  ",
                (f"[{number} {effort}]" if chosen else f" {number} {effort} ", style),
            ]
        self.query_one("#effort", Static).update(Content.assemble(*parts))
        props = phrases.props_words(self._props)
        self.query_one("#props", Static).update(Content.assemble(("Props  ", QUIET), props))
        self.query_one("#tomorrow", Static).update(Content.styled(self._tomorrow(), QUIET))

    def _tomorrow(self) -> str:
        """What the day after would ask if this were kept as it stands."""
        snapshot = self.app.snapshot
        routine = snapshot.routines.get(self._session.routine)
        if routine is None:
            return ""
        answered, day = self._answered(), self._session.day
        asked = targets_after(snapshot, routine, day, corrected=answered)
        when = "tomorrow" if day == self.app.today.date else "the day after"
        return f"{when}: {phrases.counts_words(asked)}" if asked else ""

    @work(exclusive=True)
    async def action_keep(self) -> None:
        """Confirm it as it stands."""
        if isinstance(self.focused, Input):
            self.query(Counter).first().focus()
            return
        answered = self._answered()
        kept = await self.app.change(
            lambda diary: diary.answer_session(
                answered.id,
                reps=answered.reps,
                effort=answered.effort,
                props=answered.props,
                note=answered.note,
            )
        )
        if kept is not None:
            self._session = self._corrected = kept
            self._said = kept.effort
            self.app.pop_screen()

    def action_effort(self, effort: Effort) -> None:
        """Say how hard it was."""
        self._effort = self._said = effort
        self._show()

    @work(exclusive=True)
    async def action_props(self) -> None:
        """Say what lay under neck and head this time."""
        self._props = await self.app.push_screen_wait(PropsDialog(self._props))
        self._show()

    def action_note(self) -> None:
        """Write a note."""
        self.query_one("#note", Input).focus()

    def on_input_submitted(self) -> None:
        """Enter leaves the field; a second one keeps the session."""
        self.query(Counter).first().focus()

    @work(exclusive=True)
    async def action_leave(self) -> None:
        """Leave the field, else answer later: it stays saved, unconfirmed."""
        if isinstance(self.focused, Input):
            self.query(Counter).first().focus()
        else:
            if await self._keep_corrections():
                self.app.pop_screen()
