"""Home: what today asks and why, how the days have been, and one key to start."""

from __future__ import annotations

from collections.abc import Callable, Coroutine

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui import wording
from tui.diary.diary import Diary
from tui.practice.models import Band, Session
from tui.screens import care, routine_text
from tui.screens.base import WIDTHS, SupineScreen
from tui.screens.dialogs import ChooseProps
from tui.screens.finish import FinishScreen
from tui.screens.session import SessionScreen
from tui.situation import Situation
from tui.widgets.key_line import KeyLine
from tui.widgets.title_bar import TitleBar


def one_at_a_time(
    action: Callable[[RoutineScreen], Coroutine[None, None, None]],
) -> Callable[[RoutineScreen], object]:
    """An action that waits for questions and the disk, and during which others do nothing.

    A key that repeats, or a slow disk, must not do a thing twice.
    """

    async def alone(screen: RoutineScreen) -> None:
        if screen.is_acting:
            return
        screen.is_acting = True
        try:
            # Another program may have written since: what it did is not to be done again.
            await screen.supine.reload()
            await action(screen)
        finally:
            screen.is_acting = False

    alone.__name__, alone.__doc__ = action.__name__, action.__doc__
    return work(alone)


class RoutineScreen(SupineScreen[None], inherit_bindings=False):
    """The home screen."""

    BINDINGS = [
        Binding("space", "start", "start", id="routine.start"),
        Binding("tab", "swap", "streak", id="routine.swap"),
        Binding("minus", "fewer", "fewer", id="routine.fewer", key_display="-"),
        Binding("plus,equals_sign", "more", "more", id="routine.more", key_display="+"),
        Binding("p", "props", "props", id="routine.props"),
        Binding("i", "imagined", "imagined", id="routine.imagined"),
        Binding("x", "done", "done", id="routine.done"),
        Binding("f", "feel", "feel", id="routine.feel"),
        Binding("y", "confirm", "as it was", id="routine.confirm", show=False),
        Binding("e", "correct", "correct", id="routine.correct", show=False),
        Binding("d", "dismiss_notice", "I have read this", id="routine.dismiss", show=False),
        Binding("down,j", "scroll(1)", "down", id="routine.down", show=False),
        Binding("up,k", "scroll(-1)", "up", id="routine.up", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._interrupted: list[Session] = []
        self.is_acting = False

    def compose(self) -> ComposeResult:
        """Today on the left, the days on the right, what needs a word below."""
        yield TitleBar("supine")
        with VerticalScroll(id="routine", can_focus=False):
            with Horizontal(id="columns"):
                yield Static(id="today")
                yield Static(id="streak")
            yield Static(id="notices")
        yield KeyLine()

    def on_mount(self) -> None:
        """Show what is known, then look after what an earlier run left open."""
        self.show()
        self.call_after_refresh(self._after_first_paint)

    def on_resize(self) -> None:
        """The date is written shorter where there is less room."""
        self.show()

    def on_screen_resume(self) -> None:
        """Coming back, the date or the diary may be another."""
        self.show()

    @work
    async def _after_first_paint(self) -> None:
        if any(session.status == "open" for session in self.supine.snapshot.sessions):
            await self._close_abandoned()
        await self._is_welcomed()

    async def _close_abandoned(self) -> None:
        today = self.supine.situation.date
        closed = await self.supine.change(lambda diary: diary.close_abandoned(today))
        self._interrupted = closed or []
        self.show()

    async def _is_welcomed(self) -> bool:
        """Whether the first-run text was accepted, which is asked until it is."""
        if self.supine.snapshot.settings.welcomed:
            return True
        if not await self.app.push_screen_wait(care.welcome()):
            return False
        await self.supine.change(lambda diary: diary.choices.welcome())
        return True

    # What is shown

    def show(self) -> None:
        """Draw the situation."""
        if not self.query(TitleBar):
            return  # not composed yet
        situation = self.supine.situation
        date = wording.day_words(situation.date, short=self.size.width < 64)
        practice = f"practice {situation.history.practice_day}"
        self.query_one(TitleBar).say("supine", f"{date} · {practice}")
        room, notices = (
            self._today_room(),
            routine_text.notices(situation, self._interrupted, self.supine.safety),
        )
        noticed = sum(1 + line.cell_length // max(1, self.size.width - 2) for line in notices)
        # Title, key line, two headings, three empty lines, and what is said of the exercises.
        is_short = len(situation.plan.exercises) + noticed + 10 > self.size.height
        today = routine_text.today(situation, room=room, is_short=is_short)
        self.query_one("#today", Static).update(today)
        self.query_one("#streak", Static).update(routine_text.streak(situation))
        self.query_one("#notices", Static).update(Content("\n").join(notices))
        self.query_one("#notices").display = bool(notices)
        self.refresh_bindings()

    def _today_room(self) -> int:
        """Cells of a line of today's column, as the styles give it out."""
        width = self.size.width
        if width < WIDTHS[1][0]:
            return width - 2
        return min(96, width - (12 if width >= WIDTHS[2][0] else 6)) - 34

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What makes no sense now is not offered."""
        del parameters
        situation = self.supine.situation
        if action in ("confirm", "correct"):
            return situation.unconfirmed is not None
        if action == "dismiss_notice":
            return bool(self.supine.safety)
        if action == "fewer":
            return any(part.reps > 1 for part in situation.work())
        if action == "more":
            return self.supine.fewer > 0
        if action == "done":
            return situation.plan.left > 0
        if action == "imagined":
            return bool(routine_text.imaginable(situation))
        if action == "swap":
            return self.has_class("-narrow") and self.has_class("-short")
        return True

    # What keys do

    @one_at_a_time
    async def action_start(self) -> None:
        """Start today's session, or go on with what is left of it."""
        situation = self.supine.situation
        if situation.plan.is_locked:
            await self._show_lock(situation)
        elif not situation.plan.left:
            self.notify(routine_text.nothing_left(situation))
        elif await self._is_ready():
            await self._begin(imagined=False)

    @one_at_a_time
    async def action_imagined(self) -> None:
        """Start a session in which every rep is imagined."""
        if await self._is_ready():
            await self._begin(imagined=True)

    async def _is_ready(self) -> bool:
        """Whether a session may begin: welcomed, and how it feels was asked where it is due."""
        if not await self._is_welcomed():
            return False
        if not self.supine.situation.asks_check_in():
            return True
        band = await self._ask_how_it_feels()
        return band is not None and (band < Band.MODERATE or await self._choose_gentle(band))

    async def _begin(self, *, imagined: bool) -> None:
        situation = self.supine.situation
        if situation.plan.is_rest:
            imagined = True
        works = routine_text.imaginable(situation) if imagined else situation.work()
        if not any(part.reps for part in works):
            self.notify(routine_text.nothing_left(situation))
            return
        routine, targets = situation.routine, situation.targets()
        session = await self.supine.change(
            lambda diary: diary.start_session(routine, situation.date, targets, routine.props)
        )
        if session is not None:
            self.supine.fewer = 0
            self._interrupted = []
            self.app.push_screen(SessionScreen(session, routine, works, imagined=imagined))
        else:
            await self._close_abandoned()  # should it be on the disk after all

    async def _ask_how_it_feels(self) -> Band | None:
        """Ask, and record the answer; a warning sign only once its words were read and accepted."""
        answer = await self.app.push_screen_wait(care.check_in())
        if answer is None:
            return None
        band = Band(answer)
        if band is Band.WARNING and not await self.app.push_screen_wait(care.warning_sign()):
            return None
        date = self.supine.situation.date
        said = await self.supine.change(lambda diary: diary.say(date, band))
        return band if said is not None else None

    async def _choose_gentle(self, band: Band) -> bool:
        """After soreness, whether to go on gently; a rest day is recorded here."""
        situation = self.supine.situation
        if band is Band.WARNING:
            return False
        choice = await self.app.push_screen_wait(care.rest_or_gentle(band, situation.plan))
        if choice == "rest":
            await self.supine.change(lambda diary: diary.rest(situation.date, "sore"))
            self.notify("A rest day it is. Be kind to your neck.")
        return choice == "gentle"

    @one_at_a_time
    async def action_feel(self) -> None:
        """Say how it feels, at any time."""
        if self.supine.situation.plan.is_locked:
            await self._show_lock(self.supine.situation)
            return
        band = await self._ask_how_it_feels()
        if band is not None:
            self.notify(f"Noted: {wording.BAND_WORDS[band]}.")

    async def _show_lock(self, situation: Situation) -> None:
        if await self.app.push_screen_wait(care.locked(situation.plan)):
            await self.supine.change(lambda diary: diary.acknowledge(situation.date))
            self.notify("Noted. The steps are open again, starting small.")

    @one_at_a_time
    async def action_props(self) -> None:
        """Choose what usually lies under neck and head."""
        routine = self.supine.situation.routine
        props = await self.app.push_screen_wait(ChooseProps(routine.props))
        if props != routine.props:
            await self.supine.change(lambda diary: diary.choices.set_props(routine.id, props))

    @one_at_a_time
    async def action_done(self) -> None:
        """Mark today as done without the timer."""
        situation = self.supine.situation
        if not situation.plan.left:
            self.notify(routine_text.nothing_left(situation))
            return
        reps, now = situation.done_reps(), self.supine.clock.now()
        session = await self.supine.change(
            lambda diary: diary.log_session(
                situation.routine, situation.date, reps, start=now, props=situation.routine.props
            )
        )
        if session is not None:
            self.supine.fewer = 0
            counted = wording.each(one.counted for one in reps.values())
            self.notify(f"Marked as done: {counted}.")

    def action_dismiss_notice(self) -> None:
        """Put away what was said about the file."""
        self.supine.dismissed.update(self.supine.safety)
        self.show()

    def action_fewer(self) -> None:
        """Ask for one fewer of each today."""
        self.supine.fewer += 1
        self.show()

    def action_more(self) -> None:
        """Go back up towards what the plan asks, never beyond it."""
        self.supine.fewer = max(0, self.supine.fewer - 1)
        self.show()

    @one_at_a_time
    async def action_confirm(self) -> None:
        """The unattended session was done as it ran."""
        session = self.supine.situation.unconfirmed
        if session is not None:
            confirm: Callable[[Diary], Session] = lambda diary: diary.answer_session(session.id)  # noqa: E731
            await self.supine.change(confirm)

    def action_correct(self) -> None:
        """Correct the unattended session."""
        session = self.supine.situation.unconfirmed
        if session is not None:
            self.app.push_screen(FinishScreen(session))

    def action_scroll(self, rows: int) -> None:
        """Show what did not fit."""
        self.query_one("#routine").scroll_relative(y=rows, animate=False)

    def action_swap(self) -> None:
        """Show the other part where there is room for one."""
        self.toggle_class("-swapped")
