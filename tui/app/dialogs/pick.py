"""A list to choose one of many from, where moving through it may already show what it would do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from tui.app.base import SupineDialog, styles
from tui.app.keys import bindings
from tui.app.widgets.option_list import PlainOptionList


class ListDialog(SupineDialog[str | None]):
    """One of many lines; escape chooses none.

    Args:
        title: what is chosen.
        options: each id with its words.
        chosen: the id where the cursor begins.
        tried: called with the id under the cursor whenever it moves.
        is_beside: leave what is beneath in sight, where there is room for both.
    """

    CSS_PATH = styles("dialogs", "settings")
    BINDINGS = bindings.LIST_DIALOG

    def __init__(
        self,
        title: str,
        options: Sequence[tuple[str, str]],
        chosen: str = "",
        tried: Callable[[str], None] | None = None,
        *,
        is_beside: bool = False,
    ) -> None:
        super().__init__(classes="beside" if is_beside else None)
        self._title = title
        self._options = options
        self._chosen = chosen
        self._tried = tried

    def compose(self) -> ComposeResult:
        """The title above the list."""
        with Vertical(classes="dialog picking"):
            yield Static(Content(self._title), classes="dialog-title")
            yield PlainOptionList(*(Option(Content(words), id=key) for key, words in self._options))
        yield Footer()

    def on_mount(self) -> None:
        """Begin at what is chosen now."""
        keys = [key for key, _ in self._options]
        at = keys.index(self._chosen) if self._chosen in keys else 0
        self.query_one(OptionList).highlighted = at

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Another line is under the cursor."""
        if self._tried is not None and event.option.id is not None:
            self._tried(event.option.id)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click chooses."""
        self.dismiss(event.option.id)

    def action_down(self) -> None:
        """Go to the next line."""
        self.query_one(OptionList).action_cursor_down()

    def action_up(self) -> None:
        """Go to the line before."""
        self.query_one(OptionList).action_cursor_up()
