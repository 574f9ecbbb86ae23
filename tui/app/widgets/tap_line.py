"""A line of text that does something when it is clicked or tapped."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.widgets import Static


class TapLine(Static):
    """A line with an action of its screen; for fingers it is higher, and has a ground of its own.

    Args:
        words: the line.
        action: the action, with its parameters.
        indent: the cells before further rows of a line that is too long.
    """

    DEFAULT_CSS = "TapLine { height: auto; }"

    def __init__(
        self, words: Content, action: str, *, id: str | None = None, indent: int = 0
    ) -> None:
        super().__init__(words, id=id)
        self._action = action
        self._words = self._shown = words
        self._indent = indent

    def say(self, words: Content) -> None:
        """Change the line."""
        self._words = words
        self.on_resize()

    def on_resize(self) -> None:
        """Fold the line again, in the width that it has now."""
        shown, width = self._words, self.content_size.width
        if self._indent and 0 < width < shown.cell_length:
            first, *_ = shown.wrap(width)
            others = shown[len(first.plain) :]
            folded = Content(others.plain.strip()).wrap(max(1, width - self._indent))
            gap = "\n" + " " * self._indent
            shown = Content(gap).join([first.rstrip(), *folded])
        if shown != self._shown:
            self._shown = shown
            self.update(shown)

    async def on_click(self, event: events.Click) -> None:
        event.stop()
        await self.screen.run_action(self._action)
