"""The lines of the settings screen, in one table: settings, things to do, and facts of the file.

`all_lines` lists them under their headings; `matching` finds those that hold certain words. A line
holds all that the list, the search, the details beneath it and the keys need to know of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tui.app.keys.bindings import KeyFor
from tui.app.keys.keymap import catalogue
from tui.app.settings.file_actions import FileFacts, size_words
from tui.diary.today import Today
from tui.practice.models import LONGEST_HOW, Routine
from tui.settings import registry
from tui.settings.setting import Setting
from tui.settings.value_types import Choice, Number, Several, Text

KEYS, FILE = "Keys", "File"
SECTIONS = (*registry.SECTIONS, KEYS, FILE)
"""The headings of the first level, in order."""
GENTLER = "A gentler version"
ADD, PATH, REMAP, REMINDER = "add", "path", "remap", "reminder"
"""The keys of the lines for a new exercise, the file's path, the keys, and the reminder."""
_HELP = {
    ADD: "Adds an exercise at the end. It starts with as many reps as on the first days.",
    "gentler": "Fewer reps, shorter holds, longer rests. Anything already gentler is kept.",
    "try": "Plays the start and end of a hold.",
    REMAP: "Change any key by pressing the new one.",
    REMINDER: "A notice at one time of day, on this computer only, if the day is still open.",
    PATH: "Everything is in this one file. Each change is saved at once.",
    "size": "How large the file is.",
    "backups": "Copies made before the first change of each day. Open one to restore it.",
    "copies": "Versions of the diary that a sync program left here. Open them to look and merge.",
    "back-up": "Saves a copy of the file as it is now.",
    "export": "Saves a full copy in a new file next to this one, to import elsewhere.",
    "import": "Adds what is in a supine export or another habit program's file, after asking.",
}
"""What the lines that are no settings are for."""
_SCHEDULE_WORDS = (
    "daily weekdays weekly week times days one two three four five six "
    "monday tuesday wednesday thursday friday saturday sunday"
)
"""What the schedule is found by, besides the words in its line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list.

    Attributes:
        key: names it among all lines; the setting's key, if it is one.
        section: the heading of the first level above it.
        label: its name.
        value: what stands beside its name; mostly empty where something can be done.
        aside: what stands at its end: the values that it takes, or the key that does it.
        help: what it is for, in one sentence.
        action: what enter does, as an action of the screen; empty for settings and facts.
        setting: the setting with the value that is shown; None for other lines.
        group: the heading of the second level above it, or empty.
        level: 1 or 2 for headings, else 0.
    """

    key: str
    section: str
    label: str
    value: str = ""
    aside: str = ""
    help: str = ""
    action: str = ""
    setting: Setting | None = None
    group: str = ""
    level: int = 0

    @property
    def is_heading(self) -> bool:
        """Whether the cursor skips it."""
        return self.level > 0

    @property
    def is_number(self) -> bool:
        """Whether its value is right-aligned with other numbers."""
        return self.setting is not None and isinstance(self.setting.value_type, Number)

    @property
    def is_prose(self) -> bool:
        """Whether its value is a sentence, longer than a line and found like the help."""
        value_type = None if self.setting is None else self.setting.value_type
        return isinstance(value_type, Text) and value_type.longest == LONGEST_HOW

    @property
    def has_arrows(self) -> bool:
        """Whether its value can be stepped."""
        return self.setting is not None and not isinstance(self.setting.value_type, Text)


def shown_settings(today: Today) -> list[Setting]:
    """Return the settings that have a line: all but the choice among a single routine."""
    shown_routine, *others = registry.all_settings(today.snapshot, today.routine, today.date)
    assert isinstance(shown_routine.value_type, Choice)
    return [shown_routine, *others] if len(shown_routine.value_type.options) > 1 else others


