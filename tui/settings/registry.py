"""Every setting there is, once.

The settings screen and ``supine settings`` both show these rows and change nothing but through
them, so that a key, a limit or a message cannot differ between the two.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from tui.diary.preferences import exercise_of
from tui.practice.models import (
    DEFAULT_ROUTINE,
    PROPS,
    Daily,
    Exercise,
    Plan,
    Routine,
    Settings,
)
from tui.settings.limits import number, text, values
from tui.settings.presets import exercise_name
from tui.settings.schedule import FULL_NAMES, Schedule, planned, standing, with_schedule
from tui.settings.setting import ScheduleRow, Setting
from tui.settings.value_types import Choice, Number, Several, Text, Time, Toggle, ValueType
from tui.words.phrases import PROP_WORDS

if TYPE_CHECKING:
    from tui.diary.snapshot import Snapshot

UNDO_WORDS = {
    "day_starts_at": "the start of the day",
    "week_starts_on": "the start of the week",
    "quiet": "the quieter tones",
}
"""Where the label alone would not make sense after *undone*."""
PASSED_OVER = "what the file says here does not fit; until it does, it is {}"
THEMES = (
    "supine-night",
    "supine-day",
    "ansi-dark",
    "ansi-light",
    "atom-one-dark",
    "atom-one-light",
    "catppuccin-frappe",
    "catppuccin-latte",
    "catppuccin-macchiato",
    "catppuccin-mocha",
    "dracula",
    "flexoki",
    "gruvbox",
    "monokai",
    "nord",
    "rose-pine",
    "rose-pine-dawn",
    "rose-pine-moon",
    "solarized-dark",
    "solarized-light",
    "textual-dark",
    "textual-light",
    "tokyo-night",
)
"""Our own and Textual's, named here because the command line does without Textual."""


def rows(snapshot: Snapshot, routine: Routine, today: dt.date) -> list[Setting]:
    """All settings as they stand, in the order in which they are shown.

    Args:
        snapshot: the diary.
        routine: the one of its routines that is looked at.
        today: the practice date, on which a new schedule begins.
    """
    return [
        _shown_row(snapshot),
        *(_with_trouble(row, snapshot, row.key) for row in _routine_rows(snapshot, routine)),
        *(
            _with_trouble(row, snapshot, f"exercises[{each.id}].{row.key.rpartition('.')[2]}")
            for each in routine.exercises
            for row in _exercise_rows(routine, each)
        ),
        *(_with_trouble(row, snapshot, row.key) for row in _plan_rows(routine)),
        _schedule_row(snapshot.settings, routine, today),
        *_settings_rows(snapshot, routine),
    ]


def routine_name(snapshot: Snapshot, but: str = "") -> Text:
    """What the name of a new routine takes, or that of the one with the id ``but``."""
    taken = tuple(each.name for each in snapshot.routines.values() if each.id != but)
    return dataclasses.replace(text(Routine, "name", required=True), taken=taken)


def _routine_rows(snapshot: Snapshot, routine: Routine) -> Iterator[Setting]:
    is_default = routine.id == DEFAULT_ROUTINE.id
    default = DEFAULT_ROUTINE if is_default else Routine(id=routine.id, name=routine.name)

    def row(
        field: str, label: str, help_text: str, kind: ValueType, undo: str, unit: str = ""
    ) -> Setting:
        return Setting(
            key=field,
            section="Routine",
            label=label,
            unit=unit,
            help=help_text,
            kind=kind,
            value=getattr(routine, field),
            default=getattr(default, field),
            undo=undo,
            routine=routine,
            change=lambda old, value: replace(old, **{field: value}),
        )

    name = routine_name(snapshot, but=routine.id)
    yield row("name", "Name", "What this routine is called.", name, "the routine's name")
    lying = "Time to lie down and get comfortable before the first repetition."
    prepare = number(Routine, "prepare_s", 5)
    yield row("prepare_s", "Get ready", lying, prepare, "the time to get ready", "s")
    moving = "Time to move your head and what lies under it before the next exercise."
    between = number(Routine, "reposition_s", 5)
    yield row("reposition_s", "Between exercises", moving, between, "the time between", "s")
    resting, settle = "Quiet time at the end of a session.", number(Routine, "settle_s", 5)
    yield row("settle_s", "Settle", resting, settle, "the time to settle", "s")
    props = Several(tuple((prop, PROP_WORDS[prop]) for prop in PROPS))
    usual = "What you usually lie on; each session remembers its own."
    lying_on = row("props", "Usual props", usual, props, "the props")
    in_order = tuple(prop for prop in PROPS if prop in routine.props)
    yield dataclasses.replace(lying_on, value=in_order)


