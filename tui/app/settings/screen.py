"""The settings: values are stepped or typed, checked meanwhile, and saved at once.

`SettingsState` holds what is shown, `SettingsPane` draws it, and `SaveQueue` writes. This screen
ties them to keys and questions.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from msgspec.structs import replace
from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding

from tui.app import sound
from tui.app.base import SupineScreen, one_at_a_time, styles
from tui.app.keys import bindings
from tui.app.screens.keys import KeysScreen
from tui.app.settings import file_actions, questions
from tui.app.settings.lines import ADD
from tui.app.settings.list_widget import LineClicked
from tui.app.settings.pane import SettingsPane
from tui.app.settings.save_queue import SaveQueue, UndoGroup
from tui.app.settings.state import SettingsState
from tui.app.widgets.inline_input import InlineInput
from tui.app.widgets.key_footer import KeyFooter
from tui.app.widgets.title_bar import TitleBar
from tui.diary.diary import Diary
from tui.diary.preferences import exercise_of
from tui.practice.models import Exercise, ScheduleEntry
from tui.settings import schedule
from tui.settings.presets import gentler
from tui.settings.registry import all_settings
from tui.settings.setting import Setting, find_setting
from tui.settings.value_types import Choice, InvalidValue, Number, Several, Time, Toggle
from tui.words.phrases import plural

FEW = 4
"""Choices up to which enter goes to the next one; of more it opens the list."""
_FOOTER_ACTIONS = [
    binding.action.partition("(")[0]
    for binding in Binding.make_bindings(bindings.SETTINGS)
    if binding.show
]


class SettingsScreen(SupineScreen[None], inherit_bindings=False):
    """The settings, with the cursor on the line of a key, or on the first one."""

    CSS_PATH = styles("settings")
    NAVIGATION_KEY = "settings"
    AUTO_FOCUS = "SettingList"
    BINDINGS = bindings.SETTINGS

    def __init__(self, key: str = "") -> None:
        super().__init__()
        self.state = SettingsState(
            self.app.today, key, self.app.which, self.app.key_for, page=self.app.page
        )
        self.saving = SaveQueue(self.app, self._saved)
        self._pane = SettingsPane(self.state, self._typed)
        self._title = TitleBar("Settings")
        self._allowed = [self.state.allows(action) for action in _FOOTER_ACTIONS]
        self._steps = UndoGroup()
        self._sign = ""  # a minus, if that was the last key
        self._before_sign: Any = None
        self._agreed: set[str] = set()
        """The settings that may ask for more, since the person agreed to it."""
        self._moves = 0

    def compose(self) -> ComposeResult:
        yield self._title
        yield self._pane
        yield KeyFooter()

    async def on_unmount(self) -> None:
        """Write what is still to be written; a schedule that was not accepted is not."""
        await self.saving.finish()
        if self.state.draft is not None:
            self.app.notify(
                "The schedule was not changed. To use a new one, "
                f"{self.app.way_to('settings.open')} before you leave."
            )

    # Drawing

    def draw(self) -> None:
        self.state.read(self.app.today)
        self._pane.draw()
        self._look_at_file()

    @work(exclusive=True, group="file")
    async def _look_at_file(self) -> None:
        """Show what is known of the file, its backups and its copies."""
        app = self.app
        await app.find_copies()  # so that the palette knows of them, too
        facts = await asyncio.to_thread(
            file_actions.file_facts, app.diary, app.copies, app.clock.local
        )
        if facts != self.state.facts:
            self.state.facts = facts
            self._redraw()

    def on_mount(self) -> None:
        """Look at the reminder anew after ctrl+z, when a command may have changed it."""
        self.app.app_resume_signal.subscribe(self, lambda _: self._look_at_reminder())

    def on_screen_resume(self) -> None:
        self._look_at_reminder()

    @work(exclusive=True, group="reminder")
    async def _look_at_reminder(self) -> None:
        """Ask the system which reminder is set; it takes other programs, so not at each drawing."""
        from tui.app.settings.reminder import shown_reminder

        words = await asyncio.to_thread(shown_reminder, self.app)
        if words != self.state.reminder:
            self.state.reminder = words
            self._redraw()

    def _redraw(self) -> None:
        self.state.update_lines()
        self._pane.draw()

    def on_settings_pane_drawn(self) -> None:
        """Say whose settings these are, or how many are found, and offer the keys of the line."""
        if self.state.is_filtered:
            count = sum(not line.is_heading for line in self.state.lines)
            aside = plural(count, "setting") if count else "nothing found"
        else:
            aside = self.state.routine.name
        self._title.show_text("Settings", aside)
        allowed = [self.state.allows(action) for action in _FOOTER_ACTIONS]
        if allowed != self._allowed:
            self._allowed = allowed
            self.refresh_bindings()

    @property
    def _is_typing(self) -> bool:
        return isinstance(self.focused, InlineInput)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow what means something on the line; while letters are typed, nothing."""
        del parameters
        return not self._is_typing and self.state.allows(action)

    def key_words(self, binding: Binding) -> str:
        """Name nothing that would be refused, nor what would change nothing."""
        routine = self.app.today.routine
        has_one = len(routine.exercises) == 1
        is_refused = (
            (binding.action == "remove" and has_one)
            or (binding.action.startswith("shift(") and has_one)
            or (binding.action == "gentler" and gentler(routine) == routine)
        )
        return "" if is_refused else super().key_words(binding)

    # Moving the cursor

    def go(self, key: str) -> None:
        """Go to the line of a key; a schedule that was not accepted is asked about first."""
        if key == self.state.cursor:
            return
        if self.state.draft is not None:
            self._ask_about_draft(key)
            return
        self._steps = UndoGroup()
        self.state.cursor, self.state.error = key, ""
        self._pane.draw()

    def action_move(self, by: int) -> None:
        self.go(self.state.key_beside(by))

    def action_page(self, pages: int) -> None:
        self.action_move(pages * max(1, self._pane.list.size.height // self._pane.list.rows - 1))

    def action_section(self, by: int) -> None:
        self.go(self.state.next_section_key(by))

    def action_find(self) -> None:
        self._pane.open_find()

    def action_back(self) -> None:
        """Give up the schedule that was not accepted; else show all lines again; else leave."""
        if self.state.draft is not None:
            self._give_up_draft()
        elif self.state.query:
            self._pane.close_find()
        else:
            self.app.action_go("routine")

    async def on_line_clicked(self, event: LineClicked) -> None:
        """Go to the line; on the line under the cursor step the value, or open it."""
        if event.key.startswith("#"):
            self.go(self.state.first_key(event.key[1:]))
        elif event.key != self.state.cursor:
            self.go(event.key)
        elif event.by:
            self.action_step(event.by)
        else:
            await self.action_open()

    def on_key(self, event: events.Key) -> None:
        """Begin to type a number with its first digit; ask about the schedule before quitting."""
        active = self.active_bindings.get(event.key)
        if self.state.draft is not None and active and active.binding.id == "app.quit":
            event.stop()
            self._ask_about_draft(None)
            return
        setting, digit = self.state.setting, event.character or ""
        sign, self._sign = self._sign, digit if digit == "-" else ""
        if self._sign and setting is not None:
            self._before_sign = setting.value
        is_digit = digit.isascii() and digit.isdigit() and not self._is_typing
        if is_digit and setting is not None and isinstance(setting.value_type, Number | Time):
            event.stop()
            # A minus is one less, but right before a digit it is the sign of a number.
            if sign and setting.value != self._before_sign:
                self._write(setting, self._before_sign, self._steps)
            self._pane.start_typing(sign + digit)

    # Changing a setting

    def action_step(self, by: int) -> None:
        """Choose the value after this one, or before it."""
        setting = self.state.setting
        if setting is None:
            return
        if setting.key == "schedule":
            self._try(lambda _: setting.stepped(by))
        else:
            self._choose(setting, setting.stepped(by), self._steps)

    async def action_open(self) -> None:
        """Do what the line says, go to the next of a few choices, or let the value be changed."""
        setting = self.state.setting
        if setting is None:
            if self.state.line.action:
                await self.run_action(self.state.line.action)
            return
        match setting.value_type:
            case _ if self.state.draft is not None:
                self._accept_draft()
            case Toggle():
                self.action_step(1)
            case Choice(options) if len(options) <= FEW:
                self.action_step(1)
            case Choice() | Several():
                self._choose_from_list(setting)
            case _:
                self._pane.start_typing()

    @one_at_a_time
    async def _choose_from_list(self, setting: Setting) -> None:
        value = await questions.choose(self.app, setting)
        if value is not None:
            self._choose(setting, value)

    def _typed(self, key: str, value: Any, then: str) -> None:
        """Save what was typed on the line of a key, if it is another value, and go on."""
        if value is not None:
            if key == ADD:
                self._add_exercise(value)
            else:
                self.state.take_draft()
                self._choose(self.state.settings[key], value)
        if then in ("up", "down"):
            self.action_move(1 if then == "down" else -1)
        elif then:
            self.action_section(1 if then == "next" else -1)

    def _choose(self, setting: Setting, value: Any, steps: UndoGroup | None = None) -> None:
        """Save another value; one that asks for more than until now only after a question.

        ``steps`` are the changes with which it is taken back as one.
        """
        if value == self.state.settings[setting.key].value:
            return
        caution = None if setting.key in self._agreed else setting.caution(value)
        if caution is not None:
            self._choose_more(setting, value, caution)
            return
        self._write(setting, value, steps or UndoGroup())

    def _write(self, setting: Setting, value: Any, group: UndoGroup) -> None:
        """Save a value; ``group`` are the changes with which it is taken back as one."""
        self._save(
            setting,
            value,
            lambda now, diary: group.write(
                diary.changes, lambda: now.save(diary.preferences, value)
            ),
        )

    @one_at_a_time
    async def _choose_more(self, setting: Setting, value: Any, caution: str) -> None:
        if await self.app.push_screen_wait(questions.ask_more(setting, value, caution)):
            self._agreed.add(setting.key)
            self._choose(setting, value, self._steps)

    @one_at_a_time
    async def action_reset(self) -> None:
        """Go back to the default."""
        setting, today = self.state.setting, self.app.today.date
        if setting is None:
            return
        if setting.key != "schedule":
            self._choose(setting, setting.default)
        elif await self.app.push_screen_wait(questions.reset_schedule(setting.default, today)):
            self.state.take_draft()
            self._save(setting, setting.default, lambda now, diary: now.reset(diary.preferences))

    def _save(self, setting: Setting, value: Any, save: Callable[[Setting, Diary], None]) -> None:
        """Show a value at once, and have it written by ``save``."""
        routine, today = setting.routine.id, self.app.today.date

        def write(diary: Diary) -> bool:
            # The setting as it is by then: changes written before this one may concern it.
            snapshot = diary.read()
            known = all_settings(snapshot, snapshot.routine(routine), today)
            save(find_setting(known, setting.key), diary)
            return True

        self.state.unsaved[setting.key] = value
        self.state.set_status("", "")
        self.saving.put(setting.key, write)
        self._redraw()

    def _saved(self, key: str, result: object) -> None:
        """Show what is in the diary, once a change was saved or was not (None)."""
        if not self.saving.is_waiting(key):
            self.state.unsaved.pop(key, None)
            if result is None:
                self.app.apply_look()  # a theme may have been tried
        if isinstance(result, str):
            self.app.notify(result, markup=False)
        if isinstance(result, Exercise):
            self.state.cursor = f"exercises.{result.id}.name"
        self.state.read(self.app.today)
        self.state.set_status(key, "not saved" if result is None else "saved")
        self._pane.draw()

    # The schedule, which is saved only once it is accepted

    @one_at_a_time
    async def _ask_about_draft(self, key: str | None) -> None:
        """Ask whether the draft is to hold; then go to the line of a key, or quit without one."""
        draft, today = self.state.draft, self.app.today
        if draft is None:
            return
        question = questions.accept_schedule(draft, today.routine, today.date)
        answer = await self.app.push_screen_wait(question)
        if answer is None:
            return
        if answer:
            self._accept_draft()
        else:
            self._give_up_draft()
        if key is None:
            await self.app.action_quit()
        else:
            self.go(key)

    def _accept_draft(self) -> None:
        draft = self.state.take_draft()
        if draft is not None:
            # The date may have changed since; a schedule never begins in the past (rules R2.past).
            since = max(draft.since, self.app.today.date)
            self._choose(self.state.schedule, replace(draft, since=since))

    def _give_up_draft(self) -> None:
        self._try(lambda _: self.state.schedule.value)

    def _try(self, change: Callable[[ScheduleEntry], ScheduleEntry]) -> None:
        """Show the schedule with a change, or why it cannot be made."""
        try:
            self.state.try_schedule(change(self.state.shown_schedule))
        except InvalidValue as error:
            self.state.error = str(error)
        self._pane.draw()

    def action_day(self, number: int) -> None:
        self._try(lambda entry: schedule.with_number(entry, number))

    def action_needs(self) -> None:
        self._try(schedule.with_other_needs)

    def action_begin(self, days: int) -> None:
        self._try(lambda entry: schedule.postponed(entry, days, self.app.today.date))

    # Exercises

    def action_add(self) -> None:
        """Let the name of a new exercise be typed."""
        self.go(ADD)
        self._pane.start_typing("")

    def _add_exercise(self, name: str) -> None:
        routine, exercise = self.state.routine.id, Exercise(id="-", name=name)
        self.saving.put(ADD, lambda diary: diary.preferences.add_exercise(routine, exercise))

    def action_shift(self, by: int) -> None:
        """Move the exercise down among the others, or up; at the ends it stays."""
        setting = self.state.setting
        if setting is None or not setting.exercise:
            return
        routine, wanted = setting.routine.id, setting.exercise

        def move(diary: Diary) -> bool:
            now = diary.read().routine(routine)
            exercise = exercise_of(now, wanted)
            if 0 <= now.exercises.index(exercise) + by < len(now.exercises):
                diary.preferences.move_exercise(routine, exercise, by)
            return True

        self._moves += 1  # a key of its own for each, so that none replaces another
        self.saving.put(f"move {self._moves}", move)

    @one_at_a_time
    async def action_remove(self) -> None:
        """Remove the exercise, after a question; days with it stay as they are."""
        setting = self.state.setting
        if setting is None or not setting.exercise:
            return
        routine, exercise = setting.routine, exercise_of(setting.routine, setting.exercise)
        if len(routine.exercises) == 1:
            self.notify("This is the only exercise; add another first.")
        elif await self.app.push_screen_wait(
            questions.remove(exercise, undo := self.app.way_to("app.undo"))
        ):

            def remove(diary: Diary) -> str:
                diary.preferences.remove_exercise(routine.id, exercise)
                return f"Removed {exercise.name}. To undo it, {undo}."

            self.saving.put(f"remove {exercise.id}", remove)

    @one_at_a_time
    async def action_gentler(self) -> None:
        """Ask for less and rest more, in one change."""
        routine = self.app.today.routine
        if gentler(routine) == routine:
            self.notify("It's already the gentler version.")
        elif await self.app.push_screen_wait(
            questions.take_gentler_form(self.app.way_to("app.undo"))
        ):
            preferences, words = self.app.diary.preferences, "the gentler version"
            self.saving.put(
                "gentler", lambda _: preferences.change_routine(routine.id, gentler, words)
            )

    # Sound, keys and the file

    @one_at_a_time
    async def action_remind(self) -> None:
        from tui.app.settings.reminder import change_reminder  # few sessions set any

        await change_reminder(self.app)
        self._look_at_reminder()

    @work(exclusive=True, group="sound")
    async def action_try_sound(self) -> None:
        """Play the start of a hold and its release (rules R5.test)."""
        self.notify("Trying the sound…", timeout=2)
        self.notify(await sound.try_sound(self.app))

    def action_remap(self) -> None:
        self.app.push_screen(KeysScreen())

    @one_at_a_time
    async def action_back_up(self) -> None:
        await file_actions.back_up(self.app)
        self._look_at_file()

    @one_at_a_time
    async def action_export(self) -> None:
        await file_actions.export(self.app)

    @one_at_a_time
    async def action_import_file(self) -> None:
        from tui.app.settings.import_file import import_file  # few sessions import anything

        await import_file(self.app)
        self._look_at_file()

    @one_at_a_time
    async def action_restore(self) -> None:
        await file_actions.restore(self.app, self.state.facts)
        self._look_at_file()

    @one_at_a_time
    async def action_merge_copies(self) -> None:
        from tui.app.screens.merge_copies import merge_copies  # few sessions merge anything

        await merge_copies(self.app)
        self._look_at_file()
