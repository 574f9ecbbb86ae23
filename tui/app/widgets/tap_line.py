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
    """

    DEFAULT_CSS = "TapLine { height: auto; }"

    def __init__(self, words: Content, action: str, *, id: str | None = None) -> None:
        super().__init__(words, id=id)
        self._action = action

    async def on_click(self, event: events.Click) -> None:
        event.stop()
        await self.screen.run_action(self._action)
