"""The settings: sections of rows that are stepped or typed, checked meanwhile and saved at once."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from msgspec.structs import replace
from textual import events, work
from textual.app import ComposeResult

from tui.app import sound
from tui.app.base import SupineScreen, one_at_a_time, styles
from tui.app.keys import bindings
from tui.app.screens.keys import KeysScreen
from tui.app.settings import file_actions, questions
from tui.app.settings.availability import means_something, offered
from tui.app.settings.form import Form
from tui.app.settings.lines import (
    ADD,
    BACK_UP,
    BACKUPS,
    EXPORT,
    GENTLER,
    REMAP,
    TRY,
    found_words,
)
from tui.app.settings.list_widget import SectionList, SettingList
from tui.app.settings.pane import SettingsPane
from tui.app.settings.save_queue import SaveQueue, UndoGroup
from tui.app.widgets.inline_input import InlineInput
from tui.app.widgets.key_footer import KeyFooter
from tui.app.widgets.title_bar import TitleBar
from tui.diary.diary import Diary
from tui.diary.preferences import exercise_of
from tui.practice.models import Exercise, ScheduleEntry
from tui.settings.presets import gentler
from tui.settings.registry import all_settings
from tui.settings.setting import Setting, find_setting
from tui.settings.value_types import Choice, Number, Several, Time, Toggle

FEW = 4
"""Choices up to which enter goes on to the next one; of more it shows the list."""


class SettingsScreen(SupineScreen[None], inherit_bindings=False):
    """The settings; ``at`` is the key of the line to begin with, at first or where it is none."""

    CSS_PATH = styles("settings")
    NAVIGATION_KEY = "settings"
    AUTO_FOCUS = "SettingList"
    BINDINGS = bindings.SETTINGS

    def __init__(self, at: str = "") -> None:
        super().__init__()
        self.form = Form(lambda name: self.app.which(name))
        self.form.at = at
        self._visit = UndoGroup()
        self._allowed: set[str] = set()
        self._offered: tuple[bool, ...] = ()
        self._shifts = 0

    def compose(self) -> ComposeResult:
        """The form between title and keys, which are those of the first row."""
        self.form.read(self.app.today)
        self._offered = offered(self.form)
        yield TitleBar("Settings")
        yield SettingsPane(self.form, self._typed)
        yield KeyFooter()

    def on_mount(self) -> None:
        """What is changed is written by the app, which goes on with it when this screen is left."""
        self.saving = SaveQueue(self.app, self._ended)

    def on_resize(self) -> None:
        """Another size has room for other parts."""
        self.call_after_refresh(self.show)

    async def on_unmount(self) -> None:
        """Write what is still to be written; a schedule that was not accepted is not."""
        await self.saving.finish()
        if self.form.draft is not None:
            self.app.notify("The schedule stays as it was; enter would have accepted the new one.")

    @property
    def _pane(self) -> SettingsPane:
        return self.query_one(SettingsPane)

    @property
    def _is_typing(self) -> bool:
        """Whether keys are letters now."""
        return isinstance(self.focused, InlineInput)

    @property
    def _is_there(self) -> bool:
        """Whether this screen is composed, and not being left."""
        return self in self.app.screen_stack and self.is_complete

    def draw(self) -> None:
        self._pane.show(self.app)

    def on_settings_pane_drawn(self) -> None:
        """Say what is looked at, and offer the keys that mean something there."""
        form = self.form
        count = sum(not line.is_heading for line in form.lines)
        aside = found_words(count) if form.is_filtered else self.app.today.routine.name
        self.query_one(TitleBar).show_text("Settings", aside)
        now = offered(form)
        if now != self._offered:
            self._offered = now
            self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What means something on this line; while something is typed, nothing."""
        return not self._is_typing and means_something(self.form, action, parameters)

    def _alone(self, doing: Callable[[], Coroutine[None, None, None]]) -> None:
        """Begin something that waits for an answer, unless something does already."""

        async def alone(screen: SettingsScreen) -> None:
            del screen
            await doing()

        one_at_a_time(alone)(self)

    # Going about

    def go(self, key: str) -> None:
        """Go to another line, after asking about a schedule that was not accepted yet."""
        if key == self.form.at:
            return
        if self.form.draft is not None:
            self._alone(lambda: self._ask_about_draft(key))
        else:
            self._visit = UndoGroup()
            self._pane.go(key)

    async def _ask_about_draft(self, key: str | None = None) -> None:
        """Then go to another line, or leave the program where there is none."""
        form, today = self.form, self.app.today
        if form.draft is None:
            return
        question = questions.take_schedule(form.draft, today.routine, today.date)
        answer = await self.app.push_screen_wait(question)
        if answer is None:
            return
        if answer == "take":
            self._accept(form.draft)
        else:
            self._give_up()
        if key is None:
            await self.app.action_quit()
        else:
            self.go(key)

    def action_move(self, by: int) -> None:
        """Another line, down or up, and on into the next section."""
        self.go(self.form.beside(by))

    def action_page(self, pages: int) -> None:
        """A page of lines down or up."""
        self.action_move(pages * max(1, self._pane.list.size.height - 1))

    def action_section(self, by: int) -> None:
        """The first line of the next section, or of the one before."""
        self.go(self.form.next_section(by))

    def action_find(self) -> None:
        """Type what to look for."""
        self._pane.open_find()

    def action_back(self) -> None:
        """Give up a schedule that was not accepted, else show everything again, else leave."""
        if self.form.draft is not None:
            self._give_up()
        elif self.form.query:
            self._pane.close_find()
        else:
            self.app.action_go("routine")

    def on_section_list_chosen(self, event: SectionList.Chosen) -> None:
        """A section was clicked."""
        self.go(self.form.first_of(event.section))

    def on_setting_list_chosen(self, event: SettingList.Chosen) -> None:
        """A line was clicked."""
        self.go(event.key)

    def on_setting_list_opened(self) -> None:
        """The line under the cursor was clicked."""
        self.action_open()

    def on_setting_list_stepped(self, event: SettingList.Stepped) -> None:
        """An arrow was clicked."""
        self.action_step(event.by)

    def on_key(self, event: events.Key) -> None:
        """A digit begins to type a number; leaving the program asks about the schedule first."""
        digit, row = event.character or "", self.form.row
        if self.form.draft is not None and self._is_quitting(event.key):
            event.stop()
            self._alone(self._ask_about_draft)
            return
        if self._is_typing or not (digit.isascii() and digit.isdigit()):
            return
        if row is not None and isinstance(row.value_type, Number | Time):
            event.stop()
            self._pane.type(digit)

    def _is_quitting(self, key: str) -> bool:
        active = self.active_bindings.get(key)
        return active is not None and active.binding.id == "app.quit"

    def _typed(self, key: str, value: Any, then: str) -> None:
        """Save what was typed, and go on."""
        row = self.form.rows.get(key)
        if value is not None and row is None:
            self._add(value)
        elif value is not None and row is not None:
            self.form.draft = None
            self._choose(row, value)
        if then in ("up", "down"):
            self.action_move(1 if then == "down" else -1)
        elif then:
            self.action_section(1 if then == "next" else -1)

    # Changing

    def action_step(self, by: int) -> None:
        """The value before or after this one."""
        row = self.form.row
        if row is not None:
            value = row.value_type.stepped(self.form.value(row), by)
            if row.key == "schedule":
                self._try(lambda: self.form.try_schedule(value))
            else:
                self._choose(row, value, self._visit)

    def action_open(self) -> None:
        """Type the value, choose it from a list, or do what the line says."""
        form, row = self.form, self.form.row
        if row is None:
            doing = {
                ADD: self.action_add,
                GENTLER: self.action_gentler,
                TRY: self.action_try_sound,
                REMAP: lambda: self.app.push_screen(KeysScreen()),
                BACKUPS: self.action_restore,
                BACK_UP: self.action_back_up,
                EXPORT: self.action_export,
            }
            doing.get(form.at, lambda: None)()
        elif form.draft is not None:
            self._accept(form.draft)
        elif isinstance(row.value_type, Several):
            self._alone(lambda: self._pick(row))
        elif isinstance(row.value_type, Toggle | Choice):
            if isinstance(row.value_type, Choice) and len(row.value_type.options) > FEW:
                self._alone(lambda: self._pick(row))
            else:
                self.action_step(1)
        else:
            self._pane.type()

    async def _pick(self, row: Setting) -> None:
        value = await questions.pick(self.app, row, self.form.value(row))
        if value is not None:
            self._choose(row, value)

    @one_at_a_time
    async def action_reset(self) -> None:
        """Back to the default."""
        row, today = self.form.row, self.app.today.date
        if row is None:
            return
        if row is not self.form.schedule:
            self._choose(row, row.default)
        elif await self.app.push_screen_wait(questions.daily_again(row.default, today)):
            self.form.draft = None
            self._put(row, row.default, lambda now, diary: now.reset(diary.preferences))

    def _choose(self, row: Setting, value: Any, visit: UndoGroup | None = None) -> None:
        """Save a value; where it asks more than until now, only after a question.

        Steps of one visit are taken back as one.
        """
        if value == self.form.value(row):
            return
        caution = None if row.key in self._allowed else row.caution(value)
        if caution is not None:
            self._alone(lambda: self._ask_first(row, value, caution))
            return
        by_way = visit or UndoGroup()

        def save(now: Setting, diary: Diary) -> None:
            by_way.write(diary.changes, lambda: now.save(diary.preferences, value))

        self._put(row, value, save)

    async def _ask_first(self, row: Setting, value: Any, caution: str) -> None:
        if await self.app.push_screen_wait(questions.more(row, value, caution)):
            self._allowed.add(row.key)
            self._choose(row, value, self._visit)

    def _put(self, row: Setting, value: Any, save: Callable[[Setting, Diary], None]) -> None:
        """Show a value and have it written."""
        self.form.values[row.key] = value
        today = self.app.today.date

        def write(diary: Diary) -> bool:
            # The row as it is by then: what was written meanwhile may have changed it.
            snapshot = diary.read()
            save(
                find_setting(
                    all_settings(snapshot, snapshot.routine(row.routine.id), today), row.key
                ),
                diary,
            )
            return True

        self.saving.put(row.key, write)
        self._pane.show_text("", "")
        self.form.arrange()
        self._pane.draw()

    def _ended(self, key: str, result: object) -> None:
        """A change is on the disk, or it is not; then what is stored shows again."""
        form = self.form
        if not self.saving.is_waiting(key):
            form.values.pop(key, None)
            if result is None:
                self.app.apply_look()  # a theme may have been tried
        if isinstance(result, str):
            self.app.notify(result, markup=False)
        if not self._is_there:
            return
        if isinstance(result, Exercise):
            form.at = f"exercises.{result.id}.name"
        form.read(self.app.today)
        self._pane.show_text(key, "not saved" if result is None else "saved")
        self._pane.draw()

    # The schedule, which is only tried until enter accepts it

    def _try(self, how: Callable[[], None]) -> None:
        how()
        self._pane.draw()

    def _give_up(self) -> None:
        self._try(lambda: self.form.try_schedule(self.form.schedule.value))

    def _accept(self, entry: ScheduleEntry) -> None:
        self.form.draft = None
        # The date may be another than when it was tried; the past stays as it was.
        today = self.app.today.date
        self._choose(self.form.schedule, replace(entry, since=max(entry.since, today)))

    def action_day(self, number: int) -> None:
        """One of the days of the week more or less; or how many of them, where any will do."""
        self._try(lambda: self.form.try_day(number))

    def action_needs(self) -> None:
        """Whether one rep keeps a day, or only all that is asked."""
        self._try(self.form.try_needs)

    def action_begin(self, days: int) -> None:
        """From a day later on, or earlier; from today at the earliest."""
        self._try(lambda: self.form.try_begin(days))

    # Exercises

    def action_add(self) -> None:
        """Ask for the name of a new exercise."""
        self.go(ADD)
        self._pane.type("")

    def _add(self, name: str) -> None:
        routine = self.app.today.routine.id
        new = Exercise(id="-", name=name)
        self.saving.put(ADD, lambda diary: diary.preferences.add_exercise(routine, new))

    def action_shift(self, by: int) -> None:
        """Move the exercise up or down among the others."""
        row = self.form.row
        if row is None or not row.exercise:
            return
        self._shifts += 1  # each of them counts, however quickly they come
        shift = questions.shift(row.routine.id, row.exercise, by)
        self.saving.put(f"#{row.exercise} {self._shifts}", shift)

    @one_at_a_time
    async def action_remove(self) -> None:
        """Remove the exercise after a question; old days stay as they are."""
        row = self.form.row
        if row is not None and row.exercise:
            exercise = exercise_of(row.routine, row.exercise)
            routine = row.routine.id
            if len(row.routine.exercises) == 1:
                self.notify("It is the only exercise; add another one first.")
            elif await self.app.push_screen_wait(questions.remove(exercise)):
                away = questions.take_away(routine, exercise)
                self.saving.put(f"#{exercise.id}", away)

    @one_at_a_time
    async def action_gentler(self) -> None:
        """Less to do and more rest, in one step."""
        routine = self.app.today.routine
        if gentler(routine) == routine:
            self.notify("It is as gentle already.")
        elif await self.app.push_screen_wait(questions.gentler()):
            self.saving.put(
                GENTLER,
                lambda d: d.preferences.change_routine(routine.id, gentler, "the gentler form"),
            )

    # The file

    @work(exclusive=True, group="sound")
    async def action_try_sound(self) -> None:
        """Let the start of a hold and its release be heard, with the settings as they are."""
        self.notify("Trying the sound…", timeout=2)
        self.notify(await sound.try_sound(self.app))

    @one_at_a_time
    async def action_back_up(self) -> None:
        """Keep a copy of the file as it is now."""
        await file_actions.back_up(self.app)
        self._pane.look(self.app)

    @one_at_a_time
    async def action_export(self) -> None:
        """Write everything to a new file."""
        await file_actions.export(self.app)

    @one_at_a_time
    async def action_restore(self) -> None:
        """Go back to a backup."""
        await file_actions.restore(self.app, self.form.facts)
        self._pane.look(self.app)
