"""A text to read, and perhaps to accept."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.app.base import SupineDialog
from tui.app.keys import bindings


class TextDialog(SupineDialog[bool]):
    """Paragraphs that scroll where they must; it returns whether they were accepted.

    Args:
        title: the line above the text.
        paragraphs: the text; what must be seen first comes styled.
        accept: what enter means; None where there is nothing to accept.
        refuse: what escape means.
    """

    BINDINGS = bindings.TEXT_DIALOG

    def __init__(
        self,
        title: str,
        paragraphs: Sequence[str | Content],
        *,
        accept: str | None = None,
        refuse: str = "back",
    ) -> None:
        super().__init__()
        self._title = title
        self._paragraphs = paragraphs
        self._accept = accept
        self._refuse = refuse

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog reading"):
            yield Static(Content(self._title), classes="dialog-title")
            with VerticalScroll():
                text = Content("\n\n").join(self._paragraphs)
                yield Static(text, classes="dialog-text")
            # Always in sight, however long the text is.
            keys = [("enter", self._accept)] if self._accept else []
            for key, label in [*keys, ("esc", self._refuse)]:
                line = Content.assemble((f" {key} ", "bold $primary"), f" {label}")
                yield Static(line, classes="dialog-key")

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()  # so that the arrow keys scroll at once

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to accept only where something can be accepted."""
        del parameters
        return action != "accept" or self._accept is not None

    def action_accept(self) -> None:
        self.dismiss(True)

    def action_back(self) -> None:
        self.dismiss(False)
