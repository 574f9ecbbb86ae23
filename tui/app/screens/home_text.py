"""What the home screen shows before it looks at the whole history: today, and the notices.

Where the streak and the weeks will stand is known here, too, so that nothing moves when they
follow.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from tui.app.base import HEIGHTS, WIDTHS
from tui.app.keys.bindings import KeyFor
from tui.app.widgets.title_bar import QUIET
from tui.diary.codec import SCHEMA
from tui.diary.store import WRITTEN_BY_NEWER
from tui.diary.today import Today
from tui.practice.day_plan import ExercisePlan
from tui.practice.models import Session
from tui.practice.teaching import FIRST_DAYS
from tui.practice.timetable import ExerciseSet, with_reps
from tui.words import phrases
from tui.words.targets import reason_words

if TYPE_CHECKING:
    from tui.diary.copies import Copy
    from tui.practice.advice import Advice

NAME_CELLS = 18
"""A longer exercise name is cut here, so that the numbers stay in line."""
ROW_CELLS = 33
"""The column at which the word of an exercise begins, after its number, name and amount."""

_NARROW, _WIDE = WIDTHS[1][0], WIDTHS[2][0]
_PAGE_CELLS = 173
"""The widest page, for a year of tiles three cells wide."""
_TODAY_CELLS = 76
"""The longest line of what today asks."""
WEEKS_ROWS, TALL_WEEKS_ROWS = 9, 16
"""Rows of the last weeks with their heading, and of those with tiles two rows high."""
_TALL_WEEKS = 44
"""Rows of the terminal from which on the tiles are that high."""
_SHORT, _ROOMY = HEIGHTS[1][0], HEIGHTS[2][0]
"""Rows below which each is needed, and from which on there is air to spare."""
_STREAK_ROWS, _DAYS_ROWS = 2, 6
"""Rows of the streak without its number, and of the week with the sums and the row above them."""
_NUMBERS = ((7, 2), (5, 2), (3, 0))
"""The heights of the number of days, and the rows that each leaves free; largest first."""


class Columns(NamedTuple):
    """The columns of the page, which home.tcss lays out.

    Attributes:
        parts: 1 if the streak stands beneath today, 2 if beside it or in its place, 3 if the week
            has a column of its own, as wide as the streak's.
        today: the cells of today's column.
        streak: those of the streak's.
        is_narrow: whether the page has the width of one column.
    """

    parts: int
    today: int
    streak: int
    is_narrow: bool


def columns_for(width: int, height: int) -> Columns:
    """Return the columns for which a terminal of this size has room."""
    if width < _NARROW:
        page = max(1, width - 2)
        return Columns(2 if height < _SHORT else 1, page, page, is_narrow=True)
    page = min(_PAGE_CELLS, width) - (8 if width >= _WIDE else 6)
    streak = 40 if width >= _WIDE else 30
    today = min(_TODAY_CELLS, page - streak - 4)
    return Columns(3 if width >= _PAGE_CELLS else 2, today, streak, is_narrow=False)


class Room(NamedTuple):
    """What there is room for.

    Attributes:
        number_rows: the rows of the number of days; 1 for plain text.
        top_rows: those of today, the streak and the week.
        weeks_rows: those of the last weeks with their heading; 0 for no weeks.
    """

    number_rows: int
    top_rows: int
    weeks_rows: int


def room_for(
    height: int,
    *,
    today_rows: int,
    notice_rows: int,
    columns: int,
    has_tall_tiles: bool,
) -> Room:
    """Return what there is room for besides today and the notices, the weeks before the number.

    Args:
        height: rows of the terminal.
        today_rows: those of what today asks.
        notice_rows: those of the notices, with the empty ones above them.
        columns: how many there are (`Columns.parts`).
        has_tall_tiles: whether a year of tiles fits that are three cells wide.
    """
    is_roomy = height >= _ROOMY
    is_short = height < _SHORT
    left = height - (2 if is_short else 3) - notice_rows  # title, key line, and a row above
    weeks_rows = TALL_WEEKS_ROWS if has_tall_tiles and height >= _TALL_WEEKS else WEEKS_ROWS

    def top(number_rows: int, free: int = 0) -> int:
        days = 0 if columns == 3 else _DAYS_ROWS - is_short
        streak = _STREAK_ROWS + number_rows + free + days
        return today_rows + 2 + streak if columns == 1 else max(today_rows, streak)

    gap = 2 if is_roomy else 1
    if top(1) + gap + weeks_rows > left:
        weeks_rows = gap = 0
    fits = (rows for rows, free in _NUMBERS if top(rows, free) + gap + weeks_rows <= left)
    number_rows = next(fits, 1)
    return Room(number_rows, top(number_rows, dict(_NUMBERS).get(number_rows, 0)), weeks_rows)


def rows_of(text: Content, width: int) -> int:
    """Return the rows of a text whose lines are folded at a width."""
    lines = text.split("\n")
    return sum(1 if each.cell_length <= width else len(each.wrap(width)) for each in lines)


def notice_lines(
    today: Today,
    interrupted: Sequence[Session],
    dismissible: Sequence[str],
    advice: Advice | None,
    key_for: KeyFor,
    *,
    copies: Sequence[Copy] = (),
    is_short: bool,
) -> list[Content]:
    """Return what needs a word but blocks nothing, a line each.

    Args:
        today: the diary, seen from today.
        interrupted: the sessions that were found open at the start and closed.
        dismissible: notices that a key dismisses.
        advice: what is advised today, which the same key dismisses; None for nothing.
        key_for: returns the keys that the lines name.
        copies: copies of the diary that wait, which the same key dismisses.
        is_short: rows are scarce, so that keys come before the words that they belong to.
    """
    lines: list[Content] = []
    if today.unconfirmed is not None:
        lines += _unconfirmed_lines(today, today.unconfirmed, key_for)
    elif interrupted and not any(session.counted for session in interrupted):
        lines.append(Content("The last session was interrupted before its first rep."))
    snapshot = today.snapshot
    if snapshot.schema > SCHEMA:
        lines.append(Content(f"The diary {WRITTEN_BY_NEWER}."))
    if snapshot.problems:
        count = phrases.plural(len(snapshot.problems), "record")
        first = snapshot.problems[0]
        lines.append(Content(f"Skipped {count} that couldn't be read ({first})."))
    # The keys first, so that they are seen however little room there is.
    dismiss = _offers((key_for("routine.dismiss"), "dismiss"))
    start = Content.assemble(dismiss, " · ") if dismiss else dismiss
    lines += [Content.assemble(start, f"{phrases.capital(notice)}.") for notice in dismissible]
    for words, keys in (
        *([_copies_lines(copies, key_for)] if copies else []),
        *([_advice_lines(advice, key_for)] if advice is not None else []),
    ):
        lines += [each for each in ((keys, words) if is_short else (words, keys)) if each]
    return lines


def _offers(*offers: tuple[str, str]) -> Content:
    """Return keys with what they do; nothing of those without a key, which have a button."""
    drawn = [Content.assemble((key, "bold $primary"), f" {words}") for key, words in offers if key]
    return Content("   ").join(drawn)


def _copies_lines(copies: Sequence[Copy], key_for: KeyFor) -> tuple[Content, Content]:
    """Return that copies of the diary wait, and the keys that merge or dismiss them."""
    from tui.words.copies import OFFERS, most_telling, waiting_words

    offer = OFFERS.get(most_telling(copies))
    merge = [(key_for("routine.merge"), offer)] if offer else []
    keys = _offers(*merge, (key_for("routine.dismiss"), "dismiss"))
    return Content(f"{phrases.capital(waiting_words(copies))}."), keys


def _advice_lines(advice: Advice, key_for: KeyFor) -> tuple[Content, Content]:
    """Return what is advised, and the keys that follow or dismiss it (rules R3.suggest)."""
    from tui.words.advice import advice_words, offer_words

    keys = _offers(
        (key_for("routine.follow"), offer_words(advice)), (key_for("routine.dismiss"), "dismiss")
    )
    return Content(advice_words(advice)), keys


def _unconfirmed_lines(today: Today, session: Session, key_for: KeyFor) -> list[Content]:
    """Return that a session is unconfirmed, and the keys that change it (rules R3.unconfirmed)."""
    keys = _offers((key_for("routine.confirm"), "yes"), (key_for("routine.correct"), "change"))
    question = Content("   ").join([Content("Is that right?"), *([keys] if keys else [])])
    return [Content(phrases.unconfirmed_words(session, today.date)), question]


def sets_to_imagine(today: Today) -> tuple[ExerciseSet, ...]:
    """Return the reps of an all-imagined session: what is left, or what a rest day offers.

    Rules `R3.rest` and `R3.later`.
    """
    plan = today.plan
    if plan.is_locked or plan.is_enough:
        return ()
    sets = today.sets_to_imagine() if plan.is_rest else today.sets_left()
    return with_reps(sets)


def today_text(
    today: Today,
    *,
    width: int,
    outlook: str,
    is_short: bool,
    has_large_start: bool,
    key_for: KeyFor,
) -> Content:
    """Return the exercises, the reason for their number, how long they take, and the start line.

    Args:
        today: the diary, seen from today.
        width: cells of a line.
        outlook: what the next date asks, where today is done; empty for no such line.
        is_short: leave out the heading and one empty line, where rows are scarce.
        has_large_start: draw the start line as a plate, half a row higher and lower.
        key_for: returns the keys that are named; empty for those that are not.
    """
    plan = today.plan
    rows = _exercise_rows(today, width)
    reason = reason_words(plan)
    if today.lowered_by and plan.left:
        lowered = (t for t in today.targets().values() if t is not None)
        reason = f"{phrases.counts_words(lowered)} today, your choice."
    details = [phrases.props_words(today.routine.props)] if today.routine.props else []
    if plan.left:
        details.insert(0, phrases.about_minutes(today.estimate_ms))
    key = key_for("routine.how")  # by touch it is a button
    how = f"{key}: how to do it"
    # Few dates with anything in them: the whole history is not looked at before the first paint.
    if key and plan.left and len(today.days) <= FIRST_DAYS:
        details += [how] if len(" · ".join([*details, how])) <= width else []
    detail = " · ".join(details)
    heading = [] if is_short else [Content.styled("TODAY", QUIET), Content("")]
    lines = [*heading, *rows, *([] if is_short else [Content("")])]
    if not plan.is_locked:  # the start line says it
        lines.append(Content(phrases.capital(reason)))
    if detail:
        lines.append(Content.styled(phrases.capital(detail), QUIET))
    start_width = min(width, max((row.cell_length for row in rows), default=0))
    lines += [Content(""), *_start_lines(today, key_for, width, start_width, has_large_start)]
    if outlook:
        lines.append(Content.styled(phrases.capital(outlook), QUIET))
    return Content("\n").join(lines)


def _exercise_rows(today: Today, width: int) -> list[Content]:
    """Return a row an exercise; with the exercises' words only if all rows have room for them."""
    exercises = today.plan.exercises
    sets, targets = today.sets_left(), today.targets()
    rows = [
        _exercise_row(number, planned, exercise_set, targets[planned.exercise.id])
        for number, (planned, exercise_set) in enumerate(zip(exercises, sets, strict=True), 1)
    ]
    with_words = [
        Content.assemble(
            row, " " * (ROW_CELLS - row.cell_length), (planned.exercise.word.lower(), QUIET)
        )
        for row, planned in zip(rows, exercises, strict=True)
    ]
    has_room = all(row.cell_length < ROW_CELLS for row in rows)
    return with_words if has_room and all(r.cell_length <= width for r in with_words) else rows


