"""The settings as they are drawn: sections, rows, what there is to know, and typing in place."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from tui.app.base import WIDTHS
from tui.app.settings import details
from tui.app.settings.file_actions import facts_of
from tui.app.settings.form import Form
from tui.app.settings.lines import SECTIONS
from tui.app.settings.list_widget import SectionList, SettingList
from tui.app.widgets.inline_input import InlineInput
from tui.diary.today import Today
from tui.settings.value_types import Number, Time

if TYPE_CHECKING:
    from tui.app.shell import Shell

_NUMBER_CELLS, _TEXT_CELLS = 10, 44
_FEWEST_ROWS = 2
Typed = Callable[[str, Any, str], None]
"""Called with the key of a line, a value that fits, or None for the one that it has, and where to
go on: up, down, next, back or ""."""


class Main(Vertical):
    """The rows and what stands beneath them, drawn anew for every size that they are given."""

    def on_resize(self) -> None:
        """Another size has room for other lines."""
        if isinstance(self.parent, SettingsPane):
            self.parent.draw()


class SettingsPane(Horizontal):
    """A form on the screen: it is drawn, searched and typed into, and nothing is saved here.

    Args:
        form: what it shows.
        typed: what takes a value that was typed.
    """

    class Drawn(Message):
        """Something else is shown, or the cursor is elsewhere."""

    def __init__(self, form: Form, typed: Typed) -> None:
        super().__init__(id="settings")
        self.form = form
        self._typed = typed
        self._today: Today | None = None
        self._acknowledged: Any = None

    def compose(self) -> ComposeResult:
        """The sections beside the rows of one of them, and beneath what there is to know."""
        yield SectionList(SECTIONS, id="sections")
        with Main(id="main"):
            yield InlineInput(
                "a word of what you look for",
                id="find",
                taken=self._found,
                given_up=self.close_find,
                left=lambda: None,
            )
            yield SettingList(id="list")
            yield Static(id="about")
            yield InlineInput(
                id="typing", taken=self._take, given_up=self.end_typing, left=self._take_or_end
            )

    @property
    def list(self) -> SettingList:
        """The rows."""
        return self.query_one(SettingList)

    @property
    def _find(self) -> InlineInput:
        return self.query_one("#find", InlineInput)

    @property
    def _entry(self) -> InlineInput:
        return self.query_one("#typing", InlineInput)

    @property
    def _is_there(self) -> bool:
        """Whether it is composed and its screen is not being left."""
        is_open = self.is_attached and self.screen in self.app.screen_stack
        return is_open and bool(self.query("#typing"))

    # Drawing

    def show(self, app: Shell) -> None:
        """Draw the settings as they are now."""
        self._today = app.today
        self.form.read(app.today)
        if self.form.stored(self.list.said[0]) != self._acknowledged:
            self.show_text("", "")  # undone, or changed elsewhere
        self.draw()
        self.look(app)

    @work(exclusive=True)
    async def look(self, app: Shell) -> None:
        """See what is known of the file and its backups."""
        zone = app.clock.now().tzinfo
        facts = await asyncio.to_thread(facts_of, app.diary, zone)
        if facts != self.form.facts:
            self.form.facts = facts
            self.form.arrange()
            self.draw()

    def show_text(self, key: str, words: str) -> None:
        """Say at the end of a line that its value, as it is stored now, is saved or is not."""
        self.list.said = (key, words)
        self._acknowledged = self.form.stored(key)

    @property
    def _is_wide(self) -> bool:
        """Whether the names of the sections stand beside the rows."""
        return self.screen.size.width >= WIDTHS[1][0]

    @property
    def _is_split(self) -> bool:
        """Whether only the rows of one section are shown."""
        return self._is_wide and not self.form.is_filtered

    @property
    def _room(self) -> int:
        """Rows for the list and what stands beneath it."""
        find = 1 if self._find.display else 0
        return self.query_one("#main").content_size.height - find

    def draw(self) -> None:
        """Draw the lines, and what goes with the one under the cursor."""
        form = self.form
        if not self._is_there or self._today is None or self._room < 2 * _FEWEST_ROWS:
            return  # not laid out yet, or being left
        if form.typing and form.typing not in [line.key for line in form.lines]:
            self.end_typing()  # another program removed it
        shown = form.lines
        if self._is_split:
            shown = [each for each in shown if each.section == form.section and each.level != 1]
        height = max(_FEWEST_ROWS, self._room - details.rows_about(form, self._room))
        if self._is_wide:
            height = min(height, max(1, len(shown)))
        rows = self.list
        rows.is_typed = bool(form.typing)
        rows.styles.height = height
        rows.show(shown, form.at)
        self._draw_around(height)

    def _draw_around(self, height: int) -> None:
        """Draw what goes with the line under the cursor, beneath a list of this height."""
        form, today = self.form, self._today
        assert today is not None
        filled = frozenset(line.section for line in form.lines)
        self.query_one(SectionList).show(form.section, filled)
        room = Size(self.query_one("#main").content_size.width - 2, self._room - height)
        about = details.about(form, today, room, is_wide=self._is_wide)
        self.query_one("#about", Static).update(about, layout=False)
        if form.typing:
            self.call_after_refresh(self._place)
        self.post_message(self.Drawn())

    def go(self, key: str) -> None:
        """Put the cursor on another line."""
        form = self.form
        before, form.at, form.reason = form.section, key, ""
        if form.section != before:
            self.draw()
        else:
            self.list.move(key)
            self.draw_about()

    def draw_about(self) -> None:
        """Draw only what goes with the line under the cursor."""
        height = self.list.styles.height if self._is_there else None
        if height is not None:
            self._draw_around(int(height.value))

    # Looking for something

    def open_find(self) -> None:
        """Type what to look for."""
        self._find.display = True
        self._focus(self._find)
        self._find.action_select_all()
        self.call_after_refresh(self.draw)

    def close_find(self) -> None:
        """Show everything again."""
        self._find.value = ""
        self._focus(self.list)
        self._find.display = False
        self._look_for("")
        self.call_after_refresh(self.draw)

    def _found(self, then: str) -> None:
        del then
        self._look_for(self._find.value)
        self._focus(self.list)

    def _look_for(self, query: str) -> None:
        if query != self.form.query:
            self.form.look_for(query)
            self.draw()

    def _focus(self, widget: Widget) -> None:
        # Not a turn later, as by its own method: the next key may be here already.
        self.screen.set_focus(widget, scroll_visible=False)

    # Typing in place

    def type(self, text: str | None = None) -> None:
        """Type the value under the cursor, anew where ``text`` begins it."""
        form, row, entry = self.form, self.form.row, self._entry
        form.typing, form.typed, form.reason = form.at, None, ""
        before = "" if row is None else row.value_type.text(form.value(row))
        entry.value = before if text is None else text
        entry.remove_class("-wrong")
        entry.display = entry.visible = True
        self._focus(entry)
        if text is None:
            entry.action_select_all()
        else:
            entry.action_end()
        self.draw()

    def on_mount(self) -> None:
        """What is typed goes along when the rows are scrolled."""
        self.watch(self.list, "scroll_y", self._place)

    def _place(self) -> None:
        """Lay the entry over the value that it changes."""
        form, rows, entry = self.form, self.list, self._entry
        if not form.typing or not self._is_there:
            return
        row, place = form.row, rows.place
        is_short = row is not None and isinstance(row.value_type, Number | Time)
        entry.styles.width = min(place.width, _NUMBER_CELLS if is_short else _TEXT_CELLS)
        at = rows.region.offset - self.query_one("#main").content_region.offset + place.offset
        entry.styles.offset = (at.x, at.y)
        entry.visible = 0 <= place.y < rows.size.height

    def end_typing(self) -> None:
        """Put the entry away."""
        form = self.form
        form.typing, form.typed, form.reason = "", None, ""
        entry = self._entry if self._is_there else None
        if entry is not None and entry.display:
            if self.screen.focused is entry:
                self._focus(self.list)
            entry.display = False
            self.draw()

    def _take(self, then: str) -> None:
        """Hand on what fits; what does not stays, with the reason."""
        form, entry = self.form, self._entry
        text = entry.value
        key, row = form.typing, form.rows.get(form.typing)
        if not key:
            return
        is_same = not text.strip() if row is None else text == row.value_type.text(form.value(row))
        if not is_same and not form.take(text):
            entry.add_class("-wrong")
            self.draw_about()
            return
        value = form.typed
        self.end_typing()
        if not is_same or then:
            self._typed(key, None if is_same else value, then)

    def _take_or_end(self) -> None:
        """A click elsewhere takes what fits and drops what does not."""
        if self._is_there:
            self._take("")
            self.end_typing()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look for what is typed, or look whether it fits."""
        event.stop()
        form = self.form
        if event.input.id == "find":
            if event.input.display:
                self._look_for(event.input.value)
        elif form.typing:
            fits = form.take(event.input.value) or not event.input.value
            event.input.set_class(not fits, "-wrong")
            self.draw_about()
