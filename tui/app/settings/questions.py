"""What the settings screen asks before it does something, and the lists that it chooses from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tui.app.dialogs.choice import Choice as Answer
from tui.app.dialogs.choice import ChoiceDialog
from tui.app.dialogs.list import ListDialog
from tui.app.dialogs.props import PropsDialog
from tui.diary.diary import Diary
from tui.diary.preferences import exercise_of
from tui.practice.models import Exercise, Routine, ScheduleEntry
from tui.settings.presets import GENTLER
from tui.settings.schedule import planned, schedule_words
from tui.settings.setting import Setting
from tui.settings.value_types import Choice

if TYPE_CHECKING:
    from tui.app.shell import Shell


async def pick(app: Shell, row: Setting, value: Any) -> Any:
    """One value of many from a list, or any of several; None to leave it as it is."""
    if not isinstance(row.value_type, Choice):
        return await app.push_screen_wait(PropsDialog(value))
    is_theme = row.key == "theme" and not app.no_color

    def try_theme(name: str) -> None:
        if name in app.available_themes:
            app.theme = name

    options = row.value_type.options
    chosen = await app.push_screen_wait(
        ListDialog(row.label, options, value, try_theme if is_theme else None, is_beside=is_theme)
    )
    if chosen is None or chosen == value:
        app.apply_look()
    return chosen


def take_schedule(entry: ScheduleEntry, routine: Routine, today: dt.date) -> ChoiceDialog:
    """Whether a schedule that was changed and not accepted is to stand."""
    return ChoiceDialog(
        "Accept the new schedule?",
        [Answer("y", "take", "accept it"), Answer("n", "leave", "leave it as it was")],
        schedule_words(entry, today, planned(routine, today)),
    )


def daily_again(entry: ScheduleEntry, today: dt.date) -> ChoiceDialog:
    """Whether to go back to every day, and drop what was planned for later."""
    return ChoiceDialog(
        "Back to every day?",
        [Answer("y", "reset", "every day from today"), Answer("n", "", "leave it as it is")],
        f"{schedule_words(entry, today)} What was planned for later is dropped.",
    )


def more(row: Setting, value: Any, caution: str) -> ChoiceDialog:
    """Whether to ask more of the body than until now."""
    return ChoiceDialog(
        "More from now on?",
        [
            Answer("y", "more", f"yes, {row.value_type.words(value)} {row.unit}"),
            Answer("n", "", f"no, leave it at {row.words}"),
        ],
        f"{caution} Days that were recorded stay as they are.",
    )


def gentler() -> ChoiceDialog:
    """Whether to take the gentler form."""
    return ChoiceDialog(
        "A gentler form?",
        [Answer("y", "gentler", "yes, gentler"), Answer("n", "", "leave it as it is")],
        f"{GENTLER} What is gentler already stays. Days that were recorded stay as they are, and "
        "u takes it back.",
    )


def remove(exercise: Exercise) -> ChoiceDialog:
    """Whether to remove an exercise."""
    return ChoiceDialog(
        f"Remove {exercise.name}?",
        [Answer("y", "remove", "remove it"), Answer("n", "", "keep it")],
        "It is not asked for any more. Old days stay as they are, with every rep of it, and u "
        "brings it back.",
    )


def shift(routine: str, wanted: str, by: int) -> Callable[[Diary], bool]:
    """Moves an exercise so many places down, or up, where there is such a place."""

    def move(diary: Diary) -> bool:
        order = diary.read().routine(routine).exercises
        exercise = exercise_of(diary.read().routine(routine), wanted)
        if 0 <= order.index(exercise) + by < len(order):
            diary.preferences.move_exercise(routine, exercise, by)
        return True

    return move


def take_away(routine: str, exercise: Exercise) -> Callable[[Diary], str]:
    """Removes an exercise, and says so."""

    def away(diary: Diary) -> str:
        diary.preferences.remove_exercise(routine, exercise)
        return f"Removed {exercise.name}. u brings it back."

    return away
