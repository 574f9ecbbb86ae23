"""The settings' one source: what each takes, says, steps through, writes and goes back to."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from msgspec.structs import replace
from textual.theme import BUILTIN_THEMES

from tests.diary.files import ROUTINE_JSON, TODAY, contents, make_diary, raw, write
from tui.app.themes import THEMES as OWN_THEMES
from tui.diary.diary import Diary
from tui.diary.errors import NotFound, NotSaved
from tui.diary.snapshot import Snapshot
from tui.practice.models import (
    DEFAULT_ROUTINE,
    WEEKDAYS,
    ClockTime,
    Daily,
    Exercise,
    Plan,
    Routine,
    ScheduleEntry,
    Settings,
    Weekdays,
    Weekly,
)
from tui.settings.presets import caution, exercise_name, gentler
from tui.settings.registry import SECTIONS, THEMES, all_settings
from tui.settings.schedule import (
    Schedule,
    as_kind,
    planned,
    schedule_words,
    standing,
    toggled,
    with_schedule,
)
from tui.settings.setting import Setting, find_setting
from tui.settings.value_types import Choice, InvalidValue, Number, Several, Text, Time, Toggle

# One other value for each setting, as it is typed.
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
    "exercises.neck.name": "Nape",
    "exercises.neck.word": "lean",
    "exercises.neck.area": "the nape",
    "exercises.neck.ease_in_s": "1",
    "exercises.neck.hold_s": "7 s",
    "exercises.neck.ease_out_s": "2,5",
    "exercises.neck.rest_s": "120",
    "plan.start_reps": "1",
    "plan.start_days": "14",
    "plan.step": "0",
    "plan.ceiling": "20",
    "schedule": "3 a week full",
    "day_starts_at": "4:30",
    "week_starts_on": "Sunday",
    "sound": "bell",
    "tick": "off",
    "quiet": "yes",
    "speech": "on",
    "theme": "supine-day",
    "motion": "none",
    "glyphs": "ascii",
}
OTHER = Routine(id="other", name="Evening", exercises=(Exercise(id="roll", name="Roll"),))


def settings_of(
    routine: Routine = DEFAULT_ROUTINE, snapshot: Snapshot | None = None
) -> list[Setting]:
    return all_settings(snapshot or Snapshot(), routine, TODAY)


def setting_of(key: str, routine: Routine = DEFAULT_ROUTINE) -> Setting:
    return find_setting(settings_of(routine), key)


def now(diary: Diary, key: str) -> Setting:
    """A setting as the diary stands."""
    snapshot = diary.read()
    return find_setting(all_settings(snapshot, snapshot.routine(), TODAY), key)


def said(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Settings and routines as the file says them, apart from when they were changed."""
    tables = contents(path)
    return {
        name: [
            {key: value for key, value in each.items() if key != "changed"}
            for each in tables.get(name, {}).values()
        ]
        for name in ("settings", "routines")
    }


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "supine.json"


# --- all rows -------------------------------------------------------------------------------------


def test_every_setting_of_the_records_has_a_row_and_no_two_share_a_key() -> None:
    keys = [setting.key for setting in settings_of()]
    assert keys == ["routine", *TYPED]
    not_shown = {"keys", "welcomed"}
    assert {*Settings.__struct_fields__} - {*keys} == not_shown
    assert {f"plan.{name}" for name in Plan.__struct_fields__} <= {*keys}
    exercise = {f"exercises.neck.{name}" for name in Exercise.__struct_fields__}
    assert exercise - {*keys} == {"exercises.neck.id"}


@pytest.mark.parametrize("setting", settings_of(), ids=lambda setting: str(setting.key))
def test_a_row_says_what_it_is_in_one_line(setting: Setting) -> None:
    assert setting.section in SECTIONS
    assert setting.label and setting.range and setting.undo
    assert setting.help[0].isupper() and setting.help.endswith(".") and "\n" not in setting.help
    assert len(setting.help) <= 90
    assert not setting.problem
    assert setting.value == setting.default and not setting.is_changed
    assert setting.words


