"""What a session added, on Finish: the streak, and this week, in which today's square fills."""

from __future__ import annotations

from typing import Final

from textual.content import Content

from tui.app.screens.day_glyphs import day_glyph_text
from tui.app.shell import Shell
from tui.app.widgets.big_letters import SMALL_ROWS, digits, small_digits
from tui.app.widgets.title_bar import FAINT, QUIET
from tui.practice.dates import ONE_DAY, week_start
from tui.practice.history import History
from tui.words import phrases

FILLING: Final = "▁▂▃▄▅"
"""What today's square shows, step by step, before it is full."""
_HEIGHTS: Final = (7, 5, SMALL_ROWS)
_ROWS_TO_SPARE, _MIDDLE = 7, 5
"""The most rows from which on the week stands beneath the streak if it has no room beside it, and
the height of its number then."""
_ARROW: Final = "   →   "
_GAP: Final = "   "


def reward_text(
    app: Shell, before: History, after: History, *, width: int, rows: int, step: int
) -> Content:
    """Return the streak from what it was to what it is, and this week.

    Args:
        app: its theme and signs are those of the week.
        before: what has been without the session.
        after: what has been with it.
        width: cells of a line.
        rows: the most rows; 1 for a line of text.
        step: how many steps of `FILLING` have passed; all of them for what it comes to.
    """
    number, unit = phrases.plural(after.current, "day").split(" ")
    # A streak that the session did not change is one number; and none is never drawn.
    was = f"{before.current:,}" if 0 < before.current < after.current else ""
    if rows >= SMALL_ROWS:
        week = _week(app, after, step)
        style = "$primary" if step >= len(FILLING) else FAINT
        for height in (each for each in _HEIGHTS if each <= rows and after.current):
            streak = _large(was.replace(",", ""), number.replace(",", ""), unit, height, style)
            gap = width - streak[0].cell_length - week[0].cell_length
            if gap >= len(_GAP):
                beside = [Content("")] * (height - len(week)) + week
                return Content("\n").join(
                    Content.assemble(line, " " * gap, words)
                    for line, words in zip(streak, beside, strict=True)
                )
        if rows >= _ROWS_TO_SPARE and after.current:  # narrow and tall: one beneath the other
            streak = _large(was.replace(",", ""), number.replace(",", ""), unit, _MIDDLE, style)
            if streak[0].cell_length <= width:
                return Content("\n").join([*streak, Content(""), *week])
        return Content("\n").join(week)
    if not after.current:
        return Content("")
    lead = was and f"{was} {_ARROW.strip()} "
    return Content.assemble((lead, QUIET), (f"{number} {unit}", "bold $primary"))


def _large(was: str, number: str, unit: str, height: int, style: str) -> list[Content]:
    """Return rows of the number, large, after what it was, small; all of them equally wide."""
    small = small_digits(was) if was else [""] * SMALL_ROWS
    blank = " " * len(small[0])
    old = [blank] * (height - SMALL_ROWS) + small
    new = small_digits(number) if height < 5 else digits(number, height)
    lines = []
    for row in range(height):
        arrow = _ARROW if was and row == height - 2 else " " * len(_ARROW) if was else ""
        words = unit if row == height - 1 else " " * len(unit)
        lines.append(
            Content.assemble((old[row] + arrow, QUIET), (new[row], style), (f"  {words}", "bold"))
        )
    return lines


def _week(app: Shell, history: History, step: int) -> list[Content]:
    """Return the letters of this week's days and their glyphs, today's between brackets.

    A mark that stands beside a glyph, without colours, stays in the place of a bracket.
    """
    today = history.today
    first = week_start(today, app.snapshot.settings.first_weekday)
    letters, glyphs = Content(""), Content("")
    for date in (first + ONE_DAY * n for n in range(7)):
        signs = day_glyph_text(app, history, date)
        glyph, beside = signs[:1], signs[1:]
        if date == today and step < len(FILLING) and app.day_look == "tiles":
            glyph = Content.styled(FILLING[step], "$primary")
        left, right = "()" if date == today else "  "
        if beside.plain == " ":
            beside = Content.styled(right, "bold")
        letters = Content.assemble(letters, (f" {date:%a}"[:2] + " ", QUIET))
        glyphs = Content.assemble(glyphs, (left, "bold"), glyph, beside)
    return [letters, glyphs]
