"""What the settings screen lists, in order, and which of it a search finds."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from tui.app.settings.file_actions import Facts, size_words
from tui.app.settings.list_widget import Line
from tui.practice.models import Routine
from tui.settings import registry
from tui.settings.setting import Setting
from tui.settings.value_types import Choice, Number, Several, Text
from tui.words.phrases import plural

FILE, SOUND, KEYS = "File", "Sound", "Keys"
SECTIONS = (*registry.SECTIONS, KEYS, FILE)
ADD, GENTLER, TRY, REMAP = "add", "gentler", "try", "remap"
PATH, SIZE, BACKUPS, BACK_UP, EXPORT = "path", "size", "backups", "back-up", "export"
HELP = {
    ADD: "A further movement, at the end of the routine; it starts with the reps to start with.",
    GENTLER: "Less to do and more rest, in one step; nothing that is gentler already is raised.",
    TRY: "The start of a hold and its release, as a session would sound them.",
    REMAP: "Every key of every screen; press the new one, and what is taken is refused.",
    PATH: "One file that holds everything; each change is written to it at once.",
    SIZE: "How large the file is.",
    BACKUPS: "Copies made before the first change of a day; you can go back to any of them.",
    BACK_UP: "Keep a copy of the file as it is now.",
    EXPORT: "Write all of it to a new file beside this one, which can be imported elsewhere.",
}
"""What is said of the lines that are no settings."""


def shown_rows(rows: Sequence[Setting]) -> list[Setting]:
    """The rows worth a line: what there is only one of needs no choosing."""
    return [row for row in rows if row.key != "routine" or _is_choice(row)]


def _is_choice(row: Setting) -> bool:
    return not isinstance(row.value_type, Choice) or len(row.value_type.options) > 1


def lines(
    rows: Sequence[Setting], routine: Routine, facts: Facts, changed: Mapping[str, Any]
) -> list[Line]:
    """Every line; ``changed`` are the values of rows that stand on the screen but not in ``rows``,
    by their keys.
    """
    found: list[Line] = []
    names = {each.id: (n, each.name) for n, each in enumerate(routine.exercises, 1)}
    for section in SECTIONS:
        found.append(Line(f"#{section}", section, section, level=1))
        exercise = ""
        for row in (row for row in rows if row.section == section):
            if row.exercise != exercise:
                exercise = row.exercise
                number, name = names[exercise]
                found.append(Line(f"#{exercise}", section, f"{number}  {name}", level=2))
            found.append(line_of(row, changed.get(row.key, row.value)))
        found += _others(section, facts)
    return found


def line_of(row: Setting, value: Any) -> Line:
    """A row's line with the value that it shows."""
    return Line(
        key=row.key,
        section=row.section,
        label=row.label,
        value=row.value_type.words(value) or "–",
        unit=row.unit,
        aside=row.range,
        is_number=isinstance(row.value_type, Number),
        has_arrows=not isinstance(row.value_type, Text),
        is_changed=dataclasses.replace(row, value=value).is_changed,
    )


def _others(section: str, facts: Facts) -> list[Line]:
    """The lines of a section that are no settings."""

    def line(key: str, label: str, value: str = "", aside: str = "") -> Line:
        return Line(key, section, label, value, aside=aside)

    match section:
        case "Exercises":
            return [line(ADD, "Add an exercise", aside="a")]
        case "Plan":
            return [line(GENTLER, "A gentler form", aside="g")]
        case "Sound":
            return [line(TRY, "Try the sound", aside="t")]
        case "Keys":
            return [line(REMAP, "Change keys", aside="enter")]
        case "File":
            newest = f", newest {facts.newest}" if facts.newest else ""
            return [
                line(PATH, "Diary", facts.path),
                line(SIZE, "Size", size_words(facts.size)),
                line(BACKUPS, "Backups", facts.trouble or f"{len(facts.backups)}{newest}"),
                line(BACK_UP, "Back up now", aside="b"),
                line(EXPORT, "Export a copy", aside="e"),
            ]
    return []


SCHEDULE_WORDS = (
    "daily weekdays weekly week times days one two three four five six "
    "monday tuesday wednesday thursday friday saturday sunday"
)
"""What the schedule is looked for by, beside what stands in its line."""


def matching(
    found: Sequence[Line], query: str, rows: Mapping[str, Setting]
) -> tuple[list[Line], str]:
    """The lines in which every word of a query occurs, under their headings, and the key of the
    first of those that match best.

    Best is the name of a line or its key, then its section, exercise, value or what else it may
    be, and last what is said of it.
    """
    words = query.casefold().split()
    kept: list[Line] = []
    headings: list[Line] = []
    best, least = "", 3
    for line in found:
        if line.is_heading:
            headings = [each for each in headings if each.level < line.level] + [line]
            continue
        if line.key == ADD:
            headings = headings[:1]
        row = rows.get(line.key)
        above = " ".join(each.label for each in headings)
        texts = (
            f"{line.label} {line.key}",
            f"{above} {line.value} {_other_values(row)}",
            HELP[line.key] if row is None else row.help,
        )
        rank = _rank(words, texts)
        if rank is None:
            continue
        kept += [each for each in headings if each not in kept]
        kept.append(line)
        if rank < least:
            best, least = line.key, rank
    return kept, best


def _rank(words: Sequence[str], texts: Sequence[str]) -> int | None:
    """Which of the texts is the last that is needed to find all words; None if some are in none."""
    folded = [text.casefold() for text in texts]
    where = [next((n for n, text in enumerate(folded) if word in text), None) for word in words]
    if None in where:
        return None
    return max((n for n in where if n is not None), default=0)


def _other_values(row: Setting | None) -> str:
    """What a setting may be, as far as one would look for it."""
    if row is None:
        return ""
    if row.key == "schedule":
        return SCHEDULE_WORDS
    options = row.value_type.options if isinstance(row.value_type, Choice | Several) else ()
    return " ".join(f"{value} {words}" for value, words in options)


def found_words(count: int) -> str:
    """How much a search found."""
    return plural(count, "setting") if count else "nothing is called so"
