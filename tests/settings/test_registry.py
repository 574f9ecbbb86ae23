"""All settings: each field of the records has one, which is saved, undone and reset."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.theme import BUILTIN_THEMES

from tests.builders import ROUTINE_JSON, TODAY, contents, make_diary, write
from tests.settings.settings_support import OTHER_ROUTINE, TYPED, setting_in, settings_of
from tui.app.themes import THEMES as OWN_THEMES
from tui.diary.errors import NotFound, NotSaved
from tui.practice.models import (
    DEFAULT_ROUTINE,
    Exercise,
    Plan,
    Settings,
)
from tui.settings.registry import SECTIONS, THEMES, all_settings
from tui.settings.setting import Setting, find_setting
from tui.words.how import HOW_PARTS


def stored_documents(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the settings and routines in the file, without the times of their changes."""
    tables = contents(path)
    return {
        name: [
            {key: value for key, value in each.items() if key != "changed"}
            for each in tables.get(name, {}).values()
        ]
        for name in ("settings", "routines")
    }


def test_every_field_of_the_records_has_one_setting() -> None:
    keys = [setting.key for setting in settings_of()]
    assert keys == ["routine", *TYPED]
    not_shown = {"keys", "welcomed", "dismissed", "changed"}
    assert {*Settings.__struct_fields__} - {*keys} == not_shown
    assert {f"plan.{name}" for name in Plan.__struct_fields__} <= {*keys}
    exercise = {f"exercises.neck.{name}" for name in Exercise.__struct_fields__}
    assert exercise - {*keys} == {"exercises.neck.id", "exercises.neck.how"}
    how = {key for key in keys if key.startswith("exercises.neck.how.")}
    assert how == {f"exercises.neck.how.{part}" for part in HOW_PARTS}


@pytest.mark.parametrize("setting", settings_of(), ids=lambda setting: str(setting.key))
def test_a_setting_explains_itself_in_one_line(setting: Setting) -> None:
    assert setting.section in SECTIONS
    assert setting.label and setting.range and setting.undo
    assert setting.help[0].isupper() and setting.help.endswith(".") and "\n" not in setting.help
    assert len(setting.help) <= 90
    assert not setting.problem
    assert setting.value == setting.default and not setting.is_changed
    assert setting.words


def test_settings_come_section_by_section_and_name_their_exercise() -> None:
    order = [setting.section for setting in settings_of()]
    assert list(dict.fromkeys(order)) == list(SECTIONS)
    assert sorted(order, key=SECTIONS.index) == order
    named = {setting.exercise for setting in settings_of() if setting.section == "Exercises"}
    assert named == {"shoulder-blades", "neck"}


@pytest.mark.parametrize("key", TYPED)
def test_a_value_is_saved_read_undone_and_reset(key: str, path: Path) -> None:
    diary = make_diary(path)
    diary.preferences.set_props(DEFAULT_ROUTINE.id, ())  # so that there is a file
    before = stored_documents(path)
    setting = setting_in(diary, key)
    value = setting.parse(TYPED[key])
    assert value != setting.value
    setting.save(diary.preferences, value)
    after = setting_in(diary, key)
    assert after.value == value == setting_in(make_diary(path), key).value
    assert after.is_changed and after.default == setting.default
    changed = stored_documents(path)
    assert changed != before
    step = diary.changes.undo()
    assert step is not None and step.description == setting.undo
    assert setting_in(diary, key).value == setting.value
    assert {**stored_documents(path), "settings": [{}]} == {**before, "settings": [{}]}
    assert all(not each for each in stored_documents(path)["settings"])
    diary.changes.redo()
    assert stored_documents(path) == changed
    setting_in(diary, key).reset(diary.preferences)
    assert setting_in(diary, key).value == setting.default
    if key != "schedule":  # what was asked for until today stands in the file
        assert not setting_in(diary, key).is_changed
        assert stored_documents(path)["routines"] == before["routines"]
        assert all(not each for each in stored_documents(path)["settings"])


@pytest.mark.parametrize("key", TYPED)
def test_an_unchanged_value_is_not_written(key: str, path: Path) -> None:
    diary = make_diary(path)
    setting = setting_in(diary, key)
    setting.save(diary.preferences, setting.parse(setting.text))
    setting.reset(diary.preferences)
    assert not path.exists()
    setting.save(diary.preferences, setting.parse(TYPED[key]))
    data = path.read_bytes()
    again = setting_in(diary, key)
    again.save(diary.preferences, again.parse(TYPED[key]))
    assert path.read_bytes() == data


def test_each_change_is_one_write_and_changes_nothing_else(path: Path) -> None:
    diary = make_diary(path)
    for writes, (key, typed) in enumerate(TYPED.items(), 1):
        setting = setting_in(diary, key)
        others = {
            each.key: each.value for each in settings_of(diary.read().routine(), diary.read())
        }
        setting.save(diary.preferences, setting.parse(typed))
        assert diary.read().rev == writes
        snapshot = diary.read()
        for each in all_settings(snapshot, snapshot.routine(), TODAY):
            assert (each.value == others[each.key]) == (each.key != key)