def _exercise_rows(routine: Routine, exercise: Exercise) -> Iterator[Setting]:
    built_in = {each.id: each for each in DEFAULT_ROUTINE.exercises}
    default = built_in.get(exercise.id) or Exercise(id=exercise.id, name=exercise.name)

    def row(field: str, label: str, help_text: str, kind: ValueType, unit: str = "") -> Setting:
        def change(old: Routine, value: Any) -> Routine:
            one = exercise_of(old, exercise.id)
            new = replace(one, **{field: value})
            return replace(
                old, exercises=tuple(new if each is one else each for each in old.exercises)
            )

        return Setting(
            key=f"exercises.{exercise.id}.{field}",
            section="Exercises",
            label=label,
            unit=unit,
            help=help_text,
            kind=kind,
            value=getattr(exercise, field),
            default=getattr(default, field),
            undo=f"the {label.lower()} of {exercise.name}",
            routine=routine,
            exercise=exercise.id,
            change=change,
        )

    name = exercise_name(routine, but=exercise.id)
    word = dataclasses.replace(text(Exercise, "word"), capitals=True)
    yield row("name", "Name", "What this movement is called.", name)
    yield row("word", "Big word", "What stands in big letters while you hold.", word)
    yield row("area", "Area", "Which part of the body it is for.", text(Exercise, "area"))
    for field, label, help_text in (
        ("ease_in_s", "Ease in", "How long you take to come into the hold, slowly."),
        ("hold_s", "Hold", "How long each repetition is held, lightly."),
        ("ease_out_s", "Ease out", "How long you take to let go; a release is never hurried."),
        ("rest_s", "Rest", "The pause after each repetition."),
    ):
        yield row(field, label, help_text, number(Exercise, field), "s")


def _plan_rows(routine: Routine) -> Iterator[Setting]:
    plan, default = routine.plan, DEFAULT_ROUTINE.plan

    def change(old: Routine, field: str, value: int) -> Routine:
        new = replace(old.plan, **{field: value})
        # Only the default itself is left out of the file.
        return replace(old, plan=default if new == default else new)

    def row(field: str, label: str, unit: str, help_text: str, kind: ValueType) -> Setting:
        return Setting(
            key=f"plan.{field}",
            section="Plan",
            label=label,
            unit=unit,
            help=help_text,
            kind=kind,
            value=getattr(plan, field),
            default=getattr(default, field),
            undo=f"the {label.lower()}",
            routine=routine,
            change=lambda old, value: change(old, field, value),
        )

    start = _fitting(plan, "start_reps", f"the ceiling is {plan.ceiling}")
    first = "Reps on the first days, and again after a long break or after pain."
    yield dataclasses.replace(
        row("start_reps", "Start with", "reps", first, start), undo="the reps to start with"
    )
    small = "How many practice days stay at the start before the first step."
    days = number(Plan, "start_days")
    yield row("start_days", "Starting days", "days", small, days)
    added = "How many reps are added after a day that went well; one is gentler than two."
    yield row("step", "Step", "a day", added, number(Plan, "step"))
    most = "The most reps that are ever asked for; the program chose 10, and fewer is fine."
    ceiling = _fitting(plan, "ceiling", f"you start with {plan.start_reps}")
    yield row("ceiling", "Ceiling", "reps", most, ceiling)


def _fitting(plan: Plan, field: str, since: str) -> Number:
    """A number of the plan, within what the rest of the plan leaves of its limits.

    ``since`` says what the rest is, where that is what limits it.
    """
    whole = number(Plan, field)

    def fits(value: int) -> bool:
        try:
            replace(plan, **{field: value})
        except ValueError:
            return False
        return True

    fitting = [value for value in range(whole.lowest, whole.highest + 1) if fits(value)]
    lowest, highest = fitting[0], fitting[-1]
    is_other = plan.ceiling == highest < whole.highest or whole.lowest < lowest == plan.start_reps
    return dataclasses.replace(
        whole, lowest=lowest, highest=highest, since=since if is_other else ""
    )


def _schedule_row(settings: Settings, routine: Routine, today: dt.date) -> Setting:
    now = standing(routine, today)
    later = planned(routine, today)
    kind = Schedule(today, now, settings.week_starts_on)
    return ScheduleRow(
        key="schedule",
        section="Schedule",
        label="Practice on",
        unit="",
        help="Which days are asked for, and whether any rep or only all of them (full) keeps one.",
        kind=kind,
        value=now,
        default=Daily(since=today),
        undo="the schedule",
        routine=routine,
        note=f"already planned: {', then '.join(map(kind.text, later))}" if later else "",
        change=with_schedule,
    )