def all_lines(
    settings: Iterable[Setting],
    routine: Routine,
    facts: FileFacts,
    key_for: KeyFor,
    reminder: str = "",
) -> list[Line]:
    """Return every line, those of a section beneath its heading.

    ``reminder`` is when the reminder of this machine rings, in words; it is no setting of the
    diary.
    """
    headings = {
        exercise.id: f"{number}  {exercise.name}"
        for number, exercise in enumerate(routine.exercises, 1)
    }
    lines = [
        *(_setting_line(each, headings) for each in settings),
        *_other_lines(facts, key_for, reminder),
    ]
    found: list[Line] = []
    for section in SECTIONS:
        found.append(Line(f"#{section}", section, section, level=1))
        group = ""
        for line in (line for line in lines if line.section == section):
            if line.group and line.group != group:
                found.append(Line(f"#{line.group}", section, line.group, group=line.group, level=2))
            group = line.group
            found.append(line)
    return found


def _setting_line(setting: Setting, headings: dict[str, str]) -> Line:
    return Line(
        key=setting.key,
        section=setting.section,
        label=setting.label,
        value=setting.words or "–",
        aside=setting.range,
        help=setting.help,
        setting=setting,
        group=headings.get(setting.exercise, ""),
    )


def _other_lines(facts: FileFacts, key_for: KeyFor, reminder: str) -> list[Line]:
    """Return the lines that are no settings."""

    def line(
        key: str, section: str, label: str, value: str = "", aside: str = "", action: str = ""
    ) -> Line:
        return Line(key, section, label, value, aside, _HELP[key], action)

    newest = f", newest {facts.newest}" if facts.newest else ""
    backups = facts.problem or f"{len(facts.backups)}{newest}"
    return [
        line(ADD, "Exercises", "Add an exercise", aside=key_for("settings.add"), action="add"),
        line(
            "gentler",
            "Plan",
            "A gentler version",
            aside=key_for("settings.gentler"),
            action="gentler",
        ),
        line(REMINDER, "Day and week", "Reminder", reminder, action="remind"),
        line("try", "Sound", "Try the sound", aside=key_for("settings.sound"), action="try_sound"),
        line(REMAP, KEYS, "Change keys", aside="enter", action="remap"),
        line(PATH, FILE, "Diary", facts.path),
        line("size", FILE, "Size", size_words(facts.size)),
        line("backups", FILE, "Backups", backups, action="restore"),
        line("copies", FILE, "Sync copies", facts.copies, action="merge_copies"),
        line("back-up", FILE, "Back up now", aside=key_for("settings.back-up"), action="back_up"),
        line("export", FILE, "Export a copy", aside=key_for("settings.export"), action="export"),
        line(
            "import",
            FILE,
            "Import from a file",
            aside=key_for("settings.import"),
            action="import_file",
        ),
    ]


def matching(lines: Sequence[Line], query: str) -> tuple[list[Line], str]:
    """Return the lines that hold every word of a query, with headings, and the key of the best.

    The best line is the first one whose label or key holds the words; else the first one that does
    so with its headings and values; else the first one that needs its help for it.
    """
    words = query.casefold().split()
    ranks: dict[str, int] = {}
    headings: set[tuple[str, str]] = set()
    for line in lines:
        rank = None if line.is_heading else _rank(line, words)
        if rank is not None:
            ranks[line.key] = rank
            headings |= {(line.section, ""), (line.section, line.group)}
    found = [
        line
        for line in lines
        if line.key in ranks or (line.is_heading and (line.section, line.group) in headings)
    ]
    return found, min(ranks, key=ranks.__getitem__, default="")


def _rank(line: Line, words: Sequence[str]) -> int | None:
    """Return how much of a line is needed to find all words in it, 0 to 2, or None.

    Sentences that are values count as little as the help.
    """
    text = f"{line.label} {line.key}".casefold()
    if all(word in text for word in words):
        return 0
    value, prose = ("", line.value) if line.is_prose else (line.value, "")
    text += f" {line.section} {line.group} {value} {_possible_values(line)}".casefold()
    if all(word in text for word in words):
        return 1
    text += f" {prose} {line.help}".casefold()
    return 2 if all(word in text for word in words) else None


def _possible_values(line: Line) -> str:
    """Return the words for what a setting may be; empty where they are without number."""
    if line.key == "schedule":
        return _SCHEDULE_WORDS
    if line.key == REMAP:
        return " ".join(k.description for k in catalogue().values() if k.id.startswith("app."))
    value_type = None if line.setting is None else line.setting.value_type
    options = value_type.options if isinstance(value_type, Choice | Several) else ()
    return " ".join(f"{value} {words}" for value, words in options)
