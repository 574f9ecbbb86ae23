"""Settings as lines of one widget, one of them under the cursor.

What a line means, and what keys do to it, is the screen's business.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style
from textual.widget import Widget

from tui.app.widgets.title_bar import QUIET

ARROWS = ("◂", "▸")
_INDENT = 1
_ARROW_CELLS = 2
_ROOMY, _LABEL_CELLS, _VALUE_CELLS = 50, 19, 22
_LEAST_ASIDE = 9
_LEAST_CUT = 16
"""Cells from which the end of a line may be cut; below it is left out."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a setting, something that can be done, or the heading of either.

    ``key`` names it among all lines, ``aside`` is what stands at its end: what it may be, or a key.
    Headings have a ``level``: 1 for a section, 2 for a part of one; 0 is no heading.
    """

    key: str
    section: str
    label: str
    value: str = ""
    unit: str = ""
    aside: str = ""
    level: int = 0
    is_number: bool = False
    has_arrows: bool = False
    is_changed: bool = False

    @property
    def is_heading(self) -> bool:
        """Whether the cursor passes it over."""
        return self.level > 0


def cells(text: str) -> int:
    """How many cells a text takes."""
    return Content(text).cell_length


class SettingList(ScrollView, can_focus=True, inherit_bindings=False):
    """The lines, as many as there is room for; a click goes to one, another one opens it.

    ``said`` is what is quietly said at the end of the line of a key: that it is saved, or not.
    While ``is_typed``, the value under the cursor is left free for what is laid over it.
    """

    DEFAULT_CSS = """
    SettingList { height: 1fr; scrollbar-size-vertical: 1; overflow-x: hidden; }
    """
    COMPONENT_CLASSES = {"setting-list--cursor"}

    class Chosen(Message):
        """A line was clicked."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    class Opened(Message):
        """The line under the cursor was clicked."""

    class Stepped(Message):
        """An arrow of the line under the cursor was clicked."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines: Sequence[Line] = ()
        self.said: tuple[str, str] = ("", "")
        self.is_typed = False
        self._cursor = 0
        self._digits = 1

    def show(self, lines: Sequence[Line], cursor: str) -> None:
        """Draw these lines, the cursor on the one with this key."""
        self.lines = lines
        self._digits = max((cells(line.value) for line in lines if line.is_number), default=1)
        self.virtual_size = Size(self.size.width, len(lines))
        self._cursor = self._row(cursor)
        self._scroll()
        self.refresh()

    def move(self, cursor: str) -> None:
        """Put the cursor on the line with this key; only two lines are drawn anew."""
        before, self._cursor = self._cursor, self._row(cursor)
        self._scroll()
        for row in (before, self._cursor):
            self.refresh(Region(0, row - self.scroll_offset.y, self.size.width, 1))

    def on_resize(self) -> None:
        """Another height has room for other lines."""
        self._scroll()

    def _row(self, key: str) -> int:
        return next((n for n, line in enumerate(self.lines) if line.key == key), 0)

    def _scroll(self) -> None:
        """Show the cursor, and the headings right above it."""
        top = self._cursor
        while top and self.lines[top - 1].is_heading:
            top -= 1
        for row in (top, self._cursor):
            self.scroll_to_region(Region(0, row, 1, 1), animate=False, force=True, x_axis=False)

    @property
    def place(self) -> Region:
        """Where the value under the cursor stands, and the room it has, within the widget."""
        left = self._value_x() + _ARROW_CELLS
        row = self._cursor - self.scroll_offset.y
        return Region(left, row, max(4, self._width - left - 1), 1)

    @property
    def _width(self) -> int:
        return self.scrollable_content_region.width

    def _value_x(self) -> int:
        if self._width >= _ROOMY:
            return _INDENT + _LABEL_CELLS  # the same in every section
        longest = max((cells(line.label) for line in self.lines if not line.level), default=0)
        return _INDENT + min(longest + 2, max(14, self._width * 45 // 100))

    def _aside_x(self) -> int:
        """Where the ends of the lines begin: behind most values, and with room for themselves."""
        if self._width >= _ROOMY:
            return self._value_x() + _VALUE_CELLS
        ends = [self._value_end(line) for line in self.lines if not line.level]
        most = self._width - min(max((cells(x.aside) for x in self.lines), default=0), 22)
        wanted = max((end for end in ends if end + 2 <= most), default=0) + 2
        return min(max(wanted, self._value_x() + 10), self._width - _LEAST_ASIDE)

    def _value(self, line: Line) -> str:
        return line.value.rjust(self._digits) if line.is_number else line.value

    def _value_end(self, line: Line) -> int:
        unit = 1 + cells(line.unit) if line.unit else 0
        return self._value_x() + 2 * _ARROW_CELLS + cells(self._value(line)) + unit

    # Drawing

    def render_line(self, y: int) -> Strip:
        """The line at a row of the view."""
        row, width = y + self.scroll_offset.y, self._width
        if row >= len(self.lines):
            return Strip.blank(width, self.rich_style)
        line = self.lines[row]
        is_cursor = row == self._cursor and not line.is_heading
        content = self._drawn(line, is_cursor=is_cursor).truncate(width, ellipsis=True)
        style = self._cursor_style if is_cursor else self.visual_style
        strip = Strip(content.render_segments(style))
        return strip.adjust_cell_length(width, style.rich_style)

    @property
    def _cursor_style(self) -> Style:
        # A component's visual style leaves out its text style.
        is_turned = self.get_component_rich_style("setting-list--cursor").reverse
        return self.get_visual_style("setting-list--cursor") + Style(reverse=is_turned)

    def _drawn(self, line: Line, *, is_cursor: bool) -> Content:
        indent = " " * _INDENT
        if line.level == 1:
            return Content.assemble(indent, (line.label.upper(), QUIET))
        if line.level:
            return Content.assemble(indent, (line.label, "bold"))
        x = self._value_x()
        label = Content(line.label).truncate(x - _INDENT - 1, ellipsis=True)
        if not line.value and not line.has_arrows:
            label = Content(line.label)
        if is_cursor and self.is_typed:
            return Content.assemble(indent, label)
        said = self.said[1] if line.key == self.said[0] else ""
        # What is under the cursor, or was just said, may push its end to the right; no other line.
        end = self._width - (cells(said) + 1 if said else 0)
        value = Content(self._value(line)).truncate(
            max(1, end - x - 2 * _ARROW_CELLS), ellipsis=True
        )
        if is_cursor or line.is_changed:
            value = value.stylize("bold")
        left, right = ARROWS if is_cursor and line.has_arrows else (" ", " ")
        gap = " " * max(1, x - _INDENT - label.cell_length)
        head = Content.assemble(
            indent, label, gap, (f"{left} ", "$primary"), value, (f" {right}", "$primary")
        )
        if line.unit:
            head = Content.assemble(head, (f" {line.unit}", QUIET))
        return self._ended(head, line, said)

    def _ended(self, head: Content, line: Line, said: str) -> Content:
        at = max(self._aside_x(), head.cell_length + 2)
        room = self._width - at
        if said:
            return Content.assemble(
                head.pad_right(max(1, min(at, self._width - cells(said) - 1) - head.cell_length)),
                (said, "$primary" if said == "saved" else "$text-warning"),
            )
        if not line.aside or room < min(_LEAST_CUT, cells(line.aside)):
            return head
        aside = Content(line.aside).truncate(room, ellipsis=True)
        is_key = not line.value
        style = "bold $primary" if is_key else QUIET
        return Content.assemble(head.pad_right(at - head.cell_length), (aside.plain, style))

    # The mouse

    def on_click(self, event: events.Click) -> None:
        """Go to the line; on the one under the cursor, an arrow steps and all else opens it."""
        row = event.y + self.scroll_offset.y
        if not 0 <= row < len(self.lines) or self.lines[row].is_heading:
            return
        line = self.lines[row]
        if row != self._cursor:
            self.post_message(self.Chosen(line.key))
            return
        x = self._value_x()
        right = x + _ARROW_CELLS + cells(self._value(line))
        if line.has_arrows and x <= event.x < x + _ARROW_CELLS:
            self.post_message(self.Stepped(-1))
        elif line.has_arrows and right <= event.x < right + _ARROW_CELLS:
            self.post_message(self.Stepped(1))
        else:
            self.post_message(self.Opened())


class SectionList(Widget):
    """The names of the sections in a column; those without anything to show stand back."""

    DEFAULT_CSS = "SectionList { height: 1fr; width: auto; }"

    class Chosen(Message):
        """A section was clicked."""

        def __init__(self, section: str) -> None:
            super().__init__()
            self.section = section

    def __init__(self, sections: Sequence[str], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._sections = sections
        self._current = ""
        self._filled: frozenset[str] = frozenset(sections)

    def show(self, current: str, filled: frozenset[str]) -> None:
        """Mark the section under the cursor, and those that have lines."""
        if (current, filled) != (self._current, self._filled):
            self._current, self._filled = current, filled
            self.refresh()

    def render(self) -> Content:
        """A section a line."""
        drawn = []
        for section in self._sections:
            mark = ARROWS[1] if section == self._current else " "
            style = QUIET if section in self._filled else "$foreground 30%"
            style = "bold $foreground" if section == self._current else style
            drawn.append(Content.assemble((f"{mark} ", "$primary"), (section, style)))
        return Content("\n").join(drawn)

    def on_click(self, event: events.Click) -> None:
        """Go to a section."""
        if 0 <= event.y < len(self._sections):
            self.post_message(self.Chosen(self._sections[event.y]))