def _settings_rows(snapshot: Snapshot, routine: Routine) -> Iterator[Setting]:
    settings, default = snapshot.settings, Settings()

    def row(
        section: str, field: str, label: str, help_text: str, kind: ValueType, note: str = ""
    ) -> Setting:
        value = getattr(settings, field)
        return Setting(
            key=field,
            section=section,
            label=label,
            unit="",
            help=help_text,
            kind=kind,
            value=value,
            default=getattr(default, field),
            undo=UNDO_WORDS.get(field) or f"the {label.lower()}",
            routine=routine,
            note=note,
            trouble=_trouble(snapshot, field, kind.words(value)),
        )

    def choice(field: str, *words: str) -> Choice:
        return Choice(tuple(zip(values(Settings, field), words, strict=True)))

    day = "Day and week"
    help_text = "What you do earlier than this still belongs to the day before."
    yield row(day, "day_starts_at", "Day starts at", help_text, Time())
    help_text = "The first day of a week, in the calendar and for new weekly schedules."
    week = choice("week_starts_on", *FULL_NAMES.values())
    yield row(day, "week_starts_on", "Week starts on", help_text, week)

    help_text = "How a session is heard: soft tones, the terminal's bell, or the best there is."
    sound = choice("sound", "the best there is", "tones", "bell", "off")
    yield row("Sound", "sound", "Sound", help_text, sound)
    help_text = "Soft ticks while you hold: each second, the last three, or none."
    tick = choice("tick", "each second", "the last three", "off")
    yield row("Sound", "tick", "Ticks", help_text, tick)
    help_text = "Tones at a quarter of their loudness, for a room where somebody sleeps."
    yield row("Sound", "quiet", "Quiet", help_text, Toggle())
    help_text = "A voice that names the exercises and says what comes next."
    yield row("Sound", "speech", "Speech", help_text, Toggle())

    help_text = "Our own dim one and light one, and all that Textual brings."
    theme = row("Look", "theme", "Theme", help_text, Choice(tuple((t, t) for t in THEMES), "theme"))
    yield theme if theme.value in THEMES else _instead(theme)
    help_text = "How much moves on the screen beside the seconds themselves."
    yield row("Look", "motion", "Motion", help_text, choice("motion", "full", "reduced", "none"))
    help_text = "The signs in the heatmap and elsewhere; ascii where a font lacks some."
    yield row("Look", "glyphs", "Glyphs", help_text, choice("glyphs", "unicode", "ascii"))


def _shown_row(snapshot: Snapshot) -> Setting:
    """Which routine is shown: the one that the settings name, if it is there."""
    wanted, first = Settings().routine, snapshot.routine()
    names = tuple(
        (each.id, each.name)
        for each in snapshot.routines.values()
        if not each.archived or each is first
    )
    return Setting(
        key="routine",
        section="Routine",
        label="Shown routine",
        unit="",
        help="The routine that is shown first.",
        kind=Choice(names, "routine"),
        value=first.id,
        default=wanted if wanted in dict(names) else names[0][0],
        undo="the shown routine",
        routine=first,
        trouble=_trouble(snapshot, "routine", first.name),
    )


def _trouble(snapshot: Snapshot, field: str, instead: str) -> str:
    """What to say of a setting that is passed over in the file; empty when it is not."""
    is_default = getattr(snapshot.settings, field) == getattr(Settings(), field)
    return _passed_over(snapshot, "settings", field, instead) if is_default else ""


def _passed_over(snapshot: Snapshot, table: str, place: str, instead: str) -> str:
    reasons = [each.reason for each in snapshot.problems if each.table == table]
    return PASSED_OVER.format(instead) if any(f"`$.{place}`" in each for each in reasons) else ""


def _with_trouble(row: Setting, snapshot: Snapshot, place: str) -> Setting:
    """A routine's row, with what the file holds in its place that does not fit."""
    trouble = _passed_over(snapshot, "routines", place, row.words)
    return row if row.is_changed else dataclasses.replace(row, trouble=trouble)


def _instead(theme: Setting) -> Setting:
    """The theme's row where the file names one that nobody knows."""
    trouble = PASSED_OVER.format(theme.default)
    return dataclasses.replace(theme, value=theme.default, trouble=trouble)