def test_sections_follow_each_other_and_exercises_name_theirs() -> None:
    order = [setting.section for setting in settings_of()]
    assert list(dict.fromkeys(order)) == list(SECTIONS)
    assert sorted(order, key=SECTIONS.index) == order
    named = {setting.exercise for setting in settings_of() if setting.section == "Exercises"}
    assert named == {"shoulder-blades", "neck"}


@pytest.mark.parametrize("key", TYPED)
def test_a_value_is_set_read_taken_back_and_reset(key: str, path: Path) -> None:
    diary = make_diary(path)
    diary.preferences.set_props(DEFAULT_ROUTINE.id, ())  # so that there is a file
    before = said(path)
    setting = now(diary, key)
    value = setting.parse(TYPED[key])
    assert value != setting.value
    setting.save(diary.preferences, value)
    after = now(diary, key)
    assert after.value == value == now(make_diary(path), key).value
    assert after.is_changed and after.default == setting.default
    changed = said(path)
    assert changed != before
    step = diary.changes.undo()
    assert step is not None and step.description == setting.undo
    assert now(diary, key).value == setting.value
    assert {**said(path), "settings": [{}]} == {**before, "settings": [{}]}
    assert all(not each for each in said(path)["settings"])
    diary.changes.redo()
    assert said(path) == changed
    now(diary, key).reset(diary.preferences)
    assert now(diary, key).value == setting.default
    if key != "schedule":  # what was asked for until today stands in the file
        assert not now(diary, key).is_changed
        assert said(path)["routines"] == before["routines"]
        assert all(not each for each in said(path)["settings"])


@pytest.mark.parametrize("key", TYPED)
def test_what_it_is_already_is_not_written(key: str, path: Path) -> None:
    diary = make_diary(path)
    setting = now(diary, key)
    setting.save(diary.preferences, setting.parse(setting.text))
    setting.reset(diary.preferences)
    assert not path.exists()
    setting.save(diary.preferences, setting.parse(TYPED[key]))
    data = path.read_bytes()
    again = now(diary, key)
    again.save(diary.preferences, again.parse(TYPED[key]))
    assert path.read_bytes() == data


def test_each_change_is_one_write_and_touches_nothing_else(path: Path) -> None:
    diary = make_diary(path)
    for writes, (key, typed) in enumerate(TYPED.items(), 1):
        setting = now(diary, key)
        others = {
            each.key: each.value for each in settings_of(diary.read().routine(), diary.read())
        }
        setting.save(diary.preferences, setting.parse(typed))
        assert diary.read().rev == writes
        snapshot = diary.read()
        for each in all_settings(snapshot, snapshot.routine(), TODAY):
            assert (each.value == others[each.key]) == (each.key != key)


def test_the_shown_routine_is_one_of_those_there_are(path: Path) -> None:
    evening = {"id": "evening", "name": "Evening", "exercises": [{"id": "n", "name": "N"}]}
    old = {"id": "old", "name": "Old", "archived": True}
    write(path, routines={"1": ROUTINE_JSON, "2": evening, "3": old})
    diary = make_diary(path)
    setting = now(diary, "routine")
    assert setting.range == "neck-and-upper-back, evening"
    assert setting.parse("evening") == setting.parse(" Evening ") == "evening"
    setting.save(diary.preferences, "evening")
    assert now(diary, "routine").words == "Evening"
    assert [each.key for each in all_settings(diary.read(), diary.read().routine(), TODAY)][6] == (
        "exercises.n.name"
    )
    now(diary, "routine").reset(diary.preferences)
    assert diary.read().routine().id == DEFAULT_ROUTINE.id


def test_an_unknown_key_names_those_that_are_near() -> None:
    with pytest.raises(NotFound, match=r"'plan.stp'; did you mean plan\.step"):
        find_setting(settings_of(), "plan.stp")
    with pytest.raises(NotFound, match="supine settings lists them all"):
        find_setting(settings_of(), "xyzzy")


# --- limits ---------------------------------------------------------------------------------------


