"""The questions that the settings screen asks, and the lists that it lets choose from."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from tui.app.dialogs.choice import Choice as Answer
from tui.app.dialogs.choice import ChoiceDialog
from tui.app.dialogs.list import ListDialog
from tui.app.dialogs.props import PropsDialog
from tui.practice.models import Exercise, Routine, ScheduleEntry
from tui.settings.presets import GENTLER
from tui.settings.schedule import planned, schedule_words
from tui.settings.setting import Setting
from tui.settings.value_types import Choice

if TYPE_CHECKING:
    from tui.app.shell import Shell


async def choose(app: Shell, setting: Setting) -> Any:
    """Let the person choose among many values, or several of them; None leaves it as it is.

    A theme is tried while the cursor is on it.
    """
    if not isinstance(setting.value_type, Choice):
        return await app.push_screen_wait(PropsDialog(setting.value))
    is_theme = setting.key == "theme" and not app.no_color

    def try_theme(name: str) -> None:
        if name in app.available_themes:
            app.theme = name

    tried, options = try_theme if is_theme else None, setting.value_type.options
    dialog = ListDialog(setting.label, options, setting.value, tried, is_beside=is_theme)
    chosen = await app.push_screen_wait(dialog)
    if chosen is None or chosen == setting.value:
        app.apply_look()
    return chosen


def _question(title: str, text: str, yes: str, no: str) -> ChoiceDialog:
    """Return a question that is answered by a text for yes, an empty one for no, None at escape."""
    return ChoiceDialog(title, [Answer("y", "yes", yes), Answer("n", "", no)], text)


def accept_schedule(entry: ScheduleEntry, routine: Routine, today: dt.date) -> ChoiceDialog:
    text = schedule_words(entry, today, planned(routine, today))
    return _question("Use the new schedule?", text, "use it", "don't change it")


def reset_schedule(entry: ScheduleEntry, today: dt.date) -> ChoiceDialog:
    text = f"{schedule_words(entry, today)} Later planned changes are removed."
    return _question("Back to every day?", text, "every day from today", "don't change it")


def ask_more(setting: Setting, value: Any, caution: str) -> ChoiceDialog:
    text = f"{caution} Days already recorded don't change."
    more = f"yes, {setting.value_type.words(value)} {setting.unit}"
    return _question("Ask for more from now on?", text, more, f"no, stay at {setting.words}")


def take_gentler_form(undo_way: str) -> ChoiceDialog:
    text = (
        f"{GENTLER} Anything already gentler is kept. Days already recorded don't change. To "
        f"undo it, {undo_way}."
    )
    return _question("A gentler version?", text, "yes, gentler", "don't change it")


def remove(exercise: Exercise, undo_way: str) -> ChoiceDialog:
    text = f"You won't be asked for it any more. Past days keep its reps. To undo it, {undo_way}."
    return _question(f"Remove {exercise.name}?", text, "remove it", "keep it")
