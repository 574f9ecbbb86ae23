"""The line at the top of a screen: its title on the left, and a text about it on the right."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

QUIET = "$text-muted"
"""The colour of less important words."""
FAINT = "$faint"
"""The colour of signs for what is still to come."""
CURSOR = "▌"
"""What stands at the left of the line under the cursor, in the warm colour."""

TITLE_CELLS = 10
"""How many cells the title keeps at least, however long the other text is."""


class TitleBar(Widget):
    """A title, and a text aside at the other end of the line.

    The title is cut where both do not fit, but keeps `TITLE_CELLS`; then the text is cut, too.
    """

    DEFAULT_CSS = "TitleBar { dock: top; height: 1; width: 1fr; }"

    def __init__(self, title: str = "", aside: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._texts = (title, aside)

    def show_text(self, title: str, aside: str) -> None:
        """Show a title and a text aside."""
        if (title, aside) != self._texts:
            self._texts = (title, aside)
            self.refresh()

    def render(self) -> Content:
        """Return the line, as wide as the widget."""
        title, aside = (Content(text) for text in self._texts)
        width = self.content_size.width - 2
        least = min(title.cell_length, TITLE_CELLS)
        aside = aside.truncate(max(0, width - least - 2), ellipsis=True)
        room = max(0, width - aside.cell_length - 2)
        title = title.truncate(room, ellipsis=True)
        gap = max(1, width - title.cell_length - aside.cell_length)
        return Content.assemble(" ", title.stylize("bold"), " " * gap, aside.stylize(QUIET), " ")
