"""What settings take: the limits of the records, typed texts, and steps."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.builders import TODAY
from tests.settings.settings_support import TYPED, setting_of, settings_of
from tui.practice.models import (
    DEFAULT_ROUTINE,
    WEEKDAYS,
    ClockTime,
    Plan,
    Routine,
    Settings,
    Weekdays,
)
from tui.settings.registry import THEMES
from tui.settings.setting import Setting, find_setting
from tui.settings.value_types import Choice, InvalidValue, Number, Several, Text, Time, Toggle


def record_takes(setting: Setting, value: object) -> bool:
    """Return whether the record accepts a value, whatever the setting says."""
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
def test_numbers_have_the_limits_of_the_records(setting: Setting) -> None:
    assert isinstance(setting.value_type, Number)
    lowest, highest = setting.value_type.lowest, setting.value_type.highest
    assert record_takes(setting, lowest) and record_takes(setting, highest)
    assert not record_takes(setting, lowest - 1) and not record_takes(setting, highest + 1)
    assert setting.parse(str(lowest)) == lowest and setting.parse(str(highest)) == highest
    for typed in (str(lowest - 1), str(highest + 1), "", "x", "1e1", "٣", "2 3"):
        with pytest.raises(InvalidValue):
            setting.parse(typed)
    assert (
        setting.value_type.stepped(lowest, -1) == lowest
        and setting.value_type.stepped(highest, 1) == highest
    )


@pytest.mark.parametrize("setting", settings_of(), ids=lambda setting: str(setting.key))
def test_choices_and_texts_have_the_values_of_the_records(setting: Setting) -> None:
    match setting.value_type:
        case Choice(options):
            assert all(record_takes(setting, value) for value, _ in options)
            declared = msgspec.inspect.type_info(Settings)
            assert isinstance(declared, msgspec.inspect.StructType)
            kind = next(each.type for each in declared.fields if each.name == setting.key)
            if isinstance(kind, msgspec.inspect.LiteralType):
                assert {value for value, _ in options} == {*kind.values}
        case Text(longest):
            assert record_takes(setting, "x" * longest) and not record_takes(
                setting, "x" * (longest + 1)
            )
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
        ("plan.step", "3", "must be 0, 1 or 2"),
        ("plan.step", "1.5", "must be 0, 1 or 2"),
        ("plan.start_reps", "6", "must be a whole number from 1 to 5"),
        ("plan.ceiling", "1", "must be a whole number from 2 to 20, because you start with 2"),
        ("plan.ceiling", "21", "must be a whole number from 2 to 20, because you start with 2"),
        ("exercises.neck.hold_s", "1.9", "must be a number from 2 to 10"),
        ("exercises.neck.hold_s", "long", "must be a number from 2 to 10"),
        ("exercises.neck.rest_s", "2", "must be a number from 3 to 120"),
        *(
            ("exercises.neck.rest_s", typed, "must be a number from 3 to 120")
            for typed in ("-5", "+5", "10-20", "10–20", "10 to 20", "5 min", "5 5", "1,000", "5.")
        ),
        ("exercises.neck.word", "STRETCHES", "can have at most 8 characters; this has 9"),
        ("exercises.neck.word", "  ", "can't be empty"),
        ("exercises.neck.word", "a\x07b", "can't contain control characters"),
        ("exercises.neck.name", "", "can't be empty"),
        ("exercises.neck.name", "\udce4", "can't contain control characters"),
        (
            "exercises.neck.name",
            "shoulder BLADES",
            "can't be shoulder BLADES, which is already used",
        ),
        ("exercises.neck.area", "x" * 81, "can have at most 80 characters; this has 81"),
        ("day_starts_at", "12:00", "must be a time before 12:00, such as 03:00"),
        ("day_starts_at", "3:60", "must be a time before 12:00, such as 03:00"),
        ("day_starts_at", "-1", "must be a time before 12:00, such as 03:00"),
        ("quiet", "maybe", "must be on or off"),
        ("props", "brick", "must be any of roll, pillow and towel, or none"),
        ("sound", "loud", "must be auto, tones, bell or off"),
        ("theme", "gruvbx", "there is no theme 'gruvbx'; did you mean gruvbox?"),
        ("week_starts_on", "x", "must be mon, tue, wed, thu, fri, sat or sun"),
    ],
)
def test_a_wrong_text_is_answered_with_what_may_be_typed(key: str, typed: str, reason: str) -> None:
    with pytest.raises(InvalidValue) as error:
        setting_of(key).parse(typed)
    assert str(error.value) == reason


def test_a_theme_that_looks_like_no_other_is_answered_with_all_of_them() -> None:
    with pytest.raises(
        InvalidValue, match=r"must be supine-night, supine-day, ansi-dark, .* or tokyo-night"
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
def test_stepping_goes_to_the_next_value_and_ends_at_the_limits(
    key: str, value: object, by: int, expected: object
) -> None:
    stepped = setting_of(key).value_type.stepped(value, by)
    assert stepped == expected and type(stepped) is type(expected)


def test_a_switch_steps_both_ways() -> None:
    switch = Toggle()
    assert [switch.stepped(True, by) for by in (1, -1, 2)] == [False, False, True]


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
        assert str(error.value).endswith(f", because {since}" if since else "5") or not since


TEXTS = st.one_of(
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
@given(ROUTINES, TEXTS, st.integers(-3, 3), st.data())
def test_any_text_is_a_value_or_is_refused_in_one_line(
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
    assert record_takes(setting, value)
    assert setting.parse(setting.value_type.text(value)) == value
    stepped = setting.value_type.stepped(value, by)
    assert record_takes(setting, stepped)
    assert setting.parse(setting.value_type.text(stepped)) == stepped
    assert setting.value_type.stepped(value, 0) == value or isinstance(
        setting.value_type, Number | Time | Several
    )
    assert isinstance(setting.json_value(value), str | int | float | tuple)
