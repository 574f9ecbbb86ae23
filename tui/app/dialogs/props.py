"""Which props lie under neck and head; any combination of them, and none counts for more."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.app.base import SupineDialog
from tui.app.keys import bindings
from tui.app.widgets.key_footer import KeyFooter
from tui.app.widgets.option_list import PlainOptionList
from tui.practice.models import PROPS, Prop
from tui.words.phrases import PROP_WORDS


class PropsDialog(SupineDialog[tuple[Prop, ...]]):
    """A list to tick; it returns what is ticked, in the order of `PROPS`."""

    BINDINGS = bindings.PROPS_DIALOG

    def __init__(self, chosen: Sequence[Prop]) -> None:
        super().__init__()
        self._ticked = set(chosen)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static("Props under your neck or head (optional)", classes="dialog-title")
            yield PlainOptionList(*(Option(self._prompt(prop), id=prop) for prop in PROPS))
        yield KeyFooter()

    def _prompt(self, prop: Prop) -> Content:
        # Brackets, for those who see no colours.
        key, tick = PROPS.index(prop) + 1, "x" if prop in self._ticked else " "
        return Content.assemble(
            (f" {key} ", "bold $primary"), " [", (tick, "bold $primary"), f"] {PROP_WORDS[prop]}"
        )

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Tick the line that was clicked; the list's own enter closes the dialog instead."""
        self.action_tick(PROPS[event.option_index])

    def action_tick(self, prop: Prop) -> None:
        """Tick a prop, or remove its tick."""
        self._ticked ^= {prop}
        self.query_one(PlainOptionList).replace_option_prompt(prop, self._prompt(prop))

    def action_tick_line(self) -> None:
        """Tick the prop under the cursor, or remove its tick."""
        self.action_tick(PROPS[self.query_one(PlainOptionList).highlighted or 0])

    def action_keep(self) -> None:
        self.dismiss(tuple(prop for prop in PROPS if prop in self._ticked))
