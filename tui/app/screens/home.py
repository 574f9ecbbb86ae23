"""Home: what today asks and why, how the days have been, and one key to start.

What today asks is painted first. How the days have been takes looking at all of them, which years
make many, and follows a moment later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual import work
from textual.app import ComposeResult, SystemCommand
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.app.base import WIDTHS, SupineScreen, one_at_a_time
from tui.app.keys import bindings
from tui.app.screens import home_text
from tui.app.widgets.key_footer import KeyFooter
from tui.app.widgets.title_bar import QUIET, TitleBar
from tui.diary.all_routines import active_routines
from tui.diary.diary import Diary
from tui.diary.today import Today
from tui.practice.models import WEEKDAYS, Band, Session
from tui.words import phrases

WEEKS = 12
"""How many weeks the small heatmap shows."""


class HomeScreen(SupineScreen[None], inherit_bindings=False):
    """The home screen."""

    NAVIGATION_KEY = "routine"
    BINDINGS = bindings.HOME

    def __init__(self) -> None:
        super().__init__()
        self._interrupted: list[Session] = []
        self._is_painted = False

    def compose(self) -> ComposeResult:
        """Today on the left, the days on the right, what needs a word below."""
        yield TitleBar("supine")
        with VerticalScroll(id="routine", can_focus=False):
            with Horizontal(id="columns"):
                yield Static(id="today")
                yield Static(id="streak")
            yield Static(id="notices")
            yield Vertical(id="weeks")
        yield KeyFooter()

    def on_mount(self) -> None:
        self.call_after_refresh(self._show_the_days)

    def on_resize(self) -> None:
        """The date is written shorter where there is less room."""
        self.show()

    async def _show_the_days(self) -> None:
        from tui.app.widgets.heatmap import Heatmap

        heading = Static(Content.styled(f"LAST {WEEKS} WEEKS", QUIET))
        heatmap = Heatmap(has_cursor=False, weeks=WEEKS)
        for room in self.query("#weeks"):
            if room.is_attached:
                await room.mount(heading, heatmap)
        if not heatmap.is_attached:
            return  # the app ends already
        self._is_painted = True
        self.show()
        self._look_after_what_was_left()

    @work
    async def _look_after_what_was_left(self) -> None:
        if any(session.status == "open" for session in self.app.snapshot.sessions):
            await self._close_abandoned()
        await self.app.find_conflict_copies()
        await self._is_welcomed()

    async def _close_abandoned(self) -> None:
        today = self.app.today.date
        closed = await self.app.change(lambda diary: diary.close_abandoned(today))
        self._interrupted = closed or []
        self.show()

    async def _is_welcomed(self) -> bool:
        """Whether the first-run text was accepted, which is asked until it is."""
        if self.app.snapshot.settings.welcomed:
            return True
        if self.app.screen is not self:
            return False  # it is being asked, or something else is
        from tui.app.dialogs import care

        if not await self.app.push_screen_wait(care.welcome()):
            return False
        await self.app.change(lambda diary: diary.preferences.welcome())
        return True

    # What is shown

    def draw(self) -> None:
        today = self.app.today
        date = phrases.day_words(today.date, short=self.size.width < 64)
        routines = active_routines(today.snapshot)
        title = today.routine.name if len(routines) > 1 else "supine"
        dismissible = self.app.notices if self._is_painted else []
        keymap = self.app.keys
        notices = home_text.notice_lines(today, self._interrupted, dismissible, keymap)
        noticed = sum(1 + line.cell_length // max(1, self.size.width - 2) for line in notices)
        # Title, key line, two headings, three empty lines, and what is said of the exercises.
        is_short = len(today.plan.exercises) + noticed + 10 > self.size.height
        text = home_text.today_text(
            today, width=self._today_width, is_short=is_short, keymap=keymap
        )
        self.query_one("#today", Static).update(text)
        self.query_one("#notices", Static).update(Content("\n").join(notices))
        self.query_one("#notices").display = bool(notices)
        if self._is_painted:
            date += f" · practice {today.history.practice_day}"
            self.query_one("#streak", Static).update(home_text.streak_text(today))
            self._show_weeks(len(text.split("\n")) + (noticed + 2 if notices else 0))
        self.query_one(TitleBar).show_text(title, date)
        self.refresh_bindings()

    def _show_weeks(self, above: int) -> None:
        """The last weeks, where the rows ``above`` them leave room."""
        from tui.app.widgets.heatmap import Heatmap
        from tui.app.widgets.heatmap_view import ROWS

        heatmap = self.query_one(Heatmap)
        # Title, key line, air, the heading and the heatmap itself.
        has_room = above + 5 + ROWS <= self.size.height and self.size.width >= 64
        self.query_one("#weeks").display = has_room
        if has_room:
            today = self.app.today
            settings = today.snapshot.settings
            starts_on = WEEKDAYS.index(settings.week_starts_on)
            heatmap.show(today.history, starts_on=starts_on)

    @property
    def _today_width(self) -> int:
        """Cells of a line of today's column, as the styles give it out."""
        width = self.size.width
        if width < WIDTHS[1][0]:
            return width - 2
        return min(96, width - (12 if width >= WIDTHS[2][0] else 6)) - 34

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What makes no sense now is not offered."""
        del parameters
        today = self.app.today
        if action in ("confirm", "correct"):
            return today.unconfirmed is not None
        if action == "dismiss_notice":
            return self._is_painted and bool(self.app.notices)
        if action == "fewer":
            return any(part.reps > 1 for part in today.sets_left())
        if action == "more":
            return self.app.fewer > 0
        if action == "done":
            return today.plan.left > 0
        if action == "imagined":
            return bool(home_text.sets_to_imagine(today))
        if action == "swap":
            return self.has_class("-narrow") and self.has_class("-short")
        return True

    def offers(self) -> Iterable[SystemCommand]:
        """Return what has no key of its own: doing today's session once more."""
        if self.app.today.sets_to_repeat():
            yield SystemCommand(
                "Repeat today's session",
                "once more; it earns nothing",
                lambda: self.app.call_later(self.run_action, "repeat"),
            )

    # What keys do

    @one_at_a_time
    async def action_start(self) -> None:
        """Start today's session, or go on with what is left of it."""
        today = self.app.today
        if today.plan.is_locked:
            await self._show_lock(today)
        elif not today.plan.left:
            self.notify(phrases.nothing_left(today.plan, today.date, imagine_key="i"))
        elif await self._is_ready():
            await self._begin(imagined=False)

    @one_at_a_time
    async def action_imagined(self) -> None:
        """Start a session in which every rep is imagined."""
        if await self._is_ready():
            await self._begin(imagined=True)

    @one_at_a_time
    async def action_repeat(self) -> None:
        """Do today's session once more; it earns nothing."""
        if self.app.today.sets_to_repeat() and await self._is_ready():
            await self._begin(imagined=False, repeated=True)

    async def _is_ready(self) -> bool:
        """Whether a session may begin: welcomed, and how it feels was asked where it is due."""
        if not await self._is_welcomed():
            return False
        if not self.app.today.asks_check_in():
            return True
        from tui.app.screens import day_actions

        band = await day_actions.say_how_it_feels(self.app, self.app.today.date)
        return band is not None and (band < Band.MODERATE or await self._choose_gentle(band))

    async def _begin(self, *, imagined: bool, repeated: bool = False) -> None:
        today = self.app.today
        if today.plan.is_rest:
            imagined = True
        works = home_text.sets_to_imagine(today) if imagined else today.sets_left()
        if repeated:
            works = today.sets_to_repeat()
        if not any(part.reps for part in works):
            self.notify(phrases.nothing_left(today.plan, today.date, imagine_key="i"))
            return
        routine, targets = today.routine, today.targets()
        session = await self.app.change(
            lambda diary: diary.start_session(routine, today.date, targets, routine.props)
        )
        if session is not None:
            self.app.fewer = 0
            self._interrupted = []
            from tui.app.screens.session import SessionScreen

            self.app.push_screen(SessionScreen(session, routine, works, imagined=imagined))
        else:
            await self._close_abandoned()  # should it be on the disk after all

    async def _choose_gentle(self, band: Band) -> bool:
        """After soreness, whether to go on gently; a rest day is recorded here."""
        today = self.app.today
        if band is Band.WARNING:
            return False
        from tui.app.dialogs import care
        from tui.words.care import RESTS

        choice = await self.app.push_screen_wait(care.rest_or_gentle(band, today.plan))
        if choice == "rest":
            await self.app.change(lambda diary: diary.rest(today.date, "sore"))
            self.notify(RESTS)
        return choice == "gentle"

    @one_at_a_time
    async def action_feel(self) -> None:
        """Say how it feels, at any time."""
        if self.app.today.plan.is_locked:
            await self._show_lock(self.app.today)
            return
        from tui.app.screens import day_actions

        band = await day_actions.say_how_it_feels(self.app, self.app.today.date)
        if band is not None:
            self.notify(f"Noted: {phrases.BAND_WORDS[band]}.")

    async def _show_lock(self, today: Today) -> None:
        from tui.app.dialogs import care
        from tui.words.care import ACKNOWLEDGED

        if await self.app.push_screen_wait(care.locked(today.plan)):
            await self.app.change(lambda diary: diary.acknowledge(today.date))
            self.notify(ACKNOWLEDGED)

    @one_at_a_time
    async def action_props(self) -> None:
        """Choose what usually lies under neck and head."""
        routine = self.app.today.routine
        from tui.app.dialogs.props import PropsDialog

        props = await self.app.push_screen_wait(PropsDialog(routine.props))
        if props != routine.props:
            await self.app.change(lambda diary: diary.preferences.set_props(routine.id, props))

    @one_at_a_time
    async def action_done(self) -> None:
        """Mark today as done without the timer."""
        from tui.app.screens import day_actions

        if await day_actions.mark_done(self.app, self.app.today.date):
            self.app.fewer = 0

    @work(exclusive=True, group="sound")
    async def action_try_sound(self) -> None:
        """Let the start of a hold and its release be heard, before one lies down."""
        from tui.app import sound

        self.notify(await sound.try_sound(self.app))

    def action_dismiss_notice(self) -> None:
        """Put away what was said about the file."""
        self.app.dismissed.update(self.app.notices)
        self.show()

    def action_fewer(self) -> None:
        """Ask for one fewer of each today."""
        self.app.fewer += 1
        self.show()

    def action_more(self) -> None:
        """Go back up towards what the plan asks, never beyond it."""
        self.app.fewer = max(0, self.app.fewer - 1)
        self.show()

    @one_at_a_time
    async def action_confirm(self) -> None:
        """The unattended session was done as it ran."""
        session = self.app.today.unconfirmed
        if session is not None:
            confirm: Callable[[Diary], Session] = lambda diary: diary.answer_session(session.id)  # noqa: E731
            await self.app.change(confirm)

    def action_correct(self) -> None:
        """Correct the unattended session."""
        session = self.app.today.unconfirmed
        if session is not None:
            from tui.app.screens.finish import FinishScreen

            self.app.push_screen(FinishScreen(session))

    def action_swap(self) -> None:
        """Show the other part where there is room for one."""
        self.toggle_class("-swapped")
