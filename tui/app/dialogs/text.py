"""A text to read, and perhaps to accept."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.app.base import SupineDialog
from tui.app.keys import bindings
from tui.app.widgets.tap_line import TapLine

_LABEL_AT = 4
"""The cells by which further rows of a label are indented."""
READ_ON = "read on"
"""What enter does as long as there is more to read."""


class TextDialog(SupineDialog[bool]):
    """Paragraphs that scroll where they must; it returns whether they were accepted.

    Args:
        title: the line above the text.
        paragraphs: the text; what must be seen first comes styled.
        accept: what enter means; None where there is nothing to accept.
        refuse: what escape means.
        to_the_end: whether it can be accepted only once its end was in sight; until then enter
            reads on.
    """

    BINDINGS = bindings.TEXT_DIALOG

    def __init__(
        self,
        title: str,
        paragraphs: Sequence[str | Content],
        *,
        accept: str | None = None,
        refuse: str = "back",
        to_the_end: bool = False,
    ) -> None:
        super().__init__()
        self._title = title
        self._paragraphs = paragraphs
        self._accept = accept
        self._refuse = refuse
        self._to_the_end = to_the_end
        self._is_read = not to_the_end

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog reading"):
            yield Static(Content(self._title), classes="dialog-title")
            with VerticalScroll():
                text = Content("\n\n").join(self._paragraphs)
                yield Static(text, classes="dialog-text")
            # Always in sight, however long the text is.
            if self._accept:
                label = self._accept if self._is_read else READ_ON
                words = _key_line("enter", label)
                yield TapLine(words, "accept", id="accept", indent=_LABEL_AT)
            yield TapLine(_key_line("esc", self._refuse), "back", indent=_LABEL_AT)

    def on_mount(self) -> None:
        scroll = self.query_one(VerticalScroll)
        scroll.focus()  # so that the arrow keys scroll at once
        self.watch(scroll, "scroll_y", self._look, init=False)

    def on_resize(self) -> None:
        # The text gets its height with the layout that follows. Its end may not be in sight then.
        self._is_read = not self._to_the_end
        self.call_after_refresh(self._look)

    def _look(self) -> None:
        """Offer to accept the text once its end is in sight."""
        if self._accept:
            self._is_read = self._is_read or self.query_one(VerticalScroll).is_vertical_scroll_end
            label = self._accept if self._is_read else READ_ON
            self.query_one("#accept", TapLine).say(_key_line("enter", label))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to accept only where something can be accepted."""
        del parameters
        return action != "accept" or self._accept is not None

    def action_accept(self) -> None:
        if self._is_read:
            self.dismiss(True)
        else:
            self.query_one(VerticalScroll).scroll_page_down(animate=False)

    def action_back(self) -> None:
        self.dismiss(False)


def _key_line(key: str, label: str) -> Content:
    return Content.assemble((f" {key} ", "bold $primary"), f" {label}")