def takes(setting: Setting, value: object) -> bool:
    """Whether the record itself takes a value, whatever the setting says."""
    try:
        if setting.change is None:
            msgspec.convert({setting.key: value}, Settings)
        else:
            document = msgspec.to_builtins(setting.routine_with(value))
            msgspec.convert(document, Routine)
    except (msgspec.ValidationError, ValueError):
        return False
    return True


NUMBERS = [setting for setting in settings_of() if isinstance(setting.value_type, Number)]


@pytest.mark.parametrize("setting", NUMBERS, ids=lambda setting: str(setting.key))
def test_numbers_end_where_the_records_end(setting: Setting) -> None:
    assert isinstance(setting.value_type, Number)
    lowest, highest = setting.value_type.lowest, setting.value_type.highest
    assert takes(setting, lowest) and takes(setting, highest)
    assert not takes(setting, lowest - 1) and not takes(setting, highest + 1)
    assert setting.parse(str(lowest)) == lowest and setting.parse(str(highest)) == highest
    for typed in (str(lowest - 1), str(highest + 1), "", "x", "1e1", "٣", "2 3"):
        with pytest.raises(InvalidValue):
            setting.parse(typed)
    assert (
        setting.value_type.stepped(lowest, -1) == lowest
        and setting.value_type.stepped(highest, 1) == highest
    )


@pytest.mark.parametrize("setting", settings_of(), ids=lambda setting: str(setting.key))
def test_values_of_choices_and_texts_are_those_of_the_records(setting: Setting) -> None:
    match setting.value_type:
        case Choice(options):
            assert all(takes(setting, value) for value, _ in options)
            declared = msgspec.inspect.type_info(Settings)
            assert isinstance(declared, msgspec.inspect.StructType)
            kind = next(each.type for each in declared.fields if each.name == setting.key)
            if isinstance(kind, msgspec.inspect.LiteralType):
                assert {value for value, _ in options} == {*kind.values}
        case Text(longest):
            assert takes(setting, "x" * longest) and not takes(setting, "x" * (longest + 1))
        case Time():
            for typed in ("00:00", "11:59", "9", "04:30"):
                msgspec.convert(setting.parse(typed), ClockTime)


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("plan.step", " 2 ", 2),
        ("plan.step", "02", 2),
        ("plan.start_days", "3 days", 3),
        ("exercises.neck.hold_s", "7s", 7),
        ("exercises.neck.hold_s", "4.5", 4.5),
        ("exercises.neck.hold_s", "4,25 s", 4.25),
        ("exercises.neck.hold_s", "5.0", 5),
        ("exercises.neck.word", " lean  on ", "LEAN ON"),
        ("exercises.neck.name", "Back  of\tthe neck", "Back of the neck"),
        ("exercises.neck.name", "neck", "neck"),  # its own
        ("day_starts_at", "4", "04:00"),
        ("day_starts_at", "4.30", "04:30"),
        ("day_starts_at", "00:00", "00:00"),
        ("quiet", "ON", True),
        ("quiet", "0", False),
        ("props", "", ()),
        ("props", "none", ()),
        ("props", "towel,roll", ("roll", "towel")),
        ("sound", "Tones", "tones"),
        ("tick", "the last three", "last3"),
        ("week_starts_on", "sunday", "sun"),
        ("theme", "Gruvbox", "gruvbox"),
    ],
)
def test_what_may_be_typed(key: str, typed: str, value: object) -> None:
    parsed = setting_of(key).parse(typed)
    assert parsed == value and type(parsed) is type(value)