def test_the_shown_routine_is_chosen_among_those_not_archived(path: Path) -> None:
    evening = {"id": "evening", "name": "Evening", "exercises": [{"id": "n", "name": "N"}]}
    old = {"id": "old", "name": "Old", "archived": True}
    write(path, routines={"1": ROUTINE_JSON, "2": evening, "3": old})
    diary = make_diary(path)
    setting = setting_in(diary, "routine")
    assert setting.range == "neck-and-upper-back, evening"
    assert setting.parse("evening") == setting.parse(" Evening ") == "evening"
    setting.save(diary.preferences, "evening")
    assert setting_in(diary, "routine").words == "Evening"
    assert [each.key for each in all_settings(diary.read(), diary.read().routine(), TODAY)][6] == (
        "exercises.n.name"
    )
    setting_in(diary, "routine").reset(diary.preferences)
    assert diary.read().routine().id == DEFAULT_ROUTINE.id


def test_an_unknown_key_is_answered_with_keys_that_look_alike() -> None:
    with pytest.raises(NotFound, match=r"'plan.stp'; did you mean plan\.step"):
        find_setting(settings_of(), "plan.stp")
    with pytest.raises(NotFound, match="supine settings lists them all"):
        find_setting(settings_of(), "xyzzy")


def test_an_added_exercise_has_the_usual_defaults_and_its_own_name() -> None:
    known = {setting.key: setting for setting in settings_of(OTHER_ROUTINE)}
    assert known["exercises.roll.word"].default == "GENTLY"
    assert known["exercises.roll.name"].default == "Roll"
    assert known["name"].default == "Evening"


def test_an_exercise_that_was_removed_meanwhile_stays_removed(path: Path) -> None:
    diary = make_diary(path)
    setting = setting_in(diary, "exercises.neck.hold_s")
    other = make_diary(path)
    other.preferences.remove_exercise(DEFAULT_ROUTINE.id, DEFAULT_ROUTINE.exercises[1])
    with pytest.raises(NotFound, match="there is no exercise 'neck'"):
        setting.save(diary.preferences, 7)


def test_a_ceiling_that_another_program_lowered_meanwhile_is_kept(path: Path) -> None:
    diary = make_diary(path)
    setting = setting_in(diary, "plan.start_reps")
    other = setting_in(make_diary(path), "plan.ceiling")
    other.save(make_diary(path).preferences, 3)
    with pytest.raises(NotSaved, match=r"the ceiling \(3\) must be at least 2 and not below"):
        setting.save(diary.preferences, 5)
    assert diary.read().routine().plan == Plan(ceiling=3)


def test_a_wrong_value_in_the_file_stays_until_another_is_chosen(path: Path) -> None:
    bad = {"sound": "loud", "tick": "all", "theme": "neon", "future": 1}
    data = write(path, settings={"1": bad})
    diary = make_diary(path)
    sound, theme = setting_in(diary, "sound"), setting_in(diary, "theme")
    assert (sound.value, sound.is_changed) == ("auto", False)
    assert sound.problem == ("the value in the file isn't valid, so automatic is used")
    assert (theme.value, theme.text) == ("supine-night", "supine-night")
    assert theme.problem.endswith("so supine-night is used")
    assert setting_in(diary, "tick").value == "all" and not setting_in(diary, "tick").problem
    assert path.read_bytes() == data, "reading writes nothing"

    setting_in(diary, "glyphs").save(diary.preferences, "ascii")
    assert stored_documents(path)["settings"] == [{**bad, "glyphs": "ascii"}]
    assert diary.changes.undo() is not None
    assert stored_documents(path)["settings"] == [bad]

    setting_in(diary, "sound").reset(diary.preferences)
    theme.save(diary.preferences, "supine-night")
    assert stored_documents(path)["settings"] == [{"tick": "all", "future": 1}]
    fresh = make_diary(path)
    assert fresh.read().problems == ()
    assert not any(
        setting.problem for setting in all_settings(fresh.read(), fresh.read().routine(), TODAY)
    )
    diary.changes.undo()
    diary.changes.undo()
    assert stored_documents(path)["settings"] == [bad]


def test_another_value_replaces_a_wrong_one_in_the_file(path: Path) -> None:
    write(path, settings={"1": {"day_starts_at": "25:00"}})
    diary = make_diary(path)
    setting = setting_in(diary, "day_starts_at")
    assert setting.value == "03:00" and setting.problem
    setting.save(diary.preferences, "04:30")
    assert stored_documents(path)["settings"] == [{"day_starts_at": "04:30"}]


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"prepare_s": -1}, "prepare_s"),
        ({"plan": {"step": 9}}, "plan.step"),
        ({"schedule": "now and then"}, "schedule"),
    ],
)
def test_a_wrong_value_of_a_routine_is_told_beside_its_setting_alone(
    wrong: dict[str, object], key: str, path: Path
) -> None:
    write(path, routines={"1": {**ROUTINE_JSON, **wrong}})
    snapshot = make_diary(path).read()
    settings = all_settings(snapshot, snapshot.routine(), TODAY)
    problems = {setting.key: setting.problem for setting in settings if setting.problem}
    default = find_setting(settings, key).words
    assert problems == {key: f"the value in the file isn't valid, so {default} is used"}


def test_our_themes_and_all_of_textual_can_be_chosen() -> None:
    own = [theme.name for theme in OWN_THEMES]
    assert list(THEMES[: len(own)]) == own
    assert {*BUILTIN_THEMES} <= {*THEMES}
