"""A line of text that is typed where it stands: enter takes it, escape gives it up."""

from __future__ import annotations

from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.widgets import Input


class InPlace(Input):
    """An input over what it changes; it says when it is done and decides nothing itself."""

    BINDINGS = [
        Binding("enter", "take('')", "done", id="typing.take", key_display="enter"),
        Binding("escape", "give_up", "leave", id="typing.leave", key_display="esc"),
        Binding("up", "take('up')", "take it and go up", id="typing.up", show=False),
        Binding("down", "take('down')", "take it and go down", id="typing.down", show=False),
        Binding("tab", "take('next')", "take it, next section", id="typing.next", show=False),
        Binding(
            "shift+tab", "take('back')", "take it, section before", id="typing.back", show=False
        ),
    ]

    class Taken(Message):
        """Enter, or a key that goes on to another line: ``then`` is up, down, next, back or ""."""

        def __init__(self, entry: InPlace, then: str) -> None:
            super().__init__()
            self.entry = entry
            self.then = then

    class GivenUp(Message):
        """Escape, or another thing was clicked; then ``is_left``."""

        def __init__(self, entry: InPlace, *, is_left: bool = False) -> None:
            super().__init__()
            self.entry = entry
            self.is_left = is_left

    def __init__(self, placeholder: str = "", *, id: str) -> None:
        super().__init__(id=id, compact=True, placeholder=placeholder, select_on_focus=False)

    def action_take(self, then: str) -> None:
        """Done with it."""
        self.post_message(self.Taken(self, then))

    def action_give_up(self) -> None:
        """As it was before."""
        self.post_message(self.GivenUp(self))

    def on_blur(self, event: events.Blur) -> None:
        """Another thing was clicked; that another window has the keys says nothing."""
        del event
        if self.app.app_focus:
            self.post_message(self.GivenUp(self, is_left=True))
