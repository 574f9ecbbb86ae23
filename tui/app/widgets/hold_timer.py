"""The hold timer: the seconds, the word, the pips and the progress, to be read from a bed.

`arrange` decides where everything goes, and `draw` puts it there. Both are pure. `HoldTimer` keeps
the rows that were drawn last and has only those painted again that differ. It has no clock: the
session's screen calls `HoldTimer.show` when there is something new to see.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from itertools import cycle, groupby, product
from typing import ClassVar, Final, Literal

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from tui.app.widgets import big_letters as big
from tui.app.widgets.big_letters import WordForm
from tui.app.widgets.boxes import Piece
from tui.app.widgets.lesson import Lesson, place, reading_ms

TimerLook = Literal["ready", "ease-in", "hold", "ease-out", "rest", "paused", "done"]
Frame = Literal["full", "half", "sides"]
Row = tuple[tuple[str, str], ...]
"""One row from left to right as (part, text).

The part names the component classes that style the text, separated by spaces; '' is blank.
"""


class Pip(Enum):
    """What became of one rep, or what it waits for; `MISSED` is short or skipped."""

    DONE = "done"
    IMAGINED = "imagined"
    MISSED = "missed"
    CURRENT = "current"
    LEFT = "left"


@dataclass(frozen=True)
class HoldView:
    """What is shown at one moment.

    ``seconds`` is the large number, 0 or more; None for no number. ``progress`` is the part of the
    whole session that is over, 0 to 1; a value beyond is drawn as the nearer end. ``frame`` is the
    part of the frame that stands while easing, 0 to 1. ``note`` is a line of text above the word,
    where there is a blank row between the number and the word. ``lesson`` takes the room of the
    number and the word, where it fits.
    """

    look: TimerLook
    seconds: int | None
    word: str
    pips: tuple[Pip, ...]
    progress: float
    frame: float = 1.0
    note: str = ""
    lesson: Lesson | None = None


@dataclass(frozen=True)
class Layout:
    """Where things go, in cells and rows of the widget; None leaves a part out.

    ``frame`` is how a closed frame looks: ``full`` and ``half`` are boxes whose bars are one and
    half a row high, ``sides`` has only sides. The frame reaches from ``left`` to ``right``
    (exclusive). Its side bars are ``edge`` cells wide and leave ``inner`` cells between them.
    """

    width: int
    height: int
    frame: Frame
    left: int
    right: int
    edge: int
    inner: int
    digit_rows: int
    word_form: WordForm
    digit_top: int = 0
    word_top: int | None = None
    pip_top: int | None = None
    bar: int | None = None


DIGIT_ROWS: Final = (24, 20, 16, 12, 7, 5)
"""Heights of the figures, in rows. Where the last one does not fit, the number is plain text."""

_LARGE: Final = 12
"""The rows from which on half a row less changes no figure."""
_NOTED: Final = 3
"""Rows between the number and the word with which the note there touches neither."""

MOST_PIPS: Final = 20
"""With more reps than this, a text says how many are over."""

# The glyphs of a pip in the order of `Pip`, one string for each row. Each state has its own, so
# that nothing depends on colour. A pip is two rows high, or half a row with space above it, or one
# small square.
_PIP_GLYPHS: Final = {"full": ("█▒▁▓▄", "█▒ ▓▀"), "half": ("▄▖.▃▂",), "sides": ("■▤─▣□",)}
# (width, gap) of a pip in cells, best first.
_PIP_SIZES: Final = {
    "full": ((6, 4), (4, 3), (3, 2), (2, 2), (2, 1), (1, 1)),
    "half": ((6, 4), (4, 3), (4, 2), (3, 2), (2, 2), (2, 1), (1, 1)),
    "sides": ((1, 2), (1, 1)),
}


_PARTS: Final[dict[TimerLook, tuple[str, str]]] = {
    "hold": ("digit", "word"),
    "rest": ("digit-rest", "word-rest"),
}
"""The parts of the number and the word, where they have a colour of their own."""


def arrange(width: int, height: int, view: HoldView, words: tuple[str, ...]) -> Layout:
    """Return the layout for a view in a widget of ``width`` by ``height`` cells.

    The figures are as tall as fits. The word is as large as all ``words`` of the session fit, so
    that neither changes its size or place between two phases.
    """
    is_roomy = width >= 40 and height >= 15
    left = 1 if width >= 20 else 0
    edge = 2 if is_roomy and width >= 60 else 1
    padding = 2 if edge == 2 else left
    inner = max(0, width - 2 * (left + edge + padding))
    figures = max(2, len(_number(view)))
    heights = [rows for rows in DIGIT_ROWS if big.digits_width(figures, rows) <= inner]
    forms = big.word_forms(words, inner)
    for frame, digit_rows, form, space in _candidates(is_roomy, heights, forms):
        line = 0 if frame == "sides" else 1
        pips = len(_PIP_GLYPHS[frame])
        spare = height - (digit_rows + form.rows + pips + 2 * line + 1 + sum(space))
        if spare < 0:
            continue
        above, between, below, _ = _spread(spare, space, digit_rows, frame)
        digit_top = line + above
        word_top = digit_top + digit_rows + between
        pip_top = word_top + form.rows + below
        if view.look == "done":
            # There is no number any more: word and pips stand together in the middle.
            word_top = (height - 1 - form.rows - 1 - pips - line) // 2
            pip_top = word_top + form.rows + 1 + line
        return Layout(
            width, height, frame, left, width - left, edge, inner, digit_rows, form,
            digit_top, word_top, pip_top, height - 1,
        )  # fmt: skip
    # Number, word, pips and bar are one line each. Where rows are missing, the pips are left out
    # first, then the bar, then the word.
    top = max(0, height - 4) // 2
    return Layout(
        width, height, "sides", left, width - left, 1, inner, 1, forms[-1],
        digit_top=top,
        word_top=top + 1 if height >= 2 else None,
        pip_top=top + 2 if height >= 4 else None,
        bar=height - 1 if height >= 3 else None,
    )  # fmt: skip


def _candidates(
    is_roomy: bool, heights: list[int], forms: list[WordForm]
) -> Iterator[tuple[Frame, int, WordForm, list[int]]]:
    """Yield the frame, rows of the figures, form of the word and least space, best first.

    Space is the blank rows above the figures, below them, below the word and below the pips.
    """
    for form, rows in product(forms, heights):
        if not is_roomy:
            # Only the smallest figures may touch what is above them and stand on a line of text,
            # and pips only a line of text.
            is_drawn = form.rows > 1
            yield "sides", rows, form, [int(rows > 5), int(rows > 5 or is_drawn), int(is_drawn), 0]
        # A huge word under small figures would outweigh the number.
        elif form is not WordForm.HUGE or rows >= 16:
            yield "full", rows, form, [max(1, rows // 4 - 3)] * 4
            if rows <= 12:
                yield "half", rows, form, [0, 1, 0, 0]


def _spread(spare: int, space: list[int], digit_rows: int, frame: Frame) -> list[int]:
    """Return the space with ``spare`` more rows, spread evenly.

    First the note gets a blank row above and below it. Figures, word and pips stay near one
    another; what is left over goes above and below them.
    """
    space = list(space)
    if frame == "full":
        # A taller frame has room for it: its figures may come nearer to the frame.
        spare += space[0] - 1
        space[0] = 1
    noted = min(spare, _NOTED - space[1]) if frame != "sides" else 0
    if noted > 0:
        space[1] += noted
        spare -= noted
    for slot in cycle((1, 0, 2, 3) if frame == "sides" else (0, 2, 3, 1)):
        if spare == 0:
            break
        if slot in (0, 3) or space[slot] < max(2, digit_rows // 3):
            space[slot] += 1
            spare -= 1
    return space


def draw(layout: Layout, view: HoldView) -> list[Row]:
    """Return exactly ``layout.height`` rows, each exactly ``layout.width`` cells wide."""
    content = taught(layout, view) or _content(layout, view)
    for y in range(layout.height):
        content[y] = _framed(layout, view, y, content.get(y, []))
    if layout.bar is not None:
        content[layout.bar] = _bar(layout, view.progress)
    return [_row(layout.width, content[y]) for y in range(layout.height)]


def taught(layout: Layout, view: HoldView) -> dict[int, list[Piece]] | None:
    """Return the rows of the view's lesson; None without one, or where it has no room."""
    if view.lesson is None:
        return None

    def pips(cells: int) -> list[list[Piece]]:
        return _pips(replace(layout, width=cells, inner=cells), view.pips)

    # The floor of the frame and the bar lie beneath it.
    rows = layout.height - 2
    return place(view.lesson, _number(view), view.word, pips, layout.width, rows)


