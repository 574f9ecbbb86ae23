"""Settings in tests: all of a routine, one of them, and other values to give them."""

from __future__ import annotations

from tests.builders import TODAY
from tui.diary.diary import Diary
from tui.diary.snapshot import Snapshot
from tui.practice.models import (
    DEFAULT_ROUTINE,
    Exercise,
    Routine,
)
from tui.settings.registry import all_settings
from tui.settings.setting import Setting, find_setting

TYPED = {
    "name": "Morning",
    "prepare_s": "45",
    "reposition_s": "7.5",
    "settle_s": "0",
    "props": "towel roll",
    "exercises.shoulder-blades.name": "Wings",
    "exercises.shoulder-blades.word": "gather",
    "exercises.shoulder-blades.area": "",
    "exercises.shoulder-blades.ease_in_s": "3",
    "exercises.shoulder-blades.hold_s": "2",
    "exercises.shoulder-blades.ease_out_s": "30",
    "exercises.shoulder-blades.rest_s": "3",
    "exercises.shoulder-blades.how.do": "Slowly.",
    "exercises.shoulder-blades.how.feel": "",
    "exercises.shoulder-blades.how.not": "No rush.",
    "exercises.neck.name": "Nape",
    "exercises.neck.word": "lean",
    "exercises.neck.area": "the nape",
    "exercises.neck.ease_in_s": "1",
    "exercises.neck.hold_s": "7 s",
    "exercises.neck.ease_out_s": "2,5",
    "exercises.neck.rest_s": "120",
    "exercises.neck.how.do": "Slowly.",
    "exercises.neck.how.feel": "",
    "exercises.neck.how.not": "No rush.",
    "plan.start_reps": "1",
    "plan.start_days": "14",
    "plan.step": "0",
    "plan.ceiling": "20",
    "plan.rounds": "2",
    "schedule": "3 a week full",
    "day_starts_at": "4:30",
    "week_starts_on": "Sunday",
    "sound": "bell",
    "tick": "off",
    "quiet": "yes",
    "speech": "on",
    "notice": "on",
    "theme": "supine-day",
    "motion": "none",
    "glyphs": "ascii",
}
"""One other value for each setting, as it is typed."""
OTHER_ROUTINE = Routine(id="other", name="Evening", exercises=(Exercise(id="roll", name="Roll"),))


def settings_of(
    routine: Routine = DEFAULT_ROUTINE, snapshot: Snapshot | None = None
) -> list[Setting]:
    """Return all settings of a routine, in an empty diary unless another one is given."""
    return all_settings(snapshot or Snapshot(), routine, TODAY)


def setting_of(key: str, routine: Routine = DEFAULT_ROUTINE) -> Setting:
    """Return the setting with a key, in an empty diary."""
    return find_setting(settings_of(routine), key)


def setting_in(diary: Diary, key: str) -> Setting:
    """Return a setting of the shown routine as it stands in the diary."""
    snapshot = diary.read()
    return find_setting(all_settings(snapshot, snapshot.routine(), TODAY), key)
