"""What stands beneath the list: what a setting is for, what is wrong with it, what would come.

In the sections of the plan and the schedule that includes a preview: the targets of the next two
weeks, if all goes well (rules R3.forecast).
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from textual.content import Content
from textual.widget import Widget

from tui.app.settings.lines import ADD, FILE, PATH, REMINDER
from tui.app.settings.state import SettingsState
from tui.app.widgets.title_bar import QUIET
from tui.cues.notice import notice_code
from tui.cues.players import find_players
from tui.cues.remote import ask, is_remote
from tui.cues.speech import find_voices
from tui.cues.tones import Tones
from tui.practice.forecast import ForecastDay, forecast
from tui.practice.models import LONGEST_HOW, WEEKDAYS, Routine, ScheduleEntry, Weekdays, Weekly
from tui.settings.schedule import planned, schedule_words
from tui.settings.setting import Setting
from tui.settings.value_types import Text
from tui.words.glyphs import column_part
from tui.words.phrases import capital, day_words

_SHORT = 12
"""Rows for the list and the details up to which the details are kept short."""
_ROOMY = 56
"""Cells from which on the preview has a column for each date, with its weekday."""
_NAME_CELLS = 14
_FEWEST_BAR_ROWS, _MOST_BAR_ROWS = 2, 10
"""The rows of the bars above the preview, where there is room."""
_PREVIEW_CELLS = 14 * 3 - 1
"""Two weeks of columns of three cells, without the last gap."""
_WARNING = "$text-warning"


class Details(Widget):
    """What there is to know of the line under the cursor, in as many rows as there are."""

    def __init__(self, state: SettingsState) -> None:
        super().__init__(id="about")
        self._state = state

    def render(self) -> Content:
        """Return the paragraphs, as they fit; in few rows the preview comes first."""
        state, (width, height) = self._state, self.content_size
        is_short = self.outer_size.height < _SHORT // 2
        parts = _paragraphs(state, width)
        is_schedule = state.section == "Schedule" and not is_short and not state.error
        if state.section == "Plan" or is_schedule:
            tried, today = state.tried_routine(), state.today
            days = forecast(tried, today.days, today.date)
            coming = preview(tried, days, width)
            heading = Content.styled("The next two weeks, if all goes well", QUIET)
            parts = [*coming, *parts] if is_short else [*parts, Content(""), heading, *coming]
            free = height - sum(len(part.wrap(max(1, width))) for part in parts)
            if width >= _ROOMY and free > _FEWEST_BAR_ROWS:
                rows = min(_MOST_BAR_ROWS, free - 1)
                at = len(parts) - len(coming)
                parts[at:at] = [Content(""), *bars(days, rows)]
        if state.section == FILE and not is_short:
            parts += _backup_lines(state, height - len(parts) - 2)
        lines: list[Content] = []
        for part in parts:
            folded = [line.rstrip() for line in part.wrap(max(1, width))]
            room = height - len(lines)
            if 0 < room < len(folded):
                last = folded[room - 1].truncate(width - 1).rstrip()
                folded[room - 1] = Content.assemble(last, "…")
            lines += folded[:room]
        return Content("\n").join(lines)


def detail_rows(state: SettingsState, room: int) -> int:
    """Return how many rows of a room the details take; the same for all lines of a section."""
    is_short = room <= _SHORT
    match state.section:
        case "Plan":
            return 5 if is_short else 11
        case "Schedule" if is_short:
            return room - 2 if state.draft is not None else 6
        case "Schedule":
            return 12
    return 4 if is_short else 5


def _paragraphs(state: SettingsState, width: int) -> list[Content]:
    """Return all but the preview: what is wrong, what the line is for, limits, and keys."""
    setting, tried = state.setting, state.tried_schedule()
    if not state.cursor:
        return [Content("Go back to show everything again.")]
    parts = []
    if state.error:
        label = {"schedule": "The schedule", ADD: "A name"}.get(state.cursor)
        parts.append(_warning(f"{label or state.line.label} {state.error}"))
    if setting is None:
        parts.append(Content(state.line.help))
        more = {PATH: state.facts.path, REMINDER: state.reminder[1]}.get(state.cursor)
        if more:
            parts.append(Content.styled(more, QUIET))
        return parts
    if setting.key == "schedule" and tried is not None:
        later = planned(state.routine, state.today.date)
        parts.append(Content(schedule_words(tried, state.today.date, later)))
        parts.append(_keys(("enter", "use it"), ("esc", "cancel")))
    else:
        if setting.problem:
            parts.append(_warning(setting.problem))
        parts.append(Content(setting.help))
        if state.line.is_prose and setting.value and not state.typing:
            parts.append(Content(f'"{setting.value}"'))
        if setting.note:
            parts.append(Content.styled(_sentence(setting.note), QUIET))
        if note := _sound_note(setting, state.settings["sound"].value, state):
            parts.append(_warning(note))
    if setting.key != "schedule":
        parts.append(Content.styled(_limits(setting), QUIET))
    if setting.key == "schedule" and not state.typing:
        parts += _schedule_keys(state, width)
    if setting.exercise and not state.typing:
        parts.append(
            _keys(
                (state.key_for("settings.shift-up"), "move"),
                (state.key_for("settings.remove"), "remove"),
                (state.key_for("settings.add"), "add"),
            )
        )
    return parts


def _limits(setting: Setting) -> str:
    """Return the values that a setting takes, why, and its default."""
    unit = f" {setting.unit}" if setting.unit else ""
    since = getattr(setting.value_type, "since", "")
    limits = f"{setting.range}{unit}{f', because {since}' if since else ''}"
    if isinstance(setting.value_type, Text) and not setting.is_changed:
        return limits  # a name is its own default
    if isinstance(setting.value_type, Text) and setting.value_type.longest == LONGEST_HOW:
        return limits  # a default of several lines would hide the keys
    return f"{limits} · default {setting.value_type.words(setting.default) or 'none'}"


def _sound_note(setting: Setting, sound: str, state: SettingsState) -> str:
    """Return what of a setting of the sound cannot be heard here, or an empty string.

    ``sound`` is the kind of sound that is chosen. A page plays by itself, and needs no program.
    """
    which, page = state.which, state.page
    if page is not None and setting.key == "sound":
        return ""
    if setting.key == "sound" and setting.value == "auto" and is_remote(os.environ):
        return "Over the network only the terminal's bell can reach you"
    if setting.key == "sound" and setting.value in ("auto", "tones"):
        has_player = bool(find_players(which, Tones(quiet=False)))
        return "" if has_player else "No sound player found, so the bell is used"
    if setting.key == "notice" and setting.value and not notice_code(os.environ, ask):
        return "This terminal isn't known to show notices, so there is none"
    if setting.key == "speech" and setting.value:
        if sound == "off":
            return "Speech is silent while Sound is off"
        has_voice = find_voices(which, quiet=False) if page is None else page.can_speak
        if page is not None and not has_voice:
            return "This browser has no English voice of its own"
        if not has_voice:
            return "No speech program found"
    return ""


def _schedule_keys(state: SettingsState, width: int) -> list[Content]:
    """Return the keys that change the schedule, with what they stand at."""
    entry = state.shown_schedule
    needs = "all reps needed" if entry.needs == "full" else "one rep is enough"
    is_today = entry.since <= state.today.date
    since = "today" if is_today else day_words(entry.since, short=True)
    earlier, later = state.key_for("settings.earlier"), state.key_for("settings.later")
    keys = [(state.key_for("settings.needs"), needs), (f"{earlier} {later}", f"from {since}")]
    if state.draft is None:
        keys.append(("enter", "type it"))
    return [_day_keys(state, entry, width), _keys(*keys)]


def _day_keys(state: SettingsState, entry: ScheduleEntry, width: int) -> Content:
    """Return the keys for the days of the week, or for how many of them."""
    if isinstance(entry, Weekly):
        return _keys(
            (state.key_for("settings.more"), "another kind"), ("1–6", f"{entry.times} a week")
        )
    chosen = entry.days if isinstance(entry, Weekdays) else ()
    letters, gap = (3, "  ") if width >= _ROOMY else (2, " ")
    days = [
        Content.assemble(
            (str(number), "bold $primary"),
            (f" {day[:letters].title()}", "bold" if day in chosen else QUIET),
        )
        for number, day in enumerate(WEEKDAYS, 1)
    ]
    return Content(gap).join(days)


def _keys(*keys: tuple[str, str]) -> Content:
    """Return keys with what they do."""
    drawn = [Content.assemble((key, "bold $primary"), f" {words}") for key, words in keys if key]
    return Content("   ").join(drawn)


def _warning(text: str) -> Content:
    return Content.styled(f"! {_sentence(text)}", _WARNING)


def _sentence(text: str) -> str:
    return f"{capital(text)}."


def preview(routine: Routine, coming: Sequence[ForecastDay], width: int) -> list[Content]:
    """Return the targets of the next two weeks, and the first and the last session's length.

    Exercises share a line where their targets are the same.
    """
    sessions = [each for each in coming if each.targets]
    if not sessions:
        return [Content.styled("Nothing is planned for the next two weeks.", QUIET)]
    rows = [
        [str(each.targets[n]) if each.targets else "·" for each in coming]
        for n in range(len(routine.exercises))
    ]
    is_same = all(row == rows[0] for row in rows)
    names = [""] if is_same else [exercise.name for exercise in routine.exercises]
    lines = []
    for number, (name, row) in enumerate(zip(names, rows, strict=False), 1):
        if width >= _ROOMY:
            targets = Content.styled(_columns(row), "bold")
            room = min(width - targets.cell_length - 2, _NAME_CELLS)
            label = Content(name and f"  {name}").truncate(room + 2, ellipsis=True)
            lines.append(Content.assemble(targets, label.stylize(QUIET)))
        else:
            label = Content.styled(f"{number}: " if name else "", QUIET)
            targets = Content.styled(_shortened(row, width - label.cell_length), "bold")
            lines.append(Content.assemble(label, targets))
    if width >= _ROOMY:
        initials = [WEEKDAYS[each.date.weekday()][:1].upper() for each in coming]
        lines.append(Content.styled(_columns(initials), QUIET))
    return [*lines, _lengths(sessions[0].length, sessions[-1].length, min(width, _PREVIEW_CELLS))]


def bars(coming: Sequence[ForecastDay], rows: int) -> list[Content]:
    """Return a bar for each of the next two weeks' dates, as high as its targets; today's warm."""
    asked = [max(each.targets, default=0) for each in coming]
    highest = max(*asked, 1)
    lines = []
    for row in reversed(range(rows)):
        signs = [column_part(round(each * rows * 8 / highest), row) * 2 for each in asked]
        lines.append(
            Content.assemble((f"{signs[0]} ", "$primary"), (" ".join(signs[1:]), "$secondary"))
        )
    return lines if any(asked) else []


def _backup_lines(state: SettingsState, rows: int) -> list[Content]:
    """Return the newest backups under a heading, as many as there are rows for."""
    words = state.facts.newest_ones[: max(0, rows - 2)]
    heading = Content.styled("The newest backups", QUIET)
    return [Content(""), heading, *map(Content, words)] if words else []


def _columns(cells: Sequence[str]) -> str:
    return " ".join(cell.rjust(2) for cell in cells)


def _shortened(cells: Sequence[str], width: int) -> str:
    """Return as many cells as fit into a width, and an ellipsis where some do not."""
    whole = " ".join(cells)
    return whole if len(whole) <= width else f"{whole[: width - 1].rpartition(' ')[0]} …"


def _lengths(first_ms: int, last_ms: int, width: int) -> Content:
    """Return how the length of a session grows, as an arrow from the first to the last."""
    first, last = minutes(first_ms), minutes(last_ms)
    if first == last:
        return Content.styled(f"{first} each", QUIET)
    shaft = "─" * max(1, width - len(first) - len(last) - 3)
    return Content.assemble(first, (f" {shaft}▸ ", QUIET), last)


def minutes(milliseconds: int) -> str:
    """Return a length in minutes and seconds: ``1:47``."""
    whole, rest = divmod(round(milliseconds / 1000), 60)
    return f"{whole}:{rest:02}"