@pytest.mark.parametrize(
    ("key", "typed", "reason"),
    [
        ("plan.step", "3", "takes 0, 1 or 2"),
        ("plan.step", "1.5", "takes 0, 1 or 2"),
        ("plan.start_reps", "6", "takes a whole number from 1 to 5"),
        ("plan.ceiling", "1", "takes a whole number from 2 to 20, since you start with 2"),
        ("plan.ceiling", "21", "takes a whole number from 2 to 20, since you start with 2"),
        ("exercises.neck.hold_s", "1.9", "takes a number from 2 to 10"),
        ("exercises.neck.hold_s", "long", "takes a number from 2 to 10"),
        ("exercises.neck.rest_s", "2", "takes a number from 3 to 120"),
        ("exercises.neck.word", "STRETCHES", "takes at most 8 characters; this is 9"),
        ("exercises.neck.word", "  ", "cannot be empty"),
        ("exercises.neck.word", "a\x07b", "takes letters and signs, and no control characters"),
        ("exercises.neck.name", "", "cannot be empty"),
        ("exercises.neck.name", "\udce4", "takes letters and signs, and no control characters"),
        (
            "exercises.neck.name",
            "shoulder BLADES",
            "would be the second one called shoulder BLADES",
        ),
        ("exercises.neck.area", "x" * 81, "takes at most 80 characters; this is 81"),
        ("day_starts_at", "12:00", "takes a time before 12:00, such as 03:00"),
        ("day_starts_at", "3:60", "takes a time before 12:00, such as 03:00"),
        ("day_starts_at", "-1", "takes a time before 12:00, such as 03:00"),
        ("quiet", "maybe", "takes on or off"),
        ("props", "brick", "takes any of roll, pillow and towel, or none"),
        ("sound", "loud", "takes auto, tones, bell or off"),
        ("theme", "gruvbx", "there is no theme 'gruvbx'; did you mean gruvbox?"),
        ("week_starts_on", "x", "takes mon, tue, wed, thu, fri, sat or sun"),
    ],
)
def test_what_may_not_be_typed_is_told_what_may(key: str, typed: str, reason: str) -> None:
    with pytest.raises(InvalidValue) as error:
        setting_of(key).parse(typed)
    assert str(error.value) == reason


def test_a_theme_that_is_like_no_other_is_told_them_all() -> None:
    with pytest.raises(
        InvalidValue, match=r"takes supine-night, supine-day, ansi-dark, .* or tokyo-night"
    ):
        setting_of("theme").parse("zzzz")


@pytest.mark.parametrize(
    ("key", "value", "by", "expected"),
    [
        ("plan.step", 1, 1, 2),
        ("plan.step", 2, 1, 2),
        ("plan.step", 0, -1, 0),
        ("exercises.neck.hold_s", 4.5, 1, 5),
        ("exercises.neck.hold_s", 4.5, -1, 4),
        ("exercises.neck.hold_s", 5, 2, 7),
        ("prepare_s", 32, 1, 35),
        ("prepare_s", 32, -1, 30),
        ("prepare_s", 30, -1, 25),
        ("prepare_s", 3599, 1, 3600),
        ("day_starts_at", "03:00", 1, "03:30"),
        ("day_starts_at", "03:10", -1, "03:00"),
        ("day_starts_at", "11:30", 1, "11:59"),
        ("day_starts_at", "00:00", -1, "00:00"),
        ("quiet", False, 1, True),
        ("quiet", True, -1, False),
        ("sound", "off", 1, "auto"),
        ("sound", "auto", -1, "off"),
        ("props", (), 1, ("roll",)),
        ("props", ("roll", "towel"), 1, ("roll",)),
        ("exercises.neck.name", "Neck", 1, "Neck"),
    ],
)
def test_what_the_arrow_keys_do(key: str, value: object, by: int, expected: object) -> None:
    stepped = setting_of(key).value_type.stepped(value, by)
    assert stepped == expected and type(stepped) is type(expected)


@pytest.mark.parametrize(
    ("plan", "start", "ceiling", "start_since", "ceiling_since"),
    [
        (Plan(), "1–5", "2–20", "", "you start with 2"),
        (Plan(start_reps=5, ceiling=5), "1–5", "5–20", "", "you start with 5"),
        (Plan(start_reps=1, ceiling=2), "1, 2", "2–20", "the ceiling is 2", ""),
        (Plan(start_reps=3, ceiling=4), "1–4", "3–20", "the ceiling is 4", "you start with 3"),
    ],
    ids=str,
)
def test_start_and_ceiling_limit_each_other(
    plan: Plan, start: str, ceiling: str, start_since: str, ceiling_since: str
) -> None:
    settings = settings_of(replace(DEFAULT_ROUTINE, plan=plan))
    first, last = find_setting(settings, "plan.start_reps"), find_setting(settings, "plan.ceiling")
    assert (first.range, last.range) == (start, ceiling)
    for setting, since in ((first, start_since), (last, ceiling_since)):
        with pytest.raises(InvalidValue) as error:
            setting.parse("99")
        assert str(error.value).endswith(f", since {since}" if since else "5") or not since


