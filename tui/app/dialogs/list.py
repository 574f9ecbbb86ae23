"""A list to choose one of many lines from, which can show at once what a line would do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.app.base import SupineDialog
from tui.app.keys import bindings
from tui.app.widgets.key_footer import KeyFooter
from tui.app.widgets.option_list import PlainOptionList


class ListDialog(SupineDialog[str | None]):
    """One of many lines; it returns the id of the chosen one, or None at escape.

    Args:
        title: what is chosen.
        options: each id with its words.
        chosen: the id where the cursor begins.
        tried: called with the id under the cursor whenever it moves.
        is_beside: leave what is beneath in sight, where there is room for both.
    """

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
        with Vertical(classes="dialog list"):
            yield Static(Content(self._title), classes="dialog-title")
            yield PlainOptionList(*(Option(Content(words), id=key) for key, words in self._options))
        yield KeyFooter()

    def on_mount(self) -> None:
        keys = [key for key, _ in self._options]
        start = keys.index(self._chosen) if self._chosen in keys else 0
        self.query_one(OptionList).highlighted = start

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        if self._tried is not None and event.option.id is not None:
            self._tried(event.option.id)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option.id)
