"""The list of settings as one widget, drawn line by line.

It draws and reports clicks. What a line means, and what keys do to it, is the screen's business.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style

from tui.app.settings.lines import Line
from tui.app.widgets.key_footer import line_rows
from tui.app.widgets.title_bar import CURSOR, QUIET

_INDENT = 1
_ARROW_CELLS = 2
"""An arrow and a space, on each side of a value."""
_ROOMY = 50
"""Cells from which on the columns are the same in every section."""
_LABEL_CELLS, _VALUE_CELLS = 19, 22
"""The widths of the columns in a roomy list."""
_LEAST_VALUE, _LEAST_ASIDE = 10, 9
_REACH_CELLS = 3
"""Cells beside an arrow that belong to it, for fingers."""
_LEAST_CUT = 16
"""Cells that the end of a line needs to be cut; with fewer it is left out."""


class LineClicked(Message):
    """A line was clicked, or the arrow before its value (``by`` is -1) or after it (1)."""

    def __init__(self, key: str, by: int = 0) -> None:
        super().__init__()
        self.key = key
        self.by = by


class SettingList(ScrollView, can_focus=True, inherit_bindings=False):
    """Lines in columns: label, value between its arrows, and what stands at the end."""

    DEFAULT_CSS = """
    SettingList { height: 1fr; scrollbar-size-vertical: 1; overflow-x: hidden; }
    """
    COMPONENT_CLASSES = {"setting-list--cursor"}

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: Sequence[Line] = ()
        self._cursor = 0
        self._status = ("", "")
        self._is_typed = False
        self._digits = 1
        self._followed: tuple[object, ...] = ()
        """What the list was last scrolled to the cursor for."""

    def show(
        self, lines: Sequence[Line], cursor: str, status: tuple[str, str], *, is_typed: bool
    ) -> None:
        """Draw lines; where only the cursor has moved, draw no more than two of them.

        Args:
            cursor: the key of the line under the cursor.
            status: the key of a line, and what is said at its end instead of its aside.
            is_typed: leave the value under the cursor free for the input that is laid over it.
        """
        before = self._cursor
        self._cursor = next((n for n, line in enumerate(lines) if line.key == cursor), 0)
        shown = (lines, status, is_typed)
        if shown == (self._lines, self._status, self._is_typed):
            for line in (before, self._cursor):
                y = line * self.rows - self.scroll_offset.y
                self.refresh(Region(0, y, self.size.width, self.rows))
        else:
            self._lines, self._status, self._is_typed = shown
            self._digits = max((_cells(x.value) for x in lines if x.is_number), default=1)
            self.virtual_size = Size(self.size.width, len(lines) * self.rows)
            self.refresh()
        # Nobody is taken back to the cursor by what changes elsewhere, such as facts of the file.
        value = lines[self._cursor].value if lines else ""
        followed = (self._cursor, cursor, value, status, is_typed)
        if followed != self._followed:
            self._followed = followed
            self._scroll_to_cursor()

    def on_resize(self) -> None:
        self._scroll_to_cursor()

    def _scroll_to_cursor(self) -> None:
        """Show the line under the cursor, and the headings right above it."""
        top = self._cursor
        while top and self._lines[top - 1].is_heading:
            top -= 1
        for row in (top, self._cursor):
            region = Region(0, row * self.rows, 1, self.rows)
            self.scroll_to_region(region, animate=False, force=True, x_axis=False)

    @property
    def rows(self) -> int:
        """The rows of a line: more than one for fingers."""
        return line_rows(self.app)

    # Columns

    @property
    def value_region(self) -> Region:
        """Where the value under the cursor stands, with the room to its right, in the widget."""
        left = self._value_x + _ARROW_CELLS
        row = self._cursor * self.rows - self.scroll_offset.y
        return Region(left, row, max(4, self._width - left - 1), 1)

    @property
    def _width(self) -> int:
        return self.scrollable_content_region.width

    @property
    def _value_x(self) -> int:
        """Where values begin, with their arrows."""
        if self._width >= _ROOMY:
            return _INDENT + _LABEL_CELLS
        longest = max((_cells(x.label) for x in self._lines if not x.is_heading), default=0)
        return _INDENT + min(longest + 2, max(14, self._width * 45 // 100))

    @property
    def _aside_x(self) -> int:
        """Where the ends of lines begin: behind most values, and with room for themselves."""
        if self._width >= _ROOMY:
            return self._value_x + _VALUE_CELLS
        ends = [
            self._value_x + 2 * _ARROW_CELLS + _cells(self._value(line) + _unit(line))
            for line in self._lines
            if not line.is_heading
        ]
        limit = self._width - min(max((_cells(x.aside) for x in self._lines), default=0), 22)
        longest = max((end for end in ends if end + 2 <= limit), default=0)
        return min(max(longest + 2, self._value_x + _LEAST_VALUE), self._width - _LEAST_ASIDE)

    def _value(self, line: Line) -> str:
        return line.value.rjust(self._digits) if line.is_number else line.value

    # Drawing

    def render_line(self, y: int) -> Strip:
        """Return the line at a row of the view."""
        width = self._width
        row, below = divmod(y + self.scroll_offset.y, self.rows)
        if row >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        line = self._lines[row]
        is_cursor = row == self._cursor and not line.is_heading
        if below:
            return Strip.blank(
                width, (self._cursor_style if is_cursor else self.visual_style).rich_style
            )
        content = self._content(line, is_cursor=is_cursor).truncate(width, ellipsis=True)
        style = self._cursor_style if is_cursor else self.visual_style
        strip = Strip(content.render_segments(style))
        return strip.adjust_cell_length(width, style.rich_style)

    @property
    def _cursor_style(self) -> Style:
        # A component's visual style leaves out its text style.
        is_reversed = self.get_component_rich_style("setting-list--cursor").reverse
        return self.get_visual_style("setting-list--cursor") + Style(reverse=is_reversed)

    def _content(self, line: Line, *, is_cursor: bool) -> Content:
        if line.level == 1:
            return Content.assemble(" " * _INDENT, (line.label.upper(), QUIET))
        if line.level == 2:
            return Content.assemble(" " * _INDENT, (line.label, "bold"))
        has_mark = is_cursor and not self._cursor_style.reverse
        indent = (CURSOR if has_mark else " " * _INDENT, "$primary")
        label = Content(line.label)
        if line.value or line.has_arrows:
            label = label.truncate(self._value_x - _INDENT - 1, ellipsis=True)
        if is_cursor and self._is_typed:
            return Content.assemble(indent, label)
        status = self._status[1] if line.key == self._status[0] else ""
        # A long value moves the end of its line to the right, and is cut only for a status.
        room = (
            self._width - self._value_x - 2 * _ARROW_CELLS - (_cells(status) + 1 if status else 0)
        )
        value = Content(self._value(line)).truncate(max(1, room), ellipsis=True)
        if is_cursor or (line.setting is not None and line.setting.is_changed):
            value = value.stylize("bold")
        left, right = ("◂", "▸") if is_cursor and line.has_arrows else (" ", " ")
        head = Content.assemble(
            indent,
            label.pad_right(max(1, self._value_x - _INDENT - label.cell_length)),
            (f"{left} ", "$primary"),
            value,
            (f" {right}", "$primary"),
            (_unit(line), QUIET),
        )
        return self._with_end(head, line, status)

    def _with_end(self, head: Content, line: Line, status: str) -> Content:
        """Return a line with its status, or with its aside as far as there is room for it."""
        start = max(self._aside_x, head.cell_length + 2)
        if status:
            start = min(start, self._width - _cells(status) - 1)
            style = "$primary" if status == "saved" else "$text-warning"
            return Content.assemble(
                head.pad_right(max(1, start - head.cell_length)), (status, style)
            )
        room = self._width - start
        if not line.aside or room < min(_LEAST_CUT, _cells(line.aside)):
            return head
        aside = Content(line.aside).truncate(room, ellipsis=True)
        is_key = not line.value
        style = "bold $primary" if is_key else QUIET
        return Content.assemble(head.pad_right(start - head.cell_length), (aside.plain, style))

    def on_click(self, event: events.Click) -> None:
        row = (event.y + self.scroll_offset.y) // self.rows
        if not 0 <= row < len(self._lines) or self._lines[row].is_heading:
            return
        line, by = self._lines[row], 0
        if row == self._cursor and line.has_arrows:
            left = self._value_x
            right = left + _ARROW_CELLS + _cells(self._value(line))
            reach = _REACH_CELLS if self.rows > 1 else 0
            if left - reach <= event.x < left + _ARROW_CELLS:
                by = -1
            elif right <= event.x < right + _ARROW_CELLS + reach:
                by = 1
        self.post_message(LineClicked(line.key, by))


def _cells(text: str) -> int:
    """Return how many cells a text takes."""
    return Content(text).cell_length


def _unit(line: Line) -> str:
    """Return the unit of a setting after a space, or an empty string."""
    return f" {line.setting.unit}" if line.setting is not None and line.setting.unit else ""
