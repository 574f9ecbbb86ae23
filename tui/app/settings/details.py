"""What stands beneath the settings: what the one under the cursor is for, and what it would do."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.geometry import Size

from tui.app.settings.form import Form
from tui.app.settings.lines import HELP, PATH
from tui.app.widgets.title_bar import QUIET
from tui.diary.today import Today
from tui.practice.forecast import forecast
from tui.practice.models import WEEKDAYS, Routine, ScheduleEntry, Weekdays, Weekly
from tui.settings.schedule import planned, schedule_words
from tui.settings.setting import Setting
from tui.settings.value_types import Text
from tui.words.phrases import day_words

PREVIEW = "The next two weeks, if all goes well"
SHORT = 12
"""Rows up to which there is no room for anything twice."""
_ROOMY = 56
"""Cells from which the preview has a column for each date, with its weekday."""
_NAME_CELLS = 14
_WARNING = "$text-warning"


def rows_about(form: Form, room: int) -> int:
    """How many rows of the room to leave beneath the list, so that it is calm within a section."""
    is_short = room <= SHORT
    match form.section:
        case "Plan":
            return 5 if is_short else 11
        case "Schedule" if is_short:
            return room - 2 if form.entry() is not None else 6
        case "Schedule":
            return 12
    return 4 if is_short else 5


def about(form: Form, today: Today, room: Size, *, is_wide: bool) -> Content:
    """All that stands beneath the list: what the line is for, what is wrong, what would come.

    ``room`` is what there is of it; where it is wide, one line of it is left free.
    """
    parts = _said(form, today, room.width)
    is_short = room.height < SHORT // 2
    if form.section == "Plan" or (form.section == "Schedule" and not is_short and not form.reason):
        coming = preview(form.tried(), today, room.width)
        heading = Content.styled(PREVIEW, QUIET)
        parts = [*coming, *parts] if is_short else [*parts, Content(""), heading, *coming]
    if is_wide and parts:
        parts = [Content(""), *parts]
    return _wrapped(parts, room.width, room.height)


def _wrapped(parts: Sequence[Content], width: int, height: int) -> Content:
    """Paragraphs folded into a width, as many lines as there is room for."""
    lines: list[Content] = []
    for part in parts:
        folded = [line.rstrip() for line in part.wrap(max(1, width))]
        left = height - len(lines)
        if 0 < left < len(folded):
            folded[left - 1] = Content.assemble(folded[left - 1].truncate(width - 1).rstrip(), "…")
        lines += folded[:left]
    return Content("\n").join(lines)


def _said(form: Form, today: Today, width: int) -> list[Content]:
    """What the line under the cursor is for, and what there is to know of it just now."""
    row = form.row
    if not form.at:
        return [Content("esc shows everything again.")]
    if row is not None and row.key == "schedule":
        return _schedule(form, row, today, width)
    said = []
    if form.reason:
        said.append(_wrong("A name" if row is None else row.label, form.reason))
    if row is None:
        said.append(Content(HELP[form.at]))
        if form.at == PATH:
            said.append(Content.styled(form.facts.path, QUIET))
        return said
    if row.problem:
        said.append(Content.styled(f"! {_sentence(row.problem)}", _WARNING))
    said.append(Content(row.help))
    if row.note:
        said.append(Content.styled(_sentence(row.note), QUIET))
    if form.note:
        said.append(Content.styled(f"! {_sentence(form.note)}", _WARNING))
    since = getattr(row.value_type, "since", "")
    unit = f" {row.unit}" if row.unit else ""
    limits = f"{row.range}{unit}{f', since {since}' if since else ''}"
    default = f" · default {row.value_type.words(row.default) or 'none'}"
    is_own = isinstance(row.value_type, Text) and not form.is_changed
    said.append(Content.styled(limits if is_own else limits + default, QUIET))
    if row.exercise and not form.typing:
        said.append(_keys(("⇧↑↓", "move"), ("d", "remove"), ("a", "add")))
    return said


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _wrong(label: str, reason: str) -> Content:
    """Why what is typed is not taken."""
    return Content.styled(f"! {label} {reason}.", _WARNING)


def _schedule(form: Form, row: Setting, today: Today, width: int) -> list[Content]:
    """What a schedule means and which keys change it; one that is not accepted yet says so."""
    said = [_wrong("The schedule", form.reason)] if form.reason else []
    entry, later = form.entry(), planned(today.routine, today.date)
    if entry is not None:
        said.append(Content(schedule_words(entry, today.date, later)))
        said.append(_keys(("enter", "accept"), ("esc", "leave it as it was")))
    else:
        said.append(Content(row.help))
        if row.note:
            said.append(Content.styled(_sentence(row.note), QUIET))
    shown: ScheduleEntry = row.value if entry is None else entry
    if form.typing:
        return said
    said.append(_days(shown, width))
    needs = "all of it counts" if shown.needs == "full" else "one rep counts"
    is_today = shown.since <= today.date
    since = "today" if is_today else day_words(shown.since, short=True)
    keys = [("n", needs), ("[ ]", f"from {since}")]
    said.append(_keys(*keys, *([] if entry is not None else [("enter", "type it")])))
    return said


def _keys(*keys: tuple[str, str]) -> Content:
    """Keys with what they do."""
    drawn = [Content.assemble((key, "bold $primary"), f" {words}") for key, words in keys]
    return Content("   ").join(drawn)


def _days(entry: ScheduleEntry, width: int) -> Content:
    """The keys that make the days of this kind of schedule."""
    if isinstance(entry, Weekly):
        return _keys(("←→", "another kind"), ("1–6", f"{entry.times} a week"))
    listed = entry.days if isinstance(entry, Weekdays) else ()
    letters, gap = (3, "  ") if width >= _ROOMY else (2, " ")
    days = [
        Content.assemble(
            (str(number), "bold $primary"),
            (f" {day[:letters].title()}", "bold" if day in listed else QUIET),
        )
        for number, day in enumerate(WEEKDAYS, 1)
    ]
    return Content(gap).join(days)


def preview(routine: Routine, today: Today, width: int) -> list[Content]:
    """The targets of the next two weeks, and how long the first and the last session take.

    Where exercises differ each has its own line.
    """
    coming = forecast(routine, today.days, today.date)
    asked = [each for each in coming if each.targets]
    if not asked:
        return [Content.styled("Nothing is asked for in the next two weeks.", QUIET)]
    columns = [
        [str(each.targets[n]) if each.targets else "·" for each in coming]
        for n in range(len(routine.exercises))
    ]
    is_roomy = width >= _ROOMY
    is_same = all(each == columns[0] for each in columns)
    names = [] if is_same else [exercise.name for exercise in routine.exercises]
    said = []
    if is_roomy:
        initials = [WEEKDAYS[each.date.weekday()][:1].upper() for each in coming]
        said.append(Content.styled(_joined(initials, 2), QUIET))
    for n, column in enumerate(columns[:1] if is_same else columns):
        if is_roomy:
            line = Content.styled(_joined(column, 2), "bold")
            room = min(width - line.cell_length - 2, _NAME_CELLS)
            name = Content(names[n] if names else "").truncate(room, ellipsis=True)
            said.append(Content.assemble(line, "  ", name.stylize(QUIET)) if names else line)
        else:
            number = f"{n + 1}: " if names else ""  # as they are counted in their list
            line = Content.styled(_fitting(column, width - len(number)), "bold")
            said.append(Content.assemble((number, QUIET), line))
    cells = min(width, 14 * 3 - 1)
    said.append(_lengths(asked[0].length, asked[-1].length, cells))
    return said


def _joined(parts: Sequence[str], cells: int) -> str:
    return " ".join(part.rjust(cells) for part in parts)


def _fitting(parts: Sequence[str], cells: int) -> str:
    """As many as fit in a line, and a sign where some do not."""
    whole = " ".join(parts)
    if len(whole) <= cells:
        return whole
    return f"{whole[: cells - 1].rpartition(' ')[0]} …"


def _lengths(first: int, last: int, cells: int) -> Content:
    """How a session's length grows, in minutes and seconds of milliseconds."""
    start, end = minutes(first), minutes(last)
    if start == end:
        return Content.styled(f"{start} each", QUIET)
    shaft = "─" * max(1, cells - len(start) - len(end) - 3)
    return Content.assemble(start, (f" {shaft}▸ ", QUIET), end)


def minutes(milliseconds: int) -> str:
    """``1:47``."""
    whole, rest = divmod(round(milliseconds / 1000), 60)
    return f"{whole}:{rest:02}"
