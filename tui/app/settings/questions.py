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
    return _question("Accept the new schedule?", text, "accept it", "leave it as it was")


def reset_schedule(entry: ScheduleEntry, today: dt.date) -> ChoiceDialog:
    text = f"{schedule_words(entry, today)} What was planned for later is dropped."
    return _question("Back to every day?", text, "every day from today", "leave it as it is")


def ask_more(setting: Setting, value: Any, caution: str) -> ChoiceDialog:
    text = f"{caution} Days that were recorded stay as they are."
    more = f"yes, {setting.value_type.words(value)} {setting.unit}"
    return _question("More from now on?", text, more, f"no, leave it at {setting.words}")


def take_gentler_form(undo_key: str) -> ChoiceDialog:
    text = (
        f"{GENTLER} What is gentler already stays. Days that were recorded stay as they are, and "
        f"{undo_key} takes it back."
    )
    return _question("A gentler form?", text, "yes, gentler", "leave it as it is")


def remove(exercise: Exercise, undo_key: str) -> ChoiceDialog:
    text = (
        "It is not asked for any more. Old days stay as they are, with every rep of it, and "
        f"{undo_key} brings it back."
    )
    return _question(f"Remove {exercise.name}?", text, "remove it", "keep it")
