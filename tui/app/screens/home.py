"""The home screen: what today asks and why, the streak, and one key to start.

Today is painted first. The streak and the heatmap look at the whole history, which takes long with
years of days, so they follow once today is on the screen. For the same reason this module imports
what it opens only when it opens it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult, SystemCommand
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.app.base import SupineScreen, one_at_a_time
from tui.app.keys import bindings
from tui.app.screens import home_text
from tui.app.widgets.key_footer import KeyFooter
from tui.app.widgets.title_bar import QUIET, TitleBar
from tui.diary.all_routines import active_routines
from tui.diary.today import Today
from tui.practice.models import Band, Session
from tui.practice.timetable import ExerciseSet
from tui.words import phrases
from tui.words.targets import nothing_left, outlook_words

if TYPE_CHECKING:
    from tui.practice.advice import Advice


class HomeScreen(SupineScreen[None], inherit_bindings=False):
    """The first screen, which lies beneath all others."""

    NAVIGATION_KEY = "routine"
    BINDINGS = bindings.HOME

    def __init__(self) -> None:
        super().__init__()
        self._interrupted: Sequence[Session] = ()
        """The sessions that were found open and closed, at the start or by a failed one."""
        self._shows_history = False

    def compose(self) -> ComposeResult:
        yield TitleBar("supine")
        with VerticalScroll(id="routine", can_focus=False):
            with Horizontal(id="columns"):
                yield Static(id="today")
                yield Static(id="days")
                yield Static(id="streak")
            yield Static(id="notices")
            yield Vertical(id="weeks")
        yield KeyFooter()

    def on_mount(self) -> None:
        self.call_after_refresh(self._show_history)

    def on_heatmap_scrolled(self) -> None:
        """Say how many weeks there is room for."""
        from tui.app.widgets.heatmap import Heatmap

        weeks = phrases.plural(len(self.query_one(Heatmap).weeks), "week")
        self.query_one("#weeks Static", Static).update(
            Content.styled(f"LAST {weeks.upper()}", QUIET), layout=False
        )

    def on_resize(self) -> None:
        self.show()

    async def _show_history(self) -> None:
        """Add what looks at all days, then do what the start leaves for later."""
        from tui.app.widgets.heatmap import Heatmap

        heatmap = Heatmap(has_cursor=False, can_be_tall=True)
        if self.is_complete:
            await self.query_one("#weeks").mount(Static(" "), heatmap)
        if not heatmap.is_attached:
            return  # the app ends already
        self._shows_history = True
        self.show()
        self._complete_start()

    @work
    async def _complete_start(self) -> None:
        if any(session.status == "open" for session in self.app.snapshot.sessions):
            await self._close_abandoned()
        await self.app.find_copies()
        await self._is_welcomed()

    async def _close_abandoned(self) -> None:
        """Close sessions that no running program holds any more (rules R4.abandoned)."""
        today = self.app.today.date
        closed = await self.app.change(lambda diary: diary.close_abandoned(today))
        self._interrupted = closed or ()
        self.show()

    async def _is_welcomed(self) -> bool:
        """Ask for the first-run text to be accepted, unless it was; return whether it is."""
        if self.app.snapshot.settings.welcomed:
            return True
        if self.app.screen is not self:
            return False  # it is being asked, or something else is
        from tui.app.dialogs import care

        is_touched, key = self.app.is_touched, self.app.key_for("routine.start")
        how_to_start = "Tap Start" if is_touched else f"Press {key}"
        if not await self.app.push_screen_wait(care.welcome(how_to_start)):
            return False
        from tui.words.first_weekday import first_weekday  # once in a diary's life

        weekday = first_weekday(os.environ)
        await self.app.change(lambda diary: diary.preferences.welcome(weekday))
        return True

    # What is shown

    def draw(self) -> None:
        today, key_for = self.app.today, self.app.key_for
        width, height = self.size
        height -= self.app.key_rows - 1
        dismissible = self.app.notices if self._shows_history else []
        notices = home_text.notice_lines(
            today,
            self._interrupted,
            dismissible,
            self._advice,
            key_for,
            copies=self.app.copies if self.app.copies_notice else (),
            is_short=self.has_class("-short"),
        )
        notice_rows = sum(1 + line.cell_length // max(1, width - 2) for line in notices)
        # Title, key line, two headings, three empty lines, and three lines below the exercises.
        is_short = len(today.plan.exercises) + notice_rows + 10 > height
        is_done = self._shows_history and today.plan.may_go_on
        columns = home_text.columns_for(width, height)
        text = home_text.today_text(
            today,
            width=columns.today,
            outlook=outlook_words(today) if is_done else "",
            is_short=is_short,
            has_large_start=(self.has_class("-tall") or self.app.is_touched)
            and not self.app.is_ascii,
            key_for=key_for,
        )
        self.set_class(columns.parts == 3, "-vast")
        room = home_text.room_for(
            height,
            today_rows=home_text.rows_of(text, columns.today),
            notice_rows=notice_rows + 2 if notices else 0,
            columns=columns.parts,
            has_tall_tiles=columns.parts == 3 and self.app.day_look == "tiles",
        )
        self.query_one("#today", Static).update(text)
        self.query_one("#notices", Static).update(Content("\n").join(notices))
        self.query_one("#notices").display = bool(notices)
        weeks = self.query_one("#weeks")
        weeks.display = bool(room.weeks_rows)
        if self.has_class("-tall"):  # the page is in the middle
            self.query_one("#columns").styles.min_height = room.top_rows
            weeks.styles.min_height = room.weeks_rows
        else:
            self.query_one("#columns").styles.min_height = weeks.styles.min_height = 0
        date = phrases.day_words(today.date, short=columns.is_narrow)
        if self._shows_history:
            date += f" · practice day {today.history.practice_day}"
            self._draw_history(columns, room)
        has_several = len(active_routines(today.snapshot)) > 1
        self.query_one(TitleBar).show_text(today.routine.name if has_several else "supine", date)
        self.refresh_bindings()

    def _draw_history(self, columns: home_text.Columns, room: home_text.Room) -> None:
        """Draw the streak and, if they are shown, the last weeks."""
        from tui.app.screens.home_streak import days_text, streak_text
        from tui.app.widgets.heatmap import Heatmap

        today = self.app.today
        width = columns.streak
        rows = 1 if self.app.is_ascii else room.number_rows
        streak = streak_text(today, width=width, number_rows=rows)
        days = days_text(self.app, today, width=width)
        if columns.parts < 3:
            gap = "\n" if self.has_class("-short") else "\n\n"
            streak = Content(gap).join([streak, days])
        else:
            heading = Content.styled("THIS WEEK\n\n", QUIET)
            self.query_one("#days", Static).update(Content.assemble(heading, days))
        self.query_one("#streak", Static).update(streak)
        if room.weeks_rows:
            starts_on = today.snapshot.settings.first_weekday
            self.query_one(Heatmap).show(today.history, starts_on=starts_on, look=self.app.day_look)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what has a meaning now."""
        del parameters
        today = self.app.today
        match action:
            case "confirm" | "correct":
                return today.unconfirmed is not None
            case "dismiss_notice":
                return self._shows_history and bool(
                    self.app.notices or self.app.copies_notice or self._advice
                )
            case "merge_copies":
                return bool(self.app.copies)
            case "follow_advice":
                return self._advice is not None
            case "fewer":
                return any(exercise_set.reps > 1 for exercise_set in today.sets_left())
            case "more":
                return self.app.lowered_by > 0
            case "done":
                return today.plan.left > 0
            case "imagined":
                return bool(home_text.sets_to_imagine(today))
            case "swap":
                return self.has_class("-narrow") and self.has_class("-short")
            case _:
                return True

    def key_words(self, binding: Binding) -> str:
        if binding.action != "start":
            return super().key_words(binding)
        plan = self.app.today.plan
        if plan.is_locked:
            return "what to do"
        if plan.left:
            return binding.description
        return "another round" if self.app.today.sets_of_next_round() else ""

    def offers(self) -> Iterable[SystemCommand]:
        today = self.app.today
        if today.sets_to_repeat() and not today.sets_of_next_round():
            yield SystemCommand(
                "Repeat today's session",
                "extra; tomorrow's number may not go up",
                lambda: self.app.call_later(self.run_action, "repeat"),
            )

    # Sessions

    @one_at_a_time
    async def action_start(self) -> None:
        """Start today's session, what is left of it, or another round (rules R3.rounds)."""
        self.app.make_room()  # what was said of earlier things would lie over the session
        today = self.app.today
        if today.plan.is_locked:
            await self._show_lock(today)
        elif not today.plan.left and not today.sets_of_next_round():
            self._say_nothing_left()
        elif await self._is_ready():
            today = self.app.today  # the check-in may have changed it
            if not today.plan.left and (further := today.sets_of_next_round()):
                await self._begin(further)
            elif today.plan.is_rest:
                await self._begin(home_text.sets_to_imagine(today), imagined=True)
            else:
                await self._begin(today.sets_left())

    @one_at_a_time
    async def action_imagined(self) -> None:
        """Start a session in which every rep is imagined."""
        if await self._is_ready():
            await self._begin(home_text.sets_to_imagine(self.app.today), imagined=True)

    @one_at_a_time
    async def action_repeat(self) -> None:
        """Do today's session once more (rules R3.repeat)."""
        if self.app.today.sets_to_repeat() and await self._is_ready():
            await self._begin(self.app.today.sets_to_repeat())

    async def _is_ready(self) -> bool:
        """Ask what comes before a session: the first-run text and the check-in, where due."""
        if not await self._is_welcomed():
            return False
        if not self.app.today.asks_check_in():
            return True
        from tui.app.screens import day_actions

        band = await day_actions.ask_feeling(self.app, self.app.today.date, says_answer=False)
        if band is None or band is Band.WARNING:
            return False
        return band < Band.MODERATE or await self._choose_gentle(band)

    async def _choose_gentle(self, band: Band) -> bool:
        """Ask whether to rest, which is recorded here; return whether to go on gently instead."""
        today = self.app.today
        from tui.app.dialogs import care
        from tui.words.care import RESTS

        choice = await self.app.push_screen_wait(care.rest_or_gentle(band, today))
        if choice == "rest":
            await self.app.change(lambda diary: diary.rest(today.date, "sore"))
            self.notify(RESTS)
        return choice == "gentle"

    async def _begin(self, sets: Sequence[ExerciseSet], *, imagined: bool = False) -> None:
        if not any(exercise_set.reps for exercise_set in sets):
            self._say_nothing_left()
            return
        today = self.app.today
        routine, targets = today.routine, today.targets()
        session = await self.app.change(
            lambda diary: diary.start_session(
                routine, today.date, targets, routine.props, asked=today.asked()
            )
        )
        if session is None:
            await self._close_abandoned()  # should it be on the disk after all
            return
        self.app.lowered_by = 0
        self._interrupted = ()
        from tui.app.screens.session import SessionScreen

        self.app.push_screen(SessionScreen(session, routine, sets, imagined=imagined))

    def _say_nothing_left(self) -> None:
        today = self.app.today
        self.notify(
            nothing_left(today.plan, today.date, imagine_way=self.app.way_to("routine.imagined"))
        )

    # The body

    @one_at_a_time
    async def action_feel(self) -> None:
        """Ask how it feels, at any time; while practice is paused, show why it is."""
        today = self.app.today
        if today.plan.is_locked:
            await self._show_lock(today)
            return
        from tui.app.screens import day_actions

        await day_actions.feel(self.app, today.date)

    async def _show_lock(self, today: Today) -> None:
        """Show the safety words, and unlock if they are acknowledged (rules R3.lock)."""
        from tui.app.dialogs import care
        from tui.words.care import ACKNOWLEDGED

        if await self.app.push_screen_wait(care.locked(today.plan)):
            await self.app.change(lambda diary: diary.acknowledge(today.date))
            self.notify(ACKNOWLEDGED)

    @one_at_a_time
    async def action_props(self) -> None:
        """Choose what usually lies under neck and head."""
        from tui.app.dialogs.props import PropsDialog

        routine = self.app.today.routine
        props = await self.app.push_screen_wait(PropsDialog(routine.props))
        if props != routine.props:
            await self.app.change(lambda diary: diary.preferences.set_props(routine.id, props))

    # What else keys do

    def action_how(self) -> None:
        """Show how to do the exercises."""
        from tui.app.dialogs.how import HowScreen

        self.app.push_screen(HowScreen())

    @one_at_a_time
    async def action_done(self) -> None:
        """Mark today as done without the timer."""
        from tui.app.screens import day_actions

        if await day_actions.mark_done(self.app, self.app.today.date):
            self.app.lowered_by = 0

    @work(exclusive=True, group="sound")
    async def action_try_sound(self) -> None:
        """Play the start of a hold and its release, before the person lies down."""
        from tui.app import sound

        self.notify(await sound.try_sound(self.app))

    @property
    def _advice(self) -> Advice | None:
        """What is advised today, once there is time to work it out."""
        return self.app.today.advice if self._shows_history else None

    @one_at_a_time
    async def action_dismiss_notice(self) -> None:
        """Dismiss all notices that can be dismissed, and what is advised for some days."""
        today, advice = self.app.today, self._advice
        self.app.dismissed.update([*self.app.notices, self.app.copies_notice])
        if advice is not None:
            await self.app.change(
                lambda diary: diary.preferences.dismiss_advice(advice.kind, today.date)
            )
        self.show()

    @one_at_a_time
    async def action_follow_advice(self) -> None:
        """Show the safety words, open the holds, or set the schedule, as is advised."""
        if self._advice is not None:
            from tui.app.screens import advice

            await advice.follow(self.app, self._advice)

    @one_at_a_time
    async def action_merge_copies(self) -> None:
        """Show what copies of the diary hold, and merge them if that is wanted."""
        from tui.app.screens.merge_copies import merge_copies

        await merge_copies(self.app)

    def action_fewer(self) -> None:
        """Lower today's targets by one (rules R3.lowered)."""
        self.app.lowered_by += 1
        self.show()

    def action_more(self) -> None:
        """Raise lowered targets by one, never above the plan (rules R3.lowered)."""
        self.app.lowered_by = max(0, self.app.lowered_by - 1)
        self.show()

    @one_at_a_time
    async def action_confirm(self) -> None:
        """Confirm the unconfirmed session as it ran (rules R3.unconfirmed)."""
        session = self.app.today.unconfirmed
        if session is not None:
            wanted = session.id
            await self.app.change(lambda diary: diary.answer_session(wanted))

    def action_correct(self) -> None:
        """Open the unconfirmed session to be corrected."""
        session = self.app.today.unconfirmed
        if session is not None:
            from tui.app.screens.finish import FinishScreen

            self.app.push_screen(FinishScreen(session))

    def action_swap(self) -> None:
        """Show the streak instead of today, or the other way round, where only one fits."""
        self.toggle_class("-swapped")
