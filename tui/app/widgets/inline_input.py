"""A line of text that is typed where it stands: enter takes it, escape gives it up."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.reactive import reactive
from textual.widgets import Input

from tui.app.keys import bindings


class StillInput(Input):
    """A line of text whose cursor does not blink: nothing here flashes."""

    cursor_blink = reactive(False, init=False)


class InlineInput(StillInput):
    """An input over what it changes; it says when it is done and decides nothing itself.

    It does so at once and not by a message, so that the next key finds what the one before it did.

    Args:
        taken: called at enter, or at a key that goes on to another line, with where it goes: up,
            down, next, back or "".
        given_up: called at escape.
        left: called when another thing was clicked.
    """

    BINDINGS = bindings.INLINE_INPUT

    def __init__(
        self,
        placeholder: str = "",
        *,
        id: str,
        taken: Callable[[str], None],
        given_up: Callable[[], None],
        left: Callable[[], None],
    ) -> None:
        super().__init__(id=id, compact=True, placeholder=placeholder, select_on_focus=False)
        self._taken = taken
        self._given_up = given_up
        self._left = left

    def put(self, text: str) -> None:
        """Type a text over what is selected, or at the cursor."""
        self.replace(text, *self.selection)

    def action_take(self, then: str) -> None:
        """Done with it."""
        self._taken(then)

    def action_give_up(self) -> None:
        """As it was before."""
        self._given_up()

    def on_blur(self, event: events.Blur) -> None:
        """Another thing was clicked; that another window has the keys says nothing."""
        del event
        # By now it may be typed into again.
        if self.app.app_focus and self.screen.focused is not self:
            self._left()