def test_another_program_lowering_the_ceiling_meanwhile_is_not_overrun(path: Path) -> None:
    diary = make_diary(path)
    setting = now(diary, "plan.start_reps")
    other = now(make_diary(path), "plan.ceiling")
    other.save(make_diary(path).preferences, 3)
    with pytest.raises(NotSaved, match=r"the ceiling \(3\) must be at least 2 and not below"):
        setting.save(diary.preferences, 5)
    assert diary.read().routine().plan == Plan(ceiling=3)


TYPES = st.one_of(
    st.text(max_size=12),
    st.sampled_from([*TYPED.values(), *THEMES, "10", "4.125", "mon-fri full", "6 a week"]),
    st.integers(-3, 4000).map(str),
    st.decimals(0, 150, places=2).map(str),
)
ROUTINES = st.builds(
    lambda start, more, days: replace(
        DEFAULT_ROUTINE,
        plan=Plan(start_reps=start, ceiling=min(20, max(2, start + more))),
        schedule=(Weekdays(since=TODAY, days=tuple(days)),) if days else (),
    ),
    st.integers(1, 5),
    st.integers(0, 20),
    st.lists(st.sampled_from(WEEKDAYS), unique=True),
)


@hypothesis_settings(deadline=None, max_examples=150)
@given(ROUTINES, TYPES, st.integers(-3, 3), st.data())
def test_whatever_is_typed_is_taken_whole_or_refused_in_one_line(
    routine: Routine, typed: str, by: int, data: st.DataObject
) -> None:
    setting = data.draw(st.sampled_from(settings_of(routine)))
    assert setting.parse(setting.text) == setting.value
    try:
        value = setting.parse(typed)
    except InvalidValue as error:
        assert str(error).strip() == str(error) != ""
        assert "\n" not in str(error) or "\n" in typed
        value = setting.value
    assert takes(setting, value)
    assert setting.parse(setting.value_type.text(value)) == value
    stepped = setting.value_type.stepped(value, by)
    assert takes(setting, stepped)
    assert setting.parse(setting.value_type.text(stepped)) == stepped
    assert setting.value_type.stepped(value, 0) == value or isinstance(
        setting.value_type, Number | Time | Several
    )
    assert isinstance(setting.json_value(value), str | int | float | tuple)


# --- plan and exercises ---------------------------------------------------------------------------


def test_the_gentler_form_is_one_change_and_raises_nothing(path: Path) -> None:
    diary = make_diary(path)
    new = diary.preferences.change_routine(DEFAULT_ROUTINE.id, gentler, "the gentler form")
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
        (Plan(), Plan(start_reps=3), "Starting with 3 asks more"),
        (Plan(), Plan(ceiling=12), "the reps go on rising beyond 10"),
        (Plan(), Plan(start_reps=3, ceiling=12), "With a ceiling of 12"),
        (Plan(), Plan(start_reps=1, ceiling=5), None),
        (Plan(), Plan(step=2, start_days=1), None),
    ],
)
def test_more_from_the_start_or_in_the_end_is_asked_about(
    old: Plan, new: Plan, words: str | None
) -> None:
    said = caution(replace(DEFAULT_ROUTINE, plan=old), replace(DEFAULT_ROUTINE, plan=new))
    assert said is None if words is None else said is not None and words in said


def test_a_row_knows_what_to_say_first() -> None:
    assert setting_of("plan.ceiling").caution(11) is not None
    assert setting_of("plan.ceiling").caution(10) is None
    assert setting_of("exercises.neck.hold_s").caution(10) is None
    assert setting_of("sound").caution("off") is None


