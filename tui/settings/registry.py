"""Every setting, in one table, with its value as it stands in the diary.

The settings screen, the command palette and ``supine settings`` all list `all_settings` and change
nothing but through it, so that a key, a limit or a message cannot differ between them. To add a
setting, add its field to a record of `tui.practice.models` and a line for it here.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from tui.diary.preferences import exercise_of
from tui.practice.models import (
    DEFAULT_ROUTINE,
    LONGEST_HOW,
    PROPS,
    Daily,
    Exercise,
    Plan,
    Record,
    Routine,
    Settings,
)
from tui.settings.limits import number, text, values
from tui.settings.presets import exercise_name
from tui.settings.schedule import FULL_NAMES, Schedule, planned, standing, with_schedule
from tui.settings.setting import ScheduleSetting, Setting
from tui.settings.value_types import Choice, Number, Several, Text, Time, Toggle, ValueType
from tui.words.how import HOW_PARTS, LABELS, built_in_lines, how_lines, with_line
from tui.words.phrases import PROP_WORDS

if TYPE_CHECKING:
    from tui.diary.snapshot import Snapshot

HELP = {
    "Routine": {
        "routine": "The routine that is shown first.",
        "name": "What this routine is called.",
        "prepare_s": "Time to lie down and get comfortable before the first rep.",
        "reposition_s": "Time to settle your head and pillow before the next exercise.",
        "settle_s": "Quiet time at the end of a session.",
        "props": "What you usually have under your neck or head; each session remembers its own.",
    },
    "Exercises": {
        "name": "What this exercise is called.",
        "word": "The word shown large while you hold.",
        "area": "Which part of the body it is for.",
        "ease_in_s": "Seconds to build up slowly to the hold.",
        "hold_s": "Seconds to hold each rep, lightly.",
        "ease_out_s": "Seconds to let go slowly.",
        "rest_s": "Seconds to rest after each rep.",
        "how.do": "What to do. Shown before your first reps, and in Help.",
        "how.feel": "What it should feel like.",
        "how.not": "What to avoid.",
    },
    "Plan": {
        "start_reps": "Reps on the first days, and again after a long break or after pain.",
        "start_days": "How many days to stay at the starting number.",
        "step": "How many reps are added after a day that went well; one is gentler than two.",
        "ceiling": "Your full set: the most that is asked. 10 is supine's choice; fewer is fine.",
        "rounds": "How often you may do the day's reps; one round is enough for the day.",
    },
    "Schedule": {
        "schedule": "Which days you practise, and whether one rep is enough for a day to count.",
    },
    "Day and week": {
        "day_starts_at": "Anything before this time counts for the day before.",
        "week_starts_on": "The first day of a week, in the calendar and for new weekly schedules.",
    },
    "Sound": {
        "sound": "How the session sounds. Automatic uses tones if it can, otherwise the bell.",
        "tick": "Soft ticks while you hold: each second, the last three, or none.",
        "quiet": "Quieter tones, for when someone is asleep nearby.",
        "speech": "A voice that names the exercises and says what comes next.",
        "notice": "A notice on the desktop when a session is over, shown by the terminal.",
    },
    "Look": {
        "theme": "The dark and light themes of supine, and of Textual, which draws its screens.",
        "motion": "How much moves on screen besides the countdown.",
        "glyphs": "Symbols used in the calendar and elsewhere; choose ascii if some don't show.",
    },
}
"""What each setting is for, in a sentence, by section and field."""
SECTIONS = tuple(HELP)
"""The headings under which settings are shown, in order."""
REPLACED = "the value in the file isn't valid, so {} is used"
"""The problem of a setting whose value in the file is not used; takes the words for the default."""
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


def all_settings(snapshot: Snapshot, routine: Routine, today: dt.date) -> list[Setting]:
    """Return all settings with their values, in the order in which they are shown.

    Args:
        snapshot: the diary.
        routine: the routine whose settings are wanted.
        today: the practice date, on which a new schedule begins.
    """
    return [
        _with_problem(setting, snapshot)
        for setting in (
            _shown_routine(snapshot),
            *_routine_settings(snapshot, routine),
            *(
                each
                for exercise in routine.exercises
                for each in _exercise_settings(routine, exercise)
            ),
            *_plan_settings(routine),
            _schedule_setting(snapshot.settings, routine, today),
            *_program_settings(snapshot, routine),
        )
    ]


def routine_name(snapshot: Snapshot, but: str = "") -> Text:
    """Return the type of a new routine's name, or of the name of the routine with the id ``but``.

    It refuses the names of all other routines.
    """
    taken = tuple(each.name for each in snapshot.routines.values() if each.id != but)
    return dataclasses.replace(text(Routine, "name", required=True), taken=taken)


def _setting(
    field: str,
    label: str,
    value_type: ValueType,
    unit: str = "",
    undo: str = "",
    *,
    section: str,
    record: Record,
    default: Record,
    routine: Routine,
    prefix: str = "",
    exercise: str = "",
    change: Callable[[Routine, str, Any], Routine] | None = None,
) -> Setting:
    """Return the setting of one field of a record.

    The groups below fix the arguments after ``undo`` for the fields of their records.

    Args:
        undo: what a change is called when it is undone; "the" and the label where empty.
        record: holds the value.
        default: a record with the default value.
        prefix: what precedes the field's name in the setting's key.
        exercise: the id of the exercise that has the field.
        change: returns a routine with another value of a field; None for a setting of the program.
    """
    return Setting(
        key=f"{prefix}{field}",
        section=section,
        label=label,
        unit=unit,
        help=HELP[section][field],
        value_type=value_type,
        value=getattr(record, field),
        default=getattr(default, field),
        undo=undo or f"the {label.lower()}",
        routine=routine,
        exercise=exercise,
        change=None if change is None else lambda old, value: change(old, field, value),
    )


def _shown_routine(snapshot: Snapshot) -> Setting:
    """Return the setting that chooses the shown routine among those that are not archived."""
    shown, usual = snapshot.routine(), Settings().routine
    options = tuple(
        (each.id, each.name)
        for each in snapshot.routines.values()
        if not each.archived or each is shown
    )
    return Setting(
        key="routine",
        section="Routine",
        label="Shown routine",
        unit="",
        help=HELP["Routine"]["routine"],
        value_type=Choice(options, "routine"),
        value=shown.id,
        default=usual if usual in dict(options) else options[0][0],
        undo="the shown routine",
        routine=shown,
    )


def _routine_settings(snapshot: Snapshot, routine: Routine) -> Iterator[Setting]:
    is_built_in = routine.id == DEFAULT_ROUTINE.id
    setting = partial(
        _setting,
        section="Routine",
        record=routine,
        default=DEFAULT_ROUTINE if is_built_in else Routine(id=routine.id, name=routine.name),
        routine=routine,
        change=lambda old, field, value: replace(old, **{field: value}),
    )
    name = routine_name(snapshot, but=routine.id)
    prepare = number(Routine, "prepare_s", step=5)
    reposition = number(Routine, "reposition_s", step=5)
    settle = number(Routine, "settle_s", step=5)
    yield setting("name", "Name", name, undo="the routine's name")
    yield setting("prepare_s", "Get ready", prepare, "s", "the time to get ready")
    yield setting(
        "reposition_s", "Between exercises", reposition, "s", "the time between exercises"
    )
    yield setting("settle_s", "Settle", settle, "s", "the time to settle")
    props = Several(tuple((prop, PROP_WORDS[prop]) for prop in PROPS))
    in_order = tuple(prop for prop in PROPS if prop in routine.props)
    usual_props = setting("props", "Usual props", props, undo="the props")
    yield dataclasses.replace(usual_props, value=in_order)


def _exercise_settings(routine: Routine, exercise: Exercise) -> Iterator[Setting]:
    built_in = {each.id: each for each in DEFAULT_ROUTINE.exercises}

    def change(old: Routine, field: str, value: Any) -> Routine:
        before = exercise_of(old, exercise.id)
        after = replace(before, **{field: value})
        exercises = tuple(after if each is before else each for each in old.exercises)
        return replace(old, exercises=exercises)

    def setting(field: str, label: str, value_type: ValueType, unit: str = "") -> Setting:
        what = f"{label.lower().replace(' ', '-')} time" if unit else label.lower()
        return _setting(
            field,
            label,
            value_type,
            unit,
            undo=f"the {what} of {exercise.name}",
            section="Exercises",
            record=exercise,
            default=built_in.get(exercise.id) or Exercise(id=exercise.id, name=exercise.name),
            routine=routine,
            prefix=f"exercises.{exercise.id}.",
            exercise=exercise.id,
            change=change,
        )

    def how_setting(number: int, part: str) -> Setting:
        return Setting(
            key=f"exercises.{exercise.id}.how.{part}",
            section="Exercises",
            label=f"How: {LABELS[part].lower()}",
            unit="",
            help=HELP["Exercises"][f"how.{part}"],
            value_type=Text(LONGEST_HOW, required=False),
            value=how_lines(exercise)[number],
            default=built_in_lines(exercise.id)[number],
            undo=f"how to do {exercise.name}",
            routine=routine,
            exercise=exercise.id,
            change=lambda old, value: change(
                old, "how", with_line(exercise_of(old, exercise.id), number, value)
            ),
        )

    word = dataclasses.replace(text(Exercise, "word"), capitals=True)
    yield setting("name", "Name", exercise_name(routine, but=exercise.id))
    yield setting("word", "Big word", word)
    yield setting("area", "Area", text(Exercise, "area"))
    yield setting("ease_in_s", "Ease in", number(Exercise, "ease_in_s"), "s")
    yield setting("hold_s", "Hold", number(Exercise, "hold_s"), "s")
    yield setting("ease_out_s", "Ease out", number(Exercise, "ease_out_s"), "s")
    yield setting("rest_s", "Rest", number(Exercise, "rest_s"), "s")
    yield from (how_setting(number, part) for number, part in enumerate(HOW_PARTS))


def _plan_settings(routine: Routine) -> Iterator[Setting]:
    plan, default = routine.plan, DEFAULT_ROUTINE.plan

    def change(old: Routine, field: str, value: int) -> Routine:
        new = replace(old.plan, **{field: value})
        # Only the default itself is left out of the file, not what equals it.
        return replace(old, plan=default if new == default else new)

    setting = partial(
        _setting,
        section="Plan",
        record=plan,
        default=default,
        routine=routine,
        prefix="plan.",
        change=change,
    )
    start = _fitting(plan, "start_reps", f"the ceiling is {plan.ceiling}")
    ceiling = _fitting(plan, "ceiling", f"you start with {plan.start_reps}")
    yield setting("start_reps", "Start with", start, "reps", "the reps to start with")
    yield setting("start_days", "Starting days", number(Plan, "start_days"), "days")
    yield setting("step", "Step", number(Plan, "step"), "a day")
    yield setting("ceiling", "Ceiling", ceiling, "reps")
    yield setting("rounds", "Rounds a day", number(Plan, "rounds"), "", "the rounds a day")


def _fitting(plan: Plan, field: str, since: str) -> Number:
    """Return the type of a number of the plan, limited by the plan's other numbers.

    Args:
        since: says what the other number is; part of the type where it is what limits.
    """
    declared = number(Plan, field)

    def fits(value: int) -> bool:
        try:
            replace(plan, **{field: value})
        except ValueError:
            return False
        return True

    fitting = [value for value in range(declared.lowest, declared.highest + 1) if fits(value)]
    lowest, highest = fitting[0], fitting[-1]
    is_limited = (
        plan.ceiling == highest < declared.highest or declared.lowest < lowest == plan.start_reps
    )
    return dataclasses.replace(
        declared, lowest=lowest, highest=highest, since=since if is_limited else ""
    )


def _schedule_setting(settings: Settings, routine: Routine, today: dt.date) -> Setting:
    now, later = standing(routine, today), planned(routine, today)
    value_type = Schedule(today, now, settings.week_starts_on)
    return ScheduleSetting(
        key="schedule",
        section="Schedule",
        label="Practice days",
        unit="",
        help=HELP["Schedule"]["schedule"],
        value_type=value_type,
        value=now,
        default=Daily(since=today),
        undo="the schedule",
        routine=routine,
        note=f"already planned: {', then '.join(map(value_type.text, later))}" if later else "",
        change=with_schedule,
    )


def _program_settings(snapshot: Snapshot, routine: Routine) -> Iterator[Setting]:
    group = partial(_setting, record=snapshot.settings, default=Settings(), routine=routine)

    def choice(field: str, *words: str) -> Choice:
        return Choice(tuple(zip(values(Settings, field), words, strict=True)))

    setting = partial(group, section="Day and week")
    weekdays = choice("week_starts_on", *FULL_NAMES.values())
    yield setting("day_starts_at", "Day starts at", Time(), undo="the start of the day")
    yield setting("week_starts_on", "Week starts on", weekdays, undo="the start of the week")

    setting = partial(group, section="Sound")
    yield setting("sound", "Sound", choice("sound", "automatic", "tones", "bell", "off"))
    yield setting("tick", "Ticks", choice("tick", "each second", "the last three", "off"))
    yield setting("quiet", "Quiet", Toggle(), undo="the quieter tones")
    yield setting("speech", "Speech", Toggle())
    yield setting("notice", "Notice at the end", Toggle(), undo="the notice at the end")

    setting = partial(group, section="Look")
    theme = setting("theme", "Theme", Choice(tuple((name, name) for name in THEMES), "theme"))
    if theme.value not in THEMES:
        problem = REPLACED.format(theme.default)
        theme = dataclasses.replace(theme, value=theme.default, problem=problem)
    yield theme
    yield setting("motion", "Motion", choice("motion", "full", "reduced", "none"))
    yield setting("glyphs", "Symbols", choice("glyphs", "unicode", "ascii"))


def _with_problem(setting: Setting, snapshot: Snapshot) -> Setting:
    """Return the setting, with the words for it where its value in the file is not used."""
    table = "settings" if setting.change is None else "routines"
    path = setting.key
    if setting.exercise:
        field = path.removeprefix(f"exercises.{setting.exercise}.").partition(".")[0]
        path = f"exercises[{setting.exercise}].{field}"
    is_replaced = any(
        each.table == table and f"`$.{path}`" in each.reason for each in snapshot.problems
    )
    if setting.is_changed or not is_replaced:
        return setting
    return dataclasses.replace(setting, problem=REPLACED.format(setting.words))