def _content(layout: Layout, view: HoldView) -> dict[int, list[Piece]]:
    """Return the rows of the number, the word and the pips."""
    content: dict[int, list[Piece]] = {}

    def put(top: int | None, part: str, lines: list[str]) -> None:
        if not big.is_drawn(lines[-1]):  # plain text instead of drawn letters
            part += " line"
        for y, line in enumerate(lines if top is not None else (), top or 0):
            line = set_cell_size(line, min(cell_len(line), layout.inner))
            column = (layout.width - cell_len(line)) // 2
            is_shaded = part == "word" and view.look == "ease-in"
            content[y] = _shaded(column, line) if is_shaded else [(column, part, line)]

    digit, word = _PARTS.get(view.look, ("digit-quiet", "word"))
    if view.look == "paused":
        put(layout.digit_top, digit, _figures(layout, big.pause_bars(layout.digit_rows)))
    elif view.seconds is not None:
        number = big.digits(_number(view), layout.digit_rows)
        put(layout.digit_top, digit, _figures(layout, number))
    put(layout.word_top, word, _word(layout, view))
    if (row := note_row(layout, view)) is not None:
        content[row] = [((layout.width - cell_len(view.note)) // 2, "lesson", view.note)]
    if layout.pip_top is not None:
        for offset, pieces in enumerate(_pips(layout, view.pips)):
            content[layout.pip_top + offset] = pieces
    return content


def _figures(layout: Layout, drawn: list[str]) -> list[str]:
    """Return large figures, ending early where the note would stand right beneath them."""
    is_tight = layout.word_top == layout.digit_top + layout.digit_rows + 1
    return big.shortened(drawn) if is_tight and layout.digit_rows >= _LARGE else drawn


def note_row(layout: Layout, view: HoldView) -> int | None:
    """Return the row of the view's note; None where it has no room."""
    bottom, word_top = layout.digit_top + layout.digit_rows, layout.word_top or 0
    row = word_top - (2 if word_top - bottom >= _NOTED else 1)
    has_room = row >= bottom and cell_len(view.note) <= layout.inner
    return row if has_room else None


def _word(layout: Layout, view: HoldView) -> list[str]:
    """Return the rows of the word. While easing in it grows: in its shade, or as a line of text."""
    lines = big.word_lines(view.word, layout.word_form, layout.inner)
    if view.look != "ease-in":
        return lines
    if not big.is_drawn(lines[-1]):
        return [*lines[:-1], big.word_lines(view.word, WordForm.PLAIN, layout.inner)[-1]]
    shade = big.SHADES[int(view.frame > 0.5)]
    return [line.replace(big.INK, shade) for line in lines]


def _shaded(column: int, line: str) -> list[Piece]:
    """Return a row of a shaded word in pieces: half blocks, which have no shade, are darker."""
    edge = "word-edge" if big.SHADES[1] in line else "word-edge-faint"
    pieces: list[Piece] = []
    for is_half, run in groupby(line, "▀▄".__contains__):
        text = "".join(run)
        pieces.append((column, edge if is_half else "word", text))
        column += len(text)
    return pieces


def _number(view: HoldView) -> str:
    return "" if view.seconds is None else str(max(0, view.seconds))


def _pips(layout: Layout, pips: tuple[Pip, ...]) -> list[list[Piece]]:
    """Return the rows of pips in the largest size that fits, or a text if none does."""
    count, room = len(pips), layout.inner
    sizes = [pair for pair in _PIP_SIZES[layout.frame] if count * sum(pair) <= room + pair[1]]
    if not sizes or count > MOST_PIPS:
        text = f"{sum(pip is not Pip.LEFT for pip in pips)} of {count}"
        return [[((layout.width - len(text)) // 2, "pip-current", text)]]
    size, gap = sizes[0]
    start = (layout.width - count * (size + gap) + gap) // 2
    order = list(Pip)
    return [
        [
            (start + n * (size + gap), f"pip-{pip.value}", glyphs[order.index(pip)] * size)
            for n, pip in enumerate(pips)
        ]
        for glyphs in _PIP_GLYPHS[layout.frame]
    ]


def _bar(layout: Layout, progress: float) -> list[Piece]:
    cells = max(0, layout.right - layout.left)
    done = round(max(0.0, min(1.0, progress)) * cells)
    middle = layout.left + done
    return [(layout.left, "bar-done", "━" * done), (middle, "bar-left", "─" * (cells - done))]


def _framed(layout: Layout, view: HoldView, y: int, content: list[Piece]) -> list[Piece]:
    """Return the content of a row with what stands of the frame around it.

    The frame tells the phase without colour. Its floor lies there while one gets ready. Easing in,
    the sides grow from it. A hold has a closed frame. Easing out, the floor is gone and the sides
    go upwards. Nothing of it is left in any other phase.
    """
    has_bars = layout.frame != "sides"
    top, bottom = int(has_bars), layout.height - 2 - int(has_bars)
    standing = round(max(0.0, min(1.0, view.frame)) * (bottom - top + 1))
    match view.look:
        case "hold":
            first, last = 0, layout.height - 2
        case "ease-in":
            first, last = bottom + 1 - standing, layout.height - 2
        case "ease-out":
            first, last = 0, top - 1 + standing
        case "ready":
            first = last = layout.height - 2
        case _:
            return content
    if not first <= y <= last:
        return content
    side = "█" * layout.edge if has_bars else "┃"
    if has_bars and y in (0, layout.height - 2):
        # Half a row high, but with whole cells at the ends, where the corners would have gaps.
        bar = "█" if layout.frame == "full" else "▀" if y == 0 else "▄"
        bar *= layout.right - layout.left - 2 * layout.edge
        return [(layout.left, "frame", side + bar + side)]
    right = layout.right - cell_len(side)
    return [(layout.left, "frame", side), *content, (right, "frame", side)]


def _row(width: int, pieces: list[Piece]) -> Row:
    """Return pieces, given from left to right, as a row of ``width`` cells; the rest is cut."""
    spans: list[tuple[str, str]] = []
    end = 0
    for column, part, text in pieces:
        if column > end:
            spans.append(("", " " * (min(column, width) - end)))
            end = min(column, width)
        text = set_cell_size(text, min(cell_len(text), width - end))
        spans.append((part, text))
        end += cell_len(text)
    spans.append(("", " " * (width - end)))
    return tuple((part, text) for part, text in spans if text)


class HoldTimer(Widget):
    """Shows a `HoldView` as large as its own size allows, painting only what changed.

    Args:
        words: all words that the session may show; the longest one decides their size.
        view: what is shown first.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"hold-timer--{part}"
        for part in (
            *("digit", "digit-quiet", "digit-rest", "word", "word-rest"),
            *("word-edge", "word-edge-faint", "line", "frame", "bar-done", "bar-left"),
            *(f"pip-{pip.value}" for pip in Pip),
            *("lesson", "lesson-label"),
            *(f"figure-{kind}" for kind in ("body", "behind", "moving", "caption")),
        )
    }
    DEFAULT_CSS = "HoldTimer { width: 1fr; height: 1fr; }"

    def __init__(
        self,
        words: tuple[str, ...],
        view: HoldView | None = None,
        *,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._words = words
        self._view = view or HoldView("ready", None, "", (), 0.0)
        self._rows: list[Row] = []
        self._drawn_size = Size(-1, -1)

    @property
    def view(self) -> HoldView:
        """What is shown now."""
        return self._view

    def reading_ms(self, view: HoldView) -> int:
        """Return how long what a view teaches takes to read if it comes in pages; else 0."""
        if view.lesson is None:
            return 0
        return reading_ms(view.lesson, view.word, self.size.width, self.size.height - 2)

    @property
    def is_clear_above(self) -> bool:
        """Whether the first row is blank; False before the widget has a size."""
        if self._drawn_size != self.size:
            self._draw()
        return bool(self._rows) and not any(part for part, _ in self._rows[0])

    def has_room_for(self, view: HoldView) -> bool:
        """Return whether the note of a view would be shown; False before the widget has a size."""
        layout = arrange(*self.size, view, self._words)
        return taught(layout, view) is None and note_row(layout, view) is not None

    def show(self, view: HoldView) -> None:
        """Show a view. Only rows that differ are painted, so this may be called often."""
        if view == self._view:
            return
        self._view = view
        if self._drawn_size != self.size:
            # Not painted yet, or resized: the next paint draws every row anyway.
            self.refresh()
            return
        before, width = self._rows, self.size.width
        self._draw()
        pairs = enumerate(zip(before, self._rows, strict=True))
        if changed := [Region(0, y, width, 1) for y, (old, new) in pairs if old != new]:
            self.refresh(*changed)

    def _draw(self) -> None:
        self._drawn_size = self.size
        width, height = self.size
        self._rows = draw(arrange(width, height, self._view, self._words), self._view)

    def render_line(self, y: int) -> Strip:
        """Return a row, counted from the top of the widget."""
        if self._drawn_size != self.size:
            self._draw()
        base = self.rich_style
        if not 0 <= y < len(self._rows):
            return Strip.blank(self.size.width, base)
        segments = []
        for part, text in self._rows[y]:
            name, _, other = part.partition(" ")
            style = self.get_component_rich_style(f"hold-timer--{name}") if name else base
            if other == "line":
                style += self.get_component_rich_style("hold-timer--line", partial=True)
            elif other.removeprefix("figure-"):
                ground = self.get_component_rich_style(f"hold-timer--{other}").color
                style += Style(bgcolor=ground)
            segments.append(Segment(text, style))
        return Strip(segments, self.size.width)