def test_the_name_of_a_new_exercise_is_its_own() -> None:
    kind = exercise_name(DEFAULT_ROUTINE)
    assert kind.parse(" Chin  tuck ") == "Chin tuck"
    for typed in ("neck", "", "x" * 81):
        with pytest.raises(InvalidValue):
            kind.parse(typed)


def test_an_exercise_of_ones_own_goes_back_to_the_usual_and_keeps_its_name() -> None:
    known = {setting.key: setting for setting in settings_of(OTHER)}
    assert known["exercises.roll.word"].default == "GENTLY"
    assert known["exercises.roll.name"].default == "Roll"
    assert known["name"].default == "Evening"


def test_an_exercise_that_was_removed_meanwhile_is_not_brought_back(path: Path) -> None:
    diary = make_diary(path)
    setting = now(diary, "exercises.neck.hold_s")
    other = make_diary(path)
    other.preferences.remove_exercise(DEFAULT_ROUTINE.id, DEFAULT_ROUTINE.exercises[1])
    with pytest.raises(NotFound, match="there is no exercise 'neck'"):
        setting.save(diary.preferences, 7)


# --- schedule -------------------------------------------------------------------------------------

MONDAY = dt.date(2026, 11, 23)
DECEMBER = dt.date(2026, 12, 1)
KIND = Schedule(TODAY, Daily(since=TODAY))


@pytest.mark.parametrize(
    ("typed", "entry"),
    [
        ("daily", Daily(since=TODAY)),
        ("Every day full", Daily(since=TODAY, needs="full")),
        ("mon,wed,fri", Weekdays(since=TODAY, days=("mon", "wed", "fri"))),
        ("friday Monday", Weekdays(since=TODAY, days=("mon", "fri"))),
        ("mon-wed any", Weekdays(since=TODAY, days=("mon", "tue", "wed"))),
        ("sat-mon", Weekdays(since=TODAY, days=("mon", "sat", "sun"))),
        ("3 a week", Weekly(since=TODAY, times=3)),
        ("3x/week", Weekly(since=TODAY, times=3)),
        ("1 day a week", Weekly(since=TODAY, times=1)),
        ("3 times a week starting sun", Weekly(since=TODAY, times=3, week_starts_on="sun")),
        ("full", Daily(since=TODAY, needs="full")),
        ("full from tomorrow", Daily(since=MONDAY, needs="full")),
        ("from 2026-12-01 2 a week full", Weekly(since=DECEMBER, times=2, needs="full")),
        ("daily from today", Daily(since=TODAY)),
        ("daily from 2027-11-23", Daily(since=dt.date(2027, 11, 23))),
    ],
)
def test_a_schedule_as_it_is_typed(typed: str, entry: ScheduleEntry) -> None:
    assert KIND.parse(typed) == entry
    assert KIND.parse(KIND.text(entry)) == entry


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "takes daily, days such as"),
        ("from 2026-12-01", "takes daily, days such as"),
        ("mo", "takes daily, days such as"),
        ("monkey", "takes daily, days such as"),
        ("daily daily", "takes daily, days such as"),
        ("0 a week", "takes 1 to 6 days a week"),
        ("7 a week", "seven of them are daily"),
        ("daily from 2026-11-21", "takes a date from today on; the days before stay as they were"),
        ("daily from 2026-1-1", "there is no date '2026-1-1'"),
        ("daily from 2026-02-30", "there is no date '2026-02-30'"),
        ("daily from 2027-11-24", "takes a date within a year"),
    ],
)
def test_what_is_no_schedule(typed: str, reason: str) -> None:
    with pytest.raises(InvalidValue) as error:
        KIND.parse(typed)
    assert reason in str(error.value)


def test_new_weekly_schedules_begin_their_weeks_as_the_settings_say() -> None:
    kind = Schedule(TODAY, Daily(since=TODAY), "sun")
    entry = kind.parse("3 a week")
    assert entry == Weekly(since=TODAY, times=3, week_starts_on="sun")
    assert kind.text(entry) == "3 a week"
    older = Weekly(since=TODAY, times=3)
    assert kind.text(older) == "3 a week starting mon"
    assert kind.parse(kind.text(older)) == older


