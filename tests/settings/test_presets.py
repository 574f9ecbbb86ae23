"""The gentler version, the caution before more is asked, and names of exercises."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.builders import make_diary
from tests.settings.settings_support import setting_of
from tui.practice.models import (
    DEFAULT_ROUTINE,
    Exercise,
    Plan,
)
from tui.settings.presets import caution, exercise_name, gentler
from tui.settings.value_types import InvalidValue


def test_the_gentler_form_is_one_change_and_raises_nothing(path: Path) -> None:
    diary = make_diary(path)
    new = diary.preferences.change_routine(DEFAULT_ROUTINE.id, gentler, "the gentler version")
    assert new.plan == Plan(start_reps=1, ceiling=5)
    assert [(each.hold_s, each.rest_s) for each in new.exercises] == [(3, 10), (3, 10)]
    assert diary.read().rev == 1
    assert gentler(new) == new
    soft = replace(DEFAULT_ROUTINE, plan=Plan(start_reps=1, ceiling=3), exercises=(
        Exercise(id="a", name="A", hold_s=2, rest_s=20),))  # fmt: skip
    assert gentler(soft) == soft


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (Plan(), Plan(start_reps=3), "Starting with 3 means more"),
        (Plan(), Plan(ceiling=12), "the number keeps growing past 10"),
        (Plan(), Plan(start_reps=3, ceiling=12), "With a ceiling of 12"),
        (Plan(), Plan(start_reps=1, ceiling=5), None),
        (Plan(), Plan(step=2, start_days=1), None),
    ],
)
def test_a_higher_start_or_ceiling_is_cautioned(old: Plan, new: Plan, words: str | None) -> None:
    text = caution(replace(DEFAULT_ROUTINE, plan=old), replace(DEFAULT_ROUTINE, plan=new))
    assert text is None if words is None else text is not None and words in text


def test_only_settings_of_the_reps_are_cautioned() -> None:
    assert setting_of("plan.ceiling").caution(11) is not None
    assert setting_of("plan.ceiling").caution(10) is None
    assert setting_of("exercises.neck.hold_s").caution(10) is None
    assert setting_of("sound").caution("off") is None


def test_the_name_of_a_new_exercise_is_not_taken() -> None:
    name = exercise_name(DEFAULT_ROUTINE)
    assert name.parse(" Chin  tuck ") == "Chin tuck"
    for typed in ("neck", "", "x" * 81):
        with pytest.raises(InvalidValue):
            name.parse(typed)
