"""The widgets of the settings screen: sections, list, details, and the inputs for typing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from tui.app.base import WIDTHS
from tui.app.settings.details import Details, detail_rows
from tui.app.settings.lines import SECTIONS
from tui.app.settings.list_widget import LineClicked, SettingList
from tui.app.settings.state import SettingsState
from tui.app.widgets.inline_input import InlineInput
from tui.app.widgets.title_bar import QUIET
from tui.settings.value_types import Number, Time

_NUMBER_CELLS, _TEXT_CELLS = 10, 44
"""The widths of the input for a number or a time, and for a text."""
_FEWEST_ROWS = 2
"""Rows that the list keeps, however much there is to say beneath it."""


class Main(Vertical):
    """The list and what stands beneath it, drawn again for every size."""

    def on_resize(self) -> None:
        if isinstance(self.parent, SettingsPane):
            self.parent.draw()


class SettingsPane(Horizontal):
    """Draws a state and lets a person search in it and type into it; saves nothing.

    Args:
        state: what is drawn.
        typed: called with the key of a line, the value that was typed (None for the same value as
            before), and where to go then: up, down, next, back, or an empty string.
    """

    class Drawn(Message):
        """Something else is shown, or the cursor is on another line."""

    def __init__(self, state: SettingsState, typed: Callable[[str, Any, str], None]) -> None:
        super().__init__(id="settings")
        self._state = state
        self._typed = typed
        self._sections = Static(id="sections")
        self._names = Content()
        self._main = Main(id="main")
        self._find = InlineInput(
            "type to search",
            id="find",
            finished=self._find_finished,
            cancelled=self.close_find,
        )
        self.list = SettingList(id="list")
        self._details = Details(state)
        self._entry = InlineInput(
            id="typing",
            finished=self._finish_typing,
            cancelled=self.end_typing,
            left=self._leave_typing,
        )

    def compose(self) -> ComposeResult:
        yield self._sections
        with self._main:
            yield self._find
            yield self.list
            yield self._details
            yield self._entry

    def on_mount(self) -> None:
        self.watch(self.list, "scroll_y", self._place_entry)

    # Drawing

    def draw(self) -> None:
        """Draw the state, if all widgets are there and have room."""
        state = self._state
        if not self._is_complete:
            return
        room = self._main.content_size.height - (1 if self._find.display else 0)
        if room < 2 * _FEWEST_ROWS:
            return  # not laid out yet
        if state.typing and state.typing not in (line.key for line in state.lines):
            self.end_typing()  # another program removed it
        lines = state.lines
        is_wide = self.screen.size.width >= WIDTHS[1][0]
        if is_wide and not state.is_filtered:
            lines = [x for x in lines if x.section == state.section and x.level != 1]
        height = max(_FEWEST_ROWS, room - detail_rows(state, room))
        # Where there is room for more, the details follow the last line.
        length = max(1, len(lines)) * self.list.rows
        self.list.styles.height = min(height, length) if is_wide else height
        self.list.show(lines, state.cursor, state.status, is_typed=bool(state.typing))
        if not self._names.is_same(names := self._section_names()):
            self._names = names
            self._sections.update(names, layout=False)
        self._details.refresh()
        if state.typing:
            self.call_after_refresh(self._place_entry)
        self.post_message(self.Drawn())

    def _section_names(self) -> Content:
        """Return a line for each section; the names of those without lines are quiet."""
        listed = {line.section for line in self._state.lines}
        names = []
        for section in SECTIONS:
            is_current = section == self._state.section
            style = "$foreground" if section in listed else QUIET
            style = "bold $foreground" if is_current else style
            mark = "▸ " if is_current else "  "
            names.append(Content.assemble((mark, "$primary"), (section, style)))
        return Content("\n" * self.list.rows).join(names)

    def on_click(self, event: events.Click) -> None:
        section = event.y // self.list.rows
        if event.widget is self._sections and section < len(SECTIONS):
            self.post_message(LineClicked(f"#{SECTIONS[section]}"))

    @property
    def _is_complete(self) -> bool:
        """Whether the last widget is there, and the screen is not being left."""
        return self._entry.is_attached and self.screen in self.app.screen_stack

    def _focus(self, widget: Widget) -> None:
        # Widget.focus would do it a turn later, and the next key may be here already.
        self.screen.set_focus(widget, scroll_visible=False)

    # Looking for something

    def open_find(self) -> None:
        """Let the person type what to look for."""
        self._find.display = True
        self._focus(self._find)
        self._find.action_select_all()
        self.call_after_refresh(self.draw)

    def close_find(self) -> None:
        """Show all lines again."""
        self._find.value = ""
        self._focus(self.list)
        self._find.display = False
        self._look_for("")
        self.call_after_refresh(self.draw)

    def _find_finished(self, then: str) -> None:
        del then
        self._look_for(self._find.value)
        self._focus(self.list)

    def _look_for(self, query: str) -> None:
        if query != self._state.query:
            self._state.look_for(query)
            self.draw()

    # Typing a value

    def start_typing(self, text: str | None = None) -> None:
        """Type the value under the cursor, or replace it by a text that goes on being typed."""
        state, setting, entry = self._state, self._state.setting, self._entry
        state.typing, state.typed, state.error = state.cursor, None, ""
        entry.remove_class("-wrong")
        entry.display = entry.visible = True
        self._focus(entry)
        if text is None:
            entry.value = "" if setting is None else setting.text
            entry.placeholder = "its name" if setting is None else setting.value_type.range
            entry.action_select_all()
        else:
            entry.value = text
            entry.action_end()
        self.draw()

    def _place_entry(self) -> None:
        """Lay the input over the value that it changes."""
        state, entry = self._state, self._entry
        if not state.typing or not self._is_complete:
            return
        setting, region = state.setting, self.list.value_region
        is_short = setting is not None and isinstance(setting.value_type, Number | Time)
        entry.styles.width = min(region.width, _NUMBER_CELLS if is_short else _TEXT_CELLS)
        offset = self.list.region.offset - self._main.content_region.offset + region.offset
        entry.styles.offset = (offset.x, offset.y)
        entry.visible = 0 <= region.y < self.list.size.height

    def end_typing(self) -> None:
        """Put the input away."""
        state, entry = self._state, self._entry
        state.typing, state.typed, state.error = "", None, ""
        if self._is_complete and entry.display:
            if self.screen.focused is entry:
                self._focus(self.list)
            entry.display = False
            self.draw()

    def _finish_typing(self, then: str) -> None:
        """Report a value that fits; otherwise leave it there, with the reason."""
        state, text, key = self._state, self._entry.value, self._state.typing
        if not key:
            return
        setting = state.settings.get(key)
        is_same = text == setting.text if setting is not None else not text.strip()
        if not is_same and not state.parse(text):
            self._entry.add_class("-wrong")
            self.draw()
            return
        value = state.typed
        self.end_typing()
        if not is_same or then:
            self._typed(key, None if is_same else value, then)

    def _leave_typing(self) -> None:
        """After a click elsewhere, take a value that fits and drop one that does not."""
        if self._is_complete:
            self._finish_typing("")
            self.end_typing()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look for what is typed, or tell whether it fits."""
        event.stop()
        if event.input is self._find:
            if self._find.display:
                self._look_for(self._find.value)
        elif self._state.typing:
            text = self._entry.value
            fits = self._state.parse(text) or not text
            self._entry.set_class(not fits, "-wrong")
            self.draw()