def test_a_schedule_is_stepped_from_kind_to_kind_and_toggled_day_by_day() -> None:
    daily = Daily(since=TODAY, needs="full")
    days = Weekdays(since=TODAY, needs="full", days=("mon", "wed", "fri"))
    assert KIND.stepped(daily, 1) == days
    assert KIND.stepped(days, 1) == Weekly(since=TODAY, needs="full", times=3)
    assert KIND.stepped(days, -1) == daily
    assert as_kind(days, "weekdays") is days
    assert toggled(days, "sun") == replace(days, days=("mon", "wed", "fri", "sun"))
    assert toggled(days, "mon") == replace(days, days=("wed", "fri"))
    assert toggled(daily, "sun") == replace(days, days=("sun",))
    with pytest.raises(InvalidValue, match="at least one day"):
        toggled(toggled(daily, "sun"), "sun")


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (
            Weekdays(since=MONDAY, days=("mon", "wed", "fri")),
            "From Monday 23 November: Monday, Wednesday and Friday; every other day is free. One "
            "repetition is enough for a day to count. Days before stay as they were.",
        ),
        (
            Daily(since=TODAY, needs="full"),
            "From today: every day. A day counts once all that is asked is done. From Tuesday "
            "1 December, as planned before: one day a week, whichever suits; weeks begin on "
            "Monday. Days before stay as they were.",
        ),
        (
            Weekly(since=dt.date(2027, 1, 1), times=3, week_starts_on="sun"),
            "From Friday 1 January 2027: three days a week, whichever suits; weeks begin on "
            "Sunday. One repetition is enough for a day to count. Days before stay as they were.",
        ),
        (
            Weekdays(since=DECEMBER, days=WEEKDAYS),
            "From Tuesday 1 December: every day. One repetition is enough for a day to count. "
            "Days before stay as they were.",
        ),
    ],
)
def test_a_sentence_says_what_a_schedule_means(entry: ScheduleEntry, words: str) -> None:
    later = [Weekly(since=DECEMBER, times=1)] if entry.since == TODAY else []
    assert schedule_words(entry, TODAY, later) == words


def test_a_sentence_leaves_out_what_began_before() -> None:
    entry = Daily(since=DECEMBER)
    earlier = Weekly(since=MONDAY, times=1)
    assert "as planned before" not in schedule_words(entry, TODAY, [earlier])


ENTRIES = st.one_of(
    st.builds(Daily, since=st.dates(TODAY - dt.timedelta(9), TODAY + dt.timedelta(9))),
    st.builds(
        Weekly,
        since=st.dates(TODAY - dt.timedelta(9), TODAY + dt.timedelta(9)),
        times=st.integers(1, 2),
    ),
    st.builds(
        Weekdays,
        since=st.dates(TODAY - dt.timedelta(9), TODAY + dt.timedelta(9)),
        days=st.sampled_from([("mon",), ("mon", "wed")]),
    ),
)


@hypothesis_settings(deadline=None, max_examples=150)
@given(st.lists(ENTRIES, max_size=4), ENTRIES, st.integers(0, 9), st.booleans())
def test_a_new_schedule_changes_its_own_dates_and_no_others(
    entries: list[ScheduleEntry], entry: ScheduleEntry, ahead: int, alone: bool
) -> None:
    routine = replace(DEFAULT_ROUTINE, schedule=tuple(entries))
    entry = replace(entry, since=TODAY + dt.timedelta(ahead))
    new = with_schedule(routine, entry, alone=alone)
    later = [each.since for each in entries if each.since > entry.since and not alone]
    for date in (TODAY + dt.timedelta(n) for n in range(-12, 14)):
        is_own = entry.since <= date < min(later, default=dt.date.max)
        expected = entry if is_own else standing(routine, date)
        assert standing(new, date) == replace(expected, since=date)
    assert with_schedule(new, entry, alone=alone) is new
    assert planned(new, TODAY) == sorted(planned(new, TODAY), key=lambda each: each.since)


