"""How the movements are done: text beside drawings that change between relaxed and held.

`how_to` returns the text for Help, too, where both drawings stand above it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from textual.app import ComposeResult
from textual.color import Color
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.app.base import SupineDialog
from tui.app.keys import bindings
from tui.app.shell import Shell
from tui.app.widgets.key_footer import KeyFooter
from tui.app.widgets.title_bar import QUIET, TitleBar
from tui.practice.models import Routine
from tui.words import drawings
from tui.words.how import HOW_TO, LABEL_CELLS, NOTHING_SAID, closing, how_lines, labelled

DRAWING_S = 1.5
"""Seconds that each drawing is shown."""
_SCROLLBAR = 1
_GAP = 3
"""Cells between a drawing and the text beside it."""
BESIDE = drawings.WIDTH + _GAP + 36
"""The least width in which a drawing stands beside its text."""
Colours = Mapping[str, str]
"""The colour of each kind of ink in a drawing; empty where it is drawn in ASCII."""


def figure_colours(app: Shell) -> Colours:
    """Return the colours of drawings in the theme of an app.

    Half a cell lies on the other half, so that none of them may let another shine through.
    """
    if not app.has_shades:
        return {}
    ground, ink = (Color.parse(app.theme_variables[name]) for name in ("background", "foreground"))
    greys = {"body": 0.6, "behind": 0.25, "caption": 0.62}
    return {"moving": "$primary"} | {
        name: ground.blend(ink, part).hex for name, part in greys.items()
    }


def how_to(
    routine: Routine, width: int, colours: Colours, *, is_held: bool | None = None
) -> Content:
    """Return how the exercises of a routine are done, in lines of some cells.

    Args:
        routine: its exercises; those without lines are left out.
        width: cells of a line. Where they are few, there are no drawings.
        colours: those of the drawings, as `figure_colours` returns them.
        is_held: which drawing stands beside the text; None for both, above it.
    """
    in_blocks = bool(colours)
    parts: list[Content] = []
    for exercise in routine.exercises:
        lines = [*labelled(how_lines(exercise))]
        if not lines:
            continue
        has_drawing = drawings.has_drawing(exercise.id)
        name = Content.styled(exercise.name, "bold")
        if has_drawing and is_held is not None and width >= BESIDE:
            figure = drawings.figure(exercise.id, is_held=is_held, in_blocks=in_blocks)
            text = [name, *_folded(lines, width - drawings.WIDTH - _GAP)]
            parts += _beside([_drawn(row, colours) for row in figure], text)
        else:
            parts.append(name)
            if has_drawing and is_held is None and width >= 2 * drawings.WIDTH + 2:
                both = drawings.both_figures(exercise.id, in_blocks=in_blocks)
                parts += [_drawn(row, colours) for row in both]
            parts += _folded(lines, width)
        parts.append(Content(""))
    parts += [line for each in closing(routine.exercises) for line in Content(each).wrap(width)]
    return Content("\n").join(parts or Content(NOTHING_SAID).wrap(width))


def _folded(lines: Iterable[tuple[str, str]], width: int) -> list[Content]:
    rows: list[Content] = []
    for label, line in lines:
        for number, text in enumerate(Content(line).wrap(max(1, width - LABEL_CELLS))):
            head = (label if number == 0 else "").ljust(LABEL_CELLS)
            rows.append(Content.assemble((head, QUIET), text))
    return rows


def _beside(left: list[Content], right: list[Content]) -> list[Content]:
    count = max(len(left), len(right))
    blank = Content(" " * drawings.WIDTH)
    pairs = zip(
        [*left, *[blank] * (count - len(left))],
        [*right, *[Content("")] * (count - len(right))],
        strict=True,
    )
    return [Content.assemble(one, " " * _GAP, two) for one, two in pairs]


def _drawn(row: drawings.Row, colours: Colours) -> Content:
    return Content.assemble(*((part.text, _style(part, colours)) for part in row))


def _style(part: drawings.Part, colours: Colours) -> str:
    if not part.ink:
        return ""
    if not colours:
        return "$primary" if part.ink == "moving" else QUIET
    ground = f" on {colours[part.ground]}" if part.ground else ""
    return f"{colours[part.ink]}{ground}"


class HowScreen(SupineDialog[None]):
    """How the exercises of today's routine are done (rules R4.how).

    The drawings change between their two states. Without motion both stand there.
    """

    BINDINGS = bindings.HOW

    def __init__(self) -> None:
        super().__init__()
        self._is_held = False

    def compose(self) -> ComposeResult:
        yield TitleBar(HOW_TO, self.app.today.routine.name)
        with VerticalScroll(id="help", can_focus=False):
            yield Static(id="how")
        yield KeyFooter()

    def on_mount(self) -> None:
        if not self._is_still:
            self.set_interval(DRAWING_S, self._change)

    def on_resize(self) -> None:
        # The text gets its width with the layout that follows.
        self.call_after_refresh(self._draw)

    @property
    def _is_still(self) -> bool:
        return self.app.animation_level == "none"

    def _change(self) -> None:
        if self._width >= BESIDE:  # else there is no drawing
            self._is_held = not self._is_held
            self._draw()

    @property
    def _width(self) -> int:
        return self.query_one("#help").content_size.width - _SCROLLBAR

    def _draw(self) -> None:
        is_held = None if self._is_still else self._is_held
        width = max(1, min(self._width, 76))
        text = how_to(self.app.today.routine, width, figure_colours(self.app), is_held=is_held)
        self.query_one("#how", Static).update(text)
