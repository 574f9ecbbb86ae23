"""How the movements are done: text beside drawings that change between relaxed and held.

`how_to` returns the text for Help, too, where both drawings stand above it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.app.base import SupineDialog
from tui.app.keys import bindings
from tui.app.shell import Shell
from tui.app.widgets.boxes import GAP, Box, Piece, above, beside, box, figure_box, text_box
from tui.app.widgets.key_footer import KeyFooter
from tui.app.widgets.title_bar import FAINT, QUIET, TitleBar
from tui.practice.models import Routine
from tui.words import drawings
from tui.words.how import (
    HOW_TO,
    NOTHING_SAID,
    closing,
    how_lines,
    is_shown_held,
    labelled,
    with_hold,
)
from tui.words.how import opening as lying

_SCROLLBAR = 2
"""Cells of the scrollbar and of the air before it."""
_LEAST_TEXT = 36
BESIDE = drawings.WIDTH + GAP + _LEAST_TEXT
"""The least width in which a drawing stands beside its text."""
_BOTH = 2 * drawings.WIDTH + 2
_BOTH_BESIDE = _BOTH + GAP + _LEAST_TEXT
"""The least width in which both stand beside it, so that none has to change."""
_MOST = _BOTH + GAP + 56
"""The widest that the text with both drawings becomes."""
_STYLES = {"name": "bold", "lesson-label": QUIET, "lesson": ""}
# Half a cell lies on the other half, so that none of them may let another shine through.
_COLOURS = {"moving": "$primary", "body": QUIET, "behind": FAINT, "caption": QUIET}
Colours = Mapping[str, str]
"""The colour of each kind of ink in a drawing; empty where it is drawn in ASCII."""


def figure_colours(app: Shell) -> Colours:
    """Return the colours of drawings in an app."""
    return _COLOURS if app.has_shades else {}


def how_to(routine: Routine, width: int, colours: Colours, *, second: int | None = None) -> Content:
    """Return how the exercises of a routine are done, in lines of some cells.

    Both drawings of a movement stand beside the text or above it. Where they do not fit beside it,
    one can stand there instead, which changes with the time. Where cells are few, there is none.

    Args:
        routine: its exercises; those without lines are left out.
        width: cells of a line.
        colours: those of the drawings, as `figure_colours` returns them.
        second: the seconds since the text was first shown; None where no drawing may change.
    """
    in_blocks = bool(colours)
    opening = [("", each) for each in lying(routine.exercises)]
    boxes: list[Box] = [text_box(opening, width)] if opening else []
    for exercise in routine.exercises:
        lines = [*labelled(with_hold(how_lines(exercise), exercise.hold_s))]
        if not lines:
            continue
        name = box([exercise.name], "name")
        figure = None
        if drawings.has_drawing(exercise.id) and width >= _BOTH:
            figure = figure_box(drawings.both_figures(exercise.id, in_blocks=in_blocks))
            if second is not None and BESIDE <= width < _BOTH_BESIDE:
                is_held = is_shown_held(exercise, second)
                one = drawings.figure(exercise.id, is_held=is_held, in_blocks=in_blocks)
                figure = figure_box(one)
        if figure is None:
            boxes.append(above([name, text_box(lines, width)], 0))
        elif (rest := width - figure.cells - GAP) >= _LEAST_TEXT:
            boxes.append(beside(figure, above([name, text_box(lines, rest)], 0)))
        else:
            boxes.append(above([name, figure, text_box(lines, width)], 0))
    ending = [("", each) for each in closing(routine.exercises)]
    if not ending:
        return Content(NOTHING_SAID)
    boxes.append(text_box(ending, width))
    return Content("\n").join(_drawn(row, colours) for row in above(boxes).rows)


def _drawn(row: Iterable[Piece], colours: Colours) -> Content:
    line = Content("")
    for column, part, text in row:
        line += Content(" " * (column - line.cell_length)) + Content.styled(
            text, _style(part, colours)
        )
    return line


def _style(part: str, colours: Colours) -> str:
    if part in _STYLES or not part:
        return _STYLES.get(part, "")
    ink, _, ground = part.replace("figure-", "").partition(" ")
    if not colours:
        return "$primary" if ink == "moving" else QUIET
    return f"{colours[ink]} on {colours[ground]}" if ground else colours[ink]


class HowScreen(SupineDialog[None]):
    """How the exercises of today's routine are done (rules R4.how).

    A drawing beside the text changes at the pace of the movement; without motion, or with room for
    both, both stand there.
    """

    BINDINGS = bindings.HOW

    def __init__(self) -> None:
        super().__init__()
        self._shown_at = self._second = 0  # the monotonic clock in ms, and seconds since then

    def compose(self) -> ComposeResult:
        yield TitleBar(HOW_TO, self.app.today.routine.name)
        with VerticalScroll(id="help", can_focus=False):
            yield Static(id="how")
        yield KeyFooter()

    def on_mount(self) -> None:
        self._shown_at = self.app.clock.monotonic()
        if not self._is_still:
            self.set_interval(1, self._follow_clock)

    def on_resize(self) -> None:
        # The text gets its width with the layout that follows.
        self.call_after_refresh(self._draw)

    @property
    def _is_still(self) -> bool:
        return self.app.animation_level == "none"

    def _follow_clock(self) -> None:
        now = (self.app.clock.monotonic() - self._shown_at) // 1000
        before, self._second = self._second, now
        exercises = self.app.today.routine.exercises
        if any(is_shown_held(e, before) != is_shown_held(e, self._second) for e in exercises):
            self._draw()

    @property
    def _width(self) -> int:
        return self.query_one("#help").content_size.width - _SCROLLBAR

    def _draw(self) -> None:
        second = None if self._is_still else self._second
        width = max(1, min(self._width, _MOST))
        text = how_to(self.app.today.routine, width, figure_colours(self.app), second=second)
        self.query_one("#how", Static).update(text)