def test_a_plan_ahead_stays_until_the_schedule_goes_back_to_the_usual(path: Path) -> None:
    diary = make_diary(path)
    for typed in ("3 a week from 2026-12-01", "mon,wed"):
        setting = now(diary, "schedule")
        setting.save(diary.preferences, setting.parse(typed))
    setting = now(diary, "schedule")
    assert (setting.text, setting.note) == ("mon,wed", "already planned: 3 a week from 2026-12-01")
    assert setting.is_changed
    setting.reset(diary.preferences)
    setting = now(diary, "schedule")
    assert (setting.text, setting.note, setting.is_changed) == ("daily", "", False)
    assert diary.read().routine().schedule == ()


def test_going_back_to_the_usual_schedule_keeps_what_was_until_today(path: Path) -> None:
    since = {"from": "2026-01-01", "kind": "weekdays", "days": ["fri", "mon"]}
    write(path, routines={"1": {**ROUTINE_JSON, "schedule": [since]}})
    diary = make_diary(path)
    setting = now(diary, "schedule")
    assert setting.text == "mon,fri"
    setting.save(diary.preferences, setting.value)
    assert diary.read().rev == 7, "it is that already"
    setting.reset(diary.preferences)
    (routine,) = contents(path)["routines"].values()
    assert routine["schedule"] == [since, {"kind": "daily", "from": str(TODAY)}]


# --- a settings document that was edited by hand --------------------------------------------------


def test_a_setting_that_does_not_fit_stays_until_it_is_chosen_anew(path: Path) -> None:
    bad = {"sound": "loud", "tick": "all", "theme": "neon", "future": 1}
    data = write(path, settings={"1": bad})
    diary = make_diary(path)
    sound, theme = now(diary, "sound"), now(diary, "theme")
    assert (sound.value, sound.is_changed) == ("auto", False)
    assert sound.problem == (
        "what the file says here does not fit; until it does, it is the best there is"
    )
    assert (theme.value, theme.text) == ("supine-night", "supine-night")
    assert theme.problem.endswith("it is supine-night")
    assert now(diary, "tick").value == "all" and not now(diary, "tick").problem
    assert path.read_bytes() == data, "reading writes nothing"

    now(diary, "glyphs").save(diary.preferences, "ascii")
    assert json.loads(raw(path, "settings")["1"]) == {**bad, "glyphs": "ascii"}
    assert diary.changes.undo() is not None
    assert json.loads(raw(path, "settings")["1"]) == bad

    now(diary, "sound").reset(diary.preferences)
    theme.save(diary.preferences, "supine-night")
    assert json.loads(raw(path, "settings")["1"]) == {"tick": "all", "future": 1}
    fresh = make_diary(path)
    assert fresh.read().problems == ()
    assert not any(
        setting.problem for setting in all_settings(fresh.read(), fresh.read().routine(), TODAY)
    )
    diary.changes.undo()
    diary.changes.undo()
    assert json.loads(raw(path, "settings")["1"]) == bad


def test_another_value_is_written_over_one_that_does_not_fit(path: Path) -> None:
    write(path, settings={"1": {"day_starts_at": "25:00"}})
    diary = make_diary(path)
    setting = now(diary, "day_starts_at")
    assert setting.value == "03:00" and setting.problem
    setting.save(diary.preferences, "04:30")
    assert json.loads(raw(path, "settings")["1"]) == {"day_starts_at": "04:30"}


# --- themes ---------------------------------------------------------------------------------------


def test_our_themes_and_all_of_textual_can_be_chosen() -> None:
    own = [theme.name for theme in OWN_THEMES]
    assert list(THEMES[: len(own)]) == own
    assert {*BUILTIN_THEMES} <= {*THEMES}


def test_switches_go_both_ways() -> None:
    kind = Toggle()
    assert [kind.stepped(True, by) for by in (1, -1, 2)] == [False, False, True]
