"""The streak on the home screen: its number, this week, and how the days have been.

It looks at the whole history, which takes long with years of days, so the first paint does without
it.
"""

from __future__ import annotations

from textual.content import Content

from tui.app.screens.day_glyphs import day_glyph_text
from tui.app.shell import Shell
from tui.app.widgets.big_letters import SMALL_ROWS, digits, small_digits
from tui.app.widgets.title_bar import FAINT, QUIET
from tui.diary.today import Today
from tui.practice.dates import ONE_DAY, week_start
from tui.words import phrases
from tui.words.glyphs import thin_bar


def streak_text(today: Today, *, width: int, number_rows: int) -> Content:
    """Return the streak, and whether today is open.

    Args:
        today: the diary, seen from today.
        width: cells of a line.
        number_rows: the rows of the number of days, if it fits into the width; 1 for plain text.
    """
    air = [Content("")] * (number_rows > SMALL_ROWS)
    state = Content.styled(phrases.today_words(today.history, today.ends_at), QUIET)
    number = _number(today, width, number_rows)
    return Content("\n").join([Content.styled("STREAK", QUIET), *air, *number, *air, state])


def days_text(app: Shell, today: Today, *, width: int) -> Content:
    """Return this week, and how the days have been; the theme and the signs are the app's."""
    history = today.history
    lines = [*_week_strip(app, today), Content(""), Content(phrases.last_30_words(history))]
    if words := phrases.steadiness_words(history):
        lines.append(bar(history.steadiness, words, width))
    return Content("\n").join(lines)


def _number(today: Today, width: int, rows: int) -> list[Content]:
    """Return the number of days with the longest streak beside it, or what is said instead."""
    history = today.history
    counted = phrases.plural(history.current, "day")
    lead = phrases.streak_lead_parts(today, counted)
    longest = phrases.longest_words(history)
    # No number that is none is drawn large.
    if rows >= SMALL_ROWS and history.current and lead == (counted,):
        figures = f"{history.current}"
        drawn = small_digits(figures) if rows < 5 else digits(figures, rows)
        beside = [Content.styled(counted.split(" ")[1], "bold"), Content.styled(longest, QUIET)]
        if len(drawn[0]) + 2 + max(each.cell_length for each in beside) <= width:
            beside = [Content("")] * (len(drawn) - len(beside)) + beside
            return [
                Content.assemble((row, "$primary"), "  ", words)
                for row, words in zip(drawn, beside, strict=True)
            ]
    lines = [Content.styled(line, "bold") for line in lead]
    longest_line = Content.styled(longest, QUIET)
    if lines and longest and lines[-1].cell_length + 3 + len(longest) <= width:
        lines[-1] = Content.assemble(lines[-1], (" · ", QUIET), longest_line)
        return lines
    return [*lines, longest_line] if longest else lines


def bar(share: float, words: str, width: int) -> Content:
    """Return a bar of a share from 0 to 1 with words behind it, together ``width`` cells wide."""
    cells = max(0, width - len(words) - 2)
    filled, rest = thin_bar(round(share * cells * 2), cells)
    return Content.assemble((filled, "$primary"), (rest, FAINT), "  ", (words, QUIET))


def _week_strip(app: Shell, today: Today) -> tuple[Content, Content]:
    """Return the letters of this week's days, and beneath them the glyphs of its dates."""
    first = week_start(today.date, today.snapshot.settings.first_weekday)
    dates = [first + ONE_DAY * n for n in range(7)]
    letters = "  ".join(f"{date:%a}"[0] for date in dates)
    glyphs = [day_glyph_text(app, today.history, date) for date in dates]
    return Content.styled(letters, QUIET), Content(" ").join(glyphs)
