"""One line at the top of a screen: what it is on the left, something about it on the right."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

QUIET = "$foreground 62%"
"""Words that stand back."""
FAINT = "$foreground 35%"
"""Marks of what is still to come."""


TITLE_CELLS = 10
"""What the title keeps of the line, however long the other text is."""


class TitleBar(Widget):
    """A title, and a text at the other end of the line; the title gives way when both don't fit."""

    DEFAULT_CSS = "TitleBar { dock: top; height: 1; width: 1fr; }"

    def __init__(self, title: str = "", aside: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._texts = (title, aside)

    def show_text(self, title: str, aside: str) -> None:
        """Show these two texts."""
        if (title, aside) != self._texts:
            self._texts = (title, aside)
            self.refresh()

    def render(self) -> Content:
        """The line, as wide as the screen."""
        title, aside = (Content(text) for text in self._texts)
        width = self.content_size.width - 2
        kept = min(title.cell_length, TITLE_CELLS)
        aside = aside.truncate(max(0, width - kept - 2), ellipsis=True)
        room = max(0, width - aside.cell_length - 2)
        title = title.truncate(room, ellipsis=True)
        gap = max(1, width - title.cell_length - aside.cell_length)
        return Content.assemble(" ", title.stylize("bold"), " " * gap, aside.stylize(QUIET), " ")