def _exercise_row(
    number: int, planned: ExercisePlan, exercise_set: ExerciseSet, target: int | None
) -> Content:
    name = Content(planned.exercise.name).truncate(NAME_CELLS, ellipsis=True)
    name = name.pad_right(NAME_CELLS + 2 - name.cell_length)
    if target is None:
        amount = "rest"
    elif 0 < planned.counted < target:
        amount = f"{planned.counted} of {target} done"
    elif planned.counted:
        amount = f"{planned.counted} done"
    elif not exercise_set.reps:
        amount = "nothing left today"
    else:
        amount = f"{target} × {planned.exercise.hold_s:g} s"
    style = "bold $primary" if exercise_set.reps else QUIET
    return Content.assemble((f"{number}  ", QUIET), name, (amount, style))


def _start_lines(
    today: Today, key_for: KeyFor, most: int, width: int, is_large: bool
) -> list[Content]:
    """Return what the start key does now; where it starts a session, the line can be clicked.

    Then it is at least ``width`` cells wide. It is never wider than ``most`` cells.
    """
    plan, key = today.plan, key_for("routine.start")
    if plan.is_locked:
        paused = Content.styled("Paused after a warning sign", "bold $text-warning")
        if not key:
            return [paused, *_plate("What to do", "", width, is_large=is_large)]
        way = Content.styled(f"{key} for what to do", "@click=screen.start")
        line = Content.assemble(paused, (" · ", "bold $text-warning"), way)
        return [line] if line.cell_length <= most else [paused, way]
    if plan.left:
        if plan.day.rest is None:
            words = f"Carry on: {_left_words(today)}" if plan.counted else "Start"
            return _plate(words, key, width, is_large=is_large)
        label = f"Resting today{f' · {key} to practise anyway' if key else ''}"
    elif not plan.exercises:
        label = "No exercises yet"
    elif today.sets_of_next_round():
        label = f"✓ Done{f' · {key} for more, if you like' if key else ' for today'}"
    else:
        label = "Resting today" if plan.is_enough or plan.is_rest else "✓ Done for today"
    return [Content.styled(label, "$text-secondary")]


def _plate(words: str, key: str, width: int, *, is_large: bool) -> list[Content]:
    """Return the line that can be clicked, with its key; half a row higher and lower if large."""
    gap = " " * max(3, width - len(words) - Content(key).cell_length - 4)
    style = "bold $background on $primary @click=screen.start"
    line = Content.styled(f"  {words}{gap}{key}  ", style)
    if not is_large:
        return [line]
    # What can be clicked has the colours of links, with the accent as its ground: a half block is
    # the half that is left out.
    edge = "@click=screen.start"
    upper, lower = (Content.styled(s * line.cell_length, edge) for s in "▀▄")
    return [upper, line, lower]


def _left_words(today: Today) -> str:
    left = [exercise_set.reps for exercise_set in today.sets_left() if exercise_set.reps]
    if len(set(left)) == 1 and len(left) == len(today.plan.exercises):
        return f"{left[0]} left of each"
    return f"{phrases.listed(map(str, left))} left"
